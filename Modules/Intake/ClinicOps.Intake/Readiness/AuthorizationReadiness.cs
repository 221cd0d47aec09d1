using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.Readiness;

/// <summary>
/// Whether what is authorized is what the visit is: the payer, the plan, the provider and the site of the visit and the code of its order are compared with those of the request, so
/// that a change on either side shows. Of several authorizations of one order the one nearest to covering the visit counts; where nobody knows for which
/// order the visit is, each order does. A payer that pays after the first and wants one of its own is judged by itself, and does not stop the visit. Pure.
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
            .Select(task => new ReadinessReason(ReadinessSubjects.Authorization, Light.Red, "the authorization is still open", "Start it", $"/intake/authorizations/start?task={task.Id}") { Kind = "open", About = task.Id, Detail = task.Title })
            .ToList();
        return [.. ofOrders.SelectMany(reasons => reasons), .. asked, .. asked.Count == 0 && facts.Authorizations.Count == 0 ? OfNone(facts) : [], .. OfBehind(facts)];
    }

    /// <summary>What payers behind the first answered that they want: what is asked of such a payer is compared with its own coverage, and counts for no other.</summary>
    private static IEnumerable<ReadinessReason> OfBehind(VisitFacts facts) =>
        from pair in facts.Paying.Behind.Zip(facts.Standing.Behind, (paying, stands) => (Paying: paying, Stands: stands))
        where pair.Stands.Standing.AuthorizationNeeded
        let asked = facts.OfBehind.Where(one => pair.Paying.IsOf(one.Payer)).ToList()
        from reason in asked.Count > 0 ? Nearest(asked, facts with { Paying = pair.Paying }) : [NobodyAsked(facts, pair.Stands.CoverageId)]
        select reason with { Light = Light.Amber, Words = $"of the {pair.Stands.Turn} coverage, {pair.Stands.Payer}: {reason.Words}" };

    private static ReadinessReason NobodyAsked(VisitFacts facts, Guid coverageId) => new(
        ReadinessSubjects.Authorization, Light.Amber, "it answered that an authorization is required for this visit, and nobody has asked for it", "Start the authorization",
        $"/intake/authorizations/start?patient={facts.Visit.PatientId}&coverage={coverageId}")
    {
        Kind = "needed",
        About = coverageId,
    };

    /// <summary>
    /// A visit that has none: where another of the patient's may be meant, a person says so, since nothing is counted that is not certain; where the payer or the clinic's rules want one, it
    /// is asked for, and what was asked for at the patient is said with how it stands.
    /// </summary>
    private static IEnumerable<ReadinessReason> OfNone(VisitFacts facts)
    {
        var codes = facts.Orders.Where(order => order.Code is { Length: > 0 }).Select(order => new ProcedureCode(order.Code!, order.Description)).Distinct().ToList();
        var answer = facts.Paying.Named is { } payer ? AuthorizationRuleTable.For(facts.Rules, payer, codes, facts.Location?.Name ?? "") : new RuleAnswer.NotKnown();
        var who = facts.Paying.Named is { Name.Length: > 0 } named ? named.Name : "the payer";
        var needed = facts.Standing.AuthorizationNeeded ? $"{who} answered that an authorization is required for this visit, and nobody has asked for it"
            : answer is RuleAnswer.Needed rule ? $"{who} wants an authorization for {string.Join(", ", codes)} ({rule.SaidBy}), and nobody has asked for it"
            : null;
        return (facts.MayBeMeant.Count, answer, needed) switch
        {
            (0, _, null) or (_, RuleAnswer.NotNeeded, null) => [],
            (0, _, _) when facts.AskedAtPatient.Count > 0 => NearestAsked(facts),
            (0, _, { } why) => [new ReadinessReason(ReadinessSubjects.Authorization, Light.Red, why, "Start the authorization", $"/intake/authorizations/start?patient={facts.Visit.PatientId}") { Kind = "needed" }],
            _ => facts.MayBeMeant.Select(one => new ReadinessReason(
                ReadinessSubjects.Authorization, needed is null ? Light.Amber : Light.Red, $"the authorization of {AuthorizationTasks.Subject(one)} may be meant for it, and nobody has said so", "Choose",
                $"/intake/authorizations/authorization/{one.Id}#units")
            {
                Kind = "may-be-meant",
                About = one.Id,
            }),
        };
    }

    /// <summary>It stands nearest to a decision; each of its reasons stops the visit, since the payer wants an authorization and there is none.</summary>
    private static IEnumerable<ReadinessReason> NearestAsked(VisitFacts facts)
    {
        var one = facts.AskedAtPatient.OrderBy(asked => Array.IndexOf(NearestToDecided, asked.State) is var at && at < 0 ? -1 : at).ThenByDescending(asked => asked.StartedAt).First();
        return Of(one, facts).Select(reason => reason with { Light = Light.Red });
    }

    private static readonly string[] NearestToDecided = [AuthorizationState.Submitted, AuthorizationState.Pended, AuthorizationState.Draft];

    private static List<ReadinessReason> Nearest(IEnumerable<PayerAuthorization> all, VisitFacts facts) =>
        all.Select(one => Of(one, facts).ToList()).OrderBy(reasons => reasons.Count == 0 ? Light.Green : reasons.Max(reason => reason.Light)).ThenBy(reasons => reasons.Count).First();

    private static IEnumerable<ReadinessReason> Of(PayerAuthorization one, VisitFacts facts)
    {
        ReadinessReason Reason(string kind, Light light, string words, string act) => new(ReadinessSubjects.Authorization, light, words, act, $"/intake/authorizations/authorization/{one.Id}")
        {
            Kind = kind,
            About = one.Id,
            Detail = AuthorizationTasks.Subject(one),
        };

        switch (one.State)
        {
            case AuthorizationState.Draft:
                yield return Reason(one.State, Light.Red, one.StateReason.StartsWith(ApplyStep.ChangedSince, StringComparison.Ordinal) ? "the authorization is open again: the request was changed" : "the authorization is still open: nobody has asked the payer", "Submit it");
                yield break;
            case AuthorizationState.Submitted:
                yield return Reason(one.State, Light.Red, "the authorization is still open: the payer has not decided", "Ask the payer");
                yield break;
            case AuthorizationState.Pended:
                yield return Reason(one.State, Light.Red, "the authorization is still open: the payer wants something first", "Send it");
                yield break;
            case AuthorizationState.Denied or AuthorizationState.Expired:
                yield return Reason(one.State, Light.Red, $"the authorization is {ApplyStep.InWords(one.State)}", "See what can be done");
                yield break;
        }

        foreach (var (what, was, now) in VisitFit.Differences(one, facts.Paying, facts.Visit, facts.Location, facts.Locations))
        {
            yield return Reason(what.Replace("the ", "other-", StringComparison.Ordinal), Light.Red, $"{what} {was} is what was decided on, and the visit has {now}", "Change the request");
        }

        var ordered = facts.Orders.FirstOrDefault(order => order.Id == one.OrderId);
        if (ordered is not null && AuthorizationTasks.IsOfOtherCode(one, ordered.Code))
        {
            yield return Reason("other-code", Light.Red, $"the code {string.Join(", ", one.Codes.Select(known => known.Code))} is what was decided on, and the order has {ordered.Code}", "Change the request");
        }
        else if (ordered is { Code.Length: > 0 } && one.ApprovedCodes.Length > 0 && !one.ApprovedCodes.Contains(ordered.Code, StringComparer.OrdinalIgnoreCase))
        {
            yield return Reason("not-approved", Light.Red, $"the code {ordered.Code} was asked for, and only {string.Join(", ", one.ApprovedCodes)} approved", "See what can be done");
        }

        if (one.State == AuthorizationState.NotRequired)
        {
            yield break;
        }

        if (!ReserveUnits.IsValidOn(one, facts.Day))
        {
            yield return Reason("not-valid", Light.Red, $"the authorization is not valid on {LocalTime.Us(facts.Day)}", "Ask for more time");
        }
        else if (one.UnitsApproved is null)
        {
            yield return Reason("units-not-said", Light.Amber, "nobody has said how many units are authorized", "Say how many");
        }
        else if (!facts.Units.ContainsKey(one.Id))
        {
            yield return Reason("not-held", Light.Red, "the visit holds no units of the authorization", "Hold units");
        }
    }
}
