using ClinicOps.Correspondence.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.ProviderOut;

/// <summary>What became of a letter that was asked for about a listed visit: whoever asked knows it by the id of the ask. Other letters are nobody's here.</summary>
internal sealed class OnAskedLetter(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, TimeProvider clock) : IJobHandler<AskedLetterChanged>, IJobHandler<LetterSent>, IJobHandler<DeliveryFailed>
{
    /// <summary>The reason of a delivery of which a person may still say that it arrived.</summary>
    private const string OutcomeUnknown = "outcome_unknown";

    public Task Run(AskedLetterChanged arguments, JobMessage message, CancellationToken stopping) => arguments.Outcome switch
    {
        AskedLetterChanged.Drafted => Note(arguments.AskId, OutageAct.LetterDrafted, deliveryId: null, message, stopping),
        AskedLetterChanged.Refused => Note(arguments.AskId, OutageAct.LetterRefused, deliveryId: null, message, stopping),
        AskedLetterChanged.Withdrawn => Note(arguments.AskId, OutageAct.LetterWithdrawn, deliveryId: null, message, stopping),
        _ => Task.CompletedTask,
    };

    public Task Run(LetterSent arguments, JobMessage message, CancellationToken stopping) => Note(arguments.LetterId, OutageAct.LetterSent, arguments.DeliveryId, message, stopping);

    public Task Run(DeliveryFailed arguments, JobMessage message, CancellationToken stopping) =>
        Note(arguments.LetterId, OutageAct.LetterFailed, arguments.Reason == OutcomeUnknown ? null : arguments.DeliveryId, message, stopping);

    private async Task Note(Guid askId, string what, Guid? deliveryId, JobMessage message, CancellationToken stopping)
    {
        if (await db.OutageSteps.AsNoTracking().SingleOrDefaultAsync(step => step.Id == askId && step.What == OutageAct.LetterAsked, stopping) is not { } ask)
        {
            return;
        }

        await transaction.RunOnce(
            message,
            async _ =>
            {
                // Told late, that it was drafted is no news any more.
                if (what != OutageAct.LetterDrafted || !await db.OutageSteps.AnyAsync(step => step.AskId == askId && step.Id != askId, stopping))
                {
                    db.OutageSteps.Add(new OutageStep { Id = Guid.CreateVersion7(), ListedId = ask.ListedId, At = clock.GetUtcNow(), What = what, AskId = askId, DeliveryId = deliveryId });
                }
            },
            stopping);
    }
}
