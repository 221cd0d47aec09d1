using ClinicOps.Documents.Reading;
using Xunit;

namespace ClinicOps.Documents.Tests.Reading;

public sealed class InspectionTests(ReadingPool pool) : IClassFixture<ReadingPool>
{
    private static readonly byte[] OneRow = new byte[8];

    [Fact]
    public async Task An_empty_file_is_refused_as_empty() =>
        Assert.Equal(new FileInspection.Refused(PageProblem.EmptyFile), await pool.Inspect([]));

    [Fact]
    public async Task Text_is_no_page_whatever_its_file_is_called() =>
        Assert.Equal(new FileInspection.Refused(PageProblem.UnknownKind), await pool.Inspect("Dear colleagues, please find attached"u8.ToArray()));

    [Fact]
    public async Task A_locked_pdf_is_told_from_a_damaged_one()
    {
        var locked = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Reading/Fixtures/encrypted.pdf"));

        Assert.Equal(new FileInspection.Refused(PageProblem.Encrypted), await pool.Inspect(locked));
        Assert.Equal(new FileInspection.Refused(PageProblem.Corrupt), await pool.Inspect("%PDF-1.7\nnothing follows"u8.ToArray()));
    }

    [Fact]
    public async Task Pages_are_counted()
    {
        Assert.Equal(new FileInspection.Readable("pdf", 3), await pool.Inspect(TestPages.Pdf([TestPages.Letter, ["two"], ["three"]])));
        Assert.Equal(new FileInspection.Readable("jpeg", 1), await pool.Inspect(TestPages.Photo(TestPages.Pdf([TestPages.Letter]))));
        Assert.Equal(new FileInspection.Readable("tiff", 300), await pool.Inspect(Strips(300)));
    }

    [Fact]
    public async Task More_pages_than_are_allowed_are_refused()
    {
        using var strict = ReadingPool.Make(new ReadingOptions { MostPages = 20, Workers = 1 });

        Assert.IsType<FileInspection.Readable>(await strict.Inspect(Strips(20), TestContext.Current.CancellationToken));
        Assert.Equal(new FileInspection.Refused(PageProblem.TooManyPages), await strict.Inspect(Strips(21), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded()
    {
        var bomb = TestPages.Tiff([(20_000, 20_000, OneRow)], 200, 200);

        Assert.Equal(new FileInspection.Refused(PageProblem.TooLarge), await pool.Inspect(bomb));
    }

    [Fact]
    public async Task A_huge_page_among_good_ones_costs_itself()
    {
        var file = TestPages.Tiff([(64, 1, OneRow), (20_000, 20_000, OneRow), (64, 1, OneRow)], 200, 200);

        Assert.Equal(new FileInspection.Readable("tiff", 3), await pool.Inspect(file));
        Assert.Equal(new PageNormalisation.Failed(2, PageProblem.TooLarge), await pool.Normalise(file, 2));
    }

    [Fact]
    public async Task A_pdf_page_of_absurd_size_is_refused()
    {
        var file = TestPages.Pdf([(14_400, 14_400, TestPages.Drawing(TestPages.Letter))], "");

        Assert.Equal(new PageNormalisation.Failed(1, PageProblem.TooLarge), await pool.Normalise(file));
    }

    [Fact]
    public async Task A_fax_that_was_cut_off_still_says_that_a_page_is_missing()
    {
        var whole = Strips(5);

        Assert.Equal(new FileInspection.Readable("tiff", 4), await pool.Inspect(whole[..^300]));
    }

    [Fact]
    public async Task A_chain_of_pages_that_bites_its_tail_ends()
    {
        var file = Strips(2);
        file.AsSpan(4, 4).CopyTo(file.AsSpan(file.Length - 4));

        Assert.Equal(new FileInspection.Readable("tiff", 2), await pool.Inspect(file));
    }

    [Fact]
    public async Task What_HylaFAX_wrote_of_the_call_is_read()
    {
        var file = TestPages.FromHylaFax(Strips(2), "+1 503 555 0123\n5035550199\nLAKESIDE RAD", "2026:03:02 08:12:45");

        var fax = Assert.IsType<FileInspection.Readable>(await pool.Inspect(file));

        Assert.Equal(2, fax.PageCount);
        Assert.Equal(("+1 503 555 0123", new DateTime(2026, 3, 2, 8, 12, 45)), (fax.Call!.Sender, fax.Call.TakenAt));
        Assert.Equal(["5035550199", "LAKESIDE RAD"], fax.Call.CallerId);
        Assert.IsType<PageNormalisation.Made>(await pool.Normalise(file, 2));
    }

    [Theory]
    [InlineData("<UNSPECIFIED>", "")]
    [InlineData("CLINIC\u0007\u001b[2J<b>", "CLINIC[2J<b>")]
    public async Task Of_what_a_caller_sends_only_what_can_be_seen_is_kept(string description, string sender)
    {
        var fax = Assert.IsType<FileInspection.Readable>(await pool.Inspect(TestPages.FromHylaFax(Strips(1), description, "yesterday")));

        Assert.Equal((sender, null), (fax.Call!.Sender, fax.Call.TakenAt));
    }

    [Fact]
    public async Task A_file_that_no_fax_software_wrote_says_nothing_of_a_call() =>
        Assert.Null(Assert.IsType<FileInspection.Readable>(await pool.Inspect(Strips(1))).Call);

    [Fact]
    public async Task Lengths_and_places_of_tags_that_point_out_of_the_file_do_no_harm()
    {
        var file = TestPages.FromHylaFax(Strips(1), "+1 503 555 0123", "2026:03:02 08:12:45");
        var entry = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[14, 1, 2, 0]);
        BitConverter.GetBytes(int.MaxValue).CopyTo(file, entry + 4);
        BitConverter.GetBytes(uint.MaxValue).CopyTo(file, entry + 8);

        Assert.Equal("", Assert.IsType<FileInspection.Readable>(await pool.Inspect(file)).Call!.Sender);
    }

    private static byte[] Strips(int pages) => TestPages.Tiff([.. Enumerable.Repeat((64, 1, OneRow), pages)], 204, 196);
}
