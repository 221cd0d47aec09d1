using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mutate;

internal static partial class Pdfs
{
    private static readonly (string Kind, Regex Of, Func<Random, string> By)[] Edits =
    [
        ("pdf-xref", Xref(), chance => Line(chance)),
        ("pdf-startxref", Startxref(), chance => $"startxref\n{Mutate.Damage.Odd(chance)}"),
        ("pdf-length", Length(), chance => $"/Length {Mutate.Damage.Odd(chance)}"),
        ("pdf-count", Count(), chance => $"/Count {Mutate.Damage.Odd(chance)}"),
        ("pdf-kids", Kids(), _ => "/Kids [1 0 R 2 0 R 3 0 R 4 0 R]"),
        ("pdf-mediabox", MediaBox(), chance => $"/MediaBox [0 0 {Size(chance)} {Size(chance)}]"),
        ("pdf-filter", Filter(), chance => chance.Next(4) switch { 0 => "/LZWDecode", 1 => "/JBIG2Decode", 2 => "/JPXDecode", _ => "/ASCII85Decode" }),
        ("pdf-width", Width(), chance => $"/Width {Mutate.Damage.Odd(chance)}"),
        ("pdf-height", Height(), chance => $"/Height {Mutate.Damage.Odd(chance)}"),
        ("pdf-reference", Reference(), chance => $"{chance.Next(1, 40)} 0 R"),
        ("pdf-trailer", Trailer(), chance => $"trailer\n<< /Prev {Mutate.Damage.Odd(chance)} /Encrypt << /Filter /Standard /V 9 /R 9 >>"),
    ];

    public static Made Damage(byte[] bytes, Random chance)
    {
        switch (chance.Next(16))
        {
            case 0 or 1:
                return new("pdf-flip", ".pdf", Mutate.Damage.Flip(bytes, chance));
            case 2 or 3:
                return new("pdf-cut", ".pdf", Mutate.Damage.Cut(bytes, chance));
            case 4:
                return new("pdf-shuffle", ".pdf", Mutate.Damage.Shuffle(bytes, chance));
            case 5:
                return new("pdf-zeros", ".pdf", Mutate.Damage.Zeros(bytes, chance));
        }

        var text = Encoding.Latin1.GetString(bytes);
        var possible = Edits.Where(edit => edit.Of.IsMatch(text)).ToList();
        if (possible.Count == 0)
        {
            return new("pdf-flip", ".pdf", Mutate.Damage.Flip(bytes, chance));
        }

        var (kind, of, by) = possible[chance.Next(possible.Count)];
        var matches = of.Matches(text);
        var one = matches[chance.Next(matches.Count)];
        return new(kind, ".pdf", Encoding.Latin1.GetBytes(string.Concat(text.AsSpan(0, one.Index), by(chance), text.AsSpan(one.Index + one.Length))));
    }

    private static string Line(Random chance) => chance.Next(10_000_000).ToString("D10", CultureInfo.InvariantCulture) + " 00000 n";

    private static string Size(Random chance) => chance.Next(4) switch { 0 => "14400", 1 => "0", 2 => "-100", _ => "1e9" };

    [GeneratedRegex(@"\d{10} \d{5} n")]
    private static partial Regex Xref();

    [GeneratedRegex(@"startxref\s+\d+")]
    private static partial Regex Startxref();

    [GeneratedRegex(@"/Length \d+")]
    private static partial Regex Length();

    [GeneratedRegex(@"/Count \d+")]
    private static partial Regex Count();

    [GeneratedRegex(@"/Kids ?\[[^\]]*\]")]
    private static partial Regex Kids();

    [GeneratedRegex(@"/MediaBox ?\[[^\]]*\]")]
    private static partial Regex MediaBox();

    [GeneratedRegex(@"/(Flate|CCITTFax|DCT)Decode")]
    private static partial Regex Filter();

    [GeneratedRegex(@"/Width \d+")]
    private static partial Regex Width();

    [GeneratedRegex(@"/Height \d+")]
    private static partial Regex Height();

    [GeneratedRegex(@"\d+ 0 R")]
    private static partial Regex Reference();

    [GeneratedRegex(@"trailer\s+<<")]
    private static partial Regex Trailer();
}
