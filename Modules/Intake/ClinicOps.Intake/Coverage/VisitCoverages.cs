using System.Globalization;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage;

/// <summary>
/// Which coverages pay for a visit, in their order: first the one its payer case names, or the patient's first that is valid on the day; behind it those of the patient that come after it and are valid on the day.
/// </summary>
internal sealed class VisitCoverages(IntakeDb db, IOrganization organization)
{
    /// <returns>Null when the patient is not in sight.</returns>
    public async Task<PayingCoverage?> Of(Guid visitId, Guid patientId, DateOnly day, CancellationToken stopping) =>
        await Patient(patientId, stopping) is { } patient ? await Of(visitId, patient, day, stopping) : null;

    private async Task<PayingCoverage> Of(Guid visitId, Patient patient, DateOnly day, CancellationToken stopping)
    {
        var payerCase = await db.VisitPayerCases.AsNoTracking().SingleOrDefaultAsync(c => c.VisitId == visitId, stopping);
        return Of(patient, payerCase, await KnownPayers.Of(db, [patient], stopping), day);
    }

    /// <summary>For many visits in a bounded number of questions, each with its whole patient.</summary>
    /// <returns>By visit; visits of patients out of sight are left out.</returns>
    public async Task<IReadOnlyDictionary<Guid, PayingCoverage>> OfAll(IReadOnlyList<VisitSummary> visits, CancellationToken stopping)
    {
        var (visitIds, patientIds) = (visits.Select(visit => visit.Id).ToList(), visits.Select(visit => visit.PatientId).Distinct().ToList());
        var patients = await db.WholePatients.AsNoTracking().Where(p => patientIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, stopping);
        var merged = await db.Patients.AsNoTracking().Include(record => record.Coverages).Where(record => record.MergedIntoId != null && patientIds.Contains(record.MergedIntoId.Value)).OrderBy(record => record.Id).ToListAsync(stopping);
        MergedCoverages.AddTo(patients.Values, merged);
        await MergedCircumstances.AddTo(db, patients.Values, merged, stopping);
        var care = PrimaryCare.Of([.. patients.Values, .. merged]);
        var cases = await db.VisitPayerCases.AsNoTracking().Where(c => visitIds.Contains(c.VisitId)).ToDictionaryAsync(c => c.VisitId, stopping);
        var known = await KnownPayers.Of(db, patients.Values, stopping);
        var profile = await organization.Profile(stopping);
        return visits.Where(visit => patients.ContainsKey(visit.PatientId)).ToDictionary(
            visit => visit.Id,
            visit => Of(patients[visit.PatientId], cases.GetValueOrDefault(visit.Id), known, LocalTime.DayAt(profile.Find(visit.LocationId), visit.StartsAt)) with { Pcp = care.GetValueOrDefault(visit.PatientId) });
    }

    /// <summary>With names and coverages, also those of records merged into it; null when not in sight.</summary>
    public async Task<Patient?> Patient(Guid patientId, CancellationToken stopping)
    {
        var patient = await db.Patients.Include(p => p.Names).Include(p => p.Coverages).AsSplitQuery().AsNoTracking().SingleOrDefaultAsync(p => p.Id == patientId, stopping);
        await MergedCoverages.AddTo(db, patient is null ? [] : [patient], stopping);
        return patient;
    }

    public static PayingCoverage Of(Patient patient, VisitPayerCase? payerCase, KnownPayers known, DateOnly day)
    {
        var inOrder = patient.Coverages.InOrder(patient.Id).ToList();
        var first = payerCase?.CoverageId is { } chosen ? inOrder.Find(coverage => coverage.Id == chosen) : inOrder.Find(coverage => coverage.IsValidOn(day));
        var paying = One(patient, payerCase, first, known, day);
        if (paying.Kind != CaseKinds.HealthPlan || paying.IsSelfPay)
        {
            return paying;
        }

        // A card that two merged records have is one coverage; who pays nothing stands behind nobody.
        var behind = inOrder.SkipWhile(coverage => coverage != first)
            .Where(coverage => coverage == first || coverage.IsValidOn(day))
            .DistinctBy(coverage => (coverage.PayerId, coverage.PayerId is null ? coverage.Payer : "", coverage.MemberKey))
            .Skip(1)
            .Select(coverage => One(patient, payerCase, coverage, known, day)).Where(one => !one.IsSelfPay).ToList();
        return paying with { Behind = [.. behind.Select((one, at) => one with { Turn = at + 2 })], OutOfDate = inOrder.FindAll(coverage => coverage != first && !coverage.IsValidOn(day)) };
    }

