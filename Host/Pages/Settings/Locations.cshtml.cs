using System.ComponentModel.DataAnnotations;
using ClinicOps.Host.Clinic;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Pages.Settings;

/// <summary>The clinic's name and letterhead, and the list of its locations.</summary>
[Authorize(Policy = HostRights.ManageLocations)]
internal sealed class LocationsModel(HostDb db, ClinicOrganization organization, LastChange lastChange, AuditTrail audit) : PageModel
{
    [BindProperty]
    public ClinicForm Form { get; set; } = new();

    public IReadOnlyList<ClinicLocation> Locations { get; private set; } = [];

    /// <summary>"Ana Ruiz, 2 min ago".</summary>
    public string? Changed { get; private set; }

    public string? Problem { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        Form = ClinicForm.Of(await db.Clinic.AsNoTracking().SingleAsync(stopping));
        await Load(stopping);
    }

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        if (!ModelState.IsValid)
        {
            await Load(stopping);
            return Page();
        }

        var clinic = await db.Clinic.SingleAsync(stopping);
        var changed = string.Join(" and ", new[] { clinic.Name == Form.Name!.Trim() ? null : "name", clinic.Letterhead.SequenceEqual(Form.Lines) ? null : "letterhead" }.OfType<string>());
        db.Entry(clinic).Property(c => c.Version).OriginalValue = Form.Version;
        (clinic.Name, clinic.Letterhead) = (Form.Name!.Trim(), [.. Form.Lines]);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(stopping);
            await db.SaveChangesAsync(stopping);
            await audit.Record(db, new AuditEntry("clinic.changed", "clinic", null, Reason: changed), stopping);
            await transaction.CommitAsync(stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            return await Stale(stopping);
        }

        organization.ReadAgain();
        TempData["toast"] = "The clinic is changed.";
        return Redirect("/settings/locations");
    }

    /// <summary>What was typed stays in the fields; saving once more puts it over the other change, knowingly.</summary>
    private async Task<IActionResult> Stale(CancellationToken stopping)
    {
        var now = ClinicForm.Of(await db.Clinic.AsNoTracking().SingleAsync(stopping));
        await Load(stopping);
        ModelState.Clear();
        Form.Version = now.Version;
        Problem = LastChange.Refusal(Changed, $"{now.Name}; {string.Join(" / ", now.Lines)}");
        return Page();
    }

    private async Task Load(CancellationToken stopping)
    {
        Locations = await db.Locations.AsNoTracking().OrderBy(location => location.Closed).ThenBy(location => location.Position).ThenBy(location => location.Name).ToListAsync(stopping);
        Changed = await lastChange.Of(null, ["clinic.changed", "clinic.imported"], stopping);
    }
}

internal sealed class ClinicForm : IValidatableObject
{
    private const int MostLines = 6;

    [Required(ErrorMessage = "Type the clinic's name."), StringLength(100, ErrorMessage = "At most 100 letters.")]
    public string? Name { get; set; }

    [StringLength(600, ErrorMessage = "At most 600 letters.")]
    public string? Letterhead { get; set; }

    public uint Version { get; set; }

    public IReadOnlyList<string> Lines => (Letterhead ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static ClinicForm Of(ClinicIdentity clinic) => new() { Name = clinic.Name, Letterhead = string.Join('\n', clinic.Letterhead), Version = clinic.Version };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Lines.Count > MostLines ? [new ValidationResult($"At most {MostLines} lines: more would push the letter down.", [nameof(Letterhead)])] : [];
}
