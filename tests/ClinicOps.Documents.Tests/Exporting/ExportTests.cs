using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Exporting;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Pages;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using UglyToad.PdfPig;
using Xunit;

namespace ClinicOps.Documents.Tests.Exporting;

/// <summary>Filed documents on their way into the EHR's folder, each once, and out of it again.</summary>
public sealed class ExportTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");
    private static readonly Guid[] AtHarbor = [TestOrganization.Harbor.Id];

    private readonly string folder = Directory.CreateTempSubdirectory("clinicops-export-").FullName;
    private TestClinic clinic = null!;
    private CannedRegister register = null!;
    private PatientCandidate elena = null!;

    public async ValueTask InitializeAsync() => await Open();

    public async ValueTask DisposeAsync()
    {
        await clinic.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_is_filed_goes_out_once_and_the_index_says_whose_it_is()
    {
        await FileLab();
        var filing = await OnlyFiling();

        await Export();
        await Export();
        await clinic.DeliverAgain();

        var file = Assert.Single(Pdfs());
        Assert.Equal($"{filing}.pdf", Path.GetFileName(file));
        using (var pdf = PdfDocument.Open(file))
        {
            Assert.Equal(1, pdf.NumberOfPages);
        }

        var line = Assert.Single(Lines());
        var document = await clinic.OnlyDocument();
        Assert.Equal(
            ("added", $"{filing}.pdf", elena.Mrn, elena.PatientId.ToString(), document.Id.ToString(), "lab_result", "2026-03-02", "+1 207 555 0199"),
            (line["act"], line["file"], line["mrn"], line["patient_id"], line["document_id"], line["type"], line["received_on"], line["sender"]));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))), line["sha256"]);
        Assert.Equal(new FileInfo(file).Length.ToString(System.Globalization.CultureInfo.InvariantCulture), line["bytes"]);
        Assert.Equal([2, 1], [.. Indexes("csv").Select(Rows), .. Indexes("jsonl").Select(Rows)]);
        Assert.Equal([1L], await clinic.Sql($"SELECT count(*) FROM audit.entries WHERE action = 'document.exported' AND result_ids = ARRAY['{elena.PatientId}'::uuid]"));
    }

    [Fact]
    public async Task Taken_out_of_the_chart_its_file_is_removed_and_the_index_takes_it_back_and_filed_again_it_goes_out_again()
    {
        await FileLab();
        await Export();
        var first = Assert.Single(Pdfs());

        await TakeOut();
        await Export();
        await Export();

        Assert.Empty(Pdfs());
        Assert.Equal([("added", Path.GetFileName(first)), ("withdrawn", Path.GetFileName(first))], Acts());

        var document = await clinic.OnlyDocument();
        await As((FileDocument file) => file.Run(document.Id, document.Version, register.Marco().PatientId, null, CancellationToken.None));
        await Export();

        var second = Assert.Single(Pdfs());
        Assert.NotEqual(first, second);
        Assert.Equal(("added", Path.GetFileName(second)), Acts()[^1]);
        Assert.Equal(3, Acts().Count);
    }

    [Fact]
    public async Task Filed_elsewhere_before_a_run_the_first_filing_goes_back_and_the_second_out()
    {
        await FileLab();
        await Export();
        var first = Path.GetFileName(Assert.Single(Pdfs()));
        var (document, marco) = (await clinic.OnlyDocument(), register.Marco());
        await As((FileDocument file) => file.Run(document.Id, document.Version, marco.PatientId, null, CancellationToken.None));

        await Export();

        var second = Path.GetFileName(Assert.Single(Pdfs()));
        Assert.Equal([("added", first), ("added", second), ("withdrawn", first)], Acts().Order());
        Assert.Equal(marco.Mrn, Lines().Single(line => line["file"] == second)["mrn"]);
    }

    /// <summary>Killed between the file's name and the row that says so.</summary>
    [Fact]
    public async Task Killed_after_the_file_has_its_name_it_is_neither_lost_nor_doubled()
    {
        await FileLab();
        await clinic.Sql("REVOKE INSERT ON audit.entries FROM clinicops_documents");
        await Assert.ThrowsAnyAsync<Exception>(() => Export());
        var left = Assert.Single(Pdfs());
        Assert.Equal(["pending"], await clinic.Sql("SELECT state FROM documents.exports"));
        await clinic.Sql("GRANT INSERT ON audit.entries TO clinicops_documents");

        await Export();

        Assert.Equal(left, Assert.Single(Pdfs()));
        Assert.Equal([("added", Path.GetFileName(left))], Acts());
    }

    [Fact]
    public async Task Killed_after_the_file_has_its_name_and_taken_out_of_the_chart_before_the_next_run_no_file_stays_behind()
    {
        await FileLab();
        await clinic.Sql("REVOKE INSERT ON audit.entries FROM clinicops_documents");
        await Assert.ThrowsAnyAsync<Exception>(() => Export());
        Assert.Single(Pdfs());
        await clinic.Sql("GRANT INSERT ON audit.entries TO clinicops_documents");

        await TakeOut();
        await Export();

        Assert.Empty(Pdfs());
        Assert.Empty(Acts());
    }

    [Fact]
    public async Task Merged_into_another_document_its_file_is_removed_and_the_index_takes_it_back()
    {
        register.Marco();
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab, PipelineClinic.Imaging));
        await clinic.RunJobs();
        await Export();
        var (kept, gone) = ((await clinic.Documents())[0], (await clinic.Documents())[1]);
        var file = $"{(await clinic.Sql($"SELECT id FROM documents.filings WHERE document_id = '{gone.Id}'"))[0]}.pdf";
        Assert.Equal(2, Pdfs().Count);

        Assert.IsType<DocumentAct.Done>((await As((ChangePages change) => change.Merge(kept.Id, kept.Version, 1, gone.Id, CancellationToken.None))).Outcome);
        await clinic.RunJobs();
        await Export();
        Assert.Equal([2L], await clinic.Sql("SELECT count(DISTINCT document_id) FROM documents.events WHERE code = 'export-withdrawn'"));

        Assert.Empty(Pdfs());
        Assert.Contains(("withdrawn", file), Acts());
    }

    [Fact]
    public async Task Of_merged_records_the_index_names_the_one_that_is_left_and_of_what_went_out_before_takes_back_the_other_and_so_when_they_are_two_again()
    {
        await FileLab();
        await Export();
        var file = Path.GetFileName(Assert.Single(Pdfs()));
        var stays = register.Register("Helen", "Ross", new DateOnly(1955, 2, 7));

        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        (register.MergedInto[elena.PatientId], register.LastMergeAt) = (stays.PatientId, clinic.Clock.GetUtcNow());
        await clinic.Tell(new PatientsMerged(Guid.CreateVersion7(), stays.PatientId, elena.PatientId));
        await clinic.RunJobs();
        await Export();
        await Export();

        List<(string, string, string)> told = [("added", file, elena.Mrn), ("withdrawn", file, elena.Mrn), ("added", file, stays.Mrn)];
        Assert.Equal(told, Lines().Select(line => (line["act"], line["file"], line["mrn"])));
        Assert.Equal(stays.PatientId.ToString(), Lines()[^1]["patient_id"]);
        Assert.Equal(file, Path.GetFileName(Assert.Single(Pdfs())));

        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        register.MergedInto.Clear();
        await clinic.Tell(new PatientsUnmerged(Guid.CreateVersion7(), stays.PatientId, elena.PatientId));
        await clinic.RunJobs();
        await Export();
        await Export();

        Assert.Equal([.. told, ("withdrawn", file, stays.Mrn), ("added", file, elena.Mrn)], Lines().Select(line => (line["act"], line["file"], line["mrn"])));
        Assert.Equal(file, Path.GetFileName(Assert.Single(Pdfs())));
    }

    /// <summary>Killed between the index on disk and the row that says so.</summary>
    [Fact]
    public async Task Killed_after_the_index_is_written_no_line_is_lost_or_doubled()
    {
        await FileLab();
        await clinic.Sql(
            """
            CREATE FUNCTION documents.die() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''killed''; END';
            CREATE TRIGGER dies BEFORE UPDATE ON documents.exports FOR EACH ROW WHEN (NEW.written_indexed_at IS NOT NULL) EXECUTE FUNCTION documents.die();
            """);
        await Assert.ThrowsAnyAsync<Exception>(() => Export());
        Assert.Single(Lines());
        await clinic.Sql("DROP TRIGGER dies ON documents.exports");

        await Export();

        Assert.Single(Lines());
        Assert.Equal([2, 1], [.. Indexes("csv").Select(Rows), .. Indexes("jsonl").Select(Rows)]);
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM documents.exports WHERE written_indexed_at IS NOT NULL"));
    }

    [Fact]
    public async Task Killed_before_the_index_the_next_run_writes_it_and_what_was_half_written_is_cleared_away()
    {
        await FileLab();
        await Export();
        await clinic.Sql("UPDATE documents.exports SET written_indexed_at = NULL");
        Indexes("csv").Concat(Indexes("jsonl")).ToList().ForEach(File.Delete);
        var half = Path.Combine(folder, ".0190.part");
        await File.WriteAllTextAsync(half, "%PDF", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(half, clinic.Clock.GetUtcNow().UtcDateTime.AddHours(-2));

        await Export();

        Assert.Single(Lines());
        Assert.False(File.Exists(half));
    }

    [Fact]
    public async Task The_ehr_may_take_files_and_indexes_away_and_gets_nothing_twice()
    {
        await FileLab();
        await Export();
        foreach (var taken in Directory.EnumerateFiles(folder).ToList())
        {
            File.Delete(taken);
        }

        await Export();
        Assert.Empty(Directory.EnumerateFiles(folder));

        await TakeOut();
        await Export();
        Assert.Equal(["withdrawn"], Acts().Select(act => act.Act));
    }

    [Fact]
    public async Task A_slip_taken_back_in_time_never_goes_out()
    {
        await Reopen(("Documents:Export:AfterMinutes", "10"));
        await FileLab();
        await Export();
        Assert.Empty(Directory.EnumerateFiles(folder));

        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        await TakeOut();
        clinic.Clock.Advance(TimeSpan.FromMinutes(6));
        await Export();

        Assert.Empty(Directory.EnumerateFiles(folder));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM documents.exports"));
    }

    [Fact]
    public async Task Restricted_documents_stay_unless_the_setting_lets_them_and_one_that_becomes_restricted_is_taken_back()
    {
        await FileLab();
        await Export();
        Assert.Single(Pdfs());

        await Classify("restricted");
        await Export();
        Assert.Empty(Pdfs());
        Assert.Equal(["added", "withdrawn"], Acts().Select(act => act.Act));

        await Classify("standard");
        await Export();
        Assert.Single(Pdfs());

        var document = await clinic.OnlyDocument();
        await As((ClassifyAccess classify) => classify.Run(document.Id, document.Version, "part2", "programme letter", CancellationToken.None), "part2");
        await Export();
        Assert.Empty(Pdfs());

        await Reopen(("Documents:Export:Restricted", "true"));
        await FileLab();
        await Classify("restricted");
        await Export();
        Assert.Single(Pdfs());
    }

    [Fact]
    public async Task Only_what_was_filed_since_the_day_that_is_set_goes_out()
    {
        await Reopen(("Documents:Export:Since", "2026-03-03"));
        await FileLab();
        await Export();
        Assert.Empty(Pdfs());

        clinic.Clock.Advance(TimeSpan.FromDays(1));
        register.Marco();
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Imaging));
        await clinic.RunJobs();
        await Export();
        Assert.Equal("imaging_report", Assert.Single(Lines())["type"]);
    }

    [Fact]
    public async Task What_cannot_be_written_is_said_and_tried_again_and_holds_nobody_up()
    {
        await FileLab();
        register.Marco();
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Imaging));
        await clinic.RunJobs();
        var image = (await clinic.Documents())[0].Pages[0].ImageHash!;
        var blob = Path.Combine(clinic.Folder, "blobs", image[..2], image[2..4], image);
        File.Move(blob, blob + ".away");

        await Export();

        Assert.Equal("imaging_report", Assert.Single(Lines())["type"]);
        var page = await clinic.As(Ana, AtHarbor, async (ExportModel page) =>
        {
            await page.OnGet(CancellationToken.None);
            return page;
        });
        Assert.Equal((1, 1, 1), (page.Written, page.Waiting, page.FailedCount));
        Assert.Contains("damaged or gone", Assert.Single(page.Failed).Because, StringComparison.Ordinal);

        File.Move(blob + ".away", blob);
        await Export();
        Assert.Single(Lines());
        await clinic.As(Ana, AtHarbor, (ExportModel page) => page.OnPost(CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal(2, Lines().Count);
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM documents.exports WHERE problem IS NOT NULL"));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_never_made_and_what_waits_goes_out_when_it_is_back()
    {
        await FileLab();
        Directory.Move(folder, folder + "-unmounted");

        await Export();
        Assert.False(Directory.Exists(folder));
        var health = new ExportIsWritten(null!, clinic.Services.GetRequiredService<IOptions<DocumentsOptions>>(), clinic.Clock);
        Assert.Contains("not there", (await health.CheckHealthAsync(new(), TestContext.Current.CancellationToken)).Description, StringComparison.Ordinal);

        Directory.Move(folder + "-unmounted", folder);
        await Export();
        Assert.Single(Pdfs());
    }

    [Fact]
    public async Task A_letter_of_ours_goes_out_as_it_left()
    {
        var letter = new SentLetter(Guid.CreateVersion7(), elena.PatientId, TestOrganization.Harbor.Id, Guid.CreateVersion7(), "standard", clinic.Clock.GetUtcNow(), Ana);
        var bytes = PipelineClinic.Fax(["Dear Elena"]);
        await clinic.In((ISentLetters chart) => chart.File(letter, bytes));

        await Export();

        Assert.Equal(bytes, await File.ReadAllBytesAsync(Assert.Single(Pdfs()), TestContext.Current.CancellationToken));
        Assert.Equal("letter_sent", Assert.Single(Lines())["type"]);
    }

    [Fact]
    public async Task More_than_one_run_holds_are_done_in_several()
    {
        for (var i = 0; i < 60; i++)
        {
            await clinic.In((ISentLetters chart) => chart.File(
                new SentLetter(Guid.CreateVersion7(), elena.PatientId, TestOrganization.Harbor.Id, Guid.CreateVersion7(), "standard", clinic.Clock.GetUtcNow(), Ana), PipelineClinic.Fax([$"Dear Elena {i}"])));
        }

        await Export();

        Assert.Equal((60, 60), (Pdfs().Count, Lines().Count));
    }

    [Fact]
    public async Task Saved_from_the_page_it_is_the_same_pdf_and_audited_and_for_who_may_see_it_only()
    {
        await FileLab();
        var document = await clinic.OnlyDocument();
        await Export();

        var saved = Assert.IsType<FileStreamResult>(await clinic.As(Ana, AtHarbor, (SearchablePdfFileModel page) => page.OnGet(document.Id, CancellationToken.None)));

        Assert.Equal(("application/pdf", "lab-result-2026-03-02.pdf"), (saved.ContentType, saved.FileDownloadName));
        Assert.Equal(await File.ReadAllBytesAsync(Assert.Single(Pdfs()), TestContext.Current.CancellationToken), ((MemoryStream)saved.FileStream).ToArray());
        Assert.Equal([document.Id], await clinic.Sql($"SELECT subject_id FROM audit.entries WHERE action = 'document.saved-as-pdf' AND user_id = '{Ana}'"));
        Assert.Equal(["exported", $"saved-as-pdf {Ana}"], await clinic.Sql($"SELECT concat_ws(' ', code, by) FROM documents.events WHERE document_id = '{document.Id}' AND code IN ('exported', 'saved-as-pdf') ORDER BY at, id"));
        Assert.IsType<NotFoundResult>(await clinic.As(Ana, [TestOrganization.Mesa.Id], (SearchablePdfFileModel page) => page.OnGet(document.Id, CancellationToken.None)));
        await Classify("restricted");
        Assert.IsType<NotFoundResult>(await clinic.As(Ana, AtHarbor, (SearchablePdfFileModel page) => page.OnGet(document.Id, CancellationToken.None)));
    }

    private async Task Open(params (string Key, string Value)[] settings)
    {
        (string, string)[] all = [("Documents:Export:Folder", folder), .. settings.Any(s => s.Key.EndsWith("AfterMinutes", StringComparison.Ordinal)) ? [] : new[] { ("Documents:Export:AfterMinutes", "0") }, .. settings];
        (clinic, register, var reader) = await PipelineClinic.Open(cluster, all);
        reader.Call = new("+1 207 555 0199", [], null);
        elena = register.Elena();
    }

    private async Task Reopen(params (string Key, string Value)[] settings)
    {
        await clinic.DisposeAsync();
        foreach (var left in Directory.EnumerateFiles(folder).ToList())
        {
            File.Delete(left);
        }

        await Open(settings);
    }

    private async Task FileLab()
    {
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.RunJobs();
        Assert.Equal(DocumentState.Filed, (await clinic.OnlyDocument()).State);
    }

    private async Task TakeOut()
    {
        var document = await clinic.OnlyDocument();
        Assert.IsType<DocumentAct.Done>(await As((SendToReview back) => back.Run(document.Id, document.Version, CancellationToken.None)));
    }

    private async Task Classify(string accessClass)
    {
        register.Classes[elena.PatientId] = accessClass;
        await clinic.Tell(new PatientClassChanged(elena.PatientId));
        await clinic.RunJobs();
    }

    private async Task Export()
    {
        await clinic.In((ModuleTransaction<DocumentsDb> transaction) => transaction.Run(effects =>
        {
            effects.Enqueue(new ExportsToWrite());
            return Task.CompletedTask;
        }));
        await clinic.RunJobs();
    }

    private async Task<object?> OnlyFiling() => Assert.Single(await clinic.Sql("SELECT id FROM documents.filings"));

    private List<string> Pdfs() => [.. Directory.EnumerateFiles(folder, "*.pdf")];

    private IEnumerable<string> Indexes(string kind) => Directory.EnumerateFiles(folder, "index-*." + kind).Order();

    private static int Rows(string file) => File.ReadLines(file).Count();

    /// <summary>Of the JSON index, in order; the CSV has the same.</summary>
    private List<Dictionary<string, string>> Lines() =>
    [
        .. Indexes("jsonl").SelectMany(File.ReadLines)
            .Select(line => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(line)!.ToDictionary(cell => cell.Key, cell => cell.Value.ToString())),
    ];

    private List<(string Act, string File)> Acts() => Lines().ConvertAll(line => (line["act"], line["file"]));

    private async Task<TResult> As<T, TResult>(Func<T, Task<TResult>> act, params string[] cleared)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.ActAsUser(Ana, AtHarbor);
        actor.See(cleared, []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