    private static PayingCoverage One(Patient patient, VisitPayerCase? payerCase, PatientCoverage? coverage, KnownPayers known, DateOnly day)
    {
        var kind = payerCase?.Kind ?? CaseKinds.HealthPlan;
        var payer = coverage?.PayerId is { } id ? known.Payers.GetValueOrDefault(id) : null;
        var whyNot = kind switch
        {
            CaseKinds.WorkersCompensation => "Workers' compensation pays for this visit: ask the adjuster, not the health plan.",
            CaseKinds.Auto => "Auto insurance pays for this visit: ask the adjuster, not the health plan.",
            CaseKinds.SelfPay => "The patient pays for this visit: there is nobody to ask.",
            _ when coverage?.IsValidOn(day) == false => $"The coverage with {coverage.Payer} is not valid on the day of the visit ({coverage.DaysInWords}): choose another for the visit, or ask the patient for the new card.",
            _ when coverage is null && payerCase?.CoverageId is not null => "The coverage that was chosen for this visit was taken out of the record: choose another for the visit.",
            _ when coverage is null => patient.Coverages.Count == 0 ? "No coverage is registered: ask the patient for the card." : "No coverage is valid on the day of the visit: ask the patient for the new card.",
            _ when payer is null => "The coverage does not name its payer: write it into the coverage.",
            _ when payer.Kind == PayerKinds.SelfPay || payer.VerifyBy == VerifyWays.None => $"{payer.Name}: there is nobody to ask.",
            _ => null,
        };
        return new PayingCoverage(patient, payerCase, kind, coverage, payer, whyNot)
        {
            Plan = coverage?.PlanId is { } plan ? known.Plans.GetValueOrDefault(plan) : null,
            IsOutOfDate = kind == CaseKinds.HealthPlan && coverage?.IsValidOn(day) == false,
        };
    }
}

/// <summary>What is registered of the payers of patients, and of the plans that their coverages have.</summary>
internal sealed record KnownPayers(IReadOnlyDictionary<Guid, Payer> Payers, IReadOnlyDictionary<Guid, PayerPlan> Plans)
{
    /// <param name="patients">With coverages.</param>
    public static async Task<KnownPayers> Of(IntakeDb db, IReadOnlyCollection<Patient> patients, CancellationToken stopping)
    {
        var coverages = patients.SelectMany(patient => patient.Coverages).ToList();
        var (payers, plans) = (coverages.Select(coverage => coverage.PayerId).OfType<Guid>().Distinct().ToList(), coverages.Select(coverage => coverage.PlanId).OfType<Guid>().Distinct().ToList());
        return new KnownPayers(
            payers.Count == 0 ? [] : await db.Payers.AsNoTracking().Where(payer => payers.Contains(payer.Id)).ToDictionaryAsync(payer => payer.Id, stopping),
            plans.Count == 0 ? [] : await db.PayerPlans.AsNoTracking().Where(plan => plans.Contains(plan.Id)).ToDictionaryAsync(plan => plan.Id, stopping));
    }
}

/// <param name="Kind">One of <see cref="CaseKinds"/>.</param>
/// <param name="WhyNot">Why no payer is asked, in words; null where one can be.</param>
internal sealed record PayingCoverage(Patient Patient, VisitPayerCase? Case, string Kind, PatientCoverage? Coverage, Payer? Payer, string? WhyNot)
{
    /// <summary>The plan that the coverage has, as the clinic keeps it; null where it keeps none of that name.</summary>
    public PayerPlan? Plan { get; init; }

    /// <summary>Those that pay after it, in their order, each by itself: what one of them answers is said of no other.</summary>
    public IReadOnlyList<PayingCoverage> Behind { get; init; } = [];

    /// <summary>1 where it pays first.</summary>
    public int Turn { get; init; } = 1;

    /// <summary>What the patient has besides, and is not valid on the day: nobody is asked about it, and that is said.</summary>
    public IReadOnlyList<PatientCoverage> OutOfDate { get; init; } = [];

