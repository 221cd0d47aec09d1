using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Estimates;

internal abstract record EstimateAsked
{
    private EstimateAsked()
    {
    }

    public sealed record Done(Guid AskedId) : EstimateAsked;

    public sealed record NotUnderstood(string Why) : EstimateAsked;

    /// <summary>There is no such patient or location in sight.</summary>
    public sealed record Unknown : EstimateAsked;
}

/// <summary>Keeps that a patient asks what a visit would cost before it is booked; or that nobody wants it any more.</summary>
internal sealed class AskForEstimate(IntakeDb db, ModuleTransaction<IntakeDb> transaction, IVisitTypes types, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <summary>Kind of the record in the audit.</summary>
    public const string Record = "asked-estimate";

    /// <summary>Of the patient's, those of the user's locations, latest first.</summary>
    public async Task<IReadOnlyList<AskedEstimate>> Of(Guid patientId, CancellationToken stopping) =>
        [.. (await db.AskedEstimates.AsNoTracking().Where(asked => asked.PatientId == patientId).OrderByDescending(asked => asked.At).ToListAsync(stopping)).Where(asked => actor.SeesLocation(asked.LocationId))];

    /// <param name="id">Made by the form: sent twice, it is one.</param>
    public async Task<EstimateAsked> Run(Guid id, Guid patientId, Guid locationId, string visitTypeCode, DateOnly? wantedOn, CancellationToken stopping)
    {
        if (!actor.SeesLocation(locationId) || (await organization.Profile(stopping)).Find(locationId) is not { } location || !await db.Patients.AnyAsync(patient => patient.Id == patientId && patient.MergedIntoId == null, stopping))
        {
            return new EstimateAsked.Unknown();
        }

        if ((await types.All(stopping)).FirstOrDefault(type => type.Code == visitTypeCode && !type.IsRetired) is not { } type)
        {
            return new EstimateAsked.NotUnderstood("Say which type of visit is wanted.");
        }

        if (wantedOn is not { } day || day < LocalTime.DayAt(location, clock.GetUtcNow()))
        {
            return new EstimateAsked.NotUnderstood("Say for which day it is wanted: today or later. A day that is not certain may be any that fits.");
        }

        await transaction.Run(
            async effects =>
            {
                if (!await db.AskedEstimates.AnyAsync(asked => asked.Id == id, stopping))
                {
                    db.AskedEstimates.Add(new AskedEstimate { Id = id, PatientId = patientId, LocationId = locationId, VisitTypeCode = type.Code, VisitType = type.Name, WantedOn = day, At = clock.GetUtcNow(), By = actor.UserId });
                    effects.Audit(new AuditEntry("estimate.asked", Record, id, [patientId], LocationId: locationId));
                }
            },
            stopping);
        return new EstimateAsked.Done(id);
    }

    /// <summary>What was made and given out stays; no visit takes it over any more.</summary>
    /// <returns>False where there is none in sight that is open.</returns>
    public Task<bool> Drop(Guid id, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            if (await Held(db, id, stopping) is not { SettledAt: null } asked || !actor.SeesLocation(asked.LocationId))
            {
                return false;
            }

            (asked.SettledAt, asked.SettledBy) = (clock.GetUtcNow(), actor.UserId);
            effects.Audit(new AuditEntry("estimate.asked-no-more", Record, id, [asked.PatientId], LocationId: asked.LocationId));
            return true;
        },
        stopping);

    /// <summary>The row, held until the transaction ends; null where it is not in sight.</summary>
    public static async Task<AskedEstimate?> Held(IntakeDb db, Guid id, CancellationToken stopping)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM asked_estimates WHERE id = {id} FOR UPDATE", stopping);
        return await db.AskedEstimates.SingleOrDefaultAsync(asked => asked.Id == id, stopping);
    }
}
