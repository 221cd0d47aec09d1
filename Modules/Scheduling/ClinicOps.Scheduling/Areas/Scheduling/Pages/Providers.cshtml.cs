using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.SetUp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Who can be booked, how much each works, and all booked visits that no longer fit.</summary>
[Authorize(Policy = SchedulingRights.SetUpSchedule)]
internal sealed class ProvidersModel(
    SchedulingDb db, FindUnfitVisits unfit, VisibleToActor visible, IPatients patients, IOrganization organization, AuditTrail audit, TimeProvider clock)
    : SetUpPage(unfit, patients, organization, audit, db)
{
    public IReadOnlyList<ProviderRow> Rows { get; private set; } = [];

    public async Task OnGet(CancellationToken stopping)
    {
        var profile = await Organization.Profile(stopping);
        var providers = (await Db.Providers.AsNoTracking().OrderBy(provider => provider.Name).ToListAsync(stopping)).FindAll(provider => visible.Location(provider.LocationId));
        var hours = await Db.WorkingHours.AsNoTracking().ToListAsync(stopping);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var exceptions = await Db.WorkingExceptions.AsNoTracking().Where(other => other.Date >= today).Select(other => other.ProviderId).ToListAsync(stopping);
        Rows = [.. providers.Select(provider => new ProviderRow(
            provider,
            profile.Find(provider.LocationId)?.Name ?? "a closed location",
            hours.Where(usual => usual.ProviderId == provider.Id && Enumerable.Range(0, 7).Any(day => usual.HoldsOn(LocalTime.DayAt(profile.Find(usual.LocationId), clock.GetUtcNow()).AddDays(day))))
                .Sum(usual => usual.UntilMinute - usual.FromMinute - (usual.BreakUntil - usual.BreakFrom ?? 0)),
            exceptions.Count(id => id == provider.Id)))];
        await LoadUnfit(null, stopping);
    }
}

/// <param name="Minutes">Worked in the coming seven days, lunch left out.</param>
internal sealed record ProviderRow(Provider Provider, string Location, int Minutes, int Exceptions);
