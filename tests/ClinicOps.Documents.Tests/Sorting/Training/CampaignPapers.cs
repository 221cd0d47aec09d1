using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Campaign;

namespace ClinicOps.Documents.Tests.Sorting.Training;

/// <summary>Papers in the wordings of the gate's campaign: another hand invented them, and nothing is learned from them.</summary>
internal static class CampaignPapers
{
    /// <param name="each">Of each type.</param>
    public static IReadOnlyList<DrawnPaper> Drawn(int each, int seed) =>
        [.. Wording.All.SelectMany((wording, office) => Enumerable.Range(0, each).Select(index =>
        {
            var draw = Draw.Of(seed, 900 + office, index);
            return new DrawPaper(draw).Of(KindOf(wording, draw));
        }))];

    private static PaperKind KindOf(Wording wording, Draw draw)
    {
        var lines = draw.Some(wording.Lines, draw.Int(wording.Least, Math.Min(wording.Most, wording.Lines.Length)))
            .Select(line => "dnpx".Aggregate(line, (text, slot) => text.Replace($"{{{slot}}}", $"<{slot}>", StringComparison.Ordinal)));
        string[] head = wording.Sender switch
        {
            Sender.Patient => [],
            Sender.Merchant => ["@ vendor"],
            Sender.Laboratory => ["@ lab", "~"],
            Sender.Lawyer => ["@ lawfirm", "~"],
            Sender.Practice => ["@ org", "~"],
            var other => [$"@ {other.ToString().ToLowerInvariant()}", "~"],
        };
        return new(wording.Type, "campaign", [$"# {draw.One(wording.Headings)}", .. head, .. lines, .. wording.Sender == Sender.Patient ? ["<name>   DOB <dob>"] : Array.Empty<string>()]);
    }
}
