using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Estimates;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The estimates of a visit, or of what was asked before one is booked: every version, when it was given, and the form for the next.</summary>
/// <param name="At">The page's address, up to where its handler is named.</param>
/// <param name="Made">Latest first.</param>
/// <param name="IsOpen">Another version may be made.</param>
/// <param name="Today">At the location.</param>
internal sealed record EstimateDesk(string At, IReadOnlyList<EstimateRow> Made, EstimateForm Form, IReadOnlyList<MedicalCode> Fees, bool MayMake, bool IsOpen, DateOnly Today, GivingTyped? TypedGiving)
{
    /// <summary>Of what a form of the page makes: sent twice, it is one.</summary>
    public Guid NewId { get; } = Guid.CreateVersion7();

    /// <summary>What the patient said against being written to, in words; empty where nothing.</summary>
    public IReadOnlyList<string> NotWanted { get; init; } = [];
}

/// <summary>That an estimate was given, as it was typed and refused.</summary>
internal sealed record GivingTyped(int Number, DateOnly? On, string? Way, string? Whom);

/// <param name="By">By whom it was made, and how long ago.</param>
internal sealed record EstimateRow(Estimate Estimate, EstimateContent Content, string By, IReadOnlyList<EstimateGiving> Given);

/// <summary>Estimates as their pages show them. The caller audits what it shows.</summary>
internal sealed class EstimateRows(IntakeDb db, KnowPreferences preferences, IOrganization organization, TimeProvider clock)
{
    /// <summary>Offered while a code is typed.</summary>
    private const int MostFees = 300;

    /// <param name="ownerId">The visit, or what was asked before one was booked.</param>
    /// <returns>Latest first.</returns>
    public async Task<IReadOnlyList<EstimateRow>> Of(Guid ownerId, CancellationToken stopping)
    {
        var made = await db.Estimates.AsNoTracking().Where(estimate => estimate.VisitId == ownerId).OrderByDescending(estimate => estimate.Number).ToListAsync(stopping);
        var ids = made.ConvertAll(estimate => estimate.Id);
        var given = (await db.EstimateGivings.AsNoTracking().Where(giving => ids.Contains(giving.EstimateId)).OrderBy(giving => giving.GivenOn).ThenBy(giving => giving.At).ToListAsync(stopping)).ToLookup(giving => giving.EstimateId);
        var rows = new List<EstimateRow>();
        foreach (var estimate in made)
        {
            rows.Add(new EstimateRow(estimate, MakeEstimate.Content(estimate), await organization.WhoAndWhen(estimate.By, clock.GetUtcNow() - estimate.At, stopping: stopping), [.. given[estimate.Id]]));
        }

        return rows;
    }

    /// <summary>Of what was asked before, the open ones of a location that were estimated, with the total.</summary>
    public async Task<IReadOnlyList<(AskedEstimate Asked, long Total)>> Before(IReadOnlyList<AskedEstimate> all, Guid locationId, CancellationToken stopping)
    {
        var open = all.Where(asked => asked.SettledAt is null && asked.LocationId == locationId).ToList();
        var ids = open.ConvertAll(asked => asked.Id);
        var made = (await db.Estimates.AsNoTracking().Where(estimate => ids.Contains(estimate.VisitId)).ToListAsync(stopping)).ToLookup(estimate => estimate.VisitId);
        return [.. open.Where(asked => made.Contains(asked.Id)).Select(asked => (asked, (long)made[asked.Id].MaxBy(estimate => estimate.Number)!.TotalCents))];
    }

    /// <summary>What the patient said against mail and e-mail, in words.</summary>
    public async Task<IReadOnlyList<string>> NotWanted(Guid patientId, CancellationToken stopping)
    {
        var reach = await preferences.OfRecord(patientId, stopping);
        return [.. GivingWays.All.Select(way => GivingWays.Against(way.Code, reach)).OfType<string>()];
    }

    public async Task<IReadOnlyList<MedicalCode>> Fees(CancellationToken stopping) =>
        await db.MedicalCodes.AsNoTracking().Where(known => known.System == CodeSystems.Procedure && known.ChargeCents != null).OrderBy(known => known.Code).Take(MostFees).ToListAsync(stopping);

    /// <summary>What the codes of a form are and cost, by code.</summary>
    public Task<Dictionary<string, MedicalCode>> FeesOf(EstimateForm form, CancellationToken stopping)
    {
        var codes = form.Codes.ToList();
        return db.MedicalCodes.AsNoTracking().Where(known => known.System == CodeSystems.Procedure && codes.Contains(known.Code)).ToDictionaryAsync(known => known.Code, stopping);
    }

    /// <summary>Why none was made, for the user whose form stands below.</summary>
    public async Task<string> WhyNot(EstimateMade refused, CancellationToken stopping) => refused switch
    {
        EstimateMade.NotUnderstood wrong => wrong.Why,
        EstimateMade.ChangedMeanwhile meanwhile =>
            $"Changed by {await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, stopping: stopping)}, while this page was open. Nothing was made: what you typed stands below, send it again.",
        _ => "It is settled by now: nothing was made.",
    };
}
