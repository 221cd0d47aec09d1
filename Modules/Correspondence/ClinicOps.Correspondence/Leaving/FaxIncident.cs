namespace ClinicOps.Correspondence.Leaving;

/// <summary>A fax reached somebody whom it was not for. It is seen with its letter, and closed when everything was done that has to be.</summary>
internal sealed class FaxIncident
{
    public const int LongestText = 2000;

    /// <summary>Made by the form, so that one sent twice is one.</summary>
    public required Guid Id { get; init; }

    /// <summary>Of the fax; one incident for each.</summary>
    public required Guid DeliveryId { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>Who noticed it and how, in words. Patient text.</summary>
    public required string Learned { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public Guid? OpenedBy { get; init; }

    public DateTimeOffset? ClosedAt { get; set; }

    public uint Version { get; init; }
}

/// <summary>Something that was done about an incident. Only ever added to: what was done once more, or otherwise, is another one.</summary>
internal sealed class IncidentStep
{
    /// <summary>Made by the form.</summary>
    public required Guid Id { get; init; }

    public required Guid IncidentId { get; init; }

    /// <summary>One of <see cref="IncidentAct"/>.</summary>
    public required string What { get; init; }

    /// <summary>With whom, what was said, why it was judged so. Patient text.</summary>
    public required string Words { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}

/// <summary>Recorded codes of steps: never rename one.</summary>
internal static class IncidentAct
{
    public const string Called = "called";
    public const string Destroyed = "destroyed";
    public const string Disclosed = "disclosed";
    public const string Told = "told";
    public const string Due = "assessed_due";
    public const string NotDue = "assessed_not_due";
    public const string Closed = "closed";

    /// <summary>In the order in which they are done; the words of the form, what is asked with it, and what is missing without it.</summary>
    public static readonly IReadOnlyList<(string Code, string Words, string Asks)> All =
    [
        (Called, "Called whoever got it", "With whom you spoke, and at what number"),
        (Destroyed, "They confirmed that it is destroyed, or comes back", "Who confirmed it, when, and which of the two"),
        (Disclosed, "Noted as a disclosure in the patient's record", "Where it is noted"),
        (Told, "The privacy officer is told", "Who was told"),
        (Due, "Assessed: the patient has to be notified", "Why, and by when"),
        (NotDue, "Assessed: nobody has to be notified", "Why not: who got it, what it said, whether it was read, and whether it is destroyed"),
    ];

    public static string Words(string code) => code == Closed ? "Closed" : All.FirstOrDefault(act => act.Code == code).Words ?? "";

    /// <summary>What is still to be done before it can be closed, in the words of the form.</summary>
    public static IReadOnlyList<string> Missing(IReadOnlyCollection<string> done) =>
    [
        .. All.Where(act => act.Code is not (Due or NotDue) && !done.Contains(act.Code)).Select(act => act.Words),
        .. done.Contains(Due) || done.Contains(NotDue) ? Array.Empty<string>() : ["Assessed whether the patient has to be notified"],
    ];
}
