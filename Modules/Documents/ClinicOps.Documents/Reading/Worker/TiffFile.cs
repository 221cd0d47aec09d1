using System.Buffers.Binary;
using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>A fax as the receiving machine writes it: one picture a page, CCITT compressed, pixels often not square.</summary>
internal sealed class TiffFile : ReceivedFile
{
    private readonly byte[] bytes;
    private readonly WorkerLimits limits;
    private readonly TiffDirectories directories;

    public TiffFile(byte[] bytes, WorkerLimits limits)
    {
        this.bytes = bytes;
        this.limits = limits;
        directories = TiffDirectories.Read(bytes, limits.MostPages);
    }

    public override FileInspection Inspection => directories switch
    {
        { Pages.Count: 0 } => new FileInspection.Refused(PageProblem.Corrupt),
        { TooMany: true } => new FileInspection.Refused(PageProblem.TooManyPages),
        { Pages: [var only] } when !limits.Allows(only.Width, only.Height) => new FileInspection.Refused(PageProblem.TooLarge),
        _ => new FileInspection.Readable("tiff", directories.DeclaredPages, FaxTags.Read(bytes)),
    };

    protected override PageNormalisation Make(int page)
    {
        if (page > directories.Pages.Count)
        {
            return new PageNormalisation.Failed(page, PageProblem.MissingPage);
        }

        var header = directories.Pages[page - 1];
        if (!limits.Allows(header.Width, header.Height))
        {
            return new PageNormalisation.Failed(page, PageProblem.TooLarge);
        }

        using var image = Pix.ReadTiff(bytes, page - 1);
        if (image is null)
        {
            return new PageNormalisation.Failed(page, PageProblem.Corrupt);
        }

        using var straight = StraightenPage.Run(image, header.Resolution);
        return Made(page, straight, badLines: header.BadLines);
    }
}

/// <param name="Resolution">Dots an inch; zeros where the file says nothing.</param>
/// <param name="BadLines">TIFF-F BadFaxLines; null when the receiving machine wrote none.</param>
internal sealed record TiffPage(long Width, long Height, (int X, int Y) Resolution, int? BadLines);

/// <summary>
/// The headers of a TIFF's pages (TIFF 6.0, TIFF-F of RFC 2306), read here and not by a library: sizes must be known before
/// anything is decoded, and a chain cut short must still say how many pages there were.
/// </summary>
/// <param name="DeclaredPages">Pages found, and those that the file says follow but that are not there.</param>
internal sealed record TiffDirectories(IReadOnlyList<TiffPage> Pages, int DeclaredPages, bool TooMany)
{
    /// <summary>Bytes of a directory entry.</summary>
    public const int EntrySize = 12;

    public static TiffDirectories Read(ReadOnlySpan<byte> file, int mostPages)
    {
        var bigEndian = file[0] == 'M';
        var pages = new List<TiffPage>();
        var seen = new HashSet<uint>();
        var total = 0;
        var next = file.Length >= 8 ? U32(file[4..], bigEndian) : 0;
        while (next != 0 && seen.Add(next))
        {
            if (pages.Count == mostPages)
            {
                return new TiffDirectories(pages, mostPages, TooMany: true);
            }

            if (next > file.Length - 2 || next + 2L + (U16(file[(int)next..], bigEndian) * EntrySize) + 4 > file.Length)
            {
                // The chain points to a page that the file does not hold any more.
                return new TiffDirectories(pages, Math.Clamp(total, pages.Count + 1, mostPages), TooMany: false);
            }

            var count = U16(file[(int)next..], bigEndian);
            var entries = file.Slice((int)next + 2, count * EntrySize);
            pages.Add(ReadPage(file, entries, bigEndian, ref total));
            next = U32(file[((int)next + 2 + (count * EntrySize))..], bigEndian);
        }

        return new TiffDirectories(pages, pages.Count, TooMany: false);
    }

    private static TiffPage ReadPage(ReadOnlySpan<byte> file, ReadOnlySpan<byte> entries, bool bigEndian, ref int total)
    {
        long width = 0, height = 0, bits = 1, samples = 1;
        var perCentimetre = false;
        double x = 0, y = 0;
        int? badLines = null;
        for (; entries.Length >= EntrySize; entries = entries[EntrySize..])
        {
            var value = Value(entries, bigEndian);
            switch (U16(entries, bigEndian))
            {
                case 256: width = value; break;
                case 257: height = value; break;
                case 258: bits = Math.Clamp(value, 1, 64); break;
                case 277: samples = Math.Clamp(value, 1, 64); break;
                case 282: x = Rational(file, value, bigEndian); break;
                case 283: y = Rational(file, value, bigEndian); break;
                case 296: perCentimetre = value == 3; break;
                case 297: total = U16(entries[10..], bigEndian); break;
                case 326: badLines = (int)Math.Min(value, int.MaxValue); break;
            }
        }

        // Deep pixels cost like so many more: 64-bit samples are no fax.
        var depth = Math.Max(1, bits * samples / 32);
        var factor = perCentimetre ? 2.54 : 1;
        return new TiffPage(width * depth, height, ((int)Math.Round(x * factor), (int)Math.Round(y * factor)), badLines);
    }

    /// <summary>Of an entry of one SHORT or LONG; for a rational where it lies.</summary>
    private static uint Value(ReadOnlySpan<byte> entry, bool bigEndian) =>
        U16(entry[2..], bigEndian) == 3 && U32(entry[4..], bigEndian) <= 2 ? U16(entry[8..], bigEndian) : U32(entry[8..], bigEndian);

    private static double Rational(ReadOnlySpan<byte> file, uint at, bool bigEndian)
    {
        if (at > file.Length - 8)
        {
            return 0;
        }

        var below = U32(file[((int)at + 4)..], bigEndian);
        var ratio = below == 0 ? 0 : U32(file[(int)at..], bigEndian) / (double)below;
        return ratio is > 0 and < 10_000 ? ratio : 0;
    }

    public static ushort U16(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    public static uint U32(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
