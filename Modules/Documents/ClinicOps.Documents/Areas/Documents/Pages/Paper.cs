using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
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
/// <param name="Fields">What was read of a decision, a coverage letter, a request, with what people corrected.</param>
/// <param name="Standing">The same, as stored.</param>
/// <param name="From">The sender, or the file's name.</param>
/// <param name="Previous">The document before it in its transmission; null for the first.</param>
internal sealed record Paper(
    Document Document,
    ViewerPages Pages,
    PatientSummary? Patient,
    IReadOnlyList<ReadValue> Values,
    IReadOnlyList<ReadValue> TypeWords,
    IReadOnlyList<PaperOrder> Orders,
    IReadOnlyList<ReadValue> Fields,
    IReadOnlyList<StandingField> Standing,
    IReadOnlyList<HistoryLine> History,
    Location? Location,
    string From,
    string Received,
    Neighbour? Previous,
    Neighbour? Next)
{
    /// <summary>The machine is still at it: what is shown is not all yet.</summary>
    public bool IsStillRead { get; init; }

    /// <summary>The words for which it is urgent, or will be, with their places: "respond by the 15th".</summary>
    public IReadOnlyList<ReadValue> UrgentWords { get; init; } = [];

    /// <summary>The form by which an order is corrected; null where the user does not.</summary>
    public Func<PaperOrder, OrderForm>? Corrections { get; set; }

    /// <summary>The form by which the fields are corrected; null where the user does not, or where the type has none.</summary>
    public FieldsForm? FieldsForm { get; set; }

    /// <summary>Documents of other transmissions that may be joined to it; none where the user does not change pages.</summary>
    public IReadOnlyList<PaperElsewhere> Elsewhere { get; set; } = [];

    /// <summary>What the sender is to be asked about an order, as prepared; null where the user does not ask.</summary>
    public Func<PaperOrder, string?>? Questions { get; set; }

    /// <summary>The order about which a question was typed that was not noted; null when nobody tried.</summary>
    public Guid? AskedAbout { get; set; }
}

/// <param name="Words">Of one that is proposed, what it seems to be: "Pages 3, 4 and 5 seem to have come in another transmission."</param>
/// <param name="Received">On the location's clock.</param>
internal sealed record PaperElsewhere(PagesElsewhere Other, string Words, string Received);

/// <param name="Pages">How many.</param>
internal sealed record Neighbour(Guid Id, DocumentType Type, int Pages);

/// <param name="Why">The reason of its state, where it stands; null for one read before there were reasons.</param>
/// <param name="SameAs">The order that it is a duplicate of, or that answers what was asked about it, where that one is in sight.</param>
/// <param name="Asked">When the sender was asked, in words; null while nobody has.</param>
internal sealed record PaperOrder(Order Order, IReadOnlyList<ReadValue> Values, ReadValue? Why, (Guid DocumentId, Guid OrderId)? SameAs, string? Asked)
{
    /// <summary>The later order that stands in its place: suggested, or confirmed by a person.</summary>
    public OrderValue? Answer => Order.Values.Find(OrderValueName.AnsweredBy) is { Value: not null } answer ? answer : null;
}

