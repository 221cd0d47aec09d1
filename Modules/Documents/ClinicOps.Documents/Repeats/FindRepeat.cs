using System.Globalization;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Repeats;

/// <summary>
/// Says of a document whether it came before: in a file of the same bytes, or as the same paper sent again. Asked once, when the
/// document is matched; what was found is kept with it, and keeps it in review until a person decides.
/// </summary>
internal sealed class FindRepeat(DocumentsDb db, History history, IOrganization organization, IOptions<DocumentsOptions> options, TimeProvider clock)
{
    private const int MostCompared = 40;

    /// <summary>
    /// Inside the transaction that holds the document's row. Whoever asks at the same time waits, so that of two copies in work
    /// at once one finds the other, and not each the other.
    /// </summary>
    public async Task Mark(Document document, CancellationToken stopping)
    {
        await db.HoldRepeats(stopping);
        var found = await OfSameBytes(document, stopping) ?? await OfSamePaper(document, stopping);
        if (found is { } same)
        {
            var first = await FirstOf(same, stopping);
            (document.RepeatOfTransmission, document.RepeatOfDocument) = first;
            history.Add(document, EventCode.LooksLikeARepeat, first.Transmission.ToString());
        }
    }

    /// <summary>"Looks like the fax of March 3, 9:12 AM": the reason, for the person who decides.</summary>
    public async Task<string> Words(Document document, CancellationToken stopping)
    {
        var ids = await db.Transmissions.IgnoreQueryFilters([ModuleDb.AccessFilter]).Where(t => t.Id == document.RepeatOfTransmission || t.Id == document.TransmissionId)
            .Select(t => new { t.Id, t.Channel, t.ReceivedAt, t.LocationId, t.BlobHash }).ToListAsync(stopping);
        var first = ids.Single(t => t.Id == document.RepeatOfTransmission);
        var location = (await organization.Profile(stopping)).Find(first.LocationId);
        var (at, now) = (LocalTime.At(location, first.ReceivedAt), LocalTime.At(location, clock.GetUtcNow()));
        var when = at.ToString(at.Year == now.Year ? "MMMM d, h:mm tt" : "MMMM d, yyyy, h:mm tt", CultureInfo.InvariantCulture);
        var what = first.Channel switch
        {
            TransmissionChannel.Scan => "scan",
            TransmissionChannel.Email => "e-mail",
            _ => "fax",
        };
        return ids.TrueForAll(t => t.BlobHash == first.BlobHash) ? $"It is the same file as the {what} of {when}." : $"Looks like the {what} of {when}.";
    }

    /// <summary>Of a copy, the one that it repeats itself: what is known of the first holds for all of them.</summary>
    private async Task<(Guid Transmission, Guid? Document)> FirstOf((Guid Transmission, Guid? Document) found, CancellationToken stopping) =>
        await db.Documents.Where(d => d.Id == found.Document && d.RepeatOfTransmission != null && d.RepeatSaid != RepeatSaid.Another)
            .Select(d => new { Transmission = d.RepeatOfTransmission!.Value, Document = d.RepeatOfDocument }).SingleOrDefaultAsync(stopping) is { } earlier
            ? (earlier.Transmission, earlier.Document)
            : found;

    private async Task<(Guid Transmission, Guid? Document)?> OfSameBytes(Document document, CancellationToken stopping) =>
        await db.Transmissions.Where(t => t.Id == document.TransmissionId).Select(t => t.RepeatOf).SingleAsync(stopping) is { } first
            // Where pages of the first were put elsewhere by hand, nobody can say which of its documents this one repeats.
            ? (first, await db.PageActs.AnyAsync(a => a.TransmissionId == first && PageActKind.OtherPages.Contains(a.Kind), stopping)
                || await db.StoredPages.AnyAsync(p => p.TransmissionId == first && p.JoinedTo != null, stopping) ? null : await db.Documents.Where(d => d.TransmissionId == first && d.Ordinal == document.Ordinal).Select(d => (Guid?)d.Id).SingleOrDefaultAsync(stopping))
            : null;

    private async Task<(Guid Transmission, Guid? Document)?> OfSamePaper(Document document, CancellationToken stopping)
    {
        var keys = MatchKeys.OfBirthDates(document.PatientEvidence);
        var (from, until) = (document.ReceivedAt.AddDays(-options.Value.RepeatDays), document.ReceivedAt.AddDays(options.Value.RepeatDays));
        var others = keys.Length == 0 ? [] : await db.Documents.AsNoTracking()
            .Where(d => d.TransmissionId != document.TransmissionId && d.ReceivedAt >= from && d.ReceivedAt <= until
                && ((d.RepeatOfTransmission == null && d.Transmission!.RepeatOf == null) || d.RepeatSaid == RepeatSaid.Another) && d.MatchKeys.Any(key => keys.Contains(key)))
            .OrderByDescending(d => d.ReceivedAt).ThenBy(d => d.Id)
            .Select(d => new { d.Id, d.TransmissionId, d.PatientEvidence })
            .Take(MostCompared)
            .ToListAsync(stopping);
        if (others.Count == 0)
        {
            return null;
        }

        var print = PaperPrint.Of(document.PatientEvidence, await db.TextsOf(document.Id, stopping));

        // The earliest of them is the first.
        foreach (var other in others.AsEnumerable().Reverse())
        {
            if (SamePaper.Is(print, PaperPrint.Of(other.PatientEvidence, await db.TextsOf(other.Id, stopping))))
            {
                return (other.TransmissionId, other.Id);
            }
        }

        return null;
    }
}
