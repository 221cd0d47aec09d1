using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.Readiness;

/// <summary>What of a visit is not ready, each reason in words with the act that mends it. Pure.</summary>
internal static class JudgeReadiness
{
    public static VisitReadiness Of(VisitFacts facts)
    {
        ReadinessReason[] all =
        [
            .. CoverageReasons(facts), .. AuthorizationReadiness.Reasons(facts), .. ReferralReasons(facts), .. OrderReasons(facts), .. ResultReasons(facts), .. FormReasons(facts), .. RecordReasons(facts),
        ];
        var reasons = Array.FindAll(all, reason => reason.About is not { } about || !facts.Closed.Contains(about));
        return new VisitReadiness(reasons.Select(reason => reason.Light).DefaultIfEmpty(Light.Green).Max(), [.. reasons.OrderByDescending(reason => reason.Light)])
        {
            Day = facts.Day,
            Coverage = facts.Standing,
            CoPayNotKnown = CoPayNotKnown(facts),
            Forms = facts.Forms,
            MissingContact = [.. MissingContact(facts)],
            ClosedMatters = facts.Closed.Count,
            ReferralRule = facts.Paying.ReferralRule,
        };
    }

    private static string? CoPayNotKnown(VisitFacts facts) => !facts.HasCharge && facts.CoPay is CoPayAnswer.NotKnown unknown ? unknown.Why : null;

    private static IEnumerable<string> MissingContact(VisitFacts facts)
    {
        if (ShownAddress.ForMail(facts.Paying.Patient, facts.Day) is null)
        {
            yield return "address";
        }

        if (facts.Paying.Patient.Phones.Count == 0)
        {
            yield return "phone number";
        }
    }

    /// <summary>As a part of a sentence: without its full stop, and with a small letter.</summary>
    private static string Part(string sentence) => sentence.Length == 0 ? "" : $"{char.ToLowerInvariant(sentence[0])}{sentence[1..].TrimEnd('.')}";

    private static IEnumerable<ReadinessReason> CoverageReasons(VisitFacts facts)
    {
        var at = $"/intake/coverage/visit/{facts.Visit.Id}";
        ReadinessReason Reason(Light light, string words, string act) => new(ReadinessSubjects.Coverage, light, words, act, at);

        var said = facts.Standing.Code switch
        {
            "not-active" => Reason(Light.Red, "the payer says that the coverage is not active", "Agree on who pays"),
            "not-covered" => Reason(Light.Red, "the payer says that this kind of service is not covered", "Agree on who pays"),
            "none" => Reason(Light.Red, Part(facts.Standing.Why), "Say who pays"),
            "error" or "unknown" => Reason(Light.Amber, $"the coverage is not verified: {Part(facts.Standing.Words)}", "Verify the coverage"),
            "by-hand" => Reason(Light.Amber, "the coverage is to be verified by hand", "Verify the coverage"),
            "not-asked" => Reason(Light.Amber, "nobody has verified the coverage for this visit", "Verify the coverage"),
            "waiting" => Reason(Light.Amber, "the payer has not answered about the coverage", "See the question"),
            "aged" => Reason(Light.Amber, $"the coverage was {facts.Standing.Words}, and it may have ended since", "Verify the coverage"),
            "differs" => Reason(Light.Amber, $"the payer has other data: {Part(facts.Standing.Why)}", "Compare them"),
            _ when facts.Standing.VerifiedFor is { } other && other != facts.Day => Reason(Light.Amber, $"the coverage is verified for {LocalTime.Us(other)}, and not for the day of the visit", "Verify the coverage"),
            _ => null,
        };
        if (said is not null)
        {
            yield return said with
            {
                Kind = facts.Standing.Code == "verified" ? "other-day" : facts.Standing.Code,
                About = facts.Paying.Coverage?.Id,
                Detail = facts.Standing.Code is "error" or "unknown" or "by-hand" or "waiting" ? facts.Standing.Why : "",
            };
        }
        else if (facts.Paying.IsSelfPay)
        {
            if (facts.CoPay is CoPayAnswer.NotKnown { NeedsEstimate: true })
            {
                yield return Reason(Light.Amber, "the patient pays themselves, and has no estimate", "Give an estimate") with { Kind = "estimate", Href = $"{at}/estimate" };
            }
            else if (facts.CoPay.EstimateNotGiven)
            {
                yield return Reason(Light.Amber, "the good-faith estimate was not given to the patient yet", "Give it, and record that") with { Kind = "estimate-not-given", Href = $"{at}/estimate" };
            }
        }
        else if (CoPayNotKnown(facts) is { } why)
        {
            yield return Reason(Light.Amber, $"the co-pay is not known ({Part(why)})", "See the coverage") with { Kind = "co-pay" };
        }

        // Who pays after the first does not stop the visit; the patient may owe what it does not pay.
        foreach (var behind in facts.Standing.Behind)
        {
            if (OfBehind(behind, facts.Day) is { } words)
            {
                yield return Reason(Light.Amber, $"of the {behind.Turn} coverage, {behind.Payer}: {words}", behind.Standing.Code is "not-active" or "not-covered" ? "Agree on who pays" : "Verify the coverage") with
                {
                    Kind = $"behind-{(behind.Standing.Code == "verified" ? "other-day" : behind.Standing.Code)}",
                    About = behind.CoverageId,
                };
            }
        }
    }

