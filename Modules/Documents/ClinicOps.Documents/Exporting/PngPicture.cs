using System.Buffers.Binary;

namespace ClinicOps.Documents.Exporting;

/// <summary>
/// A PNG taken to pieces without decoding it: a PDF holds the same compressed rows, so a page's image goes into one as it is. Only what
/// our reader writes: grey, palette or colour, not interlaced, without transparency.
/// </summary>
/// <param name="Depth">Bits a sample.</param>
/// <param name="Colours">Samples a pixel: 1 or 3.</param>
/// <param name="Palette">Red, green and blue of each entry; null where the samples are the colours themselves.</param>
/// <param name="Data">The image data chunks, one zlib stream.</param>
internal sealed record PngPicture(int Width, int Height, int Depth, int Colours, byte[]? Palette, byte[] Data)
{
    /// <summary>Length, kind and check sum of a chunk.</summary>
    private const int ChunkFrame = 12;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <returns>Null when it is no such PNG.</returns>
    public static PngPicture? Of(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(Signature))
        {
            return null;
        }

        ReadOnlySpan<byte> header = [];
        byte[]? palette = null;
        using var data = new MemoryStream(png.Length);
        for (var at = Signature.Length; at + ChunkFrame <= png.Length;)
        {
            var length = Number(png[at..]);
            if (length < 0 || length > png.Length - at - ChunkFrame)
            {
                return null;
            }

            var chunk = png.Slice(at + 4, length + 4);
            if (chunk.StartsWith("IHDR"u8))
            {
                header = chunk[4..];
            }
            else if (chunk.StartsWith("PLTE"u8))
            {
                palette = chunk[4..].ToArray();
            }
            else if (chunk.StartsWith("IDAT"u8))
            {
                data.Write(chunk[4..]);
            }

            at += length + ChunkFrame;
        }

        return header is not [_, _, _, _, _, _, _, _, var depth, var kind, 0, 0, 0] || data.Length == 0 ? null : kind switch
        {
            0 or 2 => new PngPicture(Number(header), Number(header[4..]), depth, kind == 0 ? 1 : 3, null, data.ToArray()),
            3 when palette is not null => new PngPicture(Number(header), Number(header[4..]), depth, 1, palette, data.ToArray()),
            _ => null,
        };
    }

    private static int Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes);
}
