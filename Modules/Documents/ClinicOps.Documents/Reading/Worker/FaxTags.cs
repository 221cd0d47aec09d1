using System.Globalization;
using System.Text;
using static ClinicOps.Documents.Reading.Worker.TiffDirectories;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>
/// What HylaFAX writes into the first page of a fax it received (TIFF-F and the private fax tags of libtiff): the description holds
/// the sender's own identification, and on the lines after it what caller id said.
/// </summary>
internal static class FaxTags
{
    private const int LongestText = 512;
    private const int MostLines = 7;

    private const ushort ImageDescription = 270;
    private const ushort DateTaken = 306;
    private const ushort FaxReceiveParameters = 34908;
    private const ushort FaxFrame = 34911;

    /// <returns>Null when no fax software wrote the file.</returns>
    public static FaxCall? Read(ReadOnlySpan<byte> file)
    {
        var bigEndian = file[0] == 'M';
        var at = (long)U32(file[4..], bigEndian);
        if (at < 8 || at + 2 > file.Length)
        {
            return null;
        }

        var (isFax, description, taken) = (false, "", "");
        var count = U16(file[(int)at..], bigEndian);
        for (var entry = at + 2; count > 0 && entry + EntrySize <= file.Length; entry += EntrySize, count--)
        {
            switch (U16(file[(int)entry..], bigEndian))
            {
                case FaxReceiveParameters or FaxFrame:
                    isFax = true;
                    break;
                case ImageDescription:
                    description = Text(file, (int)entry, bigEndian);
                    break;
                case DateTaken:
                    taken = Text(file, (int)entry, bigEndian);
                    break;
            }
        }

        var lines = description.Split('\n').Select(Plain).ToList();
        return isFax
            ? new FaxCall(
                lines[0].Equals("<UNSPECIFIED>", StringComparison.OrdinalIgnoreCase) ? "" : lines[0],
                [.. lines.Skip(1).Take(MostLines).Where(line => line.Length > 0)],
                DateTime.TryParseExact(taken.Trim(), "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null)
            : null;
    }

    private static string Text(ReadOnlySpan<byte> file, int entry, bool bigEndian)
    {
        const ushort Ascii = 2;
        var length = (int)Math.Min(U32(file[(entry + 4)..], bigEndian), LongestText);
        var at = length <= 4 ? entry + 8L : U32(file[(entry + 8)..], bigEndian);
        return U16(file[(entry + 2)..], bigEndian) == Ascii && at + length <= file.Length
            ? Encoding.Latin1.GetString(file.Slice((int)at, length)).Split('\0')[0]
            : "";
    }

    /// <summary>What a caller sends is shown to people: only what can be seen is kept.</summary>
    private static string Plain(string line) => string.Concat(line.Where(c => c is >= ' ' and <= '~')).Trim();
}
