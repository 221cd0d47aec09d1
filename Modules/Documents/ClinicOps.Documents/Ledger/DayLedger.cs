using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Ledger;

/// <summary>Where a page is, as the ledger counts it.</summary>
internal static class LedgerPlace
{
    public const string InProgress = "in-progress";
    public const string Filed = DocumentState.Filed;
    public const string Review = DocumentState.Review;
    public const string Junk = DocumentState.Junk;
    public const string Failed = "failed";

    /// <summary>Received, and in none of the others: what must never be.</summary>
    public const string Missing = "missing";

    /// <summary>In the order shown.</summary>
    public static readonly IReadOnlyList<string> All = [InProgress, Filed, Review, Junk, Failed];
}

/// <summary>A named part of what is in a place.</summary>
internal static class LedgerPart
{
    /// <summary>Of what is filed: to the practice itself.</summary>
    public const string Practice = "practice";

    /// <summary>Of the junk: what was meant for somebody else.</summary>
    public const string Misdirected = "misdirected";
}

/// <summary>
/// The page ledger of what the acting user has in sight, by the day on the calendar of the location where it came in. Of a transmission
/// that is in sight in part, only the pages in sight are counted, so that every number is that of the list behind it.
/// </summary>
internal sealed class DayLedger(DocumentsDb db, VisibleToActor visible, IOrganization organization)
{
    /// <param name="until">The last day, itself counted.</param>
    public async Task<IReadOnlyList<LedgerPiece>> Pieces(DateOnly from, DateOnly until, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);

        // Wide enough for every time zone; the day is taken exactly below.
        var (after, before) = (LocalTime.StartOf(from, null).AddDays(-1), LocalTime.StartOf(until, null).AddDays(2));
        var transmissions = visible.Transmissions.AsNoTracking().Where(t => t.ReceivedAt >= after && t.ReceivedAt < before);
        var received = await transmissions
            .OrderBy(t => t.ReceivedAt).ThenBy(t => t.Id)
            .Select(t => new
            {
                t.Id,
                t.LocationId,
                t.Channel,
                t.ReceivedAt,
                t.ReceivedFrom,
                t.State,
                t.PageCount,
                IsWhole = db.StoredDocuments.Count(s => s.TransmissionId == t.Id && s.State != DocumentState.Merged) == t.Documents.Count && !db.JoinedOutOfSight.Any(s => s.TransmissionId == t.Id),
                Documents = t.Documents.OrderBy(d => d.Ordinal).Select(d => new LaidIn(d.Id, d.State, d.Type, d.IsMisdirected)).ToList(),
            })
            .ToListAsync(stopping);
        var pages = (await visible.Pages
                .Where(p => p.Transmission!.ReceivedAt >= after && p.Transmission.ReceivedAt < before)
                .GroupBy(p => new { p.TransmissionId, p.DocumentId, p.IsCover })
                .Select(g => new { g.Key.TransmissionId, g.Key.DocumentId, g.Key.IsCover, Count = g.Count() })
                .ToListAsync(stopping))
            .ToLookup(p => p.TransmissionId);

        // Documents of other transmissions that pages of these were joined to.
        var elsewhere = (await visible.Pages
                .Where(p => p.Transmission!.ReceivedAt >= after && p.Transmission.ReceivedAt < before && p.JoinedTo != null)
                .Select(p => new { p.TransmissionId, Document = new LaidIn(p.Document!.Id, p.Document.State, p.Document.Type, p.Document.IsMisdirected) })
                .ToListAsync(stopping))
            .ToLookup(p => p.TransmissionId, p => p.Document);
        var pieces = new List<LedgerPiece>();
        foreach (var t in received)
        {
            List<LaidIn> documents = [.. t.Documents.Concat(elsewhere[t.Id]).DistinctBy(d => d.Id)];
            var place = new LedgerAt(profile.Find(t.LocationId), t.LocationId, t.Channel, t.ReceivedAt);
            var states = documents.ToDictionary(d => d.Id, d => d.State);
            foreach (var p in pages[t.Id].OrderBy(p => documents.FindIndex(d => d.Id == p.DocumentId)))
            {
                var document = documents.Find(d => d.Id == p.DocumentId);
                pieces.Add(place.Piece(t.Id, p.DocumentId, null, PlaceOf(t.State, document?.State, p.IsCover ? states.Values : null), p.Count, document?.Type, t.ReceivedFrom) with
                {
                    Part = document?.IsMisdirected == true ? LedgerPart.Misdirected : document?.State == DocumentState.Practice ? LedgerPart.Practice : null,
                });
            }

            var missing = t.PageCount - pages[t.Id].Sum(p => p.Count);
            if (t.IsWhole && missing != 0)
            {
                pieces.Add(place.Piece(t.Id, null, null, LedgerPlace.Missing, missing, null, t.ReceivedFrom));
            }
        }

