using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Readiness;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.ChartPrep;

/// <summary>Something that is missing for a visit, and the act that mends it.</summary>
/// <param name="Code">One of <see cref="GapCodes"/>.</param>
/// <param name="Kind">What of it is missing, in a word; empty where the code says it.</param>
/// <param name="About">The coverage, authorization, referral, order, paper or task; null where there is one of its kind.</param>
/// <param name="Stops">The visit cannot go on as it stands; otherwise it can, and something is missing.</param>
/// <param name="Words">A sentence.</param>
/// <param name="Act">What is done about it, as a button says it.</param>
internal sealed record Gap(string Code, string Kind, Guid? About, bool Stops, string Words, string Act, string Href)
{
    /// <summary>Names it among the gaps of its visit, for as long as it is the same: what was said not to be needed is needed again once it is another matter, or has become one that stops the visit.</summary>
    public string Key => $"{Code}{(Kind.Length > 0 ? "-" + Kind : "")}{(Stops ? "-stops" : "")}{(About is { } about ? $":{about}" : "")}";
}

/// <summary>Recorded: never rename one.</summary>
internal static class GapCodes
{
    public const string Coverage = "coverage";
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
/// What is missing for a visit: what stands in its way first. Coverage, co-pay, authorizations, referral and the orders of the visit are the reasons of readiness, so that none of them is
/// judged twice; forms and the record are as it found them; papers, and orders of the rest of the chart, are looked at one by one. Pure: it goes by what was loaded.
/// </summary>
internal static class FindGaps
{
    /// <summary>Whose sender is asked before anything is done.</summary>
    private static readonly string[] Questionable = ["unsigned", "undated", "illegible", "expired", "struck_out"];

    /// <summary>Without those that a person said are not needed.</summary>
    public static IReadOnlyList<Gap> Of(Chart chart) => [.. All(chart).Where(gap => chart.SetAside.All(aside => aside.GapKey != gap.Key))];

    public static IReadOnlyList<Gap> All(Chart chart) =>
    [
        .. ((IEnumerable<Gap>)[.. Judged(chart), .. Referrals(chart), .. Forms(chart), .. Results(chart), .. Papers(chart), .. Orders(chart), .. Contact(chart)])
            .OrderByDescending(gap => gap.Stops),
    ];

    /// <summary>Each reason of readiness that is not of forms, results or the record, which are looked at one by one. An order of the chart that its sender has not answered says so better than its task does.</summary>
    private static IEnumerable<Gap> Judged(Chart chart) =>
        from reason in chart.Desk.Readiness.Reasons
        let code = CodeOf(reason.Subject)
        where code is not null && !(reason is { Subject: ReadinessSubjects.Orders, Kind: ReadinessKinds.Query } && Unanswered(chart).Any(order => order.Id == reason.About))
        select new Gap(
            code, reason.Kind, reason.About, reason.Light == Light.Red, $"{char.ToUpperInvariant(reason.Words[0])}{reason.Words[1..]}{(reason.Detail.Length > 0 ? $" ({reason.Detail.TrimEnd('.')})" : "")}.",
            reason.Act ?? "See the visit", reason.Href ?? $"/scheduling/visits/visit/{chart.Visit.Id}");

    private static string? CodeOf(string subject) => subject switch
    {
        ReadinessSubjects.Coverage => GapCodes.Coverage,
        ReadinessSubjects.Authorization => GapCodes.Authorization,
        ReadinessSubjects.Referral => GapCodes.Referral,
        ReadinessSubjects.Orders => GapCodes.Order,
        _ => null,
    };

    /// <summary>Work on a referral from this clinic that belongs to this visit's chain.</summary>
    private static IEnumerable<Gap> Referrals(Chart chart) =>
        chart.Tasks.Where(task => task.Kind == TaskKinds.Refer && chart.Visit.CareThreadId is { } thread && task.CareThreadId == thread)
            .Select(task => new Gap(GapCodes.Referral, "open", task.Id, false, $"The referral is still open: {task.Title}.", "Work on the referral", $"/intake/tasks/task/{task.Id}"));

