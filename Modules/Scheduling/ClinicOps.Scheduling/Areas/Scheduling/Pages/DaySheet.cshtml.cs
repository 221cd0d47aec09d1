using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>
/// A day's visits on paper, a table for each provider: what the front desk needs of each, and no more. Paper lies about: records with an access class are left
/// out whoever prints it, and only their times are said.
/// </summary>
[Authorize(Policy = SchedulingRights.ViewVisits)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class DaySheetModel(SchedulingDb db, LoadTimes times, VisibleToActor visible, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const string Standard = "standard";

    public Location Location { get; private set; } = null!;

    public DateOnly Date { get; private set; }

    /// <summary>Of one provider alone; null for all.</summary>
    public Guid? ProviderId { get; private set; }

    public IReadOnlyList<SheetOfProvider> Sheets { get; private set; } = [];

    /// <param name="location">Null for the user's first.</param>
    /// <param name="date">Null for today.</param>
    /// <param name="provider">Null for all.</param>
    public async Task<IActionResult> OnGet(Guid? location, DateOnly? date, Guid? provider, CancellationToken stopping)
    {
        if ((await organization.Profile(stopping)).Locations.FirstOrDefault(place => visible.Location(place.Id) && (location is null || place.Id == location)) is not { } chosen)
        {
            return NotFound();
        }

        (Location, Date, ProviderId) = (chosen, date ?? LocalTime.DayAt(chosen, clock.GetUtcNow()), provider);
        if (Date.Year is < 1990 or > 2100)
        {
            return NotFound();
        }

        var taken = (await times.Run(chosen, LoadDay.SpanOf(chosen, Date), provider, stopping)).Times.Where(time => time.IsVisit).ToList();
        var rooms = await db.Resources.AsNoTracking().Where(room => room.LocationId == chosen.Id).ToDictionaryAsync(room => room.Id, room => room.Name, stopping);
        var ids = taken.Select(time => time.ProviderId!.Value).Distinct().ToList();
        var providers = await db.Providers.AsNoTracking().Where(known => ids.Contains(known.Id)).OrderBy(known => known.Name).ToListAsync(stopping);
        Sheets = [.. providers.Select(known => new SheetOfProvider(
            known.DisplayName, [.. taken.Where(time => time.ProviderId == known.Id).OrderBy(time => time.Block.Time.From).Select(time => LineOf(time, rooms))]))];
        var shown = Sheets.SelectMany(sheet => sheet.Lines).Select(line => line.Visit?.Visit.PatientId).OfType<Guid>();
        await audit.Record(db, new AuditEntry("visits.day-sheet-made", "location", chosen.Id, [.. shown.Distinct()], LocationId: chosen.Id), stopping);
        return Page();
    }

    private SheetLine LineOf(OwnedTime time, Dictionary<Guid, string> rooms)
    {
        var (from, until) = (LocalTime.At(Location, time.Block.Time.From), LocalTime.At(Location, time.Block.Time.Until));
        return time.Block.Visit is { Visit.AccessClass: Standard, Patient.AccessClass: Standard } visit
            ? new SheetLine(from, until, visit, string.Join(", ", time.RoomIds.Select(id => rooms.GetValueOrDefault(id, "a room"))))
            : new SheetLine(from, until, null, "");
    }
}

internal sealed record SheetOfProvider(string Provider, IReadOnlyList<SheetLine> Lines)
{
    /// <summary>How many are left out because their records are closed or have an access class.</summary>
    public int LeftOut => Lines.Count(line => line.Visit is null);
}

/// <param name="From">On the location's wall clock, as is <paramref name="Until"/>.</param>
/// <param name="Visit">Null for one that is not to be on paper.</param>
internal sealed record SheetLine(DateTimeOffset From, DateTimeOffset Until, DayVisit? Visit, string Rooms);
