using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Ledger;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What a number of the ledger counts: documents, cover sheets, files that failed, e-mails, each with its pages.</summary>
[Authorize(Policy = DocumentsRights.Oversee)]
internal sealed class LedgerPagesModel(
    DocumentsDb db, DayLedger days, VisibleToActor visible, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    /// <summary>Lines shown; the number above them is that of all.</summary>
    private const int Most = 500;

    public LedgerPeriod Period { get; private set; } = null!;

    public string? Place { get; private set; }

    public string? Channel { get; private set; }

    public string? LocationName { get; private set; }

    public int Pages { get; private set; }

    public int Count { get; private set; }

    public IReadOnlyList<LedgerRow> Rows { get; private set; } = [];

    public async Task OnGet(DateOnly? from, DateOnly? until, Guid? location, string? channel, string? place, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        Period = LedgerPeriod.Of(from, until, profile, visible, clock.GetUtcNow());
        Place = place is LedgerPlace.Missing || LedgerPlace.All.Contains(place) ? place : null;
        Channel = channel;
        LocationName = location is { } named ? profile.Find(named)?.Name : null;
        var counted = (await days.Pieces(Period.From, Period.Until, stopping))
            .Where(piece => (location is null || piece.LocationId == location) && (channel is null || piece.Channel == channel) && (Place is null || piece.Place == Place))
            .OrderByDescending(piece => piece.ReceivedAt)
            .ToList();
        (Pages, Count) = (counted.Sum(piece => piece.Pages), counted.Count);
        Rows = [.. counted.Take(Most).Select(piece => new LedgerRow(piece, LocationClock.Words(piece.ReceivedAt, clock.GetUtcNow(), profile.Find(piece.LocationId))))];
        await audit.Record(
            db,
            new AuditEntry("documents.ledger-viewed", "ledger", null, [.. Rows.Select(row => row.Piece.DocumentId ?? row.Piece.TransmissionId ?? row.Piece.MailId).OfType<Guid>().Distinct()]),
            stopping);
    }
}

/// <param name="Received">On the location's clock, in words.</param>
internal sealed record LedgerRow(LedgerPiece Piece, string Received)
{
    public string Link => Piece switch
    {
        { DocumentId: { } document } => $"/documents/document/{document}",
        { MailId: { } mail } => $"/documents/mail/{mail}",
        _ => $"/documents/transmissions/{Piece.TransmissionId}",
    };

    public string What => Piece switch
    {
        { Type: { } type } => Wording.Of(type),
        { MailId: not null } => "E-mail",
        { Place: LedgerPlace.Failed } => "File that could not be opened",
        { Place: LedgerPlace.InProgress } => "Not sorted yet",
        { Place: LedgerPlace.Missing } => "Pages in no place",
        _ => "Cover sheet",
    };
}
