using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>
/// The conversations of the user's locations, in the views people work by: what is alarming first, then what is due first. What is new is counted and shown when the
/// user asks for it, so that the list never moves under the cursor.
/// </summary>
[Authorize(Policy = CorrespondenceRights.ViewConversations)]
internal sealed class ConversationsModel(CorrespondenceDb db, ListConversations list, MailTrouble trouble, IAuthorizationService authorization, AuditTrail audit) : PageModel
{
    public const int AskAgainSeconds = 15;

    /// <summary>One of <see cref="ListConversations.Views"/>.</summary>
    public string View { get; private set; } = "";

    /// <summary>What was searched for; null where nothing was.</summary>
    public string? Sought { get; private set; }

    public IReadOnlyDictionary<string, int> Counts { get; private set; } = new Dictionary<string, int>();

    public IReadOnlyList<ConversationRow> Rows { get; private set; } = [];

    /// <summary>What is in this view and not shown; only of a live answer.</summary>
    public int Arrived { get; private set; }

    /// <summary>What was in this view when the page was loaded, and found no place on it.</summary>
    public int Beside { get; private set; }

    public bool MayWork { get; private set; }

    /// <summary>The mailbox that people write to cannot be read just now.</summary>
    public bool IsDeaf { get; private set; }

    public async Task<IActionResult> OnGet(string? show, CancellationToken stopping)
    {
        Counts = await list.Counts(stopping);
        View = show ?? (Counts[ListConversations.Mine] > 0 ? ListConversations.Mine : ListConversations.All);
        if (ListConversations.Known(View) is null)
        {
            return NotFound();
        }

        Rows = await list.Of(View, stopping);
        Beside = Rows.Count < ListConversations.Most ? 0 : await list.Beside(View, [.. Rows.Select(row => row.Conversation.Id)], stopping);
        IsDeaf = await trouble.RepliesUnreadSince(stopping) is not null;
        MayWork = (await authorization.AuthorizeAsync(User, CorrespondenceRights.WorkConversations)).Succeeded;
        await audit.Record(db, new AuditEntry("conversations.listed", "conversation", null, Shown, Reason: View), stopping);
        return Page();
    }

    public async Task<IActionResult> OnPostSearch(string? words, CancellationToken stopping)
    {
        (View, Sought) = (ListConversations.All, words?.Trim() ?? "");
        Counts = await list.Counts(stopping);
        Rows = Sought.Length < 2 ? [] : await list.Search(Sought, stopping);
        MayWork = (await authorization.AuthorizeAsync(User, CorrespondenceRights.WorkConversations)).Succeeded;
        await audit.Record(db, new AuditEntry("conversations.searched", "conversation", null, Shown), stopping);
        return Page();
    }

    /// <summary>The counts, and how much there is that is not shown.</summary>
    /// <param name="shown">The ids of the list.</param>
    /// <param name="beside">How many more there were when it was loaded.</param>
    public async Task<IActionResult> OnPostLive(string? show, Guid[]? shown, int beside, CancellationToken stopping)
    {
        View = ListConversations.Known(show) ?? ListConversations.All;
        Counts = await list.Counts(stopping);
        Beside = Math.Max(beside, 0);
        Arrived = Math.Max(await list.Beside(View, [.. (shown ?? []).Take(ListConversations.Most)], stopping) - Beside, 0);
        return Partial("_ConversationsLive", this);
    }

    private Guid[] Shown => [.. Rows.SelectMany(row => new[] { row.Conversation.Id, row.Conversation.PatientId }).OfType<Guid>().Distinct()];
}
