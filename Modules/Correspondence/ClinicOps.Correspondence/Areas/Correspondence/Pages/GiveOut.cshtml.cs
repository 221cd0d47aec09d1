using System.ComponentModel.DataAnnotations;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>Enters by hand what was given out about a patient, and takes such an entry back.</summary>
[Authorize(Policy = CorrespondenceRights.LogDisclosures)]
internal sealed class GiveOutModel(CorrespondenceDb db, LogDisclosure log, VisibleToActor visible, IPatients patients, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    [BindProperty]
    public GivenOutForm Form { get; set; } = new();

    public PatientSummary Patient { get; private set; } = null!;

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public async Task<IActionResult> OnGet(Guid? patient, CancellationToken stopping)
    {
        if (patient is not { } id || !await Load(id, stopping))
        {
            return NotFound();
        }

        Form = new GivenOutForm { GivenId = Guid.CreateVersion7(clock.GetUtcNow()), PatientId = Patient.Id, LocationId = Locations[0].Id, Day = LocalTime.DayAt(Locations[0], clock.GetUtcNow()) };
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

        // Of an earlier day nobody asks for the minute: noon there.
        var today = LocalTime.DayAt(location, clock.GetUtcNow());
        await log.Run(
            new GivenOut(
                Form.GivenId, Patient.Id, location.Id, Form.Recipient!.Trim(), Form.Kind, Form.Way, Form.What!.Trim(), Form.Purpose, Form.Authority?.Trim() ?? "",
                Form.Day == today ? clock.GetUtcNow() : LocalTime.StartOf(Form.Day!.Value, location).AddHours(12), Patient.AccessClass)
            {
                Address = Form.Address?.Trim() ?? "",
            },
            stopping);
        TempData["toast"] = "Entered in the log of disclosures.";
        return Redirect($"/intake/patients/patient/{Patient.Id}");
    }

    public async Task<IActionResult> OnPostTakeBack(Guid patientId, Guid givenId, CancellationToken stopping)
    {
        if (await patients.FindStanding(patientId, stopping) is not { } patient)
        {
            return NotFound();
        }

        TempData["toast"] = await log.TakeBack(patient.Id, givenId, stopping) ? "Taken back: it is in no accounting any more."
            : await log.IsPacket(givenId, stopping) ? "Nothing was done: it is the packet of a records request. Take that step back at the request."
            : "Nothing was done: somebody took it back before.";
        return Redirect($"/intake/patients/patient/{patient.Id}");
    }

    private void Check(Location location)
    {
        if (Form.GivenId == Guid.Empty || !DisclosureWords.IsKnown(DisclosureWords.Kinds, Form.Kind) || !DisclosureWords.IsKnown(DisclosureWords.WaysByHand, Form.Way) || !DisclosureWords.IsKnown(DisclosureWords.Purposes, Form.Purpose))
        {
            ModelState.AddModelError("", "Choose from the lists, and enter it again.");
        }

        if (Form.Day > LocalTime.DayAt(location, clock.GetUtcNow()))
        {
            ModelState.AddModelError("Form.Day", "That day has not come yet.");
        }

        if (Form.Purpose is DisclosurePurpose.RequiredByLaw or DisclosurePurpose.Authorization && string.IsNullOrWhiteSpace(Form.Authority))
        {
            ModelState.AddModelError("Form.Authority", "Say which law, order or authorization, with its day or number.");
        }
    }

    private async Task<bool> Load(Guid patientId, CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(location => visible.Location(location.Id))];
        if (Locations.Count == 0 || await patients.FindStanding(patientId, stopping) is not { } found)
        {
            return false;
        }

        Patient = found;
        await audit.Record(db, new AuditEntry("patient.viewed", "patient", found.Id), stopping);
        return true;
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class GivenOutForm
{
    public Guid GivenId { get; set; }

    public Guid PatientId { get; set; }

    public Guid LocationId { get; set; }

    [Required(ErrorMessage = "Say what you gave out."), StringLength(300, ErrorMessage = "At most 300 characters.")]
    public string? What { get; set; }

    [Required(ErrorMessage = "Say to whom: a name, or the office."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string? Recipient { get; set; }

    public string Kind { get; set; } = DisclosureKind.Patient;

    public string Way { get; set; } = DisclosureWay.InPerson;

    [StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string? Address { get; set; }

    public string Purpose { get; set; } = DisclosurePurpose.AtRequest;

    [StringLength(300, ErrorMessage = "At most 300 characters.")]
    public string? Authority { get; set; }

    [Required(ErrorMessage = "Say on which day.")]
    public DateOnly? Day { get; set; }
}
