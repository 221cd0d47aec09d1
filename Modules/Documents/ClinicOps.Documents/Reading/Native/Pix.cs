using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ClinicOps.Documents.Reading.Native;

/// <summary>A picture in native memory. Every operation gives a new one that the caller disposes; the operand stays as it was.</summary>
internal sealed class Pix : SafeHandleZeroOrMinusOneIsInvalid
{
    public Pix()
        : base(ownsHandle: true)
    {
    }

    public int Width => Dimensions.Width;

    public int Height => Dimensions.Height;

    /// <summary>Bits a pixel: 1 (ink is 1), 8 (grey) or 32.</summary>
    public int Depth => Dimensions.Depth;

    /// <summary>As the file declared, in dots an inch; 0 where it said nothing.</summary>
    public (int X, int Y) Resolution => (Leptonica.GetXResolution(this), Leptonica.GetYResolution(this));

    private (int Width, int Height, int Depth) Dimensions =>
        Leptonica.GetDimensions(this, out var width, out var height, out var depth) == 0 ? (width, height, depth) : throw Failed("dimensions");

    /// <summary>The decoded page of a TIFF (from 0), PNG, JPEG or PNM; null when it cannot be decoded.</summary>
    public static Pix? ReadTiff(ReadOnlySpan<byte> file, int page) => OrNull(Leptonica.ReadTiff(file, file.Length, page));

    public static Pix? ReadPng(ReadOnlySpan<byte> file) => OrNull(Leptonica.ReadPng(file, file.Length));

    public static Pix? ReadJpeg(ReadOnlySpan<byte> file) => OrNull(Leptonica.ReadJpeg(file, file.Length, 0, 1, out _, 0));

    public static Pix? ReadPnm(ReadOnlySpan<byte> file) => OrNull(Leptonica.ReadPnm(file, file.Length));

    public byte[] ToPng()
    {
        if (Leptonica.WritePng(out var data, out var size, this, 0) != 0)
        {
            throw Failed("write");
        }

        try
        {
            var png = new byte[size];
            Marshal.Copy(data, png, 0, png.Length);
            return png;
        }
        finally
        {
            Leptonica.Free(data);
        }
    }

    public void SetResolution(int dpi) => Leptonica.SetResolution(this, dpi, dpi);

    public Pix Copy() => Good(Leptonica.Copy(0, this), "copy");

    /// <summary>Eight bits a pixel, transparency on white.</summary>
    public Pix ToGray()
    {
        using var opaque = Good(Leptonica.RemoveAlpha(this), "alpha");
        return Good(Leptonica.ConvertTo8(opaque, 0), "grey");
    }

    /// <summary>One bit a pixel by one threshold for the whole picture (0 to 255; darker is ink).</summary>
    public Pix ToBinary(int threshold) => Good(Leptonica.ConvertTo1(this, threshold), "binary");

    /// <summary>Of a grey picture: the same with an even, nearly white ground.</summary>
    public Pix WithEvenGround() => OrNull(Leptonica.NormaliseBackground(this, 0, 0)) ?? Copy();

    /// <summary>Of a grey picture: ink found by the threshold that parts the greys of each tile best.</summary>
    public Pix ToBinaryByTiles(int tile) =>
        Leptonica.ThresholdOtsu(this, tile, tile, 1, 1, 0.1f, 0, out var binary) == 0 ? Good(binary, "tiles") : ToBinary(160);

    /// <summary>
    /// Without the specks that are at most this many pixels wide and high. Each is taken out by the rectangle around it: of up to two pixels nothing else fits in there
    /// (whatever had ink in it would touch the speck), of a few more next to nothing does.
    /// </summary>
    public Pix Despeckled(int largest)
    {
        var clean = Copy();
        foreach (var speck in Components().Where(piece => piece.Width <= largest && piece.Height <= largest))
        {
            clean.Whiten(speck);
        }

        return clean;
    }

    /// <summary>Only what is at most this wide and high.</summary>
    public Pix OnlyUpTo(int width, int height) => Components().Any(piece => piece.Width > width || piece.Height > height)
        ? Good(Leptonica.SelectBySize(this, width, height, 8, Leptonica.SelectIfBoth, Leptonica.IfLessOrEqual, out _), "select")
        : Copy();

    public Pix Scaled(double x, double y) => Good(Leptonica.Scale(this, (float)x, (float)y), "scale");

    /// <summary>Of a binary picture: a smaller grey one.</summary>
    public Pix ScaledToGray(double factor) => Good(Leptonica.ScaleToGray(this, (float)factor), "scale to grey");

    /// <summary>By how many degrees, clockwise, a binary picture must be turned to make its lines level, and how sure that is (above 3 is good); null where nothing is found.</summary>
    public (double Degrees, double Confidence)? FindSkew(double range) =>
        Leptonica.FindSkew(this, out var angle, out var confidence, 4, 2, (float)range, 1, 0.02f) == 0 ? (angle, confidence) : null;

