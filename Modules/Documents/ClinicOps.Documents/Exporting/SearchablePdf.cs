using System.Globalization;
using System.IO.Compression;
using System.Text;
using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Exporting;

/// <summary>
/// Writes pages as a PDF whose words can be searched and copied: the image of each page, and over it its words in their places, drawn
/// with letters that leave no ink. The same pages give the same bytes.
/// </summary>
/// <remarks>
/// The words' font is a Type 3 font (ISO 32000-1, 9.6.5) of empty glyphs, each half as wide as high, and a table that says which character
/// each stands for: nothing needs to be embedded, and every script can be written. It holds 255 characters; then another one begins.
/// </remarks>
internal sealed class SearchablePdf(Stream to, string title)
{
    private const int Catalogue = 1;
    private const int PageTree = 2;
    private const int Glyph = 3;
    private const int NoteFont = 4;
    private const int FontCharacters = 255;
    private const int UsualDpi = 200;

    private readonly List<long> offsets = [0, 0, 0, 0, 0];
    private readonly List<int> pages = [];
    private readonly List<InvisibleFont> fonts = [];
    private readonly Dictionary<Rune, (InvisibleFont Font, byte Code)> letters = [];
    private long written;

    public void Begin() => Write("%PDF-1.5\n%\u00e2\u00e3\u00cf\u00d3\n");

    /// <param name="image">A PNG of our reader; null, or another: the page says that it could not be drawn.</param>
    /// <param name="dpi">Of the image; 0 for one that is not known.</param>
    /// <param name="words">With boxes on the image.</param>
    /// <param name="number">Of the page in the document, from 1.</param>
    public void AddPage(byte[]? image, int dpi, IReadOnlyList<Word> words, int number)
    {
        if (image is null || PngPicture.Of(image) is not { } picture)
        {
            AddNote($"Page {number} could not be read. The original holds what was received of it.");
            return;
        }

        var points = 72.0 / (dpi > 0 ? dpi : UsualDpi);
        var (width, height) = (picture.Width * points, picture.Height * points);
        var drawn = Put(
            $"<< /Type /XObject /Subtype /Image /Width {picture.Width} /Height {picture.Height} /BitsPerComponent {picture.Depth} /ColorSpace {ColourSpace(picture)} "
            + $"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors {picture.Colours} /BitsPerComponent {picture.Depth} /Columns {picture.Width} >>",
            picture.Data);
        var marks = new StringBuilder($"q {Number(width)} 0 0 {Number(height)} 0 0 cm /I Do Q\n");
        if (words.Count > 0)
        {
            marks.Append("BT\n3 Tr\n");
            foreach (var word in words)
            {
                AppendWord(marks, word, points, height);
            }

            marks.Append("ET\n");
        }

        EndPage(width, height, $"/XObject << /I {drawn} 0 R >>", marks);
    }

    /// <summary>Writes what stands behind the pages. Nothing can be added after it.</summary>
    public void End()
    {
        foreach (var font in fonts)
        {
            WriteFont(font);
        }

        At(Glyph, "<<", "500 0 0 0 500 1000 d1"u8.ToArray());
        At(NoteFont, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        At(PageTree, $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select(page => $"{page} 0 R"))}] >>");
        At(Catalogue, $"<< /Type /Catalog /Pages {PageTree} 0 R /Lang (en-US) >>");
        var information = Put($"<< /Title ({Escaped(title)}) /Producer (ClinicOps) >>");
        var table = written;
        Write($"xref\n0 {offsets.Count}\n0000000000 65535 f \n");
        foreach (var offset in offsets.Skip(1))
        {
            Write(offset.ToString("0000000000", CultureInfo.InvariantCulture) + " 00000 n \n");
        }

