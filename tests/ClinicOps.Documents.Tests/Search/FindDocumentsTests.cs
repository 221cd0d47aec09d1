using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Receiving;
using ClinicOps.Documents.Search;
using ClinicOps.Documents.Tests.Pages;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Documents.Tests.Pipeline.PipelineClinic;

namespace ClinicOps.Documents.Tests.Search;

/// <summary>Documents found by their words, on a real database.</summary>
public sealed class FindDocumentsTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");
    private static readonly Guid Ben = Guid.Parse("0190d000-0000-7000-8000-000000000002");

    private TestClinic clinic = null!;
    private CannedRegister register = null!;
    private CannedReader reader = null!;

    public async ValueTask InitializeAsync() => (clinic, register, reader) = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_document_is_found_as_soon_as_it_is_sorted_and_once_however_often_the_steps_are_delivered()
    {
        await clinic.Receive(Fax(Lab));
        await clinic.Receive(Fax(Cover, Imaging));
        await clinic.RunJobs();
        await clinic.DeliverAgain();

        Assert.Equal(["lab_result"], await Found("glucose"));
        Assert.Equal(["imaging_report"], await Found("lungs technique"));
        Assert.Empty(await Found("glucose lungs"));
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM documents.document_texts"));
    }

    [Fact]
    public async Task A_slip_of_the_pen_and_one_of_the_reading_are_forgiven_and_what_is_written_as_typed_comes_first()
    {
        await Receive("Cardiolgy consultation of old");
        await Receive("Cardiology consultation");

        Assert.Equal(["Cardiology consultation", "Cardiolgy consultation of old"], await Lines("cardiology"));
        Assert.Equal(["Cardiolgy consultation of old", "Cardiology consultation"], await Lines("cardiolgy"));
        Assert.Equal(2, (await Lines("kardiology")).Count);
        Assert.Equal(["cardiolgy"], (await Search("cardiology")).NearWords);
    }

    [Fact]
    public async Task Accents_phrases_beginnings_and_what_is_left_out_are_understood()
    {
        await Receive("José Núñez has knee pain in the left leg");
        await Receive("Jose Nunez has pain, the knee is well");
        await Receive("Call (614) 555-0107 about ICD M54.5 on 06/20/1990");

        Assert.Equal(2, (await Lines("jose NUÑEZ")).Count);
        Assert.Single(await Lines("\"knee pain\""));
        Assert.Single(await Lines("nunez -\"knee pain\""));
        Assert.Single(await Lines("nunez -left"));
        Assert.Equal(2, (await Lines("nune")).Count);
        Assert.Single(await Lines("6145550107"));
        Assert.Single(await Lines("555-0107 m545 6/20/1990"));
        Assert.Empty(await Lines("6145550108"));
        Assert.Empty(await Lines("-nunez"));
    }

    [Theory]
    [InlineData("'")]
    [InlineData("\"")]
    [InlineData("-")]
    [InlineData("--")]
    [InlineData("-\"")]
    [InlineData("a & b | !c <-> (d:*")]
    [InlineData("\\")]
    [InlineData("%_%")]
    [InlineData("x\0y")]
    [InlineData("\ud800 lone \udc00")]
    [InlineData("﷽ ﷺ 漢字 👩‍⚕️ \u0301\u0301")]
    [InlineData("\uffff\ufffe ͏")]
    [InlineData(":*:* '':1 'a':b")]
    public async Task No_text_breaks_the_search(string text)
    {
        await Receive("a b c");

        foreach (var typed in new[] { text, $"glucose {text}", $"-{text} b", string.Concat(Enumerable.Repeat(text + " ", 200)) })
        {
            await Search(typed);
            await Find(new DocumentSearch("b", Sender: typed, Type: typed, State: typed));
            await clinic.As(Ana, [], (SearchModel page) =>
            {
                page.Form = new SearchForm { Words = typed, Sender = typed, PatientSearch = typed };
                return page.OnPost(CancellationToken.None);
            });
            await clinic.As(Ana, [], (SearchModel page) => page.OnPostFind(typed, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Words_that_are_no_text_to_the_database_are_kept_all_the_same()
    {
        await Receive("one\u0001two three '':1 \\' \f five");

        Assert.Single(await Lines("three"));
        Assert.Single(await Lines("five"));
    }

    [Fact]
    public async Task Filters_narrow_to_patient_type_state_days_and_sender()
    {
        var elena = register.Elena().PatientId;
        await Receive(Lab, "+1 (614) 555-0107");
        clinic.Clock.Advance(TimeSpan.FromDays(3));
        await Receive(Imaging, "records@lakeside.example");

        Assert.Equal(["lab_result"], Codes(await Find(new DocumentSearch(null, PatientId: elena))));
        Assert.Equal(["lab_result"], Codes(await Find(new DocumentSearch("patient", State: SearchState.Filed))));
        Assert.Equal(["imaging_report"], Codes(await Find(new DocumentSearch("patient", State: SearchState.Review))));
        Assert.Equal(["imaging_report"], Codes(await Find(new DocumentSearch("patient", Type: "imaging_report"))));
        Assert.Equal(["imaging_report"], Codes(await Find(new DocumentSearch("ashford", Sender: "lakeside"))));
        Assert.Equal(["lab_result"], Codes(await Find(new DocumentSearch("ashford", Sender: "(614) 555"))));
        Assert.Equal(["lab_result"], Codes(await Find(new DocumentSearch("ashford", Until: new DateOnly(2026, 3, 2)))));
        Assert.Equal(["imaging_report"], Codes(await Find(new DocumentSearch("ashford", From: new DateOnly(2026, 3, 3)))));
        Assert.Empty(Codes(await Find(new DocumentSearch("ashford", From: new DateOnly(2026, 3, 3), Until: new DateOnly(2026, 3, 3)))));
        Assert.Empty(Codes(await Find(new DocumentSearch("lungs", PatientId: elena))));
    }

    /// <summary>A fax modem writes number and name of the caller into the file; what nobody but the letterhead says is found among the words.</summary>
    [Fact]
    public async Task A_sender_is_found_by_the_number_and_by_the_name_that_the_line_gave_of_the_caller()
    {
        reader.Call = new("614 555 0142", ["+1 614 555 0107", "LAKESIDE LAB"], null);
        await Receive(Imaging, null);

        foreach (var sender in new[] { "lakeside lab", "614 555 0107", "555 0142" })
        {
            Assert.Equal(["imaging_report"], Codes(await Find(new DocumentSearch(null, Sender: sender))));
        }

        Assert.Empty(Codes(await Find(new DocumentSearch(null, Sender: "harborside"))));
    }

    [Fact]
    public async Task What_is_out_of_sight_is_neither_found_nor_counted_nor_suggested_and_widens_nothing()
    {
        var elena = register.Elena().PatientId;
        await Receive([.. Lab, "Kowalsky Institute"], null);
        await clinic.Sql($"INSERT INTO documents.subject_classes (subject_id, access_class) VALUES ('{elena}', 'restricted')");
        await Receive("Kowalski Institute");

        Assert.Equal((1, 0), Counted(await As([], [], "kowalski")));
        Assert.Equal((2, 1), Counted(await As(["restricted"], [], "kowalski")));
        Assert.Equal((0, 0), Counted(await As([], [], "glucose")));
        Assert.Equal((1, 1), Counted(await As([], [], "kowalsky")));
        Assert.Equal((0, 0), Counted(await As(["restricted"], [TestOrganization.Mesa.Id], "kowalski")));

        // Two slips are forgiven where nothing in sight is nearer, whatever lies out of it.
        Assert.Equal(["kowalski"], (await As([], [], "kowalskyy")).NearWords);
    }

    [Fact]
    public async Task What_came_before_words_were_kept_is_searchable_after_the_job()
    {
        await clinic.Receive(Fax(Lab));
        await clinic.Receive(Fax(Imaging));
        await clinic.RunJobs();
        await clinic.Sql("DELETE FROM documents.document_texts; DELETE FROM documents.document_words");
        Assert.Empty(await Found("glucose"));

        await Keep();

        Assert.Equal(["lab_result"], await Found("glucos"));
        await clinic.Sql("UPDATE documents.document_texts SET rule_version = 0, text = 'of old', words = ''");
        await Keep();
        Assert.Equal(["lab_result"], await Found("glucose"));
    }

    [Fact]
    public async Task A_search_is_one_entry_of_the_audit_with_what_it_showed()
    {
        var elena = register.Elena().PatientId;
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();
        var document = (await clinic.OnlyDocument()).Id;

        await clinic.As(Ana, [], (SearchModel page) => page.OnPostFind("glucose", CancellationToken.None));

        Assert.Equal([new[] { document, elena }], await clinic.Sql($"SELECT result_ids FROM audit.entries WHERE action = 'documents.searched' AND user_id = '{Ana}'"));
    }

    [Fact]
    public async Task The_address_of_a_search_says_nothing_opens_for_its_user_alone_and_for_a_day()
    {
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();
        var address = Assert.IsType<RedirectResult>(await clinic.As(Ana, [], (SearchModel page) =>
        {
            page.Form = new SearchForm { Words = "glucose", Type = "lab_result" };
            return page.OnPost(CancellationToken.None);
        })).Url;
        var find = address[(address.IndexOf('=', StringComparison.Ordinal) + 1)..];

        Assert.DoesNotContain("glucose", address, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(("glucose", 1), await Opened(Ana, find));
        Assert.Equal((null, 0), await Opened(Ben, find));
        Assert.Equal((null, 0), await Opened(Ana, find[..^3] + "xyz"));
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((null, 0), await Opened(Ana, find));
    }

    [Fact]
    public async Task A_document_opened_from_a_search_has_its_words_marked_where_they_stand()
    {
        await Receive([.. Lab, "Hernatology followup"], null);
        var document = await clinic.OnlyDocument();

        var boxes = await Marks(document.Id, "hematology \"reference range\" -lungs");

        var words = document.Pages[0].Text!.Words;
        Assert.Equal(["Reference", "Range", "Hernatology"], boxes.Select(box => words.Single(word => word.Box == box).Text));
    }

    /// <summary>So many that not all with a word are gathered: 3,200 of an hour, of which three old ones have two words side by side.</summary>
    [Fact]
    public async Task Of_a_word_that_very_many_documents_have_the_newest_200_are_ranked_and_a_phrase_a_filter_and_a_class_reach_all()
    {
        await Receive("knee without pain");
        await clinic.Sql(
            """
            WITH made AS (
                INSERT INTO documents.documents SELECT (jsonb_populate_record(d, jsonb_build_object(
                    'id', gen_random_uuid(), 'ordinal', n + 1, 'received_at', d.received_at + n * interval '1 second',
                    'type', CASE n % 200 WHEN 0 THEN 'referral' ELSE d.type END, 'access_class', CASE WHEN n > 3000 AND n % 10 = 0 THEN 'part2' ELSE 'standard' END))).*
                FROM documents.documents d, generate_series(1, 3200) AS n RETURNING id, received_at, ordinal)
            INSERT INTO documents.document_texts
            SELECT m.id, m.received_at, t.text, CASE WHEN m.ordinal IN (2, 3, 4) THEN 'knee:1 pain:2'::tsvector ELSE t.words END, t.rule_version FROM made m, documents.document_texts t
            """);
        await clinic.Sql("ANALYZE documents.document_texts");

        var everywhere = await As(["part2"], [], "knee");
        Assert.Equal((200, true, 20), (everywhere.Count, everywhere.MayBeMore, everywhere.Rows.Count));
        Assert.Equal("The best 20 of the newest 200 documents (there are older ones: give days, or one more word, to find them)", Wording.Found(everywhere));
        Assert.Equal(await Newest("access_class IS NOT NULL"), everywhere.Rows.Select(row => row.Id));

        var standard = await As([], [], "knee");
        Assert.Equal((200, true), (standard.Count, standard.MayBeMore));
        Assert.Equal(await Newest("access_class = 'standard'"), standard.Rows.Select(row => row.Id));

        Assert.Equal((3, false), await CountOf(new DocumentSearch("\"knee pain\"")));
        Assert.Equal((200, true), await CountOf(new DocumentSearch("knee -\"knee pain\"")));
        Assert.Equal((16, false), await CountOf(new DocumentSearch("knee", Type: "referral")));
        Assert.Equal((0, false), await CountOf(new DocumentSearch("knee left")));
    }

    /// <summary>Both ways: what is near is rare enough to be gathered, and then so common that the newest are looked into.</summary>
    [Fact]
    public async Task Written_as_typed_comes_first_however_many_newer_documents_have_it_nearly()
    {
        await Receive("Hansen letter of old");
        await Receive("Hanson letter");
        foreach (var (first, last) in new[] { (1, 210), (211, 3200) })
        {
            await clinic.Sql(
                $"""
                WITH known AS (SELECT * FROM documents.document_texts WHERE text LIKE 'Hanson%' LIMIT 1), made AS (
                    INSERT INTO documents.documents SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'ordinal', n + 1, 'received_at', d.received_at + n * interval '1 second'))).*
                    FROM documents.documents d JOIN known ON known.document_id = d.id, generate_series({first}, {last}) AS n RETURNING id, received_at)
                INSERT INTO documents.document_texts SELECT m.id, m.received_at, k.text, k.words, k.rule_version FROM made m, known k
                """);
            await clinic.Sql("ANALYZE documents.document_texts");

            var found = await Search("hansen");

            Assert.Equal(["Hansen letter of old", "Hanson letter"], found.Rows.Take(2).Select(row => string.Concat(row.Passage.Parts.Select(part => part.Text))));
            Assert.Equal((200, true, 20), (found.Count, found.MayBeMore, found.Rows.Count));
            Assert.Equal(["hanson"], found.NearWords);
        }
    }

    private async Task<IEnumerable<Guid>> Newest(string where) =>
        (await clinic.Sql($"SELECT id FROM documents.documents WHERE {where} ORDER BY received_at DESC LIMIT 20")).Cast<Guid>();

    private async Task<(int Count, bool MayBeMore)> CountOf(DocumentSearch search)
    {
        var found = await Find(search);
        return (found.Count, found.MayBeMore);
    }

    private Task Keep() => clinic.In((KeepMissingTexts keep) => keep.Run(new TextsToKeep(), new Kernel.Jobs.JobMessage(Guid.CreateVersion7(), "documents.keep-texts"), CancellationToken.None));

    private async Task Receive(string line) => await Receive([line], null);

    private async Task Receive(string[] lines, string? from)
    {
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.In((ReceiveFile receive) => receive.Run(Incoming(Fax(lines)) with { ReceivedFrom = from }, CancellationToken.None));
        await clinic.RunJobs();
    }

    private Task<FoundList> Search(string text) => Find(new DocumentSearch(text));

    private Task<FoundList> Find(DocumentSearch search) => clinic.In((FoundRows rows) => rows.Read(search, 20, CancellationToken.None));

    private async Task<FoundList> As(string[] classes, Guid[] locations, string text)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.ActAsUser(Ana, locations);
        actor.See(classes, []);
        return await scope.ServiceProvider.GetRequiredService<FoundRows>().Read(new DocumentSearch(text), 20, CancellationToken.None);
    }

    private static (int Count, int Near) Counted(FoundList found) => (found.Count, found.NearWords.Count);

    private async Task<IReadOnlyList<string>> Found(string text) => Codes(await Search(text));

    private static IReadOnlyList<string> Codes(FoundList found) => [.. found.Rows.Select(row => ClinicOps.Documents.Sorting.DocumentTypes.Code(row.Type))];

    private async Task<IReadOnlyList<string>> Lines(string text) => [.. (await Search(text)).Rows.Select(row => string.Concat(row.Passage.Parts.Select(part => part.Text)))];

    private Task<(string? Words, int Rows)> Opened(Guid user, string find) => clinic.As(user, [], async (SearchModel page) =>
    {
        await page.OnGet(find, null, CancellationToken.None);
        return (page.Form.Words, page.Found.Rows.Count);
    });

    private async Task<IReadOnlyList<Box>> Marks(Guid document, string words)
    {
        var paper = await clinic.In((ReadPaper papers) => papers.Of(document, CancellationToken.None, (new DocumentSearch(words), false)));
        return paper!.Pages.Pages[0].Found;
    }
}
