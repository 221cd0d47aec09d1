using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>
/// Everything received at the user's locations: first what is urgent and waits, then the newest first. Rows that are shown update their own cells; a new arrival is only
/// counted until the user asks for it, so the list never moves under the cursor.
/// </summary>
[Authorize(Policy = DocumentsRights.View)]
internal sealed class InboxModel(
    DocumentsDb db,
    VisibleToActor visible,
    InboxRows rows,
    MailNotices mail,
    DocumentMarks marks,
    Colleagues colleagues,
    ViewButtons views,
    BatchButtons batches,
    CurrentActor actor,
    IOrganization organization,
    AuditTrail audit,
    IAuthorizationService authorization,
    TimeProvider clock) : PageModel
{
    private const int RowsAPage = 50;

    public string Filter { get; private set; } = InboxFilter.All;

    [BindProperty(SupportsGet = true)]
    public NarrowingForm By { get; set; } = new();

    public Narrowing Narrowed => By.Narrowing;

    /// <summary>What the list may be narrowed to; of the page, not of a live answer.</summary>
    public NarrowingChoices Choices { get; private set; } = NarrowingChoices.None;

    /// <summary>What came in after it and is not shown arrived since: ticks of the oldest line that is not pressing, 0 while the list is not full.</summary>
    public long Since { get; private set; }

    /// <summary>The views that are kept under a name; null in a live answer that does not count them anew.</summary>
    public SavedViewList? Saved { get; private set; }

    /// <summary>When what lies in the saved views was counted last, in seconds since 1970.</summary>
    public long SavedCountedAt { get; private set; }

    public IReadOnlyList<InboxRow> Rows { get; private set; } = [];

    /// <summary>Those of the rows that changed since the browser was told; only of a live answer.</summary>
    public IReadOnlyList<InboxRow> Changed { get; private set; } = [];

    public IReadOnlyDictionary<string, int> Counts { get; private set; } = new Dictionary<string, int>();

    /// <summary>Arrivals that belong into the list and are not shown.</summary>
    public int Arrived { get; private set; }

    /// <summary>For the link to what was received before this; null on the last page.</summary>
    public DateTimeOffset? Older { get; private set; }

    /// <summary>Not the newest page: nothing arrives here.</summary>
    public bool IsOlderPage { get; private set; }

    /// <summary>Loaded with the page; a live answer leaves it as it stands.</summary>
    public MailNotices Mail => mail;

    public bool MayReview { get; private set; }

    public bool MayUpload { get; private set; }

    /// <summary>Seconds until the browser asks again.</summary>
    public int AskAgainSeconds => Rows.Any(row => row.InProgress) || Counts.GetValueOrDefault(InboxFilter.Progress) > 0 ? 2 : 10;

    public async Task OnGet(string? filter, long? before, CancellationToken stopping)
    {
        Filter = InboxFilter.Known(filter);
        IsOlderPage = before is not null;
        var until = before is { } ticks and > 0 && ticks < DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(ticks, TimeSpan.Zero) : DateTimeOffset.MaxValue.AddDays(-2);
        var several = await SeesSeveralLocations(stopping);
        var pressing = IsOlderPage ? [] : await rows.Read(InboxFilter.Pressing(Found).OrderBy(t => t.ReceivedAt).ThenBy(t => t.Id).Take(RowsAPage), several, stopping);
        Guid[] shown = [.. pressing.Select(row => row.Id)];
        var found = await rows.Read(
            Found.Where(t => t.ReceivedAt < until && !shown.Contains(t.Id))
                .OrderByDescending(t => t.ReceivedAt).ThenByDescending(t => t.Id)
                .Take(RowsAPage + 1),
            several,
            stopping);
        List<InboxRow> newest = [.. found.Take(RowsAPage)];
        Rows = [.. pressing, .. newest];
        Older = found.Count > RowsAPage ? newest[^1].ReceivedAt : null;
        Since = newest.Count == RowsAPage ? newest[^1].ReceivedAt.UtcTicks : 0;
        await LoadAround(stopping);
        await CountSaved(stopping);
        await mail.Load(stopping);
        Choices = new NarrowingChoices(
            new NarrowedList("/documents/inbox", "filter", Filter, Narrowed, InboxFilter.Address(Filter, Narrowing.None)),
            await marks.Offered(stopping),
            await colleagues.Here(stopping),
            [.. (await organization.Profile(stopping)).Locations.Where(location => visible.Location(location.Id))])
        {
            Me = actor.UserId,
        };
        await Audit(Rows, stopping, [.. mail.Waiting.Select(waiting => waiting.Id)]);
    }

    /// <summary>What changed in the rows that the browser shows.</summary>
    /// <param name="shown">Of each row "id stamp", in the order shown.</param>
    /// <param name="since">See <see cref="Since"/>, as the page said it.</param>
    /// <param name="savedCountedAt">As the answer before said it.</param>
    public async Task<IActionResult> OnPostLive(string? filter, bool older, string[]? shown, long since, long savedCountedAt, CancellationToken stopping)
    {
        Filter = InboxFilter.Known(filter);
        IsOlderPage = older;
        var stamps = (shown ?? []).Take(4 * RowsAPage).Select(row => row.Split(' '))
            .Where(parts => parts.Length == 2 && Guid.TryParse(parts[0], out _))
            .DistinctBy(parts => parts[0])
            .ToDictionary(parts => Guid.Parse(parts[0]), parts => parts[1]);
        var ids = stamps.Keys.ToArray();
        Rows = await rows.Read(visible.Transmissions.Where(t => ids.Contains(t.Id)), await SeesSeveralLocations(stopping), stopping);
        Changed = [.. Rows.Where(row => stamps[row.Id] != row.Stamp)];
        if (!older)
        {
            var oldest = since > 0 && since < DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(since, TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
            Arrived = await Found.CountAsync(t => t.ReceivedAt > oldest && !ids.Contains(t.Id), stopping);
        }

        await LoadAround(stopping);
        SavedCountedAt = savedCountedAt;
        if (SavedViewList.IsCountedAnew(savedCountedAt, clock.GetUtcNow()))
        {
            await CountSaved(stopping);
        }

        await Audit(Changed, stopping);
        return Partial("_InboxLive", this);
    }

    /// <param name="rows">The chosen lines: what waits of each is acted on, here and below.</param>
    /// <param name="shown">Of each line of the list "id stamp".</param>
    /// <param name="reason">One of <see cref="JunkReason"/>.</param>
    public Task<IActionResult> OnPostJunk(string? filter, Guid[]? rows, string[]? shown, string? reason, CancellationToken stopping) =>
        Act(filter, () => Chosen(rows, shown, stopping), (chosen, said) => batches.Junk(chosen, reason, said, stopping));

    public Task<IActionResult> OnPostNotForUs(string? filter, Guid[]? rows, string[]? shown, CancellationToken stopping) =>
        Act(filter, () => Chosen(rows, shown, stopping), (chosen, said) => batches.NotForUs(chosen, said, stopping));

    /// <param name="folder">One of <see cref="PracticeFolder"/>.</param>
    public Task<IActionResult> OnPostPractice(string? filter, Guid[]? rows, string[]? shown, string? folder, CancellationToken stopping) =>
        Act(filter, () => Chosen(rows, shown, stopping), (chosen, said) => batches.Practice(chosen, folder, said, stopping));

    public Task<IActionResult> OnPostTake(string? filter, Guid[]? rows, string[]? shown, CancellationToken stopping) =>
        Act(filter, () => Chosen(rows, shown, stopping), (chosen, said) => batches.Take(chosen, said, stopping));

    public Task<IActionResult> OnPostLeave(string? filter, Guid[]? rows, string[]? shown, CancellationToken stopping) =>
        Act(filter, () => Chosen(rows, shown, stopping), (chosen, said) => batches.Leave(chosen, said, stopping));

    /// <param name="word">What the colleague is told; shown to them as a note.</param>
    public Task<IActionResult> OnPostGive(string? filter, Guid[]? rows, string[]? shown, Guid colleague, string? word, CancellationToken stopping) =>
        Act(filter, () => Chosen(rows, shown, stopping), (chosen, said) => batches.Give(chosen, colleague, word, said, stopping));

    /// <param name="put">The label.</param>
    public Task<IActionResult> OnPostLabel(string? filter, Guid[]? rows, string[]? shown, Guid put, CancellationToken stopping) =>
        Act(filter, () => Chosen(rows, shown, stopping), (chosen, said) => batches.Label(chosen, put, said, stopping));

    public Task<IActionResult> OnPostUndo(string? filter, Guid batch, CancellationToken stopping) =>
        Act(filter, () => Task.FromResult(new ChosenRows([], [])), (_, said) => batches.Undo(batch, said.Data, stopping));

    public Task<IActionResult> OnPostUndoLabel(string? filter, Guid batch, CancellationToken stopping) =>
        Act(filter, () => Task.FromResult(new ChosenRows([], [])), (_, said) => batches.UndoLabel(batch, said.Data, stopping));

    /// <param name="name">Of the view as the list is narrowed now.</param>
    /// <param name="shared">For everybody.</param>
    public async Task<IActionResult> OnPostSaveView(string? filter, string? name, bool shared, CancellationToken stopping)
    {
        TempData["toast"] = await views.Save(User, SavedViewPlace.Inbox, name, InboxFilter.Known(filter), Narrowed, shared, stopping);
        return Redirect(InboxFilter.Address(InboxFilter.Known(filter), Narrowed));
    }

    public async Task<IActionResult> OnPostRemoveView(Guid saved, CancellationToken stopping)
    {
        await views.Remove(User, saved, TempData, $"/documents/inbox?handler=RestoreView&saved={saved}", stopping);
        return Redirect("/documents/inbox");
    }

    public async Task<IActionResult> OnPostRestoreView(Guid saved, CancellationToken stopping)
    {
        TempData["toast"] = await views.Restore(User, saved, stopping);
        return Redirect("/documents/inbox");
    }

    /// <summary>Of who may review only: everybody else sees the list.</summary>
    private async Task<IActionResult> Act(string? filter, Func<Task<ChosenRows>> choose, Func<ChosenRows, ListSaid, Task> act)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        var said = new ListSaid(TempData, more => InboxFilter.Address(InboxFilter.Known(filter), Narrowed, more));
        await act(await choose(), said);
        return Redirect(InboxFilter.Address(InboxFilter.Known(filter), Narrowed));
    }

    /// <summary>The documents that wait in the chosen lines. A line that shows otherwise by now than the list did is left alone.</summary>
    private async Task<ChosenRows> Chosen(Guid[]? chosen, string[]? shown, CancellationToken stopping)
    {
        Guid[] ids = [.. (chosen ?? []).Distinct().Take(ReviewBatch.Most)];
        var stamps = (shown ?? []).ToHashSet(StringComparer.Ordinal);
        var lines = await rows.Read(visible.Transmissions.Where(t => ids.Contains(t.Id)), false, stopping);
        var waiting = (await visible.Documents.AsNoTracking().Where(d => ids.Contains(d.TransmissionId) && d.State == DocumentState.Review)
            .OrderBy(d => d.ReceivedAt).ThenBy(d => d.TransmissionId).ThenBy(d => d.Ordinal).Select(d => new { d.TransmissionId, d.Id, d.Version }).ToListAsync(stopping)).ToLookup(d => d.TransmissionId);
        bool IsAsShown(InboxRow line) => stamps.Contains($"{line.Id} {line.Stamp}");
        return new ChosenRows(
            [.. lines.Where(IsAsShown).SelectMany(line => waiting[line.Id]).Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Id} {d.Version}"))],
            [
                .. lines.Where(line => !IsAsShown(line) || !waiting[line.Id].Any()).Select(line => new LeftAlone(
                    $"/documents/transmissions/{line.Id}", $"{Wording.Channel(line.Channel)}, {line.Received}", IsAsShown(line) ? "nothing of it waits for review" : "it was changed meanwhile: the list shows it as it is now")),
                .. ids.Except(lines.Select(line => line.Id)).Select(_ => new LeftAlone(null, "A line", "it is not there any more, or not for you to see")),
            ]);
    }

    private IQueryable<Transmission> Found => InboxFilter.Apply(db, visible.Transmissions, Filter, Narrowed, clock.GetUtcNow());

    private async Task<bool> SeesSeveralLocations(CancellationToken stopping) =>
        (await organization.Profile(stopping)).Locations.Count(location => visible.Location(location.Id)) > 1;

    private async Task LoadAround(CancellationToken stopping)
    {
        MayReview = (await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded;
        MayUpload = (await authorization.AuthorizeAsync(User, DocumentsRights.Receive)).Succeeded;
        var counts = new Dictionary<string, int>();
        foreach (var counted in InboxFilter.Counted)
        {
            counts[counted] = await InboxFilter.Apply(db, visible.Transmissions, counted).CountAsync(stopping);
        }

        Counts = counts;
    }

    private async Task CountSaved(CancellationToken stopping) => (Saved, SavedCountedAt) = (await LoadSaved(stopping), clock.GetUtcNow().ToUnixTimeSeconds());

    private async Task<SavedViewList> LoadSaved(CancellationToken stopping)
    {
        var links = new List<SavedViewLink>();
        foreach (var saved in await views.Of(SavedViewPlace.Inbox, stopping))
        {
            var (filter, by) = (InboxFilter.Known(saved.View), ViewButtons.NarrowingOf(saved));

            // All that was ever received is no number that helps anybody.
            int? count = by.IsNarrowed || InboxFilter.Counted.Contains(filter) ? await InboxFilter.Apply(db, visible.Transmissions, filter, by, clock.GetUtcNow()).CountAsync(stopping) : null;
            links.Add(new SavedViewLink(saved.Id, saved.Name, InboxFilter.Address(filter, by), count, saved.UserId is null, filter == Filter && by == Narrowed));
        }

        return new SavedViewList(
            InboxFilter.Address(Filter, Narrowed), [("filter", Filter), .. Narrowed.Fields], links, Narrowed.IsNarrowed && !links.Exists(link => link.IsCurrent), await views.MayShare(User));
    }

    /// <summary>One entry for all that was shown.</summary>
    private async Task Audit(IReadOnlyList<InboxRow> shown, CancellationToken stopping, params Guid[] mailShown)
    {
        if (shown.Count + mailShown.Length > 0)
        {
            await audit.Record(db, new AuditEntry("documents.inbox-viewed", "transmission", null, [.. shown.Select(row => row.Id), .. shown.SelectMany(row => row.PatientIds).Distinct(), .. mailShown]), stopping);
        }
    }
}
