namespace DemoClinic.Paper;

/// <summary>A page photographed by hand: a little turned and tilted, darker towards one corner, grainy.</summary>
internal static class Photograph
{
    public static GrayPage Of(GrayPage page, Random draw)
    {
        var tilted = page.Skewed(1.2).From((x, y) => (x + ((x - (page.Width / 2.0)) * 0.03 * y / page.Height), y));
        for (var i = 0; i < tilted.Shades.Length; i++)
        {
            var (x, y) = (i % tilted.Width, i / tilted.Width);
            var light = 0.92 - (0.25 * ((double)x / tilted.Width) * ((double)y / tilted.Height));
            tilted.Shades[i] = (byte)Math.Clamp((tilted.Shades[i] * light) + 12 + draw.Next(-6, 7), 0, 255);
        }

        return tilted;
    }
}
