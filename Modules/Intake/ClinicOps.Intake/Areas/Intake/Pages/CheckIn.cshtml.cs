using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Today's visits of a location, a line each: who, how far, what is owed, and why it is not ready.</summary>
[Authorize(Policy = IntakeRights.CheckIn)]
internal sealed class CheckInModel(IntakeDb db, LoadCheckIns load, CurrentActor actor, IOrganization organization, AuditTrail audit, IAuthorizationService authorization, TimeProvider clock) : PageModel
{
    public bool MayCloseDay { get; private set; }

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public Location Shown { get; private set; } = null!;

    public DateOnly Today { get; private set; }

    public IReadOnlyList<DeskVisit> Rows { get; private set; } = [];

    /// <summary>Where the keyboard begins: whom is next to be checked in; the first where everybody is.</summary>
    public Guid? First => (Rows.FirstOrDefault(row => !row.IsCheckedIn) ?? (Rows is [var first, ..] ? first : null))?.Visit.Id;

    /// <param name="location">Null for the first of the user's.</param>
    public async Task<IActionResult> OnGet(Guid? location, CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(known => actor.SeesLocation(known.Id))];
        if ((location is { } asked ? Locations.FirstOrDefault(known => known.Id == asked) : Locations is [var first, ..] ? first : null) is not { } shown)
        {
            return NotFound();
        }

        (Shown, Today) = (shown, LocalTime.DayAt(shown, clock.GetUtcNow()));
        Rows = await load.Today(shown, stopping);
        MayCloseDay = (await authorization.AuthorizeAsync(User, IntakeRights.CloseDay)).Succeeded;
        await audit.Record(db, new AuditEntry("check-ins.listed", "location", shown.Id, [.. Rows.Select(row => row.Visit.PatientId).Distinct()], LocationId: shown.Id), stopping);
        return Page();
    }

    public string Time(DeskVisit row) => LocalTime.At(Shown, row.Visit.StartsAt).ToString("h:mm tt", System.Globalization.CultureInfo.InvariantCulture);
}
