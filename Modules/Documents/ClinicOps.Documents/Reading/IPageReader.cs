namespace ClinicOps.Documents.Reading;

/// <summary>
/// The outside seam to whoever decodes files and reads pages: supervised child processes in the product, canned pages in tests
/// of the steps around it. Nothing received is ever decoded in this process.
/// </summary>
internal interface IPageReader
{
    /// <summary>Says what a received file is and how many pages it has, without decoding pixels.</summary>
    Task<FileInspection> Inspect(ReadOnlyMemory<byte> file, CancellationToken stopping);

    /// <summary>
    /// Makes the wanted pages (numbers from 1) into upright, square-pixel, despeckled and deskewed images, one answer a page, in
    /// the order asked. One page that cannot be had costs that page only.
    /// </summary>
    Task<IReadOnlyList<PageNormalisation>> Normalise(ReadOnlyMemory<byte> file, IReadOnlyList<int> pages, CancellationToken stopping);

    /// <summary>Reads one normalised image. A page found to lie on its side or upside down is turned: then the answer brings the image turned.</summary>
    /// <param name="number">The page's number in its transmission, put into the answer.</param>
    Task<PageReading> Read(ReadOnlyMemory<byte> image, int number, CancellationToken stopping);

    /// <summary>Turns a normalised image, since a person said so, and reads it as it then lies; the answer brings the image turned.</summary>
    /// <param name="quarters">To the right, 1 to 3.</param>
    Task<PageReading> Turn(ReadOnlyMemory<byte> image, int number, int quarters, CancellationToken stopping);

    /// <summary>A small grey PNG of a normalised image for lists and the viewer.</summary>
    /// <param name="width">Wanted width in pixels; the height follows.</param>
    /// <returns>Null when the image cannot be decoded.</returns>
    Task<byte[]?> Thumbnail(ReadOnlyMemory<byte> image, int width, CancellationToken stopping);
}

/// <summary>Why a file or page cannot be had. The names are recorded with the page; never rename one.</summary>
internal enum PageProblem
{
    EmptyFile,
    UnknownKind,
    Encrypted,
    Corrupt,
    TooLarge,
    TooManyPages,
    MissingPage,
    TookTooLong,
    WorkerDied,
}

/// <summary>What the modem's software knows of a call, as HylaFAX writes it into the file. Claims of the caller, all of it.</summary>
/// <param name="Sender">The number or name the sending machine gives itself (TSI); empty when none.</param>
/// <param name="CallerId">What the telephone line said of the caller: number, then name; empty where it said nothing.</param>
/// <param name="TakenAt">On the wall clock of the machine that has the modem; null when not told.</param>
internal sealed record FaxCall(string Sender, IReadOnlyList<string> CallerId, DateTime? TakenAt);

internal abstract record FileInspection
{
    private FileInspection()
    {
    }

    /// <param name="Kind">"tiff", "pdf", "jpeg" or "png": by content, never by name.</param>
    /// <param name="PageCount">As the file declares; 1 to the configured most.</param>
    /// <param name="Call">What a fax modem wrote of the call; null in other files.</param>
    internal sealed record Readable(string Kind, int PageCount, FaxCall? Call = null) : FileInspection;

    internal sealed record Refused(PageProblem Problem) : FileInspection;
}

internal abstract record PageNormalisation(int Page)
{
    /// <param name="Image">A PNG, one bit a pixel where the page is black and white.</param>
    /// <param name="Dpi">Of the square pixels.</param>
    /// <param name="TextLayer">Words of a born-digital page with boxes on this image; null where there is none worth trusting.</param>
    /// <param name="BadLines">Bad scan lines the receiving fax reported (TIFF-F BadFaxLines); null when it said nothing.</param>
    internal sealed record Made(int Page, byte[] Image, int Width, int Height, int Dpi, IReadOnlyList<Word>? TextLayer, int? BadLines) : PageNormalisation(Page);

    internal sealed record Failed(int Page, PageProblem Problem) : PageNormalisation(Page);
}

internal abstract record PageReading
{
    private PageReading()
    {
    }

    /// <param name="TurnedImage">The image the boxes refer to when it had to be turned; null when it is the one that was sent.</param>
    internal sealed record Done(PageText Text, byte[]? TurnedImage) : PageReading;

    internal sealed record Failed(PageProblem Problem) : PageReading;
}
