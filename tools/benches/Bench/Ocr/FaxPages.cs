using System.Diagnostics;
using DemoClinic.Faxes;
using DemoClinic.Pages;
using DemoClinic.Paper;

namespace Bench.Ocr;

/// <summary>A fax of some pages, all worn alike, with the words that stand on them.</summary>
/// <param name="Pages">The words of each page.</param>
/// <param name="IsWorn">Clean print anybody reads; in every other class we have to be better than others.</param>
internal sealed record FaxFile(string Name, string Path, IReadOnlyList<IReadOnlyList<string>> Pages, bool IsWorn);

/// <summary>Pages of the demo's faxes, printed once and then worn in each of the ways that are measured. The words are those of the print itself.</summary>
internal static class FaxPages
{
    private const int FaxWidth = 1728;

    /// <summary>Pages full of text, of different senders and type faces.</summary>
    private static readonly string[] Chosen = ["05-knee-mri-report", "07-discharge-summary", "02-lab-order-list", "15-benefits-upside-down", "09-records-request"];

    private static readonly (string Name, Wear Wear, bool IsWorn, bool IsQuick)[] Classes =
    [
        ("clean", new Wear(Skew: 0), false, true),
        ("204x98", new Wear(Skew: 0.2, Coarse: true), true, true),
        ("skewed", new Wear(Skew: 2.5), true, true),
        ("speckled", new Wear(Skew: 0.2, Noise: 6, Specks: 700), true, true),
        ("204x98, skewed and speckled", new Wear(Skew: -2.0, Coarse: true, Noise: 3, Specks: 300), true, false),
        ("upside down", new Wear(Skew: 0.3, UpsideDown: true), true, false),
    ];

    /// <param name="folder">Where the files are written.</param>
    public static IReadOnlyList<FaxFile> Draw(string folder, bool quick)
    {
        var all = DemoFaxes.All();
        var pages = Chosen.Take(quick ? 1 : Chosen.Length).Select(name => all.Single(fax => fax.Name == name).Pages[0]).ToList();
        var print = Path.Combine(folder, "pages.pdf");
        Chromium.Print(Sheet.Of(pages), print);
        var words = pages.Select((_, at) => WordsOf(print, at + 1)).ToList();
        var shades = Chromium.Rasterize(print, Wear.DpiX, Wear.DpiY).Select(page => page.Cut(FaxWidth)).ToList();
        var nothing = new GrayPage(FaxWidth, shades[0].Height, [.. Enumerable.Repeat((byte)255, FaxWidth * shades[0].Height)]);
        var files = new List<FaxFile>();
        foreach (var (name, wear, isWorn, isQuick) in Classes.Where(c => c.IsQuick || !quick))
        {
            var draw = new Random(files.Count + 1);
            var path = Path.Combine(folder, $"{files.Count + 1}.tif");
            Leptonica.WriteTiff(path, [.. shades.Take(pages.Count).Select(page => wear.Apply(page, nothing, draw))], oldCoding: false);
            files.Add(new FaxFile(name, path, words, isWorn));
        }

        return files;
    }

    private static string[] WordsOf(string pdf, int page)
    {
        using var process = Process.Start(new ProcessStartInfo("pdftotext", ["-f", $"{page}", "-l", $"{page}", "-layout", pdf, "-"]) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }
}
