namespace ClinicOps.Scheduling.Data;

/// <summary>That a patient is to come again in some months. Ids and codes only.</summary>
internal sealed class RecallEntry
{
    /// <summary>Made by the form, so that one sent twice enters once.</summary>
    public required Guid Id { get; init; }

    public required Guid PatientId { get; set; }

    public required Guid LocationId { get; set; }

    public required Guid VisitTypeId { get; set; }

    /// <summary>Null for anybody.</summary>
    public Guid? ProviderId { get; set; }

    /// <summary>On the location's calendar; the first of the month where a month was said.</summary>
    public required DateOnly Due { get; set; }

    public bool DueIsMonth { get; set; }

    /// <summary>One of <see cref="RecallNote"/>.</summary>
    public required string Note { get; set; }

    /// <summary>One of <see cref="RecallState"/>.</summary>
    public required string State { get; set; }

    /// <summary>The visit after which it was said; null where it was not at one.</summary>
    public Guid? FromVisitId { get; init; }

    /// <summary>The visit that ended it.</summary>
    public Guid? BookedVisitId { get; set; }

    /// <summary>That of the visit it came from.</summary>
    public string AccessClass { get; set; } = "standard";

    public Guid? RaisedBy { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>Null when a machine changed it.</summary>
    public Guid? ChangedBy { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }
}

internal static class RecallState
{
    public const string Due = "due";

    /// <summary>Somebody tried to reach the patient.</summary>
    public const string Contacted = "contacted";
    public const string Booked = "booked";
    public const string Declined = "declined";

    /// <summary>Nobody tries any more.</summary>
    public const string GivenUp = "given-up";

    /// <summary>Still to be brought to an end.</summary>
    public static readonly string[] Open = [Due, Contacted];
}

/// <summary>What the patient is to come again for, as people at the desk say it.</summary>
internal static class RecallNote
{
    public const string FollowUp = "follow-up";

    public static readonly IReadOnlyList<(string Code, string Words)> All =
        [(FollowUp, "Follow-up"), ("annual", "Yearly visit"), ("results", "After results"), ("medication", "Medication check"), ("procedure", "After a procedure"), ("other", "Other")];

    public static string InWords(string code) => All.FirstOrDefault(known => known.Code == code).Words ?? code;
}

/// <summary>That somebody tried to reach a patient about a recall, or said how it ended. Append-only: what was wrong is taken back by a row of its own.</summary>
internal sealed class RecallAttempt
{
    /// <summary>Made by the form, so that a double click counts once.</summary>
    public required Guid Id { get; init; }

    public required Guid RecallId { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }

    /// <summary>One of <see cref="RecallOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The attempt that this takes back.</summary>
    public Guid? TakesBackId { get; init; }
}

internal static class RecallOutcome
{
    public const string NoAnswer = "no-answer";
    public const string LeftMessage = "left-message";
    public const string WrongNumber = "wrong-number";
    public const string Declined = "declined";
    public const string GivenUp = "given-up";
    public const string TakenBack = "taken-back";

    /// <summary>What staff say, with its words.</summary>
    public static readonly IReadOnlyList<(string Code, string Words)> OfStaff =
        [(NoAnswer, "No answer"), (LeftMessage, "Left a message"), (WrongNumber, "Wrong number"), (Declined, "Declined"), (GivenUp, "Give up")];

    public static string InWords(string outcome) => OfStaff.FirstOrDefault(known => known.Code == outcome).Words ?? "Taken back";
}

/// <summary>That a letter was asked for about a recall. Append-only; Correspondence writes it and asks back what it is about.</summary>
internal sealed class RecallLetter
{
    /// <summary>What the event names.</summary>
    public required Guid Id { get; init; }

    public required Guid RecallId { get; init; }

    /// <summary>Of the form: of one sent twice each recall gets one letter.</summary>
    public required Guid BatchId { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
