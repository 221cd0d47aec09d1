namespace ClinicOps.Scheduling.Data;

/// <summary>
/// That a provider is out for a time in which visits are booked. A block with the same id keeps that time from being booked; the visits that stood in it
/// are listed, and each is tracked until it has an end. How far each is is stored nowhere: the visit, the attempts and the steps say it.
/// </summary>
internal sealed class ProviderOutage
{
    /// <summary>Made by the form; of the block too.</summary>
    public required Guid Id { get; init; }

    public required Guid ProviderId { get; init; }

    public Provider? Provider { get; init; }

    /// <summary>Where the provider usually works: on its clock the time was said.</summary>
    public required Guid LocationId { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>The first instant at which the provider is there again.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>One of <see cref="OutageReason"/>. For staff: no patient is told.</summary>
    public required string Reason { get; init; }

    public Guid? EnteredBy { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }

    /// <summary>When somebody said that the provider comes after all; null while that stands.</summary>
    public DateTimeOffset? TakenBackAt { get; set; }

    public Guid? TakenBackBy { get; set; }

    public uint Version { get; init; }
}

internal static class OutageReason
{
    public const string Sick = "sick";

    /// <summary>With the words that staff read.</summary>
    public static readonly IReadOnlyList<(string Code, string Words)> All =
        [(Sick, "Sick"), ("emergency", "Emergency"), ("vacation", "Vacation"), ("training", "Training or meeting"), ("other", "Other")];

    public static string InWords(string reason) => All.FirstOrDefault(known => known.Code == reason).Words ?? reason;
}

/// <summary>A visit that stood in the time of an absence. Append-only: listed once, it stays on the list, whatever becomes of it.</summary>
internal sealed class OutageVisit
{
    public required Guid Id { get; init; }

    public required Guid OutageId { get; init; }

    public ProviderOutage? Outage { get; init; }

    public required Guid VisitId { get; init; }

    /// <summary>When it was to be as it was listed: what its patient was told.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset ListedAt { get; init; }
}

/// <summary>What was done about a listed visit besides what the visit itself and its attempts say: letters and calls that were asked for. Append-only.</summary>
internal sealed class OutageStep
{
    /// <summary>Of a letter that is asked for, the id of the ask.</summary>
    public required Guid Id { get; init; }

    public required Guid ListedId { get; init; }

    public OutageVisit? Listed { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when a machine did it.</summary>
    public Guid? By { get; init; }

    /// <summary>One of <see cref="OutageAct"/>.</summary>
    public required string What { get; init; }

    /// <summary>The letter that it is about; null for a call.</summary>
    public Guid? AskId { get; init; }

    /// <summary>Of a letter that has left, or failed for good: by which of its ways. Null for other steps, where nobody knows whether it arrived, and where it was not kept yet.</summary>
    public Guid? DeliveryId { get; init; }
}

/// <summary>Codes of what is done about a listed visit.</summary>
internal static class OutageAct
{
    public const string CallAsked = "call-asked";

    /// <summary>Nobody needs to call any more.</summary>
    public const string CallEnded = "call-ended";

    public const string LetterAsked = "letter-asked";
    public const string LetterDrafted = "letter-drafted";

    /// <summary>None can be written: nobody to write to.</summary>
    public const string LetterRefused = "letter-refused";

    /// <summary>Somebody withdrew it on its page.</summary>
    public const string LetterWithdrawn = "letter-withdrawn";

    /// <summary>It is wanted no more.</summary>
    public const string LetterDropped = "letter-dropped";
    public const string LetterSent = "letter-sent";

    /// <summary>It did not arrive, or nobody knows.</summary>
    public const string LetterFailed = "letter-failed";

    public static readonly string[] All = [CallAsked, CallEnded, LetterAsked, LetterDrafted, LetterRefused, LetterWithdrawn, LetterDropped, LetterSent, LetterFailed];
}
