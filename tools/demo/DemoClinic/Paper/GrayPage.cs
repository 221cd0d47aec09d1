using System.Text;

namespace DemoClinic.Paper;

/// <summary>A black-and-white page as a fax line carries it.</summary>
internal sealed record BitPage(int Width, int Height, bool[] Ink, int DpiX, int DpiY);

/// <summary>A page in shades: 0 black, 255 white.</summary>
internal sealed class GrayPage(int width, int height, byte[] shades)
{
    public int Width => width;

    public int Height => height;

    public byte[] Shades => shades;

    public byte this[int x, int y] => x < 0 || y < 0 || x >= width || y >= height ? (byte)255 : shades[(y * width) + x];

    /// <summary>Reads a binary PGM of 8 bits.</summary>
    public static GrayPage ReadPgm(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var at = 0;
        var numbers = new List<int>();
        for (; numbers.Count < 3; at++)
        {
            var start = at;
            while (!char.IsWhiteSpace((char)bytes[at]))
            {
                at++;
            }

            if (int.TryParse(Encoding.ASCII.GetString(bytes, start, at - start), out var number))
            {
                numbers.Add(number);
            }
        }

        return new GrayPage(numbers[0], numbers[1], bytes[at..(at + (numbers[0] * numbers[1]))]);
    }

    /// <summary>As wide as a fax line.</summary>
    public GrayPage Cut(int faxWidth)
    {
        var cut = new byte[faxWidth * height];
        for (var i = 0; i < cut.Length; i++)
        {
            cut[i] = this[i % faxWidth, i / faxWidth];
        }

        return new GrayPage(faxWidth, height, cut);
    }

    /// <summary>Each pixel from where the function says it came; white beyond the edge.</summary>
    public GrayPage From(Func<int, int, (double X, double Y)> source)
    {
        var moved = new byte[shades.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (sx, sy) = source(x, y);
                var (left, top) = ((int)Math.Floor(sx), (int)Math.Floor(sy));
                var (fx, fy) = (sx - left, sy - top);
                var above = (this[left, top] * (1 - fx)) + (this[left + 1, top] * fx);
                var below = (this[left, top + 1] * (1 - fx)) + (this[left + 1, top + 1] * fx);
                moved[(y * width) + x] = (byte)((above * (1 - fy)) + (below * fy));
            }
        }

        return new GrayPage(width, height, moved);
    }

    public GrayPage Skewed(double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var (cx, cy) = (width / 2.0, height / 2.0);
        return From((x, y) => (cx + ((x - cx) * cos) + ((y - cy) * sin), cy - ((x - cx) * sin) + ((y - cy) * cos)));
    }

    public GrayPage UpsideDown() => new(width, height, [.. shades.Reverse()]);

    /// <summary>The darker of both pages everywhere.</summary>
    public GrayPage Over(GrayPage other) => new(width, height, [.. shades.Select((shade, i) => Math.Min(shade, other[i % width, i / width]))]);

    /// <summary>Every two rows become one: what "standard" resolution does to a page.</summary>
    public GrayPage HalfHeight()
    {
        var rows = new byte[width * (height / 2)];
        for (var i = 0; i < rows.Length; i++)
        {
            var (x, y) = (i % width, 2 * (i / width));
            rows[i] = (byte)((this[x, y] + this[x, y + 1]) / 2);
        }

        return new GrayPage(width, height / 2, rows);
    }

    public GrayPage Blurred()
    {
        var blurred = new byte[shades.Length];
        for (var i = 0; i < shades.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            blurred[i] = (byte)(((4 * this[x, y]) + this[x - 1, y] + this[x + 1, y] + this[x, y - 1] + this[x, y + 1]) / 8);
        }

        return new GrayPage(width, height, blurred);
    }
}
