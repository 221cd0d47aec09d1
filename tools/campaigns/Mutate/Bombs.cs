using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Mutate;

/// <summary>Small files that ask for much.</summary>
internal static class Bombs
{
    public static Made Make(IReadOnlyList<Original> files, Random chance) => chance.Next(14) switch
    {
        0 => new("empty", chance.Next(2) == 0 ? ".pdf" : ".tif", []),
        1 => new("100k-x-100k", ".tif", Tiff(100_000, 100_000, pages: 1, spp: 1)),
        2 => new("large-gray", ".tif", Tiff(7_000 + chance.Next(700), 7_500, pages: 1, spp: 1, bits: 8)),
        3 => new("large-colour", ".tif", Tiff(7_000 + chance.Next(700), 7_500, pages: 1, spp: 3, bits: 8)),
        4 => new("10000-pages", ".tif", Tiff(64 + chance.Next(64), 64, pages: 10_000, spp: 1)),
        5 => new("pages-in-a-ring", ".tif", Tiff(64 + chance.Next(64), 64, pages: 20, spp: 1, ring: true)),
        6 => new("10000-pages", ".pdf", Pdf(10_000, 612, 792, "")),
        7 => new("14400-pt", ".pdf", Pdf(1, 14_400, 14_400, $"% {chance.Next()}\n0 0 14400 14400 re f")),
        8 => new("endless-xref", ".pdf", Ring(Pdf(1, 612, 792, "BT ET"), chance)),
        9 => new("endless-pages", ".pdf", Mutate.Damage.Ascii(Encoding.Latin1.GetString(Pdf(1, 612, 792, $"% {chance.Next()}")).Replace("/Kids [3 0 R", "/Kids [2 0 R 2 0 R 3 0 R", StringComparison.Ordinal))),
        10 => new("locked", ".pdf", Locked(files.First(file => file.Extension == ".locked").Bytes, chance)),
        11 => new("inflating", ".pdf", Inflating(chance)),
        12 => new("100k-x-100k", ".png", Png(100_000, 100_000, chance)),
        _ => new("inflating", ".png", Png(7_000, 7_000 + chance.Next(900), chance)),
    };

    /// <summary>Pages that all share one strip; the strip is as long as a file may be honest about.</summary>
    private static byte[] Tiff(int width, int height, int pages, int spp, int bits = 1, bool ring = false)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        // PackBits: 128 equal bytes in two.
        var bytesInAll = Math.Min((long)height * ((width * spp * bits) + 7) / 8, 500_000_000);
        var strip = new byte[2 * ((bytesInAll / 128) + 1)];
        for (var at = 0; at < strip.Length; at += 2)
        {
            strip[at] = 0x81;
            strip[at + 1] = 0xFF;
        }

        writer.Write("II*\0"u8);
        const int entries = 9;
        const int directory = 2 + (12 * entries) + 4;
        var first = 8 + strip.Length + (strip.Length & 1);
        writer.Write(first);
        writer.Write(strip);
        writer.Write(new byte[strip.Length & 1]);
        for (var page = 0; page < pages; page++)
        {
            writer.Write((short)entries);
            foreach (var (tag, value) in (ReadOnlySpan<(short, int)>)[(256, width), (257, height), (258, bits), (259, 32_773), (262, spp == 3 ? 2 : 1), (273, 8), (277, spp), (278, height), (279, strip.Length)])
            {
                writer.Write(tag);
                writer.Write((short)4);
                writer.Write(1);
                writer.Write(value);
            }

            writer.Write(page + 1 < pages ? first + ((page + 1) * directory) : ring ? first : 0);
        }

        return stream.ToArray();
    }

    private static byte[] Pdf(int pages, int width, int height, string content)
    {
        var text = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        void Object(string body)
        {
            places.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{places.Count} 0 obj\n{body}\nendobj\n");
        }

        Object("<< /Type /Catalog /Pages 2 0 R >>");
        Object($"<< /Type /Pages /Kids [{string.Join(' ', Enumerable.Range(3, pages).Select(number => $"{number} 0 R"))}] /Count {pages} >>");
        for (var page = 0; page < pages; page++)
        {
            Object($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {3 + pages} 0 R >>");
        }

        Object($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        var at = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        places.ForEach(place => text.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n"));
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {places.Count + 1} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n");
        return Mutate.Damage.Ascii(text.ToString());
    }

    /// <summary>The table of places names itself as the one before it.</summary>
    private static byte[] Ring(byte[] pdf, Random chance)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var at = text.LastIndexOf("xref\n0 ", StringComparison.Ordinal);
        return Mutate.Damage.Ascii(text.Replace("trailer\n<<", $"trailer\n<< /Prev {at}", StringComparison.Ordinal) + $"% {chance.Next()}");
    }

    private static byte[] Locked(byte[] bytes, Random chance) => chance.Next(3) == 0 ? Mutate.Damage.Flip(bytes, chance) : [.. bytes, .. Mutate.Damage.Ascii($"\n% {chance.Next()}")];

    /// <summary>Some kilobytes that become hundreds of megabytes of drawing.</summary>
    private static byte[] Inflating(Random chance)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var line = Mutate.Damage.Ascii(string.Concat(Enumerable.Repeat("0 0 m 600 700 l S q Q\n", 4_000)));
            for (var times = chance.Next(500, 4_000); times > 0; times--)
            {
                zip.Write(line);
            }
        }

        var whole = Encoding.Latin1.GetString(Pdf(1, 612, 792, "CONTENT"));
        var body = Encoding.Latin1.GetString(packed.ToArray());
        return Mutate.Damage.Ascii(whole.Replace("<< /Length 7 >>\nstream\nCONTENT", $"<< /Length {body.Length} /Filter /FlateDecode >>\nstream\n{body}", StringComparison.Ordinal));
    }

    private static byte[] Png(int width, int height, Random chance)
    {
        using var stream = new MemoryStream();
        stream.Write([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, (byte)(chance.Next(2) * 2));
        Chunk(stream, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = new byte[1 + (width * (header[9] == 2 ? 3 : 1))];
            for (var line = 0; line < Math.Min(height, 8_000); line++)
            {
                zip.Write(row);
            }
        }

        Chunk(stream, "IDAT", packed.ToArray());
        Chunk(stream, "IEND", []);
        return stream.ToArray();
    }

    private static void Chunk(MemoryStream to, string name, byte[] body)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        to.Write(number);
        byte[] named = [.. Mutate.Damage.Ascii(name), .. body];
        to.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(named));
        to.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
            }
        }

        return ~crc;
    }
}
