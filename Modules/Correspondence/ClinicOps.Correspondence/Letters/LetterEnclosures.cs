using System.Security.Cryptography;
using System.Text;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Documents.Contracts;

namespace ClinicOps.Correspondence.Letters;

/// <summary>Documents of the patient's chart whose pages leave behind a letter's own. They are of the letter's access class or of the standard one, so that who sees the letter sees them.</summary>
internal sealed class LetterEnclosures(IChartContents chart, IPacketPages packets, PapersMayLeave mayLeave)
{
    public const int MostPages = 100;

    /// <summary>What may be chosen, newest first.</summary>
    public Task<IReadOnlyList<ChartPaper>> InChart(Guid patientId, CancellationToken stopping) => chart.Papers([patientId], stopping);

    /// <returns>Null where they may be enclosed; else what is wrong and what to do, for staff.</returns>
    public async Task<string?> WhyNot(Letter letter, IReadOnlyCollection<Guid> documentIds, CancellationToken stopping)
    {
        if (documentIds.Count == 0)
        {
            return null;
        }

        var papers = (await InChart(letter.PatientId, stopping)).Where(paper => documentIds.Contains(paper.Id)).ToList();
        return papers.Count < documentIds.Count ? "An enclosure has left the chart, or is closed to you: choose the enclosures again."
            : await mayLeave.ClassOf(letter.AccessClass, documentIds, stopping) != letter.AccessClass ? "An enclosure has an access class that the letter does not have: more people see the letter than may see it. Leave it out."
            : papers.Sum(paper => paper.Pages) > MostPages ? $"The enclosures have more than {MostPages} pages: leave some out, or send them by themselves."
            : null;
    }

    /// <summary>The letter's blocks with a line under the signature that says what is enclosed.</summary>
    public async Task<EnclosedPapers> Of(Letter letter, CancellationToken stopping)
    {
        var all = (await InChart(letter.PatientId, stopping)).ToDictionary(paper => paper.Id);
        var papers = letter.DocumentIds.Where(all.ContainsKey).Select(id => all[id]).ToList();
        var pages = papers.Sum(paper => paper.Pages);
        var line = letter.Language == "es"
            ? $"Anexos: {papers.Count} {(papers.Count == 1 ? "documento" : "documentos")}, {pages} {(pages == 1 ? "página" : "páginas")}"
            : $"Enclosures: {string.Join(", ", papers.Select(paper => $"{paper.TypeName} ({paper.Pages} {(paper.Pages == 1 ? "page" : "pages")})"))}";
        var signed = letter.Blocks.ToList().FindLastIndex(block => block is LetterBlock.Signature);
        var blocks = letter.Blocks.ToList();
        blocks.Insert(signed < 0 ? blocks.Count : signed + 1, new LetterBlock.Paragraph(line));
        return new EnclosedPapers(blocks, string.Join(' ', papers.Select(paper => $"{paper.Id} {paper.Mark}")));
    }

    /// <summary>Their pages as one PDF; null where not all of them are there any more.</summary>
    public async Task<byte[]?> Pages(Letter letter, CancellationToken stopping)
    {
        using var pdf = new MemoryStream();
        var written = await packets.Write(letter.PatientId, letter.DocumentIds, forEverybody: false, MostPages, pdf, stopping);
        return written.Documents.Count == letter.DocumentIds.Length ? pdf.ToArray() : null;
    }
}

/// <param name="Blocks">Of the letter, with the line that lists them.</param>
/// <param name="Marks">Changes whenever a page of them does.</param>
internal sealed record EnclosedPapers(IReadOnlyList<LetterBlock> Blocks, string Marks)
{
    /// <summary>What a page says that has shown them.</summary>
    public string Seen => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Marks)));

    /// <summary>Name of a letter's pages with these behind them, by the letter's own pages.</summary>
    public string NameWith(byte[] pdf) => Convert.ToHexStringLower(SHA256.HashData([.. SHA256.HashData(pdf), .. Encoding.UTF8.GetBytes(Marks)]));
}
