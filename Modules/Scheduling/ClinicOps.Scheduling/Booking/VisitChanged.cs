using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Booking;

/// <summary>With whom, where, from when on.</summary>
internal sealed record Place(Guid ProviderId, Guid LocationId, DateTimeOffset StartsAt)
{
    public static Place Of(Visit visit) => new(visit.ProviderId, visit.LocationId, visit.StartsAt);
}

internal abstract record VisitChanged
{
    private VisitChanged()
    {
    }

    /// <param name="ChangeId">What an undo names.</param>
    /// <param name="What">One of <see cref="VisitChangeKind"/>.</param>
    public sealed record Done(Visit Visit, Guid ChangeId, string What) : VisitChanged
    {
        /// <summary>The room or device it was put into, where one was named; else empty.</summary>
        public string Room { get; init; } = "";
    }

    /// <param name="IsTaken">Else it is closed, or none that visits of this kind stand in.</param>
    public sealed record NotThisRoom(string Room, bool IsTaken) : VisitChanged;

    /// <summary>The form was sent twice, or somebody else did the same.</summary>
    public sealed record WasSo(Visit Visit) : VisitChanged;

    /// <param name="Other">Null when it was gone again before it could be named.</param>
    public sealed record Overlaps(TakenTime? Other) : VisitChanged;

    /// <summary>The time is held, blocked, or without a room; said in words by <see cref="SayLanes"/>.</summary>
    public sealed record NotFree(Lanes Why, Guid LocationId) : VisitChanged;

    /// <summary>Somebody changed the visit since the user saw it.</summary>
    public sealed record Overtaken(VisitChange? By) : VisitChanged;

    /// <summary>Only what is booked can be moved or cancelled.</summary>
    public sealed record NotBooked(string State) : VisitChanged;

    /// <summary>A visit lasts 5 to 720 minutes.</summary>
    public sealed record NotALength : VisitChanged;

    /// <summary>The offer that it was to be moved by stands no more.</summary>
    public sealed record OfferEnded : VisitChanged;

    /// <summary>It begins by then already: an offer of that time brings it nothing.</summary>
    public sealed record NotEarlier : VisitChanged;

    /// <summary>Its request has another appointment, or is void.</summary>
    public sealed record RequestTaken : VisitChanged;

    /// <summary>There is none, or not at the user's locations.</summary>
    public sealed record Unknown : VisitChanged;
}
