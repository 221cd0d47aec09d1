using System.Text.Json;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What is done to several documents of a list at once: what is said of it, what was left alone and why, row by row, and the way back.</summary>
internal sealed class BatchButtons(ReviewBatch batches, PutLabel labels, VisibleToActor visible, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <summary>More reasons than these nobody reads; the others are counted.</summary>
    private const int MostShown = 12;

    private const string Key = "left-alone";

    public async Task Junk(ChosenRows chosen, string? reason, ListSaid said, CancellationToken stopping) =>
        await Say(await batches.Junk(chosen.Rows, stopping, reason), chosen, "marked as junk", said, stopping);

    public async Task NotForUs(ChosenRows chosen, ListSaid said, CancellationToken stopping) =>
        await Say(await batches.NotForUs(chosen.Rows, stopping), chosen, "set aside as not for us: what is left to do is under Acknowledge", said, stopping);

    /// <param name="folder">One of <see cref="PracticeFolder"/>.</param>
    public async Task Practice(ChosenRows chosen, string? folder, ListSaid said, CancellationToken stopping) =>
        await Say(await batches.Practice(chosen.Rows, folder, stopping), chosen, $"filed to the practice: {PracticeFolder.TextOf(folder)}", said, stopping);

    public async Task Take(ChosenRows chosen, ListSaid said, CancellationToken stopping) =>
        await Say(await batches.Assign(chosen.Rows, actor.UserId, stopping), chosen, "yours now", said, stopping);

    public async Task Leave(ChosenRows chosen, ListSaid said, CancellationToken stopping) =>
        await Say(await batches.Assign(chosen.Rows, null, stopping), chosen, "left to whoever is free", said, stopping);

    /// <param name="word">What the colleague is told; shown to them as a note.</param>
    public async Task Give(ChosenRows chosen, Guid colleague, string? word, ListSaid said, CancellationToken stopping) =>
        await Say(await batches.Give(chosen.Rows, colleague, word, stopping), chosen, $"given to {await organization.NameOfUser(colleague, stopping) ?? "nobody"}", said, stopping);

    /// <summary>Out of the trash.</summary>
    public async Task Restore(ChosenRows chosen, ListSaid said, CancellationToken stopping) =>
        await Say(await batches.Restore(chosen.Rows, stopping), chosen, "back in review", said, stopping);

    public async Task Undo(Guid batch, ITempDataDictionary said, CancellationToken stopping)
    {
        var undone = await batches.Undo(batch, stopping);
        said["toast"] = undone == 0 ? "Nothing was undone: somebody has decided about these documents since." : $"Undone for {QueueModel.Documents(undone)}.";
    }

    public async Task Label(ChosenRows chosen, Guid label, ListSaid said, CancellationToken stopping)
    {
        var batch = Guid.CreateVersion7();
        var done = await labels.On(ReviewBatch.Ids(chosen.Rows), label, batch, stopping);
        said.Data["toast"] = done > 0 ? $"{QueueModel.Documents(done)} labelled." : chosen.IsEmpty ? "Choose documents first." : chosen.Rows.Count == 0 ? "Nothing was done." : "Nothing was done: it is there already.";
        KeepLeft(said, chosen.Left);
        if (done > 0)
        {
            said.Data["undo-url"] = said.With($"handler=UndoLabel&batch={batch}");
        }
    }

    public async Task UndoLabel(Guid batch, ITempDataDictionary said, CancellationToken stopping) =>
        said["toast"] = await labels.Undo(batch, stopping) is var off and > 0 ? $"Taken off {QueueModel.Documents(off)} again." : "Nothing was undone: the label is not there any more.";

    /// <summary>What the page before left alone, row by row; shown once.</summary>
    public static IReadOnlyList<LeftAlone> Left(ITempDataDictionary said) => said[Key] is string kept ? JsonSerializer.Deserialize<List<LeftAlone>>(kept) ?? [] : [];

    private async Task Say(BatchResult result, ChosenRows chosen, string what, ListSaid said, CancellationToken stopping)
    {
        List<LeftAlone> left = [.. chosen.Left, .. await Words(result.Refused, stopping)];
        said.Data["toast"] = (result.Done, left.Count) switch
        {
            (0, 0) => "Choose documents first.",
            (0, 1) => $"Nothing was done: {left[0].Why}.",
            (0, _) => "Nothing was done: the list says why.",
            (var done, 0) => $"{QueueModel.Documents(done)} {what}.",
            var (done, others) => $"{QueueModel.Documents(done)} {what}. {others} left alone: the list says why.",
        };
        KeepLeft(said, left);
        if (result.Done > 0)
        {
            said.Data["undo-url"] = said.With($"handler=Undo&batch={result.Batch}");
        }
    }

    private static void KeepLeft(ListSaid said, IReadOnlyList<LeftAlone> left)
    {
        if (left.Count > 0)
        {
            said.Data[Key] = JsonSerializer.Serialize(left.Count <= MostShown ? left : [.. left.Take(MostShown), new LeftAlone(null, $"{left.Count - MostShown} more", "for reasons like these")]);
        }
    }

    private async Task<IReadOnlyList<LeftAlone>> Words(IReadOnlyList<RefusedRow> refused, CancellationToken stopping)
    {
        Guid[] ids = [.. refused.Select(row => row.DocumentId).OfType<Guid>()];
        var seen = ids.Length == 0 ? [] : await visible.Documents.AsNoTracking().Where(d => ids.Contains(d.Id)).Select(d => new { d.Id, d.Type, d.LocationId }).ToDictionaryAsync(d => d.Id, stopping);
        var profile = await organization.Profile(stopping);
        var words = new List<LeftAlone>();
        foreach (var row in refused)
        {
            words.Add(row.DocumentId is { } id && seen.TryGetValue(id, out var document)
                ? new LeftAlone($"/documents/document/{id}", Wording.Of(document.Type), await Why(row.Why, profile.Find(document.LocationId), stopping))
                : new LeftAlone(null, "A document", "it is not there any more, or not for you to see"));
        }

        return words;
    }

    private async Task<string> Why(DocumentAct refused, Location? location, CancellationToken stopping) => refused switch
    {
        DocumentAct.OpenedByAnother open => $"{await organization.NameOfUser(open.By, stopping) ?? "somebody"} has it open, until {LocationClock.Words(open.Until, clock.GetUtcNow(), location)} unless they go on with it",
        DocumentAct.ChangedMeanwhile changed => $"changed meanwhile by {await organization.WhoAndWhen(changed.By, clock.GetUtcNow() - changed.At, stopping: stopping)}",
        DocumentAct.NotForThem => "it is not for them to see, or they do not review there",
        DocumentAct.NotCleared => "only who is cleared for its class can decide that",
        DocumentAct.RepeatUndecided => "it looks like one received before: say first whether it is that one",
        DocumentAct.NotNow { State: DocumentState.Review } => "it is so already",
        DocumentAct.NotNow now when DocumentState.InProgress.Contains(now.State) => "it is being read or matched at this moment",
        DocumentAct.NotNow => "it does not wait any more",
        _ => "it is not there any more, or not for you to see",
    };
}

/// <summary>Where a list says what was done, and where it is.</summary>
/// <param name="With">The list's address, narrowed as it is, with more behind it.</param>
internal sealed record ListSaid(ITempDataDictionary Data, Func<string, string> With);

/// <param name="Rows">Of each document "id version".</param>
/// <param name="Left">Lines of the list that have no such document.</param>
internal sealed record ChosenRows(IReadOnlyList<string> Rows, IReadOnlyList<LeftAlone> Left)
{
    public bool IsEmpty => Rows.Count == 0 && Left.Count == 0;
}

/// <param name="Address">Null where there is nothing to open.</param>
/// <param name="What">"Lab result".</param>
/// <param name="Why">Without a capital and a stop.</param>
internal sealed record LeftAlone(string? Address, string What, string Why);

/// <summary>The buttons under a list.</summary>
/// <param name="Address">Where they go.</param>
internal sealed record SeveralButtons(string Address, IReadOnlyList<Label> Labels, IReadOnlyList<Colleague> Colleagues);
