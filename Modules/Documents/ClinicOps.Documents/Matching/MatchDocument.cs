using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Repeats;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Matching;

internal sealed record DocumentToMatch(Guid DocumentId);

/// <summary>Seeks the one patient a sorted document can be about; without one it goes to review with the likeliest and the reason.</summary>
internal sealed class MatchDocument(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    JudgeDocument judge,
    FindRepeat repeats,
    FilingActs acts,
    History history,
    TimeProvider clock) : IJobHandler<DocumentToMatch>
{
    public async Task Run(DocumentToMatch arguments, JobMessage message, CancellationToken stopping)
    {
        var stored = await db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == arguments.DocumentId, stopping);
        if (stored is not { State: DocumentState.Sorted })
        {
            return;
        }

        await db.CountDocumentAttempt(stored.Id, stopping);
        var decision = await judge.Of(stored, stopping);
        await transaction.Run(
            async effects =>
            {
                if (await db.LockDocument(arguments.DocumentId, stopping) is not { State: DocumentState.Sorted } document)
                {
                    return;
                }

                await repeats.Mark(document, stopping);
                decision = document.IsRepeatUndecided ? await judge.AsRepeat(document, decision, stopping) : decision;
                document.Decision = decision;
                document.ProgressAt = clock.GetUtcNow();
                document.Attempts = 0;
                history.Add(document, EventCode.Matched);
                if (decision is FilingDecision.Review review)
                {
                    acts.ToReview(document, review.Reason, review.Words, effects);
                }
                else
                {
                    document.State = DocumentState.Matched;
                    effects.Enqueue(new DocumentToFile(document.Id));
                }
            },
            stopping);
    }
}
