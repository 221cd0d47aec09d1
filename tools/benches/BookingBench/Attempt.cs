using System.Globalization;

namespace BookingBench;

/// <summary>
/// What a client does next, the same over HTTP as by SQL. More is booked than is cancelled, on a few calendars of ten days, so that after a short while about every
/// second time that is asked for is taken.
/// </summary>
/// <param name="Type">Which of the visit types.</param>
/// <param name="Pick">Which of the visits or series that stand, and how long a series is, by a number of any size.</param>
internal readonly record struct Attempt(AttemptKind Kind, Guid Provider, int Type, int Day, int Line, int Minutes, int Pick)
{
    private const int Days = 10;
    private const int LinesADay = 48;
    private static readonly DateTimeOffset FirstDay = new(2032, 3, 1, 13, 0, 0, TimeSpan.Zero);

    public DateTimeOffset StartsAt => StartOn(0);

    /// <summary>Of the visits of a series: two to four, a day apart.</summary>
    public IReadOnlyList<DateTimeOffset> Starts
    {
        get
        {
            var self = this;
            return [.. Enumerable.Range(0, 2 + (Pick % 3)).Select(self.StartOn)];
        }
    }

    public static Attempt Draw(Random draw, IReadOnlyList<Guid> providers) => new(
        draw.Next(100) switch
        {
            < 36 => AttemptKind.Book,
            < 46 => AttemptKind.Hold,
            < 68 => AttemptKind.Move,
            < 76 => AttemptKind.Confirm,
            < 84 => AttemptKind.Series,
            < 88 => AttemptKind.CancelRest,
            _ => AttemptKind.Cancel,
        },
        providers[draw.Next(providers.Count)], draw.Next(3), draw.Next(Days), draw.Next(LinesADay), 20 + (10 * draw.Next(3)), draw.Next(int.MaxValue));

    /// <summary>As forms and addresses of the product write a time.</summary>
    public string Slot(DateTimeOffset startsAt) => $"{Provider}|{startsAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture)}";

    private DateTimeOffset StartOn(int later) => FirstDay.AddDays((Day + later) % Days).AddMinutes(10 * Line);
}

internal enum AttemptKind
{
    Book,

    /// <summary>A third each: the patient hangs up, the hold lapses, or it becomes the visit.</summary>
    Hold,
    Move,

    /// <summary>What came of a call: half of the patients say yes.</summary>
    Confirm,

    /// <summary>All of its visits or none.</summary>
    Series,
    Cancel,

    /// <summary>A visit of a series and those after it.</summary>
    CancelRest,
}

/// <summary>The visits and the series that the clients believe to stand.</summary>
internal sealed class Standing
{
    private readonly List<Guid> visits = [];
    private readonly List<IReadOnlyList<Guid>> series = [];

    public void Add(Guid visit)
    {
        lock (visits)
        {
            visits.Add(visit);
        }
    }

    /// <param name="inOrder">Its visits by time.</param>
    public void Add(IReadOnlyList<Guid> inOrder)
    {
        lock (visits)
        {
            visits.AddRange(inOrder);
            series.Add(inOrder);
        }
    }

    /// <returns>Null when there is none.</returns>
    public Guid? Choose(int pick, bool andForget)
    {
        lock (visits)
        {
            return visits.Count == 0 ? null : Take(visits, pick, andForget);
        }
    }

    /// <summary>A visit of a series and those after it, forgotten.</summary>
    /// <returns>Null when there is none.</returns>
    public IReadOnlyList<Guid>? ChooseRest(int pick)
    {
        lock (visits)
        {
            if (series.Count == 0)
            {
                return null;
            }

            var whole = Take(series, pick, andForget: true);
            Guid[] rest = [.. whole.Skip(pick / 7 % whole.Count)];
            visits.RemoveAll(rest.Contains);
            return rest;
        }
    }

    private static T Take<T>(List<T> from, int pick, bool andForget)
    {
        var at = pick % from.Count;
        var chosen = from[at];
        if (andForget)
        {
            from[at] = from[^1];
            from.RemoveAt(from.Count - 1);
        }

        return chosen;
    }
}
