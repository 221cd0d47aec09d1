using ClinicOps.Documents.Data;
using ClinicOps.Documents.Reading;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Receiving;

internal sealed record TransmissionToOpen(Guid TransmissionId);

/// <summary>The first step: says what the file is and how many pages it has, and starts the work on them.</summary>
internal sealed class OpenTransmission(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    IBlobStore blobs,
    IPageReader reader,
    PageChunks chunks,
    History history,
    IOptions<DocumentsOptions> options,
    TimeProvider clock) : IJobHandler<TransmissionToOpen>
{
    private const int LongestSender = 120;

    public async Task Run(TransmissionToOpen arguments, JobMessage message, CancellationToken stopping)
    {
        var stored = await db.Transmissions.AsNoTracking().SingleAsync(t => t.Id == arguments.TransmissionId, stopping);
        if (stored.State != TransmissionState.Received)
        {
            return;
        }

        await db.CountAttempt(stored.Id, stopping);
        var inspection = stored.ByteCount > options.Value.MostBytes
            ? new FileInspection.Refused(PageProblem.TooLarge)
            : await reader.Inspect(await blobs.Get(stored.BlobHash, stopping), stopping);
        await transaction.Run(
            async effects =>
            {
                var transmission = await db.LockTransmission(arguments.TransmissionId, stopping);
                if (transmission.State != TransmissionState.Received)
                {
                    return;
                }

                transmission.ProgressAt = clock.GetUtcNow();
                transmission.Attempts = 0;
                if (inspection is FileInspection.Readable readable)
                {
                    StartReading(transmission, readable, effects);
                }
                else
                {
                    await Fail(transmission, ((FileInspection.Refused)inspection).Problem, stopping);
                }
            },
            stopping);
    }

    private void StartReading(Transmission transmission, FileInspection.Readable file, Effects effects)
    {
        var pageCount = file.PageCount;
        transmission.State = TransmissionState.Reading;
        transmission.PageCount = pageCount;
        db.Pages.AddRange(Enumerable.Range(2, pageCount - 1).Select(number =>
            new ReceivedPage { Id = Guid.CreateVersion7(), TransmissionId = transmission.Id, Number = number, Position = number }));
        if (file.Call is { } call)
        {
            transmission.ReceivedFrom ??= CalledFrom(call);
            transmission.FaxedAt = TakenAt(call);
        }

        history.Add(transmission.Id, null, EventCode.Opened);
        chunks.Start(transmission, effects);
    }

    /// <summary>What the telephone line says comes first; the sending machine may give itself any number, or none.</summary>
    private static string? CalledFrom(FaxCall call)
    {
        var said = string.Join(", ", new[] { string.Join(" ", call.CallerId), call.Sender }.Where(part => part.Length > 0).Distinct());
        return said.Length == 0 ? null : said.Length > LongestSender ? said[..LongestSender] : said;
    }

    /// <summary>The modem's clock is that of this machine, whose spool we look into. A clock that is ahead, or was never set, says nothing.</summary>
    private DateTimeOffset? TakenAt(FaxCall call)
    {
        if (call.TakenAt is not { } local || clock.LocalTimeZone.IsInvalidTime(local))
        {
            return null;
        }

        var at = new DateTimeOffset(local, clock.LocalTimeZone.GetUtcOffset(local)).ToUniversalTime();
        return at <= clock.GetUtcNow().AddMinutes(5) && at.Year >= 2000 ? at : null;
    }

    /// <summary>It counts as the one page it was received as.</summary>
    private async Task Fail(Transmission transmission, PageProblem problem, CancellationToken stopping)
    {
        transmission.State = TransmissionState.Failed;
        transmission.Problem = problem;
        var page = await db.Pages.SingleAsync(p => p.TransmissionId == transmission.Id, stopping);
        page.State = PageState.Failed;
        page.Problem = problem;
        history.Add(transmission.Id, null, EventCode.CannotBeOpened, problem.ToString());
    }
}
