using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>
/// The list of what waits for review, in the views that people work by. What arrives is counted and shown when the user asks for it, so
/// that the list never moves under the cursor.
/// </summary>
[Authorize(Policy = DocumentsRights.Review)]
internal sealed class QueueModel(
    DocumentsDb db,
    ReviewQueue queue,
    BatchButtons batches,
    DocumentMarks marks,
    Colleagues colleagues,
    ViewButtons views,
    VisibleToActor visible,
    CurrentActor actor,
    IOrganization organization,
    IAuthorizationService authorization,
    AuditTrail audit,
    TimeProvider clock) : PageModel
{
    public const int AskAgainSeconds = 10;

    private const int Most = ReviewBatch.Most;

    /// <summary>One of <see cref="QueueView"/>, here and below as the address or the form says it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? View { get; set; }

    [BindProperty(SupportsGet = true)]
    public NarrowingForm By { get; set; } = new();

    public QueueFilter Filter => new(QueueView.Known(View), By.Narrowing);

    public IReadOnlyList<QueueRow> Rows { get; private set; } = [];

    public IReadOnlyDictionary<string, int> Counts { get; private set; } = new Dictionary<string, int>();

    /// <summary>How many the filter leaves, shown or not.</summary>
    public int Count { get; private set; }

    /// <summary>What waits in this view and is not shown; only of a live answer.</summary>
    public int Arrived { get; private set; }

    /// <summary>Left to others by the user; for who oversees the clinic, what is out of sight too.</summary>
    public int ForOthers { get; private set; }

    public bool Oversees { get; private set; }

    public bool SeveralLocations => Choices.Locations.Count > 1;

    /// <summary>What the list may be narrowed to.</summary>
    public NarrowingChoices Choices { get; private set; } = NarrowingChoices.None;

    /// <summary>The views that are kept under a name; null in a live answer that does not count them anew.</summary>
    public SavedViewList? Saved { get; private set; }

    /// <summary>When what lies in the saved views was counted last, in seconds since 1970.</summary>
    public long SavedCountedAt { get; private set; }

    /// <summary>Whom the chosen ones may be given, as far as each of them sees them.</summary>
    public IReadOnlyList<Colleague> Colleagues { get; private set; } = [];

    public async Task OnGet(CancellationToken stopping)
    {
        await Load(stopping);
        await audit.Record(db, new AuditEntry("documents.review-listed", "document", null, [.. Rows.Select(row => row.Id)]), stopping);
    }

    /// <summary>The counts, and how much arrived since the list was drawn.</summary>
    /// <param name="listed">The ids shown.</param>
    /// <param name="savedCountedAt">As the answer before said it.</param>
    public async Task<IActionResult> OnPostLive(Guid[]? listed, long savedCountedAt, CancellationToken stopping)
    {
        Counts = await queue.Counts(stopping);
        SavedCountedAt = savedCountedAt;
        if (SavedViewList.IsCountedAnew(savedCountedAt, clock.GetUtcNow()))
        {
            await CountSaved(stopping);
        }

        Arrived = await queue.Beside(Filter, [.. (listed ?? []).Take(Most)], stopping);
        return Partial("_QueueLive", this);
    }

    /// <param name="rows">The chosen ones, each "id version", here and below.</param>
    /// <param name="reason">One of <see cref="JunkReason"/>.</param>
    public Task<IActionResult> OnPostJunk(string[]? rows, string? reason, CancellationToken stopping) => Then(batches.Junk(Chosen(rows), reason, Said, stopping));

    public Task<IActionResult> OnPostNotForUs(string[]? rows, CancellationToken stopping) => Then(batches.NotForUs(Chosen(rows), Said, stopping));

    /// <param name="folder">One of <see cref="PracticeFolder"/>.</param>
    public Task<IActionResult> OnPostPractice(string[]? rows, string? folder, CancellationToken stopping) => Then(batches.Practice(Chosen(rows), folder, Said, stopping));

    public Task<IActionResult> OnPostTake(string[]? rows, CancellationToken stopping) => Then(batches.Take(Chosen(rows), Said, stopping));

    public Task<IActionResult> OnPostLeave(string[]? rows, CancellationToken stopping) => Then(batches.Leave(Chosen(rows), Said, stopping));

    /// <param name="word">What the colleague is told; shown to them as a note.</param>
    public Task<IActionResult> OnPostGive(string[]? rows, Guid colleague, string? word, CancellationToken stopping) => Then(batches.Give(Chosen(rows), colleague, word, Said, stopping));

    /// <param name="put">The label.</param>
    public Task<IActionResult> OnPostLabel(string[]? rows, Guid put, CancellationToken stopping) => Then(batches.Label(Chosen(rows), put, Said, stopping));

    public Task<IActionResult> OnPostUndoLabel(Guid batch, CancellationToken stopping) => Then(batches.UndoLabel(batch, TempData, stopping));

    public Task<IActionResult> OnPostUndo(Guid batch, CancellationToken stopping) => Then(batches.Undo(batch, TempData, stopping));

    /// <param name="name">Of the view as the list is narrowed now.</param>
    /// <param name="shared">For everybody.</param>
    public async Task<IActionResult> OnPostSaveView(string? name, bool shared, CancellationToken stopping)
    {
        TempData["toast"] = await views.Save(User, SavedViewPlace.Queue, name, Filter.View, Filter.By, shared, stopping);
        return Redirect(Filter.Address);
    }

    public async Task<IActionResult> OnPostRemoveView(Guid saved, CancellationToken stopping)
    {
        await views.Remove(User, saved, TempData, $"/documents/review?handler=RestoreView&saved={saved}", stopping);
        return Redirect(QueueFilter.Everything.Address);
    }

    public async Task<IActionResult> OnPostRestoreView(Guid saved, CancellationToken stopping)
    {
        TempData["toast"] = await views.Restore(User, saved, stopping);
        return Redirect(QueueFilter.Everything.Address);
    }

    private async Task CountSaved(CancellationToken stopping) => (Saved, SavedCountedAt) = (await LoadSaved(stopping), clock.GetUtcNow().ToUnixTimeSeconds());

    private async Task<SavedViewList> LoadSaved(CancellationToken stopping)
    {
        var links = new List<SavedViewLink>();
        foreach (var saved in await views.Of(SavedViewPlace.Queue, stopping))
        {
            var filter = new QueueFilter(QueueView.Known(saved.View), ViewButtons.NarrowingOf(saved));
            links.Add(new SavedViewLink(saved.Id, saved.Name, filter.Address, await queue.Of(filter).CountAsync(stopping), saved.UserId is null, filter == Filter));
        }

        return new SavedViewList(
            Filter.Address, [("view", Filter.View), .. Filter.By.Fields], links, Filter.IsNarrowed && !links.Exists(link => link.IsCurrent), await views.MayShare(User));
    }

    private ListSaid Said => new(TempData, Filter.With);

    private static ChosenRows Chosen(string[]? rows) => new(rows ?? [], []);

    private async Task<IActionResult> Then(Task act)
    {
        await act;
        return Redirect(Filter.Address);
    }

    public static string Documents(int count) => count == 1 ? "1 document" : $"{count} documents";

    private async Task Load(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var profile = await organization.Profile(stopping);
        Colleagues = await colleagues.Here(stopping);
        Choices = new NarrowingChoices(
            new NarrowedList("/documents/review", "view", Filter.View, Filter.By, new QueueFilter(Filter.View).Address), await marks.Offered(stopping), Colleagues, [.. profile.Locations.Where(location => visible.Location(location.Id))])
        {
            Me = actor.UserId,
        };
        Counts = await queue.Counts(stopping);
        await CountSaved(stopping);
        Count = Filter.IsNarrowed ? await queue.Of(Filter).CountAsync(stopping) : Counts[Filter.View];
        Oversees = (await authorization.AuthorizeAsync(User, DocumentsRights.Oversee)).Succeeded;
        ForOthers = Oversees ? await queue.CountForOthers(stopping) : await queue.CountHandedOver(stopping);
        var waiting = await queue.Of(Filter).AsNoTracking()
            .Take(Most)
            .Select(d => new { d.Id, d.Version, d.Type, d.UrgentReason, d.ReviewWords, d.ReceivedAt, d.LocationId, d.OwnerId, d.OpenedBy, d.OpenedUntil, HandedOver = d.HandedOverBy.Count > 0, Pages = d.Pages.Count, d.Transmission!.ReceivedFrom, d.Transmission.FileName, IsPartClosed = db.StoredDocuments.Count(s => s.TransmissionId == d.TransmissionId && s.State != DocumentState.Merged) > d.Transmission.Documents.Count || db.JoinedOutOfSight.Any(s => s.TransmissionId == d.TransmissionId) })
            .ToListAsync(stopping);
        var put = await marks.Of(waiting.ConvertAll(d => d.Id), stopping);
        var rows = new List<QueueRow>();
        foreach (var d in waiting)
        {
            rows.Add(new QueueRow(
                d.Id,
                d.Version,
                d.Type,
                d.UrgentReason,
                d.ReviewWords ?? "",
                d.ReceivedFrom ?? (d.IsPartClosed ? InboxRow.PartClosed : d.FileName),
                profile.Find(d.LocationId)?.Name,
                LocationClock.Words(d.ReceivedAt, now, profile.Find(d.LocationId)),
                now - d.ReceivedAt,
                d.OpenedUntil > now && d.OpenedBy is { } holder ? await organization.NameOfUser(holder, stopping) : null,
                d.OwnerId == actor.UserId ? "You" : d.OwnerId is { } owner ? await organization.NameOfUser(owner, stopping) : null,
                d.HandedOver,
                d.Pages,
                put.GetValueOrDefault(d.Id, Marks.None)));
        }

        Rows = rows;
    }
}

/// <param name="Waiting">How long ago it came in.</param>
/// <param name="HandedOver">A colleague left it: somebody who may be meant is closed to them.</param>
/// <param name="OpenWith">Who has it open at the moment; null when nobody has.</param>
internal sealed record QueueRow(
    Guid Id,
    uint Version,
    DocumentType Type,
    string? UrgentReason,
    string Reason,
    string From,
    string? LocationName,
    string Received,
    TimeSpan Waiting,
    string? OpenWith,
    string? Owner,
    bool HandedOver,
    int Pages,
    Marks Marks);
