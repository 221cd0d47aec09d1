using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Sorting;

internal sealed record DeadlinesToRaise;

/// <summary>
/// A deadline that was far when its page was read comes near, and passes. Each is raised once, however often this runs; that it has passed
/// only of what still waits: what is filed has somebody who was told that it is near.
/// </summary>
internal sealed class RaiseDeadlines(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    History history,
    IOrganization organization,
    IOptions<DocumentsOptions> options,
    TimeProvider clock) : IJobHandler<DeadlinesToRaise>
{
    private static readonly string[] Waiting = [DocumentState.Sorted, DocumentState.Matched, DocumentState.Review];

    public async Task Run(DeadlinesToRaise arguments, JobMessage message, CancellationToken stopping)
    {
        // A day more than anywhere: the day is taken exactly below.
        var latest = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(2 + (2 * options.Value.DeadlineDays));
        var profile = await organization.Profile(stopping);
        foreach (var id in await db.Documents.Where(d => d.RespondBy <= latest).OrderBy(d => d.Id).Select(d => d.Id).ToListAsync(stopping))
        {
            await transaction.Run(
                async effects =>
                {
                    if (await db.LockDocument(id, stopping) is { RespondBy: { } due } document)
                    {
                        await Raise(document, due, LocalTime.DayAt(profile.Find(document.LocationId), clock.GetUtcNow()), effects, stopping);
                    }
                },
                stopping);
            db.ChangeTracker.Clear();
        }
    }

    private async Task Raise(Document document, DateOnly due, DateOnly today, Effects effects, CancellationToken stopping)
    {
        var reason = Urgency.OfDeadline(due, today, options.Value.DeadlineDays);
        if (reason == Urgency.DeadlinePassed)
        {
            document.RespondBy = null;
        }

        if (reason is null
            || !(Waiting.Contains(document.State) || (document.State == DocumentState.Filed && reason == Urgency.DeadlineNear))
            || await db.Events.AnyAsync(e => e.DocumentId == document.Id && e.Code == EventCode.UrgentWordingRead && e.Detail == reason, stopping))
        {
            return;
        }

        document.UrgentReason = document.UrgentReason is { } graver && Urgency.Gravity(graver) < Urgency.Gravity(reason) ? graver : reason;
        history.Add(document, EventCode.UrgentWordingRead, reason);
        effects.Publish(new UrgentWordingRead(document.Id, document.LocationId, reason, document.CareThreadId));
    }
}
