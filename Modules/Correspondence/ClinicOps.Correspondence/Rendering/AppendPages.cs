using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>
/// Puts the pages of one PDF behind those of another, which stays as it is, byte for byte: its tags, its title and its language hold. What is added stands behind it,
/// as ISO 32000-1, 7.5.6 (incremental updates) has it.
/// </summary>
/// <remarks>pdfunite drops the tags of what it joins. Both files must have a table of the classic form (7.5.4), as those of our renderers and of the chart have.</remarks>
internal static partial class AppendPages
{
    private const int EntryLength = 20;
    private const int OffsetLength = 10;
    private const int KindAt = 17;

    public static byte[] To(byte[] letter, byte[] pages)
    {
        var (first, second) = (PdfFile.Of(letter), PdfFile.Of(pages));

        // Objects of the second come after those of the first: number 1 after its last.
        var shift = first.Size - 1;
        var (tree, added) = (first.PageTree, second.PageTree);
        var offsets = new Dictionary<int, long>();
        var update = new StringBuilder(first.Text.EndsWith('\n') ? "" : "\n");
        var body = Count().Replace(first.Body(tree), count => $"/Count {Number(count) + Number(Count().Match(second.Body(added)))}", 1);
        Put(tree, Kids().Replace(body, kids => $"/Kids [{kids.Groups[1].Value} {added + shift} 0 R]", 1));
        foreach (var number in second.Offsets.Keys.Order())
        {
            var moved = Moved(second.Body(number), shift);
            Put(number + shift, number == added ? Pages().Replace(moved, $"/Type /Pages /Parent {tree} 0 R", 1) : moved);
        }

        var table = first.Text.Length + update.Length;
        var size = first.Size + second.Size - 1;
        update.Append(CultureInfo.InvariantCulture, $"xref\n{tree} 1\n{Entry(tree)}{first.Size} {second.Size - 1}\n");
        for (var number = first.Size; number < size; number++)
        {
            update.Append(Entry(number));
        }

        update.Append(SizeEntry().Replace(first.Trailer, $"/Size {size} /Prev {first.Table}", 1)).Append(CultureInfo.InvariantCulture, $"startxref\n{table}\n%%EOF\n");
        return [.. letter, .. Encoding.Latin1.GetBytes(update.ToString())];

        void Put(int number, string text)
        {
            offsets[number] = first.Text.Length + update.Length;
            update.Append(CultureInfo.InvariantCulture, $"{number} 0 obj").Append(text);
        }

        string Entry(int number) => offsets.TryGetValue(number, out var offset) ? $"{offset.ToString("0000000000", CultureInfo.InvariantCulture)} 00000 n \n" : "0000000000 65535 f \n";
    }

    /// <summary>References lead to the new numbers; the bytes of a stream stay.</summary>
    private static string Moved(string body, int shift)
    {
        var stream = StreamBegins().Match(body);
        var until = stream.Success ? stream.Index + ">>".Length : body.Length;
        return Reference().Replace(body[..until], reference => $"{Number(reference) + shift} 0 R") + body[until..];
    }

    private static int Number(Match match) =>
        match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : throw new InvalidOperationException("A PDF is not of the form that pages can be put behind.");

    [GeneratedRegex(@"/Count (\d+)")]
    private static partial Regex Count();

    [GeneratedRegex(@"/Kids \[([^\]]*)\]")]
    private static partial Regex Kids();

    [GeneratedRegex("/Type /Pages")]
    private static partial Regex Pages();

    [GeneratedRegex(@"/Size \d+")]
    private static partial Regex SizeEntry();

    [GeneratedRegex(@"/Root (\d+) 0 R")]
    private static partial Regex Root();

    [GeneratedRegex(@"/Pages (\d+) 0 R")]
    private static partial Regex TreeOfPages();

    [GeneratedRegex(@"\b(\d+) 0 R\b")]
    private static partial Regex Reference();

    [GeneratedRegex(@">>\s*stream\r?\n")]
    private static partial Regex StreamBegins();

    [GeneratedRegex(@"startxref\s+(\d+)")]
    private static partial Regex TableBegins();

    [GeneratedRegex(@"\Gxref\s+0 (\d+)\s*\n")]
    private static partial Regex TableHead();

    /// <param name="Text">A character a byte.</param>
    /// <param name="Offsets">By number, where each object begins.</param>
    /// <param name="Size">One more than the highest number.</param>
    /// <param name="Table">Where the table begins.</param>
    private sealed record PdfFile(string Text, IReadOnlyDictionary<int, int> Offsets, int Size, int Table, string Trailer)
    {
        /// <summary>Number of the object that names all pages.</summary>
        public int PageTree => Number(TreeOfPages().Match(Body(Number(Root().Match(Trailer)))));

        public static PdfFile Of(byte[] pdf)
        {
            var text = Encoding.Latin1.GetString(pdf);
            var table = Number(TableBegins().Match(text, Math.Max(0, text.LastIndexOf("startxref", StringComparison.Ordinal))));
            var head = TableHead().Match(text, table);
            var (size, entries) = (Number(head), head.Index + head.Length);
            var offsets = new Dictionary<int, int>();
            for (var number = 0; number < size; number++)
            {
                var entry = text.AsSpan(entries + (number * EntryLength), EntryLength);
                if (entry[KindAt] == 'n')
                {
                    offsets[number] = int.Parse(entry[..OffsetLength], CultureInfo.InvariantCulture);
                }
            }

            var trailer = text.IndexOf("trailer", entries, StringComparison.Ordinal);
            return new PdfFile(text, offsets, size, table, text[trailer..text.IndexOf("startxref", trailer, StringComparison.Ordinal)]);
        }

        /// <summary>What stands after "12 0 obj", to the end of the object.</summary>
        public string Body(int number)
        {
            var begin = Offsets[number];
            var end = Offsets.Values.Where(offset => offset > begin).Append(Table).Min();
            return Text[(Text.IndexOf("obj", begin, StringComparison.Ordinal) + "obj".Length)..end];
        }
    }
}
