using System.Text;
using System.Text.RegularExpressions;
using DemoClinic.Pages;
using DemoClinic.Paper;

namespace DemoClinic.Faxes;

internal static partial class DrawFaxes
{
    private const int FaxWidth = 1728;

    public static void Run(IReadOnlyList<Fax> faxes, string folder, string only)
    {
        var work = Directory.CreateTempSubdirectory("demo-faxes");
        foreach (var (number, fax) in faxes.Index().Where(f => f.Item.Name.Contains(only, StringComparison.Ordinal)))
        {
            var path = Path.Combine(folder, fax.RelativePath);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (fax.RepeatOf is { } original)
            {
                File.Copy(Path.Combine(Path.GetDirectoryName(path)!, original + Path.GetExtension(path)), path, overwrite: true);
            }
            else
            {
                Draw(fax, path, Path.Combine(work.FullName, fax.Name), new Random(number + 1));
            }

            Console.WriteLine($"{fax.RelativePath,-44} {fax.Pages.Count} pages {new FileInfo(path).Length / 1024,5} KB");
        }

        work.Delete(recursive: true);
    }

    private static void Draw(Fax fax, string path, string work, Random draw)
    {
        Chromium.Print(Sheet.Of(fax.Pages), work + ".pdf");
        switch (fax.Form)
        {
            case Form.DigitalPdf:
                File.Copy(work + ".pdf", path, overwrite: true);
                ForgetTheClock(path);
                break;
            case Form.Photo:
                Leptonica.WriteJpeg(path, Photograph.Of(Chromium.Rasterize(work + ".pdf", 150, 150)[0], draw), quality: 60);
                break;
            default:
                var pages = Sent(fax, work, draw);
                if (fax.Form == Form.FaxPdf)
                {
                    Leptonica.WritePdf(path, pages);
                    ForgetTheClock(path);
                }
                else
                {
                    Leptonica.WriteTiff(path, pages, oldCoding: fax.Form == Form.OldTiff);
                }

                break;
        }
    }

    private static List<BitPage> Sent(Fax fax, string work, Random draw)
    {
        Chromium.Print(Sheet.MachineLines(fax.MachineLine, fax.Pages.Count), work + "-line.pdf");
        var pages = Chromium.Rasterize(work + ".pdf", Wear.DpiX, Wear.DpiY);
        var lines = Chromium.Rasterize(work + "-line.pdf", Wear.DpiX, Wear.DpiY);
        return [.. fax.Pages.Select((_, i) => fax.WearOf(i).Apply(pages[i].Cut(FaxWidth), lines[i].Cut(FaxWidth), draw))];
    }

    /// <summary>The same bytes in every run: dates and the identifier of the PDF are those of no day.</summary>
    private static void ForgetTheClock(string path)
    {
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(PdfDate().Replace(text, date => "(D:20261123080000".PadRight(date.Length - 1, '0') + ")")));
    }

    [GeneratedRegex(@"\(D:\d{14}[^)]*\)")]
    private static partial Regex PdfDate();
}
