using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

internal static class Thumbnail
{
    /// <summary>A grey PNG of that width; null when the image cannot be decoded.</summary>
    public static byte[]? Make(ReadOnlySpan<byte> image, int width)
    {
        using var page = Pix.ReadPng(image);
        if (page is null)
        {
            return null;
        }

        var factor = Math.Min(1, width / (double)page.Width);
        using var small = page.Depth == 1 && factor < 1 ? page.ScaledToGray(factor) : page.Scaled(factor, factor);
        return small.ToPng();
    }
}
