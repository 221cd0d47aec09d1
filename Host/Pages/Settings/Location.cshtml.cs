using System.ComponentModel.DataAnnotations;
using ClinicOps.Host.Clinic;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Pages.Settings;

/// <summary>One location, or a new one.</summary>
[Authorize(Policy = HostRights.ManageLocations)]
internal sealed class LocationModel(HostDb db, ChangeLocation change, LastChange lastChange) : PageModel
{
    private static readonly string[] Changes = ["location.added", "location.changed", "location.closed", "location.reopened"];

    [BindProperty]
    public LocationForm Form { get; set; } = new();

    /// <summary>Null for a new one.</summary>
    public Guid? Id { get; private set; }

    public string Name { get; private set; } = "";

    public bool IsClosed { get; private set; }

    /// <summary>"Ana Ruiz, 2 min ago".</summary>
    public string? Changed { get; private set; }

    public string? Problem { get; private set; }

    public async Task<IActionResult> OnGet(Guid? id, CancellationToken stopping)
    {
        if (id is not null && !await Load(id.Value, stopping))
        {
            return NotFound();
        }

        return Page();
    }

    public async Task<IActionResult> OnPost(Guid? id, CancellationToken stopping)
    {
        var location = id is null
            ? new ClinicLocation { Id = Guid.CreateVersion7(), Name = "", TimeZone = "", Position = await db.Locations.CountAsync(stopping) }
            : await db.Locations.FindAsync([id], stopping);
        if (location is null)
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return await Again(id, stopping);
        }

        var before = LocationForm.Of(location);
        Form.ApplyTo(location);
        if (id is null)
        {
            db.Locations.Add(location);
        }
        else
        {
            db.Entry(location).Property(l => l.Version).OriginalValue = Form.Version;
        }

        var differences = id is null ? null : LocationForm.Of(location).DifferencesFrom(before);
        return await After(id, location, id is null ? "location.added" : "location.changed", differences, $"{location.Name} is saved.", stopping);
    }

    public Task<IActionResult> OnPostClose(Guid id, CancellationToken stopping) => Switch(id, closed: true, stopping);

    public Task<IActionResult> OnPostReopen(Guid id, CancellationToken stopping) => Switch(id, closed: false, stopping);

    private async Task<IActionResult> Switch(Guid id, bool closed, CancellationToken stopping)
    {
        if (await db.Locations.FindAsync([id], stopping) is not { } location)
        {
            return NotFound();
        }

        location.Closed = closed;
        ModelState.Clear();
        Form = LocationForm.Of(location);
        var said = closed ? $"{location.Name} is closed." : $"{location.Name} is open again.";
        return await After(id, location, closed ? "location.closed" : "location.reopened", null, said, stopping);
    }

    private async Task<IActionResult> After(Guid? id, ClinicLocation location, string action, string? reason, string said, CancellationToken stopping)
    {
        switch (await change.Save(location, action, reason, stopping))
        {
            case LocationChange.Saved:
                TempData["toast"] = said;
                return Redirect("/settings/locations");
            case LocationChange.NameTaken:
                ModelState.AddModelError("Form.Name", "Another location has this name. Two of one name could not be told apart.");
                break;
            case LocationChange.LastOpen:
                Problem = "Nothing was saved: one location stays open. Add or open another first.";
                break;
            case LocationChange.Stale:
                var now = await db.Locations.AsNoTracking().SingleAsync(l => l.Id == location.Id, stopping);
                Problem = LastChange.Refusal(await lastChange.Of(location.Id, Changes, stopping), $"{LocationForm.Of(now)}");
                ModelState.Clear();
                Form.Version = now.Version;
                break;
        }

        return await Again(id, stopping);
    }

    /// <summary>The page with what was typed.</summary>
    private async Task<IActionResult> Again(Guid? id, CancellationToken stopping)
    {
        var typed = Form;
        if (id is not null)
        {
            await Load(id.Value, stopping);
        }

        Form = typed;
        return Page();
    }

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await db.Locations.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, stopping) is not { } location)
        {
            return false;
        }

        (Id, Name, IsClosed, Form) = (id, location.Name, location.Closed, LocationForm.Of(location));
        Changed = await lastChange.Of(id, Changes, stopping);
        return true;
    }
}

internal sealed class LocationForm : IValidatableObject
{
    /// <summary>Those of the United States first.</summary>
    private static readonly string[] Usual =
        ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico"];

    [Required(ErrorMessage = "Type a name."), StringLength(60, ErrorMessage = "At most 60 letters.")]
    public string? Name { get; set; }

    [Required(ErrorMessage = "Choose a time zone.")]
    public string? TimeZone { get; set; } = Usual[0];

    [StringLength(200, ErrorMessage = "At most 200 letters.")]
    public string? Address { get; set; }

    [StringLength(40)]
    public string? Phone { get; set; }

    [StringLength(40)]
    public string? Fax { get; set; }

    public uint Version { get; set; }

    private static readonly SelectListGroup UnitedStates = new() { Name = "United States" };
    private static readonly SelectListGroup Elsewhere = new() { Name = "All others" };

    public static IReadOnlyList<SelectListItem> Zones { get; } =
    [
        .. Usual.Select(zone => Item(zone, UnitedStates)),
        .. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Where(zone => zone.Contains('/')).Except(Usual).Order(StringComparer.Ordinal).Select(zone => Item(zone, Elsewhere)),
    ];

    public static LocationForm Of(ClinicLocation location) => new()
    {
        Name = location.Name,
        TimeZone = location.TimeZone,
        Address = location.Address,
        Phone = location.Phone,
        Fax = location.Fax,
        Version = location.Version,
    };

    public void ApplyTo(ClinicLocation location)
    {
        (location.Name, location.TimeZone, location.Address) = (Name!.Trim(), TimeZone!, (Address ?? "").Trim());
        (location.Phone, location.Fax) = ((Phone ?? "").Trim(), (Fax ?? "").Trim());
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone ?? "", out _) ? [] : [new ValidationResult("There is no such time zone.", [nameof(TimeZone)])];

    public string DifferencesFrom(LocationForm before)
    {
        (string Field, string? Before, string? Now)[] fields =
            [("name", before.Name, Name), ("clock", before.TimeZone, TimeZone), ("address", before.Address, Address), ("phone", before.Phone, Phone), ("fax", before.Fax, Fax)];
        var changed = fields.Where(field => field.Before != field.Now).Select(field => $"{field.Field}: {field.Before} → {field.Now}").ToList();
        return changed.Count == 0 ? "nothing differs" : string.Join("; ", changed);
    }

    public override string ToString() => string.Join(", ", new[] { Name, TimeZone, Address, Phone, Fax }.Where(value => !string.IsNullOrEmpty(value)));

    private static SelectListItem Item(string zone, SelectListGroup group) => new(zone.Replace('_', ' '), zone) { Group = group };
}
