using System.Data;
using System.Globalization;
using System.Reflection;
using ClinicOps.Host.Embedded;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Modules;
using Npgsql;

namespace ClinicOps.Host.Backups;

/// <summary>
/// Backs up an instance while it works. One exported snapshot says what belongs to it: the dump, the counts and the migrations
/// are all read under it. Blobs are stored before the rows that name them and never change, so every blob that is there after the
/// snapshot was taken covers what it names; a shared lock keeps deletions of blobs away until the back-up is whole.
/// </summary>
internal sealed class MakeBackup(HostSettings settings, ModuleCatalog catalog, TimeProvider clock)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>For tests that do something at the very moment of the snapshot.</summary>
    internal Func<Task> AfterSnapshot { get; init; } = () => Task.CompletedTask;

    /// <exception cref="InstanceProblem">It cannot be made; what was begun is removed, and what is finished is as it was.</exception>
    public async Task<BackupMade> Run(string folder, BackupKey key, CancellationToken stopping)
    {
        await using var turn = TakeTurn(folder);
        try
        {
            return await Write(folder, Begin(folder), key, stopping);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InstanceProblem($"The back-up in {folder} could not be written: {failure.Message} Nothing that is finished was touched.");
        }
        finally
        {
            RemoveUnfinished(folder);
        }
    }

    public static string Build() => typeof(MakeBackup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private async Task<BackupMade> Write(string folder, string unfinished, BackupKey key, CancellationToken stopping)
    {
        await using var owner = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.OwnerConnectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString);
        await owner.OpenAsync(stopping);
        await SnapshotCount.Scalar(owner, $"SELECT pg_advisory_lock_shared({BlobDeletion.LockGroup}, {BlobDeletion.Lock})", stopping);
        await using var transaction = await owner.BeginTransactionAsync(IsolationLevel.RepeatableRead, stopping);
        var snapshot = (string)(await SnapshotCount.Scalar(owner, "SELECT pg_export_snapshot()", stopping))!;
        var at = clock.GetUtcNow();
        await AfterSnapshot();

        var major = int.Parse(((string)(await SnapshotCount.Scalar(owner, "SHOW server_version_num", stopping))!)[..^4], CultureInfo.InvariantCulture);
        var rows = await SnapshotCount.Rows(owner, catalog, stopping);
        var migrations = await SnapshotCount.Migrations(owner, catalog, stopping);
        var (hash, bytes) = await Dump(Path.Combine(unfinished, BackupFolder.Database), key, major, snapshot, stopping);
        var blobs = await CopyBlobs(BackupFolder.Blobs(folder, key), key, stopping);
        await transaction.RollbackAsync(stopping);

        var manifest = new BackupManifest(BackupManifest.CurrentFormat, at, Build(), major, migrations, rows, hash, bytes, Secrets(), blobs.Held);
        manifest.Write(Path.Combine(unfinished, BackupFolder.Manifest), key);
        var finished = Finish(folder, unfinished, at);
        BackupNote.Write(settings.DataFolder, at);
        return new BackupMade(finished, rows.Values.Sum(), blobs.Held.Count, blobs.Added, bytes, blobs.Damaged);
    }

    /// <summary>One at a time in a folder; the lock ends with the process.</summary>
    private static FileStream TakeTurn(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder, OwnerOnly);
            return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InstanceProblem($"No back-up can be written to {folder} (is another one under way there?): {failure.Message}");
        }
    }

    private static string Begin(string folder)
    {
        RemoveUnfinished(folder);
        var unfinished = Path.Combine(folder, $".{Guid.NewGuid():N}.unfinished");
        Directory.CreateDirectory(unfinished, OwnerOnly);
        return unfinished;
    }

    /// <summary>Also what a crash left behind; nothing finished is touched.</summary>
    private static void RemoveUnfinished(string folder)
    {
        foreach (var left in Directory.GetDirectories(folder, ".*.unfinished"))
        {
            Directory.Delete(left, recursive: true);
        }
    }

    private async Task<(string Hash, long Bytes)> Dump(string path, BackupKey key, int major, string snapshot, CancellationToken stopping)
    {
        await using var file = new SealingStream(path, key);
        var written = await DatabaseDump.Write(settings.OwnerConnectionString, major, snapshot, file, stopping);
        file.Complete();
        return written;
    }

    /// <summary>Each blob is opened before it is copied: damage is found while the original may still be had elsewhere.</summary>
    private async Task<(List<string> Held, int Added, List<string> Damaged)> CopyBlobs(string into, BackupKey key, CancellationToken stopping)
    {
        Directory.CreateDirectory(into, OwnerOnly);
        var source = new FolderBlobStore(settings.BlobFolder, settings.BlobKey);
        var target = new FolderBlobStore(into, key.KeyOfBlobs());
        var (held, added, damaged) = (new List<string>(), 0, new List<string>());
        foreach (var hash in source.Hashes())
        {
            stopping.ThrowIfCancellationRequested();
            if (!target.Exists(hash))
            {
                try
                {
                    await target.Put(await source.Get(hash, stopping), stopping);
                    added++;
                }
                catch (InvalidDataException)
                {
                    damaged.Add(hash);
                    continue;
                }
            }

            held.Add(hash);
        }

        return (held, added, damaged);
    }

    /// <summary>Every secret of the instance but the backup's own key.</summary>
    private SortedDictionary<string, string> Secrets()
    {
        var secrets = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(Path.Combine(settings.DataFolder, "secrets")).Where(path => !path.EndsWith(".new", StringComparison.Ordinal)))
        {
            if (Path.GetFileName(file) != BackupCommands.KeyFile)
            {
                secrets[Path.GetFileName(file)] = File.ReadAllText(file).Trim();
            }
        }

        return secrets;
    }

    private static string Finish(string folder, string unfinished, DateTimeOffset at)
    {
        var finished = Path.Combine(folder, BackupFolder.NameAt(at));
        if (Directory.Exists(finished))
        {
            throw new InstanceProblem($"{finished} is there already: two back-ups in one second. Try again.");
        }

        BackupFolder.FlushFolder(unfinished);
        Directory.Move(unfinished, finished);
        BackupFolder.FlushFolder(folder);
        return finished;
    }
}

/// <param name="Damaged">Blobs of the instance that could not be opened: the back-up is without them.</param>
internal sealed record BackupMade(string Folder, long Rows, int Blobs, int NewBlobs, long DumpBytes, IReadOnlyList<string> Damaged);
