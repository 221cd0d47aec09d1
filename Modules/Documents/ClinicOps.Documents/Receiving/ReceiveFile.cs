using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Receiving;

/// <summary>
/// Takes one file in: its bytes into the blob store, then its row and its first job in one transaction. Whoever hands it in may
/// let go of it as soon as this returns.
/// </summary>
internal sealed class ReceiveFile(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    IBlobStore blobs,
    VisibleToActor visible,
    IOrganization organization,
    RaiseEarly early,
    History history,
    CurrentActor actor,
    TimeProvider clock)
{
    private const int LongestName = 255;

    public async Task<FileReceipt> Run(IncomingFile file, CancellationToken stopping)
    {
        if (!visible.Location(file.LocationId) || (await organization.Profile(stopping)).Find(file.LocationId) is null)
        {
            return new FileReceipt.LocationUnknown();
        }

        using var activity = ClinicTelemetry.StartReceiving(file.Source, file.Id);
        var hash = await blobs.Put(file.Bytes, stopping);
        FaultPoint.At("documents.receive-file.bytes-stored");
        return await transaction.Run<FileReceipt>(
            async effects =>
            {
                await db.HoldBytes(hash, stopping);
                // Over everything received, in the user's sight or not: bytes that came before are a repeat whoever may see them.
                var received = db.Transmissions.IgnoreQueryFilters([ModuleDb.AccessFilter]);
                if (await received.Where(t => t.SourceKey == file.SourceKey).Select(t => (Guid?)t.Id).SingleOrDefaultAsync(stopping) is { } before)
                {
                    return new FileReceipt.ReceivedBefore(before);
                }

                var first = await received.Where(t => t.BlobHash == hash).OrderBy(t => t.ReceivedAt).ThenBy(t => t.Id).Select(t => (Guid?)t.Id).FirstOrDefaultAsync(stopping);
                return await Record(file, hash, first, effects, stopping);
            },
            stopping);
    }

    /// <summary>Whether these bytes came before; of a file that was handed in already, whether they had then.</summary>
    public async Task<bool> IsRepeat(IncomingFile file, CancellationToken stopping)
    {
        var hash = await blobs.Put(file.Bytes, stopping);
        var received = db.Transmissions.IgnoreQueryFilters([ModuleDb.AccessFilter]);
        return await received.Where(t => t.SourceKey == file.SourceKey).Select(t => new { t.RepeatOf }).SingleOrDefaultAsync(stopping) is { } before
            ? before.RepeatOf is not null
            : await received.AnyAsync(t => t.BlobHash == hash, stopping);
    }

    private async Task<FileReceipt> Record(IncomingFile file, string hash, Guid? repeatOf, Effects effects, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var transmission = new Transmission
        {
            Id = file.Id,
            Source = file.Source,
            Channel = file.Channel,
            ReceivedFrom = file.ReceivedFrom,
            FileName = Presentable(file.FileName),
            BlobHash = hash,
            ByteCount = file.Bytes.Length,
            SourceKey = file.SourceKey,
            MailMessageId = file.MailMessageId,
            LocationId = file.LocationId,
            CareThreadId = Guid.CreateVersion7(),
            ReceivedAt = now,
            ReceivedBy = actor.UserId,
            ProgressAt = now,
            RepeatOf = repeatOf,
        };
        db.Transmissions.Add(transmission);
        db.Pages.Add(new ReceivedPage { Id = Guid.CreateVersion7(), TransmissionId = transmission.Id, Number = 1, Position = 1 });
        history.Add(transmission.Id, null, repeatOf is null ? EventCode.Received : EventCode.ReceivedAsRepeat);
        ClinicTelemetry.Count("file-received");
        effects.Publish(new TransmissionReceived(transmission.Id, transmission.LocationId, transmission.CareThreadId));
        effects.Enqueue(new TransmissionToOpen(transmission.Id));
        effects.Audit(new AuditEntry("document.received", "transmission", transmission.Id, LocationId: transmission.LocationId));
        early.Keep(transmission, file.Urgent);
        await early.Run(transmission, [.. file.Urgent.Select(Urgency.ReasonOf).OfType<string>().Distinct()], effects, stopping);
        return repeatOf is { } original ? new FileReceipt.Repeat(transmission.Id, original) : new FileReceipt.Received(transmission.Id);
    }

    /// <summary>The name is shown, never used as a path; what no page can show is left out of it.</summary>
    private static string Presentable(string name)
    {
        var shown = string.Concat(name.Where(c => !char.IsControl(c))).Trim();
        return shown.Length == 0 ? "(no name)" : shown.Length > LongestName ? shown[..LongestName] : shown;
    }
}

/// <param name="Id">The transmission's, made by who hands the file in.</param>
/// <param name="Source">One of <see cref="TransmissionSource"/>.</param>
/// <param name="Channel">One of <see cref="TransmissionChannel"/>.</param>
/// <param name="SourceKey">The same whenever this source hands in this very file again, as it may after a crash.</param>
internal sealed record IncomingFile(
    Guid Id,
    string FileName,
    ReadOnlyMemory<byte> Bytes,
    string Source,
    string Channel,
    string? ReceivedFrom,
    Guid LocationId,
    string SourceKey)
{
    /// <summary>The e-mail it was an attachment of; null where it came otherwise.</summary>
    public Guid? MailMessageId { get; init; }

    /// <summary>What whoever sent it wrote beside it that must be heard at once.</summary>
    public IReadOnlyList<UrgentKind> Urgent { get; init; } = [];

    /// <param name="formId">Made with the form, so that a form sent twice hands in one file.</param>
    public static IncomingFile Uploaded(Guid formId, string fileName, ReadOnlyMemory<byte> bytes, string channel, Guid locationId) =>
        new(formId, fileName, bytes, TransmissionSource.Upload, channel, ReceivedFrom: null, locationId, $"upload:{formId}");
}

internal abstract record FileReceipt
{
    private FileReceipt()
    {
    }

    /// <summary>It is stored, and its first step is enqueued.</summary>
    public sealed record Received(Guid TransmissionId) : FileReceipt;

    /// <summary>The same, but these bytes came before: what is in it goes to review, not into a record.</summary>
    public sealed record Repeat(Guid TransmissionId, Guid RepeatOf) : FileReceipt;

    /// <summary>This very file was handed in before; nothing was done.</summary>
    public sealed record ReceivedBefore(Guid TransmissionId) : FileReceipt;

    /// <summary>There is no such location, or the user does not work there; nothing was done.</summary>
    public sealed record LocationUnknown : FileReceipt;
}
