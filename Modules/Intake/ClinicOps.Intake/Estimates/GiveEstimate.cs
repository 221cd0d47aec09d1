using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
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

    /// <param name="Said">What the patient said against this way: "no mail by post".</param>
    public sealed record NotWanted(string Said) : EstimateGiven;

    public sealed record Unknown : EstimateGiven;
}

/// <summary>Records that an estimate was given to the patient: on which day, and how. Any version may have been, and each as often as it was. Sent twice, it is one. By a way that the patient
/// does not want only where the user says once more that it went, as with every letter.</summary>
internal sealed class GiveEstimate(IntakeDb db, ModuleTransaction<IntakeDb> transaction, KnowPreferences preferences, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <param name="id">Made by the form.</param>
    /// <param name="visitId">Or what was asked for before a visit was booked: then <paramref name="record"/> is its kind.</param>
    /// <param name="nevertheless">The patient does not want to be written to by that way, and it went by it.</param>
    public async Task<EstimateGiven> Run(Guid id, Guid visitId, int number, DateOnly? on, string way, string whom, CancellationToken stopping, string record = "visit", bool nevertheless = false)
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

        var against = whom.Length > 0 ? null : GivingWays.Against(way, await preferences.OfRecord(estimate.PatientId, stopping));
        if (against is not null && !nevertheless)
        {
            return new EstimateGiven.NotWanted(against);
        }

        await transaction.Run(
            async effects =>
            {
                if (!await db.EstimateGivings.AnyAsync(giving => giving.Id == id, stopping))
                {
                    db.EstimateGivings.Add(new EstimateGiving { Id = id, EstimateId = estimate.Id, GivenOn = on!.Value, Way = way, Whom = whom, At = clock.GetUtcNow(), By = actor.UserId });
                    effects.Audit(new AuditEntry("estimate.given", record, visitId, [estimate.PatientId], LocationId: estimate.LocationId) { Reason = against is null ? null : $"{way} nevertheless" });
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
