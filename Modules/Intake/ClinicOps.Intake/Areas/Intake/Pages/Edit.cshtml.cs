using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.Addresses;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Changes a patient, and the patient's addresses one by one. Who was overtaken keeps what was typed, is told by whom and what differs, and decides.</summary>
[Authorize(Policy = IntakeRights.EditPatients)]
internal sealed class EditModel(IntakeDb db, ChangePatient change, ChangeAddresses addresses, ListAddresses list, AuditTrail audit, IOrganization organization, TimeProvider clock) : PageModel
{
    [BindProperty]
    public PatientForm Form { get; set; } = new();

    public PatientSummary Shown { get; private set; } = null!;

    public uint RowVersion { get; private set; }

    public bool KeepsOldName { get; private set; } = true;

    public bool KeepsOldHome { get; private set; } = true;

    public AddressesView Addresses { get; private set; } = null!;

    /// <summary>Why an address was not saved; null when it was, or none was sent.</summary>
    public string? AddressRefusal { get; private set; }

    /// <summary>Of an address that was not saved: which it was to replace, null for a new one, and what was typed.</summary>
    public (Guid? Replaces, AddressForm Form)? TypedAddress { get; private set; }

    public bool AddressMistake { get; private set; }

    /// <summary>Why it is changed, as it was typed.</summary>
    public string? Why { get; private set; } = ChangeReasons.Usual;

    /// <summary>"Ana Ruiz, 2 min ago"; null while nobody came between.</summary>
    public string? Meanwhile { get; private set; }

    public IReadOnlyList<string> Differing { get; private set; } = [];

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (await Load(id, stopping) is not { } patient)
        {
            return NotFound();
        }

        if (patient.MergedIntoId is { } leadsTo)
        {
            return Redirect($"/intake/patients/patient/{leadsTo}");
        }

        Form = PatientForm.Of(PatientDetails.Of(patient));
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid id, uint version, string? oldName, string? oldHome, string? why, CancellationToken stopping)
    {
        (KeepsOldName, KeepsOldHome, Why) = (oldName != "mistake", oldHome != "mistake", why);
        if (!ModelState.IsValid)
        {
            return await Load(id, stopping) is null ? NotFound() : PageWith(version);
        }

        switch (await change.Run(id, version, Form.Details(), KeepsOldName, KeepsOldHome, ChangeReasons.Of(why), stopping))
        {
            case PatientEdit.Changed changed:
                TempData["toast"] = changed.Fields.Count == 0 ? "Nothing was changed." : $"Saved: {string.Join(", ", changed.Fields)}.";
                return Redirect($"/intake/patients/patient/{id}");
            case PatientEdit.Merged merged:
                TempData["toast"] = "This record was merged into another meanwhile: nothing was saved.";
                return Redirect($"/intake/patients/patient/{merged.IntoId}");
            case PatientEdit.ChangedMeanwhile meanwhile:
                if (await Load(id, stopping) is not { } now)
                {
                    return NotFound();
                }

                Meanwhile = await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, machine: "an import", stopping);
                var (mine, registered) = (Form.Details(), PatientDetails.Of(now));
                Differing = [.. PatientDetails.Fields.Where(field => (field.Text(mine) ?? "") != (field.Text(registered) ?? "")).Select(field => field.Name)];
                return Page();
            default:
                return NotFound();
        }
    }

    /// <param name="addressId">Made by the form.</param>
    /// <param name="replaces">The address that is changed; null adds one.</param>
    public async Task<IActionResult> OnPostAddress(Guid id, uint version, Guid addressId, Guid? replaces, AddressForm address, bool mistake, string? why, CancellationToken stopping)
    {
        if (addressId == Guid.Empty)
        {
            return BadRequest();
        }

        (Why, TypedAddress, AddressMistake) = (why, (replaces, address), mistake);
        return await Answer(
            id, await addresses.Save(id, version, addressId, replaces, address.Said, mistake, ChangeReasons.Of(why), stopping),
            $"{AddressKinds.Words(address.Said.Kind)}: saved.", $"{Here(id)}?handler=UndoAddress&addressId={addressId}", stopping);
    }

    /// <param name="ends">The address that holds no more.</param>
    public async Task<IActionResult> OnPostEndAddress(Guid id, uint version, [FromQuery] Guid ends, bool mistake, string? why, CancellationToken stopping)
    {
        Why = why;
        return await Answer(
            id, await addresses.End(id, version, ends, mistake, ChangeReasons.Of(why), stopping), "The address has ended.", $"{Here(id)}?handler=UndoAddress&addressId={ends}&ended=true", stopping);
    }

    public async Task<IActionResult> OnPostUndoAddress(Guid id, [FromQuery] Guid addressId, [FromQuery] bool ended, CancellationToken stopping)
    {
        if (await addresses.Undo(id, addressId, ended, stopping) is not { } undone)
        {
            return NotFound();
        }

        TempData["toast"] = undone ? "Undone: the addresses are as before." : "Nothing was undone: the addresses were changed since.";
        return Redirect(Here(id));
    }

    private async Task<IActionResult> Answer(Guid id, AddressChange answer, string done, string undo, CancellationToken stopping)
    {
        switch (answer)
        {
            case AddressChange.Done:
                (TempData["toast"], TempData["undo-url"]) = (done, undo);
                return Redirect(Here(id));
            case AddressChange.Unknown:
                return NotFound();
            default:
                AddressRefusal = answer is AddressChange.ChangedMeanwhile meanwhile
                    ? $"Changed by {await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, machine: "an import", stopping)}. Nothing was saved: what you typed stands below, send it again."
                    : ((AddressChange.NotUnderstood)answer).Why;
                if (await Load(id, stopping) is not { } patient)
                {
                    return NotFound();
                }

                ModelState.Clear();
                Form = PatientForm.Of(PatientDetails.Of(patient));
                return Page();
        }
    }

    private static string Here(Guid id) => $"/intake/patients/patient/{id}/edit";

    private PageResult PageWith(uint version)
    {
        RowVersion = version;
        return Page();
    }

    private async Task<Patient?> Load(Guid id, CancellationToken stopping)
    {
        var patient = await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, stopping);
        if (patient is not null)
        {
            Shown = RegisteredPatients.Summary(patient);
            RowVersion = patient.Version;
            await MergedCircumstances.AddTo(db, [patient], stopping);
            Addresses = await list.Of(patient, stopping);
            await audit.Record(db, new AuditEntry("patient.viewed", "patient", id), stopping);
        }

        return patient;
    }
}
