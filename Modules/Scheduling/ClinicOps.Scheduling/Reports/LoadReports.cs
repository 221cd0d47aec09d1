using System.Globalization;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Reports;

/// <summary>The reports as tables and charts, for the page and its files. Figures and words; whom they count is nowhere in them.</summary>
internal sealed class LoadReports(SchedulingDb db, MeasureUtilisation utilisation, MeasureAttendance attendance, FindThirdNext thirdNext, ThirdNextTrend trend)
{
    private static readonly string[] Weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public async Task<UtilisationReport> Utilisation(ReportPeriod period, CancellationToken stopping)
    {
        var weeks = await utilisation.Run(period, stopping);
        var all = weeks.GroupBy(week => week.Week).OrderBy(week => week.Key).Select(week => (Week: week.Key, Share: new Share(week.Sum(one => one.Booked), week.Sum(one => one.Available)))).ToList();
        var rows = all.Select(week => Row("All providers", week.Week, week.Share)).Concat(weeks.Select(week => Row(week.Provider, week.Week, new Share(week.Booked, week.Available))));
        return new UtilisationReport(
            all.Count == 0 ? null : new Chart("utilisation", "Booked of available time, by week", " %", [.. all.Select(week => (Day(week.Week), week.Share.Percent, OfMinutes(week.Share)))], 100),
            new ReportTable("utilisation", "Utilisation", ["Provider", "Week of", "Booked minutes", "Available minutes", "Utilisation"], [.. rows], 2));

        static IReadOnlyList<string> Row(string provider, DateOnly week, Share share) => [provider, Day(week), Number(share.Part), Number(share.Whole), OfMinutes(share)];
    }

