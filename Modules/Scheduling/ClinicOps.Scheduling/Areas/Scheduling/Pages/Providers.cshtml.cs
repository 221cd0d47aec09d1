using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.SetUp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Who can be booked, how much each works, and all booked visits that no longer fit. A new provider is entered here; the page of each sends here who that is.</summary>
[Authorize(Policy = SchedulingRights.SetUpSchedule)]
internal sealed class ProvidersModel(
    SchedulingDb db, ChangeSetUp change, FindUnfitVisits unfit, VisibleToActor visible, IPatients patients, IOrganization organization, AuditTrail audit, TimeProvider clock)
    : SetUpPage(unfit, patients, organization, audit, db)
{
    public IReadOnlyList<ProviderRow> Rows { get; private set; } = [];

    [BindProperty]
    public ProviderForm Form { get; set; } = new();

    /// <summary>Of the user's own, where a provider may work.</summary>
    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>What was typed is of a provider who is there already.</summary>
    public bool IsKnown { get; private set; }

    public string FormTitle => IsKnown ? "Who the provider is" : "Another provider";

    public Task OnGet(CancellationToken stopping)
    {
        Form = new ProviderForm { ProviderId = Guid.CreateVersion7() };
        return Show(stopping);
    }

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        var known = await Db.Providers.AsNoTracking().SingleOrDefaultAsync(provider => provider.Id == Form.ProviderId, stopping);
        if (Form.ProviderId == Guid.Empty || (known is not null && !visible.Location(known.LocationId))
            || (Form.LocationId is { } at && (!visible.Location(at) || (await Organization.Profile(stopping)).Find(at) is null)))
        {
            return NotFound();
        }

        IsKnown = known is not null;
        if (!ModelState.IsValid)
        {
            Refuse(string.Join(' ', ModelState.Values.SelectMany(value => value.Errors).Select(error => error.ErrorMessage).Where(said => said.Length > 0).Distinct()));
            ModelState.Clear();
            await Show(stopping);
            return Page();
        }

        var changed = await change.Run(SetUpParts.Person, Form.ProviderId, Form.Seen, () => Save(stopping), stopping);
        return await After(changed, IsKnown ? $"{Form.Name!.Trim()}: saved." : $"{Form.Name!.Trim()} is entered. Say now when they work.", $"/scheduling/settings/provider?provider={Form.ProviderId}", () => Show(stopping));
    }

    private async Task<string?> Save(CancellationToken stopping)
    {
        var provider = await Db.Providers.SingleOrDefaultAsync(known => known.Id == Form.ProviderId, stopping)
            ?? Db.Providers.Add(new Provider { Id = Form.ProviderId, Name = "", LocationId = Form.LocationId!.Value }).Entity;
        Form.WriteTo(provider);
        return null;
    }

    private async Task Show(CancellationToken stopping)
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
        Locations = [.. profile.OpenLocations.Where(place => visible.Location(place.Id))];

        // What was typed and not saved is saved over what is there now.
        Form.Seen = (await change.Latest(SetUpParts.Person, Form.ProviderId, stopping))?.Id;
        await LoadUnfit(null, stopping);
    }
}

/// <param name="Minutes">Worked in the coming seven days, lunch left out.</param>
internal sealed record ProviderRow(Provider Provider, string Location, int Minutes, int Exceptions);
