using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Who belongs to a patient and what each may, what is so with the patient, and what was noted.</summary>
[Authorize(Policy = IntakeRights.EditPatients)]
internal sealed class PeopleModel(
    IntakeDb db, ChangePeople change, SayPeopleChange saying, WriteNote write, PeoplePanel panel, AuditTrail audit) : PageModel
{
    public PatientSummary Patient { get; private set; } = null!;

    public uint RowVersion { get; private set; }

    public PeopleView Shown { get; private set; } = null!;

    /// <summary>Those who are there, and a line for another.</summary>
    public IReadOnlyList<(Guid Id, PersonForm Form, bool IsNew)> Lines { get; private set; } = [];

    public CircumstancesForm Circumstances { get; private set; } = new();

    public string? NoteTyped { get; private set; }

    public Guid NoteId { get; } = Guid.CreateVersion7();

    public string? Refusal { get; private set; }

    public static IEnumerable<string> RightsOf(RelatedPerson person) =>
        new[] { person.MayPay ? "pay" : "", person.MayConsent ? "consent" : "", person.MayBeTold ? "be told" : "", person.ReceivesMail ? "receive mail" : "" }.Where(right => right.Length > 0);

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => await Load(id, null, null, stopping) ? Page() : NotFound();

    public async Task<IActionResult> OnPostPerson(Guid id, uint version, Guid personId, PersonForm form, bool remove, CancellationToken stopping)
    {
        if (personId == Guid.Empty)
        {
            return BadRequest();
        }

        var why = (form.Why ?? "").Trim();
        var answer = why.Length < 3 ? new PeopleChange.NotUnderstood("Say why it is changed: it is kept with your name.") : await change.Person(id, version, personId, remove ? null : form.Said, why, stopping);
        return await Answer(id, answer, (personId, form), null, stopping);
    }

    public async Task<IActionResult> OnPostCircumstances(Guid id, uint version, CircumstancesForm form, CancellationToken stopping)
    {
        var why = (form.Why ?? "").Trim();
        var answer = why.Length < 3 ? new PeopleChange.NotUnderstood("Say why it is changed: it is kept with your name.") : await change.Circumstances(id, version, form.Said, why, stopping);
        return await Answer(id, answer, null, form, stopping);
    }

    public async Task<IActionResult> OnPostNote(Guid id, Guid noteId, string? text, bool alert, CancellationToken stopping)
    {
        NoteTyped = text;
        return noteId == Guid.Empty ? BadRequest() : await Answer(id, await write.Add(id, noteId, alert, PatientDetails.Text(text), stopping), stopping);
    }

    public async Task<IActionResult> OnPostEnd(Guid id, Guid noteId, string? why, CancellationToken stopping) =>
        await Answer(id, await write.End(id, noteId, PatientDetails.Text(why), stopping), stopping);

    private async Task<IActionResult> Answer(Guid id, NoteWritten written, CancellationToken stopping)
    {
        switch (written)
        {
            case NoteWritten.Done:
                TempData["toast"] = "Saved.";
                return Redirect($"/intake/patients/patient/{id}/people");
            case NoteWritten.NotUnderstood wrong:
                Refusal = wrong.Why;
                return await Load(id, null, null, stopping) ? Page() : NotFound();
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> Answer(Guid id, PeopleChange answer, (Guid Id, PersonForm Form)? person, CircumstancesForm? typed, CancellationToken stopping)
    {
        if (answer is PeopleChange.Done)
        {
            TempData["toast"] = "Saved.";
            return Redirect($"/intake/patients/patient/{id}/people");
        }

        if ((Refusal = await saying.Of(answer, stopping)) is null)
        {
            return NotFound();
        }

        ModelState.Clear();
        return await Load(id, person, typed, stopping) ? Page() : NotFound();
    }

    private async Task<bool> Load(Guid id, (Guid Id, PersonForm Form)? person, CircumstancesForm? typed, CancellationToken stopping)
    {
        if (await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id && p.MergedIntoId == null, stopping) is not { } found || await panel.Load(id, stopping) is not PeopleView view)
        {
            return false;
        }

        (Patient, RowVersion, Shown) = (RegisteredPatients.Summary(found), found.Version, view);
        Circumstances = typed ?? CircumstancesForm.Of(view.Circumstances);
        var there = view.People.Select(known => (known.Id, person?.Id == known.Id ? person.Value.Form : PersonForm.Of(known), IsNew: false)).ToList();
        var another = person is { } now && there.TrueForAll(line => line.Id != now.Id) ? (now.Id, now.Form, IsNew: true) : (Guid.CreateVersion7(), new PersonForm(), IsNew: true);
        Lines = [.. there, another];
        await audit.Record(db, new AuditEntry("patient.viewed", "patient", id), stopping);
        return true;
    }
}

/// <summary>A related person as typed. Public setters for the model binder alone.</summary>
internal sealed class PersonForm
{
    public string? Name { get; set; }

    public string? Relation { get; set; }

    public string? Phone { get; set; }

    public string? Address { get; set; }

    public bool MayPay { get; set; }

    public bool MayConsent { get; set; }

    public bool MayBeTold { get; set; }

    public bool ReceivesMail { get; set; }

    public string? Limits { get; set; }

    public string? Why { get; set; }

    public SaidOfPerson Said => new(
        PatientDetails.Text(Name), Relation ?? "", PatientDetails.Text(Phone), PatientDetails.Text(Address), MayPay, MayConsent, MayBeTold, ReceivesMail, PatientDetails.Text(Limits));

    public static PersonForm Of(RelatedPerson known) => new()
    {
        Name = known.Name,
        Relation = known.Relation,
        Phone = known.Phone,
        Address = known.Address,
        MayPay = known.MayPay,
        MayConsent = known.MayConsent,
        MayBeTold = known.MayBeTold,
        ReceivesMail = known.ReceivesMail,
        Limits = known.Limits,
    };
}

/// <summary>What is so with a patient, as typed.</summary>
internal sealed class CircumstancesForm
{
    public DateOnly? DeceasedOn { get; set; }

    public string? DeceasedSource { get; set; }

    public string? Custody { get; set; }

    public string? Interpreter { get; set; }

    public string? ConfidentialAddress { get; set; }

    public string? Why { get; set; }

    public Circumstances Said => new(DeceasedOn, PatientDetails.Text(DeceasedSource), PatientDetails.Text(Custody), PatientDetails.Text(Interpreter), PatientDetails.Text(ConfidentialAddress));

    public static CircumstancesForm Of(Circumstances known) => new()
    {
        DeceasedOn = known.DeceasedOn,
        DeceasedSource = known.DeceasedSource,
        Custody = known.Custody,
        Interpreter = known.Interpreter,
        ConfidentialAddress = known.ConfidentialAddress,
    };
}