    /// <summary>Turned clockwise about its middle, size kept, white where nothing was.</summary>
    public Pix Rotated(double degrees) =>
        Good(Leptonica.Rotate(this, (float)(degrees * Math.PI / 180), Leptonica.RotateByAreaMap, Leptonica.BringInWhite, 0, 0), "rotate");

    /// <summary>Turned clockwise by 90 degrees so many times.</summary>
    public Pix RotatedQuarters(int quarters) => Good(Leptonica.RotateQuarters(this, quarters), "quarters");

    /// <summary>
    /// By how many quarters, clockwise, a level binary picture must be turned so that its letters stand upright; null when its
    /// letters are too few or do not agree. Told by what rises above and hangs below the line, in some milliseconds.
    /// </summary>
    public int? FindTurn()
    {
        const float sure = 8;
        const float ratio = 2.5f;

        // No page that lay sideways looked so upright in the corpus (7 at most): it need not be looked at from the side as well.
        const float sureAlone = 10;
        var up = Rising();
        if (up > sureAlone)
        {
            return 0;
        }

        using var onItsSide = RotatedQuarters(1);
        var left = onItsSide.Rising();
        var (upright, sideways) = (Math.Abs(up), Math.Abs(left));
        return upright > sure && upright > ratio * sideways ? (up > 0 ? 0 : 2)
            : sideways > sure && sideways > ratio * upright ? (left > 0 ? 1 : 3)
            : null;
    }

    /// <summary>Leptonica's morphology by its own short notation ("o60.1" opens by 60 x 1). A long side is put together of two shorter ones, and may be a pixel or two off.</summary>
    public Pix Morphed(string sequence) => Good(Leptonica.Morph(this, sequence, 0), "morph");

    public Pix Without(Pix other) => Good(Leptonica.Subtract(0, this, other), "subtract");

    /// <summary>What is ink in one or the other.</summary>
    public Pix With(Pix other) => Good(Leptonica.Or(0, this, other), "or");

    public BitMap ReadBits()
    {
        var row = Leptonica.GetWordsPerRow(this);
        var words = new int[row * Height];
        Marshal.Copy(Leptonica.GetData(this), words, 0, words.Length);
        return new BitMap(Width, Height, row, words);
    }

    /// <summary>One byte a pixel, 0 is black, row by row.</summary>
    public byte[] ReadGreys()
    {
        using var gray = ToGray();
        var (width, height, row) = (gray.Width, gray.Height, Leptonica.GetWordsPerRow(gray));
        var words = new int[row * height];
        Marshal.Copy(Leptonica.GetData(gray), words, 0, words.Length);
        var greys = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                // Four pixels a word, the leftmost in the highest byte.
                greys[(y * width) + x] = (byte)(words[(y * row) + (x >> 2)] >> (8 * (3 - (x & 3))));
            }
        }

        return greys;
    }

    public long CountInk() => Leptonica.CountPixels(this, out var count, 0) == 0 ? count : throw Failed("count");

    public long CountInk(Box within) => In(within, box => Leptonica.CountPixelsInBox(this, box, out var count, 0) == 0 ? count : 0);

    /// <summary>Makes the rectangle white: the one operation that changes the picture itself.</summary>
    public void Whiten(Box within) => In(within, box => Depth == 1 ? Leptonica.ClearInBox(this, box) : Leptonica.SetInBox(this, box));

    /// <summary>The rectangles around the connected pieces of ink.</summary>
    public IReadOnlyList<Box> Components()
    {
        var found = Leptonica.FindComponents(this, 8);
        if (found == 0)
        {
            return [];
        }

        try
        {
            var boxes = new List<Box>();
            for (var i = 0; i < Leptonica.CountBoxes(found); i++)
            {
                if (Leptonica.GetBox(found, i, out var x, out var y, out var width, out var height) == 0)
                {
                    boxes.Add(new Box(x, y, width, height));
                }
            }

            return boxes;
        }
        finally
        {
            Leptonica.DestroyBoxes(ref found);
        }
    }

    protected override bool ReleaseHandle()
    {
        Leptonica.Destroy(ref handle);
        return true;
    }

    /// <summary>How much more rises above the lines of letters than hangs below them; negative where they stand on their heads, about 0 where there are none.</summary>
    private float Rising() => Leptonica.DetectUpright(this, out var rising, 0, 0) == 0 ? rising : 0;

    private static long In(Box area, Func<nint, long> use)
    {
        var box = Leptonica.CreateBox(area.X, area.Y, area.Width, area.Height);
        try
        {
            return box == 0 ? 0 : use(box);
        }
        finally
        {
            Leptonica.DestroyBox(ref box);
        }
    }

    private static Pix? OrNull(Pix pix)
    {
        if (!pix.IsInvalid)
        {
            return pix;
        }

        pix.Dispose();
        return null;
    }

    private static Pix Good(Pix pix, string operation) => OrNull(pix) ?? throw Failed(operation);

    private static InvalidOperationException Failed(string operation) => new($"leptonica could not: {operation}");
}
