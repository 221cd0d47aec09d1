using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Series;

/// <summary>Free times for each visit of a series: with the provider, on the weekday and at the time of the first as near as fits. It keeps nothing for anybody.</summary>
internal sealed class ProposeSeries(FindFreeSlots find, TimeProvider clock)
{
    /// <summary>How many times are offered for a visit.</summary>
    private const int MostOffers = 4;

    /// <summary>How many days before and after the wanted one are looked at where that has nothing free.</summary>
    private const int MostDaysAway = 3;

    public async Task<IReadOnlyList<SeriesLine>> Run(SeriesWish wish, CancellationToken stopping)
    {
        var start = LocalTime.At(wish.Location, wish.First);
        var (time, days) = (TimeOnly.FromDateTime(start.DateTime), SeriesDays.Of(DateOnly.FromDateTime(start.DateTime), wish.Every, wish.Unit, wish.Count));
        var lines = new List<SeriesLine>();
        foreach (var (index, day) in days.Index())
        {
            // The first is the time that was chosen, whichever of two equal ones it is.
            var wanted = index == 0 ? wish.First : SeriesDays.At(day, time, wish.Location.TimeZone);
            IReadOnlyList<DateTimeOffset> offers = await On(day, wanted, wish, stopping);
            if (index == 0 && wish.FirstIsHeld)
            {
                offers = [wish.First, .. offers];
            }

            // Never as far as to the day of the visit before or after.
            var reach = Math.Min(MostDaysAway, (days.Count > 1 ? days[1].DayNumber - days[0].DayNumber - 1 : 0) / 2);
            for (var away = 1; away <= reach && offers.Count == 0; away++)
            {
                foreach (var other in (DateOnly[])[day.AddDays(away), day.AddDays(-away)])
                {
                    offers = [.. offers, .. await On(other, SeriesDays.At(other, time, wish.Location.TimeZone), wish, stopping)];
                }
            }

            lines.Add(new SeriesLine(index + 1, wanted, [.. offers.Take(MostOffers)]));
        }

        return lines;
    }

    /// <returns>Nearest to the wanted time first.</returns>
    private async Task<IReadOnlyList<DateTimeOffset>> On(DateOnly day, DateTimeOffset wanted, SeriesWish wish, CancellationToken stopping)
    {
        var (now, opens) = (clock.GetUtcNow(), LocalTime.StartOf(day, wish.Location));
        if (day < LocalTime.DayAt(wish.Location, now))
        {
            return [];
        }

        var found = await find.Run(
            new SlotWish([wish.Location.Id], wish.VisitTypeId, wish.Minutes, opens > now ? opens : now, MostOffers) { ProviderIds = [wish.ProviderId], Until = day, Near = wanted }, stopping);
        return [.. found.Select(slot => slot.StartsAt).OrderBy(start => (start - wanted).Duration()).ThenBy(start => start)];
    }
}

/// <param name="First">The first visit; those that follow keep its weekday, or its day of the month, and its time on the wall clock.</param>
/// <param name="Minutes">Instead of the type's own; null for that.</param>
/// <param name="Every">How many of <paramref name="Unit"/> lie between one and the next.</param>
/// <param name="Unit">One of <see cref="SeriesUnit"/>.</param>
internal sealed record SeriesWish(Location Location, Guid ProviderId, Guid VisitTypeId, int? Minutes, DateTimeOffset First, int Count, int Every, string Unit)
{
    /// <summary>Who asks keeps the time of the first, so that it is taken for everybody else.</summary>
    public bool FirstIsHeld { get; init; }
}

/// <param name="Number">From 1.</param>
/// <param name="Offers">Free times, nearest to the wanted one first; empty where nothing is free near it.</param>
internal sealed record SeriesLine(int Number, DateTimeOffset Wanted, IReadOnlyList<DateTimeOffset> Offers);
