using System.Globalization;
using System.Text;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using Xunit;

namespace ClinicOps.Correspondence.Tests;

/// <summary>What any renderer must do. Each that is built is tried by a class that derives from this one; what it cannot do it says itself (<see cref="ILetterRenderer.WritesTags"/>).</summary>
public abstract class RendererTests
{
    internal abstract ILetterRenderer Renderer { get; }

    [Fact]
    public async Task A_letter_is_a_tagged_pdf_on_letter_paper_with_title_language_and_its_fonts_inside()
    {
        var pdf = await Draw(Letter("Hello, Ánh Нина 王."));

        var info = await PdfTools.Info(pdf);
        Assert.Equal("A question about an order", PdfTools.TitleIn(info));
        Assert.Matches(@"Page size:\s+612 x 792 pts \(letter\)", info);
        Assert.All(await PdfTools.Fonts(pdf), font => Assert.Matches(@" yes (yes|no ) yes ", font));
        // One without tags must say so: who claims them has them.
        Assert.Matches(Renderer.WritesTags ? @"Tagged:\s+yes" : @"Tagged:\s+no", info);
        Assert.Equal(Renderer.WritesTags, Encoding.Latin1.GetString(await Draw(Letter("Hola.") with { Language = "es" })).Contains("/Lang (es)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_text_is_the_text_of_the_blocks_in_their_order()
    {
        var letter = new LetterContent("A letter", "en",
        [
            new LetterBlock.Letterhead("Two Rivers Clinic", ["12 Harbor Street, Portland", "Phone (207) 555-0110"]),
            new LetterBlock.DateLine("March 2, 2026"),
            new LetterBlock.AddressBlock(["Mai Tran", "9 Elm Street\nBath, ME 04530"]),
            new LetterBlock.Paragraph("First line\nsecond line.\n\nNext paragraph."),
            new LetterBlock.ItemList(["one", "two"]),
            new LetterBlock.Table(["Day", "Visit"], [["Monday", "Follow-up"]]),
            new LetterBlock.Table([], [["Born", "04/09/1961"]]),
            new LetterBlock.Signature("Sincerely,", "Ana Ruiz", "Two Rivers Clinic"),
            new LetterBlock.PageBreak(),
            new LetterBlock.Paragraph("On the second page."),
        ]);

        var pdf = await Draw(letter);

        var read = string.Join(' ', (await PdfTools.ReadAloud(pdf, Renderer.WritesTags)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var at = 0;
        foreach (var words in letter.Blocks.SelectMany(block => block.Texts).SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            var next = read.IndexOf(words, at, StringComparison.Ordinal);
            Assert.True(next >= 0, $"\"{words}\" is missing or out of order in: {read}");
            at = next + words.Length;
        }

        if (Renderer.WritesTags)
        {
            var structure = await PdfTools.Structure(pdf);
            Assert.All(["TH", "LI", "Table", "P"], tag => Assert.Matches($@"(?m)^\s*{tag}\b", structure));
        }

        Assert.Matches(@"Pages:\s+2", await PdfTools.Info(pdf));
    }

    [Fact]
    public async Task The_address_stands_in_the_window_of_a_number_10_envelope_and_nothing_else_does()
    {
        var pdf = await Draw(new LetterContent("A letter", "en",
        [
            new LetterBlock.Letterhead("Clinicname", ["12 Harbor Street", "Portland", "Phone (207) 555-0110", "Headend"]),
            new LetterBlock.DateLine("Dateline"),
            new LetterBlock.AddressBlock(["Firstline", "two", "three", "four", "Lastline"]),
            new LetterBlock.Paragraph("Bodytext"),
        ]));

        // Folded in three, the sheet rests on the envelope's lower edge: the window shows 2.04 to 3.17 in of it, 0.88 to 4.38 in wherever it slides.
        var (first, last) = ((await PdfTools.Place(pdf, "Firstline"))!.Value, (await PdfTools.Place(pdf, "Lastline"))!.Value);
        Assert.InRange(first.Top, 2.04, 3.17);
        Assert.InRange(last.Bottom, 2.04, 3.17);
        Assert.InRange(first.Left, 0.88, 4.38);
        Assert.True((await PdfTools.Place(pdf, "Dateline"))!.Value.Bottom < 2.04);
        Assert.True((await PdfTools.Place(pdf, "Bodytext"))!.Value.Top > 3.17);
    }

    [Theory]
    [InlineData("Nguyễn Thị Ánh Đặng")]
    [InlineData("José Núñez y Muñoz")]
    [InlineData("Łukasz Żółć-Gęślą")]
    [InlineData("Øyvind Þór Ægisson")]
    [InlineData("Ξένια Παπαδοπούλου")]
    [InlineData("Юрий Щербаков")]
    [InlineData("王小明 欧阳娜 張偉")]
    public async Task Names_are_drawn_letter_by_letter_and_can_be_read_back(string name)
    {
        var whole = await Draw(Letter(name));
        // Without tags nothing tells a character from a look-alike that is drawn by the same glyph.
        var words = await PdfTools.Words(whole);
        Assert.Contains(name, Renderer.WritesTags ? words : words.Normalize(NormalizationForm.FormKC), StringComparison.Ordinal);

        // A hole is an empty box, the same for every character that is missing: no two letters of the name may look the same.
        var letters = name.EnumerateRunes().Where(Rune.IsLetter).Distinct().ToList();
        var pictures = new List<string>();
        foreach (var rune in letters.Where(rune => rune.Value > 0x7F))
        {
            pictures.Add(Convert.ToHexString(await PdfTools.Raster(await Draw(Letter(rune.ToString())))));
        }

        Assert.Equal(pictures.Count, pictures.Distinct().Count());
        Assert.DoesNotContain(Convert.ToHexString(await PdfTools.Raster(await Draw(Letter(" ")))), pictures);

        // And in the name each looks as it does alone: the first one, pixel by pixel.
        Assert.True(Picture.Of(await PdfTools.Raster(whole)).BeginsWith(Picture.Of(await PdfTools.Raster(await Draw(Letter(letters[0].ToString()))))));
    }

    [Theory]
    [InlineData("Nguyễn Thị Ánh Đặng")]
    [InlineData("Żółć Gęślą Čapek")]
    [InlineData("Йовков Ё Ї")]
    [InlineData("Ξένια Ϊ Ώ")]
    public async Task A_mark_written_apart_is_drawn_like_the_letter_with_the_mark(string name)
    {
        var apart = await Draw(Letter(name.Normalize(NormalizationForm.FormD)));

        Assert.Equal(await PdfTools.Raster(await Draw(Letter(name))), await PdfTools.Raster(apart));
        Assert.Contains(name, await PdfTools.Words(apart), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mark_on_a_letter_that_has_no_such_letter_of_its_own_is_drawn_on_it()
    {
        var drawn = new List<byte[]>();
        foreach (var text in (string[])["m", "m\u0303", "m\u0302", "m\u0323"])
        {
            drawn.Add(await PdfTools.Raster(await Draw(Letter(text))));
        }

        Assert.Equal(drawn.Count, drawn.Select(Convert.ToHexString).Distinct().Count());
        // The mark stands over or under its letter and takes no room beside it.
        Assert.All(drawn.Skip(1), with => Assert.InRange(Picture.Of(with).InkRight - Picture.Of(drawn[0]).InkRight, -2, 2));
    }

    [Fact]
    public async Task A_character_that_no_font_has_is_refused_by_name_and_never_left_out()
    {
        var refused = Assert.IsType<RenderedLetter.CannotDraw>(await Renderer.Render(Letter("Before \U0001F98B\u0007 and \uE777 after"), CancellationToken.None));

        Assert.Equal(["\u0007", "\uE777"], refused.Characters.Where(character => character != "\U0001F98B"));
    }

    [Theory]
    [MemberData(nameof(Injections.Texts), MemberType = typeof(Injections))]
    public async Task What_looks_like_a_command_is_just_text_in_every_kind_of_block_and_in_the_title(string text)
    {
        // As a value of a field, wherever one can stand: it comes out of the merge as it went in.
        var merged = Assert.IsType<Merged.Complete>(MergeLetter.Run(Everywhere, [new MergeValue("task.title", text, "task", null)])).Blocks;
        Assert.All(merged.SelectMany(block => block.Texts).Where(part => !Everywhere.SelectMany(block => block.Texts).Contains(part)), part => Assert.Equal(text.Trim(), part));

        var pdf = await Draw(new LetterContent(text, "en", merged));

        Assert.Equal(
            Inked(string.Concat(merged.SelectMany(block => block.Texts))),
            Inked((await PdfTools.ReadAloud(pdf, Renderer.WritesTags)).Replace("•", "", StringComparison.Ordinal)));
        var info = await PdfTools.Info(pdf);
        Assert.Equal(Inked(text), Inked(PdfTools.TitleIn(info)));
        Assert.Matches(@"Pages:\s+1\n", info);
        Assert.Matches(@"Page size:\s+612 x 792 pts \(letter\)", info);
        Assert.Matches(@"JavaScript:\s+no", info);
        Assert.DoesNotContain("/URI", Encoding.Latin1.GetString(pdf), StringComparison.Ordinal);
        // What stands around it stands where it stands around plain words.
        var boxes = await PdfTools.Boxes(pdf);
        Assert.InRange(PdfTools.PlaceIn(boxes, "Firstline")!.Value.Top, 2.04, 3.17);
        Assert.InRange(PdfTools.PlaceIn(boxes, "Lastword")!.Value.Left, 0.99, 1.01);
    }

    [Theory]
    [MemberData(nameof(Injections.Refused), MemberType = typeof(Injections))]
    public async Task What_nobody_can_see_and_what_would_mislead_is_refused_by_name(string text, string character) =>
        Assert.Equal([character], Assert.IsType<RenderedLetter.CannotDraw>(await Renderer.Render(Letter(text), CancellationToken.None)).Characters);

    [Fact]
    public async Task A_table_keeps_its_words_whole_and_gives_every_column_room()
    {
        var pdf = await Draw(new LetterContent("Visits", "en",
        [
            new LetterBlock.Table(
                ["Day", "Visit", "Where"],
                [["Monday", "A long description that goes over more lines than one and would take all the room that there is", "Harborside"], ["Tuesday", new string('x', 120), "Mesa"]]),
        ]));

        var boxes = await PdfTools.Boxes(pdf);
        Assert.All(["Day", "Where", "Monday", "Tuesday", "Harborside", "Mesa"], word => Assert.InRange(PdfTools.PlaceIn(boxes, word)!.Value.Right, 1, 7.5));
    }

    [Fact]
    public async Task A_letter_leaves_nothing_in_the_next()
    {
        await Draw(Letter("Confidential words about somebody else"));

        Assert.DoesNotContain("Confidential", await PdfTools.Words(await Draw(Letter("Hello."))), StringComparison.Ordinal);
    }

    /// <summary>A field in every place that has a text.</summary>
    private static readonly LetterBlock[] Everywhere =
    [
        new LetterBlock.Letterhead("{{task.title}}", ["{{task.title}}"]),
        new LetterBlock.DateLine("{{task.title}}"),
        new LetterBlock.AddressBlock(["Firstline", "{{task.title}}"]),
        new LetterBlock.Paragraph("{{task.title}}"),
        new LetterBlock.ItemList(["{{task.title}}", "second"]),
        new LetterBlock.Table(["{{task.title}}", "heading"], [["{{task.title}}", "{{task.title}}"]]),
        new LetterBlock.Table([], [["{{task.title}}", "{{task.title}}"]]),
        new LetterBlock.Signature("{{task.title}}", "{{task.title}}", "{{task.title}}"),
        new LetterBlock.Paragraph("Lastword"),
    ];

    /// <summary>What leaves a mark on paper: no spaces, no line ends, nothing that is unseen.</summary>
    private static string Inked(string text) =>
        string.Concat(text.Normalize().EnumerateRunes().Where(rune => !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format));

    private protected static LetterContent Letter(string text) => new("A question about an order", "en", [new LetterBlock.Paragraph(text)]);

    private protected async Task<byte[]> Draw(LetterContent letter) => Assert.IsType<RenderedLetter.Drawn>(await Renderer.Render(letter, CancellationToken.None)).Pdf;
}
