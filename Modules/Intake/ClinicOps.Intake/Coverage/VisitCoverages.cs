using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage;

/// <summary>Which coverage pays for a visit: the one its payer case names, or the patient's first that is valid on the day.</summary>
internal sealed class VisitCoverages(IntakeDb db, IOrganization organization)
{
    /// <returns>Null when the patient is not in sight.</returns>
    public async Task<PayingCoverage?> Of(Guid visitId, Guid patientId, DateOnly day, CancellationToken stopping) =>
        await Patient(patientId, stopping) is { } patient ? await Of(visitId, patient, day, stopping) : null;

    /// <param name="patient">With names and coverages.</param>
    public async Task<PayingCoverage> Of(Guid visitId, Patient patient, DateOnly day, CancellationToken stopping)
    {
        var payerCase = await db.VisitPayerCases.AsNoTracking().SingleOrDefaultAsync(c => c.VisitId == visitId, stopping);
        var ids = patient.Coverages.Select(coverage => coverage.PayerId).OfType<Guid>().ToList();
        var payers = await db.Payers.AsNoTracking().Where(payer => ids.Contains(payer.Id)).ToDictionaryAsync(payer => payer.Id, stopping);
        return Of(patient, payerCase, payers, day);
    }

    /// <summary>For many visits in a bounded number of questions, each with its whole patient.</summary>
    /// <returns>By visit; visits of patients out of sight are left out.</returns>
    public async Task<IReadOnlyDictionary<Guid, PayingCoverage>> OfAll(IReadOnlyList<VisitSummary> visits, CancellationToken stopping)
    {
        var (visitIds, patientIds) = (visits.Select(visit => visit.Id).ToList(), visits.Select(visit => visit.PatientId).Distinct().ToList());
        var patients = await db.WholePatients.AsNoTracking().Where(p => patientIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, stopping);
        await MergedCoverages.AddTo(db, patients.Values, stopping);
        await MergedCircumstances.AddTo(db, patients.Values, stopping);
        var cases = await db.VisitPayerCases.AsNoTracking().Where(c => visitIds.Contains(c.VisitId)).ToDictionaryAsync(c => c.VisitId, stopping);
        var payerIds = patients.Values.SelectMany(patient => patient.Coverages).Select(coverage => coverage.PayerId).OfType<Guid>().Distinct().ToList();
        var payers = await db.Payers.AsNoTracking().Where(payer => payerIds.Contains(payer.Id)).ToDictionaryAsync(payer => payer.Id, stopping);
        var profile = await organization.Profile(stopping);
        return visits.Where(visit => patients.ContainsKey(visit.PatientId)).ToDictionary(
            visit => visit.Id,
            visit => Of(patients[visit.PatientId], cases.GetValueOrDefault(visit.Id), payers, LocalTime.DayAt(profile.Find(visit.LocationId), visit.StartsAt)));
    }

    /// <summary>With names and coverages, also those of records merged into it; null when not in sight.</summary>
    public async Task<Patient?> Patient(Guid patientId, CancellationToken stopping)
    {
        var patient = await db.Patients.Include(p => p.Names).Include(p => p.Coverages).AsSplitQuery().AsNoTracking().SingleOrDefaultAsync(p => p.Id == patientId, stopping);
        await MergedCoverages.AddTo(db, patient is null ? [] : [patient], stopping);
        return patient;
    }

    public static PayingCoverage Of(Patient patient, VisitPayerCase? payerCase, IReadOnlyDictionary<Guid, Payer> payers, DateOnly day)
    {
        var kind = payerCase?.Kind ?? CaseKinds.HealthPlan;
        var coverage = payerCase?.CoverageId is { } chosen
            ? patient.Coverages.Find(known => known.Id == chosen)
            : patient.Coverages.Where(known => known.IsValidOn(day)).InOrder(patient.Id).FirstOrDefault();
        var payer = coverage?.PayerId is { } id ? payers.GetValueOrDefault(id) : null;
        var whyNot = kind switch
        {
            CaseKinds.WorkersCompensation => "Workers' compensation pays for this visit: ask the adjuster, not the health plan.",
            CaseKinds.Auto => "Auto insurance pays for this visit: ask the adjuster, not the health plan.",
            CaseKinds.SelfPay => "The patient pays for this visit: there is nobody to ask.",
            _ when coverage is null => patient.Coverages.Count == 0 ? "No coverage is registered: ask the patient for the card." : "No coverage is valid on the day of the visit: ask the patient for the new card.",
            _ when payer is null => "The coverage does not name its payer: write it into the coverage.",
            _ when payer.Kind == PayerKinds.SelfPay || payer.VerifyBy == VerifyWays.None => $"{payer.Name}: there is nobody to ask.",
            _ => null,
        };
        return new PayingCoverage(patient, payerCase, kind, coverage, payer, whyNot);
    }
}

/// <param name="Kind">One of <see cref="CaseKinds"/>.</param>
/// <param name="WhyNot">Why no payer is asked, in words; null where one can be.</param>
internal sealed record PayingCoverage(Patient Patient, VisitPayerCase? Case, string Kind, PatientCoverage? Coverage, Payer? Payer, string? WhyNot)
{
    /// <param name="ofType">What the visit's type says.</param>
    public KindOfVisit KindOf(KindOfVisit ofType) => Case is { ServiceType.Length: > 0 } said ? ofType with { ServiceType = said.ServiceType } : ofType;

    /// <summary>Whether the patient pays all of it: nobody is asked, and nothing is missing.</summary>
    public bool IsSelfPay => Kind == CaseKinds.SelfPay || Payer?.Kind == PayerKinds.SelfPay;

    /// <summary>Whether a health plan pays that does so only with a referral of the PCP.</summary>
    public bool NeedsReferral => Kind == CaseKinds.HealthPlan && !IsSelfPay && Payer?.NeedsReferral == true;

    /// <summary>Who pays, as rules name it: of a case the one that pays for it, never the health plan; null where nobody does but the patient.</summary>
    public NamedPayer? Named => this switch
    {
        { IsSelfPay: true } => null,
        { Kind: CaseKinds.WorkersCompensation } => new NamedPayer(Case?.Carrier ?? "", PayerClass.WorkersCompensation),
        { Kind: CaseKinds.Auto } => new NamedPayer(Case?.Carrier ?? "", ""),
        { Payer: { } payer } => NamedPayer.Of(payer),
        { Coverage.Payer: { Length: > 0 } written } => NamedPayer.Told(written),
        _ => null,
    };

    /// <summary>Whether the payer so named is the one of the coverage, as it was written there or as it is registered.</summary>
    public bool IsOf(string payer) => Coverage is not null && IsNamed(Coverage, Payer, payer);

    /// <summary>Whether the payer so named is that of any of the patient's coverages.</summary>
    public bool IsOfAnyPlan(string payer) => Patient.Coverages.Any(known => IsNamed(known, known.Id == Coverage?.Id ? Payer : null, payer));

    private static bool IsNamed(PatientCoverage coverage, Payer? payer, string name) => Same(name, coverage.Payer) || Same(name, payer?.Name);

    private static bool Same(string name, string? other) => name.Trim() is { Length: > 0 } said && string.Equals(said, other?.Trim(), StringComparison.OrdinalIgnoreCase);
}
