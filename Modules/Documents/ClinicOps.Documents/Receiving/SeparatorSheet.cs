using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;
using ZXing.OneD;

namespace ClinicOps.Documents.Receiving;

/// <summary>
/// A sheet for staff to print and lay between documents before they scan: a patch code T, a Code 128, and words. Any of the three
/// is enough to be known by when the others are lost.
/// </summary>
internal static class SeparatorSheet
{
    private const double Inch = 72;
    private const double Left = 1.5 * Inch;

    /// <summary>Points of the narrowest bar of the Code 128: three pixels of a coarse fax across its coarse rows, should the sheet lie sideways.</summary>
    private const double Module = 2.2;

    public static byte[] Pdf()
    {
        using var pdf = new PdfDocumentBuilder();
        var font = pdf.AddStandard14Font(Standard14Font.Helvetica);
        var page = pdf.AddPage(PageSize.Letter);
        page.SetTextAndFillColor(0, 0, 0);
        DrawPatchT(page);
        DrawCode(page);
        page.AddText("Document separator", 28, new PdfPoint(Left, 430), font);
        page.AddText("Lay this sheet between two documents, then scan them together.", 12, new PdfPoint(Left, 400), font);
        page.AddText("It belongs to neither of them. Print it as often as you like, at 100 percent.", 12, new PdfPoint(Left, 382), font);
        return pdf.Build();
    }

    /// <summary>Narrow, wide, narrow, wide, from the edge that goes into the scanner first.</summary>
    private static void DrawPatchT(PdfPageBuilder page)
    {
        var top = 792 - (0.75 * Inch);
        foreach (var bar in (ReadOnlySpan<double>)[0.08, 0.20, 0.08, 0.20])
        {
            Fill(page, Left, top - (bar * Inch), 5.5 * Inch, bar * Inch);
            top -= (bar + 0.08) * Inch;
        }
    }

    private static void DrawCode(PdfPageBuilder page)
    {
        var bars = new Code128Writer().encode("SEPARATOR");
        for (var start = 0; start < bars.Length; start++)
        {
            var width = bars.AsSpan(start).IndexOf(!bars[start]) is var end and >= 0 ? end : bars.Length - start;
            if (bars[start])
            {
                Fill(page, Left + (start * Module), 520, width * Module, 1.2 * Inch);
            }

            start += width - 1;
        }
    }

    private static void Fill(PdfPageBuilder page, double x, double y, double width, double height) =>
        page.DrawRectangle(new PdfPoint(x, y), width, height, lineWidth: 0, fill: true);
}
