using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Estimates;

internal abstract record EstimateGiven
{
    private EstimateGiven()
    {
    }

    public sealed record Done : EstimateGiven;

    public sealed record NotUnderstood(string Why) : EstimateGiven;

    public sealed record Unknown : EstimateGiven;
}

/// <summary>Records that an estimate was given to the patient: on which day, and how. Any version may have been, and each as often as it was. Sent twice, it is one.</summary>
internal sealed class GiveEstimate(IntakeDb db, ModuleTransaction<IntakeDb> transaction, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <param name="id">Made by the form.</param>
    /// <param name="visitId">Or what was asked for before a visit was booked: then <paramref name="record"/> is its kind.</param>
    public async Task<EstimateGiven> Run(Guid id, Guid visitId, int number, DateOnly? on, string way, string whom, CancellationToken stopping, string record = "visit")
    {
        if (await db.Estimates.AsNoTracking().SingleOrDefaultAsync(e => e.VisitId == visitId && e.Number == number, stopping) is not { } estimate)
        {
            return new EstimateGiven.Unknown();
        }

        var today = LocalTime.DayAt((await organization.Profile(stopping)).Find(estimate.LocationId), clock.GetUtcNow());
        if (Problem(estimate, on, today, way, whom) is { } problem)
        {
            return new EstimateGiven.NotUnderstood(problem);
        }

        await transaction.Run(
            async effects =>
            {
                if (!await db.EstimateGivings.AnyAsync(giving => giving.Id == id, stopping))
                {
                    db.EstimateGivings.Add(new EstimateGiving { Id = id, EstimateId = estimate.Id, GivenOn = on!.Value, Way = way, Whom = whom, At = clock.GetUtcNow(), By = actor.UserId });
                    effects.Audit(new AuditEntry("estimate.given", record, visitId, [estimate.PatientId], LocationId: estimate.LocationId));
                }
            },
            stopping);
        return new EstimateGiven.Done();
    }

    private static string? Problem(Estimate estimate, DateOnly? on, DateOnly today, string way, string whom) => way switch
    {
        _ when GivingWays.All.All(known => known.Code != way) => "Say how it was given.",
        _ when on is null => "Say on which day it was given.",
        _ when on < estimate.MadeOn => $"It was made on {LocalTime.Us(estimate.MadeOn)}: it cannot have been given before.",
        _ when on > today => "That day is still to come: record it once it is given.",
        _ when whom.Length > MakeEstimate.LongestText => "Say it in fewer words.",
        _ => null,
    };
}
