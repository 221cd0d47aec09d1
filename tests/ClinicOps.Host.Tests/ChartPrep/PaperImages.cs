using System.Diagnostics;
using System.Globalization;
using System.Text;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Testing;

namespace ClinicOps.Host.Tests.ChartPrep;

/// <summary>Pages that can be looked at: a few lines of text, drawn by poppler as our reader would store them.</summary>
internal static class PaperImages
{
    /// <returns>The hash of the stored image.</returns>
    public static async Task<string> Draw(RunningHost host, string title)
    {
        var folder = Directory.CreateTempSubdirectory("clinicops-paper-").FullName;
        try
        {
            var lines = new[] { title, "Received by fax. Every name and value here is invented.", "Lorem ipsum of a laboratory: 4.1, 5.2, 6.3." };
            var marks = "BT /F1 20 Tf 60 700 Td 26 TL " + string.Concat(lines.Select(line => $"({line}) Tj T* ")) + "ET 60 60 m 552 60 l 552 740 l 60 740 l s";
            await File.WriteAllTextAsync(Path.Combine(folder, "page.pdf"), Pdf(marks), Encoding.Latin1);
            using var drawing = Process.Start(new ProcessStartInfo("pdftoppm", ["-r", "100", "-gray", "-png", "-singlefile", "page.pdf", "page"]) { WorkingDirectory = folder })!;
            await drawing.WaitForExitAsync();
            var image = await File.ReadAllBytesAsync(Path.Combine(folder, "page.png"));
            return await host.In((IBlobStore blobs) => blobs.Put(image));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Pdf(string marks)
    {
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Contents 4 0 R >>",
            $"<< /Length {marks.Length} >>\nstream\n{marks}\nendstream",
        ];
        var (text, offsets) = (new StringBuilder("%PDF-1.4\n"), new List<int>());
        foreach (var (body, number) in objects.Select((body, i) => (body, i + 1)))
        {
            offsets.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{body}\nendobj\n");
        }

        var table = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n").Append(string.Concat(offsets.Select(offset => $"{offset:0000000000} 00000 n \n")));
        return text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").ToString();
    }
}
