using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Modules;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Ledger;

/// <summary>Nothing received is lost or damaged, and nothing lies in two records: asked of the stored data as a whole.</summary>
internal sealed class VerifyDocuments(DocumentsDb db, PageLedger ledger, IBlobStore blobs) : IVerification
{
    public async Task<IReadOnlyList<string>> Problems(CancellationToken stopping) =>
    [
        .. (await ledger.Lines(stopping)).Where(line => !line.Balances).Select(line =>
            $"The pages of transmission {line.TransmissionId} do not balance: received {line.Received}, in progress {line.InProgress}, filed {line.Filed}, in review {line.InReview}, junk {line.Junk}, failed {line.Failed}."),
        .. await Asked("Transmission {0} does not have its pages numbered from 1 without a gap.",
            $"""
            SELECT t.id AS "Value" FROM transmissions t LEFT JOIN pages p ON p.transmission_id = t.id
            GROUP BY t.id, t.page_count HAVING count(p.id) <> t.page_count OR min(p.number) <> 1 OR max(p.number) <> t.page_count
            """, stopping),
        .. await Asked("Page {0} is a cover sheet and belongs to a document, or belongs to a document of a transmission that it neither came in nor was joined to.",
            $"""
            SELECT p.id AS "Value" FROM pages p JOIN documents d ON d.id = p.document_id WHERE p.is_cover OR d.transmission_id <> coalesce(p.joined_to, p.transmission_id)
            """, stopping),
        .. await Asked("Page {0} was joined to a document of another transmission by no act of a person that stands.",
            $"""
            SELECT p.id AS "Value" FROM pages p WHERE p.joined_to IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM page_acts a WHERE a.kind = 'join' AND a.transmission_id = p.joined_to AND NOT EXISTS (SELECT 1 FROM page_acts u WHERE u.undoes = a.id)
                    AND EXISTS (SELECT 1 FROM jsonb_array_elements(a.after) part WHERE part -> 'PageIds' @> to_jsonb(p.id::text)))
            """, stopping),
        .. await Asked("Document {0} has no page, or was merged into others and has one.",
            $"""SELECT d.id AS "Value" FROM documents d WHERE (d.state = 'merged') = EXISTS (SELECT 1 FROM pages p WHERE p.document_id = d.id)""", stopping),
        .. await Asked("Document {0} is not filed exactly as its filings say.",
            $"""
            SELECT d.id AS "Value" FROM documents d LEFT JOIN filings f ON f.document_id = d.id LEFT JOIN joined_subjects j ON j.from_id = f.patient_id
            GROUP BY d.id, d.state, d.patient_id
            HAVING count(*) FILTER (WHERE f.act = 'filed') - count(*) FILTER (WHERE f.act = 'unfiled') <> CASE WHEN d.state = 'filed' THEN 1 ELSE 0 END
                OR d.patient_id IS DISTINCT FROM CASE WHEN d.state = 'filed' THEN (array_agg(coalesce(j.to_id, f.patient_id) ORDER BY f.at DESC, f.id DESC) FILTER (WHERE f.act = 'filed'))[1] END
            """, stopping),
        .. await Asked("Order {0} was told, but its document is not filed to the patient it was told for.",
            $"""
            SELECT o.id AS "Value" FROM orders o JOIN documents d ON d.id = o.document_id
            WHERE o.standing = 'told' AND (d.state <> 'filed' OR d.patient_id IS DISTINCT FROM o.patient_id)
            """, stopping),
        .. await Asked("Transmission {0} has the bytes of an earlier one and is not marked as its repeat.",
            $"""
            SELECT t.id AS "Value" FROM transmissions t WHERE t.repeat_of IS NULL
                AND EXISTS (SELECT 1 FROM transmissions e WHERE e.blob_hash = t.blob_hash AND (e.received_at, e.id) < (t.received_at, t.id))
            """, stopping),
        .. await Asked("E-mail {0} was taken apart, but not all that was in it was received.",
            $"""
            SELECT m.id AS "Value" FROM mail_messages m LEFT JOIN transmissions t ON t.mail_message_id = m.id
            WHERE m.state IN ('taken-apart', 'kept') GROUP BY m.id, m.part_count HAVING count(t.id) <> m.part_count
            """, stopping),
        .. await Asked("E-mail {0} was moved on its server before it was taken apart.",
            $"""SELECT id AS "Value" FROM mail_messages WHERE state = 'stored' AND moved_at IS NOT NULL""", stopping),
        .. await DamagedBlobs(stopping),
    ];

    /// <param name="says">With {0} for the id.</param>
    private async Task<IEnumerable<string>> Asked(string says, FormattableString sql, CancellationToken stopping)
    {
        var ids = await db.Database.SqlQuery<Guid>(sql).ToListAsync(stopping);
        return ids.Select(id => string.Format(System.Globalization.CultureInfo.InvariantCulture, says, id));
    }

    private async Task<IReadOnlyList<string>> DamagedBlobs(CancellationToken stopping)
    {
        var named = await db.Transmissions.Select(t => t.BlobHash)
            .Union(db.Pages.Where(p => p.ImageHash != null).Select(p => p.ImageHash!))
            .Union(db.MailMessages.Where(m => m.BlobHash != null).Select(m => m.BlobHash!))
            .ToListAsync(stopping);
        return await CheckBlobs.Problems(blobs, named, stopping);
    }
}
