namespace DemoClinic.Paper;

/// <summary>What scanning and sending does to a page.</summary>
/// <param name="Skew">Degrees.</param>
/// <param name="Coarse">204 by 98 dots to the inch instead of 204 by 196.</param>
/// <param name="Noise">Share of pixels that flip, in thousandths.</param>
/// <param name="Specks">Blots of two to four pixels.</param>
/// <param name="Ink">Shade (0 to 255) up to which a pixel is black: 128 normal, less is faded, more is dark.</param>
/// <param name="Streaks">Thin lines down the page.</param>
/// <param name="Edge">A dark edge at the left, where the lid was open.</param>
internal sealed record Wear(
    double Skew = 0.3,
    bool UpsideDown = false,
    bool Coarse = false,
    double Noise = 0.05,
    int Specks = 20,
    int Ink = 150,
    bool Blur = false,
    int Streaks = 0,
    bool Edge = false)
{
    public const int DpiX = 204;
    public const int DpiY = 196;

    /// <summary>The page as it arrives. The sending machine's own line above it is straight and clear, whatever the page is.</summary>
    public BitPage Apply(GrayPage page, GrayPage machineLine, Random draw)
    {
        var worn = UpsideDown ? page.UpsideDown() : page;
        worn = Skew == 0 ? worn : worn.Skewed(Skew);
        worn = Blur ? worn.Blurred() : worn;
        worn = worn.Over(machineLine);
        worn = Coarse ? worn.HalfHeight() : worn;
        var ink = worn.Shades.Select(shade => shade < Ink).ToArray();
        Dirty(ink, worn.Width, worn.Height, draw);
        return new BitPage(worn.Width, worn.Height, ink, DpiX, Coarse ? DpiY / 2 : DpiY);
    }

    private void Dirty(bool[] ink, int width, int height, Random draw)
    {
        for (var i = 0; i < ink.Length * Noise / 1000; i++)
        {
            ink[draw.Next(ink.Length)] ^= true;
        }

        for (var i = 0; i < Specks; i++)
        {
            var (x, y, size) = (draw.Next(width - 4), draw.Next(height - 4), draw.Next(2, 5));
            for (var k = 0; k < size * size; k++)
            {
                ink[((y + (k / size)) * width) + x + (k % size)] = draw.Next(4) > 0;
            }
        }

        for (var i = 0; i < Streaks; i++)
        {
            var x = draw.Next(60, width - 60);
            for (var y = draw.Next(height / 2); y < height; y++)
            {
                ink[(y * width) + x] |= draw.Next(3) > 0;
            }
        }

        for (var y = 0; Edge && y < height; y++)
        {
            for (var x = 0; x < 10 + draw.Next(6); x++)
            {
                ink[(y * width) + x] = true;
            }
        }
    }
}
