using System.Security.Cryptography;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Faults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Documents.Receiving;

/// <summary>
/// Takes files out of one watched folder. A file that is still being written is left alone. Taking is safe against a crash at
/// any point: the file is first moved into ".receiving/ID/", where ID is the transmission it will be; then received under that
/// id; then put aside into ".received/ID/", and removed from there once its stored copy opens and it was kept for as long as is
/// set. Whatever a crash leaves in ".receiving" is received under the id it has.
/// </summary>
internal sealed partial class DropFolder(Inbox inbox, DocumentsOptions options, IServiceScopeFactory scopes, TimeProvider clock, ILogger log) : IWatchedFolder
{
    private const string Receiving = ".receiving";
    private const string Received = ".received";

    /// <summary>What was taken is patient text: nobody else on the machine reads it.</summary>
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>So long a received file is kept in any case: a writer whom we cannot see may still be at it.</summary>
    private static readonly TimeSpan LeastKept = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(1);

    private readonly QuietFiles quiet = new(TimeSpan.FromSeconds(options.QuietSeconds), clock);
    private DateTimeOffset nextSweep;

    /// <summary>Looks once.</summary>
    /// <returns>How many files were received.</returns>
    public async Task<int> Look(CancellationToken stopping)
    {
        Directory.CreateDirectory(inbox.Path);
        var taken = 0;
        foreach (var claimed in Claimed())
        {
            taken += await Take(claimed, stopping) ? 1 : 0;
        }

        var files = new DirectoryInfo(inbox.Path).EnumerateFiles().Where(IsForUs).OrderBy(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal).ToList();
        foreach (var file in quiet.Among(files))
        {
            taken += Claim(file) is { } claimed && await Take(claimed, stopping) ? 1 : 0;
        }

        if (clock.GetUtcNow() >= nextSweep)
        {
            nextSweep = clock.GetUtcNow() + BetweenSweeps;
            await Sweep(stopping);
        }

        return taken;
    }

    /// <summary>Hidden files and the names that programs give to what they are still writing are nobody's fax.</summary>
    private static bool IsForUs(FileInfo file) =>
        !file.Name.StartsWith('.') && file.Extension.ToLowerInvariant() is not (".part" or ".tmp" or ".partial" or ".crdownload" or ".filepart")
        && file.LinkTarget is null;

    /// <returns>The file in its place of work; null when another process was faster or it grew after all.</returns>
    private string? Claim(FileInfo file)
    {
        var folder = Path.Combine(inbox.Path, Receiving, Guid.CreateVersion7().ToString());
        var claimed = Path.Combine(folder, file.Name);
        try
        {
            Directory.CreateDirectory(Path.Combine(inbox.Path, Receiving), OwnerOnly);
            Directory.CreateDirectory(folder, OwnerOnly);
            File.Move(file.FullName, claimed);
            FaultPoint.At("documents.drop-folder.claimed");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            LogNotTaken(refused.GetType().Name, inbox.LocationId);
            RemoveEmpty(folder);
            return null;
        }

        var now = new FileInfo(claimed);
        if (now.Length == file.Length && now.LastWriteTimeUtc == file.LastWriteTimeUtc)
        {
            return claimed;
        }

        // Written to between the look and the move: back it goes, to become quiet first.
        TryMove(claimed, file.FullName);
        return null;
    }

    private IEnumerable<string> Claimed()
    {
        var work = new DirectoryInfo(Path.Combine(inbox.Path, Receiving));
        return work.Exists
            ? [.. work.EnumerateDirectories().Where(d => Guid.TryParse(d.Name, out _)).OrderBy(d => d.Name, StringComparer.Ordinal).SelectMany(d => d.EnumerateFiles()).Select(f => f.FullName)]
            : [];
    }

    private async Task<bool> Take(string claimed, CancellationToken stopping)
    {
        var id = Guid.Parse(new FileInfo(claimed).Directory!.Name);
        FileReceipt receipt;
        FileInfo before;
        try
        {
            before = new FileInfo(claimed);
            before.Refresh();
            var bytes = await File.ReadAllBytesAsync(claimed, stopping);
            await using var scope = scopes.CreateAsyncScope();
            receipt = await scope.ServiceProvider.GetRequiredService<ReceiveFile>().Run(
                new IncomingFile(id, Path.GetFileName(claimed), bytes, TransmissionSource.DropFolder, inbox.Channel, ReceivedFrom: null, inbox.LocationId, $"{TransmissionSource.DropFolder}:{id}"),
                stopping);
        }
        catch (FileNotFoundException)
        {
            // Another host of the same folder was faster.
            return false;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            // This one waits where it is, under its id; the others of the folder go on.
            LogNotRead(refused.GetType().Name, id);
            return false;
        }

        if (receipt is FileReceipt.LocationUnknown)
        {
            // The location was taken out of the clinic: the file waits, as it is, until it is there again or somebody moves the file.
            LogLocationGone(id, inbox.LocationId);
            return false;
        }

        if (new FileInfo(claimed) is var after && (after.Length != before.Length || after.LastWriteTimeUtc != before.LastWriteTimeUtc))
        {
            // Somebody whom we cannot see went on writing: what came later is received as well, when it is quiet.
            TryMove(claimed, Path.Combine(inbox.Path, after.Name));
            return true;
        }

        FaultPoint.At("documents.drop-folder.received");
        PutAside(claimed, id);
        return receipt is not FileReceipt.ReceivedBefore;
    }

