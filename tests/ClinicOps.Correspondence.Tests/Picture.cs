using System.Text;

namespace ClinicOps.Correspondence.Tests;

/// <summary>A page in grey, as pdftoppm writes it: "P5 width height 255" and a byte a pixel, 255 for paper.</summary>
internal sealed class Picture
{
    private readonly byte[] pixels;
    private readonly int width;

    private Picture(byte[] pixels, int width)
    {
        this.pixels = pixels;
        this.width = width;
        InkRight = Enumerable.Range(0, pixels.Length).Where(at => pixels[at] < 255).Select(at => at % width).DefaultIfEmpty(-1).Max();
    }

    /// <summary>The last column that has a mark; -1 for an empty page.</summary>
    public int InkRight { get; }

    public static Picture Of(byte[] raster)
    {
        var head = Encoding.ASCII.GetString(raster, 0, 32).Split((char[])[' ', '\n']);
        var pixels = int.Parse(head[1], System.Globalization.CultureInfo.InvariantCulture) * int.Parse(head[2], System.Globalization.CultureInfo.InvariantCulture);
        return new Picture(raster[^pixels..], int.Parse(head[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Whether this page looks like the other one as far to the right as that has marks, but for its last column, into which the next letter may reach.</summary>
    public bool BeginsWith(Picture other) =>
        width == other.width && pixels.Length == other.pixels.Length
        && Enumerable.Range(0, pixels.Length).Where(at => at % width < other.InkRight).All(at => pixels[at] == other.pixels[at]);
}
