using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>A file as it was received, opened by what it contains and never by its name.</summary>
internal abstract class ReceivedFile : IDisposable
{
    public abstract FileInspection Inspection { get; }

    public static ReceivedFile Open(byte[] bytes, WorkerLimits limits) => bytes switch
    {
        [] => new RefusedFile(PageProblem.EmptyFile),
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => new TiffFile(bytes, limits),
        [0xff, 0xd8, 0xff, ..] => new PhotoFile("jpeg", bytes, limits),
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => new PhotoFile("png", bytes, limits),
        _ when bytes.AsSpan(0, Math.Min(bytes.Length, 1024)).IndexOf("%PDF-"u8) >= 0 => PdfFile.OpenPdf(bytes, limits),
        _ => new RefusedFile(PageProblem.UnknownKind),
    };

    /// <param name="page">From 1.</param>
    public PageNormalisation Normalise(int page) => Inspection switch
    {
        FileInspection.Refused refused => new PageNormalisation.Failed(page, refused.Problem),
        FileInspection.Readable readable when page < 1 || page > readable.PageCount => new PageNormalisation.Failed(page, PageProblem.MissingPage),
        _ => Make(page),
    };

    public virtual void Dispose()
    {
    }

    protected abstract PageNormalisation Make(int page);

    protected static PageNormalisation.Made Made(int page, StraightPage straight, IReadOnlyList<Word>? textLayer = null, int? badLines = null) =>
        new(page, straight.Image.ToPng(), straight.Image.Width, straight.Image.Height, straight.Dpi, textLayer, badLines);
}

internal sealed class RefusedFile(PageProblem problem) : ReceivedFile
{
    public override FileInspection Inspection => new FileInspection.Refused(problem);

    protected override PageNormalisation Make(int page) => new PageNormalisation.Failed(page, problem);
}
