using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static ClinicOps.Documents.Tests.Pipeline.PipelineClinic;

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>A received file on its way through the jobs.</summary>
public sealed class ChainTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly string[] Order =
    [
        "Lakeview Family Medicine", "Imaging Order", "Patient: Elena M Rossi", "DOB: 06/20/1990", "Please perform: MRI left knee without contrast", "CPT: 73721",
        "ICD-10: M25.562", "Ordering Provider: Paul Orlov, MD", "Electronically signed by Paul Orlov, MD 02/27/2026", "Date: 02/27/2026",
    ];

    private TestClinic clinic = null!;
    private CannedRegister register = null!;
    private CannedReader reader = null!;

    public async ValueTask InitializeAsync() => (clinic, register, reader) = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_fax_with_a_cover_and_two_documents_is_cut_and_filed_to_its_two_patients()
    {
        var (elena, marco) = (register.Elena(), register.Marco());
        await clinic.Receive(Fax(Cover, Lab, Imaging));

        await clinic.RunJobs();

        var documents = await clinic.Documents();
        Assert.Equal([(DocumentType.LabResult, elena.PatientId), (DocumentType.ImagingReport, marco.PatientId)], documents.Select(d => (d.Type, d.PatientId!.Value)));
        Assert.Equal([[2], [3]], documents.Select(d => d.Pages.Select(p => p.Number)));
        Assert.Equal(new(3, 0, 3, 0, 0, 0), await clinic.Ledger());
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task Every_step_is_a_job_under_its_recorded_name_in_the_order_data_flows()
    {
        register.Elena();
        await clinic.Receive(Fax(Lab));

        Assert.Equal(
            ["documents.receive", "documents.normalise-pages", "documents.read-pages", "documents.sort", "documents.match", "documents.file", "documents.transcribe-orders", "documents.raise-duty"],
            await clinic.RunJobs());
    }

    [Fact]
    public async Task Every_job_delivered_twice_changes_nothing()
    {
        register.Elena();
        await clinic.Receive(Fax([Cover, Order, .. Enumerable.Repeat(Imaging, 20)]));
        await clinic.Receive(Fax(["Thank you"]));
        await clinic.RunJobs();
        var before = await Everything();

        await clinic.DeliverAgain();
        Assert.Empty(await clinic.RunJobs());

        Assert.Equal(before, await Everything());
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task A_long_fax_is_read_in_chunks_that_take_turns_and_sorted_once()
    {
        register.Elena();
        await clinic.Receive(Fax([Lab, .. Enumerable.Repeat(new[] { "Comments", "continued" }, 29)]));
        await clinic.Receive(Fax(Imaging));

        var jobs = (await clinic.RunJobs()).ToList();

        Assert.Equal(5, jobs.Count(j => j == "documents.read-pages"));
        Assert.Equal(2, jobs.Count(j => j == "documents.sort"));
        // The short one is sorted while the long one is still being read.
        Assert.True(jobs.IndexOf("documents.sort") < jobs.LastIndexOf("documents.read-pages"));
        Assert.Equal(31, reader.PagesRead);
    }

    [Fact]
    public async Task STAT_on_a_long_fax_is_told_before_its_last_page_is_read_once_and_then_of_its_document()
    {
        string[] stat = ["Comments", "continued", "Potassium 6.9 CRITICAL", "Please call STAT"];
        string[][] pages = [Lab, stat, stat, .. Enumerable.Repeat(new[] { "Comments", "continued" }, 7), ["!outage"]];
        var id = await clinic.Receive(Fax(pages));

        await Assert.ThrowsAsync<InvalidOperationException>(() => clinic.RunJobs());

        Assert.Empty(await clinic.Documents());
        Assert.Equal(["critical_result", "stat"], await clinic.Sql("SELECT detail FROM documents.events WHERE code = 'urgent-wording-read' AND document_id IS NULL ORDER BY detail"));

        // Nobody reads the last page: it is given up, and the fax is cut. Each document says it once.
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.In((DocumentsDb db) => db.Pages.Where(p => p.TransmissionId == id && p.Number == pages.Length).ExecuteUpdateAsync(set => set.SetProperty(p => p.State, PageState.Failed).SetProperty(p => p.Problem, PageProblem.WorkerDied)));
        await clinic.In((DocumentsDb db) => db.Transmissions.Where(t => t.Id == id).ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TransmissionState.Sorting)));
        await clinic.In((SortTransmission sort) => sort.Run(new TransmissionToSort(id), null!, CancellationToken.None));
        Assert.Equal(["critical_result", "stat"], await clinic.Sql("SELECT detail FROM documents.events WHERE code = 'urgent-wording-read' AND document_id IS NOT NULL ORDER BY detail"));
        Assert.Equal("critical_result", (await clinic.Documents())[0].UrgentReason);
    }

    [Fact]
    public async Task What_is_urgent_on_a_page_is_told_before_the_next_page_of_its_chunk_is_read_and_once()
    {
        List<string> told = [];
        reader.BeforeRead = async () => told.Add(string.Join(' ', await clinic.Sql("SELECT detail FROM documents.events WHERE code = 'urgent-wording-read' AND document_id IS NULL ORDER BY detail")));
        string[] stat = ["Comments", "continued", "Please call STAT"];
        await clinic.Receive(Fax(stat, [.. stat, "Records are due by: 02/01/2026", "Answer by 03/30/2026"], ["Potassium 6.9 CRITICAL"], ["Comments", "continued"]));

        await clinic.RunJobs();

        Assert.Equal(["", "stat", "deadline_passed stat", "critical_result deadline_passed stat"], told);
        Assert.Equal(["critical_result", "deadline_passed", "stat"], await clinic.Sql("SELECT detail FROM documents.events WHERE code = 'urgent-wording-read' AND document_id IS NULL ORDER BY detail"));
    }

    [Fact]
    public async Task A_page_that_cannot_be_read_sends_its_document_to_review_and_the_rest_goes_on()
    {
        var (elena, marco) = (register.Elena(), register.Marco());
        await clinic.Receive(Fax(Imaging, Lab, ["!page Corrupt"]));

        await clinic.RunJobs();

        var documents = await clinic.Documents();
        Assert.Equal((DocumentState.Filed, marco.PatientId), (documents[0].State, documents[0].PatientId));
        Assert.Equal((DocumentState.Review, ReviewReason.PageUnread), (documents[1].State, documents[1].ReviewReason));
        Assert.Equal(elena.PatientId, Assert.IsType<FilingDecision.Review>(documents[1].Decision).Ranked[0].PatientId);
        Assert.Equal((PageState.Failed, PageProblem.Corrupt), (documents[1].Pages[1].State, documents[1].Pages[1].Problem));
        Assert.Equal(new(3, 0, 1, 2, 0, 0), await clinic.Ledger());
    }

    [Fact]
    public async Task A_document_that_begins_after_a_page_that_cannot_be_read_waits_too_because_that_page_may_be_its_first()
    {
        register.Elena();
        register.Marco();
        await clinic.Receive(Fax(Lab, ["!page Corrupt"], Imaging));

        await clinic.RunJobs();

        Assert.All(await clinic.Documents(), d => Assert.Equal((DocumentState.Review, ReviewReason.PageUnread), (d.State, d.ReviewReason)));
    }

    [Fact]
    public async Task A_fax_of_which_no_page_can_be_read_waits_in_review_with_all_its_pages()
    {
        await clinic.Receive(Fax(["!words TookTooLong"], ["!page Corrupt"]));

        await clinic.RunJobs();

        var document = await clinic.OnlyDocument();
        Assert.Equal(DocumentState.Review, document.State);
        Assert.Equal(2, document.Pages.Count);
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_counts_as_one_failed_page_with_its_reason()
    {
        var id = await clinic.Receive(Fax(["!file Encrypted"]));

        await clinic.RunJobs();

        var transmission = await clinic.In((DocumentsDb db) => db.Transmissions.AsNoTracking().SingleAsync(t => t.Id == id));
        Assert.Equal((TransmissionState.Failed, PageProblem.Encrypted), (transmission.State, transmission.Problem));
        Assert.Equal(new(1, 0, 0, 0, 0, 1), await clinic.Ledger());
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task A_cover_without_anything_behind_it_waits_in_review()
    {
        await clinic.Receive(Fax(Cover));

        await clinic.RunJobs();

        Assert.Equal(DocumentState.Review, (await clinic.OnlyDocument()).State);
        Assert.Equal(new(1, 0, 0, 1, 0, 0), await clinic.Ledger());
    }

    [Fact]
    public async Task The_same_bytes_again_are_a_repeat_in_review_neither_dropped_nor_filed()
    {
        register.Elena();
        var first = await clinic.Receive(Fax(Lab));
        var second = await clinic.Receive(Fax(Lab), "again.tif");

        await clinic.RunJobs();

        Assert.Equal([first], await clinic.Sql("SELECT repeat_of FROM documents.transmissions WHERE repeat_of IS NOT NULL"));
        var documents = await clinic.Documents();
        Assert.Equal(DocumentState.Filed, documents.Single(d => d.TransmissionId == first).State);
        var repeat = documents.Single(d => d.TransmissionId == second);
        Assert.Equal((DocumentState.Review, ReviewReason.Repeat), (repeat.State, repeat.ReviewReason));
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task Urgent_wording_is_told_before_the_patient_is_sought()
    {
        var happened = new List<string>();
        register.Asked = async _ => happened.AddRange((await clinic.Sql("SELECT code || ' ' || coalesce(detail, '') FROM documents.events WHERE code = 'urgent-wording-read'")).Cast<string>());
        await clinic.Receive(Fax([.. Lab, "CRITICAL VALUE called: potassium 6.9"]));

        await clinic.RunJobs();

        Assert.Contains("urgent-wording-read critical_result", happened);
        Assert.Equal("critical_result", (await clinic.OnlyDocument()).UrgentReason);
    }

    [Fact]
    public async Task The_ledger_balances_after_every_single_step()
    {
        register.Elena();
        await clinic.Receive(Fax(Cover, Lab, ["!page Corrupt"], Imaging));
        await clinic.Receive(Fax(["!file Corrupt"]));
        Assert.Equal(new(2, 2, 0, 0, 0, 0), await clinic.Ledger());

        register.Asked = async _ => Assert.True((await clinic.Ledger()).Balances);
        reader.BeforeRead = async () => Assert.True((await clinic.Ledger()).Balances);
        await clinic.RunJobs();

        Assert.Equal(new(5, 0, 0, 4, 0, 1), await clinic.Ledger());
    }

    [Fact]
    public async Task An_outage_of_the_reader_leaves_the_page_to_be_tried_again()
    {
        await clinic.Receive(Fax(["!outage"]));

        await Assert.ThrowsAsync<InvalidOperationException>(() => clinic.RunJobs());

        Assert.Equal(["normalised"], await clinic.Sql("SELECT state FROM documents.pages"));
        Assert.Equal(new(1, 1, 0, 0, 0, 0), await clinic.Ledger());
    }

    [Fact]
    public async Task What_makes_no_progress_is_enqueued_again_and_at_last_given_to_a_person()
    {
        await clinic.Receive(Fax(Lab, ["!outage"]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => clinic.RunJobs());
        for (var begun = await Begun(); begun < 10; begun = await Begun())
        {
            await Assert.ThrowsAsync<InvalidOperationException>(Resume);
        }

        // Begun ten times without progress: what could not be read is given up, and the document with it goes to review.
        await Resume();

        var document = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Review, 2), (document.State, document.Pages.Count));
        Assert.Equal(new(2, 0, 0, 2, 0, 0), await clinic.Ledger());
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task What_waits_in_a_long_queue_is_not_given_up()
    {
        register.Elena();
        await clinic.Receive(Fax(Lab));
        for (var times = 0; times < 20; times++)
        {
            clinic.Clock.Advance(TimeSpan.FromMinutes(70));
            await LookForStalled();
        }

        await clinic.RunJobs();

        Assert.Equal(DocumentState.Filed, (await clinic.OnlyDocument()).State);
    }

    [Fact]
    public async Task A_file_name_is_only_ever_shown()
    {
        await clinic.Receive(Fax(Lab), "../../etc/<img src=x>\u0000\n.pdf");

        await clinic.RunJobs();

        Assert.Equal(["../../etc/<img src=x>.pdf"], await clinic.Sql("SELECT file_name FROM documents.transmissions"));
        Assert.DoesNotContain(clinic.Log.Lines, line => line.Text.Contains("<img", StringComparison.Ordinal));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM hangfire.job WHERE arguments::text ~ 'img' OR invocationdata::text ~ 'img'"));
    }

    private async Task Resume()
    {
        clinic.Clock.Advance(TimeSpan.FromMinutes(20));
        await LookForStalled();
        await clinic.RunJobs();
    }

    private async Task<int> Begun() => (int)Assert.Single(await clinic.Sql("SELECT attempts FROM documents.transmissions"))!;

    private Task LookForStalled() =>
        clinic.In((Documents.Receiving.ResumeStalled resume) => resume.Run(new Documents.Receiving.StalledToResume(), new(Guid.CreateVersion7(), "documents.resume-stalled"), CancellationToken.None));

    /// <summary>Everything the module stored and enqueued, as one text.</summary>
    private async Task<string> Everything()
    {
        var all = new List<object?>();
        foreach (var table in (string[])["transmissions", "pages", "documents", "filings", "events", "orders", "order_values"])
        {
            all.AddRange(await clinic.Sql($"SELECT '{table} ' || t.xmin || t::text FROM documents.{table} t ORDER BY id"));
        }

        return string.Join('\n', all);
    }
}
