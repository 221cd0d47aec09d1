using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Access;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Exporting;

/// <summary>Several papers of one patient as one PDF. A letter of ours is drawn from its pages like all others.</summary>
internal sealed class WritePacket(DocumentsDb db, DrawDocument draw) : IPacketPages
{
    public async Task<PacketPages> Write(Guid patientId, IReadOnlyList<Guid> documentIds, bool forEverybody, int mostPages, Stream to, CancellationToken stopping = default)
    {
        var found = await db.Documents.AsNoTracking()
            .Where(d => documentIds.Contains(d.Id) && d.PatientId == patientId && (!forEverybody || d.AccessClass == AccessClass.Standard))
            .Select(d => new { d.Id, d.Type, d.ReceivedAt, Pages = d.Pages.Count })
            .ToDictionaryAsync(d => d.Id, stopping);
        var (written, tooLong, pages) = (new List<PacketDocument>(), 0, 0);
        var pdf = new SearchablePdf(to, "Papers of a chart");
        foreach (var id in documentIds.Distinct().Where(found.ContainsKey))
        {
            var document = found[id];
            if (pages + document.Pages > mostPages)
            {
                tooLong++;
                continue;
            }

            if (written.Count == 0)
            {
                pdf.Begin();
            }

            pages += await draw.AddPages(pdf, id, damagedIsSaid: true, stopping);
            written.Add(new PacketDocument(id, Wording.Of(document.Type), document.ReceivedAt, document.Pages));
        }

        if (written.Count > 0)
        {
            pdf.End();
        }

        return new PacketPages(written, documentIds.Distinct().Count() - found.Count, tooLong);
    }
}
