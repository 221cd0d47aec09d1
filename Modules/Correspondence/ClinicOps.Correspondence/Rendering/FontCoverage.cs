using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>Which characters the installed fonts can draw, asked of fontconfig once: the browser falls back to any of them, and to an empty box beyond.</summary>
/// <param name="sets">For a renderer that draws with fonts it names: fontconfig's patterns of them. A character counts where one font of every set has it (one set for
/// plain text, one for bold). Null for one that falls back to any font.</param>
internal sealed class FontCoverage(IReadOnlyList<IReadOnlyList<string>>? sets = null)
{
    private Task<IReadOnlyList<(int First, int Last)>[]>? read;

    /// <summary>The characters of the texts that no font has, each once, in order; and those that are seen by nobody and turn what stands beside them around.</summary>
    public async Task<IReadOnlyList<string>> Missing(IEnumerable<string> texts)
    {
        var drawable = await Drawable();
        return [.. texts.SelectMany(text => text.EnumerateRunes()).Distinct().Where(rune => TurnsTextAround(rune) || (!IsSilent(rune) && !drawable.All(ranges => Covers(ranges, rune.Value)))).Select(rune => rune.ToString())];
    }

    /// <summary>
    /// Embeddings, overrides and isolates of direction: nobody sees them, and "01/02" is read "20/10" between two of them. The marks that Hebrew and Arabic are typed
    /// with are none of these.
    /// </summary>
    public static bool TurnsTextAround(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    /// <summary>Asked again where it could not be asked: a machine without memory for a moment must not refuse every letter from then on.</summary>
    private Task<IReadOnlyList<(int First, int Last)>[]> Drawable() =>
        read is { IsFaulted: false, IsCanceled: false } asked ? asked : read = Task.WhenAll((sets ?? [[":scalable=true"]]).Select(Read));

    /// <summary>Spaces, line ends, joiners and the like leave no mark by themselves. Other control characters are nobody's text.</summary>
    private static bool IsSilent(Rune rune) =>
        rune.Value is '\n' or '\r' or '\t' or (>= 0xFE00 and <= 0xFE0F)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator or UnicodeCategory.Format;

    /// <summary>Those of the families that are installed, in the same order.</summary>
    public static async Task<IReadOnlyList<string>> Installed(IReadOnlyList<string> families)
    {
        var found = await Task.WhenAll(families.Select(family => List(family, "%{family}\n")));
        return [.. families.Where((_, index) => found[index].Length > 0)];
    }

    private static bool Covers(IReadOnlyList<(int First, int Last)> ranges, int codePoint)
    {
        var (low, high) = (0, ranges.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].Last < codePoint)
            {
                low = middle + 1;
            }
            else if (ranges[middle].First > codePoint)
            {
                high = middle - 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>fontconfig prints a font's characters as "20-7e a0-17f 192".</summary>
    private static async Task<IReadOnlyList<(int First, int Last)>> Read(IReadOnlyList<string> patterns)
    {
        var printed = string.Concat(await Task.WhenAll(patterns.Select(pattern => List(pattern, "%{charset}\n"))));
        var merged = new List<(int First, int Last)>();
        foreach (var (first, last) in printed.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(Range).Order())
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        return merged;
    }

    private static async Task<string> List(string pattern, string format)
    {
        using var list = Process.Start(new ProcessStartInfo("fc-list", [pattern, "--format", format]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("fc-list did not start.");
        var printed = await list.StandardOutput.ReadToEndAsync();
        await list.WaitForExitAsync();
        return list.ExitCode == 0 ? printed : throw new InvalidOperationException($"fc-list ended with {list.ExitCode}.");
    }

    private static (int First, int Last) Range(string printed)
    {
        var ends = printed.Split('-');
        return (Hex(ends[0]), Hex(ends[^1]));
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
