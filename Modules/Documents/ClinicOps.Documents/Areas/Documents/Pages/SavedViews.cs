using System.Security.Claims;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <param name="Count">How many lie in it; null where that is not counted.</param>
/// <param name="IsShared">Everybody has it.</param>
internal sealed record SavedViewLink(Guid Id, string Name, string Address, int? Count, bool IsShared, bool IsCurrent);

/// <summary>The saved views of a list, as the list shows them.</summary>
/// <param name="Address">Of the list as it is narrowed now: saving keeps that.</param>
/// <param name="Now">Of the list as it is narrowed now, what its forms send along.</param>
/// <param name="MaySave">There is more to keep than one of the list's own views.</param>
/// <param name="MayShare">The user may save for everybody.</param>
internal sealed record SavedViewList(string Address, IReadOnlyList<(string Name, string? Value)> Now, IReadOnlyList<SavedViewLink> Links, bool MaySave, bool MayShare)
{
    /// <summary>A page asks every few seconds, and what lies in twenty views costs twenty questions: once a minute is soon enough.</summary>
    /// <param name="countedAt">Seconds since 1970, as the page says; what it says wrong is counted.</param>
    public static bool IsCountedAnew(long countedAt, DateTimeOffset now) => now.ToUnixTimeSeconds() - countedAt is >= 60 or < 0;

    /// <summary>The one that is shown, if the user may take it away.</summary>
    public SavedViewLink? Removable => Links.FirstOrDefault(link => link.IsCurrent && (MayShare || !link.IsShared));
}

/// <summary>What the two lists do with saved views in the same way.</summary>
internal sealed class ViewButtons(SaveView save, IAuthorizationService authorization)
{
    public async Task<bool> MayShare(ClaimsPrincipal who) => (await authorization.AuthorizeAsync(who, DocumentsRights.ManageLabels)).Succeeded;

    public Task<List<SavedView>> Of(string place, CancellationToken stopping) => save.Of(place, stopping);

    /// <summary>What a view that was kept is narrowed to; what is known no more narrows nothing.</summary>
    public static Narrowing NarrowingOf(SavedView saved) => new NarrowingForm
    {
        Label = saved.LabelId,
        Type = saved.Type,
        Owner = saved.OwnerId,
        Over = saved.OverHours,
        Channel = saved.Channel,
        Urgent = saved.IsUrgent,
        Location = saved.LocationId,
    }.Narrowing;

    /// <returns>What is said of it.</returns>
    public async Task<string> Save(ClaimsPrincipal who, string place, string? name, string view, Narrowing by, bool shared, CancellationToken stopping)
    {
        var forAll = shared && await MayShare(who);
        return await save.Run(place, name, view, by, forAll, stopping) is null ? $"Nothing was saved: type a name of at most {SaveView.LongestName} letters, and keep no more than 20 views."
            : forAll ? "Saved for everybody." : "Saved for you.";
    }

    /// <summary>Takes one away, with the way back.</summary>
    /// <param name="back">The address that undoes it.</param>
    public async Task Remove(ClaimsPrincipal who, Guid saved, ITempDataDictionary said, string back, CancellationToken stopping)
    {
        if (await save.SetRemoved(saved, removed: true, await MayShare(who), stopping))
        {
            (said["toast"], said["undo-url"]) = ("The view was taken away.", back);
        }
        else
        {
            said["toast"] = "This view is not yours to take away, or it is gone already.";
        }
    }

    public async Task<string> Restore(ClaimsPrincipal who, Guid saved, CancellationToken stopping) =>
        await save.SetRemoved(saved, removed: false, await MayShare(who), stopping) ? "The view is back." : "Nothing was undone.";
}
