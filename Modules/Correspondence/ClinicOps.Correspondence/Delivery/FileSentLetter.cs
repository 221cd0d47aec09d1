using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>What left is filed in the chart, once for each approval however many ways it left by.</summary>
internal sealed class FileSentLetter(CorrespondenceDb db, PapersMayLeave mayLeave, IBlobStore blobs, ISentLetters chart) : IJobHandler<LetterSent>
{
    public async Task Run(LetterSent arguments, JobMessage message, CancellationToken stopping)
    {
        var sent = await (from delivery in db.Deliveries
                          join approval in db.Approvals on delivery.ApprovalId equals approval.Id
                          join letter in db.Letters on delivery.LetterId equals letter.Id
                          where delivery.Id == arguments.DeliveryId
                          select new { approval.Id, approval.PdfHash, delivery.LeftAt, delivery.RequestedBy, Letter = letter }).AsNoTracking().SingleAsync(stopping);
        var accessClass = await mayLeave.ClassOfCopy(sent.Letter, stopping);

        if (sent.LeftAt is not { } leftAt)
        {
            // A fax that never reached the other machine, as the queue said meanwhile.
            return;
        }

        // A letter that came along with a merged record is filed as that one's: the copy goes wherever the letter goes.
        var cameAs = await db.Set<CarriedRow>().Where(row => row.RowId == arguments.LetterId && row.TableName == "letters" && row.EndedAt == null).Select(row => (Guid?)row.FromId).SingleOrDefaultAsync(stopping);
        await chart.File(
            new SentLetter(sent.Id, cameAs ?? arguments.PatientId, arguments.LocationId, arguments.CareThreadId, accessClass, leftAt, sent.RequestedBy),
            await blobs.Get(sent.PdfHash, stopping),
            stopping);

        // Changed between the question and the filing: who changed it may have found nothing filed yet.
        var now = await mayLeave.ClassOfCopy(await db.Letters.AsNoTracking().SingleAsync(letter => letter.Id == arguments.LetterId, stopping), stopping);
        if (now != accessClass)
        {
            await chart.Classify(sent.Id, now, stopping);
        }
    }
}
