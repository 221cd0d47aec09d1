using System.Text;
using ClinicOps.Host.Auditing;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Pages;

/// <summary>Who did what, when and from where: of one patient, one user, or all. Looking is itself an entry.</summary>
[Authorize(Policy = HostRights.ViewAudit)]
internal sealed class AuditModel(
    HostDb db,
    FindEntries find,
    TellEntries tell,
    IPatients patients,
    IOrganization organization,
    ModuleCatalog catalog,
    CurrentActor actor,
    AuditTrail audit,
    IAuthorizationService authorization) : PageModel
{
    private const int PageSize = 50;
    private const int ExportSize = 500;

    public AuditFilter Filter { get; private set; } = new();

    public IReadOnlyList<AuditLine> Lines { get; private set; } = [];

    /// <summary>Where the next page begins; null at the end of the trail.</summary>
    public AuditPlace? Older { get; private set; }

    public bool IsFirstPage => AuditPlace.Parse(Filter.Before) is null;

    /// <summary>On whose clock the page is.</summary>
    public Location? Clock { get; private set; }

    public bool SeesPatients { get; private set; }

    /// <summary>The patient of the filter; null when none is chosen, or the reader may not see patients.</summary>
    public PatientSummary? Patient { get; private set; }

    public IReadOnlyList<User> Users { get; private set; } = [];

    public IEnumerable<string> Kinds => catalog.RecordKinds.Select(kind => kind.Name).Order(StringComparer.Ordinal);

    public string? Search { get; private set; }

    /// <summary>The patients found; null when none were searched for.</summary>
    public IReadOnlyList<PatientSummary>? Found { get; private set; }

    public async Task OnGet(AuditFilter filter, CancellationToken stopping) => await Load(filter, stopping);

    /// <summary>A name is never part of an address: the search is sent as a form and leads to a patient's id.</summary>
    public async Task<IActionResult> OnPostFind(AuditFilter filter, string? search, CancellationToken stopping)
    {
        if (!await May(IntakeRights.ViewPatients))
        {
            return Forbid();
        }

        Search = search?.Trim();
        Found = Search is { Length: > 0 } text ? await patients.Search(text, 10, stopping) : [];
        await audit.Record(db, new AuditEntry("patients.searched", "patient", null, [.. Found.Select(patient => patient.Id)]), stopping);
        await Load(filter, stopping);
        return Page();
    }

    /// <summary>The whole chosen part as a file, written as it is read.</summary>
    public async Task<IActionResult> OnPostExport(AuditFilter filter, CancellationToken stopping)
    {
        await Record("audit.exported", filter, [], stopping);
        var clock = await OwnClock(stopping);
        var matching = await find.Matching(filter, clock, await May(IntakeRights.ViewPatients), stopping);
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = "attachment; filename=\"clinicops-audit.csv\"";
        await using var file = new StreamWriter(Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await file.WriteAsync(AuditCsv.Head);
        for (AuditPlace? place = null; ;)
        {
            var rows = await FindEntries.Page(matching, place, ExportSize, stopping);
            foreach (var line in await tell.Tell(rows, clock, May, stopping))
            {
                await file.WriteAsync(AuditCsv.Line(line));
            }

            if (rows.Count < ExportSize)
            {
                return new EmptyResult();
            }

            place = new AuditPlace(rows[^1].At, rows[^1].Id);
        }
    }

    private async Task Load(AuditFilter filter, CancellationToken stopping)
    {
        Filter = filter;
        Clock = await OwnClock(stopping);
        SeesPatients = await May(IntakeRights.ViewPatients);
        Users = await db.Users.AsNoTracking().OrderBy(user => user.DisplayName).ToListAsync(stopping);
        Patient = filter.Patient is { } patient && SeesPatients ? await patients.Find(patient, stopping) : null;

        var matching = await find.Matching(filter, Clock, SeesPatients, stopping);
        var rows = await FindEntries.Page(matching, AuditPlace.Parse(filter.Before), PageSize + 1, stopping);
        Older = rows.Count > PageSize ? new AuditPlace(rows[PageSize - 1].At, rows[PageSize - 1].Id) : null;
        Lines = await tell.Tell([.. rows.Take(PageSize)], Clock, May, stopping);
        await Record("audit.viewed", filter, PatientsNamed(), stopping);
    }

    /// <summary>Looking at a patient's part belongs to that patient's part.</summary>
    private Task Record(string action, AuditFilter filter, IReadOnlyList<Guid> named, CancellationToken stopping) =>
        audit.Record(
            db,
            filter switch
            {
                { Patient: { } patient } => new AuditEntry(action, "patient", patient, named),
                { User: { } user } => new AuditEntry(action, "user", user, named),
                _ => new AuditEntry(action, "audit", null, named),
            },
            stopping);

    private IReadOnlyList<Guid> PatientsNamed() =>
        SeesPatients
            ? [.. Lines.Where(line => line.Row.SubjectKind == "patient").Select(line => line.Row.SubjectId).OfType<Guid>().Where(id => id != Filter.Patient).Distinct()]
            : [];

    private async Task<Location?> OwnClock(CancellationToken stopping)
    {
        var locations = (await organization.Profile(stopping)).Locations;
        return locations.FirstOrDefault(location => actor.SeesLocation(location.Id)) ?? (locations.Count > 0 ? locations[0] : null);
    }

    private async Task<bool> May(string right) => (await authorization.AuthorizeAsync(User, right)).Succeeded;
}
