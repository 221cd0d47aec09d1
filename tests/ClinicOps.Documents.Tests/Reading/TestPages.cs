using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ClinicOps.Documents.Tests.Reading;

/// <summary>Pages drawn for the tests: PDFs written by hand, and faxes made of them as a sending machine does.</summary>
internal static class TestPages
{
    /// <summary>An invented letter of the usual length.</summary>
    public static readonly string[] Letter =
    [
        "Bluewater Family Practice", "418 Harbor Road, Millbrook, Ohio", "Physician Order for Diagnostic Imaging",
        "Patient: Marguerite Thornbury", "Date of birth: 04/17/1961", "Member number: QXT 4471 9920",
        "Please perform magnetic resonance imaging of the left knee without contrast.",
        "The patient reports pain and swelling after a fall on the stairs in January.",
        "Previous treatment with physical therapy brought only little improvement.",
        "Schedule the examination within the next two weeks and send the report to us.",
        "Diagnosis: internal derangement of the left knee", "Priority: routine", "Ordering provider: Jonathan Whitfield",
    ];

    /// <summary>One letter-size page a text, with Helvetica at 13 points.</summary>
    /// <param name="degrees">Turns what stands on the page clockwise about its middle.</param>
    public static byte[] Pdf(IReadOnlyList<string[]> pages, double degrees = 0) =>
        Pdf([.. pages.Select(lines => (612, 792, Drawing(lines, degrees)))], "");

