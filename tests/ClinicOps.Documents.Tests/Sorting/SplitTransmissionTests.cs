using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Matching;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Sorting;

public sealed class SplitTransmissionTests
{
    private static readonly string[] Lab =
        ["Harbor Laboratories", "9 Dock Rd, Ashford, OH 43096", "Tel: (614) 555-0107 Fax: (614) 555-0108", "Laboratory Report", "Patient: Elena Rossi", "DOB: 06/20/1990", "Test  Result  Reference Range", "Glucose  92  70 - 99"];

    private static readonly string[] Imaging =
        ["Lakeside Radiology", "4 Hill St, Ashford, OH 43096", "Phone: (614) 555-0117", "Radiology Report", "Patient: Marco Winter", "DOB: 01/05/1961", "Findings", "No fracture.", "Impression", "Normal."];

    private static readonly string[] Cover =
        ["FACSIMILE", "To: Harbor Clinic", "From: Lakeside Radiology", "Fax: (614) 555-0142", "Pages: 3", "Re: Results", "CONFIDENTIAL: if received in error destroy all copies."];

    [Fact]
    public void Page_counts_that_clash_or_begin_late_tell_of_pages_laid_into_each_other()
    {
        PageText one = Page(1, ["Page 1 of 2", .. Lab]), two = Page(2, ["Page 2 of 2", "HDL  72  40 - 80"]), again = Page(3, ["Page 2 of 2", "LDL  90  0 - 99"]), longer = Page(3, ["Page 3 of 3", "LDL  90  0 - 99"]);

        Assert.False(SplitTransmission.MayBeTwo([one, two], Today));
        Assert.True(SplitTransmission.MayBeTwo([one, two, again], Today));
        Assert.True(SplitTransmission.MayBeTwo([one, two, longer], Today));
        Assert.True(SplitTransmission.IsOutOfOrder([[2], [1]], [one, two]));
        Assert.False(SplitTransmission.IsOutOfOrder([[1, 2]], [one, two]));

        // A count that cannot be was misread; and a bare one above all else is the machine's only where it counts the pages of the call.
        Assert.True(SplitTransmission.MayBeTwo([one, Page(2, ["Page 7 of 2", "HDL  72  40 - 80"])], Today));
        PageText Bare(int number) => new PageTextBuilder(number).Line("2 of 2", top: 90).Lines(Lab).Build();
        Assert.True(SplitTransmission.IsOutOfOrder([[1], [2]], [Bare(1), one with { Number = 2 }]));
        Assert.False(SplitTransmission.IsOutOfOrder([[1], [2]], [one, Bare(2)]));

        // The page that one of them lacks may lie in the other; and a paper of two pages has no third.
        PageText bare = Page(3, "LDL  90  0 - 99"), begins = Page(2, ["Page 1 of 2", .. Lab]);
        Assert.True(SplitTransmission.IsOutOfOrder([[1], [2, 3]], [one, begins, bare]));
        Assert.False(SplitTransmission.IsOutOfOrder([[1, 2], [3]], [one, two, bare]));
        Assert.True(SplitTransmission.MayBeTwo([one, two, bare], Today));
    }

    [Fact]
    public void A_page_that_says_of_nobody_whose_it_is_must_count_on_where_others_of_the_paper_do()
    {
        PageText one = Page(1, ["Page 1 of 3", .. Lab]), two = Page(2, ["Pagc 2 of 3", "HDL  72  40 - 80"]), bare = Page(3, "LDL  90  0 - 99");

        Assert.True(SplitTransmission.MayBeTwo([one, two, bare], Today));
        Assert.True(SplitTransmission.MayBeTwo([Page(1, ["Pagc 1 of 2", .. Lab]), Page(2, "LDL  90  0 - 99")], Today));
        Assert.False(SplitTransmission.MayBeTwo([one, two, Page(3, "Page 3 of 3", "LDL  90  0 - 99")], Today));
        Assert.False(SplitTransmission.MayBeTwo([one, two, Page(3, "Patient: Elena Rossi   DOB: 06/20/1990", "LDL  90  0 - 99")], Today));

        // One that says that it goes on does so, where no page is missing.
        PageText goesOn = Page(2, "Results (continued)", "LDL  90  0 - 99"), last = Page(3, "Page 3 of 3", "HDL  72  40 - 80");
        Assert.False(SplitTransmission.MayBeTwo([one, goesOn, last], Today));
        Assert.True(SplitTransmission.MayBeTwo([one, goesOn], Today));
        Assert.True(SplitTransmission.MayBeTwo([one, Page(2, "Page 3 of 3", "HDL  72  40 - 80"), Page(3, "Results (continued)", "LDL  90  0 - 99")], Today));
    }

