using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.SetUp;

/// <summary>
/// A provider's usual week from a day on, at a location. The week before ends the day before and is kept; weeks that were to begin later are
/// replaced. What is booked stands where it is.
/// </summary>
internal sealed class SetWeek(SchedulingDb db, ChangeSetUp change)
{
    public Task<SetUpChanged> Run(Guid providerId, Guid locationId, DateOnly from, IReadOnlyList<WeekStretch> week, Guid? seen, CancellationToken stopping) =>
        change.Run(
            SetUpParts.Hours,
            providerId,
            seen,
            async () =>
            {
                if (Wrong(week) is { } why)
                {
                    return why;
                }

                var before = await db.WorkingHours.Where(usual => usual.ProviderId == providerId && usual.LocationId == locationId).ToListAsync(stopping);
                foreach (var usual in before)
                {
                    if (usual.ValidFrom >= from)
                    {
                        db.WorkingHours.Remove(usual);
                    }
                    else if (usual.ValidUntil is null || usual.ValidUntil >= from)
                    {
                        usual.ValidUntil = from.AddDays(-1);
                    }
                }

                db.WorkingHours.AddRange(week.Select(stretch => new WorkingHours
                {
                    Id = Guid.CreateVersion7(),
                    ProviderId = providerId,
                    LocationId = locationId,
                    Weekday = stretch.Weekday,
                    FromMinute = stretch.FromMinute,
                    UntilMinute = stretch.UntilMinute,
                    BreakFrom = stretch.BreakFrom,
                    BreakUntil = stretch.BreakUntil,
                    ValidFrom = from,
                }));
                return null;
            },
            stopping);

    /// <returns>What is wrong, in words; null when nothing is.</returns>
    public static string? Wrong(IReadOnlyList<WeekStretch> week)
    {
        foreach (var stretch in week)
        {
            if (stretch.UntilMinute <= stretch.FromMinute)
            {
                return $"{stretch.Weekday}: the day ends before it begins.";
            }

            if (stretch.BreakFrom is null != stretch.BreakUntil is null)
            {
                return $"{stretch.Weekday}: lunch needs both its times, or neither.";
            }

            if (stretch.BreakFrom < stretch.FromMinute || stretch.BreakUntil > stretch.UntilMinute || stretch.BreakUntil <= stretch.BreakFrom)
            {
                return $"{stretch.Weekday}: lunch lies within the hours, and ends after it begins.";
            }
        }

        return week.GroupBy(stretch => stretch.Weekday).Any(day => day.Any(one => day.Any(other => !ReferenceEquals(one, other) && one.FromMinute < other.UntilMinute && other.FromMinute < one.UntilMinute)))
            ? "Two stretches of a day overlap."
            : null;
    }
}

/// <summary>In minutes after midnight; lunch is null for none.</summary>
internal sealed record WeekStretch(DayOfWeek Weekday, int FromMinute, int UntilMinute, int? BreakFrom = null, int? BreakUntil = null);
