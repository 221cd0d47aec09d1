using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Readiness;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.ChartPrep;

/// <summary>Something that is missing for a visit, and the act that mends it.</summary>
/// <param name="Code">One of <see cref="GapCodes"/>.</param>
/// <param name="About">The order, paper, task or authorization; null where there is one of its code.</param>
/// <param name="Stops">The visit cannot go on as it stands; otherwise it can, and something is missing.</param>
/// <param name="Words">A sentence.</param>
/// <param name="Act">What is done about it, as a button says it.</param>
internal sealed record Gap(string Code, Guid? About, bool Stops, string Words, string Act, string Href)
{
    /// <summary>Names it among the gaps of its visit, for as long as it is the same.</summary>
    public string Key => About is { } about ? $"{Code}:{about}" : Code;
}

/// <summary>Recorded: never rename one.</summary>
internal static class GapCodes
{
    public const string Coverage = "coverage";
    public const string CoPay = "co-pay";
    public const string Authorization = "authorization";
    public const string Referral = "referral";
    public const string Form = "form";
    public const string Result = "result";
    public const string Unacknowledged = "unacknowledged";
    public const string ToSign = "to-sign";
    public const string Order = "order";
    public const string Pages = "pages";
    public const string Contact = "contact";
}

/// <summary>
/// What is missing for a visit: what stands in its way first. Coverage, co-pay, referral, forms and the record are as readiness judged them; authorizations, papers and
/// orders are looked at one by one. Pure: it goes by what was loaded.
/// </summary>
internal static class FindGaps
{
    /// <summary>Whose sender is asked before anything is done.</summary>
    private static readonly string[] Questionable = ["unsigned", "undated", "illegible", "expired", "struck_out"];

    /// <summary>Without those that a person said are not needed.</summary>
    public static IReadOnlyList<Gap> Of(Chart chart) => [.. All(chart).Where(gap => chart.SetAside.All(aside => aside.GapKey != gap.Key))];

    public static IReadOnlyList<Gap> All(Chart chart) =>
    [
        .. ((IEnumerable<Gap>)[.. Coverage(chart), .. Authorizations(chart), .. Referrals(chart), .. Forms(chart), .. Results(chart), .. Papers(chart), .. Orders(chart), .. Contact(chart)])
            .OrderByDescending(gap => gap.Stops),
    ];

    /// <summary>What a payer says of the co-pay is only missing where the coverage stands.</summary>
    private static IEnumerable<Gap> Coverage(Chart chart)
    {
        var href = $"/intake/coverage/visit/{chart.Visit.Id}";
        if (chart.Coverage.Code is not ("verified" or "no-need"))
        {
            yield return new Gap(
                GapCodes.Coverage, null, chart.Coverage.Code is "none" or "not-active" or "not-covered" or "error", $"Coverage: {chart.Coverage.Words}.{(chart.Coverage.Why.Length > 0 ? " " + chart.Coverage.Why : "")}", "Verify coverage", href);
        }
        else if (chart.Coverage.VerifiedFor is { } other && other != chart.Day)
        {
            yield return new Gap(GapCodes.Coverage, null, false, $"The coverage is verified for {LocalTime.Us(other)}, and not for the day of the visit.", "Verify coverage", href);
        }
        else if (chart.Paying.IsSelfPay)
        {
            if (chart.Desk.Readiness.CoPayNotKnown is not null && chart.Desk.Coverage is CoPayAnswer.NotKnown { NeedsEstimate: true, Why: var needed })
            {
                yield return new Gap(GapCodes.CoPay, null, false, needed, "Give an estimate", $"{href}/estimate");
            }
            else if (chart.Desk.Coverage.EstimateNotGiven)
            {
                yield return new Gap(GapCodes.CoPay, null, false, "The good-faith estimate was not given to the patient yet.", "Give it, and record that", $"{href}/estimate");
            }
        }
        else if (chart.Desk.Readiness.CoPayNotKnown is { } why)
        {
            yield return new Gap(GapCodes.CoPay, null, false, $"The co-pay is not known. {why}", "Find the co-pay", href);
        }

        foreach (var behind in chart.Coverage.Behind.Where(one => one.Standing.Code is not ("verified" or "no-need")))
        {
            yield return new Gap(
                GapCodes.Coverage, behind.CoverageId, false, $"Coverage that pays {behind.Turn}, {behind.Payer}: {behind.Standing.Words}.{(behind.Standing.Why.Length > 0 ? " " + behind.Standing.Why : "")}", "Verify coverage", href);
        }
    }

