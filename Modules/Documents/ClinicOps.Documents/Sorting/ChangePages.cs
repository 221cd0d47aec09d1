using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Search;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Sorting;

/// <summary>What became of pages that a person wanted elsewhere.</summary>
/// <param name="ActId">By which it is undone; null when nothing was done.</param>
/// <param name="DocumentId">Where the person goes on: the document, or the one its pages went into.</param>
/// <param name="LeftChart">It lay in a patient's record and waits for review now.</param>
internal sealed record PagesChange(DocumentAct Outcome, Guid? ActId = null, Guid? DocumentId = null, bool LeftChart = false);

/// <summary>
/// A person cuts a document in two, puts two together, moves pages about, takes one out, joins one that came in another transmission. Every act is the same: pages
/// lie otherwise than before, no page is left out, and each document concerned first leaves the record it is in, by the acts of sending it
/// back, then is described and matched anew; no machine files it, since a person touched it. Undoing is the same act the other way.
/// </summary>
internal sealed partial class ChangePages(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    ActOnDocument act,
    VisibleToActor visible,
    FilingActs acts,
    WithdrawOrders withdraw,
    WithdrawDuties duties,
    CarryOrders orders,
    FileAgain fileAgain,
    DescribeAnew describe,
    KeepTexts keep,
    History history,
    IPatients patients,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <param name="version">The document's version as the page showed it, here and below.</param>
    /// <param name="after">The last page that stays.</param>
    public Task<PagesChange> Split(Guid documentId, uint version, Guid after, CancellationToken stopping) => Run(documentId, version, PageActKind.Split, (parts, at) =>
    {
        var last = parts[at].Pages.IndexOf(after);
        return last >= 0 && last < parts[at].Pages.Count - 1 ? Cut(parts, at, [.. parts[at].Pages.Skip(last + 1)]) : null;
    }, stopping);

    /// <summary>A page that does not belong here becomes a document of its own.</summary>
    public Task<PagesChange> TakeOut(Guid documentId, uint version, Guid page, CancellationToken stopping) => Run(documentId, version, PageActKind.TakeOut, (parts, at) =>
        parts[at].Pages.Count > 1 && parts[at].Pages.Contains(page) ? Cut(parts, at, [page]) : null, stopping);

    /// <summary>The neighbour's pages come to this document, which goes on.</summary>
    /// <param name="step">1 for the next of the transmission, -1 for the one before.</param>
    /// <param name="neighbour">Which that was when the person pressed the button.</param>
    public Task<PagesChange> Merge(Guid documentId, uint version, int step, Guid neighbour, CancellationToken stopping) => Run(documentId, version, PageActKind.Merge, (parts, at) =>
        parts.ElementAtOrDefault(at + step) is { } other && at + step >= 0 && other.DocumentId == neighbour
            ? [.. parts.Select(part => part == other ? part with { Pages = [] } : part != parts[at] ? part
                : part with { Pages = step > 0 ? [.. part.Pages, .. other.Pages] : [.. other.Pages, .. part.Pages] })]
            : null, stopping);

    /// <summary>Within the document; over its end, to the neighbour's nearest end.</summary>
    /// <param name="step">1 for later, -1 for earlier.</param>
    public Task<PagesChange> Move(Guid documentId, uint version, Guid page, int step, CancellationToken stopping) => Run(documentId, version, PageActKind.Move, (parts, at) =>
    {
        var from = parts[at].Pages.IndexOf(page);
        var to = from + step;
        if (from < 0)
        {
            return null;
        }

        List<Guid> left = [.. parts[at].Pages.Where(other => other != page)];
        if (to >= 0 && to <= left.Count)
        {
            left.Insert(to, page);
            return [.. parts.Select(part => part == parts[at] ? part with { Pages = left } : part)];
        }

        return left.Count > 0 && at + step >= 0 && parts.ElementAtOrDefault(at + step) is { } other
            ? [.. parts.Select(part => part == parts[at] ? part with { Pages = left } : part != other ? part
                : part with { Pages = step > 0 ? [page, .. part.Pages] : [.. part.Pages, page] })]
            : null;
    }, stopping);

    /// <summary>Every page where it was before the act; a document that lay in a record until then is filed there again, by who undoes.</summary>
    public async Task<PagesChange> Undo(Guid actId, CancellationToken stopping)
    {
        var done = await db.PageActs.AsNoTracking().SingleOrDefaultAsync(a => a.Id == actId, stopping);
        if (done is null || done.Kind == PageActKind.TurnBack || !await visible.Transmissions.AnyAsync(t => t.Id == done.TransmissionId, stopping))
        {
            return new PagesChange(new DocumentAct.DocumentUnknown());
        }

        Guid[] before = [.. done.Before.Select(part => part.FiledTo).OfType<Guid>()];
        var known = (before.Length > 0 ? await patients.Find(before, stopping) : []).Select(patient => patient.Id).ToHashSet();
        if (done.Turned is { } turned)
        {
            return await transaction.Run(effects => TurnBack(done, turned, known, effects, stopping), stopping);
        }

        // Of a joining, those of both documents.
        var concerned = done.After.Select(part => part.DocumentId).ToHashSet();
        Guid[] transmissions = [.. (await db.Documents.IgnoreQueryFilters([DocumentsDb.MergedFilter]).Where(d => concerned.Contains(d.Id)).Select(d => d.TransmissionId).ToListAsync(stopping)).Append(done.TransmissionId).Distinct()];
        if (await visible.Transmissions.CountAsync(t => transmissions.Contains(t.Id), stopping) < transmissions.Length)
        {
            return new PagesChange(new DocumentAct.DocumentUnknown());
        }

        return await transaction.Run(
            async effects =>
            {
                var stored = await Hold(transmissions, stopping);
                var all = await Parts(stored, stopping);
                if (await db.PageActs.AnyAsync(a => a.Undoes == actId, stopping) || !concerned.All(stored.ContainsKey) || await IsDecidedSince(done, concerned, stopping)
                    || done.After.Any(part => !all.Single(now => now.DocumentId == part.DocumentId).Pages.SequenceEqual(part.PageIds)))
                {
                    return new PagesChange(new DocumentAct.PagesLieOtherwise());
                }

                var wanted = done.Before.ToDictionary(part => part.DocumentId);
                return await Carry(
                    new Wanted(PageActKind.Undo, done.Before[0].DocumentId, all, [.. all.Select(part => wanted.TryGetValue(part.DocumentId, out var of) ? part with { Pages = [.. of.PageIds] } : part)], done, known),
                    stored,
                    effects,
                    stopping);
            },
            stopping);
    }

    private PageAct Act(Guid transmissionId, string kind, IReadOnlyList<DocumentPages> before, IReadOnlyList<DocumentPages> after, Guid? undoes, TurnedPage? turned)
    {
        var made = new PageAct
        {
            Id = Guid.CreateVersion7(),
            TransmissionId = transmissionId,
            Kind = kind,
            Before = before,
            After = after,
            Turned = turned,
            Undoes = undoes,
            At = clock.GetUtcNow(),
            By = actor.UserId ?? throw new InvalidOperationException("Pages are moved by persons."),
        };
        db.PageActs.Add(made);
        return made;
    }

    /// <summary>A colleague went on from how the pages lie now: that is not taken back by an undo, but by that colleague or by hand. Who only looked at it decided nothing.</summary>
    private Task<bool> IsDecidedSince(PageAct done, HashSet<Guid> concerned, CancellationToken stopping) =>
        db.Events.AnyAsync(
            e => e.DocumentId != null && concerned.Contains(e.DocumentId.Value) && e.At >= done.At && e.By != null && e.By != actor.UserId && !EventCode.DecidesNothing.Contains(e.Code), stopping);

    /// <param name="change">Of all documents in the order of their pages, how they are to be; null where there is nothing to do.</param>
    private async Task<PagesChange> Run(Guid documentId, uint version, string kind, Func<IReadOnlyList<Part>, int, IReadOnlyList<Part>?> change, CancellationToken stopping)
    {
        if (await TransmissionOf(documentId, stopping) is not { } transmissionId)
        {
            return new PagesChange(new DocumentAct.DocumentUnknown());
        }

        return await transaction.Run(
            async effects =>
            {
                var stored = await Hold([transmissionId], stopping);
                if (await act.Refusal(stored.GetValueOrDefault(documentId), version, stopping) is { } refusal)
                {
                    return new PagesChange(refusal);
                }

                var all = await Parts(stored, stopping);
                List<Part> there = [.. all.Where(part => part.Pages.Count > 0)];
                var wanted = change(there, there.FindIndex(part => part.DocumentId == documentId));
                return wanted is null
                    ? new PagesChange(new DocumentAct.PagesLieOtherwise())
                    : await Carry(new Wanted(kind, documentId, there, wanted, null, []), stored, effects, stopping);
            },
            stopping);
    }

    private Task<Guid?> TransmissionOf(Guid documentId, CancellationToken stopping) =>
        visible.Documents.Where(d => d.Id == documentId).Select(d => (Guid?)d.TransmissionId).SingleOrDefaultAsync(stopping);

    /// <summary>The documents in sight of the transmissions, those merged into others too, all held until the transaction ends.</summary>
    private async Task<Dictionary<Guid, Document>> Hold(IEnumerable<Guid> transmissionIds, CancellationToken stopping)
    {
        // Two who join the same two the other way about wait for each other at the first.
        Guid[] ids = [.. transmissionIds.Order()];
        foreach (var id in ids)
        {
            await db.LockTransmission(id, stopping);
        }

        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM documents WHERE transmission_id = ANY({ids}) ORDER BY id FOR UPDATE", stopping);
        return await db.Documents.IgnoreQueryFilters([DocumentsDb.MergedFilter]).Where(d => ids.Contains(d.TransmissionId)).ToDictionaryAsync(d => d.Id, stopping);
    }

    private async Task<IReadOnlyList<Part>> Parts(Dictionary<Guid, Document> stored, CancellationToken stopping)
    {
        var pages = (await db.Pages.Where(p => p.DocumentId != null && stored.Keys.Contains(p.DocumentId.Value)).OrderBy(p => p.Position).ThenBy(p => p.Number).ToListAsync(stopping))
            .ToLookup(p => p.DocumentId!.Value);
        return [.. stored.Keys.OrderBy(id => pages[id].Select(p => (int?)p.Leaf).Min() ?? int.MaxValue).Select(id => new Part(id, [.. pages[id].Select(p => p.Id)]))];
    }

    /// <summary>Of the documents beside the one that the page showed.</summary>
    private async Task<DocumentAct?> Refusal(IReadOnlyList<Document> concerned, CancellationToken stopping)
    {
        if (concerned.FirstOrDefault(d => d.OpenedBy is not null && d.OpenedBy != actor.UserId && d.OpenedUntil > clock.GetUtcNow()) is { } open)
        {
            return new DocumentAct.OpenedByAnother(open.OpenedBy!.Value, open.OpenedUntil!.Value);
        }

        // What a machine has in work would be changed under its hands; what we sent stays as it left.
        return concerned.FirstOrDefault(d => DocumentState.InProgress.Contains(d.State) || d.Type == DocumentType.LetterSent) is { } busy ? new DocumentAct.NotNow(busy.State)
            : concerned.Any(d => !actor.SeesClass(d.AccessClass)) ? new DocumentAct.NotCleared()
            : await ClassesDiffer(concerned, stopping) ? new DocumentAct.ClassesDiffer()
            : null;
    }

    /// <summary>By their own classes, those from before they were destroyed, by those of the patients in whose charts they are or were last, or by what they may repeat.</summary>
    private async Task<bool> ClassesDiffer(IReadOnlyList<Document> concerned, CancellationToken stopping)
    {
        Guid[] subjects = [.. concerned.Select(d => d.SubjectId).OfType<Guid>().Distinct()];
        var closed = await db.SubjectClasses.Where(s => subjects.Contains(s.SubjectId)).Select(s => s.SubjectId).ToListAsync(stopping);
        return concerned.Select(d => (
            d.AccessClass,
            d.ClassBefore,
            d.SubjectId is { } subject && closed.Contains(subject) ? d.SubjectId : null,
            d.RepeatSaid == RepeatSaid.Another ? null : d.RepeatOfTransmission)).Distinct().Count() > 1;
    }

    private static List<Part> Cut(IReadOnlyList<Part> parts, int at, List<Guid> pages) =>
        [.. parts.Select(part => part == parts[at] ? part with { Pages = [.. part.Pages.Except(pages)] } : part), new Part(Guid.CreateVersion7(), pages)];

    /// <summary>A document with its pages in their order; none: it is merged into others.</summary>
    private sealed record Part(Guid DocumentId, List<Guid> Pages);

    /// <param name="Known">Patients whose record a document may come back to.</param>
    private sealed record Wanted(string Kind, Guid DocumentId, IReadOnlyList<Part> Before, IReadOnlyList<Part> After, PageAct? Undoes, HashSet<Guid> Known);
}
