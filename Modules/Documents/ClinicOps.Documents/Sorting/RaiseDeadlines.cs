using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Sorting;

internal sealed record DeadlinesToRaise;

/// <summary>
/// A deadline that was far when its page was read comes near, and passes, and after it the next of the same paper. Each is raised once,
/// however often this runs; that it has passed only of what still waits: what is filed has somebody who was told that it is near.
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
                        await Raise(document, due, profile.Find(document.LocationId), effects, stopping);
                    }
                },
                stopping);
            db.ChangeTracker.Clear();
        }
    }

    private async Task Raise(Document document, DateOnly due, Location? location, Effects effects, CancellationToken stopping)
    {
        var today = LocalTime.DayAt(location, clock.GetUtcNow());
        if (Urgency.OfDeadline(due, today, options.Value.DeadlineDays) is null)
        {
            return;
        }

        IReadOnlyList<DateOnly> days = [due, .. await Later(document, due, LocalTime.DayAt(location, document.ReceivedAt), stopping)];
        foreach (var day in days)
        {
            if (Urgency.OfDeadline(day, today, options.Value.DeadlineDays) is { } reason
                && (Waiting.Contains(document.State) || (document.State == DocumentState.Filed && reason == Urgency.DeadlineNear)))
            {
                await RaiseOnce(document, new Alert(reason, day), effects, stopping);
            }
        }

        document.RespondBy = days.Where(day => day > today).Select(day => (DateOnly?)day).FirstOrDefault();
    }

    private async Task RaiseOnce(Document document, Alert alert, Effects effects, CancellationToken stopping)
    {
        if (await db.Events.AnyAsync(e => e.DocumentId == document.Id && e.Code == EventCode.UrgentWordingRead && e.Detail == alert.Detail, stopping))
        {
            return;
        }

        document.UrgentReason = document.UrgentReason is { } graver && Urgency.Gravity(graver) < Urgency.Gravity(alert.Reason) ? graver : alert.Reason;
        history.Add(document, EventCode.UrgentWordingRead, alert.Detail);
        effects.Publish(alert.Of(document));
    }

    /// <summary>The deadlines after this one that the same paper names, in their order.</summary>
    /// <param name="came">"By 11/30" is the day nearest to it.</param>
    private async Task<IReadOnlyList<DateOnly>> Later(Document document, DateOnly due, DateOnly came, CancellationToken stopping)
    {
        // What its cover says is raised with the first document of a transmission.
        var first = await db.Pages.Where(p => p.TransmissionId == document.TransmissionId && !p.IsCover && p.DocumentId != null).OrderBy(p => p.Number).Select(p => p.DocumentId).FirstOrDefaultAsync(stopping);
        var texts = await db.Pages.AsNoTracking()
            .Where(p => p.Text != null && (p.DocumentId == document.Id || (p.IsCover && p.TransmissionId == document.TransmissionId && first == document.Id)))
            .Select(p => p.Text!).ToListAsync(stopping);
        return [.. UrgentWording.In(texts, came).Select(mention => mention.Due).OfType<DateOnly>().Where(day => day > due).Distinct().Order()];
    }
}
