using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ClinicOps.Documents.Tests.Pages;

public sealed class ReviewPageTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");
    private static readonly Guid Ben = Guid.Parse("0190d000-0000-7000-8000-000000000002");
    private static readonly Guid[] AtHarbor = [TestOrganization.Harbor.Id];

    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    public async ValueTask InitializeAsync() => (clinic, register, _) = await PipelineClinic.Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task What_somebody_else_works_on_can_be_looked_at_and_not_decided_until_it_lapses()
    {
        var document = await Waiting();
        await Open(Ana, document);

        var (other, mayDecide) = await Open(Ben, document);

        Assert.Contains("Test User is working on this document and keeps it until", other, StringComparison.Ordinal);
        Assert.False(mayDecide);
        clinic.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal((null, true), await Open(Ben, document));
    }

    [Fact]
    public async Task A_decision_on_an_older_state_does_nothing_and_says_who_changed_it()
    {
        var document = await Waiting();
        var elena = register.Elena();
        var seen = (await clinic.OnlyDocument()).Version;
        await Decide(Ana, document, elena.PatientId, await Version(document));

        var refusal = await clinic.As(Ben, AtHarbor, async (ReviewModel page) =>
        {
            page.Form = new ReviewForm { PatientId = register.Marco().PatientId, Type = "lab_result", Version = seen };
            Assert.IsType<PageResult>(await page.OnPost(document, CancellationToken.None));
            return page.Refusal;
        });

        Assert.Contains("Changed by Test User, just now, while this page was open", refusal, StringComparison.Ordinal);
        Assert.Equal(elena.PatientId, (await clinic.OnlyDocument()).PatientId);
    }

    [Fact]
    public async Task Junk_is_marked_with_its_reason_as_in_the_list_and_not_without()
    {
        var document = await Waiting();

        Assert.Equal("Say why it is junk. Nothing was done.", await Junk(null));
        Assert.Equal("Say why it is junk. Nothing was done.", await Junk("elsewhere"));
        Assert.Equal(DocumentState.Review, (await clinic.OnlyDocument()).State);
        Assert.Null(await Junk("blank"));
        Assert.Equal(DocumentState.Junk, (await clinic.OnlyDocument()).State);
        Assert.Equal(["blank"], await clinic.Sql("SELECT detail FROM documents.events WHERE code = 'marked-junk'"));
        Assert.Equal(["blank"], await clinic.Sql("SELECT reason FROM audit.entries WHERE action = 'document.marked-junk'"));

        Task<string?> Junk(string? reason) => clinic.As(Ana, AtHarbor, async (ReviewModel page) =>
        {
            page.Form = new ReviewForm { Version = (await clinic.OnlyDocument()).Version };
            await page.OnPostJunk(document, reason, CancellationToken.None);
            return page.Refusal;
        });
    }

    [Fact]
    public async Task Undo_takes_back_ones_own_decision_and_nobody_elses()
    {
        var document = await Waiting();
        var elena = register.Elena();
        await Decide(Ana, document, elena.PatientId, await Version(document));

        await Undo(Ben, document);
        Assert.Equal(DocumentState.Filed, (await clinic.OnlyDocument()).State);

        await Undo(Ana, document);
        Assert.Equal((DocumentState.Review, null), ((await clinic.OnlyDocument()).State, (await clinic.OnlyDocument()).PatientId));
    }

    [Fact]
    public async Task Undone_it_waits_as_it_waited_for_the_same_reason_since_the_same_time_as_the_same_type()
    {
        var document = await Waiting();
        var stood = await clinic.OnlyDocument();
        var elena = register.Elena();
        clinic.Clock.Advance(TimeSpan.FromHours(3));

        await clinic.As(Ana, AtHarbor, async (ReviewModel page) =>
        {
            page.Form = new ReviewForm { PatientId = elena.PatientId, Type = DocumentType.ImagingReport.Code(), Version = await Version(document) };
            return Assert.IsType<RedirectResult>(await page.OnPost(document, CancellationToken.None));
        });
        Assert.Equal((DocumentState.Filed, DocumentType.ImagingReport, Ana), ((await clinic.OnlyDocument()).State, (await clinic.OnlyDocument()).Type, (await clinic.OnlyDocument()).TypeSetBy!.Value));
        await Undo(Ana, document);
        await AsItStood();

        await Put(page => page.OnPostJunk(document, "blank", CancellationToken.None));
        await Put(page => page.OnPostPractice(document, CancellationToken.None));
        await Put(page => page.OnPostNotForUs(document, CancellationToken.None));

        // The reason is the gate's, and follows the register.
        register.Elena();
        await clinic.Tell(new Intake.Contracts.PatientRegistered(elena.PatientId));
        await clinic.RunJobs();
        Assert.Equal(ReviewReason.Ambiguous, (await clinic.OnlyDocument()).ReviewReason);

        async Task Put(Func<ReviewModel, Task<IActionResult>> away)
        {
            await clinic.As(Ana, AtHarbor, async (ReviewModel page) =>
            {
                page.Form = new ReviewForm { Version = (await clinic.OnlyDocument()).Version };
                return Assert.IsType<RedirectResult>(await away(page));
            });
            Assert.NotEqual(DocumentState.Review, (await clinic.OnlyDocument()).State);
            await Undo(Ana, document);
            await AsItStood();
        }

        async Task AsItStood()
        {
            var now = await clinic.OnlyDocument();
            Assert.Equal((DocumentState.Review, stood.ReviewReason, stood.ReviewWords, stood.ReviewSince), (now.State, now.ReviewReason, now.ReviewWords, now.ReviewSince));
            Assert.Equal((stood.Type, stood.TypeConfidence, null), (now.Type, now.TypeConfidence, now.TypeSetBy));
        }
    }

    [Fact]
    public async Task A_document_of_another_location_is_not_found_and_its_image_neither()
    {
        var document = await Waiting();
        var image = (await clinic.OnlyDocument()).Pages[0].Id;

        Assert.IsType<NotFoundResult>(await clinic.As(Ana, [TestOrganization.Mesa.Id], (ReviewModel page) => page.OnGet(document, CancellationToken.None)));
        Assert.IsType<NotFoundResult>(await clinic.As(Ana, [TestOrganization.Mesa.Id], (PageImageModel page) => page.OnGet(image, CancellationToken.None)));
        Assert.Empty(await clinic.Sql("SELECT id FROM audit.entries WHERE action IN ('document.viewed', 'page.viewed')"));
    }

    [Fact]
    public async Task Each_look_at_a_document_and_at_a_page_is_audited_with_the_user()
    {
        var document = await Waiting();
        var image = (await clinic.OnlyDocument()).Pages[0].Id;

        await Open(Ana, document);
        var shown = await clinic.As(Ana, AtHarbor, (PageImageModel page) => page.OnGet(image, CancellationToken.None));

        Assert.Equal("image/png", Assert.IsType<FileContentResult>(shown).ContentType);
        Assert.Equal([document, image], await clinic.Sql($"SELECT subject_id FROM audit.entries WHERE action IN ('document.viewed', 'page.viewed') AND user_id = '{Ana}' ORDER BY at, action"));
    }

    [Fact]
    public async Task After_a_decision_the_next_that_nobody_else_has_open_follows_urgent_first()
    {
        await Receive("Sheet", 3);
        var documents = await clinic.Documents();
        await clinic.In((DocumentsDb db) => db.Documents.Where(d => d.Id == documents[2].Id).ExecuteUpdateAsync(set => set.SetProperty(d => d.UrgentReason, "stat")));
        await Open(Ben, documents[0].Id);

        var place = await clinic.As(Ana, AtHarbor, async (ReviewModel page) =>
        {
            await page.OnGet(documents[2].Id, CancellationToken.None);
            return page.Place;
        });

        Assert.Equal((3, 1, 1, documents[1].Id), (place.Count, place.Urgent, place.Position, place.Next));
    }

    [Theory]
    [InlineData(nameof(ReviewReason.NeedsThirdIdentifier), 60, 30, true)]
    [InlineData(nameof(ReviewReason.NeedsThirdIdentifier), 60, 55, false)]
    [InlineData(nameof(ReviewReason.Ambiguous), 60, 30, false)]
    [InlineData(nameof(ReviewReason.SuffixDiffers), 60, 30, false)]
    public async Task Where_people_are_easily_confused_nobody_is_chosen_beforehand(string reason, double first, double second, bool chosen)
    {
        await Waiting();
        var document = await clinic.OnlyDocument();
        document.ReviewReason = Enum.Parse<ReviewReason>(reason);
        RankedPatient[] ranked = [new(Ana, first, []), new(Ben, second, [])];

        Assert.Equal(chosen ? Ana : null, Candidate.ClearlyFirst(document, ranked));
    }

    /// <summary>One document about somebody who is not registered.</summary>
    private async Task<Guid> Waiting()
    {
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.RunJobs();
        return (await clinic.OnlyDocument()).Id;
    }

    private async Task Receive(string mark, int many)
    {
        for (var i = 0; i < many; i++)
        {
            clinic.Clock.Advance(TimeSpan.FromMinutes(1));
            await clinic.Receive(PipelineClinic.Fax([.. PipelineClinic.Lab, $"{mark} number {10_000 + i}"]));
        }

        await clinic.RunJobs();
    }

    private Task<(string? OpenWith, bool MayDecide)> Open(Guid user, Guid document) => clinic.As(user, AtHarbor, async (ReviewModel page) =>
    {
        Assert.IsType<PageResult>(await page.OnGet(document, CancellationToken.None));
        return (page.OpenWithAnother, page.MayDecide);
    });

    private Task<uint> Version(Guid document) => clinic.As(Ana, AtHarbor, async (ReviewModel page) =>
    {
        await page.OnGet(document, CancellationToken.None);
        return page.Form.Version;
    });

    private Task<IActionResult> Decide(Guid user, Guid document, Guid patient, uint version) => clinic.As(user, AtHarbor, (ReviewModel page) =>
    {
        page.Form = new ReviewForm { PatientId = patient, Type = DocumentType.LabResult.Code(), Version = version };
        return page.OnPost(document, CancellationToken.None);
    });

    private Task<IActionResult> Undo(Guid user, Guid document) =>
        clinic.As(user, AtHarbor, (ReviewModel page) => page.OnPostUndo(document, CancellationToken.None));
}
