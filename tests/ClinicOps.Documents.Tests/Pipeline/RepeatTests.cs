using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Repeats;
using ClinicOps.Documents.Tests.Pages;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc;
using Xunit;
using static ClinicOps.Documents.Tests.Pipeline.PipelineClinic;

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>The same fax again: neither dropped nor filed, and its orders told once.</summary>
public sealed class RepeatTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190e000-0000-7000-8000-000000000001");

    private static readonly string[] Order =
    [
        "Lakeside Family Medicine", "4 Hill St, Ashford, OH 43096", "Phone: (614) 555-0117", "Physician Order", "Patient: Elena M Rossi", "DOB: 06/20/1990",
        "Please perform the following examination", "MRI lumbar spine without contrast (CPT 72148)", "Diagnosis: M54.16 lumbar radiculopathy",
        "Ordering provider: Paul Winter, MD", "Order date: 02/27/2026", "Electronically signed by Paul Winter, MD 02/27/2026",
    ];

    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    public async ValueTask InitializeAsync() => (clinic, register, _) = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task The_same_paper_sent_again_waits_for_a_person_with_the_time_of_the_first_and_its_orders_are_told_to_nobody()
    {
        var (first, again) = await SentTwice();

        Assert.Equal(DocumentState.Filed, first.State);
        Assert.Equal((DocumentState.Review, ReviewReason.Repeat, first.Id), (again.State, again.ReviewReason, again.RepeatOfDocument));
        Assert.Equal("Looks like the fax of March 2, 9:00 AM.", again.ReviewWords);
        Assert.Single(Assert.IsType<FilingDecision.Review>(again.Decision).Ranked);
        Assert.Equal(["told", "read"], await clinic.Sql("SELECT o.standing FROM documents.orders o JOIN documents.documents d ON d.id = o.document_id ORDER BY d.received_at"));
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task Nobody_files_it_before_somebody_has_said_which_it_is()
    {
        var (first, again) = await SentTwice();

        Assert.IsType<DocumentAct.RepeatUndecided>(await clinic.In((FileDocument file) => file.Run(again.Id, again.Version, first.PatientId!.Value, null, CancellationToken.None)));
    }

    [Fact]
    public async Task Set_aside_it_stays_counted_and_its_orders_untold_and_that_can_be_undone()
    {
        var (_, again) = await SentTwice();

        Assert.IsType<RedirectResult>(await Act(again, page => page.OnPostRepeat(again.Id, CancellationToken.None)));
        await clinic.RunJobs();
        Assert.Equal((DocumentState.Junk, RepeatSaid.Repeat), (await Now(again)).Place);
        Assert.Equal(new(2, 0, 1, 0, 1, 0), await clinic.Ledger());
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM documents.orders WHERE standing = 'told'"));

        await Act(again, page => page.OnPostUndo(again.Id, CancellationToken.None));
        var back = await Now(again);
        Assert.Equal((DocumentState.Review, null), back.Place);
        Assert.Equal("Looks like the fax of March 2, 9:00 AM.", back.Document.ReviewWords);
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task Said_to_be_another_it_goes_on_to_whose_it_is_and_its_orders_are_told_when_it_is_filed()
    {
        var (first, again) = await SentTwice();

        await Act(again, page => page.OnPostAnother(again.Id, CancellationToken.None));
        await clinic.RunJobs();
        var now = await Now(again);
        Assert.Equal((DocumentState.Review, RepeatSaid.Another), now.Place);
        Assert.Equal(first.PatientId, Assert.IsType<FilingDecision.Auto>(now.Document.Decision).PatientId);

        await Act(again, page =>
        {
            (page.Form.PatientId, page.Form.Type) = (first.PatientId, "physician_order");
            return page.OnPost(again.Id, CancellationToken.None);
        });
        await clinic.RunJobs();
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM documents.orders WHERE standing = 'told'"));
    }

    [Fact]
    public async Task The_next_order_on_the_same_form_is_no_repeat()
    {
        register.Elena();
        await clinic.Receive(Fax(Order));
        await clinic.Receive(Fax([.. Order.Select(line => line.Replace("02/27/2026", "02/28/2026", StringComparison.Ordinal))]));

        await clinic.RunJobs();

        Assert.All(await clinic.Documents(), document => Assert.Equal(DocumentState.Filed, document.State));
    }

    [Fact]
    public async Task A_third_copy_is_a_repeat_of_the_first_and_one_of_several_documents_alone_may_be_one()
    {
        var (first, _) = await SentTwice();
        register.Marco();
        var third = await clinic.Receive(Fax(Imaging, [.. Order, "Fax sent again on request"]));

        await clinic.RunJobs();

        var documents = (await clinic.Documents()).Where(d => d.TransmissionId == third).ToList();
        Assert.Equal([null, first.Id], documents.ConvertAll(d => d.RepeatOfDocument));
        Assert.Equal([DocumentState.Filed, DocumentState.Review], documents.ConvertAll(d => d.State));
    }

    [Fact]
    public async Task The_same_bytes_again_say_so()
    {
        register.Elena();
        await clinic.Receive(Fax(Order));
        await clinic.RunJobs();
        await clinic.Receive(Fax(Order));
        await clinic.RunJobs();

        var again = (await clinic.Documents()).Single(d => d.RepeatOfTransmission is not null);
        Assert.Equal((ReviewReason.Repeat, "It is the same file as the fax of March 2, 9:00 AM."), (again.ReviewReason, again.ReviewWords));
    }

    /// <summary>Two faxes of one order, an hour apart, with other bytes and a word misread.</summary>
    private async Task<(Document First, Document Again)> SentTwice()
    {
        register.Elena();
        await clinic.Receive(Fax(Order));
        await clinic.RunJobs();
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.Receive(Fax([.. Order.Select(line => line.Replace("examination", "exarnination", StringComparison.Ordinal))]));
        await clinic.RunJobs();
        var documents = await clinic.Documents();
        return (documents[0], documents[1]);
    }

    private Task<IActionResult> Act(Document document, Func<ReviewModel, Task<IActionResult>> act) => clinic.As(Ana, [TestOrganization.Harbor.Id], async (ReviewModel page) =>
    {
        page.Form.Version = (await Now(document)).Document.Version;
        return await act(page);
    });

    private async Task<(Document Document, (string State, string? Said) Place)> Now(Document document)
    {
        var now = (await clinic.Documents()).Single(d => d.Id == document.Id);
        return (now, (now.State, now.RepeatSaid));
    }
}
