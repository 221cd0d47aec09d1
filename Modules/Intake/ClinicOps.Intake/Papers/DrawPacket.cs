using ClinicOps.Documents.Contracts;

namespace ClinicOps.Intake.Papers;

/// <summary>Draws a sheet with papers of a chart behind it, as one PDF: what goes to a payer, or to a colleague. It lies in memory as a whole, since it is kept as one.</summary>
internal sealed class DrawPacket(IPacketPages pages)
{
    public const int MostPages = 200;

    /// <param name="title">Of the file, as a reader shows it.</param>
    /// <param name="papers">In the order in which they lie in it; in sight of whoever acts.</param>
    public async Task<(byte[] Pdf, int Pages)> Run(string title, Sheet first, Guid patientId, IReadOnlyList<ChartPaper> papers, CancellationToken stopping)
    {
        using var pen = new PaperPen(title);
        DrawSheet.With(pen, first);
        foreach (var paper in papers)
        {
            using var one = new MemoryStream();
            if ((await pages.Write(patientId, [paper.Id], forEverybody: false, int.MaxValue, one, stopping)).Pages > 0)
            {
                one.Position = 0;
                pen.Append(one);
            }
        }

        return (pen.Finish(), pen.PageCount);
    }
}
