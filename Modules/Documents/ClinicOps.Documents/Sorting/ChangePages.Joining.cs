using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Sorting;

/// <summary>Documents of two transmissions are put together.</summary>
internal sealed partial class ChangePages
{
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
}
