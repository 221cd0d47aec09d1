using System.ComponentModel.DataAnnotations;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Records;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>Enters that somebody asks for records of a patient: from then on its clock runs.</summary>
[Authorize(Policy = CorrespondenceRights.ReleaseRecords)]
internal sealed class ReceiveRecordsModel(
    CorrespondenceDb db, WorkOnRecords work, IPatients patients, IChartContents contents, IOrganization organization, IOptions<RecordsOptions> options, CurrentActor actor, AuditTrail audit, TimeProvider clock) : PageModel
{
    [BindProperty]
    public ReceivedRecordsForm Form { get; set; } = new();

    public PatientSummary Patient { get; private set; } = null!;

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>Of the chart, newest first, with the day on which each came.</summary>
    public IReadOnlyList<(ChartPaper Paper, string Received)> Papers { get; private set; } = [];

    /// <summary>Within how many days it is to be answered, in words.</summary>
    public string Clock => string.Join("; ", RecordsWords.Askers.GroupBy(asker => options.Value.DaysFor(asker.Code)).OrderByDescending(group => group.Count())
        .Select((group, place) => place == 0 ? $"To be answered within {group.Key} days" : $"{string.Join(", ", group.Select(asker => asker.Words))}: {group.Key} days")) + ".";

    public async Task<IActionResult> OnGet(Guid? patient, CancellationToken stopping)
    {
        if (patient is not { } id || !await Load(id, stopping))
        {
            return NotFound();
        }

        Form = new ReceivedRecordsForm { RecordsId = Guid.CreateVersion7(clock.GetUtcNow()), PatientId = Patient.Id, LocationId = Locations[0].Id, ReceivedOn = LocalTime.DayAt(Locations[0], clock.GetUtcNow()) };
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        if (!await Load(Form.PatientId, stopping) || Locations.FirstOrDefault(location => location.Id == Form.LocationId) is not { } location)
        {
            return NotFound();
        }

        Check(location);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var received = Form.ReceivedOn!.Value;
        await work.Receive(
            new RecordsRequest
            {
                Id = Form.RecordsId,
                PatientId = Patient.Id,
                LocationId = location.Id,
                CareThreadId = Papers.FirstOrDefault(of => of.Paper.Id == Form.FormDocument).Paper?.CareThreadId ?? Guid.CreateVersion7(clock.GetUtcNow()),
                AskerKind = Form.AskerKind,
                AskerName = Form.AskerName!.Trim(),
                AskerAddress = Form.AskerAddress?.ReplaceLineEndings("\n").Trim() ?? "",
                Words = Form.Words!.Trim(),
                FormDocumentId = Form.FormDocument,
                ReceivedOn = received,
                DueOn = received.AddDays(options.Value.DaysFor(Form.AskerKind)),
                ReceivedBy = actor.UserId,
                EnteredAt = clock.GetUtcNow(),
            },
            stopping);
        TempData["toast"] = "Entered: now check by what right they ask, and for what.";
        return Redirect($"/correspondence/records/request/{Form.RecordsId}");
    }

    private void Check(Location location)
    {
        var today = LocalTime.DayAt(location, clock.GetUtcNow());
        if (Form.RecordsId == Guid.Empty || RecordsWords.Askers.All(asker => asker.Code != Form.AskerKind))
        {
            ModelState.AddModelError("", "Choose who asks, and enter it again.");
        }

        if (Form.ReceivedOn > today || Form.ReceivedOn < today.AddYears(-5))
        {
            ModelState.AddModelError("Form.ReceivedOn", "That day cannot be.");
        }

        if (Form.FormDocument is { } document && Papers.All(of => of.Paper.Id != document))
        {
            ModelState.AddModelError("", "That document is not in the chart any more. Choose another, or say that the form lies here on paper.");
        }
    }

    private async Task<bool> Load(Guid patientId, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        Locations = [.. profile.OpenLocations.Where(location => actor.SeesLocation(location.Id))];
        if (Locations.Count == 0 || await patients.FindStanding(patientId, stopping) is not { } found)
        {
            return false;
        }

        Patient = found;
        Papers = [.. (await contents.Papers([found.Id], stopping)).Select(paper => (paper, LocalTime.Us(LocalTime.DayAt(profile.Find(paper.LocationId), paper.ReceivedAt))))];
        await audit.Record(db, new AuditEntry("patient.viewed", "patient", found.Id, [.. Papers.Select(of => of.Paper.Id)]), stopping);
        return true;
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class ReceivedRecordsForm
{
    public Guid RecordsId { get; set; }

    public Guid PatientId { get; set; }

    public Guid LocationId { get; set; }

    public string AskerKind { get; set; } = RecordsAsker.Patient;

    [Required(ErrorMessage = "Say who asks."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string? AskerName { get; set; }

    [StringLength(400, ErrorMessage = "At most 400 characters.")]
    public string? AskerAddress { get; set; }

    [Required(ErrorMessage = "Write what the form asks for."), StringLength(2000, ErrorMessage = "At most 2,000 characters.")]
    public string? Words { get; set; }

    [Required(ErrorMessage = "Say on which day it came.")]
    public DateOnly? ReceivedOn { get; set; }

    public Guid? FormDocument { get; set; }
}