    [Fact]
    public void A_document_that_begins_with_a_continued_page_lacks_those_before_it()
    {
        Assert.True(SplitTransmission.MayBeTwo([Page(1, "Name: Elena Rossi   DOB: 06/20/1990", "(continued)", "HDL  72  40 - 80")], Today));
        Assert.False(SplitTransmission.MayBeTwo([Page(1, "Name: Elena Rossi   DOB: 06/20/1990", "Lisinopril is to be continued.", "HDL  72  40 - 80")], Today));
    }

    [Fact]
    public void A_first_page_whose_count_lost_its_end_is_a_later_one_unless_it_says_page_one()
    {
        PageText Begins(string count) => Page(1, [count, "HDL  72  40 - 80"]);
        PageText two = Page(2, Lab), three = Page(3, ["Poge 2 of 2", "LDL  90  0 - 99"]);

        Assert.True(SplitTransmission.IsOutOfOrder([[1], [2, 3]], [Begins("Page 2 of"), two, three]));
        Assert.True(SplitTransmission.IsOutOfOrder([[1], [2, 3]], [Begins("Page 12 of"), two, three]));
        Assert.False(SplitTransmission.IsOutOfOrder([[1], [2, 3]], [Begins("Page 1 of"), two, three]));
    }

    [Theory]
    [InlineData("Marco Rossi 03/04/1985 M", true)]
    [InlineData("Erica Rossi 06/20/1990 F", true)]
    [InlineData("Elena Rossi 06/20/1990 F", false)]
    [InlineData("Elena M Rossl 06/20/1990 F", false)]
    public void A_running_head_that_names_somebody_else_without_a_label_is_not_the_documents(string second, bool mayBeTwo)
    {
        string[] head = ["Harbor Orthopedics and Sports Medicine", "Progress Note and Plan of Care", "Department of Physical Medicine", "Interdisciplinary Record", "Outpatient Services"];

        Assert.Equal(mayBeTwo, SplitTransmission.MayBeTwo([Page(1, [.. head, "Elena Rossi 06/20/1990 F", "Seen today for knee pain."]), Page(2, [.. head, second, "Plan: continue the exercises."])], Today));
        Assert.Equal(mayBeTwo, SplitTransmission.MayBeTwo([Page(1, ["Elena Rossi 06/20/1990 F", .. head, "Seen today for knee pain."]), Page(2, [second, .. head, "Plan: continue the exercises."])], Today));
    }

    [Fact]
    public void A_cover_sheet_belongs_to_no_document()
    {
        var parts = Split(Page(1, Cover), Page(2, Lab));

        Assert.Equal([1], parts.Covers);
        Assert.Equal([[2]], parts.Documents);
    }

    [Fact]
    public void A_cover_sheet_in_columns_needs_no_colons()
    {
        var parts = Split(Page(1, "FAX", "Date        03/01/2025", "From        Lakeside Radiology", "Pages       4", "Fax         (614) 555-0142", "To          Harbor Clinic"), Page(2, Lab));

        Assert.Equal([1], parts.Covers);
    }

    [Theory]
    [InlineData("DOCUMENT SEPARATOR")]
    [InlineData("Patch T")]
    [InlineData("Scan batch 7|Separator sheet|do not remove")]
    public void A_separator_sheet_parts_what_looks_like_one_document_and_belongs_to_none(string sheet)
    {
        var parts = Split(Page(1, Lab), Page(2, sheet.Split('|')), Page(3, "Elena Rossi DOB 06/20/1990", "Lipids", "HDL  72  40 - 80"));

        Assert.Equal([[1], [3]], parts.Documents);
        Assert.Equal([2], parts.Covers);
    }

    [Theory]
    [InlineData("CODE_128", "SEPARATOR")]
    [InlineData("QR_CODE", "Document-Separator")]
    [InlineData("CODE_39", "PATCHT")]
    [InlineData("CODE_128", "sep ")]
    [InlineData(BarCode.Patch, "II")]
    public void A_sheet_with_a_bar_code_that_the_clinic_parts_documents_by_parts_them(string format, string text)
    {
        var parts = Split(Page(1, Lab), WithCode(Page(2, "|||| ||| l"), format, text), Page(3, "Elena Rossi DOB 06/20/1990", "Lipids", "HDL  72  40 - 80"));

        Assert.Equal([[1], [3]], parts.Documents);
        Assert.Equal([2], parts.Covers);
    }

