using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Batches;

/// <summary>Batches of the user's locations, and one of them with its letters. Whose record is closed to the user is in the numbers alone. The caller audits what it shows.</summary>
internal sealed class LoadBatch(CorrespondenceDb db, VisibleToActor visible, TemplateShelf shelf, CountBatch count, IPatients patients, IOrganization organization)
{
    public const int MostBatches = 50;
    public const int MostShown = 100;

    public async Task<IReadOnlyList<ListedBatch>> Latest(CancellationToken stopping)
    {
        var batches = await visible.Batches.AsNoTracking().OrderByDescending(batch => batch.BegunAt).Take(MostBatches).ToListAsync(stopping);
        return await List(batches, stopping);
    }

    public async Task<ListedBatch?> One(Guid id, CancellationToken stopping) =>
        await visible.Batches.AsNoTracking().Where(batch => batch.Id == id).ToListAsync(stopping) is [var found] ? (await List([found], stopping))[0] : null;

    /// <summary>In the order of the batch, at most <see cref="MostShown"/>.</summary>
    /// <param name="after">The ordinal after which they begin.</param>
    public async Task<IReadOnlyList<ListedLetter>> Letters(Guid batchId, IReadOnlyCollection<string> states, int after, CancellationToken stopping)
    {
        var rows = await db.BatchLetters.AsNoTracking().Where(row => row.BatchId == batchId && states.Contains(row.State) && row.Ordinal > after).OrderBy(row => row.Ordinal).Take(MostShown).ToListAsync(stopping);
        return await Listed(rows, stopping);
    }

    /// <summary>Whether <see cref="Letters"/> would find one.</summary>
    public Task<bool> HasMore(Guid batchId, IReadOnlyCollection<string> states, int after, CancellationToken stopping) =>
        db.BatchLetters.AnyAsync(row => row.BatchId == batchId && states.Contains(row.State) && row.Ordinal > after, stopping);

    /// <summary>Some of those that are to be approved: one of each language, the others spread over the batch.</summary>
    public async Task<IReadOnlyList<ListedLetter>> Samples(Guid batchId, int most, CancellationToken stopping)
    {
        var drafted = await (from row in db.BatchLetters
                             join letter in visible.Letters on row.Id equals letter.Id
                             where row.BatchId == batchId && row.State == BatchLetterState.Drafted && letter.State == LetterState.Draft
                             orderby row.Ordinal
                             select new { row.Id, letter.Language }).ToListAsync(stopping);
        var count = Math.Min(most, drafted.Count);
        var spread = Enumerable.Range(0, count).Select(at => drafted[at * drafted.Count / count]);
        Guid[] chosen = [.. drafted.DistinctBy(one => one.Language).Concat(spread).Concat(drafted).Select(one => one.Id).Distinct().Take(most)];
        return await Listed(await db.BatchLetters.AsNoTracking().Where(row => chosen.Contains(row.Id)).OrderBy(row => row.Ordinal).ToListAsync(stopping), stopping);
    }

    private async Task<IReadOnlyList<ListedLetter>> Listed(List<BatchLetter> rows, CancellationToken stopping)
    {
        var ids = rows.ConvertAll(row => row.Id);
        var drafted = (await visible.Letters.AsNoTracking().Where(letter => ids.Contains(letter.Id)).ToListAsync(stopping)).ToDictionary(letter => letter.Id);
        var deliveries = (await db.Deliveries.AsNoTracking().Where(delivery => ids.Contains(delivery.LetterId)).ToListAsync(stopping)).ToLookup(delivery => delivery.LetterId);
        var people = (await patients.Find([.. rows.Select(row => row.PatientId)], stopping)).ToDictionary(patient => patient.Id);
        return rows.ConvertAll(row => new ListedLetter(
            row, people.GetValueOrDefault(row.PatientId), drafted.GetValueOrDefault(row.Id) is { } letter ? LetterStanding.Of(letter, [.. deliveries[row.Id]]).Words : null));
    }

