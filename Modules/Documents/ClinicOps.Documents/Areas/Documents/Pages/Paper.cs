using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Search;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>A document with everything that is shown beside its pages.</summary>
/// <param name="Patient">Whom it is filed to; null unless filed, or when the patient is no longer registered.</param>
/// <param name="Values">What was read of the patient.</param>
/// <param name="From">The sender, or the file's name.</param>
/// <param name="Previous">The document before it in its transmission; null for the first.</param>
internal sealed record Paper(
    Document Document,
    ViewerPages Pages,
    PatientSummary? Patient,
    IReadOnlyList<ReadValue> Values,
    IReadOnlyList<ReadValue> TypeWords,
    IReadOnlyList<PaperOrder> Orders,
    IReadOnlyList<HistoryLine> History,
    Location? Location,
    string From,
    string Received,
    Neighbour? Previous,
    Neighbour? Next);

/// <param name="Pages">How many.</param>
internal sealed record Neighbour(Guid Id, DocumentType Type, int Pages);

internal sealed record PaperOrder(Order Order, IReadOnlyList<ReadValue> Values);

/// <summary>Loads a document for the pages that show one. The caller audits.</summary>
internal sealed class ReadPaper(DocumentsDb db, VisibleToActor visible, IPatients patients, IOrganization organization, TimeProvider clock)
{
    /// <summary>Null when there is none of that id at the user's locations.</summary>
    /// <param name="sought">Its words are marked on the pages.</param>
    public async Task<Paper?> Of(Guid documentId, CancellationToken stopping, (DocumentSearch Search, bool IsWide)? sought = null)
    {
        var document = await visible.Documents.AsNoTracking()
            .Include(d => d.Transmission)
            .Include(d => d.Orders.Where(order => order.Standing != OrderStanding.Withdrawn).OrderBy(order => order.Ordinal))
            .ThenInclude(order => order.Values)
            .AsSplitQuery()
            .SingleOrDefaultAsync(d => d.Id == documentId, stopping);
        if (document is null)
        {
            return null;
        }

        var location = (await organization.Profile(stopping)).Find(document.LocationId);
        var values = ReadValue.Of(document.PatientEvidence);
        var typeWords = ReadValue.Of(document.TypeEvidence);
        var orders = document.Orders.ConvertAll(order => new PaperOrder(order, ReadValue.Of(order.Values)));
        var places = values.Concat(typeWords).Concat(orders.SelectMany(order => order.Values)).Select(value => value.Place).OfType<Place>();
        var (previous, next) = await Neighbours(document, stopping);
        return new Paper(
            document,
            await ViewerPages.Load(
                visible.Pages.Where(page => page.DocumentId == documentId || (page.TransmissionId == document.TransmissionId && page.IsCover)),
                [.. places],
                stopping,
                sought is { } search ? await Found(documentId, search, stopping) : null),
            document.PatientId is { } patient ? await patients.Find(patient, stopping) : null,
            values,
            typeWords,
            orders,
            await History(document.TransmissionId, documentId, location, stopping),
            location,
            document.Transmission!.ReceivedFrom ?? (await IsPartClosed(document.TransmissionId, stopping) ? InboxRow.PartClosed : document.Transmission.FileName),
            LocationClock.Words(document.ReceivedAt, clock.GetUtcNow(), location),
            previous,
            next);
    }

    /// <summary>In the order of their first pages.</summary>
    private async Task<(Neighbour? Previous, Neighbour? Next)> Neighbours(Document document, CancellationToken stopping)
    {
        var all = (await visible.Documents.AsNoTracking().Where(d => d.TransmissionId == document.TransmissionId)
            .Select(d => new { d.Id, d.Type, Pages = d.Pages.Count, First = d.Pages.Min(p => p.Number) })
            .OrderBy(d => d.First).ToListAsync(stopping)).ConvertAll(d => new Neighbour(d.Id, d.Type, d.Pages));
        var at = all.FindIndex(d => d.Id == document.Id);
        return (all.ElementAtOrDefault(at - 1), all.ElementAtOrDefault(at + 1));
    }

    private async Task<IReadOnlyDictionary<int, IReadOnlyList<Box>>> Found(Guid documentId, (DocumentSearch Search, bool IsWide) sought, CancellationToken stopping)
    {
        var query = SearchQuery.Of(sought.Search.Text);
        var texts = query.IsEmpty ? [] : await visible.Pages.Where(page => page.DocumentId == documentId && page.Text != null).Select(page => page.Text!).ToListAsync(stopping);
        return texts.ToDictionary(text => text.Number, text => FindInText.On(text, query, sought.IsWide));
    }

    private async Task<bool> IsPartClosed(Guid transmissionId, CancellationToken stopping) =>
        await db.StoredDocuments.CountAsync(s => s.TransmissionId == transmissionId && s.State != DocumentState.Merged, stopping) > await db.Documents.CountAsync(d => d.TransmissionId == transmissionId, stopping);

    /// <summary>Oldest first; of a whole transmission without a document.</summary>
    public async Task<IReadOnlyList<HistoryLine>> History(Guid transmissionId, Guid? documentId, Location? location, CancellationToken stopping)
    {
        var events = await db.Events.AsNoTracking()
            .Where(e => e.TransmissionId == transmissionId && (e.DocumentId == null || (documentId == null ? db.Documents.Any(d => d.Id == e.DocumentId) : e.DocumentId == documentId)))
            .OrderBy(e => e.At).ThenBy(e => e.Id)
            .ToListAsync(stopping);
        var names = events.Any(e => e.Code is EventCode.LabelPut or EventCode.LabelTakenOff) ? await db.Labels.ToDictionaryAsync(label => label.Id, label => label.Name, stopping) : [];
        foreach (var user in events.Select(e => e.By).Concat(events.Where(e => e.Code == EventCode.Given).Select(e => GivenDetail.To(e.Detail))).OfType<Guid>().Distinct())
        {
            names[user] = await organization.NameOfUser(user, stopping) ?? "somebody no longer known";
        }

        var now = clock.GetUtcNow();
        return
        [
            .. from happened in events
               let words = HistoryWords.Of(happened, names)
               where words is not null
               select new HistoryLine(LocationClock.Words(happened.At, now, location), words, happened.By is { } user ? names[user] : "ClinicOps"),
        ];
    }
}
