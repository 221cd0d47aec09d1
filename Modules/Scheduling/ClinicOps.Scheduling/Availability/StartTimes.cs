namespace ClinicOps.Scheduling.Availability;

/// <summary>
/// The instants at which something of a given length may begin, as stretches from a first to a last of them (both may be begun at), in order and
/// apart. Finding a free time is reckoning with these: of the hours, of each lane, of each room.
/// </summary>
internal readonly struct StartTimes(List<(long First, long Last)> stretches)
{
    public static readonly StartTimes None = new([]);

    public IReadOnlyList<(long First, long Last)> Stretches => stretches ?? [];

    /// <summary>Where a visit of that many ticks lies wholly inside one of the stretches.</summary>
    public static StartTimes Inside(IEnumerable<Stretch> stretches, long length)
    {
        var starts = new List<(long, long)>();
        foreach (var stretch in stretches)
        {
            if (stretch.Until.UtcTicks - length >= stretch.From.UtcTicks)
            {
                starts.Add((stretch.From.UtcTicks, stretch.Until.UtcTicks - length));
            }
        }

        return new(starts);
    }

    /// <summary>Between two instants, where a visit with its buffers meets nothing that is taken.</summary>
    /// <param name="taken">In ticks, ordered by where they begin; they may overlap.</param>
    /// <param name="before">Ticks that are taken before the start.</param>
    /// <param name="after">Ticks from the start on: the visit and the buffer after it.</param>
    public static StartTimes Beside(IReadOnlyList<(long From, long Until)> taken, long from, long until, long before, long after)
    {
        var starts = new List<(long, long)>();
        var first = from;
        foreach (var (takenFrom, takenUntil) in taken)
        {
            if (takenFrom - after >= first)
            {
                starts.Add((first, Math.Min(takenFrom - after, until)));
            }

            first = Math.Max(first, takenUntil + before);
            if (first > until)
            {
                break;
            }
        }

        if (first <= until)
        {
            starts.Add((first, until));
        }

        return new(starts);
    }

    public StartTimes And(StartTimes other)
    {
        var both = new List<(long, long)>();
        for (int mine = 0, theirs = 0; mine < Stretches.Count && theirs < other.Stretches.Count;)
        {
            var (first, last) = (Math.Max(Stretches[mine].First, other.Stretches[theirs].First), Math.Min(Stretches[mine].Last, other.Stretches[theirs].Last));
            if (first <= last)
            {
                both.Add((first, last));
            }

            _ = Stretches[mine].Last < other.Stretches[theirs].Last ? mine++ : theirs++;
        }

        return new(both);
    }

    public StartTimes Or(StartTimes other)
    {
        if (other.Stretches.Count == 0)
        {
            return this;
        }

        var either = new List<(long First, long Last)>();
        foreach (var next in Stretches.Concat(other.Stretches).OrderBy(stretch => stretch.First))
        {
            if (either.Count > 0 && next.First <= either[^1].Last)
            {
                either[^1] = (either[^1].First, Math.Max(either[^1].Last, next.Last));
            }
            else
            {
                either.Add(next);
            }
        }

        return new(either);
    }

    /// <summary>Lines: those nearest to an instant where one is named, else one after the other.</summary>
    public IEnumerable<long> On(long origin, long step, long length, DateTimeOffset? near) =>
        near is { } wanted ? NearestLines(origin, step, wanted.UtcTicks) : OnLines(origin, step, length);

    /// <summary>The lines of each stretch that lie nearest to an instant, nearest first.</summary>
    /// <param name="origin">A line; the others are a step apart from it.</param>
    public IEnumerable<long> NearestLines(long origin, long step, long wanted)
    {
        long Past(long instant) => (((instant - origin) % step) + step) % step;
        var near = new List<long>();
        foreach (var (first, last) in Stretches)
        {
            var after = Math.Max(first, wanted);
            after += Past(after) == 0 ? 0 : step - Past(after);
            var before = Math.Min(last, wanted);
            before -= Past(before);
            near.AddRange(((long[])[after, before, after + step, before - step]).Where(line => line >= first && line <= last));
        }

        return near.Distinct().OrderBy(line => Math.Abs(line - wanted)).ThenBy(line => line);
    }

    /// <summary>Those on a line, one after the other without overlapping each other.</summary>
    /// <param name="origin">A line; the others are a step apart from it.</param>
    public IEnumerable<long> OnLines(long origin, long step, long length)
    {
        var next = long.MinValue;
        foreach (var (first, last) in Stretches)
        {
            for (var start = Line(Math.Max(first, next)); start <= last; start = Line(next))
            {
                yield return start;
                next = start + length;
            }
        }

        long Line(long earliest)
        {
            var past = (earliest - origin) % step;
            return past == 0 ? earliest : earliest + (past > 0 ? step - past : -past);
        }
    }
}
