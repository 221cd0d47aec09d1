using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.SetUp;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Importing;

/// <summary>
/// Holds the hours, the days not as usual and the kinds of visits that a file names against those that are set up, and writes nothing. What a person was the last to
/// set up is staff's: a file writes it over only where that is asked for.
/// </summary>
internal sealed class CompareSetUp(SchedulingDb db, IOrganization organization, TimeProvider clock)
{
    /// <returns>What differs; providers and kinds that are new, and what the file says nothing of, are no difference.</returns>
    public async Task<IReadOnlyList<SetUpDifference>> Run(ScheduleFile file, CancellationToken stopping)
    {
        var ids = file.Providers.Select(line => line.Id).ToList();
        var known = await db.Providers.Where(provider => ids.Contains(provider.Id)).Select(provider => provider.Id).ToListAsync(stopping);
        var types = await db.VisitTypes.AsNoTracking().ToDictionaryAsync(type => type.Code, stopping);
        var parts = ids.Concat(types.Values.Select(type => type.Id)).ToList();
        var last = (await db.SetUpChanges.AsNoTracking().Where(change => parts.Contains(change.PartId)).Select(change => new { change.What, change.PartId, change.At, change.Id, change.By }).ToListAsync(stopping))
            .GroupBy(change => (change.What, change.PartId)).ToDictionary(of => of.Key, of => of.OrderBy(change => change.At).ThenBy(change => change.Id).Last().By);
        var differing = new List<SetUpDifference>();
        foreach (var line in file.Providers.Where(line => line.Hours is not null && known.Contains(line.Id)))
        {
            var hours = await db.WorkingHours.AsNoTracking().Where(usual => usual.ProviderId == line.Id).ToListAsync(stopping);
            Add(SetUpParts.Hours, line.Id, !hours.Select(Said).ToHashSet().SetEquals(HoursOf(line).Select(Said)));
            var days = await db.WorkingExceptions.AsNoTracking().Where(other => other.ProviderId == line.Id).ToListAsync(stopping);
            Add(SetUpParts.Exceptions, line.Id, line.Exceptions is not null && !days.Select(Said).ToHashSet().SetEquals((await DaysOf(line, stopping)).Select(Said)));
        }

        foreach (var line in file.VisitTypes ?? [])
        {
            if (types.TryGetValue(line.Code, out var type))
            {
                Add(SetUpParts.VisitType, type.Id, (type.Name, type.Minutes) != (line.Name, line.Minutes));
            }
        }

        return differing;

        void Add(string part, Guid id, bool differs)
        {
            if (differs)
            {
                differing.Add(new SetUpDifference(part, id, last.GetValueOrDefault((part, id)) is not null));
            }
        }
    }

    /// <summary>The hours of a provider as the file names them; those of the usual week where it names none.</summary>
    public static IEnumerable<WorkingHours> HoursOf(ScheduleFile.ProviderLine line) =>
        (line.Hours ?? ScheduleFile.UsualWeek).SelectMany(hours => hours.Weekdays.Select(weekday => new WorkingHours
        {
            Id = Guid.CreateVersion7(),
            ProviderId = line.Id,
            LocationId = hours.LocationId ?? line.LocationId,
            Weekday = weekday,
            FromMinute = ScheduleFile.Minute(hours.From),
            UntilMinute = ScheduleFile.Until(hours.Until),
        }));

    /// <summary>The days of a provider that are not as usual. So many days from today are reckoned on the calendar of the location that they are about.</summary>
    public async Task<IEnumerable<WorkingException>> DaysOf(ScheduleFile.ProviderLine line, CancellationToken stopping)
    {
        var (profile, now) = (await organization.Profile(stopping), clock.GetUtcNow());
        return (line.Exceptions ?? []).Select(exception => new WorkingException
        {
            Id = Guid.CreateVersion7(),
            ProviderId = line.Id,
            LocationId = exception.LocationId ?? line.LocationId,
            Date = exception.Date ?? LocalTime.DayAt(profile.Find(exception.LocationId ?? line.LocationId), now).AddDays(exception.DayOffset),
            Works = exception.Works,
            FromMinute = ScheduleFile.Minute(exception.From),
            UntilMinute = ScheduleFile.Until(exception.Until),
        });
    }

    private static object Said(WorkingHours usual) =>
        (usual.LocationId, usual.Weekday, usual.FromMinute, usual.UntilMinute, usual.BreakFrom, usual.BreakUntil, usual.ValidFrom, usual.ValidUntil);

    private static object Said(WorkingException other) => (other.LocationId, other.Date, other.Works, other.FromMinute, other.UntilMinute);
}

/// <summary>A part of the set-up stands otherwise than a file says.</summary>
/// <param name="Part">One of <see cref="SetUpParts"/>: hours, days not as usual, or a kind of visits.</param>
/// <param name="PartId">Of the provider, or of the kind.</param>
/// <param name="ByStaff">A person was the last to change it.</param>
internal sealed record SetUpDifference(string Part, Guid PartId, bool ByStaff)
{
    /// <summary>Ids alone.</summary>
    public string InWords => Part switch
    {
        SetUpParts.Hours => $"provider {PartId}: its hours differ from the file's",
        SetUpParts.Exceptions => $"provider {PartId}: its days not as usual differ from the file's",
        _ => $"visit type {PartId}: its name or length differs from the file's",
    };
}