    private static IEnumerable<Gap> Authorizations(Chart chart)
    {
        // What a payer behind the first wants is its own matter, and counts for no other.
        var own = chart.Authorizations.Where(one => !chart.Desk.Readiness.OfBehind.Contains(one.Id)).ToList();
        var granted = own.Where(a => AuthorizationState.Granted.Contains(a.State) && ReserveUnits.IsValidOn(a, chart.Day)).ToList();
        foreach (var authorization in own)
        {
            if (WhatIsWrong(chart, authorization, granted.Count > 0) is { } wrong)
            {
                yield return new Gap(GapCodes.Authorization, authorization.Id, wrong.Stops, wrong.Words, "Work on the authorization", $"/intake/authorizations/authorization/{authorization.Id}");
            }
        }

        var started = chart.Authorizations.Select(a => a.TaskId).OfType<Guid>().ToHashSet();
        var asked = chart.Tasks.Where(task => task.Kind == TaskKinds.Authorize && task.CareThreadId == chart.Visit.CareThreadId && !started.Contains(task.Id)).ToList();
        foreach (var task in asked)
        {
            yield return new Gap(GapCodes.Authorization, task.Id, true, $"No authorization was asked for yet: {task.Title}.", "Ask for the authorization", $"/intake/authorizations/start?task={task.Id}");
        }

        foreach (var perhaps in chart.MayBeMeant)
        {
            yield return new Gap(
                GapCodes.Authorization, perhaps.Id, false, $"An authorization may be meant for the visit, and nobody has said so: {AuthorizationTasks.Subject(perhaps)}.", "Choose", $"/intake/authorizations/authorization/{perhaps.Id}#units");
        }

        foreach (var (behind, reason) in chart.Coverage.Behind.Select(one => (one, chart.Desk.Readiness.Reasons.FirstOrDefault(why => why.OfBehind == one.CoverageId))))
        {
            if (reason is { Act: { } act, Href: { } href })
            {
                yield return new Gap(GapCodes.Authorization, behind.CoverageId, false, $"Coverage that pays {behind.Turn}, {behind.Payer}: it wants an authorization of its own, and that does not stand.", act, href);
            }
        }

        if (asked.Count == 0 && own.Count == 0 && chart.MayBeMeant.Count == 0 && NeededByRule(chart) is { } needed)
        {
            yield return chart.Desk.Readiness.Reasons.FirstOrDefault(why => why.AskedAtPatient is not null) is { Act: { } act, Href: { } href } begun
                ? new Gap(GapCodes.Authorization, begun.AskedAtPatient, true, $"{char.ToUpperInvariant(begun.Words[0])}{begun.Words[1..]}.", act, href)
                : needed;
        }
    }

    /// <summary>Null where nothing is. A refusal that another decision has overtaken is none.</summary>
    private static (string Words, bool Stops)? WhatIsWrong(Chart chart, PayerAuthorization authorization, bool isGranted)
    {
        var what = AuthorizationTasks.Subject(authorization);
        return authorization.State switch
        {
            AuthorizationState.Draft => ($"The authorization is not submitted yet: {what}.", !isGranted),
            AuthorizationState.Submitted => ($"The payer has not decided on the authorization: {what}.", !isGranted),
            AuthorizationState.Pended => ($"The payer wants something before it decides on the authorization: {what}.", !isGranted),
            AuthorizationState.Denied when !isGranted => ($"The payer denied the authorization: {what}.", true),
            AuthorizationState.Expired when !isGranted => ($"The authorization has expired: {what}.", true),
            AuthorizationState.Approved or AuthorizationState.Partial when !isGranted =>
                ($"The authorization does not hold on the day of the visit ({Days(authorization)}): {what}.", true),
            AuthorizationState.Approved or AuthorizationState.Partial when authorization is { UnitsApproved: not null } && ReserveUnits.IsValidOn(authorization, chart.Day) && !chart.Holds.Contains(authorization.Id) =>
                ($"The visit holds no units of the authorization: {what}.", false),
            _ => null,
        };
    }

    /// <summary>The payer's answer, or a rule of the clinic's list, says that what the visit is for needs one, and nobody has asked.</summary>
    private static Gap? NeededByRule(Chart chart)
    {
        if (chart.Paying.Named is not { } payer)
        {
            return null;
        }

        var codes = OfVisit(chart).Where(order => order is { IsWork: true, Code.Length: > 0 }).Select(order => new ProcedureCode(order.Code!, order.Description)).ToList();
        if (chart.Coverage.AuthorizationNeeded)
        {
            return new Gap(
                GapCodes.Authorization, null, true, $"{payer.Name} answered that an authorization is required for this visit, and nobody has asked for it.", "Start the authorization", $"/intake/authorizations/start?patient={chart.Visit.PatientId}");
        }

        return AuthorizationRuleTable.For(chart.Rules, payer, codes, chart.Location?.Name ?? "") is RuleAnswer.Needed needed
            ? new Gap(
                GapCodes.Authorization, null, true, $"{(payer.Name.Length > 0 ? payer.Name : "The payer")} wants an authorization for {string.Join(", ", codes)} ({needed.SaidBy}), and nobody has asked for it.", "Start the authorization",
                $"/intake/authorizations/start?patient={chart.Visit.PatientId}")
            : null;
    }

