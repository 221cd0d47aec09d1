using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Scheduling.Confirmation;

/// <summary>Notes what came of trying to reach a patient about a visit, and takes it back. The same form sent twice counts once.</summary>
internal sealed class RecordContact(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, VisibleToActor visible, CurrentActor actor, TimeProvider clock)
{
    /// <param name="id">Made by the form.</param>
    /// <param name="outcome">One of <see cref="ContactOutcome.OfCalls"/>.</param>
    /// <param name="startsAt">The time that the patient was told, and with <paramref name="locationId"/> the place: a visit that was moved meanwhile is not confirmed by that.</param>
    public async Task<ContactNoted> Run(Guid id, Guid visitId, string outcome, DateTimeOffset startsAt, Guid locationId, CancellationToken stopping)
    {
        if (ContactOutcome.OfCalls.All(known => known.Code != outcome) || await visible.Visits.AsNoTracking().SingleOrDefaultAsync(known => known.Id == visitId, stopping) is not { } visit)
        {
            return new ContactNoted.Unknown();
        }

        return visit.State != VisitStates.Booked || visit.StartsAt != startsAt || visit.LocationId != locationId
            ? new ContactNoted.ChangedMeanwhile()
            : await Add(visit, new ContactAttempt { Id = id, VisitId = visitId, StartsAt = visit.StartsAt, LocationId = visit.LocationId, At = clock.GetUtcNow(), By = actor.UserId, Outcome = outcome }, stopping);
    }

    public async Task<ContactNoted> TakeBack(Guid attemptId, CancellationToken stopping) =>
        await db.StandingAttempts.AsNoTracking().SingleOrDefaultAsync(known => known.Id == attemptId && known.ReminderId == null, stopping) is not { } attempt
            || await visible.Visits.AsNoTracking().SingleOrDefaultAsync(known => known.Id == attempt.VisitId, stopping) is not { } visit
            ? new ContactNoted.Unknown()
            : await Add(
                visit,
                new ContactAttempt
                {
                    Id = Guid.CreateVersion7(),
                    VisitId = visit.Id,
                    StartsAt = attempt.StartsAt,
                    LocationId = attempt.LocationId,
                    At = clock.GetUtcNow(),
                    By = actor.UserId,
                    Outcome = ContactOutcome.TakenBack,
                    TakesBackId = attemptId,
                },
                stopping,
                attempt.Outcome == ContactOutcome.Confirmed);

    /// <param name="isOpenAgain">It takes back what was the answer.</param>
    private async Task<ContactNoted> Add(Visit visit, ContactAttempt attempt, CancellationToken stopping, bool isOpenAgain = false)
    {
        try
        {
            await transaction.Run(
                effects =>
                {
                    db.ContactAttempts.Add(attempt);
                    effects.Audit(new AuditEntry("visit.contact-noted", "visit", visit.Id, [visit.PatientId], attempt.Outcome, visit.LocationId));
                    if (attempt.Outcome == ContactOutcome.Confirmed)
                    {
                        effects.Publish(new AppointmentConfirmed(visit.Id, visit.PatientId, visit.LocationId));
                    }
                    else if (isOpenAgain)
                    {
                        effects.Publish(new VisitToCall(visit.Id, visit.PatientId, visit.LocationId, visit.CareThreadId, VisitToCall.Unconfirmed));
                    }

                    return Task.CompletedTask;
                },
                stopping);
            return new ContactNoted.Done(attempt.Id);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return new ContactNoted.WasSo();
        }
    }
}

internal abstract record ContactNoted
{
    private ContactNoted()
    {
    }

    public sealed record Done(Guid AttemptId) : ContactNoted;

    /// <summary>The form was sent twice.</summary>
    public sealed record WasSo : ContactNoted;

    /// <summary>The visit was moved or cancelled since.</summary>
    public sealed record ChangedMeanwhile : ContactNoted;

    public sealed record Unknown : ContactNoted;
}
