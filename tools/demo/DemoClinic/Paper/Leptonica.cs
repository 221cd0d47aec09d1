using System.Reflection;
using System.Runtime.InteropServices;

namespace DemoClinic.Paper;

/// <summary>The few calls into Debian's leptonica that write fax images. Rows are padded to 32-bit words, the first pixel in the highest bit.</summary>
internal static partial class Leptonica
{
    private const int TiffG3 = 6;
    private const int TiffG4 = 7;
    private const int PdfG4 = 2;

    static Leptonica() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), static (name, _, _) =>
        name != "lept" ? 0
        : NativeLibrary.TryLoad("liblept.so.5", out var debian12) ? debian12
        : NativeLibrary.Load("libleptonica.so.6"));

    public static void WriteTiff(string path, IReadOnlyList<BitPage> pages, bool oldCoding)
    {
        for (var i = 0; i < pages.Count; i++)
        {
            var pix = Make(pages[i]);
            Check(pixWriteTiff(path, pix, oldCoding ? TiffG3 : TiffG4, i == 0 ? "w" : "a"));
            pixDestroy(ref pix);
        }
    }

    public static void WritePdf(string path, IReadOnlyList<BitPage> pages)
    {
        var pixa = pixaCreate(pages.Count);
        foreach (var page in pages)
        {
            Check(pixaAddPix(pixa, Make(page), 0));
        }

        Check(pixaConvertToPdf(pixa, pages[0].DpiX, 1f, PdfG4, 0, "fax", path));
        pixaDestroy(ref pixa);
    }

    public static void WriteJpeg(string path, GrayPage page, int quality)
    {
        var pix = pixCreate(page.Width, page.Height, 8);
        Check(pixSetResolution(pix, 200, 200));
        Fill(pix, page.Height, (row, words) =>
        {
            for (var x = 0; x < page.Width; x++)
            {
                words[x / 4] |= (uint)page[x, row] << (24 - (8 * (x % 4)));
            }
        });
        Check(pixWriteJpeg(path, pix, quality, 0));
        pixDestroy(ref pix);
    }

    private static nint Make(BitPage page)
    {
        var pix = pixCreate(page.Width, page.Height, 1);
        Check(pixSetResolution(pix, page.DpiX, page.DpiY));
        Fill(pix, page.Height, (row, words) =>
        {
            for (var x = 0; x < page.Width; x++)
            {
                words[x / 32] |= page.Ink[(row * page.Width) + x] ? 1u << (31 - (x % 32)) : 0;
            }
        });
        return pix;
    }

    private delegate void RowWriter(int row, Span<uint> words);

    private static unsafe void Fill(nint pix, int height, RowWriter write)
    {
        var wordsPerRow = pixGetWpl(pix);
        for (var row = 0; row < height; row++)
        {
            write(row, new Span<uint>((uint*)pixGetData(pix) + (row * wordsPerRow), wordsPerRow));
        }
    }

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new IOException("leptonica could not write the image");
        }
    }

    [LibraryImport("lept")]
    private static partial nint pixCreate(int width, int height, int depth);

    [LibraryImport("lept")]
    private static partial int pixSetResolution(nint pix, int x, int y);

    [LibraryImport("lept")]
    private static partial nint pixGetData(nint pix);

    [LibraryImport("lept")]
    private static partial int pixGetWpl(nint pix);

    [LibraryImport("lept")]
    private static partial void pixDestroy(ref nint pix);

    [LibraryImport("lept", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int pixWriteTiff(string path, nint pix, int compression, string mode);

    [LibraryImport("lept", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int pixWriteJpeg(string path, nint pix, int quality, int progressive);

    [LibraryImport("lept")]
    private static partial nint pixaCreate(int count);

    [LibraryImport("lept")]
    private static partial int pixaAddPix(nint pixa, nint pix, int copyFlag);

    [LibraryImport("lept", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int pixaConvertToPdf(nint pixa, int dpi, float scale, int coding, int quality, string title, string path);

    [LibraryImport("lept")]
    private static partial void pixaDestroy(ref nint pixa);
}
