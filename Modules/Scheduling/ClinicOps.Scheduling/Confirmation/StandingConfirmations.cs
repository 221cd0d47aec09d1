using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.ProviderOut;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Confirmation;

/// <summary>How it stands with asking patients about their visits, for the modules that write and call. Asked by the machine.</summary>
internal sealed class StandingConfirmations(SchedulingDb db, VisitLinks links, OutageStandings outages, TimeProvider clock) : IVisitReminders
{
    public async Task<VisitReminderContent?> ToSend(Guid reminderId, CancellationToken stopping = default)
    {
        var now = clock.GetUtcNow();
        var standing = await (
            from reminder in db.Reminders
            join visit in db.Unconfirmed(db.Visits) on new { reminder.VisitId, reminder.StartsAt, reminder.LocationId } equals new { VisitId = visit.Id, visit.StartsAt, visit.LocationId }
            where reminder.Id == reminderId && reminder.Way == ReminderWay.Mail && visit.StartsAt > now
            select new { visit.StartsAt, visit.LocationId }).SingleOrDefaultAsync(stopping);
        return standing is null ? null : new VisitReminderContent(standing.StartsAt, standing.LocationId, links.Of(reminderId));
    }

    public async Task<bool> NeedsCall(Guid visitId, CancellationToken stopping = default)
    {
        // A patient whose provider is out is called until reached, confirmed or not.
        if (await outages.StandsOut(visitId, stopping) is { } listed)
        {
            return listed is { IsCallAsked: true, IsToCall: true };
        }

        var now = clock.GetUtcNow();
        return await db.Unconfirmed(db.Visits).AnyAsync(
            visit => visit.Id == visitId && visit.StartsAt > now
                && db.Reminders.Any(call => call.VisitId == visitId && call.StartsAt == visit.StartsAt && call.LocationId == visit.LocationId && call.Way == ReminderWay.Call),
            stopping);
    }
}