    private async Task<IReadOnlyList<ListedBatch>> List(List<LetterBatch> batches, CancellationToken stopping)
    {
        var counts = await count.Run(batches.ConvertAll(batch => batch.Id), stopping);
        var profile = await organization.Profile(stopping);
        var names = (await shelf.All(stopping)).Select(shelved => shelved.Standing).OrderBy(template => template.Language != LetterTemplates.English).DistinctBy(template => template.Code)
            .ToDictionary(template => template.Code, template => template.ShortName);
        var listed = new List<ListedBatch>();
        foreach (var batch in batches)
        {
            var by = batch.BegunBy is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "ClinicOps";
            listed.Add(new ListedBatch(batch, counts[batch.Id], profile.Find(batch.LocationId), by, names.GetValueOrDefault(batch.TemplateCode, batch.TemplateCode)));
        }

        return listed;
    }
}

/// <param name="By">Who began it.</param>
/// <param name="Letter">What the letter is, without for whom: "Time for the next visit".</param>
internal sealed record ListedBatch(LetterBatch Batch, BatchCounts Counts, Location? Location, string By, string Letter)
{
    public DateTimeOffset LocalBegunAt => LocalTime.At(Location, Batch.BegunAt);

    public bool IsWorking => BatchState.Working.Contains(Batch.State);

    /// <summary>What jobs do with it, or did when it was stopped.</summary>
    public string Working => Batch.StoppedIn ?? Batch.State;

    public (string Words, string Badge) Standing => Batch.State switch
    {
        BatchState.Drafting => ("being drafted", "badge-info"),
        BatchState.Drafted => ("drafted", "badge-warn"),
        BatchState.Approving => ("being approved", "badge-info"),
        BatchState.Done => ("done", "badge-ok"),
        BatchState.Withdrawing => ("being withdrawn", "badge-info"),
        BatchState.Withdrawn => ("withdrawn", "badge-muted"),
        _ => ("stopped", "badge-stop"),
    };

    /// <summary>Why it stopped by itself, and what to do; null where it did not.</summary>
    public string? StoppedByItself => Batch.StopReason switch
    {
        BatchStop.MayNot => "It stopped by itself: in whose name it worked may not do this any more. Whoever may presses “Go on”, and it works in their name.",
        BatchStop.Failing => "It stopped by itself: several letters in a row could not be made. If their reasons below are no matter of these letters, tell the administrator; then press “Try the broken ones again”.",
        _ => null,
    };

    /// <summary>Letters a second while jobs work on it; null until some are done.</summary>
    public double? PerSecond => Batch is { Worked: > 0, Seconds: > 0 } ? Batch.Worked / Batch.Seconds : null;

    /// <summary>Changes when what the page's lists show does.</summary>
    public string Shown => $"{Batch.State}-{Counts.Of(BatchLetterState.Broken)}-{Counts.Of(BatchLetterState.Skipped)}";

    /// <summary>Changes when the bar does.</summary>
    public string Stamp => $"{Shown}-{Counts.Progress(Working).Through}-{Batch.Worked}";
}

/// <param name="Patient">Null when no longer registered, or closed.</param>
/// <param name="Stands">How its letter stands by itself, whatever the batch did with it; null where there is none to open.</param>
internal sealed record ListedLetter(BatchLetter Row, PatientSummary? Patient, string? Stands)
{
    /// <summary>There is a letter to open.</summary>
    public bool IsDrafted => Stands is not null;

    /// <summary>A person may have approved, sent or withdrawn it on its own page.</summary>
    public string InWords => Row.State switch
    {
        BatchLetterState.Left => "had left already",
        BatchLetterState.Queued => Stands ?? "in the print queue, or printed",
        BatchLetterState.Drafted when Stands is not (null or "draft") => Stands,
        var state => state,
    };

    public string Name => Patient?.ListName ?? "a patient no longer registered";
}
