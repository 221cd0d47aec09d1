using ClinicOps.Correspondence.Contracts;

namespace ClinicOps.Scheduling.Data;

/// <summary>A time that was taken and is not any more. Whether it is still free is looked at whenever it is shown: this row only says where to look.</summary>
internal sealed class FreedSlot
{
    public required Guid Id { get; init; }

    public required Guid ProviderId { get; init; }

    public required Guid LocationId { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>The first instant that is no longer in it.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    public required DateTimeOffset FreedAt { get; init; }

    /// <summary>The change of a visit that freed it; each frees once.</summary>
    public required Guid ChangeId { get; init; }

    /// <summary>When somebody said that it is offered to nobody; null while it may be.</summary>
    public DateTimeOffset? SetAsideAt { get; set; }

    public Guid? SetAsideBy { get; set; }

    public uint Version { get; init; }
}

/// <summary>
/// That a freed time was offered to somebody who waits, by phone, and by mail where they allow it. While it stands, a hold with the same id keeps the time; when its clock has
/// run out it holds nothing, whether or not a machine has noted that yet.
/// </summary>
internal sealed class SlotOffer
{
    /// <summary>Made by the form. Of its hold too, and of the visit that is booked from it.</summary>
    public required Guid Id { get; init; }

    public required Guid EntryId { get; init; }

    public WaitlistEntry? Entry { get; init; }

    public required Guid FreedSlotId { get; init; }

    public required Guid ProviderId { get; init; }

    public required Guid LocationId { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>5 to 720.</summary>
    public required int Minutes { get; init; }

    public Guid? OfferedBy { get; init; }

    public required DateTimeOffset OfferedAt { get; init; }

    /// <summary>From this instant on it is no offer any more.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>One of <see cref="OfferOutcome"/>; null while nobody knows.</summary>
    public string? Outcome { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Null when its clock ended it, or the patient by the link of its mail.</summary>
    public Guid? EndedBy { get; set; }

    /// <summary>How it stands with its mail, one of <see cref="OfferMail"/>; null where none was asked for.</summary>
    public string? Mail { get; set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? MailAt { get; set; }

    /// <summary>When the patient said yes by the link and could not have the time any more: somebody calls. Null when not.</summary>
    public DateTimeOffset? WantedAt { get; set; }

    public uint Version { get; init; }

    public bool StandsAt(DateTimeOffset now) => Outcome is null && Until > now;
}

/// <summary>Recorded codes: that a mail was asked for, and what became of it, as the notice tells it.</summary>
internal static class OfferMail
{
    public const string Asked = "asked";
    public const string Sent = NoticeEnded.Sent;
    public const string Failed = NoticeEnded.Failed;
    public const string Unknown = NoticeEnded.Unknown;
    public const string Cancelled = NoticeEnded.Cancelled;
}

internal static class OfferOutcome
{
    public const string Accepted = "accepted";
    public const string Declined = "declined";

    /// <summary>Nobody was reached.</summary>
    public const string NoAnswer = "no-answer";

    /// <summary>Its clock ran out.</summary>
    public const string Lapsed = "lapsed";

    /// <summary>Whoever offered it took it back: it was never made.</summary>
    public const string TakenBack = "taken-back";

    /// <summary>What ends an offer without a visit, said by a person.</summary>
    public static readonly IReadOnlyList<string> BySomebody = [Declined, NoAnswer, TakenBack];
}
