using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Documents.Receiving;

/// <summary>
/// Takes faxes out of HylaFAX's receive queue (recvq). The queue is HylaFAX's: nothing in it is moved, changed or removed; its own
/// faxcron clears it. A fax is known again by its name and its bytes, so that one that lies there for weeks is received once,
/// and another that gets an old number is received as well.
/// </summary>
internal sealed partial class FaxQueue(Inbox inbox, DocumentsOptions options, IServiceScopeFactory scopes, TimeProvider clock, ILogger log) : IWatchedFolder
{
    private readonly QuietFiles quiet = new(TimeSpan.FromSeconds(options.QuietSeconds), clock);

    /// <summary>What is received already, so that a file is not read again at every look.</summary>
    private readonly Dictionary<string, (long Length, DateTime WrittenAt)> settled = new(StringComparer.Ordinal);

    /// <summary>What we may not read, and have said so.</summary>
    private readonly HashSet<string> refused = new(StringComparer.Ordinal);

    private bool saidMissing;

    public async Task<int> Look(CancellationToken stopping)
    {
        if (!Directory.Exists(inbox.Path))
        {
            SayMissingOnce();
            return 0;
        }

        saidMissing = false;
        var files = new DirectoryInfo(inbox.Path).EnumerateFiles().Where(f => ReceivedFax().IsMatch(f.Name) && f.Length > 0 && f.LinkTarget is null)
            .OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        foreach (var gone in settled.Keys.Except(files.Select(f => f.FullName)).ToList())
        {
            settled.Remove(gone);
        }

        var taken = 0;
        foreach (var file in quiet.Among([.. files.Where(f => !IsSettled(f))]))
        {
            taken += await Take(file, stopping) ? 1 : 0;
        }

        return taken;
    }

    private bool IsSettled(FileInfo file) => settled.TryGetValue(file.FullName, out var before) && before == (file.Length, file.LastWriteTimeUtc);

    private async Task<bool> Take(FileInfo file, CancellationToken stopping)
    {
        byte[] bytes;
        try
        {
            // Reading asks for a shared lock, which is refused while HylaFAX holds its own: it does until the fax is whole.
            bytes = await File.ReadAllBytesAsync(file.FullName, stopping);
        }
        catch (UnauthorizedAccessException)
        {
            if (refused.Add(file.FullName))
            {
                LogNotAllowed(inbox.LocationId);
            }

            return false;
        }
        catch (IOException)
        {
            return false;
        }

        var now = new FileInfo(file.FullName);
        if (!now.Exists || now.Length != bytes.Length || now.LastWriteTimeUtc != file.LastWriteTimeUtc)
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        var receipt = await scope.ServiceProvider.GetRequiredService<ReceiveFile>().Run(
            new IncomingFile(
                Guid.CreateVersion7(), file.Name, bytes, TransmissionSource.FaxQueue, TransmissionChannel.Fax, ReceivedFrom: null, inbox.LocationId,
                $"{TransmissionSource.FaxQueue}:{file.Name}:{Convert.ToHexStringLower(SHA256.HashData(bytes))}"),
            stopping);
        if (receipt is FileReceipt.LocationUnknown)
        {
            return false;
        }

        settled[file.FullName] = (now.Length, now.LastWriteTimeUtc);
        return receipt is not FileReceipt.ReceivedBefore;
    }

    private void SayMissingOnce()
    {
        if (!saidMissing)
        {
            saidMissing = true;
            LogMissing(inbox.LocationId);
        }
    }

    [GeneratedRegex(@"^fax\d+\.tif$")]
    private static partial Regex ReceivedFax();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The receive queue of location {LocationId} is not there (Documents:Inboxes); looking again")]
    private partial void LogMissing(Guid locationId);

    [LoggerMessage(Level = LogLevel.Error, Message = "A fax in the receive queue of location {LocationId} may not be read: set RecvFileMode 0640 in HylaFAX's config and add the account of ClinicOps to the group uucp")]
    private partial void LogNotAllowed(Guid locationId);
}
