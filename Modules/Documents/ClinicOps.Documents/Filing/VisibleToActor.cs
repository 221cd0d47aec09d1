using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Filing;

/// <summary>What the acting user may see: that of the user's locations; the machine and users of every location see all.</summary>
internal sealed class VisibleToActor(DocumentsDb db, CurrentActor actor)
{
    public IQueryable<Transmission> Transmissions
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Transmissions : db.Transmissions.Where(t => locations.Contains(t.LocationId));
        }
    }

    public IQueryable<Document> Documents
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Documents : db.Documents.Where(d => locations.Contains(d.LocationId));
        }
    }

    public IQueryable<ReceivedPage> Pages
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Pages : db.Pages.Where(p => locations.Contains(p.Transmission!.LocationId));
        }
    }

    public IQueryable<MailMessage> MailMessages
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.MailMessages : db.MailMessages.Where(m => locations.Contains(m.LocationId));
        }
    }

    /// <summary>
    /// Whether the user sees the document by clearance, and not only because the glass is broken: who does not, does nothing by which
    /// others come to see it.
    /// </summary>
    public Task<bool> IsClearedFor(Guid documentId, CancellationToken stopping) =>
        actor.WithoutBreakGlass(() => db.Documents.AnyAsync(document => document.Id == documentId, stopping));

    /// <summary>Whose documents came in an e-mail, as far as they are filed: for the audit trail of who reads the whole.</summary>
    public Task<List<Guid>> PatientsInMail(Guid mailId, CancellationToken stopping) =>
        db.Documents.Where(d => db.StoredPages.Any(s => s.DocumentId == d.Id && db.StoredTransmissions.Any(t => t.Id == s.TransmissionId && t.MailMessageId == mailId)) && d.SubjectId != null).Select(d => d.SubjectId!.Value).Distinct().ToListAsync(stopping);

    public bool Location(Guid locationId) => actor.SeesLocation(locationId);
}
