using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Readiness;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.CheckIn;

/// <summary>What the desk has to know of visits: who, how far, what is owed, and what is not ready. The caller audits what it shows.</summary>
internal sealed class LoadCheckIns(IntakeDb db, IVisits visits, OpenAccount accounts, VisitCoverages coverages, CoPayDue coPays, LoadReadiness readiness, CurrentActor actor, TimeProvider clock)
{
    /// <summary>Today's at a location, in the order of the day.</summary>
    public async Task<IReadOnlyList<DeskVisit>> Today(Location location, CancellationToken stopping) => await Of(await StartingToday(location, stopping), stopping);

    /// <returns>Null when there is no such visit in sight.</returns>
    public async Task<DeskVisit?> Find(Guid visitId, CancellationToken stopping) =>
        await visits.Find(visitId, stopping) is { } visit && actor.SeesLocation(visit.LocationId) && await Of([visit], stopping) is [var one] ? one : null;

    /// <summary>Counts for the page Today: how many are still expected, and how many wait to be called.</summary>
    public async Task<(int Expected, int Waiting)> Counts(Location location, CancellationToken stopping)
    {
        var found = (await StartingToday(location, stopping)).Where(visit => visit.State == VisitStates.Booked).Select(visit => visit.Id).ToList();
        var rows = await db.CheckIns.AsNoTracking().Where(c => found.Contains(c.VisitId)).ToListAsync(stopping);
        return (found.Count - rows.Count(row => row.ArrivedAt is not null), rows.Count(row => row.ArrivedAt is not null && row.RoomedAt is null));
    }

    private Task<IReadOnlyList<VisitSummary>> StartingToday(Location location, CancellationToken stopping)
    {
        var day = LocalTime.DayAt(location, clock.GetUtcNow());
        return visits.Starting(location.Id, LocalTime.StartOf(day, location), LocalTime.StartOf(day.AddDays(1), location), stopping);
    }

    /// <summary>Of these, those whose patients are in sight.</summary>
    /// <param name="forEverybody">As <see cref="LoadReadiness"/> has it.</param>
    public async Task<IReadOnlyList<DeskVisit>> Of(IReadOnlyList<VisitSummary> found, CancellationToken stopping, bool forEverybody = false)
    {
        var (visitIds, patientIds) = (found.Select(visit => visit.Id).ToList(), found.Select(visit => visit.PatientId).Distinct().ToList());
        var paying = await coverages.OfAll(found, stopping);
        var owed = await coPays.ForAll(found, paying, stopping);
        var ready = await readiness.Of(found, paying, owed, stopping, forEverybody);
        var steps = await db.CheckIns.AsNoTracking().Where(c => visitIds.Contains(c.VisitId)).ToDictionaryAsync(c => c.VisitId, stopping);
        var money = await accounts.ReadAll(patientIds, stopping);
        return
        [
            .. from visit in found
               where paying.ContainsKey(visit.Id)
               select new DeskVisit(visit, paying[visit.Id], steps.GetValueOrDefault(visit.Id), money[visit.PatientId], owed[visit.Id], ready[visit.Id]),
        ];
    }
}

/// <param name="Signed">Null where it is still to be signed.</param>
internal sealed record FormDue(ClinicForm Form, SignedForm? Signed);

/// <summary>One visit as the desk sees it.</summary>
/// <param name="Paying">Who pays for it, with the whole patient.</param>
/// <param name="Steps">Null before the first.</param>
/// <param name="Coverage">What coverage says of the co-pay; a co-pay in the ledger counts before it.</param>
internal sealed record DeskVisit(
    VisitSummary Visit, PayingCoverage Paying, VisitCheckIn? Steps, PatientAccount Account, CoPayAnswer Coverage, VisitReadiness Readiness)
{
    public IReadOnlyList<FormDue> Forms => Readiness.Forms;

    public Patient Patient => Paying.Patient;

    /// <summary>With the address that is in force on the day of the visit.</summary>
    public PatientSummary Who => RegisteredPatients.Summary(Patient, Readiness.Day);

    /// <summary>The card to be seen, in words: of the coverage that pays for this visit on its day, and of those that pay after it.</summary>
    public string Card => (Paying.Kind, Paying.Coverage) switch
    {
        (CaseKinds.WorkersCompensation or CaseKinds.Auto, _) => $"{CaseKinds.All.First(kind => kind.Code == Paying.Kind).Words}{(Paying.Case is { ClaimNumber.Length: > 0 } claim ? $", claim {claim.ClaimNumber}" : "")}: no card of a health plan",
        (CaseKinds.SelfPay, _) => "The patient pays: no card",
        (_, { } coverage) => string.Join("; ", Paying.Behind.Select(one => $"{one.TurnInWords} {CardOf(one, one.Coverage!)}").Prepend(CardOf(Paying, coverage))),
        _ => Patient.Coverages.Count == 0 ? "No insurance on record: ask for the card" : "No coverage on record is valid on the day of this visit: ask for the new card",
    };

    private static string CardOf(PayingCoverage paying, PatientCoverage coverage) => string.Join(", ", new[]
    {
        $"{paying.Payer?.Name ?? coverage.Payer} {coverage.Plan}".TrimEnd(), coverage.MemberId, coverage.Group.Length > 0 ? $"group {coverage.Group}" : "",
        coverage.IsOfSomebodyElse ? $"through {coverage.HolderFirst} {coverage.HolderLast}".TrimEnd() : "",
    }.Where(part => part.Length > 0));

    public LedgerEntry? Charge => Account.ChargeOf(Visit.Id);

    /// <summary>In cents; null while it is not known.</summary>
    public long? CoPayDue => Charge is not null ? Account.Owed(Visit.Id) : Coverage switch
    {
        CoPayAnswer.Owed owed => owed.Cents,
        CoPayAnswer.NothingOwed => 0,
        _ => null,
    };

    /// <summary>Where the co-pay is from, or why it is not known.</summary>
    public string Evidence => Charge?.Evidence ?? CoverageSays;

    /// <summary>The same, as coverage has it now.</summary>
    public string CoverageSays => Coverage switch
    {
        CoPayAnswer.Owed owed => owed.Evidence,
        CoPayAnswer.NothingOwed nothing => nothing.Why,
        CoPayAnswer.NotKnown unknown => unknown.Why,
        _ => "",
    };

    /// <summary>What coverage says now, where the co-pay in the ledger is another; null where they agree.</summary>
    public string? SaysOtherwise => (Charge, Coverage) switch
    {
        ({ } charge, CoPayAnswer.Owed owed) when owed.Cents != charge.Cents => $"{Money.Text(owed.Cents)}: {owed.Evidence}",
        ({ }, CoPayAnswer.NothingOwed nothing) => $"nothing: {nothing.Why}",
        _ => null,
    };

    /// <summary>In cents what coverage says now, where the co-pay in the ledger is another; null where they agree.</summary>
    public int? SaysInstead => SaysOtherwise is null ? null : Coverage is CoPayAnswer.Owed owed ? owed.Cents : 0;

    /// <summary>What the patient owes besides this visit's co-pay.</summary>
    public long OwedBesides => Account.Entries.Select(entry => entry.VisitId).OfType<Guid>().Where(visit => visit != Visit.Id).Distinct().Sum(visit => Math.Max(0, Account.Owed(visit)));

    public int FormsToSign => Forms.Count(form => form.Signed is null);

    public bool IsCheckedIn => Steps?.CheckedInAt is not null;
}