        Write($"trailer\n<< /Size {offsets.Count} /Root {Catalogue} 0 R /Info {information} 0 R >>\nstartxref\n{table}\n%%EOF\n");
    }

    /// <summary>Each word fills its box: as high as it, and stretched to its width.</summary>
    private void AppendWord(StringBuilder marks, Word word, double points, double pageHeight)
    {
        var runes = word.Text.EnumerateRunes().ToList();
        if (runes.Count == 0 || word.Box.Width <= 0 || word.Box.Height <= 0)
        {
            return;
        }

        var size = word.Box.Height * points;
        var stretch = 100 * word.Box.Width * points / (runes.Count * size / 2);
        marks.Append(CultureInfo.InvariantCulture, $"{Number(stretch)} Tz 1 0 0 1 {Number(word.Box.X * points)} {Number(pageHeight - (word.Box.Bottom * points))} Tm");
        foreach (var run in Runs(runes))
        {
            marks.Append(CultureInfo.InvariantCulture, $" /F{run.Font.Number} {Number(size)} Tf <{Convert.ToHexString([.. run.Codes])}> Tj");
        }

        marks.Append('\n');
    }

    private List<(InvisibleFont Font, List<byte> Codes)> Runs(IReadOnlyList<Rune> runes)
    {
        var runs = new List<(InvisibleFont Font, List<byte> Codes)>();
        foreach (var rune in runes)
        {
            var (font, code) = Letter(rune);
            if (runs is not [.., var last] || last.Font != font)
            {
                runs.Add((font, []));
            }

            runs[^1].Codes.Add(code);
        }

        return runs;
    }

    private (InvisibleFont Font, byte Code) Letter(Rune rune)
    {
        if (!letters.TryGetValue(rune, out var letter))
        {
            if (fonts is not [.., { Runes.Count: < FontCharacters }])
            {
                fonts.Add(new InvisibleFont(fonts.Count, Reserve()));
            }

            fonts[^1].Runes.Add(rune);
            letters[rune] = letter = (fonts[^1], (byte)fonts[^1].Runes.Count);
        }

        return letter;
    }

    private void AddNote(string note) =>
        EndPage(612, 792, $"/Font << /N {NoteFont} 0 R >>", new StringBuilder($"BT /N 12 Tf 72 700 Td ({Escaped(note)}) Tj ET\n"), withWords: false);

    private void EndPage(double width, double height, string resources, StringBuilder marks, bool withWords = true)
    {
        var drawing = Put("<< /Filter /FlateDecode", Compressed(Encoding.Latin1.GetBytes(marks.ToString())));

        // Fonts may come with later pages: each page names all there are when it is written, and uses no other.
        var named = withWords && fonts.Count > 0 ? $" /Font << {string.Join(' ', fonts.Select(font => $"/F{font.Number} {font.Object} 0 R"))} >>" : "";
        pages.Add(Put($"<< /Type /Page /Parent {PageTree} 0 R /MediaBox [0 0 {Number(width)} {Number(height)}] /Resources << {resources}{named} >> /Contents {drawing} 0 R >>"));
    }

    private void WriteFont(InvisibleFont font)
    {
        var last = font.Runes.Count;
        var characters = new StringBuilder("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Words def /CMapType 2 def\n1 begincodespacerange <01> <FF> endcodespacerange\n");
        foreach (var chunk in font.Runes.Select((rune, i) => $"<{i + 1:X2}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(rune.ToString()))}>").Chunk(100))
        {
            characters.Append(CultureInfo.InvariantCulture, $"{chunk.Length} beginbfchar\n").AppendJoin('\n', chunk).Append("\nendbfchar\n");
        }

        characters.Append("endcmap CMapName currentdict /CMap defineresource pop end end");
        var table = Put("<< /Filter /FlateDecode", Compressed(Encoding.ASCII.GetBytes(characters.ToString())));
        At(
            font.Object,
            $"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 1000] /FontMatrix [0.001 0 0 0.001 0 0] /Resources << >> /CharProcs << /g {Glyph} 0 R >> "
            + $"/Encoding << /Type /Encoding /Differences [1 {string.Join(' ', Enumerable.Repeat("/g", last))}] >> /FirstChar 1 /LastChar {last} "
            + $"/Widths [{string.Join(' ', Enumerable.Repeat("500", last))}] /ToUnicode {table} 0 R >>");
    }

    private static string ColourSpace(PngPicture picture) => picture switch
    {
        { Palette: { } palette } => $"[/Indexed /DeviceRGB {(palette.Length / 3) - 1} <{Convert.ToHexString(palette)}>]",
        { Colours: 1 } => "/DeviceGray",
        _ => "/DeviceRGB",
    };

    private static byte[] Compressed(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Titles and notes are our own words: what a PDF string cannot hold in one byte is left out.</summary>
    private static string Escaped(string text) =>
        string.Concat(text.Where(c => c is >= ' ' and <= '~').Select(c => c is '(' or ')' or '\\' ? $"\\{c}" : c.ToString()));

    private int Reserve()
    {
        offsets.Add(0);
        return offsets.Count - 1;
    }

    private int Put(string dictionary)
    {
        var number = Reserve();
        At(number, dictionary);
        return number;
    }

    /// <param name="dictionary">Open: the length and the end are added.</param>
    private int Put(string dictionary, byte[] stream)
    {
        var number = Reserve();
        At(number, dictionary, stream);
        return number;
    }

    private void At(int number, string body)
    {
        offsets[number] = written;
        Write($"{number} 0 obj\n{body}\nendobj\n");
    }

    private void At(int number, string dictionary, byte[] stream)
    {
        offsets[number] = written;
        Write($"{number} 0 obj\n{dictionary} /Length {stream.Length} >>\nstream\n");
        Write(stream);
        Write("\nendstream\nendobj\n");
    }

    private void Write(string text) => Write(Encoding.Latin1.GetBytes(text));

    private void Write(byte[] bytes)
    {
        to.Write(bytes);
        written += bytes.Length;
    }

    /// <param name="Number">In the document, from 0: its name on the pages.</param>
    /// <param name="Object">Number of its PDF object.</param>
    private sealed record InvisibleFont(int Number, int Object)
    {
        /// <summary>The character of code 1, 2, ...</summary>
        public List<Rune> Runes { get; } = [];
    }
}
