using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Scheduling.Reports;

/// <summary>
/// Of the visits whose time has passed: how many patients came, how many did not, and how many had confirmed. One statement counts over all
/// visits, whoever may see them; it returns counts, and nobody's id. Who came is Intake's to say, asked as the machine for the same reason.
/// </summary>
internal sealed class MeasureAttendance(SchedulingDb db, IServiceScopeFactory scopes, TimeProvider clock)
{
    private const int AtOnce = 5000;

    /// <summary>Which of the five columns a line is of: of all others the bit is set (GROUPING).</summary>
    private const int OfProvider = 0b01111;
    private const int OfType = 0b10111;
    private const int OfWeekday = 0b11011;
    private const int OfLead = 0b11101;
    private const int OfWeek = 0b11110;
    private const int OfAll = 0b11111;

    public async Task<AttendanceFigures> Run(ReportPeriod period, CancellationToken stopping)
    {
        var (zone, from, until, now) = (period.Location.TimeZone, period.FirstInstant, period.LastInstant, clock.GetUtcNow());
        var came = await Came(period, now, stopping);
        var lines = await db.Database.SqlQuery<AttendanceLine>(
            $"""
            WITH past AS (
                SELECT v.provider_id, v.visit_type_id,
                    extract(isodow FROM v.starts_at AT TIME ZONE {zone})::int AS weekday,
                    date_trunc('week', v.starts_at AT TIME ZONE {zone})::date AS week,
                    lead.days AS lead_days,
                    CASE WHEN lead.days <= 0 THEN 0 WHEN lead.days <= 7 THEN 1 WHEN lead.days <= 14 THEN 2 WHEN lead.days <= 30 THEN 3 ELSE 4 END AS lead,
                    v.state = 'missed' AS missed,
                    v.state = 'done' OR v.id = ANY({came}) AS came,
                    EXISTS (
                        SELECT 1 FROM contact_attempts a
                        WHERE a.visit_id = v.id AND a.starts_at = v.starts_at AND a.location_id = v.location_id AND a.outcome = 'confirmed' AND a.at < v.starts_at
                            AND NOT EXISTS (SELECT 1 FROM contact_attempts back WHERE back.takes_back_id = a.id)) AS confirmed
                FROM visits v CROSS JOIN LATERAL (SELECT (v.starts_at AT TIME ZONE {zone})::date - (v.entered_at AT TIME ZONE {zone})::date AS days) lead
                WHERE v.location_id = {period.Location.Id} AND v.starts_at >= {from} AND v.starts_at < {until} AND v.starts_at <= {now} AND v.state <> 'cancelled')
            SELECT grouping(provider_id, visit_type_id, weekday, lead, week) AS part, provider_id, visit_type_id, weekday, lead, week,
                count(*) FILTER (WHERE came) AS came,
                count(*) FILTER (WHERE missed) AS missed,
                count(*) FILTER (WHERE NOT came AND NOT missed) AS unsaid,
                count(*) FILTER (WHERE lead_days > 0) AS due,
                count(*) FILTER (WHERE lead_days > 0 AND confirmed) AS confirmed
            FROM past
            GROUP BY GROUPING SETS ((), (provider_id), (visit_type_id), (weekday), (lead), (week))
            """).ToListAsync(stopping);
        IEnumerable<AttendanceLine> Of(int part) => lines.Where(line => line.Part == part);
        var providers = Of(OfProvider).Select(line => line.ProviderId!.Value).ToList();
        var names = await db.Providers.AsNoTracking().Where(provider => providers.Contains(provider.Id)).ToDictionaryAsync(provider => provider.Id, provider => provider.DisplayName, stopping);
        var types = await db.VisitTypes.AsNoTracking().ToDictionaryAsync(type => type.Id, type => type.Name, stopping);
        return new AttendanceFigures(
            Of(OfAll).Select(line => line.Counts()).Single(),
            [.. Of(OfProvider).Select(line => (names[line.ProviderId!.Value], line.Counts())).OrderBy(line => line.Item1, StringComparer.Ordinal)],
            [.. Of(OfType).Select(line => (line.VisitTypeId is { } type ? types[type] : "Of no known kind", line.Counts())).OrderBy(line => line.Item1, StringComparer.Ordinal)],
            Of(OfWeekday).ToDictionary(line => line.Weekday!.Value, line => line.Counts()),
            Of(OfLead).ToDictionary(line => line.Lead!.Value, line => line.Counts()),
            Of(OfWeek).ToDictionary(line => line.Week!.Value, line => line.Counts()));
    }

    /// <summary>Of the visits that the schedule has as booked though their time has passed: those whose patients came, as the desk noted it.</summary>
    private async Task<Guid[]> Came(ReportPeriod period, DateTimeOffset now, CancellationToken stopping)
    {
        var (from, until) = (period.FirstInstant, period.LastInstant);
        var open = await db.Database.SqlQuery<Guid>(
            $"""
            SELECT id AS "Value" FROM visits
            WHERE location_id = {period.Location.Id} AND starts_at >= {from} AND starts_at < {until} AND starts_at <= {now} AND state = 'booked'
            """).ToListAsync(stopping);
        return await Apart.Ask(async () =>
        {
            await using var scope = scopes.CreateAsyncScope();
            var progress = scope.ServiceProvider.GetRequiredService<IVisitProgress>();
            var came = new List<Guid>();
            foreach (var some in open.Chunk(AtOnce))
            {
                came.AddRange((await progress.Of(some, stopping)).Where(taken => taken.Reached is not null).Select(taken => taken.VisitId));
            }

            return came.ToArray();
        });
    }
}

/// <param name="Part">Which of the columns that follow it is a line of.</param>
internal sealed record AttendanceLine(int Part, Guid? ProviderId, Guid? VisitTypeId, int? Weekday, int? Lead, DateOnly? Week, long Came, long Missed, long Unsaid, long Due, long Confirmed)
{
    public Attendance Counts() => new(Came, Missed, Unsaid, Due, Confirmed);
}

/// <param name="Came">Patients who came.</param>
/// <param name="Missed">Who did not, as a person said.</param>
/// <param name="Unsaid">Of whom nobody said either.</param>
/// <param name="Due">Visits that were booked before their own day: those that can be confirmed.</param>
/// <param name="Confirmed">Of them, those that were, before they began.</param>
internal sealed record Attendance(long Came, long Missed, long Unsaid, long Due, long Confirmed)
{
    public static readonly Attendance None = new(0, 0, 0, 0, 0);

    public Share NoShows => new(Missed, Came + Missed);

    public Share Confirmations => new(Confirmed, Due);
}

/// <param name="ByWeekday">1 for Monday to 7 for Sunday, on the location's calendar.</param>
/// <param name="ByLead">By the index of <see cref="LeadTimes"/>.</param>
/// <param name="ByWeek">By its Monday.</param>
internal sealed record AttendanceFigures(
    Attendance All,
    IReadOnlyList<(string Name, Attendance Counts)> ByProvider,
    IReadOnlyList<(string Name, Attendance Counts)> ByType,
    IReadOnlyDictionary<int, Attendance> ByWeekday,
    IReadOnlyDictionary<int, Attendance> ByLead,
    IReadOnlyDictionary<DateOnly, Attendance> ByWeek)
{
    /// <summary>Calendar days from the booking to the visit.</summary>
    public static readonly IReadOnlyList<string> LeadTimes = ["The same day", "1 to 7 days", "8 to 14 days", "15 to 30 days", "More than 30 days"];
}