    /// <summary>
    /// Removes what was received and kept for long enough, once its stored copy opens. What somebody whom we cannot see went on
    /// writing to after it was received goes back into the inbox, and is received as well.
    /// </summary>
    private async Task Sweep(CancellationToken stopping)
    {
        var aside = new DirectoryInfo(Path.Combine(inbox.Path, Received));
        var keep = options.KeepDroppedFiles > 0 ? TimeSpan.FromDays(options.KeepDroppedFiles) : LeastKept;
        var before = (clock.GetUtcNow() - keep).UtcDateTime;
        foreach (var folder in aside.Exists ? aside.EnumerateDirectories().Where(d => d.LastWriteTimeUtc <= before).ToList() : [])
        {
            if (Guid.TryParse(folder.Name, out var id) && await StoredHash(id, stopping) is { } hash)
            {
                foreach (var file in folder.EnumerateFiles().ToList())
                {
                    Clear(file, hash, id);
                }
            }
        }
    }

    /// <returns>Of the bytes as stored; null when there is no such transmission or its blob does not open: then the file stays.</returns>
    private async Task<string?> StoredHash(Guid id, CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            var hash = await scope.ServiceProvider.GetRequiredService<DocumentsDb>().Transmissions.Where(t => t.Id == id).Select(t => t.BlobHash).SingleOrDefaultAsync(stopping);
            if (hash is not null)
            {
                await scope.ServiceProvider.GetRequiredService<IBlobStore>().Get(hash, stopping);
            }

            return hash;
        }
        catch (Exception damaged) when (damaged is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            LogNotSafe(damaged.GetType().Name, id);
            return null;
        }
    }

    private void Clear(FileInfo file, string storedHash, Guid id)
    {
        try
        {
            if (Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName))) == storedHash)
            {
                file.Delete();
                RemoveEmpty(file.DirectoryName!);
            }
            else
            {
                TryMove(file.FullName, Path.Combine(inbox.Path, file.Name));
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            LogNotPutAside(refused.GetType().Name, id);
        }
    }

    private void PutAside(string claimed, Guid id)
    {
        try
        {
            var aside = Path.Combine(inbox.Path, Received, id.ToString());
            Directory.CreateDirectory(Path.Combine(inbox.Path, Received), OwnerOnly);
            Directory.CreateDirectory(aside, OwnerOnly);
            File.Move(claimed, Path.Combine(aside, Path.GetFileName(claimed)), overwrite: true);
            FaultPoint.At("documents.drop-folder.put-aside");
            RemoveEmpty(Path.GetDirectoryName(claimed)!);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // It is received; the next look finds it under its id and tries again.
            LogNotPutAside(refused.GetType().Name, id);
        }
    }

    /// <summary>Back into the inbox; where its name was taken meanwhile, it is received from where it is at the next look.</summary>
    private void TryMove(string claimed, string back)
    {
        try
        {
            File.Move(claimed, back, overwrite: false);
            RemoveEmpty(Path.GetDirectoryName(claimed)!);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            LogNotTaken(refused.GetType().Name, inbox.LocationId);
        }
    }

    private static void RemoveEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A file in the inbox of location {LocationId} could not be taken ({Reason}); it stays where it is")]
    private partial void LogNotTaken(string reason, Guid locationId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The file claimed for transmission {TransmissionId} cannot be read ({Reason}); it waits in .receiving until it can")]
    private partial void LogNotRead(string reason, Guid transmissionId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The file of transmission {TransmissionId} is received but could not be put aside ({Reason})")]
    private partial void LogNotPutAside(string reason, Guid transmissionId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The stored copy of transmission {TransmissionId} cannot be opened ({Reason}); the file itself is kept in .received")]
    private partial void LogNotSafe(string reason, Guid transmissionId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The file claimed for transmission {TransmissionId} waits in .receiving: location {LocationId} is not there any more")]
    private partial void LogLocationGone(Guid transmissionId, Guid locationId);
}
