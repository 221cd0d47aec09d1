using ClinicOps.Documents.Contracts;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// Which task an order makes, first version: one task an order, from a fixed table. Which tasks a clinic wants, with whom as
/// owner and in how many days, becomes editable with the orders' own pages; it is meant to be replaced here and nowhere else.
/// </summary>
internal static class OrderTasks
{
    /// <summary>Working days until a task is due.</summary>
    private const int RoutineDays = 2;
    private const int UrgentDays = 1;

    /// <summary>Working days within which an urgent visit takes place.</summary>
    private const int UrgentVisitDays = 5;

    /// <summary>An order becomes work only when it is signed, dated, legible and for this clinic; else its sender is asked.</summary>
    public static string KindFor(OrderAsTranscribed order) => (order.State, order.Kind) switch
    {
        (not "ready", _) => TaskKinds.Query,
        (_, "imaging" or "procedure") => TaskKinds.Schedule,
        (_, "pt" or "referral" or "dme") => TaskKinds.Refer,
        (_, "lab" or "medication") => TaskKinds.Call,
        _ => TaskKinds.Schedule,
    };

    public static string TitleFor(OrderAsTranscribed order)
    {
        var side = order.Laterality is { Length: > 0 } laterality && !order.Description.Contains(laterality, StringComparison.OrdinalIgnoreCase) ? $", {laterality}" : "";
        var what = $"{order.Description}{side}";
        return (order.State, order.Kind) switch
        {
            ("unsigned", _) => $"Ask the sender to sign: {what}",
            ("undated", _) => $"Ask the sender for the date: {what}",
            ("illegible", _) => $"Ask the sender what was ordered: {what}",
            ("elsewhere", _) => $"Tell the sender that this is addressed elsewhere: {what}",
            (not "ready", _) => $"Ask the sender about: {what}",
            (_, "dme") => $"Send to a supplier: {what}",
            (_, "pt") => $"Refer to therapy: {what}",
            (_, "referral") => $"Refer: {what}",
            (_, "lab") => $"Call the patient about lab work: {what}",
            (_, "medication") => $"Call about medication: {what}",
            _ => $"Schedule: {what}",
        };
    }

    public static string UrgencyFor(OrderAsTranscribed order) => order.Urgency is "stat" or "urgent" ? order.Urgency : "routine";

    /// <summary>The day the order names, or sooner by its urgency. A day gone by stays: the task is overdue from the start.</summary>
    public static DateOnly DueFor(OrderAsTranscribed order, DateOnly today)
    {
        var byUrgency = UrgencyFor(order) switch
        {
            "stat" => today,
            "urgent" => WorkingDaysAfter(today, UrgentDays),
            _ => WorkingDaysAfter(today, RoutineDays),
        };
        return order.Due is { } due && due < byUrgency ? due : byUrgency;
    }

    /// <summary>The last day a visit is in time: the day the order names, else by its urgency. A day gone by stays.</summary>
    public static DateOnly? LatestVisit(string urgency, DateOnly? due, DateOnly raised) => (due, urgency) switch
    {
        ({ } named, _) => named,
        (_, "stat") => raised,
        (_, "urgent") => WorkingDaysAfter(raised, UrgentVisitDays),
        _ => null,
    };

    private static DateOnly WorkingDaysAfter(DateOnly day, int days)
    {
        while (days > 0)
        {
            day = day.AddDays(1);
            days -= day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 1;
        }

        return day;
    }
}