    [Theory]
    [InlineData("1Z999AA10123456784")]
    [InlineData("SEPARATORS INC")]
    [InlineData("SEP 2026")]
    [InlineData("")]
    public void A_bar_code_that_says_something_else_parts_nothing(string text) =>
        Assert.Empty(Split(Page(1, Lab), WithCode(Page(2, "Ship to dock 4"), "CODE_128", text)).Covers);

    [Fact]
    public void Only_what_the_clinic_entered_parts_and_an_empty_entry_nothing()
    {
        PageText[] pages = [Page(1, Lab), WithCode(Page(2, "x"), "CODE_128", "NEXT-7"), WithCode(Page(3, "y"), "CODE_128", "SEPARATOR"), WithCode(Page(4, "z"), "CODE_39", " ")];

        Assert.Equal([2], SplitTransmission.Of(pages, Today, ["next 7", " "]).Covers);
    }

    [Fact]
    public void A_page_about_a_patient_or_full_of_text_is_no_separator_whatever_its_bar_code_says()
    {
        var full = Page(3, [.. Enumerable.Repeat("word after word after word", PageText.FewWords / 5)]);

        Assert.Empty(Split(Page(1, Lab), WithCode(Page(2, "Patient: Elena Rossi", "DOB: 06/20/1990"), "CODE_128", "SEPARATOR"), WithCode(full, BarCode.Patch, "T")).Covers);
    }

    [Fact]
    public void A_page_with_handwriting_beside_a_separators_bar_code_begins_a_document_and_stays_in_it()
    {
        var written = WithCode(Page(2, "Saw her", "today"), BarCode.Patch, "T") with { OnlyBarCodes = false };

        var parts = Split(Page(1, Lab), written, Page(3, "Elena Rossi DOB 06/20/1990 Page 2 of 2", "Lipids", "HDL  72  40 - 80"));

        Assert.Equal([[1], [2, 3]], parts.Documents);
        Assert.Empty(parts.Covers);
    }

    [Theory]
    [InlineData(12, true)]
    [InlineData(13, false)]
    public void A_page_with_more_than_a_dozen_words_beside_a_separators_bar_code_begins_a_document_and_stays_in_it(int words, bool separator)
    {
        var parts = Split(Page(1, Lab), WithCode(Page(2, [.. Enumerable.Repeat("word", words)]), "CODE_128", "SEPARATOR"));

        Assert.Equal(separator, parts.Covers.Contains(2));
        Assert.Equal(separator ? 1 : 2, parts.Documents.Count);
    }

    [Fact]
    public void Bars_misread_as_words_do_not_make_a_sheet_a_page()
    {
        var misread = new PageTextBuilder(2).Confidence(30).Line("|| I1 l| ||| iI l1 || |I I1 l| ||| iI l1 ||").Build();

        Assert.Equal([2], Split(Page(1, Lab), WithCode(misread, "CODE_128", "SEPARATOR")).Covers);
    }

    [Fact]
    public void A_separators_bar_code_on_a_fax_cover_parts_what_follows_from_what_was_before()
    {
        var parts = Split(Page(1, Lab), WithCode(Page(2, Cover), BarCode.Patch, "T"), Page(3, "Elena Rossi DOB 06/20/1990", "Lipids", "HDL  72  40 - 80"));

        Assert.Equal([[1], [3]], parts.Documents);
        Assert.Equal([2], parts.Covers);
    }

    [Theory]
    [InlineData("Lidocaine 5% patch 2 patches daily")]
    [InlineData("Apply patch 3 times a week")]
    [InlineData("Clonidine patch 2 refills")]
    [InlineData("Reason: job separation")]
    public void A_line_that_holds_a_separators_words_among_others_parts_nothing(string line) =>
        Assert.Empty(Split(Page(1, Lab), Page(2, "Medications at home", line, "Metformin 500 mg twice a day")).Covers);

    [Fact]
    public void A_page_about_a_patient_that_speaks_of_a_separator_is_none()
    {
        var parts = Split(Page(1, Lab), Page(2, "Patient: Elena Rossi", "DOB: 06/20/1990", "Equipment: separator sheet for wheelchair"));

        Assert.Empty(parts.Covers);
    }

