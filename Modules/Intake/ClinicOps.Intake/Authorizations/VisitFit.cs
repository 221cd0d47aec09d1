using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Intake.Authorizations;

/// <summary>
/// Whether an authorization is meant for a visit that nobody booked from its order: by who pays, with whom and where it is, and what is done. Days and units are another
/// question. Pure.
/// </summary>
internal static class VisitFit
{
    /// <param name="counted">The visits that take its units already.</param>
    /// <returns>
    /// Sure where nothing differs, it is with whom the authorization names (or with whom its visits are), and it is of the type of its visits or of what was authorized in words; no where
    /// the visit has another payer, plan, provider or site.
    /// </returns>
    public static Fit Of(PayerAuthorization one, PayingCoverage paying, VisitSummary visit, Location? location, IReadOnlyList<Location> locations, IReadOnlyCollection<VisitSummary> counted)
    {
        if (paying.IsSelfPay || one.PatientId != visit.PatientId || Differences(one, paying, visit, location, locations).Any())
        {
            return Fit.No;
        }

        var alike = counted.Where(other => Same(other.VisitType, visit.VisitType)).ToList();
        var isWithWhomItNames = one.ProviderName.Length > 0 || (one.ProviderNpi.Length > 0 && visit.ProviderNpi is { Length: > 0 });
        var isNamedProviders = isWithWhomItNames || alike.Exists(other => other.ProviderId == visit.ProviderId && Same(other.ProviderName, visit.ProviderName));
        var isOfItsKind = alike.Count > 0 || one.Codes.Any(code => ProposeDecision.SameWords(code.Description, visit.VisitType));
        return isNamedProviders && isOfItsKind ? Fit.Sure : Fit.Perhaps;
    }

    /// <summary>What the payer decided on, and what the visit has instead. What nobody has written down differs from nothing.</summary>
    public static IEnumerable<(string What, string Was, string Now)> Differences(PayerAuthorization one, PayingCoverage paying, VisitSummary visit, Location? location, IReadOnlyList<Location> locations)
    {
        if (OtherPayer(one, paying) is { } payer)
        {
            yield return ("the payer", one.Payer, payer);
        }

        if (paying.Kind == CaseKinds.HealthPlan && paying.Coverage is { Plan: { Length: > 0 } plan } && one.Plan.Length > 0 && !PlanNames.Same(one.Plan, plan))
        {
            yield return ("the plan", one.Plan, plan);
        }

        var isOther = one.ProviderNpi.Length > 0 && visit.ProviderNpi is { Length: > 0 } npi ? one.ProviderNpi != npi : one.ProviderName.Length > 0 && !NoteFit.MayBeSamePerson(one.ProviderName, visit.ProviderName);
        if (isOther)
        {
            yield return ("the provider", one.ProviderName.Length > 0 ? one.ProviderName : one.ProviderNpi, visit.ProviderName);
        }

        // Only another place of this clinic is surely another: who writes "Outpatient" may mean this one.
        if (location is { } here && !Same(one.Site, here.Name) && locations.FirstOrDefault(known => Same(known.Name, one.Site)) is { } there)
        {
            yield return ("the site", there.Name, here.Name);
        }
    }

    /// <returns>Who pays for the visit instead of whom it was asked; null where that is not known to be another.</returns>
    public static string? OtherPayer(PayerAuthorization one, PayingCoverage paying) => paying switch
    {
        { Kind: CaseKinds.WorkersCompensation or CaseKinds.Auto, Case: { Carrier: { Length: > 0 } carrier } } => one.Payer.Length > 0 && !Same(one.Payer, carrier) ? carrier : null,
        // Where nobody has named the carrier of the case, that it is not the health plan is known.
        { Kind: CaseKinds.WorkersCompensation or CaseKinds.Auto } => paying.IsOfAnyPlan(one.Payer) ? CaseKinds.All.First(kind => kind.Code == paying.Kind).Words.ToLowerInvariant() : null,
        { Coverage: { Payer: { Length: > 0 } payer } } => one.Payer.Length > 0 && !paying.IsOf(one.Payer) ? payer : null,
        _ => null,
    };

    private static bool Same(string a, string b) => string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);
}
