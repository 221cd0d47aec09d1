using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Scheduling.Confirmation;

/// <summary>
/// What a patient does with the link of a reminder. Whoever holds it sees when and where, and nothing else; a link that is not good any more, whatever the
/// reason, is nothing. Nobody is signed in here, so it asks past the access classes: the link itself is what entitles.
/// </summary>
internal sealed class AnswerByLink(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, AskPatient ask, VisitLinks links, TimeProvider clock)
{
    public static readonly IReadOnlyList<string> Outcomes = [ContactOutcome.Confirmed, ContactOutcome.Cancels, ContactOutcome.OtherTime];

    /// <summary>Changes nothing.</summary>
    /// <returns>Null for a link that is not good: made by nobody here, used, over, or of a visit that stands no more as it was.</returns>
    public async Task<LinkedVisit?> Look(string? token, CancellationToken stopping) => await Find(token, stopping) is var (visit, _) ? Seen(visit) : null;

    /// <param name="outcome">One of <see cref="Outcomes"/>.</param>
    /// <returns>Null where the link is not good, or was used at the same moment; then nothing happens.</returns>
    public async Task<LinkedVisit?> Run(string? token, string outcome, CancellationToken stopping)
    {
        if (!Outcomes.Contains(outcome) || await Find(token, stopping) is not var (visit, reminderId))
        {
            return null;
        }

        try
        {
            await transaction.Run(
                async effects =>
                {
                    var id = Guid.CreateVersion7();
                    db.ContactAttempts.Add(new ContactAttempt { Id = id, VisitId = visit.Id, StartsAt = visit.StartsAt, LocationId = visit.LocationId, At = clock.GetUtcNow(), Outcome = outcome, ReminderId = reminderId });
                    await db.SaveChangesAsync(stopping);
                    effects.Audit(new AuditEntry("visit.answered-by-link", "visit", visit.Id, [visit.PatientId], outcome, visit.LocationId));
                    switch (outcome)
                    {
                        case ContactOutcome.Confirmed:
                            effects.Publish(new AppointmentConfirmed(visit.Id, visit.PatientId, visit.LocationId));
                            break;
                        case ContactOutcome.Cancels:
                            effects.Enqueue(new VisitToCancel(id));
                            break;
                        default:
                            await ask.Ask(visit, ReminderWay.Call, VisitToCall.WantsOtherTime, effects, stopping);
                            break;
                    }
                },
                stopping);
            return Seen(visit);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { ConstraintName: SchedulingDb.OneAnswerALink })
        {
            db.ChangeTracker.Clear();
            return null;
        }
    }

    private static LinkedVisit Seen(Visit visit) => new(visit.LocationId, visit.StartsAt, visit.PatientId);

    private async Task<(Visit Visit, Guid ReminderId)?> Find(string? token, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        return links.Read(token) is { } id
            && await db.Reminders.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id && known.Way == ReminderWay.Mail, stopping) is { } reminder
            && !await db.ContactAttempts.AnyAsync(attempt => attempt.ReminderId == id, stopping)
            && await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking()
                .SingleOrDefaultAsync(visit => visit.Id == reminder.VisitId && visit.StartsAt == reminder.StartsAt && visit.LocationId == reminder.LocationId && visit.State == VisitStates.Booked && visit.StartsAt > now && !db.VisitsWithoutProvider.Contains(visit.Id), stopping) is { } found
            ? (found, id)
            : null;
    }
}

/// <summary>All that a link shows of a visit: where and when.</summary>
/// <param name="PatientId">In whose language it is shown.</param>
internal sealed record LinkedVisit(Guid LocationId, DateTimeOffset StartsAt, Guid PatientId);
