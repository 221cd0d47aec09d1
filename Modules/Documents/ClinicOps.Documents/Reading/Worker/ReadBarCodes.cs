using ClinicOps.Documents.Reading.Native;
using ZXing;
using ZXing.Common;
using ZXing.Multi;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>
/// The bar codes of a page: those that separator sheets are printed with, wherever they stand and however they lie. Formats of
/// figures alone (EAN, ITF) are not looked for: they are found where none are.
/// </summary>
internal static class ReadBarCodes
{
    private static readonly Dictionary<DecodeHintType, object> Lines = Hints(BarcodeFormat.CODE_128, BarcodeFormat.CODE_39);
    private static readonly Dictionary<DecodeHintType, object> Squares = Hints(BarcodeFormat.QR_CODE);

    public static IReadOnlyList<BarCode> On(Pix page, int dpi)
    {
        using var binary = StraightenPage.Binary(page);
        if (binary.CountInk() == 0)
        {
            return [];
        }

        // Without holes and specks. Codes of lines are read from the page as it is: their lines may be as thin, and one whole row of many is enough.
        var fine = Math.Max(2, dpi / 66);
        using var clean = binary.Morphed($"c{fine}.{fine}+o{fine}.{fine}");
        return [.. PatchCodes.Find(clean, dpi), .. Decoded(page, Lines), .. Decoded(clean, Squares)];
    }

    private static Dictionary<DecodeHintType, object> Hints(params BarcodeFormat[] formats) => new()
    {
        [DecodeHintType.TRY_HARDER] = true,
        [DecodeHintType.POSSIBLE_FORMATS] = formats,
    };

    private static IReadOnlyList<BarCode> Decoded(Pix page, Dictionary<DecodeHintType, object> hints)
    {
        try
        {
            var picture = new RGBLuminanceSource(page.ReadGreys(), page.Width, page.Height, RGBLuminanceSource.BitmapFormat.Gray8);
            var found = new GenericMultipleBarcodeReader(new MultiFormatReader()).decodeMultiple(new BinaryBitmap(new HybridBinarizer(picture)), hints);
            return [.. (found ?? []).Select(code => new BarCode($"{code.BarcodeFormat}", code.Text, Around(code.ResultPoints)))];
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever a strange picture makes the library throw: the page's words are not lost with it.
            return [];
        }
    }

    private static Box Around(ResultPoint?[] points)
    {
        var known = points.OfType<ResultPoint>().ToList();
        if (known.Count == 0)
        {
            return default;
        }

        var (left, top) = ((int)known.Min(point => point.X), (int)known.Min(point => point.Y));
        return new Box(left, top, (int)known.Max(point => point.X) - left + 1, (int)known.Max(point => point.Y) - top + 1);
    }
}
