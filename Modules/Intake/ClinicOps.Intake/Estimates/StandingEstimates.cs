using System.Globalization;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Estimates;

/// <summary>The latest estimate of a visit, and when it was given last; null where it was not yet.</summary>
internal sealed record StandingEstimate(Estimate Estimate, EstimateGiving? Given)
{
    /// <summary>By visit; visits without one are left out.</summary>
    public static async Task<IReadOnlyDictionary<Guid, StandingEstimate>> Of(IntakeDb db, IReadOnlyCollection<Guid> visitIds, CancellationToken stopping)
    {
        if (visitIds.Count == 0)
        {
            return new Dictionary<Guid, StandingEstimate>();
        }

        var latest = (await db.Estimates.AsNoTracking().Where(estimate => visitIds.Contains(estimate.VisitId)).ToListAsync(stopping)).GroupBy(estimate => estimate.VisitId).Select(made => made.MaxBy(estimate => estimate.Number)!).ToList();
        if (latest.Count == 0)
        {
            return new Dictionary<Guid, StandingEstimate>();
        }

        var ids = latest.ConvertAll(estimate => estimate.Id);
        var given = (await db.EstimateGivings.AsNoTracking().Where(giving => ids.Contains(giving.EstimateId)).ToListAsync(stopping)).ToLookup(giving => giving.EstimateId);
        return latest.ToDictionary(estimate => estimate.VisitId, estimate => new StandingEstimate(estimate, given[estimate.Id].MaxBy(giving => (giving.GivenOn, giving.At))));
    }

    /// <summary>"Good-faith estimate no. 2 of 03/02/2026, handed over on 03/02/2026".</summary>
    private string Name =>
        string.Create(CultureInfo.InvariantCulture, $"Good-faith estimate no. {Estimate.Number} of {LocalTime.Us(Estimate.MadeOn)}")
        + (Given is { } giving ? $", {GivingWays.Words(giving.Way).ToLowerInvariant()} on {LocalTime.Us(giving.GivenOn)}" : ", not given to the patient yet");

    /// <summary>What a visit of this day owes by it.</summary>
    public CoPayAnswer For(DateOnly day) => this switch
    {
        _ when day < Estimate.FirstDay || day > Estimate.LastDay =>
            new CoPayAnswer.NotKnown($"{Name} is for {Days}, and the visit is on {LocalTime.Us(day)}: make a new one.", NeedsEstimate: true),
        _ when day > Estimate.ValidTo => new CoPayAnswer.NotKnown($"{Name} held until {LocalTime.Us(Estimate.ValidTo)}: make a new one.", NeedsEstimate: true),
        { Estimate: var of } when of.FirstDay != of.LastDay => new CoPayAnswer.NotKnown($"{Name}: {Money.Text(of.TotalCents)} for all visits of {Days}. Agree on what is paid today.") { EstimateNotGiven = Given is null },
        _ => new CoPayAnswer.Owed(Estimate.TotalCents, $"{Name}: {Money.Text(Estimate.TotalCents)}.", null, Estimate.At) { EstimateNotGiven = Given is null },
    };

    private string Days => Estimate.FirstDay == Estimate.LastDay ? LocalTime.Us(Estimate.FirstDay) : $"{LocalTime.Us(Estimate.FirstDay)} to {LocalTime.Us(Estimate.LastDay)}";
}
