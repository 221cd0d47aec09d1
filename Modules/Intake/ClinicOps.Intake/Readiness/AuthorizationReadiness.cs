using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;

namespace ClinicOps.Intake.Readiness;

/// <summary>
/// Whether what is authorized is what the visit is: the payer, the plan, the provider and the site of the visit are compared with those of the request, so
/// that a change on either side shows. Of several authorizations the one nearest to covering the visit counts. Pure.
/// </summary>
internal static class AuthorizationReadiness
{
    public static IEnumerable<ReadinessReason> Reasons(VisitFacts facts)
    {
        if (facts.Authorizations.Count > 0)
        {
            return facts.Authorizations.Select(one => Of(one, facts).ToList()).OrderBy(reasons => reasons.Count == 0 ? Light.Green : reasons.Max(reason => reason.Light)).ThenBy(reasons => reasons.Count).First();
        }

        return facts.Tasks.FirstOrDefault(task => task.Kind == TaskKinds.Authorize) is { } task
            ? [new ReadinessReason(ReadinessSubjects.Authorization, Light.Red, "the authorization is still open", "Start it", $"/intake/authorizations/start?task={task.Id}")]
            : [];
    }

    private static IEnumerable<ReadinessReason> Of(PayerAuthorization one, VisitFacts facts)
    {
        ReadinessReason Reason(Light light, string words, string act) => new(ReadinessSubjects.Authorization, light, words, act, $"/intake/authorizations/authorization/{one.Id}");

        switch (one.State)
        {
            case AuthorizationState.Draft:
                yield return Reason(Light.Red, one.StateReason.Length > 0 ? "the authorization is open again: the request was changed" : "the authorization is still open: nobody has asked the payer", "Submit it");
                yield break;
            case AuthorizationState.Submitted:
                yield return Reason(Light.Red, "the authorization is still open: the payer has not decided", "Ask the payer");
                yield break;
            case AuthorizationState.Pended:
                yield return Reason(Light.Red, "the authorization is still open: the payer wants something first", "Send it");
                yield break;
            case AuthorizationState.Denied or AuthorizationState.Expired:
                yield return Reason(Light.Red, $"the authorization is {ApplyStep.InWords(one.State)}", "See what can be done");
                yield break;
        }

        foreach (var (what, was, now) in Differences(one, facts))
        {
            yield return Reason(Light.Red, $"{what} {was} is what was decided on, and the visit has {now}", "Change the request");
        }

        if (one.State == AuthorizationState.NotRequired)
        {
            yield break;
        }

        if (!ReserveUnits.IsValidOn(one, facts.Day))
        {
            yield return Reason(Light.Red, $"the authorization is not valid on {JudgeReadiness.Us(facts.Day)}", "Ask for more time");
        }
        else if (one.UnitsApproved is null)
        {
            yield return Reason(Light.Amber, "nobody has said how many units are authorized", "Say how many");
        }
        else if (!facts.Units.ContainsKey(one.Id))
        {
            yield return Reason(Light.Red, "the visit holds no units of the authorization", "Hold units");
        }
    }

    /// <summary>What the payer decided on, and what the visit has instead. What nobody has written down differs from nothing.</summary>
    private static IEnumerable<(string What, string Was, string Now)> Differences(PayerAuthorization one, VisitFacts facts)
    {
        if (facts.Paying.Coverage is { Payer: { Length: > 0 } payer } && one.Payer.Length > 0 && !Same(one.Payer, payer) && !Same(one.Payer, facts.Paying.Payer?.Name ?? ""))
        {
            yield return ("the payer", one.Payer, payer);
        }

        if (facts.Paying.Coverage is { Plan: { Length: > 0 } plan } && one.Plan.Length > 0 && !Same(one.Plan, plan))
        {
            yield return ("the plan", one.Plan, plan);
        }

        var isOther = one.ProviderNpi.Length > 0 && facts.Visit.ProviderNpi is { Length: > 0 } npi ? one.ProviderNpi != npi : one.ProviderName.Length > 0 && !NoteFit.MayBeSamePerson(one.ProviderName, facts.Visit.ProviderName);
        if (isOther)
        {
            yield return ("the provider", one.ProviderName.Length > 0 ? one.ProviderName : one.ProviderNpi, facts.Visit.ProviderName);
        }

        // Only another place of this clinic is surely another: who writes "Outpatient" may mean this one.
        if (facts.Location is { } here && !Same(one.Site, here.Name) && facts.Locations.FirstOrDefault(location => Same(location.Name, one.Site)) is { } there)
        {
            yield return ("the site", there.Name, here.Name);
        }
    }

    private static bool Same(string a, string b) => string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);
}
