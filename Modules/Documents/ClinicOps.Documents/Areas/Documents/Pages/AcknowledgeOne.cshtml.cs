using System.ComponentModel.DataAnnotations;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>One document that somebody has to acknowledge: its pages, whose it is, and the decision, after which the next one comes.</summary>
[Authorize(Policy = DocumentsRights.Acknowledge)]
internal sealed class AcknowledgeOneModel(
    DocumentsDb db,
    DutyList list,
    DutyRows rows,
    WorkOnDuty work,
    ReadPaper papers,
    SetDuties set,
    SendBack sendBack,
    IAuthorizationService authorization,
    IOrganization organization,
    AuditTrail audit,
    TimeProvider clock) : PageModel
{
    [BindProperty]
    public DutyForm Form { get; set; } = new();

    public Paper Paper { get; private set; } = null!;

    public DutyCard Card { get; private set; } = null!;

    public bool MayAct { get; private set; }

    /// <summary>Of what is over, the step that the user may take back; null where that is none.</summary>
    public Guid? TakeBack { get; private set; }

    public int Waiting { get; private set; }

    public Guid? Next { get; private set; }

    /// <summary>The steps that can be taken now; empty for what is acknowledged with one.</summary>
    public IReadOnlyList<DutyMove> Moves { get; private set; } = [];

    /// <summary>What came in since and may be the signed copy.</summary>
    public IReadOnlyList<(Guid Id, string Text)> Copies { get; private set; } = [];

    /// <summary>How the signed copy went back, or can; null where that is done by hand.</summary>
    public Returning? Returning { get; private set; }

    /// <summary>The user may send letters.</summary>
    public bool MaySend { get; private set; }

    public DateTimeOffset Now { get; private set; }

    public DateOnly Today { get; private set; }

    /// <summary>Whom it can be given to.</summary>
    public IReadOnlyList<Colleague> Colleagues { get; private set; } = [];

    /// <summary>Why nothing was done; null when nothing was tried.</summary>
    public string? Refusal { get; private set; }

    public Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => Show(id, stopping);

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stopping)
    {
        var next = await list.Next(id, stopping);
        return await GoOn(id, next, await work.Acknowledge(id, Form.Version, Form.Comment, stopping), "Acknowledged.", stopping);
    }

    public async Task<IActionResult> OnPostAction(Guid id, CancellationToken stopping)
    {
        var next = await list.Next(id, stopping);
        return await GoOn(id, next, await work.AskForAction(id, Form.Version, Form.Comment, stopping), "Acknowledged. Staff have a task with what you wrote.", stopping);
    }

    public async Task<IActionResult> OnPostGive(Guid id, CancellationToken stopping)
    {
        var next = await list.Next(id, stopping);
        var act = await work.Give(id, Form.Version, Form.To, stopping);
        return act is DutyAct.Done ? await GoOn(id, next, act, $"Given to {await organization.NameOfUser(Form.To!.Value, stopping)}.", stopping) : await GoOn(id, next, act, "", stopping);
    }

    /// <summary>The next step of what has several.</summary>
    public async Task<IActionResult> OnPostStep(Guid id, string? code, CancellationToken stopping)
    {
        var next = await list.Next(id, stopping);
        var said = new MoveSaid(Form.Comment, Form.How, Form.Whom, Form.Reference, Form.On, Form.CopyId);
        return await work.Move(id, Form.Version, code, said, stopping) switch
        {
            DutyAct.Done done when code == DutyStepCode.PagesDestroyed || await list.InSight.AnyAsync(duty => duty.Id == id && duty.State == DutyState.Done, stopping) => await GoOn(id, next, done, "Written down: that is the end of it.", stopping),
            DutyAct.Done done => await GoOn(id, id, done, "Written down.", stopping),
            var refused => await GoOn(id, next, refused, "", stopping),
        };
    }

    /// <summary>The signed copy goes back from here, by who may send letters.</summary>
    public async Task<IActionResult> OnPostSend(Guid id, CancellationToken stopping)
    {
        if (!await IsAllowedToSend())
        {
            return Forbid();
        }

        switch (await sendBack.Run(id, Form.Version, Form.Reader(), stopping))
        {
            case CopySent.OnItsWay:
                return Toast("The signed copy is on its way. This page says when it has left.", $"/documents/acknowledge/{id}");
            case CopySent.Refused refused:
                Refusal = refused.Why;
                return await Show(id, stopping);
            default:
                return NotFound();
        }
    }

    /// <param name="step">What is taken back: nothing that was done since.</param>
    public async Task<IActionResult> OnPostUndo(Guid id, Guid? step, CancellationToken stopping) => await work.Undo(id, step ?? Guid.Empty, stopping) switch
    {
        DutyAct.Done => Toast("Undone: it waits again.", $"/documents/acknowledge/{id}"),
        DutyAct.Unknown => NotFound(),
        _ => Toast("Nothing was undone: somebody has done something about it since.", $"/documents/acknowledge/{id}"),
    };

    private async Task<IActionResult> GoOn(Guid id, Guid? next, DutyAct act, string said, CancellationToken stopping)
    {
        switch (act)
        {
            case DutyAct.Done done:
                TempData["undo-url"] = $"/documents/acknowledge/{id}?handler=Undo&step={done.StepId}";
                return Toast(next is null ? said + " Nothing else waits." : said, next is { } other ? $"/documents/acknowledge/{other}" : "/documents/acknowledge");
            case DutyAct.Unknown:
                return NotFound();
            default:
                return await Refused(id, act, stopping);
        }
    }

    private RedirectResult Toast(string said, string to)
    {
        TempData["toast"] = said;
        return Redirect(to);
    }

    private async Task<IActionResult> Refused(Guid id, DutyAct refused, CancellationToken stopping)
    {
        var (by, at) = refused is DutyAct.ChangedMeanwhile meanwhile ? (meanwhile.By, meanwhile.At) : (null, clock.GetUtcNow());
        Refusal = DutyWords.Refusal(refused, by is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "ClinicOps", LocalTime.Ago(clock.GetUtcNow() - at));
        return await Show(id, stopping);
    }

    private async Task<bool> IsAllowedToSend() => (await authorization.AuthorizeAsync(User, null, CorrespondenceRights.SendLetters)).Succeeded;

    private async Task<IActionResult> Show(Guid id, CancellationToken stopping)
    {
        var documentId = await list.InSight.Where(duty => duty.Id == id).Select(duty => (Guid?)duty.DocumentId).SingleOrDefaultAsync(stopping);
        if (documentId is not { } of || await papers.Of(of, stopping) is not { } paper)
        {
            return NotFound();
        }

        Paper = paper;
        Card = (await rows.OfDocument(of, paper.Location, stopping)).Single(card => card.Duty.Id == id);
        Form.Version = Card.Duty.Version;
        MayAct = !DutyState.Over.Contains(Card.Duty.State) && await list.IsMine(id, stopping);
        var last = await work.LastStep(Card.Duty, stopping);
        TakeBack = DutyState.Over.Contains(Card.Duty.State) || last?.Code == DutyStepCode.Given ? last?.Id : null;
        Now = clock.GetUtcNow();
        Today = LocalTime.DayAt(paper.Location, Now);
        Moves = MayAct ? DutyMoves.Now(Card.Duty) : [];
        if (Moves.Any(move => move.TakesCopy))
        {
            Copies = (await list.Copies(Card.Duty, paper.Document).OrderByDescending(d => d.ReceivedAt).Take(20).Select(d => new { d.Id, d.Type, d.ReceivedAt }).ToListAsync(stopping))
                .ConvertAll(d => (d.Id, $"{Wording.Of(d.Type)}, {LocationClock.Words(d.ReceivedAt, clock.GetUtcNow(), paper.Location)}"));
        }

        Returning = await sendBack.Of(Card.Duty, paper.Document, stopping);
        MaySend = Returning is not null && await IsAllowedToSend();
        Waiting = await (await list.Waiting(DutyList.Mine, stopping)).CountAsync(stopping);
        Next = await list.Next(id, stopping);
        Colleagues = [.. (await set.Acknowledging(stopping)).Where(colleague => colleague.WorksAt(paper.Document.LocationId))];
        ModelState.Clear();
        await audit.Record(db, new AuditEntry("document.viewed", "document", of, paper.Document.SubjectId is { } patient ? [patient] : [], "acknowledge", paper.Document.LocationId), stopping);
        return Page();
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class DutyForm
{
    public uint Version { get; set; }

    public string? Comment { get; set; }

    public Guid? To { get; set; }

    public string? How { get; set; }

    public string? Whom { get; set; }

    public string? Reference { get; set; }

    public DateOnly? On { get; set; }

    public Guid? CopyId { get; set; }

    /// <summary>See <see cref="Returning.DeliveryId"/>.</summary>
    public Guid DeliveryId { get; set; }

    /// <summary>One of <see cref="PaperWays"/>.</summary>
    public string? Way { get; set; }

    [StringLength(200)]
    public string? Address { get; set; }

    [StringLength(100)]
    public string? Name { get; set; }

    /// <summary>One of <see cref="PaperReader"/>.</summary>
    public string? Kind { get; set; }

    /// <summary>The user has made sure that it is theirs.</summary>
    public bool Confirmed { get; set; }

    public CopyReader Reader() => new(DeliveryId, Way ?? "", Clipped(Address, 200), Clipped(Name, 100), Kind ?? "", Confirmed);

    private static string Clipped(string? text, int most)
    {
        var said = text?.Trim() ?? "";
        return said.Length > most ? said[..most] : said;
    }
}
