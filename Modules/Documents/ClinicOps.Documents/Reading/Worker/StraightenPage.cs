using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

/// <param name="Dpi">Of its square pixels.</param>
internal sealed record StraightPage(Pix Image, int Dpi) : IDisposable
{
    public void Dispose() => Image.Dispose();
}

/// <summary>
/// Makes a decoded page fit to be read and looked at: specks off, pixels square, lines level, letters upright. In this order: a
/// speck stretched is no speck any more, and lines of pixels that are not square do not turn rightly.
/// </summary>
internal static class StraightenPage
{
    private const int Speck = 2;
    private const int UsualDpi = 200;
    private const int MostDpi = 300;

    /// <summary>Of 256 greys.</summary>
    private const int Middle = 128;

    /// <summary>Leptonica's own bound: below it there are no lines to go by.</summary>
    private const double SkewConfidence = 3;

    /// <param name="resolution">As the file declares; doubtful values are replaced by what a letter page of that many pixels would have.</param>
    public static StraightPage Run(Pix page, (int X, int Y) resolution)
    {
        var (x, y) = Plausible(resolution, page);
        var blackAndWhite = page.Depth == 1;
        using var clean = blackAndWhite ? page.Despeckled(Speck) : EvenGray(page);
        var square = Square(clean, x, y, blackAndWhite, out var dpi);
        var upright = Upright(Level(square, blackAndWhite), blackAndWhite);
        return new StraightPage(Finish(upright, blackAndWhite, dpi), dpi);
    }

    /// <summary>Turned by so many quarters clockwise and level again.</summary>
    public static Pix Turn(Pix page, int quarters, int dpi)
    {
        var turned = page.RotatedQuarters(quarters);
        return Finish(Level(turned, page.Depth == 1), page.Depth == 1, dpi);
    }

    /// <summary>One bit a pixel; a copy of a picture that has that already.</summary>
    public static Pix Binary(Pix page) => page.Depth == 1 ? page.Copy() : page.ToBinaryByTiles(200);

    private static (double X, double Y) Plausible((int X, int Y) declared, Pix page)
    {
        if (declared.X is >= 90 and <= 1200 && declared.Y is >= 90 and <= 1200)
        {
            return declared;
        }

        var guess = Math.Min(page.Width, page.Height) / 8.5;
        return (Math.Clamp(guess, 72, 1200), Math.Clamp(guess, 72, 1200));
    }

    private static Pix Finish(Pix page, bool blackAndWhite, int dpi)
    {
        var finished = page;
        if (blackAndWhite && page.Depth != 1)
        {
            using (page)
            {
                finished = page.ToBinary(Middle);
            }
        }

        finished.SetResolution(dpi);
        return finished;
    }

    private static Pix EvenGray(Pix page)
    {
        using var gray = page.ToGray();
        return gray.WithEvenGround();
    }

    /// <summary>A few per cent off square (204 x 196) are left: reading does not suffer, and one-bit letters do from stretching.</summary>
    private static Pix Square(Pix page, double x, double y, bool blackAndWhite, out int dpi)
    {
        var wanted = Math.Min(Math.Max(x, y), blackAndWhite ? Math.Max(UsualDpi, Math.Max(x, y)) : MostDpi);
        dpi = (int)Math.Round(wanted);
        if (Math.Abs(wanted / x - 1) < 0.06 && Math.Abs(wanted / y - 1) < 0.06)
        {
            return page.Copy();
        }

        using var smooth = Smooth(page);
        return smooth.Scaled(wanted / x, wanted / y);
    }

    /// <summary>Grey while it is scaled and turned, though it is black and white before and after: the edges of letters stay smooth.</summary>
    private static Pix Smooth(Pix page) => page.Depth == 1 ? page.ToGray() : page.Copy();

    private static Pix Upright(Pix level, bool blackAndWhite)
    {
        using var ink = Ink(level, blackAndWhite);
        if (ink.FindTurn() is not (> 0 and var quarters))
        {
            return level;
        }

        using (level)
        {
            var turned = level.RotatedQuarters(quarters);
            return quarters == 2 ? turned : Level(turned, blackAndWhite);
        }
    }

    /// <summary>One bit a pixel, to measure by.</summary>
    private static Pix Ink(Pix page, bool blackAndWhite) => blackAndWhite && page.Depth != 1 ? page.ToBinary(Middle) : Binary(page);

    /// <summary>Takes the page, and gives it or another.</summary>
    private static Pix Level(Pix page, bool blackAndWhite)
    {
        using var ink = Ink(page, blackAndWhite);
        if (ink.FindSkew(12) is not var (degrees, confidence) || confidence < SkewConfidence || Math.Abs(degrees) <= 0.1)
        {
            return page;
        }

        using (page)
        {
            using var smooth = Smooth(page);
            return smooth.Rotated(degrees);
        }
    }
}
