using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.Readiness;

/// <summary>
/// Whether what is authorized is what the visit is: the payer, the plan, the provider and the site of the visit are compared with those of the request, so
/// that a change on either side shows. Of several authorizations of one order the one nearest to covering the visit counts; where nobody knows for which
/// order the visit is, each order does. Pure.
/// </summary>
internal static class AuthorizationReadiness
{
    public static IEnumerable<ReadinessReason> Reasons(VisitFacts facts)
    {
        if (facts.Paying.IsSelfPay)
        {
            return [];
        }

        // What the visit's own order has, and what it holds units of, is one; where nobody knows its order, each has its own.
        var ofOrders = facts.Authorizations.GroupBy(one => facts.OrderId is null ? one.OrderId : facts.OrderId).Select(of => Nearest(of, facts));
        var asked = facts.Tasks
            .Where(task => task is { Kind: TaskKinds.Authorize, AuthorizationId: null, OrderId: { } order } && !facts.Authorizations.Any(one => one.OrderId == order))
            .DistinctBy(task => task.OrderId)
            .Select(task => new ReadinessReason(ReadinessSubjects.Authorization, Light.Red, "the authorization is still open", "Start it", $"/intake/authorizations/start?task={task.Id}"));
        return [.. ofOrders.SelectMany(reasons => reasons), .. asked];
    }

    private static List<ReadinessReason> Nearest(IEnumerable<PayerAuthorization> all, VisitFacts facts) =>
        all.Select(one => Of(one, facts).ToList()).OrderBy(reasons => reasons.Count == 0 ? Light.Green : reasons.Max(reason => reason.Light)).ThenBy(reasons => reasons.Count).First();

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
            yield return Reason(Light.Red, $"the authorization is not valid on {LocalTime.Us(facts.Day)}", "Ask for more time");
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
        if (facts.Paying.Kind is CaseKinds.WorkersCompensation or CaseKinds.Auto)
        {
            // Who pays then is named nowhere; that it is not the health plan is known.
            if (facts.Paying.IsOfAnyPlan(one.Payer))
            {
                yield return ("the payer", one.Payer, CaseKinds.All.First(kind => kind.Code == facts.Paying.Kind).Words.ToLowerInvariant());
            }
        }
        else if (facts.Paying.Coverage is { Payer: { Length: > 0 } payer } && one.Payer.Length > 0 && !facts.Paying.IsOf(one.Payer))
        {
            yield return ("the payer", one.Payer, payer);
        }

        if (facts.Paying.Kind == CaseKinds.HealthPlan && facts.Paying.Coverage is { Plan: { Length: > 0 } plan } && one.Plan.Length > 0 && !Same(one.Plan, plan))
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
