using System.Text;
using ClinicOps.Host.Database;
using ClinicOps.Host.Embedded;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using Npgsql;

namespace ClinicOps.Host.Backups;

/// <summary>
/// Puts a back-up into an empty folder (and, with a connection, into an empty database). The whole back-up is opened first, so one
/// that is damaged leaves no trace; what was begun and not ended is marked, and no host starts on it.
/// </summary>
internal sealed class RestoreBackup(ModuleCatalog catalog)
{
    /// <param name="folder">Of the one back-up.</param>
    /// <param name="data">The new instance's folder: empty, or not there yet.</param>
    /// <param name="connection">A PostgreSQL elsewhere, as the owner of an empty database; null for an embedded one.</param>
    /// <exception cref="InstanceProblem">Refused or failed; the message says what to do.</exception>
    public async Task<BackupManifest> Run(string folder, BackupKey key, string data, string? connection, CancellationToken stopping)
    {
        RefuseUsed(data);
        var manifest = await CheckBackup.Run(folder, key, stopping);
        RefuseNewer(manifest);
        if (connection is not null)
        {
            await RefuseUsedDatabase(connection, stopping);
        }

        try
        {
            await Write(folder, key, manifest, InstanceFolder.Open(data), connection, stopping);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InstanceProblem($"The back-up could not be written to {data}: {failure.Message} Make room, empty the folder, and restore again.");
        }

        return manifest;
    }

    private async Task Write(string folder, BackupKey key, BackupManifest manifest, InstanceFolder target, string? connection, CancellationToken stopping)
    {
        target.MarkRestoring();
        WriteSecrets(target, manifest);
        await CopyBlobs(folder, key, target, manifest, stopping);
        await using (var instance = await Instance.Open(target.Path, connection, restoring: true))
        {
            await using (var dump = new OpeningStream(Path.Combine(folder, BackupFolder.Database), key))
            {
                await DatabaseDump.Restore(instance.ConnectionString, manifest.PostgresMajor, dump, stopping);
            }

            await Compare(manifest, instance.ConnectionString, stopping);
            await new Migrator(new DatabaseAccess(instance.ConnectionString, instance.Settings("web", "", demo: false).RoleSecret), catalog).Migrate(stopping);
        }

        HeldDeliveries.Hold(target.Path, manifest.At);
        target.MarkRestored();
    }

    /// <summary>Also when it is only a file too many: nothing is ever written over.</summary>
    private static void RefuseUsed(string data)
    {
        if (File.Exists(data) || (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any()))
        {
            throw new InstanceProblem($"{data} is not empty, and a restore writes nothing over. Name an empty folder with --data.");
        }
    }

    /// <summary>This build can bring an older database up to itself, never a newer one down.</summary>
    private void RefuseNewer(BackupManifest manifest)
    {
        var known = Migrator.KnownMigrations(catalog);
        var foreign = manifest.Migrations.SelectMany(schema => schema.Value.Except(known.GetValueOrDefault(schema.Key, []))).ToList();
        if (foreign.Count > 0)
        {
            throw new InstanceProblem($"The back-up was made by a newer ClinicOps ({manifest.Build}; this one does not know {foreign[0]}). Restore it with that one.");
        }
    }

    private async Task RefuseUsedDatabase(string connection, CancellationToken stopping)
    {
        await using var owner = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        await owner.OpenAsync(stopping);
        if ((await Migrator.Objects(owner, catalog, stopping)).Count > 0)
        {
            throw new InstanceProblem($"The database {owner.Database} holds a ClinicOps already, and a restore writes nothing over. Name an empty one with --connection.");
        }
    }

    private static void WriteSecrets(InstanceFolder target, BackupManifest manifest)
    {
        foreach (var (name, secret) in manifest.Secrets)
        {
            using var file = new FileStream(
                Path.Combine(target.Path, "secrets", Path.GetFileName(name)),
                new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            file.Write(Encoding.ASCII.GetBytes(secret));
            file.Flush(flushToDisk: true);
        }
    }

    private static async Task CopyBlobs(string folder, BackupKey key, InstanceFolder target, BackupManifest manifest, CancellationToken stopping)
    {
        var source = CheckBackup.BlobsOf(folder, key);
        var store = new FolderBlobStore(target.BlobFolder, target.BlobKey());
        foreach (var hash in manifest.Blobs)
        {
            await store.Put(await source.Get(hash, stopping), stopping);
        }
    }

    private async Task Compare(BackupManifest manifest, string connectionString, CancellationToken stopping)
    {
        await using var owner = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await owner.OpenAsync(stopping);
        var rows = await SnapshotCount.Rows(owner, catalog, stopping);
        var different = manifest.Rows.Where(table => rows.GetValueOrDefault(table.Key, -1) != table.Value).Select(table => table.Key).ToList();
        if (different.Count > 0)
        {
            throw new InstanceProblem($"The restored database does not have the rows of the back-up: {string.Join(", ", different)}. Do not use it.");
        }
    }
}