    private static string? OfBehind(StandingBehind behind, DateOnly day) => behind.Standing.Code switch
    {
        "not-active" => "the payer says that it is not active",
        "not-covered" => "the payer says that this kind of service is not covered",
        "none" => Part(behind.Standing.Why),
        "error" or "unknown" => $"it is not verified: {Part(behind.Standing.Words)}",
        "by-hand" => "it is to be verified by hand",
        "not-asked" => "nobody has verified it for this visit",
        "waiting" => "the payer has not answered",
        "aged" => $"it was {behind.Standing.Words}, and may have ended since",
        "differs" => $"the payer has other data: {Part(behind.Standing.Why)}",
        _ when behind.Standing.VerifiedFor is { } other && other != day => $"it is verified for {LocalTime.Us(other)}, and not for the day of the visit",
        _ => null,
    };

    private static IEnumerable<ReadinessReason> ReferralReasons(VisitFacts facts)
    {
        ReadinessReason Reason(string kind, Light light, string words, string act, Referral? of) => new(
            ReadinessSubjects.Referral, light, words, act,
            of is null ? $"/intake/referrals/start?patient={facts.Visit.PatientId}&way={ReferralDirection.In}" : $"/intake/referrals/referral/{of.Id}")
        {
            Kind = kind,
            About = of?.Id,
        };

        var isNeeded = facts.Paying.NeedsReferral;
        if (facts.CountsUnder is not null)
        {
            // Out of sight of who asks it counts all the same, and nothing is said of it.
            if (facts.Referrals.FirstOrDefault(referral => referral.Id == facts.CountsUnder) is not { } counted)
            {
                yield break;
            }

            if (facts.Paying is { Kind: CaseKinds.HealthPlan, IsSelfPay: false, Coverage: { } coverage } && IsForAnother(counted, facts))
            {
                yield return Reason("other-payer", isNeeded ? Light.Red : Light.Amber, $"the referral is for {counted.Payer}, and the visit has {coverage.Payer}", "Ask for a new one", counted);
            }

            if (!CountVisits.IsValidOn(counted, facts.Day))
            {
                yield return Reason("not-valid", Light.Red, $"the referral is not valid on {LocalTime.Us(facts.Day)}", "Ask for a new one", counted);
            }

            yield break;
        }

        var isOfChain = facts.Referrals.FirstOrDefault(referral => facts.Visit.CareThreadId is { } thread && (referral.CareThreadId == thread || referral.DocumentThreadId == thread));
        var here = isOfChain ?? (isNeeded ? facts.Referrals.Where(referral => !IsForAnother(referral, facts)).OrderBy(referral => Array.IndexOf(Nearest, referral.State)).FirstOrDefault() : null);
        if (!isNeeded && here is null)
        {
            yield break;
        }

        var serious = isNeeded ? Light.Red : Light.Amber;
        switch (here?.State)
        {
            case ReferralState.Accepted when !CountVisits.IsValidOn(here, facts.Day):
                yield return Reason("not-valid", serious, $"the referral is not valid on {LocalTime.Us(facts.Day)}", "Ask for a new one", here);
                break;
            case ReferralState.Accepted:
                yield return Reason("not-counted", serious, "the visit does not count under the referral", "See its visits", here);
                break;
            case ReferralState.Received:
                yield return Reason(here.State, serious, "the referral is here, and nobody has accepted it", "Accept it", here);
                break;
            case ReferralState.Requested:
                yield return Reason(here.State, serious, here.Facts.Request.Whom is { Length: > 0 } whom ? $"the referral was asked of {whom}, and is not here" : "the referral was asked for, and is not here", "Ask the PCP again", here);
                break;
            case ReferralState.Needed:
                yield return Reason(here.State, serious, $"the referral is still to be asked for{FromWhom(here, facts)}", "Ask the PCP", here);
                break;
            case ReferralState.Declined:
                yield return Reason(here.State, serious, "the referral was declined", "See why", here);
                break;
            case null:
                yield return Reason("none", Light.Red, $"{facts.Paying.WantsReferral} pays only with a referral, and none is here{FromWhom(null, facts)}", "Ask the PCP", null);
                break;
        }
    }

