using ClinicOps.Documents.Areas.Documents.Pages;
using Xunit;

namespace ClinicOps.Documents.Tests.Pages;

public sealed class OriginalNameTests
{
    [Theory]
    [InlineData("fax000000001.tif", "fax000000001.tif")]
    [InlineData("../../etc/x.pdf", "x.pdf")]
    [InlineData(@"C:\Users\me\Ruiz, Ana.PDF", "Ruiz_ Ana.PDF")]
    [InlineData("<img src=x onerror=alert(1)>.pdf", "_img src_x onerror_alert(1)_.pdf")]
    [InlineData("invoice.pdf.exe", "invoice.pdf.exe.bin")]
    [InlineData("page.html", "page.html.bin")]
    [InlineData(".pdf", "pdf.bin")]
    [InlineData("..", "received.bin")]
    [InlineData("Überweisung Núñez.tiff", "Überweisung Núñez.tiff")]
    [InlineData("a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf")]
    public void A_saved_original_has_a_name_that_is_no_path_and_runs_nothing(string received, string saved) =>
        Assert.Equal(saved, OriginalModel.SafeName(received));
}
