using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Which free time a form is about: with whom, where, and when on the wall clock there.</summary>
internal sealed class OpenSlot(SchedulingDb db, VisibleToActor visible, IOrganization organization)
{
    /// <param name="value">See <see cref="Slot.Value"/>.</param>
    /// <returns>Null for what is no slot, and where the user does not work.</returns>
    public async Task<(Location Location, Provider Provider, DateTimeOffset Start)?> Run(string? value, Guid locationId, CancellationToken stopping) =>
        Slot.Parse(value) is { } slot
        && (await organization.Profile(stopping)).Find(locationId) is { } location && visible.Location(location.Id)
        && await db.Providers.AsNoTracking().SingleOrDefaultAsync(provider => provider.Id == slot.ProviderId, stopping) is { } provider
            ? (location, provider, LocalTime.At(location, slot.At))
            : null;
}
