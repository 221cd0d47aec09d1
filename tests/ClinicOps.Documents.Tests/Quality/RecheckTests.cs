using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Quality;
using ClinicOps.Documents.Tests.Pages;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Documents.Tests.Quality;

/// <summary>The weekly sample, what a blind answer does, and the figures made of both. The clinic's clock stands on Monday 2026-03-02.</summary>
public sealed class RecheckTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");
    private static readonly Guid Ben = Guid.Parse("0190d000-0000-7000-8000-000000000002");
    private static readonly Guid[] AtHarbor = [TestOrganization.Harbor.Id];
    private static readonly DateOnly Week = new(2026, 3, 2);

    private TestClinic clinic = null!;
    private CannedRegister register = null!;
    private Guid elena;

    public async ValueTask InitializeAsync()
    {
        (clinic, register, _) = await PipelineClinic.Open(cluster, ("Documents:Quality:WeeklySample", "3"));
        elena = register.Elena().PatientId;
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Of_last_weeks_automatic_filings_so_many_are_drawn_once_and_anybody_draws_the_same_again()
    {
        await File(5);
        await NextWeek();

        await Draw();
        await Draw();
        await clinic.DeliverAgain();

        var (sample, drawn) = await Sample();
        Assert.Equal((Week, 5, 3), (sample.Week, sample.Population, drawn.Count));
        var filings = await clinic.In((DocumentsDb db) => db.Filings.Select(f => f.Id).ToListAsync());
        filings.Reverse();
        Assert.Equal(DrawRecheckSample.Draw(filings, id => id, sample.Seed, 3), drawn.Select(r => r.FilingId));
        Assert.Contains(Enumerable.Range(0, 50), other => !DrawRecheckSample.Draw(filings, id => id, $"{sample.Seed}{other}", 3).SequenceEqual(drawn.Select(r => r.FilingId)));
    }

    [Fact]
    public void Every_filing_is_drawn_about_as_often_as_any_other()
    {
        var filings = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToList();

        var drawn = Enumerable.Range(0, 3000).SelectMany(seed => DrawRecheckSample.Draw(filings, id => id, $"{seed}", 3)).CountBy(id => id).Select(count => count.Value).ToList();

        Assert.Equal(10, drawn.Count);
        Assert.All(drawn, count => Assert.InRange(count, 780, 1020));
    }

    [Fact]
    public async Task What_a_person_filed_is_not_drawn_nor_what_another_week_filed()
    {
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Imaging));
        await clinic.RunJobs();
        var marco = register.Marco().PatientId;
        var document = await clinic.OnlyDocument();
        Assert.IsType<DocumentAct.Done>(await As(Ana, (FileDocument file) => file.Run(document.Id, document.Version, marco, null, CancellationToken.None)));
        await NextWeek();
        await File(1);

        await Draw();

        Assert.Equal((0, 0), ((await Sample()).Sample.Population, (await Sample()).Drawn.Count));
    }

    [Theory]
    [InlineData("2026-03-09T04:30Z", "2026-02-23")]
    [InlineData("2026-03-09T12:30Z", "2026-03-02")]
    [InlineData("2026-03-15T23:59Z", "2026-03-02")]
    public void Last_week_is_the_last_that_is_over_everywhere(string now, string monday) =>
        Assert.Equal(DateOnly.Parse(monday, System.Globalization.CultureInfo.InvariantCulture), DrawRecheckSample.LastWeek(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public async Task A_week_after_which_nothing_ran_is_drawn_when_something_runs_again()
    {
        await File(2);
        for (var i = 0; i < 3; i++)
        {
            await NextWeek();
        }

        await Draw();
        await Draw();

        Assert.Equal(
            [(Week, 2, 2), (Week.AddDays(7), 0, 0), (Week.AddDays(14), 0, 0)],
            await clinic.In((DocumentsDb db) => db.RecheckSamples.OrderBy(s => s.Week).Select(s => new ValueTuple<DateOnly, int, int>(s.Week, s.Population, s.Rechecks.Count)).ToListAsync()));
    }

    [Fact]
    public async Task Who_passes_over_the_hard_ones_lowers_the_bound_of_what_was_answered_and_not_the_one_in_which_the_rest_is_wrong()
    {
        await File(3);
        await NextWeek();
        await Draw();
        var drawn = (await Sample()).Drawn;
        await Answer(Ana, drawn[0].Id, new RecheckAnswer.Named(elena));
        await Answer(Ana, drawn[1].Id, new RecheckAnswer.CannotTell());

        var figures = (await Figures()).Rechecked;

        Assert.Equal((1, 1, 1), (figures.Checked, figures.CannotTell, figures.Left));
        Assert.Equal((UpperBound.Of(0, 1), UpperBound.Of(2, 3)), (figures.Bound, figures.BoundAtWorst));

        await Answer(Ben, drawn[2].Id, new RecheckAnswer.Named(elena));
        Assert.Equal(UpperBound.Of(1, 3), (await Figures()).Rechecked.BoundAtWorst);
    }

    [Fact]
    public async Task What_was_corrected_before_it_was_drawn_is_drawn_all_the_same()
    {
        await File(1);
        var document = await clinic.OnlyDocument();
        await As(Ana, (SendToReview back) => back.Run(document.Id, document.Version, CancellationToken.None));
        await NextWeek();

        await Draw();

        Assert.Single((await Sample()).Drawn);
    }

    [Fact]
    public async Task Who_names_the_same_patient_agrees_and_the_document_is_left_as_it_is()
    {
        var recheck = await Drawn();
        var before = await clinic.OnlyDocument();

        Assert.Equal(new RecheckResult.Done(RecheckVerdict.Agreed, false), await Answer(Ana, recheck, new RecheckAnswer.Named(elena)));

        Assert.Equal(before.Version, (await clinic.OnlyDocument()).Version);
        Assert.IsType<RecheckResult.AnsweredBefore>(await Answer(Ben, recheck, new RecheckAnswer.NobodyRegistered()));
        Assert.Equal((1, 0), Checked(await Figures()));
    }

    [Fact]
    public async Task Who_names_another_takes_the_document_out_and_both_are_suggested_in_review()
    {
        var recheck = await Drawn();
        var marco = register.Marco().PatientId;

        Assert.Equal(new RecheckResult.Done(RecheckVerdict.Wrong, true), await Answer(Ana, recheck, new RecheckAnswer.Named(marco)));
        await clinic.RunJobs();

        var document = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Review, ReviewReason.RecheckDiffers, (Guid?)null), (document.State, document.ReviewReason, document.PatientId));
        Assert.Equal([elena, marco], FileDocument.Suggestions(document).Select(s => s.PatientId));
        Assert.Null(Candidate.ClearlyFirst(document, FileDocument.Suggestions(document)));
        Assert.Equal(["recheck"], await clinic.Sql("SELECT why FROM documents.filings WHERE act = 'unfiled'"));
        Assert.Equal(["wrong"], await clinic.Sql("SELECT reason FROM audit.entries WHERE action = 'document.rechecked'"));
        Assert.Empty(await clinic.Problems());

        // No machine files it again, and why it waits stays what it was.
        await clinic.Tell(new PatientChanged(elena));
        await clinic.RunJobs();
        Assert.Equal((DocumentState.Review, ReviewReason.RecheckDiffers), ((await clinic.OnlyDocument()).State, (await clinic.OnlyDocument()).ReviewReason));
        Assert.Equal((1, 1), Checked(await Figures()));
        Assert.Equal(1, (await Figures()).Corrections[FilingWhy.Recheck]);
    }

    [Fact]
    public async Task An_answer_that_the_review_does_not_bear_out_is_no_wrong_filing()
    {
        var recheck = await Drawn();
        await Answer(Ana, recheck, new RecheckAnswer.NobodyRegistered());
        await clinic.RunJobs();
        Assert.Equal((1, 1), Checked(await Figures()));
        Assert.Equal(new KnownWrong(1, 0, 0), await clinic.In((QualityFigures figures) => figures.Known(CancellationToken.None)));
        var document = await clinic.OnlyDocument();

        Assert.IsType<DocumentAct.Done>(await As(Ben, (FileDocument file) => file.Run(document.Id, document.Version, elena, null, CancellationToken.None)));

        Assert.Equal((1, 0), Checked(await Figures()));
    }

    [Fact]
    public async Task What_cannot_be_told_is_neither_agreed_nor_wrong()
    {
        var recheck = await Drawn();

        Assert.Equal(new RecheckResult.Done(RecheckVerdict.CannotTell, false), await Answer(Ana, recheck, new RecheckAnswer.CannotTell()));

        var figures = (await Figures()).Rechecked;
        Assert.Equal((0, 1, 0), (figures.Checked, figures.CannotTell, figures.Left));
        Assert.Equal(DocumentState.Filed, (await clinic.OnlyDocument()).State);
    }

    [Fact]
    public async Task What_somebody_has_open_is_not_taken_from_under_their_hands()
    {
        var recheck = await Drawn();
        var document = await clinic.OnlyDocument();
        await As(Ben, (HoldDocument hold) => hold.Take(document.Id, CancellationToken.None));

        Assert.Equal(new RecheckResult.OpenedByAnother(Ben), await Answer(Ana, recheck, new RecheckAnswer.NobodyRegistered()));

        Assert.Equal([0L], await clinic.Sql("SELECT count(verdict) FROM documents.rechecks"));
        clinic.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.IsType<RecheckResult.Done>(await Answer(Ana, recheck, new RecheckAnswer.NobodyRegistered()));
    }

    [Fact]
    public async Task What_is_out_of_a_checkers_sight_is_left_for_another()
    {
        var recheck = await Drawn();
        register.Classes[elena] = "restricted";
        await clinic.Tell(new PatientClassChanged(elena));
        await clinic.RunJobs();

        Assert.Null(await As(Ana, (RecheckQueue queue) => queue.Next(null, CancellationToken.None)));
        Assert.IsType<RecheckResult.Unknown>(await Answer(Ana, recheck, new RecheckAnswer.NobodyRegistered()));
        var progress = Assert.Single(await As(Ana, (RecheckQueue queue) => queue.Progress(CancellationToken.None)));
        Assert.Equal((1, 0, 0, 1), (progress.Drawn, progress.Done, progress.Left, progress.Elsewhere));
        Assert.Equal(recheck, await As(Ben, (RecheckQueue queue) => queue.Next(null, CancellationToken.None), "restricted"));
        Assert.IsType<NotFoundResult>(await clinic.As(Ana, AtHarbor, (RecheckModel page) => page.OnGet(recheck, CancellationToken.None)));
        Assert.IsType<NotFoundResult>(await clinic.As(Ana, [TestOrganization.Mesa.Id], (RecheckModel page) => page.OnGet(recheck, CancellationToken.None)));

        // The bound is of the whole clinic, whoever reads it.
        await As(Ben, (RecheckDocument documents) => documents.Run(recheck, new RecheckAnswer.Named(elena), CancellationToken.None), "restricted");
        Assert.Equal((1, 0), Checked(QualityWeek.InAll(await As(Ana, (QualityFigures figures) => figures.Weeks("America/New_York", CancellationToken.None)))));
    }

    [Fact]
    public async Task The_page_shows_the_pages_and_nothing_of_whom_it_was_filed_to()
    {
        var recheck = await Drawn();

        var page = await clinic.As(Ana, AtHarbor, async (RecheckModel page) =>
        {
            Assert.IsType<PageResult>(await page.OnGet(recheck, CancellationToken.None));
            return page;
        });

        var shown = Assert.Single(page.Pages.Pages);
        Assert.Empty(shown.Regions);
        Assert.Empty(page.Found);

        // The trail names the patient all the same.
        Assert.Equal([elena], await clinic.Sql($"SELECT unnest(result_ids) FROM audit.entries WHERE user_id = '{Ana}' AND action = 'document.viewed'"));
    }

    [Fact]
    public async Task The_figures_count_each_document_once_and_each_correction_by_its_reason()
    {
        await File(3);
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Imaging));
        await clinic.RunJobs();
        var documents = await clinic.Documents();
        var marco = register.Register("Omar", "Barlow", new DateOnly(1950, 2, 3)).PatientId;
        await As(Ana, (FileDocument file) => file.Run(documents[0].Id, documents[0].Version, marco, null, CancellationToken.None));
        await As(Ana, (SendToReview back) => back.Run(documents[1].Id, documents[1].Version, CancellationToken.None));

        // A person who corrects a person is no matter of the machine.
        var again = (await clinic.Documents())[0];
        await As(Ana, (SendToReview back) => back.Run(again.Id, again.Version, CancellationToken.None));

        var week = await Figures();
        Assert.Equal((3, 1), (week.Automatic, week.Reviewed));
        Assert.Equal([(FilingWhy.Refiled, 1), (FilingWhy.Undone, 1)], week.Corrections.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Key, c.Value)));
        Assert.Equal(new KnownWrong(3, 1, 0), await clinic.In((QualityFigures figures) => figures.Known(CancellationToken.None)));
    }

    [Fact]
    public async Task What_ends_as_junk_as_meant_for_another_or_about_no_patient_was_filed_wrongly_unless_a_person_says_that_it_was_not()
    {
        await File(3);
        var documents = await clinic.Documents();
        foreach (var document in documents)
        {
            await TakeOut(document.Id);
        }

        Assert.Equal(new KnownWrong(3, 0, 0), await Known());
        await On(documents[0].Id, (MarkJunk junk, Document now) => junk.Run(now.Id, now.Version, CancellationToken.None));
        await On(documents[1].Id, (MarkMisdirected other, Document now) => other.Run(now.Id, now.Version, CancellationToken.None));
        await On(documents[2].Id, (FileToPractice practice, Document now) => practice.Run(now.Id, now.Version, PracticeFolder.Other, CancellationToken.None));
        Assert.Equal(new KnownWrong(3, 3, 0), await Known());

        // The re-check counts them whether or not anybody was asked, and with it the bound.
        await NextWeek();
        await Draw();
        Assert.Equal((3, 3), Checked(await Figures()));

        await On(documents[0].Id, (SayFilingRight say, Document now) => say.Run(now.Id, now.Version, "Sent twice", CancellationToken.None));
        Assert.Equal((new KnownWrong(3, 2, 1), (2, 2)), (await Known(), Checked(await Figures())));
        Assert.Equal([Ana], await clinic.Sql("SELECT by FROM documents.events WHERE code = 'filing-said-right'"));
        await On(documents[0].Id, (SayFilingRight say, Document now) => say.Undo(now.Id, now.Version, CancellationToken.None));
        Assert.Equal(new KnownWrong(3, 3, 0), await Known());

        // What becomes of it afterwards is judged anew; back in the same chart it was right all along, and so is a repeat that was set aside.
        await On(documents[0].Id, (SayFilingRight say, Document now) => say.Run(now.Id, now.Version, "Sent twice", CancellationToken.None));
        await TakeOut(documents[0].Id);
        await On(documents[0].Id, (MarkJunk junk, Document now) => junk.Run(now.Id, now.Version, CancellationToken.None));
        Assert.Equal(new KnownWrong(3, 3, 0), await Known());
        await TakeOut(documents[2].Id);
        await On(documents[2].Id, (FileDocument file, Document now) => file.Run(now.Id, now.Version, elena, null, CancellationToken.None));
        await clinic.Sql($"UPDATE documents.documents SET repeat_said = 'repeat' WHERE id = '{documents[0].Id}'");
        Assert.Equal(new KnownWrong(3, 1, 0), await Known());
        await On(documents[2].Id, (SayFilingRight say, Document now) => say.Run(now.Id, now.Version, "It is right", CancellationToken.None), isDone: false);
    }

    private Task TakeOut(Guid id) => On(id, (SendToReview back, Document now) => back.Run(now.Id, now.Version, CancellationToken.None));

    private async Task On<T>(Guid id, Func<T, Document, Task<DocumentAct>> act, bool isDone = true)
        where T : notnull
    {
        var now = (await clinic.Documents()).Single(d => d.Id == id);
        Assert.Equal(isDone, await As(Ana, (T service) => act(service, now)) is DocumentAct.Done);
    }

    private Task<KnownWrong> Known() => clinic.In((QualityFigures figures) => figures.Known(CancellationToken.None));

    private static (int Checked, int Wrong) Checked(QualityWeek week) => (week.Rechecked.Checked, week.Rechecked.Wrong);

    private async Task<QualityWeek> Figures() => QualityWeek.InAll(await clinic.In((QualityFigures figures) => figures.Weeks("America/New_York", CancellationToken.None)));

    /// <summary>So many documents that the machine files to Elena.</summary>
    private async Task File(int many)
    {
        for (var i = 0; i < many; i++)
        {
            clinic.Clock.Advance(TimeSpan.FromMinutes(1));
            await clinic.Receive(PipelineClinic.Fax([.. PipelineClinic.Lab, $"Sheet {10_000 + i}", $"Accession {880_000 + (7 * i)}"]));
        }

        await clinic.RunJobs();
        Assert.Equal(many, (await clinic.Documents()).Count(d => d.FiledBy is null && d.State == DocumentState.Filed));
    }

    private Task NextWeek()
    {
        clinic.Clock.Advance(TimeSpan.FromDays(7));
        return Task.CompletedTask;
    }

    private async Task Draw()
    {
        await clinic.In((ModuleTransaction<DocumentsDb> transaction) => transaction.Run(effects =>
        {
            effects.Enqueue(new RecheckSampleToDraw());
            return Task.CompletedTask;
        }));
        await clinic.RunJobs();
    }

    /// <summary>The one document of last week, drawn.</summary>
    private async Task<Guid> Drawn()
    {
        await File(1);
        await NextWeek();
        await Draw();
        return Assert.Single((await Sample()).Drawn).Id;
    }

    private Task<(RecheckSample Sample, List<Recheck> Drawn)> Sample() => clinic.In(async (DocumentsDb db) =>
    {
        var sample = await db.RecheckSamples.AsNoTracking().SingleAsync();
        return (sample, await db.Rechecks.AsNoTracking().OrderBy(r => r.Ordinal).ToListAsync());
    });

    private Task<RecheckResult> Answer(Guid user, Guid recheck, RecheckAnswer answer) =>
        As(user, (RecheckDocument documents) => documents.Run(recheck, answer, CancellationToken.None));

    private async Task<TResult> As<T, TResult>(Guid user, Func<T, Task<TResult>> act, params string[] cleared)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.ActAsUser(user, AtHarbor);
        actor.See(cleared, []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
