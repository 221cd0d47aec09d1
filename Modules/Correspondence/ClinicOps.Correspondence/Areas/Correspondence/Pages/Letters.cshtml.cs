using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>The letters of the user's locations, latest first.</summary>
[Authorize(Policy = CorrespondenceRights.ViewLetters)]
internal sealed class LettersModel(CorrespondenceDb db, VisibleToActor visible, IPatients patients, IOrganization organization, AuditTrail audit) : PageModel
{
    public const int MostShown = 200;

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>The one location asked for; null for all of the user's.</summary>
    public Guid? Location { get; private set; }

    public IReadOnlyList<LetterRow> Rows { get; private set; } = [];

    public async Task OnGet(Guid? location, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        Locations = [.. profile.Locations.Where(l => visible.Location(l.Id))];
        Location = location;
        var letters = await visible.Letters.AsNoTracking()
            .Where(letter => location == null || letter.LocationId == location)
            .OrderByDescending(letter => letter.DraftedAt)
            .Take(MostShown)
            .ToListAsync(stopping);
        var names = (await patients.Find([.. letters.Select(letter => letter.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        Rows = [.. letters.Select(letter => new LetterRow(letter, names.GetValueOrDefault(letter.PatientId), profile.Find(letter.LocationId), MayOpen: true))];
        await audit.Record(db, new AuditEntry("letters.listed", "location", location, [.. letters.Select(letter => letter.Id)], LocationId: location), stopping);
    }
}
