using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Documents.Tests.Pages;

/// <summary>The review queue as a place of work: whose a document is, several at once and back, and what is new.</summary>
public sealed class QueueTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");
    private static readonly Guid Ben = Guid.Parse("0190d000-0000-7000-8000-000000000002");
    private static readonly Guid[] AtHarbor = [TestOrganization.Harbor.Id];

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => (clinic, _, _) = await PipelineClinic.Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task What_is_taken_is_mine_in_my_view_and_a_colleagues_in_theirs_and_undone_it_is_nobodys()
    {
        await Wait(3);
        var rows = await Rows(Ana);

        var taken = await As(Ana, batches => batches.Assign([.. rows.Take(2).Select(Row)], Ana, CancellationToken.None));

        Assert.Equal((2, 0), (taken.Done, taken.Left));
        Assert.Equal((3, 2, 1, 0), await Views(Ana));
        Assert.Equal((3, 0, 1, 2), await Views(Ben));
        Assert.Equal(["You", "You", null], (await Rows(Ana)).Select(row => row.Owner));
        Assert.Equal(["Test User", "Test User", null], (await Rows(Ben)).Select(row => row.Owner));

        Assert.Equal(2, await OfScope(Ana, (ReviewBatch batches) => batches.Undo(taken.Batch, CancellationToken.None)));
        Assert.Equal((3, 0, 3, 0), await Views(Ana));
        Assert.Equal(4L, Assert.Single(await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'document.owner-changed'")));
    }

    [Fact]
    public async Task Undone_it_is_whose_it_was_before()
    {
        await Wait(1);
        await As(Ben, async batches => await batches.Assign([Row(Assert.Single(await Rows(Ben)))], Ben, CancellationToken.None));
        var taken = await As(Ana, async batches => await batches.Assign([Row(Assert.Single(await Rows(Ana)))], Ana, CancellationToken.None));

        Assert.Equal(1, await OfScope(Ana, (ReviewBatch batches) => batches.Undo(taken.Batch, CancellationToken.None)));

        Assert.Equal(Ben, (await clinic.OnlyDocument()).OwnerId);
    }

    [Fact]
    public async Task Several_are_junk_at_once_and_back_at_once_and_what_somebody_has_open_or_changed_is_left_alone()
    {
        await Wait(4);
        var rows = await Rows(Ana);
        await OfScope(Ben, (HoldDocument hold) => hold.Take(rows[0].Id, CancellationToken.None));
        await OfScope(Ben, (MarkJunk junk) => junk.Run(rows[1].Id, rows[1].Version, CancellationToken.None));

        var junk = await As(Ana, batches => batches.Junk([.. rows.Select(Row), "not a row", rows[2].Id.ToString()], CancellationToken.None));

        Assert.Equal((2, 4), (junk.Done, junk.Left));
        Assert.Equal(["OpenedByAnother", "ChangedMeanwhile", "DocumentUnknown", "DocumentUnknown"], junk.Refused.Select(row => row.Why.GetType().Name));
        Assert.Equal([DocumentState.Review, DocumentState.Junk, DocumentState.Junk, DocumentState.Junk], (await clinic.Documents()).Select(d => d.State));
        Assert.Empty(await clinic.Problems());

        // Nobody else takes back what she did, and she takes back nothing that Ben did.
        Assert.Equal(0, await OfScope(Ben, (ReviewBatch batches) => batches.Undo(junk.Batch, CancellationToken.None)));
        Assert.Equal(2, await OfScope(Ana, (ReviewBatch batches) => batches.Undo(junk.Batch, CancellationToken.None)));
        Assert.Equal([DocumentState.Review, DocumentState.Junk, DocumentState.Review, DocumentState.Review], (await clinic.Documents()).Select(d => d.State));
        Assert.Equal(0, await OfScope(Ana, (ReviewBatch batches) => batches.Undo(junk.Batch, CancellationToken.None)));
        Assert.Equal([ReviewReason.NotRegistered], (await clinic.Documents()).Select(d => d.ReviewReason).OfType<ReviewReason>().Distinct());
    }

    [Fact]
    public async Task What_somebody_decided_since_is_not_undone()
    {
        await Wait(2);
        var junk = await As(Ana, async batches => await batches.Junk([.. (await Rows(Ana)).Select(Row)], CancellationToken.None));
        var first = (await clinic.Documents())[0];
        await OfScope(Ben, (SendToReview back) => back.Run(first.Id, first.Version, CancellationToken.None));
        first = (await clinic.Documents())[0];
        await OfScope(Ben, (MarkJunk again) => again.Run(first.Id, first.Version, CancellationToken.None));

        Assert.Equal(1, await OfScope(Ana, (ReviewBatch batches) => batches.Undo(junk.Batch, CancellationToken.None)));

        Assert.Equal([DocumentState.Junk, DocumentState.Review], (await clinic.Documents()).Select(d => d.State));
    }

    [Fact]
    public async Task In_the_inbox_what_waits_of_the_chosen_lines_is_acted_on_with_its_reason_and_each_line_left_alone_says_why()
    {
        await Wait(4);
        var lines = (await Inbox()).OrderBy(line => line.ReceivedAt).ToList();
        var shown = lines.Select(line => $"{line.Id} {line.Stamp}").ToArray();
        var held = await Line(lines[0]);
        await OfScope(Ben, (HoldDocument hold) => hold.Take(held.Id, CancellationToken.None));
        var changed = await Line(lines[1]);
        await OfScope(Ben, (ReviewBatch batches) => batches.Assign([$"{changed.Id} {changed.Version}"], Ben, CancellationToken.None));

        var (toast, undo, left) = await InInbox(page => page.OnPostJunk(null, [.. lines.Take(3).Select(line => line.Id)], shown, "advertising", CancellationToken.None));

        Assert.Equal("1 document marked as junk. 2 left alone: the list says why.", toast);
        Assert.Equal(["it was changed meanwhile: the list shows it as it is now", "Test User has it open, until"], left.Select(alone => alone.Why.Split(" today")[0]));
        Assert.Equal(["", "", "advertising", ""], await clinic.Sql("SELECT coalesce((SELECT detail FROM documents.events e WHERE e.document_id = d.id AND e.code = 'marked-junk'), '') FROM documents.documents d ORDER BY received_at"));
        Assert.Equal(1, await OfScope(Ana, (ReviewBatch batches) => batches.Undo(Guid.Parse(undo.Split("batch=")[1]), CancellationToken.None)));

        // About no patient, with its folder; taken back, it waits as before. A line of which nothing waits says so.
        (toast, undo, _) = await InInbox(page => page.OnPostPractice(null, [lines[3].Id], shown, PracticeFolder.Vendor, CancellationToken.None));
        Assert.Equal("1 document filed to the practice: Vendors.", toast);
        Assert.Equal(["vendor"], await clinic.Sql("SELECT practice_folder FROM documents.documents WHERE state = 'practice'"));
        var practice = (await Inbox()).Single(line => line.Id == lines[3].Id);
        (toast, _, _) = await InInbox(page => page.OnPostTake(null, [practice.Id], [$"{practice.Id} {practice.Stamp}"], CancellationToken.None));
        Assert.Equal("Nothing was done: nothing of it waits for review.", toast);
        Assert.Equal(1, await OfScope(Ana, (ReviewBatch batches) => batches.Undo(Guid.Parse(undo.Split("batch=")[1]), CancellationToken.None)));
        Assert.All(await clinic.Documents(), document => Assert.Equal(DocumentState.Review, document.State));

        // Not for us: each with what is left to do about it; taken back, nothing is.
        lines = [.. (await Inbox()).OrderBy(line => line.ReceivedAt)];
        shown = [.. lines.Select(line => $"{line.Id} {line.Stamp}")];
        (toast, undo, left) = await InInbox(page => page.OnPostNotForUs(null, [lines[0].Id, lines[2].Id, lines[3].Id], shown, CancellationToken.None));
        Assert.Equal("2 documents set aside as not for us: what is left to do is under Acknowledge. 1 left alone: the list says why.", toast);
        Assert.Equal([false, false, true, true], (await clinic.Documents()).OrderBy(document => document.ReceivedAt).Select(document => document.IsMisdirected));
        Assert.Equal(["misdirected open", "misdirected open"], await clinic.Sql("SELECT kind || ' ' || state FROM documents.duties"));
        Assert.Equal(0, await OfScope(Ben, (ReviewBatch batches) => batches.Undo(Guid.Parse(undo.Split("batch=")[1]), CancellationToken.None)));
        Assert.Equal(2, await OfScope(Ana, (ReviewBatch batches) => batches.Undo(Guid.Parse(undo.Split("batch=")[1]), CancellationToken.None)));
        Assert.All(await clinic.Documents(), document => Assert.Equal((DocumentState.Review, false), (document.State, document.IsMisdirected)));
        Assert.Equal(["withdrawn", "withdrawn"], await clinic.Sql("SELECT state FROM documents.duties"));
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task At_another_location_nothing_is_listed_and_nothing_is_done()
    {
        await Wait(1);
        var row = Row(Assert.Single(await Rows(Ana)));

        var elsewhere = await OfScope(Ana, (ReviewBatch batches) => batches.Junk([row], CancellationToken.None), [TestOrganization.Mesa.Id]);

        Assert.Equal((0, 1), (elsewhere.Done, elsewhere.Left));
        Assert.Empty(await Rows(Ana, [TestOrganization.Mesa.Id]));
        Assert.Equal(DocumentState.Review, (await clinic.OnlyDocument()).State);
    }

    [Fact]
    public async Task What_arrives_is_counted_beside_the_list_that_is_shown()
    {
        await Wait(2);
        var listed = (await Rows(Ana)).Select(row => row.Id).ToArray();
        await Wait(1, first: 10);

        Assert.Equal(1, await OfScope(Ana, (ReviewQueue queue) => queue.Beside(QueueFilter.Everything, listed, CancellationToken.None)));
        Assert.Equal(0, await OfScope(Ana, (ReviewQueue queue) => queue.Beside(new QueueFilter(QueueView.Mine), listed, CancellationToken.None)));
    }

    private static string Row(QueueRow row) => $"{row.Id} {row.Version}";

    /// <summary>So many documents about somebody who is not registered.</summary>
    private async Task Wait(int many, int first = 0)
    {
        for (var i = 0; i < many; i++)
        {
            clinic.Clock.Advance(TimeSpan.FromMinutes(1));
            await clinic.Receive(PipelineClinic.Fax([.. PipelineClinic.Lab, $"Sheet {10_000 + first + i}", $"Accession {880_000 + (7 * (first + i))}"]));
        }

        await clinic.RunJobs();
    }

    private Task<IReadOnlyList<QueueRow>> Rows(Guid user, Guid[]? locations = null) => clinic.As(user, locations ?? AtHarbor, async (QueueModel page) =>
    {
        await page.OnGet(CancellationToken.None);
        return page.Rows;
    });

    private Task<IReadOnlyList<InboxRow>> Inbox() => clinic.As(Ana, AtHarbor, async (InboxModel page) =>
    {
        await page.OnGet(null, null, CancellationToken.None);
        return page.Rows;
    });

    private async Task<Document> Line(InboxRow line) => (await clinic.Documents()).Single(document => document.TransmissionId == line.Id);

    private Task<(string Toast, string Undo, IReadOnlyList<LeftAlone> Left)> InInbox(Func<InboxModel, Task<IActionResult>> act) => clinic.As(Ana, AtHarbor, async (InboxModel page) =>
    {
        Assert.IsType<RedirectResult>(await act(page));
        return ((string)page.TempData["toast"]!, page.TempData["undo-url"] as string ?? "", BatchButtons.Left(page.TempData));
    });

    private Task<(int All, int Mine, int Free, int Others)> Views(Guid user) => OfScope(user, async (ReviewQueue queue) =>
    {
        var counts = await queue.Counts(CancellationToken.None);
        return (counts[QueueView.All], counts[QueueView.Mine], counts[QueueView.Free], counts[QueueView.Others]);
    });

    private Task<BatchResult> As(Guid user, Func<ReviewBatch, Task<BatchResult>> act) => OfScope(user, act);

    private async Task<TResult> OfScope<T, TResult>(Guid user, Func<T, Task<TResult>> act, Guid[]? locations = null)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(user, locations ?? AtHarbor);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
