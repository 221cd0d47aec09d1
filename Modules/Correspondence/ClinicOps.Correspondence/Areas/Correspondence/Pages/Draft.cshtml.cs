using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>Begins a letter: from a task at once, at a patient after choosing what kind.</summary>
[Authorize(Policy = CorrespondenceRights.DraftLetters)]
internal sealed class DraftModel(CorrespondenceDb db, DraftLetter draft, TemplateShelf shelf, NoteLetter note, VisibleToActor visible, IPatients patients, IContactPreferences preferences, IRelatedPeople people, IOrganization organization, AuditTrail audit) : PageModel
{
    public Guid LetterId { get; private set; }

    public PatientSummary Patient { get; private set; } = null!;

    /// <summary>Who besides the patient may be told what a letter says.</summary>
    public IReadOnlyList<ToldPerson> Told { get; private set; } = [];

    /// <summary>How the patient wants to be reached; empty where nobody said anything.</summary>
    public IReadOnlyList<string> Reach { get; private set; } = [];

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>The free letter first, what staff wrote last.</summary>
    public IReadOnlyList<LetterTemplate> Choices { get; private set; } = [];

    /// <summary>The conversation that the letter answers; null for none.</summary>
    public Guid? Conversation { get; private set; }

    public async Task<IActionResult> OnGet(Guid? patient, Guid? conversation, CancellationToken stopping)
    {
        Conversation = conversation;
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(location => visible.Location(location.Id))];
        if (patient is not { } id || await patients.FindStanding(id, stopping) is not { } found || Locations.Count == 0)
        {
            return NotFound();
        }

        Patient = found;
        Told = await people.WhoMayBeTold(found.Id, stopping);
        Reach = (await preferences.HowToReach([found.Id], stopping)).GetValueOrDefault(found.Id)?.Words ?? [];
        Choices = [.. (await shelf.Choices(stopping)).Where(choice => choice.Code != LetterTemplates.OrderQuery && !(found.IsDeceased && LetterTemplates.IsToPatient(choice.Code))).Reverse().OrderBy(choice => LetterTemplates.IsOwnCode(choice.Code))];
        LetterId = Guid.CreateVersion7();
        await audit.Record(db, new AuditEntry("patient.viewed", "patient", found.Id), stopping);
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid? taskId, string? template, Guid? letterId, Guid? patientId, Guid? locationId, Guid? conversation, CancellationToken stopping)
    {
        var drafting = (taskId, letterId, patientId, locationId, template) switch
        {
            ({ } task, _, _, _, _) => await draft.FromTask(task, template, stopping),
            (_, { } letter, { } patient, { } location, { } code) => await draft.AtPatient(letter, patient, location, code, stopping),
            _ => null,
        };
        if (conversation is { } answered && letterId is { } written && drafting is (Drafting.Drafted or Drafting.DraftedBefore))
        {
            await note.Drafted(answered, written, stopping);
        }

        switch (drafting)
        {
            case Drafting.Drafted drafted:
                return Redirect($"/correspondence/letters/letter/{drafted.LetterId}");
            case Drafting.DraftedBefore before:
                TempData["toast"] = "This letter was drafted before: here it is.";
                return Redirect($"/correspondence/letters/letter/{before.LetterId}");
            case Drafting.PatientUnknown when taskId is { } task:
                TempData["toast"] = "This task is about no registered patient, so no letter can be drafted from it.";
                return Redirect($"/intake/tasks/task/{task}");
            case Drafting.TemplateUnknown when (taskId ?? patientId) is not null:
                TempData["toast"] = "No letter was drafted: that letter is not offered any more. Choose another.";
                return Redirect(taskId is { } ofTask ? $"/intake/tasks/task/{ofTask}" : $"/correspondence/letters/draft?patient={patientId}");
            case Drafting.PatientDeceased deceased:
                TempData["toast"] = "No letter was drafted: the record says that this patient is deceased. Choose \"To the family or the estate\", or have the record corrected at \"People and notes\".";
                return Redirect($"/correspondence/letters/draft?patient={deceased.PatientId}");
            default:
                return NotFound();
        }
    }
}
