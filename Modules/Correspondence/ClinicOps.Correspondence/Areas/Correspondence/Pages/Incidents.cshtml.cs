using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>The misdirected faxes of the user's locations, the oldest open one first.</summary>
[Authorize(Policy = CorrespondenceRights.CloseIncidents)]
internal sealed class IncidentsModel(CorrespondenceDb db, VisibleToActor visible, IPatients patients, IOrganization organization, AuditTrail audit) : PageModel
{
    private const int MostShown = 200;

    /// <summary>Closed ones too.</summary>
    public bool All { get; private set; }

    public IReadOnlyList<IncidentRow> Rows { get; private set; } = [];

    public async Task OnGet(bool all, CancellationToken stopping)
    {
        All = all;
        var found = await (from incident in db.FaxIncidents
                           join delivery in visible.Deliveries on incident.DeliveryId equals delivery.Id
                           join letter in db.Letters on delivery.LetterId equals letter.Id
                           where all || incident.ClosedAt == null
                           orderby incident.ClosedAt != null, incident.OpenedAt
                           select new { Incident = incident, delivery.Address, letter.PatientId, letter.Subject }).AsNoTracking().Take(MostShown).ToListAsync(stopping);
        var ids = found.ConvertAll(one => one.Incident.Id);
        var steps = (await db.IncidentSteps.AsNoTracking().Where(step => ids.Contains(step.IncidentId)).ToListAsync(stopping)).ToLookup(step => step.IncidentId, step => step.What);
        var names = (await patients.Find([.. found.Select(one => one.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var profile = await organization.Profile(stopping);
        Rows = found.ConvertAll(one => new IncidentRow(
            one.Incident, LocalTime.At(profile.Find(one.Incident.LocationId), one.Incident.OpenedAt).ToString("MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture),
            names.GetValueOrDefault(one.PatientId)?.ListName ?? "no longer registered", one.Subject, one.Address!, IncidentAct.Missing([.. steps[one.Incident.Id]])));
        await audit.Record(db, new AuditEntry("fax-incidents.listed", "fax-incident", null, [.. found.SelectMany(one => new[] { one.Incident.Id, one.PatientId }).Distinct()]), stopping);
    }
}

/// <param name="Missing">What is to be done before it can be closed.</param>
internal sealed record IncidentRow(FaxIncident Incident, string At, string Patient, string Subject, string Digits, IReadOnlyList<string> Missing);
