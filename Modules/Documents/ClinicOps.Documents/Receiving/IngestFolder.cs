using System.Security.Cryptography;
using System.Text;
using ClinicOps.Documents.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Receiving;

/// <summary>
/// Receives the files of a folder, which stay where they are. Giving the same folder again takes only what is new: a file of the
/// same path and content was received before; the same content under another name is a repeat, as it is from any source.
/// </summary>
internal sealed class IngestFolder(DocumentsDb db, ReceiveFile receive)
{
    /// <returns>In the order of their names, file by file.</returns>
    public async Task<IngestedFolder> Run(string folder, Guid locationId, CancellationToken stopping)
    {
        var received = new List<IngestedFile>();
        var leftOut = new List<string>();
        var unreadable = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            byte[] bytes;
            try
            {
                bytes = await File.ReadAllBytesAsync(path, stopping);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                unreadable.Add(Path.GetFileName(path));
                continue;
            }

            if (!LooksLikeADocument(path, bytes))
            {
                leftOut.Add(Path.GetFileName(path));
                continue;
            }

            var receipt = await receive.Run(
                new IncomingFile(Guid.CreateVersion7(), Path.GetFileName(path), bytes, TransmissionSource.Command, Channel(path), ReceivedFrom: null, locationId, Key(path, bytes)),
                stopping);
            received.Add(new IngestedFile(Path.GetFileName(path), receipt));
            db.ChangeTracker.Clear();
        }

        return new IngestedFolder(received, leftOut, unreadable);
    }

    /// <summary>By its name or by its first bytes: what is neither (a list, a program's own file) was never meant.</summary>
    private static bool LooksLikeADocument(string path, byte[] bytes) =>
        Path.GetExtension(path).ToLowerInvariant() is ".tif" or ".tiff" or ".pdf" or ".jpg" or ".jpeg" or ".png"
        || bytes.AsSpan().StartsWith("II*\0"u8) || bytes.AsSpan().StartsWith("MM\0*"u8) || bytes.AsSpan().StartsWith("%PDF-"u8)
        || bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) || bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]);

    private static string Channel(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png" ? TransmissionChannel.Scan : TransmissionChannel.Fax;

    private static string Key(string path, byte[] bytes) =>
        $"{TransmissionSource.Command}:{Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(Path.GetFullPath(path)), 0, .. SHA256.HashData(bytes)]))}";
}

internal sealed record IngestedFile(string Name, FileReceipt Receipt)
{
    public Guid TransmissionId => Receipt switch
    {
        FileReceipt.Received received => received.TransmissionId,
        FileReceipt.Repeat repeat => repeat.TransmissionId,
        FileReceipt.ReceivedBefore before => before.TransmissionId,
        _ => throw new InvalidOperationException($"{Receipt.GetType().Name} is no receipt of a command."),
    };
}

/// <param name="LeftOut">Names of files that are no documents.</param>
/// <param name="Unreadable">Names of files that this process may not or cannot read.</param>
internal sealed record IngestedFolder(IReadOnlyList<IngestedFile> Files, IReadOnlyList<string> LeftOut, IReadOnlyList<string> Unreadable);

/// <summary>How far the work on some transmissions is.</summary>
internal sealed record WorkProgress(int Transmissions, int TransmissionsDone, int Pages, int PagesRead)
{
    public bool IsDone => TransmissionsDone == Transmissions;

    public static async Task<WorkProgress> Of(DocumentsDb db, Guid[] transmissionIds, CancellationToken stopping)
    {
        var wanted = db.Transmissions.Where(t => transmissionIds.Contains(t.Id));
        var done = await wanted.CountAsync(
            t => t.State == TransmissionState.Failed
                || (t.State == TransmissionState.Sorted && t.Documents.All(d => d.State != DocumentState.Sorted && d.State != DocumentState.Matched && d.TranscribedAt != null)),
            stopping);
        var pages = await wanted.SumAsync(t => t.PageCount, stopping);
        var read = await db.Pages.CountAsync(p => transmissionIds.Contains(p.TransmissionId) && (p.State == PageState.Read || p.State == PageState.Failed), stopping);
        return new WorkProgress(transmissionIds.Length, done, pages, read);
    }
}
