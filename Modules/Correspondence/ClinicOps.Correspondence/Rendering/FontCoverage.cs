using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>Which characters the installed fonts can draw, asked of fontconfig once: the browser falls back to any of them, and to an empty box beyond.</summary>
internal sealed class FontCoverage
{
    private readonly Lazy<Task<IReadOnlyList<(int First, int Last)>>> ranges = new(Read);

    /// <summary>The characters of the texts that no font has, each once, in order.</summary>
    public async Task<IReadOnlyList<string>> Missing(IEnumerable<string> texts)
    {
        var drawable = await ranges.Value;
        return [.. texts.SelectMany(text => text.EnumerateRunes()).Distinct().Where(rune => !IsSilent(rune) && !Covers(drawable, rune.Value)).Select(rune => rune.ToString())];
    }

    /// <summary>Spaces, line ends, joiners and the like leave no mark by themselves. Other control characters are nobody's text.</summary>
    private static bool IsSilent(Rune rune) =>
        rune.Value is '\n' or '\r' or '\t' or (>= 0xFE00 and <= 0xFE0F)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator or UnicodeCategory.Format;

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
    private static async Task<IReadOnlyList<(int First, int Last)>> Read()
    {
        var start = new ProcessStartInfo("fc-list", [":scalable=true", "--format", "%{charset}\n"]) { RedirectStandardOutput = true };
        using var list = Process.Start(start) ?? throw new InvalidOperationException("fc-list did not start.");
        var printed = await list.StandardOutput.ReadToEndAsync();
        await list.WaitForExitAsync();
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

    private static (int First, int Last) Range(string printed)
    {
        var ends = printed.Split('-');
        return (Hex(ends[0]), Hex(ends[^1]));
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
