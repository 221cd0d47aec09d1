namespace ClinicOps.Scheduling.Data;

/// <summary>That somebody tried to reach a patient about an appointment that is wanted, and what came of it. Append-only: what was wrong is taken back by a row of its own.</summary>
internal sealed class RequestAttempt
{
    /// <summary>Made by the form, so that a double click counts once.</summary>
    public required Guid Id { get; init; }

    public required Guid RequestId { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }

    /// <summary>One of <see cref="RequestOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The attempt that this takes back.</summary>
    public Guid? TakesBackId { get; init; }
}

internal static class RequestOutcome
{
    public const string NoAnswer = "no-answer";
    public const string LeftMessage = "left-message";
    public const string WrongNumber = "wrong-number";

    /// <summary>The patient was reached, and will call back or think about it.</summary>
    public const string Reached = "reached";

    /// <summary>The patient does not want the appointment: the request ends.</summary>
    public const string Declined = "declined";

    /// <summary>Nobody tries any more: the request ends.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>An earlier one was wrong.</summary>
    public const string TakenBack = "taken-back";

    /// <summary>Those that count towards giving up.</summary>
    public static readonly string[] NotReached = [NoAnswer, LeftMessage, WrongNumber];

    /// <summary>What ends a request.</summary>
    public static readonly string[] Ends = [Declined, Unreachable];

    /// <summary>What staff say, with its words.</summary>
    public static readonly IReadOnlyList<(string Code, string Words)> All =
        [(NoAnswer, "No answer"), (LeftMessage, "Left a message"), (WrongNumber, "Wrong number"), (Reached, "Reached, not booked yet"), (Declined, "Patient declines"), (Unreachable, "Could not be reached")];

    public static string InWords(string outcome) => All.FirstOrDefault(known => known.Code == outcome).Words ?? "Taken back";
}
