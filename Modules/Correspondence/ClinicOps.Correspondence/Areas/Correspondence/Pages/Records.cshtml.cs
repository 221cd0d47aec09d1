using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Records;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>Who asked for records at the user's locations: what is due first, first.</summary>
[Authorize(Policy = CorrespondenceRights.ReleaseRecords)]
internal sealed class RecordsModel(CorrespondenceDb db, CurrentActor actor, IPatients patients, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    public const int MostShown = 200;

    private static readonly string[] Open = [RecordsState.Received, RecordsState.Checked, RecordsState.Packed];

    public bool ShowsEnded { get; private set; }

    public IReadOnlyList<RecordsRow> Rows { get; private set; } = [];

    public async Task OnGet(string? show, CancellationToken stopping)
    {
        ShowsEnded = show == "ended";
        var locations = actor.Locations.ToArray();
        var here = db.RecordsRequests.AsNoTracking().Where(request => locations.Length == 0 || locations.Contains(request.LocationId));
        var requests = ShowsEnded
            ? await here.Where(request => !Open.Contains(request.State)).OrderByDescending(request => request.EnteredAt).Take(MostShown).ToListAsync(stopping)
            : await here.Where(request => Open.Contains(request.State)).OrderBy(request => request.DueOn).ThenBy(request => request.EnteredAt).Take(MostShown).ToListAsync(stopping);
        var names = (await patients.Find([.. requests.Select(request => request.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var profile = await organization.Profile(stopping);
        Rows = requests.ConvertAll(request =>
        {
            var today = LocalTime.DayAt(profile.Find(request.LocationId), clock.GetUtcNow());
            return new RecordsRow(
                request, names.GetValueOrDefault(request.PatientId), RecordsRow.Days(today.DayNumber - request.ReceivedOn.DayNumber) + " ago",
                request.IsOpen && today > request.DueOn ? RecordsRow.Days(today.DayNumber - request.DueOn.DayNumber) + " late" : null);
        });
        await audit.Record(db, new AuditEntry("records.listed", "location", null, [.. requests.SelectMany(request => new[] { request.Id, request.PatientId }).Distinct()]), stopping);
    }
}

/// <param name="Age">Since it was received.</param>
/// <param name="Late">Null while it is not.</param>
internal sealed record RecordsRow(RecordsRequest Request, PatientSummary? Patient, string Age, string? Late)
{
    public static string Days(int count) => count == 1 ? "1 day" : $"{count} days";
}