    /// <summary>", from Dr. Quill, fax (419) 555-0100": whom the referral names, else the PCP of the record.</summary>
    private static string FromWhom(Referral? referral, VisitFacts facts) =>
        referral?.Facts.Request.Whom is { Length: > 0 } named && named != facts.Paying.Pcp?.Whom ? $", from {named}"
        : facts.Paying.Pcp is { } care ? $", from {care.InWords}"
        : "; the record names no PCP";

    /// <summary>It names a plan, and that is not the one which pays for the visit.</summary>
    private static bool IsForAnother(Referral referral, VisitFacts facts) => referral.Payer.Length > 0 && !facts.Paying.IsOf(referral.Payer);

    /// <summary>Of several, what is nearest to counting.</summary>
    private static readonly string[] Nearest = [ReferralState.Accepted, ReferralState.Received, ReferralState.Requested, ReferralState.Needed, ReferralState.Declined];

    private static IEnumerable<ReadinessReason> OrderReasons(VisitFacts facts) =>
        from task in facts.Tasks
        where task.Kind is TaskKinds.Query or TaskKinds.Undo && task.OrderId is not null
        select new ReadinessReason(
            ReadinessSubjects.Orders, task.Kind == TaskKinds.Undo ? Light.Red : Light.Amber, task.Kind == TaskKinds.Undo ? "the order it was booked for is void" : "the order cannot be carried out before its sender has answered", "See the task",
            $"/intake/tasks/task/{task.Id}")
        {
            Kind = task.Kind == TaskKinds.Undo ? ReadinessKinds.Void : ReadinessKinds.Query,
            About = task.OrderId,
            Detail = task.Title,
        };

    private static IEnumerable<ReadinessReason> ResultReasons(VisitFacts facts) => Unacknowledged(facts).Concat(
        from order in facts.Outstanding
        select new ReadinessReason(
            ReadinessSubjects.Results, Light.Amber, $"no result has come of what was ordered on {LocalTime.Us(order.OrderedOn ?? LocalTime.DayAt(facts.Location, order.ReceivedAt))}", "Look at the order", $"/documents/document/{order.DocumentId}"));

    private static IEnumerable<ReadinessReason> Unacknowledged(VisitFacts facts) =>
        from result in facts.Results
        select new ReadinessReason(
            ReadinessSubjects.Results, result.IsUrgent ? Light.Red : Light.Amber, $"nobody has acknowledged the {result.Type.Replace('_', ' ')} that came on {LocalTime.Us(Kernel.Organization.LocalTime.DayAt(facts.Location, result.ReceivedAt))}", "Have it acknowledged",
            $"/documents/document/{result.DocumentId}")
        {
            About = result.DocumentId,
        };

    private static IEnumerable<ReadinessReason> FormReasons(VisitFacts facts) => facts.Forms.Count(form => form.Signed is null) is var open && open == 0 ? [] :
    [
        new(ReadinessSubjects.Forms, Light.Amber, open == 1 ? "1 form is to be signed" : $"{open} forms are to be signed", "Have them signed", $"/intake/check-in/visit/{facts.Visit.Id}"),
    ];

    private static IEnumerable<ReadinessReason> RecordReasons(VisitFacts facts) =>
        MissingContact(facts).Select(missing => new ReadinessReason(
            ReadinessSubjects.Record, Light.Amber, $"there is no {missing}", "Write it down", $"/intake/patients/patient/{facts.Visit.PatientId}/edit"));
}