        var mail = await visible.MailMessages.AsNoTracking()
            .Where(m => m.ReceivedAt >= after && m.ReceivedAt < before && (m.State == MailState.Stored || m.State == MailState.Kept))
            .Select(m => new { m.Id, m.LocationId, m.Channel, m.ReceivedAt, m.Sender, m.State })
            .ToListAsync(stopping);
        pieces.AddRange(mail.Select(m => new LedgerAt(profile.Find(m.LocationId), m.LocationId, m.Channel, m.ReceivedAt)
            .Piece(null, null, m.Id, m.State == MailState.Stored ? LedgerPlace.InProgress : LedgerPlace.Failed, 1, null, m.Sender)));
        return [.. pieces.Where(piece => piece.Day >= from && piece.Day <= until)];
    }

    /// <summary>One line for each day, location and channel in which something came in: newest day first.</summary>
    public static IReadOnlyList<LedgerDay> Days(IReadOnlyList<LedgerPiece> pieces) =>
    [
        .. pieces.GroupBy(piece => (piece.Day, piece.LocationId, piece.LocationName, piece.Channel))
            .OrderByDescending(day => day.Key.Day).ThenBy(day => day.Key.LocationName, StringComparer.Ordinal).ThenBy(day => day.Key.Channel, StringComparer.Ordinal)
            .Select(day => new LedgerDay(day.Key.Day, day.Key.LocationId, day.Key.LocationName, day.Key.Channel, [.. day])),
    ];

    /// <summary>By the same rule as <see cref="PageLedger"/>; the two are held against each other by a test.</summary>
    /// <param name="document">State of the document the page belongs to; null when it belongs to none.</param>
    /// <param name="beside">Of a cover sheet: the states of its transmission's documents.</param>
    private static string PlaceOf(string transmission, string? document, IEnumerable<string>? beside) => (transmission, document) switch
    {
        (TransmissionState.Failed, _) => LedgerPlace.Failed,
        (not TransmissionState.Sorted, _) => LedgerPlace.InProgress,
        (_, { } state) => Of(state),
        _ => new[] { LedgerPlace.InProgress, LedgerPlace.Review, LedgerPlace.Filed, LedgerPlace.Junk }.FirstOrDefault(place => beside?.Any(state => Of(state) == place) == true, LedgerPlace.Missing),
    };

    private static string Of(string state) =>
        DocumentState.InProgress.Contains(state) ? LedgerPlace.InProgress
        : state == DocumentState.Practice ? LedgerPlace.Filed
        : state;

    /// <summary>A document that pages lie in.</summary>
    private sealed record LaidIn(Guid Id, string State, DocumentType Type, bool IsMisdirected);

    private sealed record LedgerAt(Location? Location, Guid LocationId, string Channel, DateTimeOffset ReceivedAt)
    {
        public LedgerPiece Piece(Guid? transmission, Guid? document, Guid? mail, string place, int pages, DocumentType? type, string? from) =>
            new(LocalTime.DayAt(Location, ReceivedAt), LocationId, Location?.Name ?? "a location that is gone", Channel, ReceivedAt, transmission, document, mail, place, pages, type, from);
    }
}

/// <summary>Some pages that came in together and are in the same place: those of a document, the cover sheets of a transmission, an e-mail.</summary>
/// <param name="Day">On the calendar of the location.</param>
/// <param name="Place">One of <see cref="LedgerPlace"/>.</param>
/// <param name="Pages">Negative where more pages lie there than were received.</param>
/// <param name="From">Number or address of the sender.</param>
internal sealed record LedgerPiece(
    DateOnly Day,
    Guid LocationId,
    string LocationName,
    string Channel,
    DateTimeOffset ReceivedAt,
    Guid? TransmissionId,
    Guid? DocumentId,
    Guid? MailId,
    string Place,
    int Pages,
    DocumentType? Type,
    string? From)
{
    /// <summary>One of <see cref="LedgerPart"/>; null for what is in its place without more.</summary>
    public string? Part { get; init; }
}

/// <summary>The pages of one day, location and channel.</summary>
internal sealed record LedgerDay(DateOnly Day, Guid LocationId, string LocationName, string Channel, IReadOnlyList<LedgerPiece> Pieces)
{
    public int Received => Pieces.Sum(piece => piece.Pages);

    public int In(string place) => Pieces.Where(piece => piece.Place == place).Sum(piece => piece.Pages);

    public bool Balances => Pieces.All(piece => piece.Place != LedgerPlace.Missing);
}