    /// <param name="pages">Points and the content stream of each page.</param>
    /// <param name="picture">An image object that the pages may draw as /Im; empty for none.</param>
    public static byte[] Pdf(IReadOnlyList<(int Width, int Height, string Content)> pages, string picture)
    {
        var objects = new List<string>
        {
            "<</Type/Catalog/Pages 2 0 R>>",
            $"<</Type/Pages/Count {pages.Count}/Kids[{string.Join(' ', pages.Select((_, i) => $"{5 + (2 * i)} 0 R"))}]>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            picture.Length > 0 ? picture : "null",
        };
        foreach (var (width, height, content) in pages)
        {
            objects.Add($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents {objects.Count + 2} 0 R/Resources<</Font<</F 3 0 R/Z<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>>>/XObject<</Im 4 0 R>>>>>>");
            objects.Add($"<</Length {content.Length}>>stream\n{content}\nendstream");
        }

        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new StringBuilder();
        for (var i = 0; i < objects.Count; i++)
        {
            offsets.Append(CultureInfo.InvariantCulture, $"{file.Length:d10} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n{offsets}");
        file.Append(CultureInfo.InvariantCulture, $"trailer<</Size {objects.Count + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    public static string Drawing(IReadOnlyList<string> lines, double degrees = 0, int size = 13)
    {
        var (sin, cos) = Math.SinCos(-degrees * Math.PI / 180);
        var content = new StringBuilder();
        content.Append(CultureInfo.InvariantCulture, $"1 0 0 1 306 396 cm {cos:f5} {sin:f5} {-sin:f5} {cos:f5} 0 0 cm 1 0 0 1 -306 -396 cm BT /F {size} Tf 24 TL 72 640 Td ");
        foreach (var line in lines)
        {
            content.Append(CultureInfo.InvariantCulture, $"({line}) Tj T* ");
        }

        return content.Append("ET").ToString();
    }

    /// <summary>A scanned page as PDF: one black and white picture over the whole page, and words nobody sees.</summary>
    public static byte[] ScannedPdf(string[] lines, string[] hiddenWords)
    {
        var (width, height, bits) = Raster(Pdf([lines]), 1, 200, 200);
        var picture = $"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 1/ColorSpace/DeviceGray/Decode[1 0]/Length {bits.Length}>>"
            + $"stream\n{Encoding.Latin1.GetString(bits)}\nendstream";
        return Pdf([(612, 792, $"q 612 0 0 792 0 0 cm /Im Do Q 3 Tr {Drawing(hiddenWords)}")], picture);
    }

    /// <summary>The pages of a PDF as the TIFF of a receiving fax machine, uncompressed.</summary>
    public static byte[] Fax(byte[] pdf, int pages, int x = 204, int y = 196) =>
        Tiff([.. Enumerable.Range(1, pages).Select(page => Raster(pdf, page, x, y))], x, y);

    /// <summary>A TIFF of these pages; each page's directory lies behind its pixels, as fax machines write them.</summary>
    public static byte[] Tiff(IReadOnlyList<(int Width, int Height, byte[] Bits)> pages, int x, int y)
    {
        using var file = new MemoryStream();
        file.Write([(byte)'I', (byte)'I', 42, 0, 0, 0, 0, 0]);
        var pointer = 4L;
        foreach (var (width, height, bits) in pages)
        {
            var strip = (int)file.Position;
            file.Write(bits);
            file.Write(new byte[file.Position % 2]);
            var resolution = (int)file.Position;
            Write32(file, x, 1, y, 1);
            Patch(file, pointer, (int)file.Position);
            (int Tag, int Type, int Value)[] entries =
            [
                (256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 1), (262, 3, 0), (273, 4, strip), (277, 3, 1), (278, 4, height),
                (279, 4, bits.Length), (282, 5, resolution), (283, 5, resolution + 8), (296, 3, 2),
            ];
            file.Write([(byte)entries.Length, 0]);
            foreach (var (tag, type, value) in entries)
            {
                file.Write([(byte)tag, (byte)(tag >> 8), (byte)type, 0]);
                Write32(file, 1, value);
            }

            pointer = file.Position;
            Write32(file, 0);
        }

        return file.ToArray();
    }

    /// <summary>
    /// The same fax as HylaFAX stores it: the first page's directory, once more at the end of the file, with what it writes of the call
    /// (as its faxinfo reads it again).
    /// </summary>
    /// <param name="description">The sender's identification, and on lines of their own the caller's number and name.</param>
    /// <param name="taken">"2026:03:02 08:12:45".</param>
    public static byte[] FromHylaFax(byte[] fax, string description, string taken)
    {
        using var file = new MemoryStream();
        file.Write(fax);
        file.Write(new byte[file.Position % 2]);
        (int Tag, int Type, int Length, int Value)[] added =
        [
            (270, 2, description.Length + 1, Append(file, description)), (306, 2, taken.Length + 1, Append(file, taken)), (34908, 4, 1, 3),
        ];
        var at = BinaryPrimitives.ReadInt32LittleEndian(fax.AsSpan(4));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(fax.AsSpan(at));
        var entries = Enumerable.Range(0, count).Select(i => fax[(at + 2 + (i * 12))..(at + 14 + (i * 12))]).Select(e => (Tag: (int)BinaryPrimitives.ReadUInt16LittleEndian(e), Bytes: e)).ToList();
        entries.AddRange(added.Select(a =>
        {
            using var entry = new MemoryStream();
            entry.Write([(byte)a.Tag, (byte)(a.Tag >> 8), (byte)a.Type, 0]);
            Write32(entry, a.Length, a.Value);
            return (a.Tag, entry.ToArray());
        }));
        Patch(file, 4, (int)file.Position);
        file.Write([(byte)entries.Count, 0]);
        foreach (var (_, bytes) in entries.OrderBy(e => e.Tag))
        {
            file.Write(bytes);
        }

        file.Write(fax.AsSpan(at + 2 + (count * 12), 4));
        return file.ToArray();
    }

    private static int Append(MemoryStream file, string text)
    {
        var at = (int)file.Position;
        file.Write(Encoding.ASCII.GetBytes(text + '\0'));
        file.Write(new byte[file.Position % 2]);
        return at;
    }

    /// <summary>A page of a PDF as grey JPEG, as a telephone would send it.</summary>
    public static byte[] Photo(byte[] pdf) => Draw(pdf, 1, 160, 160, "-jpeg", "-gray");

    /// <summary>Rows of one bit a pixel, ink is 1.</summary>
    public static (int Width, int Height, byte[] Bits) Raster(byte[] pdf, int page, int x, int y)
    {
        var pbm = Draw(pdf, page, x, y, "-mono");
        var header = Encoding.ASCII.GetString(pbm, 0, 40).Split('\n', ' ');
        var (width, height) = (int.Parse(header[1], CultureInfo.InvariantCulture), int.Parse(header[2], CultureInfo.InvariantCulture));
        return (width, height, pbm[^(height * ((width + 7) / 8))..]);
    }

    private static byte[] Draw(byte[] pdf, int page, int x, int y, params string[] format)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, pdf);
            var start = new ProcessStartInfo("pdftoppm", [.. format, "-q", "-f", $"{page}", "-l", $"{page}", "-rx", $"{x}", "-ry", $"{y}", path]) { RedirectStandardOutput = true };
            using var drawing = Process.Start(start)!;
            using var output = new MemoryStream();
            drawing.StandardOutput.BaseStream.CopyTo(output);
            drawing.WaitForExit();
            return output.ToArray();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Patch(MemoryStream file, long at, int value)
    {
        var end = file.Position;
        file.Position = at;
        Write32(file, value);
        file.Position = end;
    }

    private static void Write32(Stream file, params int[] values)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            file.Write(bytes);
        }
    }
}
