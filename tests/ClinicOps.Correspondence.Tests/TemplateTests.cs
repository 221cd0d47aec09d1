using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Templates that staff write: versions, languages, conditions, tables of visits and results.</summary>
public sealed class TemplateTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("01909000-0000-7000-8000-000000000001");
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_changed_built_in_template_is_a_new_version_of_its_language_letters_keep_theirs_and_it_goes_back_in_one_act()
    {
        const string code = LetterTemplates.FreeLetter;
        Assert.Equal(new TemplateWriting.Written(2, 1) { BeforeWasBuiltIn = true }, await Save(code, "en", 1, Text("Good day, {{patient.full_name}}.")));
        var changed = await Drafted(Nguyen.Id, code);
        Assert.Equal((2, "en", "A subject"), (changed.TemplateVersion, changed.Language, changed.Subject));
        Assert.Equal(["Good day, Ánh Nguyễn Thị."], Words(changed));

        // Who reads Spanish gets the Spanish one, which nobody changed.
        var spanish = await Drafted(Nunez.Id, code);
        Assert.Equal((1, "es", "Una carta de nuestra clínica"), (spanish.TemplateVersion, spanish.Language, spanish.Subject));

        // A page that was opened before says who was first; the same text once more is no version.
        Assert.Equal(Ana, Assert.IsType<TemplateWriting.ChangedMeanwhile>(await Save(code, "en", 1, Text("Something else."))).By);
        Assert.Equal(new TemplateWriting.Written(2, 2), await Save(code, "en", 1, Text("Good day, {{patient.full_name}}.")));

        Assert.Equal(new TemplateWriting.Written(3, 2), await As(services => services.GetRequiredService<WriteTemplate>().BackTo(code, "en", 2, null, default)));
        Assert.Same(LetterTemplates.BuiltIn(code, "en"), await clinic.In((TemplateShelf shelf) => shelf.Find(code, null, default)));
        Assert.Equal((2, "Good day, Ánh Nguyễn Thị."), ((await clinic.Find(changed.Id)).TemplateVersion, Words(await clinic.Find(changed.Id)).Single()));

        // Which is undone like everything else.
        Assert.Equal(new TemplateWriting.Written(4, 3), await As(services => services.GetRequiredService<WriteTemplate>().BackTo(code, "en", 3, 2, default)));
        Assert.Equal(4, (await Drafted(Nguyen.Id, code)).TemplateVersion);
        Assert.Equal(["template.taken-back", "template.taken-back", "template.written"], await clinic.Sql("SELECT action FROM audit.entries WHERE subject_kind = 'letter-template' ORDER BY action"));
    }

    [Fact]
    public async Task A_template_of_ones_own_is_to_whom_its_code_says_is_offered_until_it_is_retired_and_refuses_what_is_no_field_by_name()
    {
        var code = LetterTemplates.OwnCode(LetterTemplates.ToAColleague, Guid.CreateVersion7());
        var refused = Assert.IsType<TemplateWriting.Refused>(await Save(code, "en", 0, Text("About {{patient.nmae}}")));
        Assert.Contains(refused.Sentences, sentence => sentence.Contains("{{patient.nmae}}", StringComparison.Ordinal));
        refused = Assert.IsType<TemplateWriting.Refused>(await Save(code, "en", 0, Text("About somebody") with { Subject = "About {{patient.full_name}}" }));
        Assert.Contains("The subject takes no fields", Assert.Single(refused.Sentences), StringComparison.Ordinal);
        Assert.Contains(
            "nobody is {{user.name}}",
            Assert.Single(Assert.IsType<TemplateWriting.Refused>(await Save(PatientLetterTemplates.Recall, "en", 1, Text("{{user.name}}"))).Sentences), StringComparison.Ordinal);
        Assert.Contains(
            "nobody knows {{task.due}}",
            Assert.Single(Assert.IsType<TemplateWriting.Refused>(await Save(PatientLetterTemplates.Recall, "en", 1, Text("By {{task.due}}"))).Sentences), StringComparison.Ordinal);
        Assert.IsType<TemplateWriting.TemplateUnknown>(await Save("made-up", "en", 0, Text("Hello")));
        Assert.IsType<TemplateWriting.TemplateUnknown>(await Save(code, "es", 0, Text("Hola")));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM correspondence.letter_templates"));

        Assert.Equal(new TemplateWriting.Written(1, 0), await Save(code, "en", 0, Text("About {{patient.full_name}}")));
        clinic.Services.GetRequiredService<OtherModules>().Deceased.Add(Nunez.Id);
        var letter = await Drafted(Nunez.Id, code);
        Assert.Equal(("en", true, false), (letter.Language, LetterTemplates.IsToColleague(code), LetterTemplates.IsToPatient(code)));
        Assert.Contains(code, (await Choices()).Select(template => template.Code));

        Assert.Equal(new TemplateWriting.Written(2, 1), await As(services => services.GetRequiredService<WriteTemplate>().Retire(code, "en", 1, true, default)));
        Assert.DoesNotContain(code, (await Choices()).Select(template => template.Code));
        Assert.IsType<Drafting.TemplateUnknown>(await Draft(Nguyen.Id, code));
        Assert.Equal(1, (await clinic.Find(letter.Id)).TemplateVersion);
        Assert.IsType<TemplateWriting.TemplateUnknown>(await As(services => services.GetRequiredService<WriteTemplate>().Retire(LetterTemplates.FreeLetter, "en", 1, true, default)));
        await As(services => services.GetRequiredService<WriteTemplate>().Retire(code, "en", 2, false, default));
        Assert.Equal(3, (await Drafted(Nguyen.Id, code)).TemplateVersion);
    }

    [Fact]
    public async Task Coming_visits_are_told_in_a_table_without_those_of_another_class_or_what_is_said_where_there_are_none()
    {
        var code = LetterTemplates.OwnCode(LetterTemplates.ToThePatient, Guid.CreateVersion7());
        var visits = new LetterBlock.VisitTable(["Date", "Time", "Where", "With"], "You have no visit with us.");
        await Save(code, "en", 0, new TemplateText("Visits", "Your visits", [visits, new LetterBlock.Paragraph("Until then.") { OnlyIf = new("visit.next", LetterCondition.Known, "") }]));
        Assert.Equal(["You have no visit with us."], Words(await Drafted(Nguyen.Id, code)));

        clinic.Services.GetRequiredService<OtherModules>().Visits.AddRange(
        [
            Visit(9, "Amara Okafor"), Visit(3, "{{clinic.name}} | <b>"), Visit(2, "Of the past") with { StartsAt = clinic.Clock.GetUtcNow().AddDays(-1) },
            Visit(4, "Cancelled") with { State = VisitStates.Cancelled }, Visit(1, "Of another class") with { AccessClass = "behavioural" },
        ]);
        var letter = await Drafted(Nguyen.Id, code);
        var merged = Assert.IsType<Merged.Complete>(MergeLetter.Run(letter.Blocks, letter.Values));
        var table = Assert.IsType<LetterBlock.Table>(merged.Blocks[0]);
        Assert.Equal(["Date", "Time", "Where", "With"], table.Headings);
        Assert.Equal(
            [["Thursday, March 5, 2026", "10:00 AM", TestOrganization.Harbor.Name, "{{clinic.name}} / <b>"], ["Wednesday, March 11, 2026", "11:00 AM", TestOrganization.Harbor.Name, "Amara Okafor"]],
            table.Rows);
        Assert.Equal("Until then.", Assert.IsType<LetterBlock.Paragraph>(merged.Blocks[1]).Text);

        // Nobody asked for them yet: not the same as none.
        Assert.Equal([new MergeProblem.Missing("visits.coming")], Assert.IsType<Merged.Refused>(MergeLetter.Run([visits], [])).Problems);
    }

    [Fact]
    public async Task Results_are_told_in_a_table_without_those_of_another_class_or_that_no_clinician_has_acknowledged()
    {
        var code = LetterTemplates.OwnCode(LetterTemplates.ToThePatient, Guid.CreateVersion7());
        var results = new LetterBlock.ResultTable(["Came", "What", "Ordered"], "No result has come.");
        await Save(code, "en", 0, new TemplateText("Results", "Your results", [results]));
        Assert.Equal(["No result has come."], Words(await Drafted(Nguyen.Id, code)));

        ChartPaper Paper(int days, string type, string name) => new(Guid.CreateVersion7(), Nguyen.Id, type, name, 1, clinic.Clock.GetUtcNow().AddDays(-days), TestOrganization.Harbor.Id, Guid.CreateVersion7(), "");
        ChartOrder Order(string what, ChartPaper result) =>
            new(Guid.CreateVersion7(), Nguyen.Id, Guid.CreateVersion7(), Guid.CreateVersion7(), "lab", "ready", null, what, null, null, null, null, null, null, clinic.Clock.GetUtcNow(), false, result.Id);
        var (lab, image) = (Paper(3, "lab_result", "Lab result"), Paper(1, "imaging_report", "Imaging report"));
        var others = clinic.Services.GetRequiredService<OtherModules>();
        others.Papers.AddRange(
        [
            lab, image, Paper(2, "progress_note", "Note"), Paper(4, "lab_result", "Of another class") with { HasOwnClass = true },
            Paper(5, "lab_result", "Of nobody yet") with { Duty = new PaperDuty(Guid.CreateVersion7(), "acknowledge", clinic.Clock.GetUtcNow()) },
        ]);
        others.ChartOrders.AddRange([Order("Hemoglobin | A1c", lab), Order("Drug screen", lab) with { HasOwnClass = true }]);

        var letter = await Drafted(Nguyen.Id, code);
        var table = Assert.IsType<LetterBlock.Table>(Assert.IsType<Merged.Complete>(MergeLetter.Run(letter.Blocks, letter.Values)).Blocks[0]);
        Assert.Equal(["Came", "What", "Ordered"], table.Headings);
        Assert.Equal([["03/01/2026", "Imaging report", ""], ["02/27/2026", "Lab result", "Hemoglobin / A1c"]], table.Rows);
        Assert.Equal([new MergeProblem.Missing("results.filed")], Assert.IsType<Merged.Refused>(MergeLetter.Run([results], [])).Problems);
    }

    [Theory]
    [InlineData(LetterCondition.Known, "", "Bath", true)]
    [InlineData(LetterCondition.Known, "", null, false)]
    [InlineData(LetterCondition.Unknown, "", null, true)]
    [InlineData(LetterCondition.Unknown, "", "Bath", false)]
    [InlineData(LetterCondition.Is, "bath", "Bath", true)]
    [InlineData(LetterCondition.Is, "bath", "Bath, ME", false)]
    [InlineData(LetterCondition.Is, "bath", null, false)]
    [InlineData(LetterCondition.IsNot, "bath", "Bath", false)]
    [InlineData(LetterCondition.IsNot, "bath", null, true)]
    [InlineData(LetterCondition.Has, "me", "Bath, ME", true)]
    [InlineData(LetterCondition.Has, "me", "Bath", false)]
    [InlineData(LetterCondition.HasNot, "me", "Bath", true)]
    [InlineData(LetterCondition.HasNot, "me", "Bath, ME", false)]
    public void A_block_is_drawn_only_if_its_condition_holds_and_one_that_is_not_needs_no_values(string test, string compared, string? value, bool drawn)
    {
        LetterBlock[] blocks = [new LetterBlock.Paragraph("Always."), new LetterBlock.Paragraph("Plan: {{referral.plan}}") { OnlyIf = new("patient.address", test, compared) }];
        MergeValue[] values = [new("patient.address", value, "patient", null)];

        Assert.Equal(["patient.address", "referral.plan"], MergeLetter.Fields(blocks));
        if (!drawn)
        {
            Assert.Equal([new LetterBlock.Paragraph("Always.")], Assert.IsType<Merged.Complete>(MergeLetter.Run(blocks, values)).Blocks);
            return;
        }

        Assert.Equal([new MergeProblem.Missing("referral.plan")], Assert.IsType<Merged.Refused>(MergeLetter.Run(blocks, values)).Problems);
        var merged = Assert.IsType<Merged.Complete>(MergeLetter.Run(blocks, [.. values, new MergeValue("referral.plan", "Maine Plan", "patient", null)]));
        Assert.Equal([new LetterBlock.Paragraph("Always."), new LetterBlock.Paragraph("Plan: Maine Plan")], merged.Blocks);
    }

    [Fact]
    public async Task Markup_that_staff_write_into_any_block_is_just_text_in_the_sample()
    {
        string[] texts = ["<script>document.title='x'</script>", "</p></body></html><h1>over", "&lt;b&gt; &amp;", "<style>*{display:none}</style>"];
        LetterBlock[] blocks =
        [
            new LetterBlock.Paragraph(texts[0]), new LetterBlock.ItemList([texts[1]]), new LetterBlock.VisitTable(["Date", texts[2], "Where", "With"], ""), new LetterBlock.Signature(texts[3], "{{user.name}}", "Role"),
        ];

        var sample = Assert.IsType<Preview.Ready>(await clinic.Services.GetRequiredService<LetterPreviews>().Of("A sample", "en", blocks, MergeFields.Samples("en"), default));
        var words = await PdfTools.Words(sample.Pdf);
        foreach (var text in texts.Append("Sam Sample").Append("Monday, March 16, 2026"))
        {
            Assert.Contains(text.Replace(" ", "", StringComparison.Ordinal), words.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        Assert.Matches(@"Title:\s+A sample", await PdfTools.Info(sample.Pdf));
    }

    [Fact]
    public void The_form_keeps_every_block_as_it_is_and_every_built_in_template_may_be_saved_as_it_stands()
    {
        LetterBlock[] others = [new LetterBlock.PageBreak(), new LetterBlock.Table(["Day", "Visit"], [["Monday", ""]]), new LetterBlock.VisitTable(["a", "b", "c", "d"], "None.") { OnlyIf = new("patient.mrn", LetterCondition.Has, "7") }, new LetterBlock.ResultTable(["a", "b", "c"], "")];
        foreach (var block in LetterTemplates.All.SelectMany(template => template.Blocks).Concat(others))
        {
            var form = BlockForm.Of(block);
            Assert.Equal(form.Said, BlockForm.Of(form.ToBlock()!).Said);
            Assert.Equal(block.GetType(), form.ToBlock()!.GetType());
            Assert.Equal(block.OnlyIf, form.ToBlock()!.OnlyIf);
        }

        Assert.All(LetterTemplates.All, template => Assert.Empty(TemplateRules.WhatIsWrong(template.Code, TemplateText.Of(template))));
        Assert.NotEmpty(TemplateRules.WhatIsWrong("x", Text("Body") with { Blocks = [new LetterBlock.Paragraph("Body"), new LetterBlock.AddressBlock(["Below it"])] }));

        // What would stand in the window of the envelope, or not be seen through it.
        Assert.Contains("4 lines under the name", Assert.Single(TemplateRules.WhatIsWrong("x", Text("Body") with { Blocks = [new LetterBlock.Letterhead("Head", ["1", "2", "3", "4", "5"])] })), StringComparison.Ordinal);
        Assert.Contains("5 lines", Assert.Single(TemplateRules.WhatIsWrong("x", Text("Body") with { Blocks = [new LetterBlock.AddressBlock(["1", "2", "3", "4", "5", "6"])] })), StringComparison.Ordinal);
        Assert.Equal(["One", "Two\nlines"], MergeLetter.PartsOf(new LetterBlock.Paragraph("One\r\n \t\r\n\r\nTwo\nlines\n")));
        Assert.Equal("Time for the next visit", LetterTemplates.BuiltIn(PatientLetterTemplates.Recall, "en")!.ShortName);
        Assert.Equal("Results: call us", (LetterTemplates.BuiltIn(PatientLetterTemplates.Recall, "en")! with { Name = "Results: call us" }).ShortName);
    }

    private static TemplateText Text(string body) => new("A name", "A subject", [new LetterBlock.Paragraph(body)]);

    private static IEnumerable<string> Words(Letter letter) => Assert.IsType<Merged.Complete>(MergeLetter.Run(letter.Blocks, letter.Values)).Blocks.OfType<LetterBlock.Paragraph>().Select(paragraph => paragraph.Text);

    private VisitSummary Visit(int days, string provider)
    {
        var start = new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero).AddDays(days);
        return new(Guid.CreateVersion7(), Nguyen.Id, TestOrganization.Harbor.Id, provider, "Follow-up", start, start.AddMinutes(20), VisitStates.Booked);
    }

    private Task<TemplateWriting> Save(string code, string language, int seen, TemplateText text) => As(services => services.GetRequiredService<WriteTemplate>().Save(code, language, seen, text, default));

    private Task<IReadOnlyList<LetterTemplate>> Choices() => clinic.In((TemplateShelf shelf) => shelf.Choices(default));

    private Task<Drafting> Draft(Guid patient, string code) => As(services => services.GetRequiredService<DraftLetter>().AtPatient(Guid.CreateVersion7(), patient, TestOrganization.Harbor.Id, code, default));

    private async Task<Letter> Drafted(Guid patient, string code) => await clinic.Find(Assert.IsType<Drafting.Drafted>(await Draft(patient, code)).LetterId);

    private async Task<T> As<T>(Func<IServiceProvider, Task<T>> act)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, []);
        return await act(scope.ServiceProvider);
    }
}
