using ClinicOps.Correspondence.Batches;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>Says who would get a letter and who not and why, and begins the batch.</summary>
[Authorize(Policy = CorrespondenceRights.DraftLetters)]
internal sealed class BeginBatchModel(
    CorrespondenceDb db, TemplateShelf shelf, ChooseReaders choose, BeginBatch begin, VisibleToActor visible, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    /// <summary>Of the names that are listed; the numbers say how many there are.</summary>
    public const int MostShown = 200;

    [BindProperty]
    public BatchForm Form { get; set; } = new();

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public IReadOnlyList<LetterTemplate> Templates { get; private set; } = [];

    /// <summary>Null until it was asked for.</summary>
    public ChosenReaders? Chosen { get; private set; }

    public async Task OnGet(string? kind, CancellationToken stopping)
    {
        Form.Kind = kind;
        await Load(stopping);
        var today = Today(Locations is [var first, ..] ? first.Id : null);
        (Form.NewId, Form.LocationId, Form.Until) = (Guid.CreateVersion7(), Locations is [var place, ..] ? place.Id : null, today);
        Form.From = Form.Kind == BatchKind.Closing ? today.AddMonths(-24) : today.AddDays(-7);
    }

    /// <summary>Whom a search finds stands in no address.</summary>
    public async Task<IActionResult> OnPostShow(CancellationToken stopping)
    {
        // Shown anew is another batch: a page that was gone back to has the number of the one before.
        Form.NewId = Guid.CreateVersion7();
        await Load(stopping);
        if (Ask() is { } ask)
        {
            await Show(ask, stopping);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostBegin(CancellationToken stopping)
    {
        await Load(stopping);
        if (Ask() is not { } ask)
        {
            return Page();
        }

        switch (await begin.Run(Form.NewId ?? Guid.CreateVersion7(), ask, stopping, Form.Shown))
        {
            case BatchBegin.Begun begun:
                TempData["toast"] = "The letters are being drafted. Nothing leaves before you have approved them.";
                TempData["undo-url"] = $"/correspondence/batches/batch/{begun.BatchId}?handler=Withdraw";
                return Redirect($"/correspondence/batches/batch/{begun.BatchId}");
            case BatchBegin.BegunBefore before:
                TempData["toast"] = "This batch was begun already: here it is. For another one choose “Begin a batch” again.";
                return Redirect($"/correspondence/batches/batch/{before.BatchId}");
            case BatchBegin.LocationUnknown or BatchBegin.TemplateUnknown:
                return NotFound();
            case BatchBegin.NoClosingDay:
                ModelState.AddModelError("", "Say the last day of the location: the letter names it.");
                break;
            case BatchBegin.OthersByNow:
                ModelState.AddModelError("", "Nothing was begun: other patients would get a letter than were shown. These are they now: look again, then press “Draft”.");
                break;
            case BatchBegin.WrongNumber { Letters: 0 }:
                ModelState.AddModelError("", "Nobody would get a letter any more.");
                break;
            case BatchBegin.WrongNumber:
                ModelState.AddModelError("", $"More than {BeginBatch.MostLetters} letters are more than one batch: choose fewer days.");
                break;
        }

        await Show(ask, stopping);
        return Page();
    }

    private async Task Load(CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(location => visible.Location(location.Id))];
        Form.Kind = BatchKind.All.Any(known => known.Code == Form.Kind) ? Form.Kind : BatchKind.Recall;
        List<string> order = [.. BeginBatch.TemplatesOf(Form.Kind!)];
        Templates = [.. (await shelf.All(stopping)).Where(shelved => !shelved.IsRetired && BeginBatch.MayWrite(Form.Kind!, shelved.Standing.Code)).Select(shelved => shelved.Standing)
            .OrderBy(template => order.IndexOf(template.Code) is var place and >= 0 ? place : order.Count).ThenBy(template => template.Language != LetterTemplates.English).DistinctBy(template => template.Code)];
    }

    /// <returns>Null when something is missing: the page says what.</returns>
    private BatchAsk? Ask()
    {
        string[] mrns = [.. (Form.Mrns ?? "").Split([' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
        var problem =
            Form.LocationId is not { } || Templates.All(template => template.Code != Form.Template) ? "Choose the location and the letter."
            : Form.Kind is BatchKind.NoShow or BatchKind.Closing && Form.From is null ? "Say from which day on."
            : Form.Kind is BatchKind.NoShow or BatchKind.Recall && Form.Until is null ? "Say until which day."
            : Form.Kind == BatchKind.NoShow && Form.Until < Form.From ? "The last day is before the first."
            : Form.Kind == BatchKind.Closing && Form.ClosingDay is null ? "Say the last day of the location: the letter names it."
            : Form.Kind == BatchKind.Closing && Form.ClosingDay < Today(Form.LocationId) ? "The last day of the location is over: look at the year, too."
            : Form.Kind == BatchKind.Listed && mrns.Length == 0 ? "Enter the MRNs of those who get the letter."
            : null;
        if (problem is not null)
        {
            ModelState.AddModelError("", problem);
        }

        return ModelState.IsValid ? new BatchAsk(Form.Kind!, Form.LocationId!.Value, Form.Template!, Form.From ?? DateOnly.MinValue, Form.Until ?? DateOnly.MaxValue, Form.ClosingDay, mrns) : null;
    }

    private DateOnly Today(Guid? locationId) => LocalTime.DayAt(Locations.FirstOrDefault(location => location.Id == locationId), clock.GetUtcNow());

    private async Task Show(BatchAsk ask, CancellationToken stopping)
    {
        Chosen = await choose.Run(ask, stopping);
        await audit.Record(
            db,
            new AuditEntry("letter-batch.chosen", "location", ask.LocationId, [.. Chosen.Gets.Select(patient => patient.Id), .. Chosen.Not.Select(left => left.Patient.Id)], LocationId: ask.LocationId),
            stopping);
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class BatchForm
{
    /// <summary>Made with the form, so that one sent twice begins one batch.</summary>
    public Guid? NewId { get; set; }

    /// <summary>One of <see cref="BatchKind"/>.</summary>
    public string? Kind { get; set; }

    public Guid? LocationId { get; set; }

    public string? Template { get; set; }

    public DateOnly? From { get; set; }

    public DateOnly? Until { get; set; }

    public DateOnly? ClosingDay { get; set; }

    public string? Mrns { get; set; }

    /// <summary>Who was shown: see <see cref="ChosenReaders.Mark"/>. Null until somebody was.</summary>
    public string? Shown { get; set; }
}