    [Fact]
    public void A_new_heading_with_a_new_patient_begins_a_document()
    {
        var parts = Split(Page(1, Lab), Page(2, Imaging));

        Assert.Equal([[1], [2]], parts.Documents);
    }

    [Fact]
    public void A_new_heading_for_the_same_patient_begins_a_document()
    {
        var parts = Split(Page(1, Lab), Page(2, [.. Imaging.Select(l => l.Replace("Marco Winter", "Elena Rossi", StringComparison.Ordinal).Replace("01/05/1961", "06/20/1990", StringComparison.Ordinal))]));

        Assert.Equal([[1], [2]], parts.Documents);
    }

    [Fact]
    public void A_page_that_continues_the_same_patient_belongs_to_the_document_before()
    {
        var parts = Split(
            Page(1, Lab),
            Page(2, "Elena Rossi DOB 06/20/1990 Page 2 of 3", "Lipids", "HDL  72  40 - 80"),
            Page(3, "Comments", "Fasting specimen."));

        Assert.Equal([[1, 2, 3]], parts.Documents);
    }

    [Fact]
    public void A_repeated_running_head_continues_the_document()
    {
        var parts = Split(Page(1, Lab), Page(2, [.. Lab[..6], "Lipids", "HDL  72  40 - 80"]));

        Assert.Equal([[1, 2]], parts.Documents);
    }

    [Fact]
    public void Page_1_of_n_printed_by_the_document_begins_a_document()
    {
        var parts = Split(Page(1, "Progress notes", "Page 1 of 2"), Page(2, "More", "Page 2 of 2"), Page(3, "Progress notes", "Page 1 of 2"), Page(4, "More", "Page 2 of 2"));

        Assert.Equal([[1, 2], [3, 4]], parts.Documents);
    }

    [Fact]
    public void The_page_count_of_the_sending_machine_joins_nothing()
    {
        PageText WithMachineLine(int number, string[] lines) =>
            new PageTextBuilder(number).Line($"Mar-17-2025 08:55  FROM: HARBOR (740) 555-0107  TO: 6145550142  PAGE {number} OF 2", top: 20).Lines(lines).Build();

        var parts = Split(WithMachineLine(1, Lab), WithMachineLine(2, Imaging));

        Assert.Equal([[1], [2]], parts.Documents);
    }

    [Fact]
    public void Another_patient_begins_a_document_even_without_a_heading_and_against_the_page_count()
    {
        var parts = Split(Page(1, Lab), Page(2, "Marco Winter DOB 01/05/1961 Page 2 of 2", "Lipids"));

        Assert.Equal([[1], [2]], parts.Documents);
    }

    [Fact]
    public void A_twin_is_another_patient()
    {
        var parts = Split(Page(1, Lab), Page(2, [.. Lab.Select(l => l.Replace("Elena", "Nina", StringComparison.Ordinal))]));

        Assert.Equal([[1], [2]], parts.Documents);
    }

    [Theory]
    [InlineData(95, 2)]
    [InlineData(60, 1)]
    public void First_names_a_letter_apart_are_two_patients_when_both_were_read_well_and_one_misread_when_not(float confidence, int documents)
    {
        var second = Lab.Select(l => l.Replace("Elena", "Elina", StringComparison.Ordinal)).ToArray();

        var parts = Split(Page(1, Lab), new PageTextBuilder(2).Confidence(confidence).Lines(second).Build());

        Assert.Equal(documents, parts.Documents.Count);
    }

    [Fact]
    public void The_same_name_with_a_middle_name_or_another_form_of_it_stays_together()
    {
        var parts = Split(
            Page(1, Lab),
            Page(2, "Elena Maria Rossi DOB 06/20/1990 Page 2 of 3", "Lipids"),
            Page(3, "Rossi, ElenaM DOB 06/20/1990 Page 3 of 3", "Comments"));

        Assert.Equal([[1, 2, 3]], parts.Documents);
    }

    [Fact]
    public void Every_page_is_in_one_document_or_a_cover()
    {
        var pages = new[] { Page(1, Cover), Page(2, Lab), Page(3), Page(4, Imaging), Page(5, Cover), Page(6, Lab) };

        var parts = Split(pages);

        Assert.Equal([1, 2, 3, 4, 5, 6], parts.Documents.SelectMany(d => d).Concat(parts.Covers).Order());
    }

