namespace ClinicOps.Scheduling.Availability;

/// <summary>Where a visit may begin on a day beside what is taken, by provider and by rooms.</summary>
internal sealed class TakenDay
{
    private readonly Dictionary<(Guid Resource, int Lane), List<(long From, long Until)>> taken = [];
    private readonly OpenDay day;
    private readonly VisitNeed need;

    /// <param name="taken">Ordered by where they begin.</param>
    public TakenDay(IReadOnlyList<Taken> taken, OpenDay day, VisitNeed need)
    {
        (this.day, this.need) = (day, need);
        foreach (var one in taken)
        {
            if (!this.taken.TryGetValue((one.ResourceId, one.Lane), out var lane))
            {
                this.taken[(one.ResourceId, one.Lane)] = lane = [];
            }

            lane.Add((one.From, one.Until));
        }
    }

    /// <summary>In one of the provider's lanes; what the location has blocked is looked at with the rooms.</summary>
    public StartTimes OfProvider(Guid provider, int capacity) => In(provider, capacity);

    /// <summary>In a room or device of each kind, at a time when the whole location is not blocked.</summary>
    public StartTimes InOneOfEach(IReadOnlyList<RoomsOfKind> kinds, Guid locationId) =>
        kinds.Aggregate(In(locationId, 1), (all, kind) => all.And(kind.Rooms.Aggregate(StartTimes.None, (any, room) => any.Or(In(room.Id, room.Capacity)))));

    private StartTimes In(Guid resource, int capacity)
    {
        var blocked = taken.GetValueOrDefault((resource, LoadTaken.EveryLane)) is { } blocks ? Beside(blocks) : (StartTimes?)null;
        if (blocked is { Stretches.Count: 0 })
        {
            return StartTimes.None;
        }

        var free = StartTimes.None;
        for (var lane = 1; lane <= capacity; lane++)
        {
            free = taken.GetValueOrDefault((resource, lane)) is { } of ? free.Or(Beside(of)) : Beside([]);
            if (!taken.ContainsKey((resource, lane)))
            {
                // A lane with nothing in it: no other can be freer.
                break;
            }
        }

        return blocked is { } open ? free.And(open) : free;
    }

    private StartTimes Beside(IReadOnlyList<(long From, long Until)> lane) => StartTimes.Beside(lane, day.From.UtcTicks, day.Until.UtcTicks, need.Before, need.After);
}
