using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>Days on which nobody works, as staff entered them for the schedule.</summary>
internal sealed class Holidays(IReadOnlyList<ClosedDay> all, Guid locationId)
{
    public static readonly Holidays None = new([], Guid.Empty);

    /// <summary>Nobody of the location can do anything that day.</summary>
    public bool AreHereOn(DateOnly day) => all.Any(closed => closed.Date == day && closed.Closes(locationId));

    /// <summary>What a sender counts leaves out the holidays of the whole clinic only: a location's own day off is nobody else's. Its name; null for a day like others.</summary>
    public string? NameOf(DateOnly day) => all.Where(closed => closed.Date == day && closed.LocationId is null).Select(closed => closed.Name).FirstOrDefault();
}

/// <summary>Asks Scheduling, where they stand; outside of whatever transaction is open.</summary>
internal sealed class ReadHolidays(IClosedDays closed)
{
    public async Task<Holidays> At(Guid locationId, CancellationToken stopping) => new(await Apart.Ask(() => closed.All(stopping)), locationId);
}
