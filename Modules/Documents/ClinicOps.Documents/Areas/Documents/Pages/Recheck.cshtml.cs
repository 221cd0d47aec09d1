using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Quality;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>
/// One drawn document: its pages and nothing of what the machine made of them, and the question whose it is. Whom it was filed to is said
/// by nothing on this page, before the answer or in its address.
/// </summary>
[Authorize(Policy = DocumentsRights.Recheck)]
internal sealed class RecheckModel(
    DocumentsDb db,
    RecheckQueue queue,
    RecheckDocument recheck,
    VisibleToActor visible,
    SearchCandidates search,
    IPatients patients,
    IOrganization organization,
    AuditTrail audit,
    TimeProvider clock) : PageModel
{
    private const int MostFound = 9;

    [BindProperty]
    public RecheckForm Form { get; set; } = new();

    public ViewerPages Pages { get; private set; } = null!;

    public DocumentType Type { get; private set; }

    public string Received { get; private set; } = "";

    public IReadOnlyList<Candidate> Found { get; private set; } = [];

    public bool Searched { get; private set; }

    public bool Answered { get; private set; }

    public int Waiting { get; private set; }

    public Guid? Next { get; private set; }

    /// <summary>Why nothing was done; null when nothing was tried.</summary>
    public string? Refusal { get; private set; }

    public Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => Show(id, stopping);

    /// <summary>The search box: by htmx as it is typed into, or the whole page without a script.</summary>
    public async Task<IActionResult> OnPostSearch(Guid id, CancellationToken stopping)
    {
        if (!await queue.InSight.AnyAsync(r => r.Id == id, stopping))
        {
            return NotFound();
        }

        ModelState.Clear();
        var found = await search.Run(Form.PatientSearch, MostFound, stopping);
        (Searched, Found) = (found is not null, found ?? []);
        return Request.Headers.ContainsKey("HX-Request") ? Partial("_FoundForRecheck", this) : await Show(id, stopping);
    }

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stopping)
    {
        if (Form.PatientId is { } named)
        {
            return await Answer(id, new RecheckAnswer.Named(named), stopping);
        }

        Refusal = "Search the patient and choose; or say that nobody registered fits, or that the pages do not tell.";
        return await Show(id, stopping);
    }

    public Task<IActionResult> OnPostNobody(Guid id, CancellationToken stopping) => Answer(id, new RecheckAnswer.NobodyRegistered(), stopping);

    public Task<IActionResult> OnPostCannotTell(Guid id, CancellationToken stopping) => Answer(id, new RecheckAnswer.CannotTell(), stopping);

    private async Task<IActionResult> Answer(Guid id, RecheckAnswer answer, CancellationToken stopping)
    {
        var next = await queue.Next(id, stopping);
        switch (await recheck.Run(id, answer, stopping))
        {
            case RecheckResult.Done done:
                TempData["toast"] = Words(done) + (next is null ? " Nothing else waits." : "");
                return Redirect(next is { } other ? $"/documents/recheck/{other}" : "/documents/recheck");
            case RecheckResult.Unknown:
                return NotFound();
            case RecheckResult.OpenedByAnother open:
                Refusal = $"{await organization.NameOfUser(open.By, stopping) ?? "Somebody"} is working on this document. Nothing was kept: answer again in a few minutes.";
                break;
            case RecheckResult.AnsweredBefore:
                Refusal = "Somebody has answered meanwhile. Nothing was changed.";
                break;
            default:
                Refusal = "This patient is no longer registered. Choose another.";
                break;
        }

        return await Show(id, stopping);
    }

    private static string Words(RecheckResult.Done done) => done switch
    {
        { Verdict: RecheckVerdict.Agreed } => "Agreed: it was filed to the same patient.",
        { SentToReview: true } => "It was filed to somebody else. It is taken out and waits in review.",
        { Verdict: RecheckVerdict.Wrong } => "It had been filed to somebody else, and was taken out before.",
        _ => "Kept: it cannot be told from the pages.",
    };

    private async Task<IActionResult> Show(Guid id, CancellationToken stopping)
    {
        var found = await queue.InSight.AsNoTracking().Where(r => r.Id == id)
            .Select(r => new { r.DocumentId, r.Verdict, r.Document!.SubjectId, r.Document.Type, r.Document.ReceivedAt, r.Document.LocationId })
            .SingleOrDefaultAsync(stopping);
        if (found is null)
        {
            return NotFound();
        }

        Pages = await ViewerPages.Load(visible.Pages.Where(page => page.DocumentId == found.DocumentId), [], stopping);
        (Type, Answered) = (found.Type, found.Verdict is not null);
        Received = LocationClock.Words(found.ReceivedAt, clock.GetUtcNow(), (await organization.Profile(stopping)).Find(found.LocationId));
        (Waiting, Next) = (await queue.Waiting.CountAsync(stopping), await queue.Next(id, stopping));
        if (Form.PatientId is { } named && Found.All(candidate => candidate.Patient.Id != named) && await patients.Find(named, stopping) is { } chosen)
        {
            // Refused or not, what was chosen stays chosen.
            Found = [new Candidate(chosen, []), .. Found];
        }

        ModelState.Clear();
        await audit.Record(db, new AuditEntry("document.viewed", "document", found.DocumentId, found.SubjectId is { } patient ? [patient] : [], "recheck", found.LocationId), stopping);
        return Page();
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class RecheckForm
{
    public Guid? PatientId { get; set; }

    public string? PatientSearch { get; set; }
}
