using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Sorting;

/// <summary>What every change of pages comes to: each document concerned leaves its record, its pages are put where they go, and it is described anew.</summary>
internal sealed partial class ChangePages
{
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
}