    /// <summary>It was chosen for the visit, and is not valid on its day.</summary>
    public bool IsOutOfDate { get; init; }

    /// <summary>Of whom a referral is asked, as the record says, where many visits were asked about; null where it names nobody.</summary>
    public PrimaryCare? Pcp { get; init; }

    /// <summary>This, and those behind it.</summary>
    public IEnumerable<PayingCoverage> All => [this, .. Behind];

    /// <summary>Who is asked, by name.</summary>
    public string PayerName => Payer?.Name ?? Coverage?.Payer ?? "the payer";

    /// <summary>"first", "second", "third", "4th".</summary>
    public string TurnInWords => Turn <= 3 ? CoverageSaid.RankInWords(Turn) : string.Create(CultureInfo.InvariantCulture, $"{Turn}th");

    /// <summary>Whether this clinic is in the network: what is said of the plan counts before what is said of the payer; null while nobody has said it.</summary>
    public bool? InNetwork => Plan?.InNetwork ?? Payer?.InNetwork;

    /// <param name="ofType">What the visit's type says.</param>
    public KindOfVisit KindOf(KindOfVisit ofType) => Case is { ServiceType.Length: > 0 } said ? ofType with { ServiceType = said.ServiceType } : ofType;

    /// <summary>Whether the patient pays all of it: nobody is asked, and nothing is missing.</summary>
    public bool IsSelfPay => Kind == CaseKinds.SelfPay || Payer?.Kind == PayerKinds.SelfPay;

    /// <summary>Whether a health plan pays that does so only with a referral of the PCP: what is said of the plan counts, else what is said of the payer.</summary>
    public bool NeedsReferral => Kind == CaseKinds.HealthPlan && !IsSelfPay && (Plan?.NeedsReferral ?? Payer?.NeedsReferral) == true;

    /// <summary>Who wants the referral, where one is needed: the plan where that says so, else the payer.</summary>
    public string WantsReferral => Plan is { NeedsReferral: true } plan ? $"{PayerName} {plan.Name}" : PayerName;

    /// <summary>Which rule said whether a referral is needed, a sentence; null where none speaks of it.</summary>
    public string? ReferralRule => Kind != CaseKinds.HealthPlan || IsSelfPay ? null : this switch
    {
        { Plan: { NeedsReferral: { } needed } plan } => $"{(needed ? "A referral is needed" : "No referral is needed")}: the rule of the plan, {plan.Name}.",
        { Payer: { NeedsReferral: true } payer } => $"A referral is needed: the rule of the payer, {payer.Name}.",
        _ => null,
    };

    /// <summary>Who pays, as rules name it: of a case the one that pays for it, never the health plan; null where nobody does but the patient.</summary>
    public NamedPayer? Named => this switch
    {
        { IsSelfPay: true } => null,
        { Kind: CaseKinds.WorkersCompensation } => new NamedPayer(Case?.Carrier ?? "", PayerClass.WorkersCompensation),
        { Kind: CaseKinds.Auto } => new NamedPayer(Case?.Carrier ?? "", ""),
        { Payer: { } payer } => NamedPayer.Of(payer, Plan, Coverage?.Plan ?? ""),
        { Coverage: { Payer: { Length: > 0 } written } coverage } => NamedPayer.Told(written, coverage.Plan),
        _ => null,
    };

    /// <summary>Whether the payer so named is the one of the coverage, as it was written there or as it is registered.</summary>
    public bool IsOf(string payer) => Coverage is not null && IsNamed(Coverage, Payer, payer);

    /// <summary>Whether the payer so named is that of any of the patient's coverages.</summary>
    public bool IsOfAnyPlan(string payer) => Patient.Coverages.Any(known => IsNamed(known, known.Id == Coverage?.Id ? Payer : null, payer));

    /// <param name="payer">That of the coverage, as it is registered.</param>
    public static bool IsNamed(PatientCoverage coverage, Payer? payer, string name) => Same(name, coverage.Payer) || Same(name, payer?.Name);

    private static bool Same(string name, string? other) => name.Trim() is { Length: > 0 } said && string.Equals(said, other?.Trim(), StringComparison.OrdinalIgnoreCase);
}
