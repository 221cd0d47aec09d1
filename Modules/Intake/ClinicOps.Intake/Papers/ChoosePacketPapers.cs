using ClinicOps.Documents.Contracts;

namespace ClinicOps.Intake.Papers;

/// <summary>The papers of a chart that a person ticked to go into a packet.</summary>
internal sealed class ChoosePacketPapers(IChartContents contents)
{
    /// <returns>In the order of the chart; else why there can be no packet of them.</returns>
    public async Task<(List<ChartPaper> Papers, PacketMade? Refused)> Run(Guid patientId, IReadOnlyList<Guid> documentIds, CancellationToken stopping)
    {
        var chosen = documentIds.Distinct().ToList();
        var papers = (await contents.Papers([patientId], stopping)).Where(paper => chosen.Contains(paper.Id)).ToList();
        return (papers, papers.Count < chosen.Count ? new PacketMade.PapersGone(chosen.Count - papers.Count)
            : papers.Sum(paper => paper.Pages) is > DrawPacket.MostPages and var many ? new PacketMade.TooLong(many)
            : null);
    }
}
