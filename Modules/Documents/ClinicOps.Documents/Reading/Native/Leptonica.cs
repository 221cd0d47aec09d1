using System.Runtime.InteropServices;

namespace ClinicOps.Documents.Reading.Native;

/// <summary>
/// The imports of leptonica (1.82 and later) that the worker uses. Functions that give an int answer 0 when they did their work;
/// those that give a picture answer an invalid handle when they could not. Nothing here is checked: <see cref="Pix"/> does that.
/// </summary>
internal static partial class Leptonica
{
    public const int SelectIfEither = 5;
    public const int SelectIfBoth = 6;
    public const int IfGreater = 2;
    public const int IfLessOrEqual = 3;
    public const int RotateByAreaMap = 1;
    public const int BringInWhite = 1;

    private const string Library = NativeLibraries.Leptonica;

    static Leptonica()
    {
        NativeLibraries.Resolve();
        _ = setMsgSeverity(6); // none: its messages would go to the host's error stream
    }

    [LibraryImport(Library)]
    private static partial int setMsgSeverity(int severity);

    [LibraryImport(Library, EntryPoint = "lept_free")]
    public static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "pixDestroy")]
    public static partial void Destroy(ref nint pix);

    [LibraryImport(Library, EntryPoint = "pixReadMemTiff")]
    public static partial Pix ReadTiff(ReadOnlySpan<byte> data, nint size, int page);

    [LibraryImport(Library, EntryPoint = "pixReadMemPng")]
    public static partial Pix ReadPng(ReadOnlySpan<byte> data, nint size);

    [LibraryImport(Library, EntryPoint = "pixReadMemPnm")]
    public static partial Pix ReadPnm(ReadOnlySpan<byte> data, nint size);

    [LibraryImport(Library, EntryPoint = "pixReadMemJpeg")]
    public static partial Pix ReadJpeg(ReadOnlySpan<byte> data, nint size, int colormap, int reduction, out int warnings, int hint);

    [LibraryImport(Library, EntryPoint = "readHeaderMemPng")]
    public static partial int ReadPngHeader(ReadOnlySpan<byte> data, nint size, out int width, out int height, out int bits, out int samples, out int colormap);

    [LibraryImport(Library, EntryPoint = "readHeaderMemJpeg")]
    public static partial int ReadJpegHeader(ReadOnlySpan<byte> data, nint size, out int width, out int height, out int samples, out int ycck, out int cmyk);

    [LibraryImport(Library, EntryPoint = "pixWriteMemPng")]
    public static partial int WritePng(out nint data, out nint size, Pix pix, float gamma);

    [LibraryImport(Library, EntryPoint = "pixGetDimensions")]
    public static partial int GetDimensions(Pix pix, out int width, out int height, out int depth);

    [LibraryImport(Library, EntryPoint = "pixGetXRes")]
    public static partial int GetXResolution(Pix pix);

    [LibraryImport(Library, EntryPoint = "pixGetYRes")]
    public static partial int GetYResolution(Pix pix);

    [LibraryImport(Library, EntryPoint = "pixSetResolution")]
    public static partial int SetResolution(Pix pix, int x, int y);

    [LibraryImport(Library, EntryPoint = "pixCopy")]
    public static partial Pix Copy(nint target, Pix pix);

    [LibraryImport(Library, EntryPoint = "pixRemoveAlpha")]
    public static partial Pix RemoveAlpha(Pix pix);

    [LibraryImport(Library, EntryPoint = "pixConvertTo8")]
    public static partial Pix ConvertTo8(Pix pix, int colormap);

    [LibraryImport(Library, EntryPoint = "pixConvertTo1")]
    public static partial Pix ConvertTo1(Pix pix, int threshold);

    [LibraryImport(Library, EntryPoint = "pixBackgroundNormSimple")]
    public static partial Pix NormaliseBackground(Pix pix, nint mask, nint gray);

    [LibraryImport(Library, EntryPoint = "pixOtsuAdaptiveThreshold")]
    public static partial int ThresholdOtsu(Pix pix, int tileX, int tileY, int smoothX, int smoothY, float fraction, nint thresholds, out Pix binary);

    [LibraryImport(Library, EntryPoint = "pixSauvolaBinarizeTiled")]
    public static partial int ThresholdSauvola(Pix pix, int half, float factor, int tilesX, int tilesY, nint thresholds, out Pix binary);

    [LibraryImport(Library, EntryPoint = "pixSelectBySize")]
    public static partial Pix SelectBySize(Pix pix, int width, int height, int connectivity, int type, int relation, out int changed);

    [LibraryImport(Library, EntryPoint = "pixScale")]
    public static partial Pix Scale(Pix pix, float x, float y);

    [LibraryImport(Library, EntryPoint = "pixScaleToGray")]
    public static partial Pix ScaleToGray(Pix pix, float factor);

    [LibraryImport(Library, EntryPoint = "pixFindSkewSweepAndSearch")]
    public static partial int FindSkew(Pix pix, out float angle, out float confidence, int sweepReduction, int searchReduction, float range, float step, float leastStep);

    [LibraryImport(Library, EntryPoint = "pixRotate")]
    public static partial Pix Rotate(Pix pix, float radians, int kind, int incoming, int width, int height);

    [LibraryImport(Library, EntryPoint = "pixRotateOrth")]
    public static partial Pix RotateQuarters(Pix pix, int quarters);

    [LibraryImport(Library, EntryPoint = "pixUpDownDetect")]
    public static partial int DetectUpright(Pix pix, out float rising, int least, int debug);

    [LibraryImport(Library, EntryPoint = "pixMorphCompSequence", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Pix Morph(Pix pix, string sequence, int show);

    [LibraryImport(Library, EntryPoint = "pixSubtract")]
    public static partial Pix Subtract(nint target, Pix from, Pix what);

    [LibraryImport(Library, EntryPoint = "pixOr")]
    public static partial Pix Or(nint target, Pix one, Pix other);

    [LibraryImport(Library, EntryPoint = "pixGetData")]
    public static partial nint GetData(Pix pix);

    [LibraryImport(Library, EntryPoint = "pixGetWpl")]
    public static partial int GetWordsPerRow(Pix pix);

    [LibraryImport(Library, EntryPoint = "pixCountPixels")]
    public static partial int CountPixels(Pix pix, out int count, nint table);

    [LibraryImport(Library, EntryPoint = "boxCreate")]
    public static partial nint CreateBox(int x, int y, int width, int height);

    [LibraryImport(Library, EntryPoint = "boxDestroy")]
    public static partial void DestroyBox(ref nint box);

    [LibraryImport(Library, EntryPoint = "pixClearInRect")]
    public static partial int ClearInBox(Pix pix, nint box);

    [LibraryImport(Library, EntryPoint = "pixSetInRect")]
    public static partial int SetInBox(Pix pix, nint box);

    [LibraryImport(Library, EntryPoint = "pixCountPixelsInRect")]
    public static partial int CountPixelsInBox(Pix pix, nint box, out int count, nint table);

    [LibraryImport(Library, EntryPoint = "pixConnCompBB")]
    public static partial nint FindComponents(Pix pix, int connectivity);

    [LibraryImport(Library, EntryPoint = "boxaGetCount")]
    public static partial int CountBoxes(nint boxes);

    [LibraryImport(Library, EntryPoint = "boxaGetBoxGeometry")]
    public static partial int GetBox(nint boxes, int index, out int x, out int y, out int width, out int height);

    [LibraryImport(Library, EntryPoint = "boxaDestroy")]
    public static partial void DestroyBoxes(ref nint boxes);
}
