using System.Text.RegularExpressions;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// What the tasks of an order say and when they are due. Which tasks there are says <see cref="OrderTaskTable"/>; an order that is no work makes one
/// that asks its sender.
/// </summary>
internal static partial class OrderTasks
{
    /// <summary>Working days until a task that asks the sender is due.</summary>
    private const int QueryDays = 2;
    private const int UrgentDays = 1;

    /// <summary>Working days within which an urgent visit takes place.</summary>
    private const int UrgentVisitDays = 5;

    /// <summary>
    /// An order becomes work only when it is signed, dated, legible and for this clinic; else its sender is asked. Work whose code needs an authorization by the clinic's rules is
    /// authorized first, also where the table does not say so.
    /// </summary>
    /// <param name="lines">Of the table, as they are in force.</param>
    /// <param name="rules">When an authorization is needed, as they are in force.</param>
    /// <param name="payer">Who pays first for the patient; one of no name without a coverage.</param>
    /// <param name="site">The name of the order's location.</param>
    public static IReadOnlyList<WantedTask> For(OrderAsTranscribed order, IReadOnlyList<OrderTaskLine> lines, IReadOnlyList<AuthorizationRule> rules, NamedPayer payer, string site)
    {
        if (!order.IsWork)
        {
            return order.IsAnswered ? [] : [new(TaskKinds.Query, QueryDays)];
        }

        var wanted = OrderTaskTable.For(lines, order.Kind, payer);
        var isNeeded = order.Code is { Length: > 0 } code && payer.Class != PayerClass.NoCoverage && AuthorizationRuleTable.For(rules, payer, [new ProcedureCode(code, "")], site) is RuleAnswer.Needed;
        return isNeeded && wanted.Count > 0 && wanted.All(task => task.Kind != TaskKinds.Authorize) ? [new(TaskKinds.Authorize, wanted.Min(task => task.Days)), .. wanted] : wanted;
    }

    public static string TitleFor(OrderAsTranscribed order, string taskKind)
    {
        var side = order.Laterality is { Length: > 0 } laterality && !order.Description.Contains(laterality, StringComparison.OrdinalIgnoreCase) ? $", {laterality}" : "";
        var what = $"{order.Description}{side}";
        return (order.IsWork ? taskKind : order.State, order.Kind) switch
        {
            ("unsigned", _) => $"Ask the sender to sign: {what}",
            ("undated", _) => $"Ask the sender for the date: {what}",
            ("illegible", _) => $"Ask the sender what was ordered: {what}",
            ("elsewhere", _) => $"Tell the sender that this is addressed elsewhere: {what}",
            ("duplicate", _) => $"Compare with the order that is here already: {what}",
            ("expired", _) => $"Ask the sender for a new order, this one is too old: {what}",
            ("cancelled", _) => $"Make sure that this is cancelled, and nothing is booked for it: {what}",
            ("struck_out", _) => $"See whether this stands, it is crossed out on the page: {what}",
            (TaskKinds.Authorize, _) => $"Get authorization: {what}",
            (TaskKinds.Refer, "dme") => $"Send to a supplier: {what}",
            (TaskKinds.Refer, "pt") => $"Refer to therapy: {what}",
            (TaskKinds.Refer, _) => $"Refer: {what}",
            (TaskKinds.Call, "lab") => $"Call the patient about lab work: {what}",
            (TaskKinds.Call, "medication") => $"Call about medication: {what}",
            (TaskKinds.Call, _) => $"Call the patient: {what}",
            (TaskKinds.Schedule, _) => $"Schedule: {what}",
            _ => $"Ask the sender about: {what}",
        };
    }

    /// <summary>Whether two titles of the task of an order speak of the same side of the body, or of none.</summary>
    public static bool NameTheSameSide(string title, string other) => SidesIn(title).SetEquals(SidesIn(other));

    private static HashSet<string> SidesIn(string title) => [.. Side().Matches(title).Select(side => side.Value.ToUpperInvariant())];

    [GeneratedRegex(@"\b(left|right|bilateral)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Side();

    /// <summary>Who ordered it, and what is to be minded ("late on arrival").</summary>
    public static string DetailFor(OrderAsTranscribed order) =>
        string.Join(". ", new[] { order.OrderingProvider is { } provider ? $"Ordered by {provider}" : "", order.State == "ready" ? "" : order.StateReason?.TrimEnd('.') ?? "" }.Where(part => part.Length > 0));

    public static string UrgencyFor(OrderAsTranscribed order) => order.Urgency is "stat" or "urgent" ? order.Urgency : "routine";

    /// <summary>The day the order names, or sooner by its urgency. A day gone by stays: the task is overdue from the start.</summary>
    /// <param name="days">Working days for a routine order.</param>
    /// <param name="clocks">Of the order's location.</param>
    public static DateOnly DueFor(OrderAsTranscribed order, int days, Clocks clocks, DateOnly today)
    {
        var byUrgency = UrgencyFor(order) switch
        {
            "stat" => today,
            "urgent" => clocks.BusinessDaysAfter(today, Math.Min(days, UrgentDays)),
            _ => clocks.BusinessDaysAfter(today, days),
        };
        return order.Due is { } due && due < byUrgency ? due : byUrgency;
    }

    /// <summary>The last day a visit is in time: the day the order names, else by its urgency. A day gone by stays.</summary>
    public static DateOnly? LatestVisit(string urgency, DateOnly? due, Clocks clocks, DateOnly raised) => (due, urgency) switch
    {
        ({ } named, _) => named,
        (_, "stat") => raised,
        (_, "urgent") => clocks.BusinessDaysAfter(raised, UrgentVisitDays),
        _ => null,
    };
}
