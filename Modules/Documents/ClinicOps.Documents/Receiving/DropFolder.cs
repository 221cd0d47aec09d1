using ClinicOps.Documents.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Documents.Receiving;

/// <summary>A watched folder, whose files belong to a location.</summary>
/// <param name="Channel">One of <see cref="TransmissionChannel"/>.</param>
internal sealed record Inbox(string Path, Guid LocationId, string Channel);

/// <summary>
/// Takes files out of one watched folder. A file that is still being written is left alone. Taking is safe against a crash at
/// any point: the file is first moved into ".receiving/ID/", where ID is the transmission it will be; then received under that
/// id; then put aside into ".received/ID/". Whatever a crash leaves in ".receiving" is received under the id it has.
/// </summary>
internal sealed partial class DropFolder(Inbox inbox, TimeSpan quiet, IServiceScopeFactory scopes, TimeProvider clock, ILogger log)
{
    private const string Receiving = ".receiving";
    private const string Received = ".received";

    /// <summary>What was taken is patient text: nobody else on the machine reads it.</summary>
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Dictionary<string, Sighting> seen = new(StringComparer.Ordinal);

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
        foreach (var gone in seen.Keys.Except(files.Select(f => f.FullName)).ToList())
        {
            seen.Remove(gone);
        }

        foreach (var file in files.Where(IsQuiet))
        {
            taken += Claim(file) is { } claimed && await Take(claimed, stopping) ? 1 : 0;
        }

        return taken;
    }

    /// <summary>Hidden files and the names that programs give to what they are still writing are nobody's fax.</summary>
    private static bool IsForUs(FileInfo file) =>
        !file.Name.StartsWith('.') && file.Extension.ToLowerInvariant() is not (".part" or ".tmp" or ".partial" or ".crdownload" or ".filepart")
        && file.LinkTarget is null;

    /// <summary>It has not changed for a while, and no program that we can see has it open for writing.</summary>
    private bool IsQuiet(FileInfo file)
    {
        var now = clock.GetUtcNow();
        if (!seen.TryGetValue(file.FullName, out var before) || before.Length != file.Length || before.WrittenAt != file.LastWriteTimeUtc)
        {
            seen[file.FullName] = new Sighting(file.Length, file.LastWriteTimeUtc, now);
            return false;
        }

        return now - before.Since >= quiet && !OpenFiles.IsBeingWritten(file.FullName);
    }

    /// <returns>The file in its place of work; null when another process was faster or it grew after all.</returns>
    private string? Claim(FileInfo file)
    {
        var before = seen[file.FullName];
        var folder = Path.Combine(inbox.Path, Receiving, Guid.CreateVersion7().ToString());
        var claimed = Path.Combine(folder, file.Name);
        try
        {
            Directory.CreateDirectory(Path.Combine(inbox.Path, Receiving), OwnerOnly);
            Directory.CreateDirectory(folder, OwnerOnly);
            File.Move(file.FullName, claimed);
            seen.Remove(file.FullName);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            LogNotTaken(refused.GetType().Name, inbox.LocationId);
            RemoveEmpty(folder);
            return null;
        }

        var now = new FileInfo(claimed);
        if (now.Length == before.Length && now.LastWriteTimeUtc == before.WrittenAt)
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

        if (new FileInfo(claimed) is var after && (after.Length != before.Length || after.LastWriteTimeUtc != before.LastWriteTimeUtc))
        {
            // Somebody whom we cannot see went on writing: what came later is received as well, when it is quiet.
            TryMove(claimed, Path.Combine(inbox.Path, after.Name));
            return true;
        }

        PutAside(claimed, id);
        return receipt is not FileReceipt.ReceivedBefore;
    }

    private void PutAside(string claimed, Guid id)
    {
        try
        {
            var aside = Path.Combine(inbox.Path, Received, id.ToString());
            Directory.CreateDirectory(Path.Combine(inbox.Path, Received), OwnerOnly);
            Directory.CreateDirectory(aside, OwnerOnly);
            File.Move(claimed, Path.Combine(aside, Path.GetFileName(claimed)), overwrite: true);
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

    /// <param name="Since">When it was first seen like this.</param>
    private sealed record Sighting(long Length, DateTime WrittenAt, DateTimeOffset Since);
}

/// <summary>Which files programs have open, as far as the kernel lets us see.</summary>
internal static class OpenFiles
{
    private const int WriteOnlyOrBoth = 3;

    public static bool IsBeingWritten(string path)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])))
        {
            try
            {
                if (Directory.EnumerateFileSystemEntries(process + "/fd").Any(fd => new FileInfo(fd).LinkTarget == path && IsForWriting(process, Path.GetFileName(fd))))
                {
                    return true;
                }
            }
            catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
            {
                // Another user's process, or one that has just ended.
            }
        }

        return false;
    }

    /// <summary>The flags in fdinfo are octal; the lowest two bits are 1 (write) or 2 (both).</summary>
    private static bool IsForWriting(string process, string descriptor)
    {
        var flags = File.ReadLines($"{process}/fdinfo/{descriptor}").FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return flags is not null && (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & WriteOnlyOrBoth) != 0;
    }
}