    [Fact]
    public void An_advertisement_among_a_patients_pages_is_a_document_of_its_own()
    {
        var parts = Split(Page(1, Lab), Page(2, "Lower your rates", "Act now and save", "No obligation, no credit check", "To be removed from our list call"), Page(3, Imaging));

        Assert.Equal([[1], [2], [3]], parts.Documents);
    }

    [Theory]
    [InlineData("Patient: ~~~", "Glucose 92")]
    [InlineData("Date of Birth: illegible", "Glucose 92")]
    [InlineData("Last Name:", "Glucose 92")]
    [InlineData("Lakeside Radiology", "4 Hill St, Ashford, OH 43096", "Phone: (614) 555-0117", "No fracture.")]
    [InlineData("Dear Doctor,", "I would like to come earlier.")]
    [InlineData("Patient: Elenaa Rossi", "DOB: 06/20/1990", "Glucose 92")]
    [InlineData("Lakeside Radiology", "Phone: (614) 555-0117", "Patient: Elena Rossi", "No fracture.")]
    public void A_page_that_could_begin_another_document_leaves_it_in_doubt(params string[] second) =>
        Assert.True(SplitTransmission.MayBeTwo([Page(1, Lab), Page(2, second)], Today));

    [Theory]
    [InlineData("Lipids", "HDL  72  40 - 80")]
    [InlineData("Please fax the records to (614) 555-0150", "Signature of patient: on file")]
    [InlineData("Elena Rossi DOB 06/20/1990 Page 2 of 2", "Lipids")]
    [InlineData("Patient: Rossi, Elena", "Lipids")]
    [InlineData("Patient: Elena Rossi Vega", "Lipids")]
    [InlineData("Lakeside Radiology", "Phone: (614) 555-0117", "Patient: Elena Rossi", "DOB: 06/20/1990", "No fracture.")]
    [InlineData("Harbor Laboratories", "Phone: (614) 555-0107", "Page 2 of 2", "Lipids")]
    public void A_page_that_goes_on_or_names_the_same_patient_leaves_no_doubt(params string[] second) =>
        Assert.False(SplitTransmission.MayBeTwo([Page(1, Lab), Page(2, second)], Today));

    [Fact]
    public void What_begins_with_the_second_page_of_a_paper_is_in_doubt_until_its_first_is_there()
    {
        var second = Page(3, "Elena Rossi DOB 06/20/1990 Page 2 of 3", "Lipids");
        var third = Page(4, "Elena Rossi DOB 06/20/1990 Page 3 of 3", "Lipids");

        Assert.True(SplitTransmission.MayBeTwo([second, third], Today));
        Assert.False(SplitTransmission.MayBeTwo([Page(2, ["Page 1 of 3", .. Lab]), second, third], Today));
    }

    private static readonly DateOnly Today = new(2025, 3, 17);

    [Theory]
    [InlineData("Patient: Rossi, Elena DOB: March 70, 1980", true)]
    [InlineData("Patient: Rossi, Elena DOB: 06/20/1990", false)]
    [InlineData("Patient: Rossi, Elena DOB: ______", false)]
    public void A_birth_date_that_could_not_be_read_on_a_later_page_may_be_a_namesakes(string head, bool mayBeTwo) =>
        Assert.Equal(mayBeTwo, SplitTransmission.MayBeTwo([Page(1, Lab), Page(2, head, "HDL  72  40 - 80")], Today));

    /// <summary>Nothing else on the page but its words.</summary>
    private static PageText WithCode(PageText page, string format, string text) => page with { BarCodes = [new(format, text, new Box(400, 900, 800, 200))], OnlyBarCodes = true };

    [Fact]
    public void A_record_of_hundreds_of_pages_is_cut_in_time_that_grows_with_its_pages()
    {
        PageText[] Record(int pages) => [Page(1, Lab), .. Enumerable.Range(2, pages - 1).Select(number => Page(number, $"Glucose  {number}  70 - 99", "Patient seen and examined, no complaints today.", "Plan: continue as before."))];
        long Took(int pages)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Split(Record(pages));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Took(20);

        // Counted by what is allocated, which no other work on the machine changes.
        Assert.InRange(Took(160) / (double)Took(40), 2, 6);
    }

    private static TransmissionParts Split(params PageText[] pages) => SplitTransmission.Of(pages, Today, DocumentsOptions.UsualSeparatorCodes);
}
