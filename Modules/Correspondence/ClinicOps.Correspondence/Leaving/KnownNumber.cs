namespace ClinicOps.Correspondence.Leaving;

/// <summary>
/// A fax number with whose it is. Nothing leaves to one before somebody has looked at it a second time, nor to one where a fax reached somebody else.
/// </summary>
internal sealed class KnownNumber
{
    public const int LongestName = 200;

    public const int LongestWhere = 300;

    public required Guid Id { get; init; }

    /// <summary>As <see cref="Delivery.FaxNumber"/> reads them: one row for a number.</summary>
    public required string Digits { get; init; }

    /// <summary>Whose it is, as a cover sheet says it.</summary>
    public required string Name { get; set; }

    /// <summary>One of <see cref="NumberKind"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>One of <see cref="NumberState"/>.</summary>
    public string State { get; set; } = NumberState.New;

    /// <summary>Where it was entered: who looks at it a second time works there.</summary>
    public required Guid LocationId { get; init; }

    /// <summary>Who entered it, or said last whose it is: somebody else looks at it.</summary>
    public Guid? EnteredBy { get; set; }

    public required DateTimeOffset EnteredAt { get; set; }

    public Guid? CheckedBy { get; set; }

    /// <summary>Of the last second look; null while there was none.</summary>
    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>One of <see cref="NumberCheck"/>; null while nobody looked.</summary>
    public string? CheckedHow { get; set; }

    /// <summary>Where it was read, in words.</summary>
    public string CheckedWhere { get; set; } = "";

    public uint Version { get; init; }

    /// <summary>Nothing leaves there until somebody looks.</summary>
    public bool NeedsLook => State is NumberState.New or NumberState.Misdirected;

    /// <summary>Whose it is is said anew: what was checked was another thing.</summary>
    public void Enter(string name, string kind, Guid? by, DateTimeOffset at) => (Name, Kind, State, EnteredBy, EnteredAt) = (name, kind, NumberState.New, by, at);
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class NumberState
{
    /// <summary>Entered, or changed, and not looked at since.</summary>
    public const string New = "new";

    public const string Checked = "checked";

    /// <summary>A fax reached somebody else there.</summary>
    public const string Misdirected = "misdirected";

    /// <summary>No longer theirs, or no longer needed.</summary>
    public const string Retired = "retired";

    public static (string Words, string Badge) Shown(string state) => state switch
    {
        Checked => ("checked", "badge-ok"),
        Misdirected => ("reached somebody else", "badge-stop"),
        Retired => ("retired", "badge-muted"),
        _ => ("to be checked", "badge-warn"),
    };
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class NumberKind
{
    public const string Other = "other";

    public static readonly IReadOnlyList<(string Code, string Words)> All = [("colleague", "treats patients: a practice, a hospital, a supplier"), ("payer", "a health plan"), (Other, "somebody else")];

    public static string Words(string code) => All.FirstOrDefault(kind => kind.Code == code).Words ?? "";
}

/// <summary>How somebody made sure of a number. Recorded codes: never rename one.</summary>
internal static class NumberCheck
{
    public static readonly IReadOnlyList<(string Code, string Words)> All =
        [("called", "called them, and they said it"), ("test_page", "a test page, which they confirmed"), ("letterhead", "it stands on their letterhead, or on a fax of theirs")];

    public static string Words(string? code) => All.FirstOrDefault(check => check.Code == code).Words ?? "";
}
