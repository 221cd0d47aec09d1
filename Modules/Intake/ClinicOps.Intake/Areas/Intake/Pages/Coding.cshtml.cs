using System.Globalization;
using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The coding of one finished visit: typed, signed by a provider, handed to billing.</summary>
[Authorize(Policy = IntakeRights.CodeVisits)]
internal sealed class CodingModel(
    IntakeDb db, LoadCoding load, WorkOnCoding work, HandOffCoding handOff, IBlobStore blobs, IOrganization organization, IAuthorizationService authorization, AuditTrail audit, TimeProvider clock) : PageModel
{
    [BindProperty]
    public CodingForm Form { get; set; } = new();

    public CodingRow Row { get; private set; } = null!;

    public uint Version => Row.Coding?.Version ?? 0;

    public bool IsDraft => Row.Coding is null or { State: CodingStates.Draft };

    public bool MaySign { get; private set; }

    /// <summary>What whoever bills will ask for, in sentences.</summary>
    public IReadOnlyList<string> WillBeAskedFor { get; private set; } = [];

    /// <summary>What still stands in the way of signing.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    public IReadOnlyDictionary<(string System, string Code), MedicalCode> Known { get; private set; } = new Dictionary<(string System, string Code), MedicalCode>();

    public IReadOnlyList<CodingHandOff> HandOffs { get; private set; } = [];

    /// <summary>"Ana Ruiz, 2 min ago"; null where nobody has signed.</summary>
    public string? Signed { get; private set; }

    public IReadOnlyList<string> Refusals { get; private set; } = [];

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        Form = CodingForm.Of(await Shown(stopping));
        return Page();
    }

    /// <param name="version">That the page showed.</param>
    /// <param name="sign">Saved, and then signed.</param>
    public async Task<IActionResult> OnPost(Guid id, uint version, bool sign, CancellationToken stopping)
    {
        if (Form.Content() is not { } content)
        {
            return await Refused(id, Form.Problems, stopping);
        }

        var saved = await work.Save(id, version, content.WithUsualCharges(await load.Known(content, stopping)), stopping);
        if (saved is not CodingWork.Done || !sign)
        {
            return await Answer(id, saved, "Saved.", stopping);
        }

        db.ChangeTracker.Clear();
        return await load.Find(id, stopping) is { Coding.Version: var now } ? await Sign(id, now, stopping) : NotFound();
    }

    public Task<IActionResult> OnPostSign(Guid id, uint version, CancellationToken stopping) => Sign(id, version, stopping);

    public async Task<IActionResult> OnPostTakeBack(Guid id, uint version, CancellationToken stopping) => await MayAct()
        ? await Answer(id, await work.TakeBack(id, version, stopping), "The signature is taken back.", stopping)
        : Forbid();

    public async Task<IActionResult> OnPostReopen(Guid id, uint version, string? why, CancellationToken stopping) =>
        await Answer(id, await work.Reopen(id, version, why ?? "", stopping), "Open for a correction: it is signed and handed off anew.", stopping);

    /// <param name="handOffId">Made by the form.</param>
    public async Task<IActionResult> OnPostHandOff(Guid id, uint version, Guid handOffId, CancellationToken stopping)
    {
        switch (await handOff.Run(handOffId, id, version, stopping))
        {
            case HandedOff.Done done:
                TempData["toast"] = done.Number == 1 ? "Handed off: the sheet and the file are below." : $"Handed off as correction {done.Number - 1}: the sheet and the file are below.";
                return Redirect(Here(id));
            case HandedOff.NotSigned:
                return await Refused(id, ["Nobody has signed that this coding is final: it does not leave."], stopping);
            case HandedOff.ChangedMeanwhile meanwhile:
                return await Refused(id, [await Overtaken(meanwhile.By, meanwhile.At, stopping)], stopping);
            default:
                return NotFound();
        }
    }

    /// <param name="made">A hand-off of this visit.</param>
    /// <param name="form">csv; otherwise the sheet.</param>
    public async Task<IActionResult> OnGetFile(Guid id, Guid made, string? form, CancellationToken stopping)
    {
        if (await load.Find(id, stopping) is not { } row || await db.CodingHandOffs.AsNoTracking().SingleOrDefaultAsync(h => h.Id == made && h.VisitId == id, stopping) is not { } found)
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("coding.sheet-viewed", "visit", id, [found.PatientId], LocationId: row.Visit.LocationId), stopping);
        Response.Headers.CacheControl = "no-store";
        return form == "csv"
            ? File(await blobs.Get(found.CsvHash, stopping), "text/csv", string.Create(CultureInfo.InvariantCulture, $"coding-{id}-{found.Number}.csv"))
            : File(await blobs.Get(found.PdfHash, stopping), "application/pdf");
    }

    private async Task<IActionResult> Sign(Guid id, uint version, CancellationToken stopping) => await MayAct()
        ? await Answer(id, await work.Sign(id, version, stopping), "Signed as final.", stopping)
        : Forbid();

    private async Task<bool> MayAct() => (await authorization.AuthorizeAsync(User, IntakeRights.SignCodings)).Succeeded;

    private async Task<IActionResult> Answer(Guid id, CodingWork done, string words, CancellationToken stopping)
    {
        switch (done)
        {
            case CodingWork.Done:
                TempData["toast"] = words;
                return Redirect(Here(id));
            case CodingWork.Unknown:
                return NotFound();
            case CodingWork.ChangedMeanwhile meanwhile:
                return await Refused(id, [await Overtaken(meanwhile.By, meanwhile.At, stopping)], stopping);
            case CodingWork.NotComplete missing:
                return await Refused(id, missing.Why, stopping);
            case CodingWork.SayWhy:
                return await Refused(id, ["Write why it is opened again: the reason goes into the history."], stopping);
            case CodingWork.NotNow now:
                return await Refused(id, [now.State switch
                {
                    CodingStates.Signed => "It is signed: take the signature back first.",
                    CodingStates.HandedOff => "It was handed off: open it for a correction first.",
                    _ => "Nothing was done: it is a draft.",
                }], stopping);
            default:
                throw new InvalidOperationException("An answer that is not known here.");
        }
    }

    /// <summary>With what was typed.</summary>
    private async Task<IActionResult> Refused(Guid id, IReadOnlyList<string> why, CancellationToken stopping)
    {
        db.ChangeTracker.Clear();
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        (Refusals, var typed) = (why, Form.Diagnoses.Count > 0 || Form.Lines.Count > 0);
        var content = await Shown(stopping);
        Form = typed && IsDraft ? Form : CodingForm.Of(content);
        ModelState.Clear();
        return Page();
    }

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await load.Find(id, stopping) is not { } row)
        {
            return false;
        }

        Row = row;
        MaySign = await MayAct();
        HandOffs = await load.HandOffs(id, stopping);
        Signed = row.Coding is { SignedAt: { } at } coding ? await organization.WhoAndWhen(coding.SignedBy, clock.GetUtcNow() - at, stopping: stopping) : null;
        await audit.Record(db, new AuditEntry("coding.viewed", "visit", id, [row.Visit.PatientId], LocationId: row.Visit.LocationId), stopping);
        return true;
    }

    /// <summary>As it is kept, or as it is proposed; and what is to be said of it.</summary>
    private async Task<CodingContent> Shown(CancellationToken stopping)
    {
        var billed = await load.Billed(Row.Visit, stopping);
        var content = Row.Coding is { } coding ? WorkOnCoding.Content(coding) : await load.Proposal(Row.Visit, billed, stopping);
        (Missing, Known, WillBeAskedFor) = (content.Missing(), await load.Known(content, stopping), billed.WillBeAskedFor(content));
        return content;
    }

    private async Task<string> Overtaken(Guid? by, DateTimeOffset at, CancellationToken stopping) =>
        $"It was changed meanwhile, by {await organization.WhoAndWhen(by, clock.GetUtcNow() - at, stopping: stopping)}. Nothing was done: look at it, and do it again.";

    private static string Here(Guid id) => $"/intake/coding/visit/{id}";
}
