using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Rendering.QuestPdf;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ClinicOps.Correspondence.Tests.QuestPdf;

/// <summary>Compiled where the renderer is: -p:QuestPdf=true.</summary>
public sealed class QuestPdfRendererTests : RendererTests, IDisposable
{
    private readonly QuestPdfRenderer renderer = new(NullLogger<QuestPdfRenderer>.Instance);

    internal override ILetterRenderer Renderer => renderer;

    public void Dispose() => renderer.Dispose();

    [Fact]
    public async Task What_runs_from_right_to_left_is_refused_by_name_since_it_would_be_drawn_in_the_wrong_order() =>
        Assert.Equal(["ש", "ר", "ה"], Assert.IsType<RenderedLetter.CannotDraw>(await renderer.Render(Letter("Dear שרה,"), CancellationToken.None)).Characters);

    [Fact]
    public async Task What_is_longer_than_a_page_goes_on_on_the_next()
    {
        var words = string.Join(' ', Enumerable.Repeat("A long story.", 600));
        var pdf = await Draw(new LetterContent("Long", "en", [new LetterBlock.Table(["Story"], [[words]]), new LetterBlock.Signature("Sincerely,", words, "Lastword")]));

        Assert.NotNull(await PdfTools.Place(pdf, "Lastword"));
        Assert.Equal(1200, (await PdfTools.Words(pdf)).Split("story.").Length - 1);
    }
}
