using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>The accounting of disclosures of one patient: on the page, as a letter to print, as a file.</summary>
[Authorize(Policy = CorrespondenceRights.ViewDisclosures)]
internal sealed class DisclosuresModel(
    CorrespondenceDb db, AccountDisclosures account, VisibleToActor visible, IPatients patients, IOrganization organization, IAuthorizationService authorization, AuditTrail audit) : PageModel
{
    private Location? location;

    public PatientSummary Patient { get; private set; } = null!;

    public DateOnly First { get; private set; }

    public DateOnly Last { get; private set; }

    public bool All { get; private set; }

    public IReadOnlyList<DisclosureRow> Rows { get; private set; } = [];

    public string LeftOut => account.LeftOutInWords;

    public bool MayLog { get; private set; }

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGet(Guid? patient, DateOnly? first, DateOnly? last, bool all, CancellationToken stopping) =>
        await Load(patient, first, last, all, "disclosures.viewed", stopping) ? Page() : NotFound();

    public async Task<IActionResult> OnGetPdf(Guid? patient, DateOnly? first, DateOnly? last, bool all, CancellationToken stopping)
    {
        if (!await Load(patient, first, last, all, "disclosures.printed", stopping))
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "no-store";
        switch (await account.Draw(Patient, [.. Rows.Select(row => row.Disclosure)], First, Last, location, All, stopping))
        {
            case RenderedLetter.Drawn drawn:
                return File(drawn.Pdf, "application/pdf");
            case RenderedLetter.CannotDraw missing:
                Refusal = $"It cannot be drawn: no installed font has {string.Join(" ", missing.Characters)}. Download it as a file, or have the administrator install the font.";
                return Page();
            default:
                Refusal = "It could not be drawn now. Try again in a minute.";
                return Page();
        }
    }

    public async Task<IActionResult> OnGetCsv(Guid? patient, DateOnly? first, DateOnly? last, bool all, CancellationToken stopping)
    {
        if (!await Load(patient, first, last, all, "disclosures.exported", stopping))
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "no-store";
        return File(AccountDisclosures.Csv([.. Rows.Select(row => row.Disclosure)], location), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"disclosures-{First:yyyy-MM-dd}-{Last:yyyy-MM-dd}.csv"));
    }

    private async Task<bool> Load(Guid? patient, DateOnly? first, DateOnly? last, bool all, string action, CancellationToken stopping)
    {
        if (patient is not { } id || await patients.FindStanding(id, stopping) is not { } found)
        {
            return false;
        }

        var profile = await organization.Profile(stopping);
        location = profile.OpenLocations.FirstOrDefault(one => visible.Location(one.Id)) ?? (profile.Locations is [var any, ..] ? any : null);
        var usual = account.UsualPeriod(location);
        (Patient, First, Last, All) = (found, first ?? usual.From, last ?? usual.Until, all);
        if (First > Last || First.Year < 1900 || Last.Year > 9000)
        {
            Refusal = "The first day comes after the last, or one of them cannot be: the usual period is shown.";
            (First, Last) = usual;
        }

        MayLog = (await authorization.AuthorizeAsync(User, CorrespondenceRights.LogDisclosures)).Succeeded;
        var rows = await account.Of(found.Id, First, Last, location, all, stopping);
        await audit.Record(db, new AuditEntry(action, "patient", found.Id, [.. rows.Select(row => row.Id)]), stopping);
        var names = new Dictionary<Guid, string>();
        foreach (var user in rows.Select(row => row.By).OfType<Guid>().Distinct())
        {
            names[user] = await organization.NameOfUser(user, stopping) ?? "somebody no longer known";
        }

        // A letter is opened by who works at its location.
        Rows = [.. rows.Select(row => new DisclosureRow(
            row, LocalTime.At(profile.Find(row.LocationId), row.LeftAt), row.By is { } by ? names[by] : "ClinicOps", visible.Location(row.LocationId) ? row.LetterId : null))];
        return true;
    }
}

/// <param name="Left">On the clock of its location.</param>
/// <param name="LetterId">Where the user may open it; null otherwise.</param>
internal sealed record DisclosureRow(Disclosure Disclosure, DateTimeOffset Left, string Who, Guid? LetterId);