    private static IEnumerable<Gap> Forms(Chart chart) =>
        chart.Desk.Forms.Where(form => form.Signed is null)
            .Select(form => new Gap(GapCodes.Form, form.Form.Code, null, false, $"To be signed at check-in: {form.Form.Title}.", "Have it signed", $"/intake/check-in/visit/{chart.Visit.Id}"));

    /// <summary>What was ordered and never came: not what this visit, or a later one, is for, nor what is due only after it.</summary>
    private static IEnumerable<Gap> Results(Chart chart) =>
        OutstandingResults.Of(chart.Orders, chart.Booked, chart.Visit, chart.Day)
            .Select(order => new Gap(
                GapCodes.Result, "", order.Id, false, $"Ordered on {LocalTime.Us(order.OrderedOn ?? LocalTime.DayAt(chart.Location, order.ReceivedAt))}, and no result has come: {order.Description}.", "Look at the order", $"/documents/document/{order.DocumentId}"));

    private static IEnumerable<Gap> Papers(Chart chart)
    {
        foreach (var paper in chart.Papers)
        {
            var what = $"{paper.TypeName} of {LocalTime.Us(LocalTime.DayAt(chart.Location, paper.ReceivedAt))}";
            if (paper.Duty is { Kind: "acknowledge" } unseen)
            {
                var isUrgent = chart.Desk.Readiness.Reasons.Any(reason => reason is { Subject: ReadinessSubjects.Results, Light: Light.Red } && reason.About == paper.Id);
                yield return new Gap(GapCodes.Unacknowledged, "", paper.Id, isUrgent, $"{what}: no provider has acknowledged it{(isUrgent ? ", and it is urgent" : "")}.", "Acknowledge it", $"/documents/acknowledge/{unseen.Id}");
            }
            else if (paper.Duty is { } toSign)
            {
                yield return new Gap(GapCodes.ToSign, "", paper.Id, false, $"{what}: to be signed and sent back.", "Sign and send it", $"/documents/acknowledge/{toSign.Id}");
            }

            if (paper.MissingPages.Count > 0)
            {
                var numbers = string.Join(", ", paper.MissingPages.Select(number => number.ToString(CultureInfo.InvariantCulture)));
                yield return new Gap(
                    GapCodes.Pages, "missing", paper.Id, false, $"{what}: {(paper.MissingPages.Count == 1 ? "page" : "pages")} {numbers} of {paper.PagesSaid ?? paper.Pages + paper.MissingPages.Count} never came.", "Look at the paper", $"/documents/document/{paper.Id}");
            }
            else if (paper.UnreadPages > 0)
            {
                yield return new Gap(
                    GapCodes.Pages, "unread", paper.Id, false, $"{what}: {(paper.UnreadPages == 1 ? "1 page" : $"{paper.UnreadPages} pages")} cannot be read.", "Look at the paper", $"/documents/document/{paper.Id}");
            }
        }
    }

    private static IEnumerable<Gap> Orders(Chart chart) =>
        Unanswered(chart).Select(order => new Gap(
            GapCodes.Order, order.State, order.Id, false, $"The order is {order.State.Replace('_', ' ')}, and its sender has not answered: {order.Description}.", "Ask the sender", $"/documents/document/{order.DocumentId}"));

    /// <summary>Also of another chain than the visit's; not one of which readiness says more.</summary>
    private static IEnumerable<ChartOrder> Unanswered(Chart chart) =>
        chart.Orders.Where(order => Questionable.Contains(order.State) && !order.IsAnswered
            && !chart.Desk.Readiness.Reasons.Any(reason => reason is { Subject: ReadinessSubjects.Orders, Kind: ReadinessKinds.Void } && reason.About == order.Id));

    private static IEnumerable<Gap> Contact(Chart chart)
    {
        if (chart.Desk.Readiness.MissingContact is { Count: > 0 } missing)
        {
            yield return new Gap(GapCodes.Contact, string.Join('-', missing).Replace(' ', '-'), null, false, $"There is {string.Join(" and ", missing.Select(what => $"no {what}"))}.", "Complete the patient", $"/intake/patients/patient/{chart.Visit.PatientId}/edit");
        }
    }
}
