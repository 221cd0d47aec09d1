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
                    StartReading(transmission, readable.PageCount, effects);
                }
                else
                {
                    await Fail(transmission, ((FileInspection.Refused)inspection).Problem, stopping);
                }
            },
            stopping);
    }

    private void StartReading(Transmission transmission, int pageCount, Effects effects)
    {
        transmission.State = TransmissionState.Reading;
        transmission.PageCount = pageCount;
        db.Pages.AddRange(Enumerable.Range(2, pageCount - 1).Select(number =>
            new ReceivedPage { Id = Guid.CreateVersion7(), TransmissionId = transmission.Id, Number = number }));
        history.Add(transmission.Id, null, EventCode.Opened);
        chunks.Start(transmission, effects);
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
