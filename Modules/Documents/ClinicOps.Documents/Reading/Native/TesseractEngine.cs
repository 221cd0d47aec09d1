using System.Runtime.InteropServices;

namespace ClinicOps.Documents.Reading.Native;

/// <summary>How the engine looks for text on a page; the numbers are its own.</summary>
internal enum Segmentation
{
    Automatic = 3,
    OneColumn = 4,
    OneBlock = 6,
    Sparse = 11,
}

/// <summary>One engine, used again page after page by one thread: loading its model costs as much as a tenth of a page.</summary>
internal sealed partial class TesseractEngine : IDisposable
{
    private const string Library = NativeLibraries.Tesseract;
    private const int Block = 0;
    private const int TextLine = 2;
    private const int WordLevel = 3;

    private readonly nint engine;

    /// <summary>Processor time of this process while one of its engines read, since the process began; a worker does one thing at a time.</summary>
    public static readonly SpentProcessor Spent = new();

    static TesseractEngine() => NativeLibraries.Resolve();

    /// <param name="language">A model of the tessdata folder: "eng"; "osd" for <see cref="FindTurn"/>.</param>
    public TesseractEngine(string language)
    {
        engine = TessBaseAPICreate();
        if (TessBaseAPIInit3(engine, 0, language) != 0)
        {
            throw new InvalidOperationException($"Tesseract's model \"{language}\" is not installed (Debian: tesseract-ocr-{language}).");
        }

        TessBaseAPISetVariable(engine, "debug_file", "/dev/null");
    }

    /// <summary>The words of a page in reading order.</summary>
    public List<Word> Read(Pix page, int dpi, Segmentation segmentation)
    {
        TessBaseAPISetPageSegMode(engine, (int)segmentation);
        TessBaseAPISetImage2(engine, page);
        TessBaseAPISetSourceResolution(engine, dpi);
        var words = new List<Word>();
        var iterator = Spent.On(() => TessBaseAPIRecognize(engine, 0)) == 0 ? TessBaseAPIGetIterator(engine) : 0;
        if (iterator != 0)
        {
            CollectWords(iterator, words);
            TessResultIteratorDelete(iterator);
        }

        TessBaseAPIClear(engine);
        return words;
    }

    /// <summary>By how many degrees, clockwise, the page must be turned to stand upright, and how sure that is (above 1 is usable); null where it cannot be said.</summary>
    public (int Degrees, float Confidence)? FindTurn(Pix page, int dpi)
    {
        TessBaseAPISetPageSegMode(engine, 0);
        TessBaseAPISetImage2(engine, page);
        TessBaseAPISetSourceResolution(engine, dpi);

        // The script's name is not freed: it belongs to the engine, whatever the header says.
        var (degrees, confidence) = (0, 0f);
        var found = Spent.On(() => TessBaseAPIDetectOrientationScript(engine, out degrees, out confidence, out _, out _));
        TessBaseAPIClear(engine);
        return found != 0 ? ((360 - degrees) % 360, confidence) : null;
    }

    public void Dispose() => TessBaseAPIDelete(engine);

    private static void CollectWords(nint iterator, List<Word> words)
    {
        var block = -1;
        var line = -1;
        var place = TessResultIteratorGetPageIterator(iterator);
        do
        {
            if (TessPageIteratorIsAtBeginningOf(place, Block) != 0)
            {
                block++;
            }

            if (TessPageIteratorIsAtBeginningOf(place, TextLine) != 0)
            {
                line++;
            }

            var text = TextOf(iterator);
            if (text.Length > 0 && TessPageIteratorBoundingBox(place, WordLevel, out var left, out var top, out var right, out var bottom) != 0)
            {
                var confidence = Math.Clamp(TessResultIteratorConfidence(iterator, WordLevel), 0, 100);
                words.Add(new Word(text, new Box(left, top, right - left, bottom - top), confidence, Math.Max(block, 0), Math.Max(line, 0)));
            }
        }
        while (TessResultIteratorNext(iterator, WordLevel) != 0);
    }

    private static string TextOf(nint iterator)
    {
        var text = TessResultIteratorGetUTF8Text(iterator, WordLevel);
        if (text == 0)
        {
            return "";
        }

        var word = Marshal.PtrToStringUTF8(text) ?? "";
        TessDeleteText(text);
        return word.Trim();
    }

    [LibraryImport(Library)]
    private static partial nint TessBaseAPICreate();

    [LibraryImport(Library)]
    private static partial void TessBaseAPIDelete(nint engine);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int TessBaseAPIInit3(nint engine, nint folder, string language);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int TessBaseAPISetVariable(nint engine, string name, string value);

    [LibraryImport(Library)]
    private static partial void TessBaseAPISetPageSegMode(nint engine, int mode);

    [LibraryImport(Library)]
    private static partial void TessBaseAPISetImage2(nint engine, Pix pix);

    [LibraryImport(Library)]
    private static partial void TessBaseAPISetSourceResolution(nint engine, int dpi);

    [LibraryImport(Library)]
    private static partial int TessBaseAPIRecognize(nint engine, nint monitor);

    [LibraryImport(Library)]
    private static partial void TessBaseAPIClear(nint engine);

    [LibraryImport(Library)]
    private static partial int TessBaseAPIDetectOrientationScript(nint engine, out int degrees, out float confidence, out nint script, out float scriptConfidence);

    [LibraryImport(Library)]
    private static partial nint TessBaseAPIGetIterator(nint engine);

    [LibraryImport(Library)]
    private static partial void TessResultIteratorDelete(nint iterator);

    [LibraryImport(Library)]
    private static partial int TessResultIteratorNext(nint iterator, int level);

    [LibraryImport(Library)]
    private static partial nint TessResultIteratorGetUTF8Text(nint iterator, int level);

    [LibraryImport(Library)]
    private static partial float TessResultIteratorConfidence(nint iterator, int level);

    [LibraryImport(Library)]
    private static partial nint TessResultIteratorGetPageIterator(nint iterator);

    [LibraryImport(Library)]
    private static partial int TessPageIteratorIsAtBeginningOf(nint iterator, int level);

    [LibraryImport(Library)]
    private static partial int TessPageIteratorBoundingBox(nint iterator, int level, out int left, out int top, out int right, out int bottom);

    [LibraryImport(Library)]
    private static partial void TessDeleteText(nint text);
}
