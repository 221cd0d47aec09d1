using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>A JPEG or PNG: one page, photographed or scanned.</summary>
internal sealed class PhotoFile(string kind, byte[] bytes, WorkerLimits limits) : ReceivedFile
{
    public override FileInspection Inspection => Size() switch
    {
        null => new FileInspection.Refused(PageProblem.Corrupt),
        var (width, height) when !limits.Allows(width, height) => new FileInspection.Refused(PageProblem.TooLarge),
        _ => new FileInspection.Readable(kind, 1),
    };

    protected override PageNormalisation Make(int page)
    {
        using var image = kind == "png" ? Pix.ReadPng(bytes) : Pix.ReadJpeg(bytes);
        if (image is null)
        {
            return new PageNormalisation.Failed(page, PageProblem.Corrupt);
        }

        using var straight = StraightenPage.Run(image, image.Resolution);
        return Made(page, straight);
    }

    private (int Width, int Height)? Size()
    {
        int width, height;
        var failed = kind == "png"
            ? Leptonica.ReadPngHeader(bytes, bytes.Length, out width, out height, out _, out _, out _)
            : Leptonica.ReadJpegHeader(bytes, bytes.Length, out width, out height, out _, out _, out _);
        return failed == 0 ? (width, height) : null;
    }
}
