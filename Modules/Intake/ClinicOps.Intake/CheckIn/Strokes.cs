using System.Globalization;
using System.Text.Json;

namespace ClinicOps.Intake.CheckIn;

/// <summary>A signature as it was drawn: strokes of points on a field of 600 by 160, from the top left.</summary>
internal sealed record Strokes(IReadOnlyList<IReadOnlyList<(int X, int Y)>> Lines)
{
    public const int Width = 600;
    public const int Height = 160;

    /// <summary>A dot or a slip of the pen is no signature.</summary>
    private const int LeastPoints = 5;

    private const int MostPoints = 8000;

    /// <summary>"[[[10,20],[11,22]]]" with points inside the field.</summary>
    /// <returns>Null when it is anything else, or next to nothing.</returns>
    public static Strokes? Parse(string? json)
    {
        int[][][]? drawn;
        try
        {
            drawn = json is { Length: > 0 and <= 200_000 } ? JsonSerializer.Deserialize<int[][][]>(json) : null;
        }
        catch (JsonException)
        {
            return null;
        }

        return drawn is not null
            && drawn.All(stroke => stroke is not null && stroke.All(point => point is [>= 0 and <= Width, >= 0 and <= Height]))
            && drawn.Sum(stroke => stroke.Length) is >= LeastPoints and <= MostPoints
            ? new Strokes([.. drawn.Where(stroke => stroke.Length > 0).Select(stroke => (IReadOnlyList<(int, int)>)[.. stroke.Select(point => (point[0], point[1]))])])
            : null;
    }

    public string Json => JsonSerializer.Serialize(Lines.Select(line => line.Select(point => new[] { point.X, point.Y })));

    /// <summary>For the d of an SVG path.</summary>
    public string Path => string.Join(' ', Lines.Select(line => "M" + string.Join(" L", line.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X} {point.Y}")))));
}
