using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Correspondence.Templates;

/// <summary>
/// The results in a patient's chart as rows of a letter: when each came, what it is, and what was ordered where the chart says so. Not what it shows: whoever writes the letter says that.
/// What no clinician has acknowledged yet is told to nobody.
/// </summary>
internal sealed class CollectResults(IChartContents chart)
{
    private const int MostResults = 12;

    private static readonly string[] Types = ["lab_result", "imaging_report"];

    /// <returns>A line for each, newest first; null where there are none.</returns>
    public async Task<string?> Run(LetterSubject subject, Location? location, CultureInfo culture, CancellationToken stopping)
    {
        // Who sees the letter sees its text: what has a class of its own stays out of it.
        var papers = (await chart.Papers([subject.PatientId], stopping)).Where(paper => !paper.HasOwnClass).ToList();
        var orders = (await chart.Orders([subject.PatientId], stopping)).Where(order => !order.HasOwnClass).ToLookup(order => order.ResultId);
        var rows = papers.Where(paper => Types.Contains(paper.Type) && paper.Duty?.Kind != "acknowledge").OrderByDescending(paper => paper.ReceivedAt).Take(MostResults)
            .Select(paper => CollectValues.InLine(
            [
                CollectValues.Day(DateOnly.FromDateTime(LocalTime.At(location, paper.ReceivedAt).DateTime), culture)!,
                InLanguage(paper, subject.Language),
                string.Join(", ", orders[paper.Id].Select(order => order.Description).Distinct()),
            ])).ToList();
        return rows.Count == 0 ? null : string.Join('\n', rows);
    }

    private static string InLanguage(ChartPaper paper, string language) => (language, paper.Type) switch
    {
        ("es", "lab_result") => "Resultado de laboratorio",
        ("es", "imaging_report") => "Informe de imágenes",
        _ => paper.TypeName,
    };
}