/// <summary>Loads a document for the pages that show one. The caller audits.</summary>
internal sealed class ReadPaper(DocumentsDb db, VisibleToActor visible, LoadFields fieldsOf, FindPagesElsewhere elsewhere, ReadHolidays holidays, IPatients patients, IOrganization organization, TimeProvider clock)
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
        var sameAs = await SameAs(document.Orders, stopping);
        var orders = document.Orders.ConvertAll(order => new PaperOrder(order, ReadValue.Of(order.Values), ReadValue.Why(order.Values), sameAs.GetValueOrDefault(order.Id), AskedWhen(order, location)));
        var standing = await fieldsOf.Of(document, stopping);
        var fields = ReadValue.Of(standing, await Names(standing.Select(field => field.Said?.By), stopping), at => LocationClock.Words(at, clock.GetUtcNow(), location));
        var urgent = document.UrgentReason is null && document.RespondBy is null ? [] : await Urgent(document, location, stopping);
        var places = values.Concat(typeWords).Concat(urgent).Concat(fields).Concat(orders.SelectMany(order => order.Why is { } why ? order.Values.Append(why) : order.Values)).Select(value => value.Place).OfType<Place>();
        var (previous, next) = await Neighbours(document, stopping);
        var pages = await ViewerPages.Load(
            CoverSheets.WithOwn(visible.Pages, documentId, document.TransmissionId),
            [.. places],
            stopping,
            sought is { } search ? await Found(documentId, search, stopping) : null,
            document.TransmissionId);
        pages.Origins = await Origins(pages, location, stopping);
        return new Paper(
            document,
            pages,
            document.PatientId is { } patient ? await patients.Find(patient, stopping) : null,
            values,
            typeWords,
            orders,
            fields,
            standing,
            await History(document.TransmissionId, documentId, location, stopping),
            location,
            document.Transmission!.ReceivedFrom ?? (await IsPartClosed(document.TransmissionId, stopping) ? InboxRow.PartClosed : document.Transmission.FileName),
            LocationClock.Words(document.ReceivedAt, clock.GetUtcNow(), location),
            previous,
            next)
        {
            IsStillRead = document.IsStillRead(clock.GetUtcNow()),
            UrgentWords = urgent,
        };
    }

    /// <summary>As they were found when its pages were sorted: a day without its year is reckoned as then.</summary>
    private async Task<IReadOnlyList<ReadValue>> Urgent(Document document, Location? location, CancellationToken stopping)
    {
        IReadOnlyList<PageText> texts =
        [
            .. await visible.Pages.Where(page => page.DocumentId == document.Id && page.Text != null).OrderBy(page => page.Position).ThenBy(page => page.Number).Select(page => page.Text!).ToListAsync(stopping),
            .. await CoverSheets.Texts(CoverSheets.Of(visible.Pages, document.Id, document.TransmissionId), document.TransmissionId, stopping),
        ];
        var came = LocalTime.DayAt(location, document.ReceivedAt);
        return ReadValue.Of(UrgentWording.In(texts, came, came, await holidays.At(document.LocationId, stopping)));
    }

    /// <summary>What may be joined to it, in words.</summary>
    public async Task<IReadOnlyList<PaperElsewhere>> Elsewhere(Paper paper, CancellationToken stopping) =>
    [
        .. (await elsewhere.For(paper.Document, stopping)).Select(other => new PaperElsewhere(
            other, other.IsProposed ? MissingPages.CameElsewhere(other.Numbers, paper.Document.PagesSaid) : "", LocationClock.Words(other.ReceivedAt, clock.GetUtcNow(), paper.Location))),
    ];

    /// <summary>Of the transmissions that pages were joined from: "fax, today 9:40 AM".</summary>
    private async Task<IReadOnlyDictionary<Guid, string>> Origins(ViewerPages pages, Location? location, CancellationToken stopping)
    {
        Guid[] ids = [.. pages.Pages.Select(page => page.Origin?.TransmissionId).OfType<Guid>().Distinct()];
        return ids.Length == 0
            ? new Dictionary<Guid, string>()
            : (await visible.Transmissions.AsNoTracking().Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.Channel, t.ReceivedAt }).ToListAsync(stopping))
                .ToDictionary(t => t.Id, t => $"{Wording.Channel(t.Channel).ToLowerInvariant()}, {LocationClock.Words(t.ReceivedAt, clock.GetUtcNow(), location)}");
    }

    /// <summary>In the order of their first pages.</summary>
    private async Task<(Neighbour? Previous, Neighbour? Next)> Neighbours(Document document, CancellationToken stopping)
    {
        var all = (await visible.Documents.AsNoTracking().Where(d => d.TransmissionId == document.TransmissionId)
            .Select(d => new { d.Id, d.Type, Pages = d.Pages.Count, First = d.Pages.Min(p => p.NumberThere ?? p.Number) })
            .OrderBy(d => d.First).ToListAsync(stopping)).ConvertAll(d => new Neighbour(d.Id, d.Type, d.Pages));
        var at = all.FindIndex(d => d.Id == document.Id);
        return (all.ElementAtOrDefault(at - 1), all.ElementAtOrDefault(at + 1));
    }

    private string? AskedWhen(Order order, Location? location) =>
        order.Values.Find(OrderValueName.Query) is { Value: not null } asked ? LocationClock.Words(asked.At, clock.GetUtcNow(), location) : null;

    private async Task<Dictionary<Guid, (Guid DocumentId, Guid OrderId)?>> SameAs(IReadOnlyList<Order> orders, CancellationToken stopping)
    {
        var copies = orders.Select(o => (o.Id, Of: Guid.TryParse(o.Values.Named(OrderValueName.AnsweredBy) ?? o.Values.Named(OrderValueName.DuplicateOf), out var of) ? of : (Guid?)null)).Where(o => o.Of is not null).ToList();
        var ids = copies.ConvertAll(o => o.Of!.Value);
        var seen = ids.Count == 0 ? [] : await visible.Documents.SelectMany(d => d.Orders).Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.DocumentId, stopping);
        return copies.Where(o => seen.ContainsKey(o.Of!.Value)).ToDictionary(o => o.Id, o => ((Guid, Guid)?)(seen[o.Of!.Value], o.Of.Value));
    }

    private async Task<IReadOnlyDictionary<int, IReadOnlyList<Box>>> Found(Guid documentId, (DocumentSearch Search, bool IsWide) sought, CancellationToken stopping)
    {
        var query = SearchQuery.Of(sought.Search.Text);
        var texts = query.IsEmpty ? [] : await visible.Pages.Where(page => page.DocumentId == documentId && page.Text != null).Select(page => page.Text!).ToListAsync(stopping);
        return texts.ToDictionary(text => text.Number, text => FindInText.On(text, query, sought.IsWide));
    }

    private async Task<bool> IsPartClosed(Guid transmissionId, CancellationToken stopping) =>
        await db.StoredDocuments.CountAsync(s => s.TransmissionId == transmissionId && s.State != DocumentState.Merged, stopping) > await db.Documents.CountAsync(d => d.TransmissionId == transmissionId, stopping)
        || await db.JoinedOutOfSight.AnyAsync(s => s.TransmissionId == transmissionId, stopping);

    /// <summary>Oldest first; of a whole transmission without a document.</summary>
    public async Task<IReadOnlyList<HistoryLine>> History(Guid transmissionId, Guid? documentId, Location? location, CancellationToken stopping)
    {
        var joined = documentId is { } into ? await JoinedTo(into, stopping) : [];
        var events = await db.Events.AsNoTracking()
            .Where(e => (e.TransmissionId == transmissionId && (e.DocumentId == null || (documentId == null ? e.Code == EventCode.MergedInto || db.Documents.Any(d => d.Id == e.DocumentId) : e.DocumentId == documentId)))
                || joined.Contains(e.DocumentId!.Value))
            .OrderBy(e => e.At).ThenBy(e => e.Id)
            .ToListAsync(stopping);
        var names = events.Any(e => e.Code is EventCode.LabelPut or EventCode.LabelTakenOff) ? await db.Labels.ToDictionaryAsync(label => label.Id, label => label.Name, stopping) : [];
        foreach (var (user, name) in await Names(events.Select(e => e.By).Concat(events.Where(e => e.Code == EventCode.Given).Select(e => GivenDetail.To(e.Detail))), stopping))
        {
            names[user] = name;
        }

        var now = clock.GetUtcNow();
        return
        [
            .. from happened in events
               let words = HistoryWords.Of(happened, names)
               where words is not null
               select new HistoryLine(
                   LocationClock.Words(happened.At, now, location),
                   happened.DocumentId is { } of && joined.Contains(of) ? $"{words} (the part that came in another transmission)" : words,
                   happened.By is { } user ? names[user] : "ClinicOps"),
        ];
    }

    /// <summary>The documents of other transmissions whose pages all came to this one: their history goes on in its own.</summary>
    private async Task<Guid[]> JoinedTo(Guid documentId, CancellationToken stopping)
    {
        var into = documentId.ToString();
        var gone = await db.StoredDocuments
            .Where(s => s.State == DocumentState.Merged && db.StoredPages.Any(page => page.DocumentId == documentId && page.JoinedTo != null && page.TransmissionId == s.TransmissionId))
            .Select(s => new { s.Id, Into = db.Events.Where(e => e.DocumentId == s.Id && e.Code == EventCode.MergedInto).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Select(e => e.Detail).FirstOrDefault() })
            .ToListAsync(stopping);
        return [.. gone.Where(d => d.Into == into).Select(d => d.Id)];
    }

    private async Task<Dictionary<Guid, string>> Names(IEnumerable<Guid?> users, CancellationToken stopping)
    {
        var names = new Dictionary<Guid, string>();
        foreach (var user in users.OfType<Guid>().Distinct())
        {
            names[user] = await organization.NameOfUser(user, stopping) ?? "somebody no longer known";
        }

        return names;
    }
}