    /// <summary>One to this clinic, as readiness judges it; and work on one from it that belongs to this visit's chain.</summary>
    private static IEnumerable<Gap> Referrals(Chart chart) =>
    [
        .. chart.Desk.Readiness.Reasons.Where(reason => reason is { Subject: ReadinessSubjects.Referral, Act: not null, Href: not null })
            .Select(reason => new Gap(GapCodes.Referral, null, reason.Light == Light.Red, $"{char.ToUpperInvariant(reason.Words[0])}{reason.Words[1..]}.", reason.Act!, reason.Href!)),
        .. chart.Tasks.Where(task => task.Kind == TaskKinds.Refer && chart.Visit.CareThreadId is { } thread && task.CareThreadId == thread)
            .Select(task => new Gap(GapCodes.Referral, task.Id, false, $"The referral is still open: {task.Title}.", "Work on the referral", $"/intake/tasks/task/{task.Id}")),
    ];

    private static IEnumerable<Gap> Forms(Chart chart) =>
        chart.Desk.Forms.Where(form => form.Signed is null)
            .Select(form => new Gap($"{GapCodes.Form}-{form.Form.Code}", null, false, $"To be signed at check-in: {form.Form.Title}.", "Have it signed", $"/intake/check-in/visit/{chart.Visit.Id}"));

    /// <summary>What was ordered and never came: not what this visit, or a later one, is for, nor what is due only after it.</summary>
    private static IEnumerable<Gap> Results(Chart chart) =>
        OutstandingResults.Of(chart.Orders, chart.Booked, chart.Visit, chart.Day)
            .Select(order => new Gap(
                GapCodes.Result, order.Id, false, $"Ordered on {LocalTime.Us(order.OrderedOn ?? LocalTime.DayAt(chart.Location, order.ReceivedAt))}, and no result has come: {order.Description}.", "Look at the order", $"/documents/document/{order.DocumentId}"));

    private static IEnumerable<Gap> Papers(Chart chart)
    {
        foreach (var paper in chart.Papers)
        {
            var what = $"{paper.TypeName} of {LocalTime.Us(LocalTime.DayAt(chart.Location, paper.ReceivedAt))}";
            if (paper.Duty is { Kind: "acknowledge" } unseen)
            {
                yield return new Gap(GapCodes.Unacknowledged, paper.Id, false, $"{what}: no provider has acknowledged it.", "Acknowledge it", $"/documents/acknowledge/{unseen.Id}");
            }
            else if (paper.Duty is { } toSign)
            {
                yield return new Gap(GapCodes.ToSign, paper.Id, false, $"{what}: to be signed and sent back.", "Sign and send it", $"/documents/acknowledge/{toSign.Id}");
            }

            if (paper.MissingPages.Count > 0)
            {
                var numbers = string.Join(", ", paper.MissingPages.Select(number => number.ToString(CultureInfo.InvariantCulture)));
                yield return new Gap(
                    GapCodes.Pages, paper.Id, false, $"{what}: {(paper.MissingPages.Count == 1 ? "page" : "pages")} {numbers} of {paper.PagesSaid ?? paper.Pages + paper.MissingPages.Count} never came.", "Look at the paper", $"/documents/document/{paper.Id}");
            }
            else if (paper.UnreadPages > 0)
            {
                yield return new Gap(
                    GapCodes.Pages, paper.Id, false, $"{what}: {(paper.UnreadPages == 1 ? "1 page" : $"{paper.UnreadPages} pages")} cannot be read.", "Look at the paper", $"/documents/document/{paper.Id}");
            }
        }
    }

    private static IEnumerable<Gap> Orders(Chart chart) =>
        chart.Orders.Where(order => Questionable.Contains(order.State) && !order.IsAnswered)
            .Select(order => new Gap(
                GapCodes.Order, order.Id, false, $"The order is {order.State.Replace('_', ' ')}, and its sender has not answered: {order.Description}.", "Ask the sender", $"/documents/document/{order.DocumentId}"));

    private static IEnumerable<Gap> Contact(Chart chart)
    {
        if (chart.Desk.Readiness.MissingContact is { Count: > 0 } missing)
        {
            yield return new Gap(GapCodes.Contact, null, false, $"There is {string.Join(" and ", missing.Select(what => $"no {what}"))}.", "Complete the patient", $"/intake/patients/patient/{chart.Visit.PatientId}/edit");
        }
    }

    /// <summary>The orders that the visit is for: those it was booked for, else those of its chain of work.</summary>
    public static IReadOnlyList<ChartOrder> OfVisit(Chart chart) =>
        chart.Orders.Where(order => chart.Booked.GetValueOrDefault(order.Id)?.Id == chart.Visit.Id).ToList() is { Count: > 0 } booked
            ? booked
            : [.. chart.Orders.Where(order => chart.Visit.CareThreadId is { } thread && order.CareThreadId == thread)];

    private static string Days(PayerAuthorization authorization) => (authorization.ValidFrom, authorization.ValidTo) switch
    {
        ({ } from, { } to) => $"{LocalTime.Us(from)} to {LocalTime.Us(to)}",
        ({ } from, _) => $"from {LocalTime.Us(from)}",
        (_, { } to) => $"to {LocalTime.Us(to)}",
        _ => "no days were said",
    };
}
