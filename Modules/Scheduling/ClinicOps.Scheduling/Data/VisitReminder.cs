namespace ClinicOps.Scheduling.Data;

/// <summary>That a patient was, or is to be, asked about a visit: by a mail, or by a call that staff make. One of a way for a visit at a time and place.</summary>
internal sealed class VisitReminder
{
    public required Guid Id { get; init; }

    public required Guid VisitId { get; init; }

    /// <summary>What it is about, with <see cref="LocationId"/>: of a visit that was moved it says nothing any more.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>One of <see cref="ReminderWay"/>.</summary>
    public required string Way { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Of a mail, what became of it: a code of the notice; null while nobody knows.</summary>
    public string? Outcome { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}

internal static class ReminderWay
{
    public const string Mail = "mail";
    public const string Call = "call";
}

/// <summary>That somebody tried to reach a patient about a visit, or the patient answered by the link. Append-only: what was wrong is taken back by a row of its own.</summary>
internal sealed class ContactAttempt
{
    /// <summary>Made by the form, so that a double click counts once.</summary>
    public required Guid Id { get; init; }

    public required Guid VisitId { get; init; }

    /// <summary>The time it was about, and with <see cref="LocationId"/> the place: a visit that is moved is to be confirmed anew.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    public required Guid LocationId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null for the patient, by the link.</summary>
    public Guid? By { get; init; }

    /// <summary>One of <see cref="ContactOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The mail whose link was used: each is used once.</summary>
    public Guid? ReminderId { get; init; }

    /// <summary>The attempt that this takes back.</summary>
    public Guid? TakesBackId { get; init; }
}

internal static class ContactOutcome
{
    public const string Confirmed = "confirmed";
    public const string NoAnswer = "no-answer";
    public const string LeftMessage = "left-message";
    public const string WrongNumber = "wrong-number";

    /// <summary>The patient wants another time.</summary>
    public const string OtherTime = "other-time";

    /// <summary>The patient does not come, by the link.</summary>
    public const string Cancels = "cancels";

    /// <summary>An earlier one was wrong.</summary>
    public const string TakenBack = "taken-back";

    /// <summary>What staff say of a call, with its words.</summary>
    public static readonly IReadOnlyList<(string Code, string Words)> OfCalls =
        [(Confirmed, "Confirmed"), (NoAnswer, "No answer"), (LeftMessage, "Left a message"), (WrongNumber, "Wrong number"), (OtherTime, "Wants another time")];

    public static string InWords(string outcome) => OfCalls.FirstOrDefault(known => known.Code == outcome).Words ?? (outcome == Cancels ? "Cancelled by the link" : "Taken back");
}
