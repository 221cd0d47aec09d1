using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>A letter: its texts and values beside the pages exactly as they would be printed. A refusal keeps everything that was typed.</summary>
[Authorize(Policy = CorrespondenceRights.ViewLetters)]
internal sealed partial class LetterModel(
    CorrespondenceDb db,
    VisibleToActor visible,
    EditLetter edit,
    LetterPages pages,
    TemplateShelf shelf,
    LetterEnclosures enclosures,
    LetterWays ways,
    IPatients patients,
    IContactPreferences preferences,
    IOrganization organization,
    IAuthorizationService authorization,
    AuditTrail audit,
    TimeProvider clock) : PageModel
{
    [BindProperty]
    public LetterForm Form { get; set; } = new();

    public Letter Letter { get; private set; } = null!;

    public PatientSummary? Patient { get; private set; }

    /// <summary>Of a letter to the patient: how they want to be reached; empty where nobody said anything.</summary>
    public IReadOnlyList<string> Reach { get; private set; } = [];

    public Location? Location { get; private set; }

    public Preview Preview { get; private set; } = null!;

    /// <summary>How it was approved, and every way it took.</summary>
    public WaysOfLetter Ways { get; private set; } = null!;

    public bool MayEdit { get; private set; }

    /// <summary>What else may be drafted for its task.</summary>
    public IReadOnlyList<LetterTemplate> Choices { get; private set; } = [];

    public bool MayApprove { get; private set; }

    public bool MaySend { get; private set; }

    public (string Words, string Badge) Standing => LetterStanding.Of(Letter, [.. Ways.Deliveries.Select(way => way.Delivery)]);

    /// <summary>"Ana Ruiz, 03/02/2026 9:00 AM" of who drafted it, and of who changed it last.</summary>
    public string Drafted { get; private set; } = "";

    public string? Edited { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        Form = LetterForm.Of(Letter);
        return Page();
    }

    /// <summary>Asked by the open page while the letter is on its way: what became of it since.</summary>
    /// <param name="version">Of the letter that the page shows.</param>
    /// <param name="stamp">Of the ways that it shows.</param>
    public async Task<IActionResult> OnGetLive(Guid id, uint version, string? stamp, CancellationToken stopping)
    {
        if (!await Find(id, stopping))
        {
            return NotFound();
        }

        if (Letter.Version != version)
        {
            // Its approval was taken back, or it became void: the page is another one now.
            Response.Headers["HX-Refresh"] = "true";
            return new EmptyResult();
        }

        if (Ways.Stamp == stamp)
        {
            return StatusCode(StatusCodes.Status204NoContent);
        }

        await Audit(stopping);
        return Partial("_LetterLive", this);
    }

    public Task<IActionResult> OnPost(Guid id, CancellationToken stopping) =>
        Change(id, "The letter is saved.", () => edit.Run(Form.Edit(id), stopping), stopping);

    public Task<IActionResult> OnPostWithdraw(Guid id, CancellationToken stopping)
    {
        ModelState.Clear();
        return Change(id, "The letter is withdrawn.", () => edit.Withdraw(id, Form.Version, stopping), stopping);
    }

    /// <summary>Of papers no pictures are drawn.</summary>
    public int PageCount(Preview.Ready shown) => Letter.IsPapers ? Ways.Approval?.PageCount ?? 0 : shown.PageCount;

    /// <summary>"From the patient's record", "entered by Ana Ruiz".</summary>
    public async Task<string> SourceInWords(MergeValue value) => value.Source switch
    {
        "staff" => $"entered by {(value.SourceId is { } user ? await organization.NameOfUser(user) : null) ?? "staff"}",
        "clock" => "the day it was drafted",
        "user" => "who drafted it",
        var source => $"from the {source}",
    };

    private async Task<IActionResult> Change(Guid id, string done, Func<Task<Editing>> change, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, CorrespondenceRights.DraftLetters)).Succeeded)
        {
            return Forbid();
        }

        if (ModelState.IsValid)
        {
            switch (await change())
            {
                case Editing.Done:
                    TempData["toast"] = done;
                    return Redirect($"/correspondence/letters/letter/{id}");
                case Editing.LetterUnknown:
                    return NotFound();
                case Editing.NoDraft other:
                    ModelState.AddModelError("", $"Approved or withdrawn by {await Ago(other.By, other.At, stopping)}: it is not changed any more. What you typed is still here: copy what you need.");
                    break;
                case Editing.ChangedMeanwhile other:
                    ModelState.AddModelError("", $"Changed by {await Ago(other.By, other.At, stopping)}, after you opened it. What you typed is still here: copy what you need, open the letter again to see the other changes, and save then.");
                    break;
                case Editing.Refused refused:
                    refused.Problems.ToList().ForEach(problem => ModelState.AddModelError("", problem.Sentence));
                    break;
            }
        }

        return await Load(id, stopping) ? Page() : NotFound();
    }

    /// <summary>"Ana Ruiz, 2 min ago".</summary>
    private Task<string> Ago(Guid? by, DateTimeOffset at, CancellationToken stopping) => organization.WhoAndWhen(by, clock.GetUtcNow() - at, stopping: stopping);

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (!await Find(id, stopping))
        {
            return false;
        }

        await LoadChart(stopping);
        await Audit(stopping);
        Patient = await patients.Find(Letter.PatientId, stopping);
        Reach = LetterTemplates.IsToPatient(Letter.TemplateCode) ? (await preferences.HowToReach([Letter.PatientId], stopping)).GetValueOrDefault(Letter.PatientId)?.Words ?? [] : [];
        Drafted = await Who(Letter.DraftedBy, Letter.DraftedAt, Location, stopping);
        Edited = Letter.EditedAt is { } at ? await Who(Letter.EditedBy, at, Location, stopping) : null;

        // Asked before they are drawn: one that changes in between is not approved unseen.
        Enclosures = Letter is { State: LetterState.Draft, DocumentIds.Length: > 0 } ? (await enclosures.Of(Letter, stopping)).Seen : null;
        Preview = await pages.Of(Letter, stopping);
        Choices = MayEdit && Letter.TaskId is not null ? await shelf.Choices(stopping) : [];
        return true;
    }

    /// <summary>The letter, its ways, and what this user may do about them.</summary>
    private async Task<bool> Find(Guid id, CancellationToken stopping)
    {
        if (await visible.Letters.AsNoTracking().SingleOrDefaultAsync(letter => letter.Id == id, stopping) is not { } letter)
        {
            return false;
        }

        Letter = letter;
        Location = (await organization.Profile(stopping)).Find(letter.LocationId);
        MayEdit = letter.State == LetterState.Draft && (await authorization.AuthorizeAsync(User, CorrespondenceRights.DraftLetters)).Succeeded;
        MayApprove = (await authorization.AuthorizeAsync(User, CorrespondenceRights.ApproveLetters)).Succeeded;
        MaySend = (await authorization.AuthorizeAsync(User, CorrespondenceRights.SendLetters)).Succeeded;
        Ways = await ways.Of(letter, Location, stopping);
        return true;
    }

    private Task Audit(CancellationToken stopping) =>
        audit.Record(db, new AuditEntry("letter.viewed", "letter", Letter.Id, [Letter.PatientId, .. Chart.Select(paper => paper.Id)], LocationId: Letter.LocationId), stopping);

    private async Task<string> Who(Guid? userId, DateTimeOffset at, Location? location, CancellationToken stopping)
    {
        var name = userId is { } user ? await organization.NameOfUser(user, stopping) ?? "Somebody" : "ClinicOps";
        var local = LocalTime.At(location, at);
        return $"{name}, {local.ToString("MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture)},";
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class LetterForm
{
    public uint Version { get; set; }

    [Required(ErrorMessage = "Say in a few words what the letter is about."), StringLength(120, ErrorMessage = "At most 120 characters.")]
    public string? Subject { get; set; }

    public List<TextOfBlock> Texts { get; set; } = [];

    public List<EnteredValue> Values { get; set; } = [];

    public static LetterForm Of(Letter letter) => new()
    {
        Version = letter.Version,
        Subject = letter.Subject,
        Texts = [.. letter.Blocks.Select((block, at) => new TextOfBlock { At = at, Text = block.EditableText }).Where(text => text.Text is not null)],
        // What is this letter's own first; the clinic's name and phone hardly ever change.
        Values = [.. MergeLetter.Fields(letter.Blocks).OrderBy(field => field.Split('.')[0] is "clinic" or "location" or "letter" or "user").Select(field => new EnteredValue { Field = field, Value = letter.Values.FirstOrDefault(value => value.Field == field)?.Value })],
    };

    public LetterEdit Edit(Guid letterId) => new(
        letterId,
        Version,
        Subject!,
        Texts.DistinctBy(text => text.At).ToDictionary(text => text.At, text => text.Text ?? ""),
        Values.Where(value => value.Field is not null).DistinctBy(value => value.Field).ToDictionary(value => value.Field!, value => value.Value));
}

internal sealed class TextOfBlock
{
    /// <summary>Position of the block in the letter, from 0.</summary>
    public int At { get; set; }

    [StringLength(8000, ErrorMessage = "At most 8,000 characters.")]
    public string? Text { get; set; }
}

internal sealed class EnteredValue
{
    public string? Field { get; set; }

    [StringLength(2000, ErrorMessage = "At most 2,000 characters.")]
    public string? Value { get; set; }
}
