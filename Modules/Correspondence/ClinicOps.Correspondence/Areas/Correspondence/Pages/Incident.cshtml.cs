using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>A misdirected fax: what happened, what was done with who and when, what is missing, and the next step.</summary>
[Authorize(Policy = CorrespondenceRights.SendLetters)]
internal sealed class IncidentModel(
    CorrespondenceDb db, VisibleToActor visible, WorkOnIncident work, IPatients patients, IOrganization organization, IAuthorizationService authorization, AuditTrail audit) : PageModel
{
    public FaxIncident Incident { get; private set; } = null!;

    public LetterDelivery Delivery { get; private set; } = null!;

    public string Subject { get; private set; } = "";

    public string Patient { get; private set; } = "";

    /// <summary>"Ana Ruiz, 03/02/2026 9:00 AM".</summary>
    public string Opened { get; private set; } = "";

    /// <summary>When it left; null where nobody knows whether it did.</summary>
    public string? Left { get; private set; }

    public IReadOnlyList<ShownStep> Steps { get; private set; } = [];

    /// <summary>What is to be done before it can be closed.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    public bool MayClose { get; private set; }

    /// <summary>Made with the form, so that one sent twice is one step.</summary>
    public Guid StepId { get; private set; } = Guid.CreateVersion7();

    public string? What { get; private set; }

    public string? Words { get; private set; }

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => await Load(id, stopping) ? Page() : NotFound();

    public async Task<IActionResult> OnPostStep(Guid id, Guid stepId, string? what, string? words, CancellationToken stopping)
    {
        (What, Words) = (what, words);
        return await Say(id, await work.Step(id, stepId, what, words, stopping), "The step is added.", stopping);
    }

    public async Task<IActionResult> OnPostClose(Guid id, Guid stepId, CancellationToken stopping) =>
        (await authorization.AuthorizeAsync(User, CorrespondenceRights.CloseIncidents)).Succeeded
            ? await Say(id, await work.Close(id, stepId, "", stopping), "The incident is closed.", stopping)
            : Forbid();

    private async Task<IActionResult> Say(Guid id, IncidentChange change, string done, CancellationToken stopping)
    {
        switch (change)
        {
            case IncidentChange.Done:
                TempData["toast"] = done;
                return Redirect($"/correspondence/incidents/incident/{id}");
            case IncidentChange.Refused refused:
                Refusal = refused.Why;
                db.ChangeTracker.Clear();
                return await Load(id, stopping) ? Page() : NotFound();
            default:
                return NotFound();
        }
    }

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await db.FaxIncidents.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, stopping) is not { } incident
            || await visible.Deliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == incident.DeliveryId, stopping) is not { } delivery)
        {
            return false;
        }

        var letter = await db.Letters.AsNoTracking().SingleAsync(one => one.Id == delivery.LetterId, stopping);
        var location = (await organization.Profile(stopping)).Find(incident.LocationId);
        (Incident, Delivery, Subject) = (incident, delivery, letter.Subject);
        Patient = (await patients.Find(letter.PatientId, stopping))?.ListName ?? "a patient no longer registered";
        Opened = $"{await Name(incident.OpenedBy, stopping)}, {At(location, incident.OpenedAt)}";
        Left = delivery.LeftAt is { } left ? At(location, left) : null;
        var shown = new List<ShownStep>();
        foreach (var step in await db.IncidentSteps.AsNoTracking().Where(one => one.IncidentId == id).OrderBy(one => one.At).ThenBy(one => one.Id).ToListAsync(stopping))
        {
            shown.Add(new ShownStep(step, At(location, step.At), await Name(step.By, stopping)));
        }

        Steps = shown;
        Missing = IncidentAct.Missing([.. shown.Select(one => one.Step.What)]);
        MayClose = (await authorization.AuthorizeAsync(User, CorrespondenceRights.CloseIncidents)).Succeeded;
        await audit.Record(db, new AuditEntry("fax-incident.viewed", "fax-incident", id, [letter.PatientId, letter.Id], LocationId: incident.LocationId), stopping);
        return true;
    }

    private async Task<string> Name(Guid? user, CancellationToken stopping) => user is { } id ? await organization.NameOfUser(id, stopping) ?? "somebody no longer known" : "ClinicOps";

    private static string At(Location? location, DateTimeOffset instant) => LocalTime.At(location, instant).ToString("MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture);
}

internal sealed record ShownStep(IncidentStep Step, string At, string By);
