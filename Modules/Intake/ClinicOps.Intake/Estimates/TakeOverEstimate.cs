using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Estimates;

/// <summary>
/// A visit takes over the estimates that its patient was given before it was booked: the same papers under the same numbers, with when each was given, and the
/// patient pays for the visit. Not where another pays, or the visit has one of its own.
/// </summary>
internal sealed class TakeOverEstimate(IntakeDb db, ModuleTransaction<IntakeDb> transaction, VisitCoverages coverages, IVisits visits, IOrganization organization, CurrentActor actor, TimeProvider clock)
    : IJobHandler<AppointmentBooked>
{
    /// <summary>Of the same type at the same location, that for the nearest day; where the record names who pays instead, a person decides.</summary>
    public async Task Run(AppointmentBooked arguments, JobMessage message, CancellationToken stopping)
    {
        if (await visits.Find(arguments.AppointmentId, stopping) is not { State: VisitStates.Booked, VisitTypeCode: { } type } visit)
        {
            return;
        }

        var day = LocalTime.DayAt((await organization.Profile(stopping)).Find(visit.LocationId), visit.StartsAt);
        var open = await db.AskedEstimates.AsNoTracking()
            .Where(asked => asked.PatientId == visit.PatientId && asked.LocationId == visit.LocationId && asked.VisitTypeCode == type && asked.SettledAt == null && db.Estimates.Any(made => made.VisitId == asked.Id))
            .ToListAsync(stopping);
        if (open.MinBy(asked => Math.Abs(asked.WantedOn.DayNumber - day.DayNumber)) is not { } nearest
            || await coverages.Of(visit.Id, visit.PatientId, day, stopping) is not { } paying || !(paying.IsSelfPay || paying is { Case: null, Coverage: null }))
        {
            return;
        }

        await transaction.RunOnce(message, effects => Take(nearest.Id, visit, effects, stopping), stopping);
    }

    /// <summary>By a person, of a visit that the patient pays for.</summary>
    /// <returns>False where one of the two is not in sight, or it does not fit any more.</returns>
    public async Task<bool> ByHand(Guid askedId, Guid visitId, CancellationToken stopping)
    {
        if (await visits.Find(visitId, stopping) is not { } visit || !actor.SeesLocation(visit.LocationId)
            || await coverages.Of(visitId, visit.PatientId, LocalTime.DayAt((await organization.Profile(stopping)).Find(visit.LocationId), visit.StartsAt), stopping) is not { IsSelfPay: true })
        {
            return false;
        }

        return await transaction.Run(effects => Take(askedId, visit, effects, stopping), stopping);
    }

    private async Task<bool> Take(Guid askedId, VisitSummary visit, Effects effects, CancellationToken stopping)
    {
        if (await AskForEstimate.Held(db, askedId, stopping) is not { SettledAt: null } asked || asked.PatientId != visit.PatientId || asked.LocationId != visit.LocationId
            || await db.Estimates.AnyAsync(made => made.VisitId == visit.Id, stopping)
            || await db.VisitPayerCases.SingleOrDefaultAsync(known => known.VisitId == visit.Id, stopping) is { } other && other.Kind != CaseKinds.SelfPay)
        {
            return false;
        }

        var made = await db.Estimates.AsNoTracking().Where(estimate => estimate.VisitId == askedId).OrderBy(estimate => estimate.Number).ToListAsync(stopping);
        if (made.Count == 0)
        {
            return false;
        }

        var ids = made.ConvertAll(estimate => estimate.Id);
        var given = (await db.EstimateGivings.AsNoTracking().Where(giving => ids.Contains(giving.EstimateId)).ToListAsync(stopping)).ToLookup(giving => giving.EstimateId);
        foreach (var estimate in made)
        {
            var taken = Copy(estimate, visit);
            db.Estimates.Add(taken);
            db.EstimateGivings.AddRange(given[estimate.Id].Select(giving => new EstimateGiving { Id = Guid.CreateVersion7(), EstimateId = taken.Id, GivenOn = giving.GivenOn, Way = giving.Way, Whom = giving.Whom, At = giving.At, By = giving.By }));
        }

        var now = clock.GetUtcNow();
        var said = await db.VisitPayerCases.SingleOrDefaultAsync(known => known.VisitId == visit.Id, stopping)
            ?? db.VisitPayerCases.Add(new VisitPayerCase { VisitId = visit.Id, PatientId = visit.OwnRecordId, Kind = CaseKinds.SelfPay, ChangedAt = now }).Entity;
        (said.EstimateCents, said.ChangedAt, said.ChangedBy) = (made[^1].TotalCents, now, actor.UserId);
        (asked.VisitId, asked.SettledAt, asked.SettledBy) = (visit.Id, now, actor.UserId);
        effects.Audit(new AuditEntry("estimate.taken-over", "visit", visit.Id, [visit.PatientId, askedId], LocationId: visit.LocationId));
        return true;
    }

    private static Estimate Copy(Estimate of, VisitSummary visit) => new()
    {
        Id = Guid.CreateVersion7(),
        VisitId = visit.Id,
        PatientId = visit.OwnRecordId,
        LocationId = of.LocationId,
        Number = of.Number,
        Content = of.Content,
        TotalCents = of.TotalCents,
        FirstDay = of.FirstDay,
        LastDay = of.LastDay,
        MadeOn = of.MadeOn,
        ValidTo = of.ValidTo,
        PdfHash = of.PdfHash,
        At = of.At,
        By = of.By,
    };
}
