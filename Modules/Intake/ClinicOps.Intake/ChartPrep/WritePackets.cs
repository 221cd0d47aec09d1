using System.Text.Json;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Papers;

namespace ClinicOps.Intake.ChartPrep;

/// <summary>
/// Writes prepared charts as one PDF: each its face sheet, then its papers as they lie in the chart now. A paper at a time lies in memory. What left the
/// chart since, or was closed, is left out, and the face sheet says how many those are. The caller audits it.
/// </summary>
internal sealed class WritePackets(IChartContents contents, IPacketPages pages)
{
    /// <param name="cover">Before the first; null for none.</param>
    public async Task Run(string title, Sheet? cover, IReadOnlyList<ChartPacket> packets, Stream to, CancellationToken stopping)
    {
        var standing = (await contents.Papers([.. packets.Select(packet => packet.PatientId).Distinct()], stopping)).Where(paper => !paper.HasOwnClass).ToLookup(paper => paper.PatientId, paper => paper.Id);
        using var pen = new PaperPen(title);
        if (cover is not null)
        {
            DrawSheet.With(pen, cover);
        }

        foreach (var packet in packets)
        {
            var papers = packet.PaperIds.Where(standing[packet.PatientId].Contains).ToList();
            DrawSheet.With(pen, FaceSheetOf(packet, packet.PaperIds.Length - papers.Count));
            foreach (var paper in papers)
            {
                using var one = new MemoryStream();
                if ((await pages.Write(packet.PatientId, [paper], forEverybody: true, int.MaxValue, one, stopping)).Pages > 0)
                {
                    one.Position = 0;
                    pen.Append(one);
                    await pen.Flush(to, stopping);
                }
            }
        }

        await to.WriteAsync(pen.Finish(), stopping);
    }

    private static Sheet FaceSheetOf(ChartPacket packet, int gone)
    {
        var sheet = JsonSerializer.Deserialize<Sheet>(packet.FaceSheet)!;
        return gone == 0 ? sheet : sheet with
        {
            Parts = [.. sheet.Parts, new SheetPart.Line(gone == 1 ? "1 of these papers has left the chart or was closed since, and is not behind this sheet." : $"{gone} of these papers have left the chart or were closed since, and are not behind this sheet.", IsBold: true)],
        };
    }
}
