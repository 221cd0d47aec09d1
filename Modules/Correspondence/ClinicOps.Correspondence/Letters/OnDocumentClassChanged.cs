using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Letters;

/// <summary>
/// A person gave a letter's pages in the chart another access class: the letter has it too, from then on by itself. A document that left enclosed in a letter takes the letter's copy in the
/// chart along.
/// </summary>
internal sealed class OnDocumentClassChanged(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, ISentLetters chart, IDocumentClasses classes, PapersMayLeave mayLeave) : IJobHandler<DocumentClassChanged>
{
    public async Task Run(DocumentClassChanged arguments, JobMessage message, CancellationToken stopping)
    {
        await CloseCopies(arguments.DocumentId, stopping);
        if (!arguments.ByHand || await chart.LetterOf(arguments.DocumentId, stopping) is not { } approvalId)
        {
            return;
        }

        var letterId = await db.Approvals.Where(a => a.Id == approvalId).Select(a => a.LetterId).SingleAsync(stopping);
        await transaction.Run(
            async effects =>
            {
                // Held before it is asked: of two such events at once, the one that writes last has asked last.
                var letter = await db.LockLetter(letterId, stopping);
                (letter.ClassifiedByHand, letter.AccessClass) = (true, await Apart.Ask(() => classes.Of(arguments.DocumentId, stopping)));
                effects.Publish(new LetterClassChanged(letter.Id));
            },
            stopping);
    }

    private async Task CloseCopies(Guid enclosed, CancellationToken stopping)
    {
        var left = await (from letter in db.Letters
                          join delivery in db.Deliveries on letter.Id equals delivery.LetterId
                          where delivery.LeftAt != null && letter.TemplateCode != LetterTemplates.Papers && letter.DocumentIds.Contains(enclosed)
                          select new { delivery.ApprovalId, Letter = letter }).AsNoTracking().ToListAsync(stopping);
        foreach (var sent in left.DistinctBy(one => one.ApprovalId))
        {
            await chart.Classify(sent.ApprovalId, await mayLeave.ClassOfCopy(sent.Letter, stopping), stopping);
        }
    }
}
