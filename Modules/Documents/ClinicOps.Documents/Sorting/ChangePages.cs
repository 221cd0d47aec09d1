using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
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
internal sealed class ChangePages(
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

    /// <summary>
    /// The pages of a document that came in another transmission come to this one, which goes on: a fax that broke off, and the rest of it in a second call. Each
    /// page keeps where it came from. One of them may lie in a chart, or both in the same; what was put together waits for a person.
    /// </summary>
    public async Task<PagesChange> Join(Guid documentId, uint version, Guid other, CancellationToken stopping)
    {
        if (await TransmissionOf(documentId, stopping) is not { } here || await TransmissionOf(other, stopping) is not { } there)
        {
            return new PagesChange(new DocumentAct.DocumentUnknown());
        }

        // Neighbours are merged.
        if (here == there)
        {
            return new PagesChange(new DocumentAct.PagesLieOtherwise());
        }

        return await transaction.Run(
            async effects =>
            {
                var stored = await Hold([here, there], stopping);
                if (await act.Refusal(stored.GetValueOrDefault(documentId), version, stopping) is { } refusal)
                {
                    return new PagesChange(refusal);
                }

                if (stored.GetValueOrDefault(other) is not { State: not DocumentState.Merged } joined)
                {
                    return new PagesChange(new DocumentAct.DocumentUnknown());
                }

                if (NotToBeJoined(stored[documentId], joined) is { } cannot)
                {
                    return new PagesChange(cannot);
                }

                List<Part> all = [.. (await Parts(stored, stopping)).Where(part => part.Pages.Count > 0)];
                var together = await InOrder(all.Single(part => part.DocumentId == documentId).Pages, all.Single(part => part.DocumentId == other).Pages, stopping);
                return await Carry(
                    new Wanted(PageActKind.Join, documentId, all, [.. all.Select(part => part.DocumentId == documentId ? part with { Pages = together } : part.DocumentId == other ? part with { Pages = [] } : part)], null, []),
                    stored,
                    effects,
                    stopping);
            },
            stopping);
    }

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

    /// <summary>A page that lies on its side or upside down. It is read again as it then lies, by a job of its own.</summary>
    /// <param name="quarters">To the right, 1 to 3.</param>
    public async Task<PagesChange> Turn(Guid documentId, uint version, Guid pageId, int quarters, CancellationToken stopping)
    {
        if (await TransmissionOf(documentId, stopping) is not { } transmissionId)
        {
            return new PagesChange(new DocumentAct.DocumentUnknown());
        }

        return await transaction.Run(
            async effects =>
            {
                var stored = await Hold([transmissionId], stopping);
                var document = stored.GetValueOrDefault(documentId);
                if (await act.Refusal(document, version, stopping) is { } refusal || (refusal = await Refusal([document!], stopping)) is not null)
                {
                    return new PagesChange(refusal);
                }

                if (IsPutAway(document!))
                {
                    return new PagesChange(new DocumentAct.PutAway());
                }

                if (quarters is < 1 or > 3 || await db.Pages.SingleOrDefaultAsync(p => p.Id == pageId && p.DocumentId == documentId && p.ImageHash != null, stopping) is not { } page)
                {
                    return new PagesChange(new DocumentAct.PagesLieOtherwise());
                }

                var leaves = document!.State == DocumentState.Filed;
                List<Guid> lie = await db.PagesOf(documentId).Select(p => p.Id).ToListAsync(stopping);
                var made = Act(transmissionId, PageActKind.Turn, [new DocumentPages(documentId, lie, document.PatientId, await orders.Of(document, stopping))], [new DocumentPages(documentId, lie)], null, TurnedPage.Of(page, quarters));
                await Leave(document, effects, stopping);
                page.TurnBy = quarters;
                history.Add(document, EventCode.PageTurned, $"{page.Number}:{quarters}");
                effects.Enqueue(new PageToTurn(pageId));
                effects.Audit(new AuditEntry("document.page-turned", "document", documentId, [pageId], LocationId: document.LocationId));
                return new PagesChange(new DocumentAct.Done(0), made.Id, documentId, leaves);
            },
            stopping);
    }

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

    /// <summary>The page as it lay and was read before, at once; a document that lay in a record until it was turned is filed there again, by who undoes.</summary>
    private async Task<PagesChange> TurnBack(PageAct done, TurnedPage turned, HashSet<Guid> known, Effects effects, CancellationToken stopping)
    {
        var stored = await Hold([done.TransmissionId], stopping);
        var document = stored.GetValueOrDefault(done.Before[0].DocumentId);
        var page = await db.Pages.SingleOrDefaultAsync(p => p.Id == turned.PageId && p.DocumentId == done.Before[0].DocumentId, stopping);
        if (document is null || page is null || await db.PageActs.AnyAsync(a => a.Undoes == done.Id || (a.TransmissionId == done.TransmissionId && a.At > done.At), stopping)
            || await IsDecidedSince(done, [document.Id], stopping))
        {
            return new PagesChange(new DocumentAct.PagesLieOtherwise());
        }

        // A turning that is still to be done is called off: its job then finds nothing to do.
        var isStillToDo = document.State == DocumentState.Sorted && page.TurnBy == turned.Quarters;
        if (await Refusal([document], stopping) is { } refusal && !(isStillToDo && refusal is DocumentAct.NotNow))
        {
            return new PagesChange(refusal);
        }

        var between = await orders.Of(document, stopping);
        await Leave(document, effects, stopping);
        turned.PutBack(page);
        await db.SaveChangesAsync(stopping);
        await describe.Run([document], [], effects, stopping);
        history.Add(document, EventCode.PagesChanged, PageActKind.Undo);
        await StandAgain(done, [document], between?.Orders ?? [], effects, stopping);
        await FileBack(new Wanted(PageActKind.TurnBack, document.Id, [], [], done, known), [document], effects, stopping);
        var made = Act(done.TransmissionId, PageActKind.TurnBack, [new DocumentPages(document.Id, done.Before[0].PageIds, Read: between)], done.Before, done.Id, null);
        effects.Audit(new AuditEntry("document.page-turned", "document", document.Id, [page.Id], PageActKind.Undo, document.LocationId));
        return new PagesChange(new DocumentAct.Done(0), made.Id, document.Id);
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

    /// <summary>Why these two are not joined; null where they may be.</summary>
    private static DocumentAct? NotToBeJoined(Document one, Document other)
    {
        var both = new[] { one, other };
        return one.LocationId != other.LocationId ? new DocumentAct.ReceivedElsewhere()
            : both.Any(d => d.IsRepeatUndecided) ? new DocumentAct.RepeatUndecided()
            : both.Any(IsPutAway) ? new DocumentAct.PutAway()
            : one.PatientId is { } patient && other.PatientId is { } another && patient != another ? new DocumentAct.OfTwoPatients()
            : null;
    }

    /// <summary>As junk, as meant for somebody else, or to the practice: a person brings it back first, so that an undo has nothing to put there again.</summary>
    private static bool IsPutAway(Document document) => !DocumentState.InProgress.Contains(document.State) && document.State is not (DocumentState.Review or DocumentState.Filed);

    /// <summary>By the numbers that the pages print; where not all do, one document behind the other.</summary>
    private async Task<List<Guid>> InOrder(List<Guid> own, List<Guid> joined, CancellationToken stopping)
    {
        List<Guid> ids = [.. own, .. joined];
        var printed = new Dictionary<Guid, (int Page, int Of)>();
        foreach (var page in await db.Pages.AsNoTracking().Where(p => ids.Contains(p.Id) && p.Text != null).Select(p => new { p.Id, p.Text }).ToListAsync(stopping))
        {
            if (SplitTransmission.PageCountOf(page.Text!) is { } count)
            {
                printed[page.Id] = count;
            }
        }

        if (printed.Count == ids.Count && printed.Values.Select(count => count.Of).Distinct().Count() == 1 && printed.Values.Select(count => count.Page).Distinct().Count() == ids.Count)
        {
            return [.. ids.OrderBy(id => printed[id].Page)];
        }

        int? First(List<Guid> pages) => pages.Where(printed.ContainsKey).Select(id => (int?)printed[id].Page).Min();
        return First(joined) < First(own) ? [.. joined, .. own] : ids;
    }

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

    private async Task<PagesChange> Carry(Wanted wanted, Dictionary<Guid, Document> stored, Effects effects, CancellationToken stopping)
    {
        var before = wanted.Before.ToDictionary(part => part.DocumentId, part => part.Pages);
        List<Part> changed = [.. wanted.After.Where(part => !before.GetValueOrDefault(part.DocumentId, []).SequenceEqual(part.Pages))];
        var main = stored[wanted.DocumentId];
        if (wanted.Undoes is null && changed.Exists(part => stored.GetValueOrDefault(part.DocumentId) is { } one && IsPutAway(one)))
        {
            return new PagesChange(new DocumentAct.PutAway());
        }

        if (await Refusal([.. changed.Select(part => stored.GetValueOrDefault(part.DocumentId)).OfType<Document>()], stopping) is { } refusal)
        {
            return new PagesChange(refusal);
        }

        var lay = new List<DocumentPages>();
        foreach (var part in changed)
        {
            if (stored.TryGetValue(part.DocumentId, out var document))
            {
                lay.Add(new DocumentPages(document.Id, before.GetValueOrDefault(document.Id, []), document.PatientId, document.State == DocumentState.Merged ? null : await orders.Of(document, stopping)));
                await Leave(document, effects, stopping);
            }
            else
            {
                lay.Add(new DocumentPages(part.DocumentId, []));
                stored[part.DocumentId] = await Add(part.DocumentId, main, stopping);
            }
        }

        await db.SaveChangesAsync(stopping);
        var renumbered = await Put(changed, stored, stopping);
        await OpenRepeats(changed, stored, stopping);
        List<Document> live = [.. changed.Where(part => part.Pages.Count > 0).Select(part => stored[part.DocumentId])];
        List<Document> concerned = [.. changed.Select(part => stored[part.DocumentId])];
        foreach (var together in live.GroupBy(document => document.TransmissionId))
        {
            await describe.Run([.. together], concerned, effects, stopping);
        }

        live.ForEach(document => history.Add(document, EventCode.PagesChanged, wanted.Kind));
        foreach (var part in changed.Where(part => part.Pages.Count == 0))
        {
            await End(stored[part.DocumentId], wanted.After.First(other => other.Pages.Intersect(before[part.DocumentId]).Any()).DocumentId, stopping);
        }

        if (wanted.Undoes is { } undone)
        {
            // What was read of a page whose number is another now points at no page: that document is read again.
            await StandAgain(undone, [.. live.Where(document => !renumbered.Contains(document.Id))], [.. lay.SelectMany(part => part.Read?.Orders ?? [])], effects, stopping);
        }

        await FileBack(wanted, live, effects, stopping);
        var made = Act(wanted.Undoes?.TransmissionId ?? main.TransmissionId, wanted.Kind, lay, [.. changed.Select(part => new DocumentPages(part.DocumentId, part.Pages))], wanted.Undoes?.Id, null);
        effects.Audit(new AuditEntry("document.pages-changed", "document", main.Id, [.. changed.Select(part => part.DocumentId)], wanted.Kind, main.LocationId));
        return new PagesChange(new DocumentAct.Done(0), made.Id, live.Contains(main) ? main.Id : live[0].Id, LeftChart: lay.Exists(part => part.FiledTo is not null));
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

    /// <summary>Out of the record with what followed from it, and out of the junk; its orders are read again from what it then is.</summary>
    private async Task Leave(Document document, Effects effects, CancellationToken stopping)
    {
        await withdraw.BeforeReadingAgain(document, effects, stopping);
        if (document.State == DocumentState.Filed)
        {
            await acts.Unfile(document, FilingWhy.PagesChanged, [], effects, stopping);
        }
        else if (document is { State: DocumentState.Junk, IsMisdirected: false })
        {
            document.RepeatSaid = document.RepeatSaid == RepeatSaid.Repeat ? null : document.RepeatSaid;
            history.Add(document, EventCode.JunkUndone);
        }

        if (document.State == DocumentState.Practice || document.IsMisdirected)
        {
            history.Add(document, document.IsMisdirected ? EventCode.MisdirectedUndone : EventCode.PracticeUndone);
            (document.PracticeFolder, document.IsMisdirected, document.FiledBy, document.FiledAt) = (null, false, null, null);
            await duties.AfterUnfiling(document, effects, stopping);
        }

        (document.State, document.Decision, document.TouchedByPerson) = (DocumentState.Sorted, null, true);
        (document.ReviewReason, document.ReviewWords, document.ReviewSince) = (null, null, null);
        (document.ProgressAt, document.Attempts) = (clock.GetUtcNow(), 0);
        document.HandedOverBy = [];
        (document.OpenedBy, document.OpenedUntil) = (null, null);
    }

    private async Task<Document> Add(Guid id, Document from, CancellationToken stopping)
    {
        var last = await db.Database.SqlQuery<int>($"""SELECT max(ordinal) AS "Value" FROM documents WHERE transmission_id = {from.TransmissionId}""").SingleAsync(stopping);
        var added = new Document
        {
            Id = id,
            TransmissionId = from.TransmissionId,
            Ordinal = last + 1,
            Type = DocumentType.Unsure,
            TypeConfidence = 0,
            PatientEvidence = from.PatientEvidence,
            MatchKeys = [],
            LocationId = from.LocationId,
            CareThreadId = from.CareThreadId,
            ReceivedAt = from.ReceivedAt,
            ProgressAt = clock.GetUtcNow(),
            AccessClass = from.AccessClass,
            RepeatOfTransmission = from.RepeatOfTransmission,
            RepeatSaid = from.RepeatSaid,
            SubjectId = from.SubjectId,
            TouchedByPerson = true,
        };
        db.Documents.Add(added);

        // It goes back, too, where the document goes back from which it was taken.
        foreach (var carried in await db.CarriesOf(from.Id).Where(row => row.EndedAt == null).ToListAsync(stopping))
        {
            db.Add(new CarriedRow { Id = Guid.CreateVersion7(), FromId = carried.FromId, ToId = carried.ToId, TableName = carried.TableName, ColumnName = carried.ColumnName, RowId = id, At = carried.At });
        }

        return added;
    }

    /// <returns>The documents whose pages have other numbers than when they were read there before.</returns>
    private async Task<HashSet<Guid>> Put(IReadOnlyList<Part> changed, Dictionary<Guid, Document> stored, CancellationToken stopping)
    {
        var renumbered = new HashSet<Guid>();
        Guid[] ids = [.. changed.SelectMany(part => part.Pages)];
        var pages = await db.Pages.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, stopping);
        foreach (var part in changed)
        {
            foreach (var (at, id) in part.Pages.Index())
            {
                (pages[id].DocumentId, pages[id].Position) = (part.DocumentId, at + 1);
            }
        }

        foreach (var leaving in changed.SelectMany(part => part.Pages.Select(id => (Page: pages[id], To: stored[part.DocumentId].TransmissionId))).Where(one => one.Page.LiesIn != one.To).GroupBy(one => one.To))
        {
            var last = await LastLeaf(leaving.Key, stopping);
            foreach (var (page, to) in leaving)
            {
                var isBack = page.TransmissionId == to;
                (page.JoinedTo, page.NumberThere) = (isBack ? null : to, isBack ? null : ++last);
                if (!isBack)
                {
                    renumbered.Add(page.DocumentId!.Value);
                }

                page.Text = page.Text is { } text ? text with { Number = page.Leaf } : null;
            }
        }

        await db.SaveChangesAsync(stopping);
        return renumbered;
    }

    /// <summary>The highest number of any page that came in the transmission or was joined to it.</summary>
    private Task<int> LastLeaf(Guid transmissionId, CancellationToken stopping) => db.Pages.IgnoreQueryFilters([ModuleDb.AccessFilter])
        .Where(p => p.TransmissionId == transmissionId || p.JoinedTo == transmissionId)
        .MaxAsync(p => p.JoinedTo == transmissionId ? p.NumberThere!.Value : p.Number, stopping);

    private async Task End(Document document, Guid into, CancellationToken stopping)
    {
        document.State = DocumentState.Merged;
        document.UrgentReason = null;
        (document.ReviewReason, document.ReviewWords, document.ReviewSince) = (null, null, null);
        (document.MatchKeys, document.MissingPages, document.TranscribedAt) = ([], [], clock.GetUtcNow());
        history.Add(document, EventCode.MergedInto, into.ToString());
        await keep.Of([(document, [])], stopping);
    }

    /// <summary>Which document of the first one a copy repeats was said while its pages, and those of the first, lay as they did: from now on it may be any of them.</summary>
    private async Task OpenRepeats(IReadOnlyList<Part> changed, Dictionary<Guid, Document> stored, CancellationToken stopping)
    {
        Guid[] ids = [.. changed.Select(part => part.DocumentId)];
        ids.Select(id => stored[id]).Where(document => document.RepeatOfTransmission is not null).ToList().ForEach(document => document.RepeatOfDocument = null);
        await db.Documents.IgnoreQueryFilters([DocumentsDb.MergedFilter, ModuleDb.AccessFilter])
            .Where(d => d.RepeatOfDocument != null && ids.Contains(d.RepeatOfDocument.Value) && !ids.Contains(d.Id) && d.RepeatSaid != RepeatSaid.Another)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.RepeatOfDocument, (Guid?)null), stopping);
    }

    /// <summary>By an undo the orders of each document are those it had, with what was said of them, and not what a machine reads anew.</summary>
    /// <param name="between">The orders of all documents concerned as they stood until now.</param>
    private async Task StandAgain(PageAct undone, IReadOnlyList<Document> live, IReadOnlyList<StoodOrder> between, Effects effects, CancellationToken stopping)
    {
        foreach (var document in live)
        {
            if (undone.Before.FirstOrDefault(part => part.DocumentId == document.Id)?.Read is { At: not null } read)
            {
                await orders.StandAgain(document, read, between, undone.At, effects, stopping);
            }
        }
    }

    private async Task FileBack(Wanted wanted, IReadOnlyList<Document> live, Effects effects, CancellationToken stopping)
    {
        foreach (var document in live)
        {
            if (wanted.Undoes?.Before.FirstOrDefault(part => part.DocumentId == document.Id)?.FiledTo is { } patient && wanted.Known.Contains(patient))
            {
                await fileAgain.Run(document, patient, wanted.Undoes.At, effects, stopping);
            }
        }
    }

    /// <summary>A document with its pages in their order; none: it is merged into others.</summary>
    private sealed record Part(Guid DocumentId, List<Guid> Pages);

    /// <param name="Known">Patients whose record a document may come back to.</param>
    private sealed record Wanted(string Kind, Guid DocumentId, IReadOnlyList<Part> Before, IReadOnlyList<Part> After, PageAct? Undoes, HashSet<Guid> Known);
}
