using ClinicOps.Correspondence.Batches;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>One batch: how far it is, what is broken and why, its letters to look at; stopped, let go on, approved, withdrawn.</summary>
[Authorize(Policy = CorrespondenceRights.ViewLetters)]
internal sealed class BatchModel(
    CorrespondenceDb db, LoadBatch load, SteerBatch steer, IOrganization organization, IAuthorizationService authorization, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const int MostSamples = 3;
    private static readonly string[] InTheList = [BatchLetterState.Waiting, BatchLetterState.Drafted, BatchLetterState.Queued, BatchLetterState.Withdrawn, BatchLetterState.Left];

    public ListedBatch One { get; private set; } = null!;

    public IReadOnlyList<ListedLetter> Broken { get; private set; } = [];

    public IReadOnlyList<ListedLetter> Skipped { get; private set; } = [];

    /// <summary>In their order, from <see cref="After"/> on.</summary>
    public IReadOnlyList<ListedLetter> Letters { get; private set; } = [];

    /// <summary>Some of those that are to be approved.</summary>
    public IReadOnlyList<ListedLetter> Samples { get; private set; } = [];

    public int After { get; private set; }

    /// <summary>There are letters after those that are shown.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Who approved it; null where nobody did.</summary>
    public string? Approved { get; private set; }

    public DateTimeOffset ShownAt { get; private set; }

    public bool MayDraft { get; private set; }

    /// <summary>Approving puts them into the print queue too.</summary>
    public bool MayApprove { get; private set; }

    public bool MayGoOn => One.Batch.State == BatchState.Stopped && (One.Working == BatchState.Approving ? MayApprove : MayDraft);

    /// <param name="after">The number of the letter after which the list begins.</param>
    public async Task<IActionResult> OnGet(Guid id, int after, CancellationToken stopping)
    {
        ShownAt = clock.GetUtcNow();
        if (!await Find(id, stopping))
        {
            return NotFound();
        }

        After = after;
        Broken = await load.Letters(id, [BatchLetterState.Broken], 0, stopping);
        Skipped = await load.Letters(id, [BatchLetterState.Skipped], 0, stopping);
        Letters = await load.Letters(id, InTheList, after, stopping);
        HasMore = Letters.Count == LoadBatch.MostShown && await load.HasMore(id, InTheList, Letters[^1].Row.Ordinal, stopping);
        Samples = One.Batch.State == BatchState.Drafted ? await load.Samples(id, MostSamples, stopping) : [];
        Approved = One.Batch.ApprovedBy is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : null;
        await audit.Record(
            db, new AuditEntry("letter-batch.viewed", "letter-batch", id, [.. Broken.Concat(Skipped).Concat(Letters).Concat(Samples).Select(letter => letter.Row.PatientId).Distinct()], LocationId: One.Batch.LocationId), stopping);
        return Page();
    }

    /// <summary>Asked by the open page while jobs work: the bar alone, in numbers.</summary>
    /// <param name="shown">What the page's lists show.</param>
    public async Task<IActionResult> OnGetLive(Guid id, string? stamp, string? shown, CancellationToken stopping)
    {
        if (!await Find(id, stopping))
        {
            return NotFound();
        }

        return One.Stamp == stamp ? StatusCode(StatusCodes.Status204NoContent) : Partial("_BatchProgress", new BatchProgressView(One, shown ?? One.Shown));
    }

    public Task<IActionResult> OnPostStop(Guid id, CancellationToken stopping) =>
        Steer(id, () => MayDraft, () => steer.Stop(id, stopping), "Stopped. What is done stands; “Go on” does the rest.", stopping);

    public Task<IActionResult> OnPostGoOn(Guid id, CancellationToken stopping) =>
        Steer(id, () => One.Working == BatchState.Approving ? MayApprove : MayDraft, () => steer.GoOn(id, stopping), "It goes on.", stopping);

    /// <param name="shownAt">When the letters were looked at: ticks of UTC.</param>
    public Task<IActionResult> OnPostApprove(Guid id, long shownAt, CancellationToken stopping) => Steer(
        id,
        () => MayApprove,
        () => steer.Approve(id, shownAt > 0 && shownAt <= clock.GetUtcNow().UtcTicks ? new DateTimeOffset(shownAt, TimeSpan.Zero) : DateTimeOffset.UnixEpoch, stopping),
        "The letters are being approved and put into the print queue.",
        stopping);

    public Task<IActionResult> OnPostAgain(Guid id, CancellationToken stopping) => Steer(id, () => MayDraft, () => steer.TryAgain(id, stopping), "The broken ones are tried again.", stopping);

    public Task<IActionResult> OnPostWithdraw(Guid id, CancellationToken stopping) =>
        Steer(id, () => MayDraft, () => steer.Withdraw(id, stopping), "Everything that has not left is being withdrawn.", stopping);

    private async Task<IActionResult> Steer(Guid id, Func<bool> may, Func<Task<BatchSteered>> act, string done, CancellationToken stopping)
    {
        if (!await Find(id, stopping))
        {
            return NotFound();
        }

        if (!may())
        {
            return Forbid();
        }

        TempData["toast"] = await act() == BatchSteered.Done ? done : "Nothing was done: the batch has gone on meanwhile. This is how it stands.";
        return Redirect($"/correspondence/batches/batch/{id}");
    }

    private async Task<bool> Find(Guid id, CancellationToken stopping)
    {
        if (await load.One(id, stopping) is not { } found)
        {
            return false;
        }

        One = found;
        MayDraft = (await authorization.AuthorizeAsync(User, CorrespondenceRights.DraftLetters)).Succeeded;
        MayApprove = (await authorization.AuthorizeAsync(User, CorrespondenceRights.ApproveLetters)).Succeeded && (await authorization.AuthorizeAsync(User, CorrespondenceRights.SendLetters)).Succeeded;
        return true;
    }
}

/// <param name="Shown">What the lists of the open page show.</param>
internal sealed record BatchProgressView(ListedBatch One, string Shown);
