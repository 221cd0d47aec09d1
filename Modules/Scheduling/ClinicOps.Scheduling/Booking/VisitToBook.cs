using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Booking;

/// <param name="Id">Made by who asks, so that a form sent twice books one visit.</param>
/// <param name="Minutes">5 to 720.</param>
/// <param name="TaskId">The task that asks for this appointment.</param>
/// <param name="HoldId">The hold it is booked from; it counts where the acting user made it, or <see cref="If"/> asks whether it does, and is gone with the booking.</param>
/// <param name="RoomId">The room or device of its kind that it is to stand in; null for any.</param>
/// <param name="AnyPatient">Also for whom the type is not meant: somebody has said so, or a file.</param>
internal sealed record VisitToBook(
    Guid Id,
    Guid PatientId,
    Guid ProviderId,
    Guid LocationId,
    Guid? VisitTypeId,
    string VisitType,
    DateTimeOffset StartsAt,
    int Minutes,
    Guid? TaskId = null,
    string State = VisitStates.Booked,
    Guid? HoldId = null,
    Guid? RoomId = null,
    bool AnyPatient = false)
{
    public DateTimeOffset EndsAt => StartsAt.AddMinutes(Minutes);

    /// <summary>Asked in the transaction of the booking, once the time is found to be free: false, and nothing is booked; what it writes is written with the visit. Null for nothing to ask.</summary>
    public Func<Effects, Task<bool>>? If { get; init; }

    /// <summary>Of a visit that belongs to a chain of work and stands for none of its tasks: a later one of a series.</summary>
    public Guid? CareThreadId { get; init; }

    /// <summary>With it; null for the class of what it is booked for.</summary>
    public string? AccessClass { get; init; }

    /// <summary>The visit that it is to belong with; null for none.</summary>
    public Beside? Beside { get; init; }
}

internal abstract record VisitEntry
{
    /// <summary>What pages say of <see cref="PatientDeceased"/>.</summary>
    public const string IsDeceased = "Not booked: the record says that this patient is deceased. If that is wrong, whoever may change patients corrects it at \"People and notes\" of the record; then book again.";

    private VisitEntry()
    {
    }

    public sealed record Entered(Guid VisitId) : VisitEntry;

    /// <summary>This visit id is there already.</summary>
    public sealed record EnteredBefore(Guid VisitId) : VisitEntry;

    /// <summary>The provider has this visit in the time asked for.</summary>
    public sealed record Overlaps(Guid VisitId, Guid LocationId, DateTimeOffset StartsAt, DateTimeOffset EndsAt) : VisitEntry;

    /// <summary>The time is held, blocked, or without a room; said in words by <see cref="SayLanes"/>.</summary>
    public sealed record NotFree(Lanes Why) : VisitEntry;

    /// <summary>The type is for new patients, or for those who are none.</summary>
    /// <param name="Rule">One of <see cref="PatientRule"/>.</param>
    /// <param name="LastSeen">Within the three years before; null when not.</param>
    public sealed record ForOthers(string Rule, DateTimeOffset? LastSeen) : VisitEntry;

    /// <summary>The visit that it was to belong with was moved or cancelled meanwhile, or is another patient's.</summary>
    public sealed record NotBeside : VisitEntry;

    public sealed record PatientUnknown : VisitEntry;

    /// <summary>Nothing is booked for who has died: whoever may change patients corrects the record where that is not so.</summary>
    public sealed record PatientDeceased(Guid PatientId) : VisitEntry;

    public sealed record ProviderUnknown : VisitEntry;

    /// <summary>There is no such location, or the acting user does not work there.</summary>
    public sealed record LocationUnknown : VisitEntry;

    /// <summary>Another appointment stands for the same request already.</summary>
    public sealed record RequestBooked : VisitEntry;

    /// <summary>The task that asked for it is done, void, or not about this patient.</summary>
    public sealed record RequestGone : VisitEntry;

    /// <summary>What it was to be booked from stands no more: see <see cref="VisitToBook.If"/>.</summary>
    public sealed record OfferEnded : VisitEntry;

    public sealed record InvalidTime(InvalidTimeReason Reason) : VisitEntry;
}

internal enum InvalidTimeReason
{
    /// <summary>The clocks jump over the start.</summary>
    NeverHappens,

    /// <summary>The start happens twice, and which one is meant was not said.</summary>
    HappensTwice,

    /// <summary>Shorter than 5 or longer than 720 minutes.</summary>
    Length,
}
