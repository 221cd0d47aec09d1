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

/// <summary>How a patient wants to be reached: by what, by what not, when, what may be left on a voicemail, and which number is which.</summary>
[Authorize(Policy = IntakeRights.EditPatients)]
internal sealed class HowToReachModel(IntakeDb db, ChangePeople change, SayPeopleChange saying, KnowPreferences preferences, AuditTrail audit) : PageModel
{
    public PatientSummary Patient { get; private set; } = null!;

    public uint RowVersion { get; private set; }

    public HowToReachForm Form { get; private set; } = new();

    /// <summary>The record's own, in order.</summary>
    public IReadOnlyList<PatientPhone> Phones { get; private set; } = [];

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => await Load(id, null, stopping) ? Page() : NotFound();

    public async Task<IActionResult> OnPost(Guid id, uint version, HowToReachForm form, CancellationToken stopping)
    {
        var why = PatientDetails.Text(form.Why);
        var answer = why.Length < 3 ? new PeopleChange.NotUnderstood("Say why it is changed, or who said so: it is kept with your name.") : await change.Contact(id, version, form.Said, form.SaidOfPhones, why, stopping);
        if (answer is PeopleChange.Done)
        {
            TempData["toast"] = "Saved: how the patient is reached.";
            return Redirect($"/intake/patients/patient/{id}");
        }

        if ((Refusal = await saying.Of(answer, stopping)) is null)
        {
            return NotFound();
        }

        ModelState.Clear();
        db.ChangeTracker.Clear();
        return await Load(id, form, stopping) ? Page() : NotFound();
    }

    private async Task<bool> Load(Guid id, HowToReachForm? typed, CancellationToken stopping)
    {
        if (await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id && p.MergedIntoId == null, stopping) is not { } found)
        {
            return false;
        }

        (Patient, RowVersion, Phones) = (RegisteredPatients.Summary(found), found.Version, [.. found.Phones.OrderBy(phone => phone.Id)]);
        Form = typed ?? HowToReachForm.Of(await preferences.Of(id, stopping), Phones);
        await audit.Record(db, new AuditEntry("patient.viewed", "patient", id), stopping);
        return true;
    }
}

/// <summary>How to reach a patient, as it is typed. Public setters for the model binder alone.</summary>
internal sealed class HowToReachForm
{
    /// <summary>Each "yes", "no" or empty.</summary>
    public string? Phone { get; set; }

    public string? Email { get; set; }

    public string? Text { get; set; }

    public string? Post { get; set; }

    /// <summary>Whether words about health may go by e-mail: "yes", "no" or empty.</summary>
    public string? HealthByEmail { get; set; }

    public string? Preferred { get; set; }

    public string? Voicemail { get; set; }

    public string? BestTime { get; set; }

    public List<PhoneForm> Phones { get; set; } = [];

    public string? Why { get; set; }

    public ContactSaid Said => new(Wanted(Phone), Wanted(Email), Wanted(Text), Wanted(Post), Preferred ?? "", Voicemail ?? "", PatientDetails.Text(BestTime)) { HealthByEmail = Wanted(HealthByEmail) };

    public IReadOnlyList<PhoneSaid> SaidOfPhones => [.. Phones.Select(phone => new PhoneSaid(phone.NumberId, phone.Kind ?? "", PatientDetails.Text(phone.Note)))];

    public string? Of(string channel) => channel switch
    {
        ContactChannels.Phone => Phone,
        ContactChannels.Email => Email,
        ContactChannels.Text => Text,
        _ => Post,
    };

    /// <summary>The name of a channel's field.</summary>
    public static string Field(string channel) => channel switch
    {
        ContactChannels.Phone => nameof(Phone),
        ContactChannels.Email => nameof(Email),
        ContactChannels.Text => nameof(Text),
        _ => nameof(Post),
    };

    public static HowToReachForm Of(ContactSaid said, IReadOnlyList<PatientPhone> phones) => new()
    {
        Phone = Word(said.Phone),
        Email = Word(said.Email),
        Text = Word(said.Text),
        Post = Word(said.Post),
        HealthByEmail = Word(said.HealthByEmail),
        Preferred = said.Preferred,
        Voicemail = said.Voicemail,
        BestTime = said.BestTime,
        Phones = [.. phones.Select(phone => new PhoneForm { NumberId = phone.Id, Kind = phone.Kind, Note = phone.Note })],
    };

    private static bool? Wanted(string? word) => word switch { "yes" => true, "no" => false, _ => null };

    private static string Word(bool? wanted) => wanted switch { true => "yes", false => "no", null => "" };
}

internal sealed class PhoneForm
{
    public Guid NumberId { get; set; }

    public string? Kind { get; set; }

    public string? Note { get; set; }
}