    /// <param name="visitTypeId">The kind that is looked at; null for the first.</param>
    public async Task<ThirdNextReport> ThirdNext(ReportPeriod period, Guid? visitTypeId, CancellationToken stopping)
    {
        var types = await db.VisitTypesInUse.ToListAsync(stopping);
        if ((types.Find(type => type.Id == visitTypeId) ?? types.FirstOrDefault()) is not { } chosen)
        {
            return new ThirdNextReport([], null, null, new ReportTable("third-next", "Third next available", [], []), new ReportTable("third-next-trend", "Third next available, by day", [], []));
        }

        var found = await thirdNext.Run(period.Location, chosen.Id, stopping);
        var (weekAgo, monthAgo) = (await trend.On(period.Location.Id, chosen.Id, period.Today.AddDays(-7), stopping), await trend.On(period.Location.Id, chosen.Id, period.Today.AddDays(-28), stopping));
        var ids = found.Select(one => one.ProviderId).ToList();
        var names = await db.Providers.AsNoTracking().Where(provider => ids.Contains(provider.Id)).ToDictionaryAsync(provider => provider.Id, provider => provider.DisplayName, stopping);
        var rows = found.OrderBy(one => names[one.ProviderId], StringComparer.Ordinal).Select(one => (IReadOnlyList<string>)
        [
            names[one.ProviderId],
            one.Days is { } days ? Number(days) : InDays(ThirdNextTrend.Beyond),
            one.StartsAt is { } at ? LocalTime.At(period.Location, at).ToString("MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture) : "–",
            weekAgo.TryGetValue(one.ProviderId, out var then) ? InDays(then) : "–",
            monthAgo.TryGetValue(one.ProviderId, out var before) ? InDays(before) : "–",
        ]);
        var medians = await trend.Medians(period, chosen.Id, stopping);
        return new ThirdNextReport(
            types,
            chosen,
            medians.Count == 0 ? null : new Chart("third-next", $"Days to the third next free time, {chosen.Name}: the middle one of the providers", "", [.. medians.Select(day => (Day(day.Day), (double?)day.Days, InDays(day.Days)))], 4),
            new ReportTable("third-next", $"Third next available, {chosen.Name}", ["Provider", "Days now", "The time", "A week ago", "Four weeks ago"], [.. rows]),
            new ReportTable("third-next-trend", $"Third next available by day, {chosen.Name}", ["Day", "Days, middle one", "Providers"], [.. medians.Select(day => (IReadOnlyList<string>)[Day(day.Day), InDays(day.Days), Number(day.Providers)])]));
    }

    public async Task<AttendanceReport> Attendance(ReportPeriod period, CancellationToken stopping)
    {
        var figures = await attendance.Run(period, stopping);
        (string Name, Attendance Counts)[] all = [("All", figures.All)];
        var weekdays = Enumerable.Range(1, 7).Select(day => (Weekdays[day - 1], figures.ByWeekday.GetValueOrDefault(day, Reports.Attendance.None))).ToList();
        var leads = AttendanceFigures.LeadTimes.Select((words, at) => (words, figures.ByLead.GetValueOrDefault(at, Reports.Attendance.None))).ToList();
        var weeks = figures.ByWeek.OrderBy(week => week.Key).Select(week => (Day(week.Key), week.Value)).ToList();
        return new AttendanceReport(
            figures.All,
            Draw("no-shows-by-lead-time", "No-shows by the days from booking to visit", leads, counts => counts.NoShows),
            Draw("no-shows-by-weekday", "No-shows by weekday", weekdays, counts => counts.NoShows),
            Draw("confirmed-by-week", "Confirmed visits by week", weeks, counts => counts.Confirmations),
            [
                NoShows("no-shows-by-provider", "No-shows by provider", "Provider", [.. all, .. figures.ByProvider]),
                NoShows("no-shows-by-type", "No-shows by kind of visit", "Kind of visit", [.. all, .. figures.ByType]),
                NoShows("no-shows-by-weekday", "No-shows by weekday", "Weekday", [.. all, .. weekdays]),
                NoShows("no-shows-by-lead-time", "No-shows by the days from booking to visit", "Booked before", [.. all, .. leads]),
            ],
            [
                Confirmed("confirmed-by-provider", "Confirmed visits by provider", "Provider", [.. all, .. figures.ByProvider]),
                Confirmed("confirmed-by-type", "Confirmed visits by kind of visit", "Kind of visit", [.. all, .. figures.ByType]),
                Confirmed("confirmed-by-week", "Confirmed visits by week", "Week of", [.. all, .. weeks]),
            ]);
    }

    private static Chart? Draw(string id, string title, IReadOnlyList<(string Name, Attendance Counts)> lines, Func<Attendance, Share> share) =>
        lines.All(line => share(line.Counts).Whole == 0) ? null : new Chart(id, title, " %", [.. lines.Select(line => (line.Name, share(line.Counts).Percent, share(line.Counts).Said))], 10);

    private static ReportTable NoShows(string key, string title, string of, IEnumerable<(string Name, Attendance Counts)> lines) => new(
        key, title, [of, "No-shows", "Came or no-show", "No-show rate", "Not said"], [.. lines.Select(line => (IReadOnlyList<string>)[line.Name, Number(line.Counts.Missed), Number(line.Counts.NoShows.Whole), line.Counts.NoShows.Said, Number(line.Counts.Unsaid)])]);

    private static ReportTable Confirmed(string key, string title, string of, IEnumerable<(string Name, Attendance Counts)> lines) => new(
        key, title, [of, "Confirmed", "Due", "Confirmation rate"], [.. lines.Select(line => (IReadOnlyList<string>)[line.Name, Number(line.Counts.Confirmed), Number(line.Counts.Due), line.Counts.Confirmations.Said])]);

    /// <summary>Minutes are never few: an hour of eight is one of eight.</summary>
    private static string OfMinutes(Share share) => share.Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(percent, MidpointRounding.AwayFromZero)} %") : "no hours";

    private static string InDays(int days) => days == ThirdNextTrend.Beyond ? $"more than {ThirdNextTrend.Beyond - 1}" : Number(days);

    private static string Day(DateOnly day) => LocalTime.Us(day);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Chart">Null where there is nothing to draw, as in all of these.</param>
internal sealed record UtilisationReport(Chart? Chart, ReportTable Table);

/// <param name="Chosen">Null in a house without kinds of visits.</param>
internal sealed record ThirdNextReport(IReadOnlyList<VisitType> Types, VisitType? Chosen, Chart? Chart, ReportTable Table, ReportTable Trend);

internal sealed record AttendanceReport(Attendance All, Chart? ByLead, Chart? ByWeekday, Chart? Confirmed, IReadOnlyList<ReportTable> NoShows, IReadOnlyList<ReportTable> Confirmations);
