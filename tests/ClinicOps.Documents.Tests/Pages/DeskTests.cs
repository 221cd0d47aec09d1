using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Search;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace ClinicOps.Documents.Tests.Pages;

/// <summary>What people put on documents: labels, notes, a colleague's name; and what they put away.</summary>
public sealed class DeskTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");
    private static readonly Guid Ben = Guid.Parse("0190d000-0000-7000-8000-000000000002");
    private static readonly Guid Cleo = Guid.Parse("0190d000-0000-7000-8000-000000000003");
    private static readonly Guid Dora = Guid.Parse("0190d000-0000-7000-8000-000000000004");
    private static readonly Guid[] AtHarbor = [TestOrganization.Harbor.Id];
    private static readonly Guid[] AtMesa = [TestOrganization.Mesa.Id];
    private static readonly HashSet<string> Reviews = [DocumentsRights.Review];

    /// <summary>Cleo works elsewhere, Dora everywhere and is cleared, Emil may not review.</summary>
    private static readonly Colleague[] Staff =
    [
        new(Ana, "Ana", AtHarbor, [], Reviews), new(Ben, "Ben", AtHarbor, [], Reviews), new(Cleo, "Cleo", AtMesa, [], Reviews), new(Dora, "Dora", [], ["restricted"], Reviews),
        new(Guid.CreateVersion7(), "Emil", AtHarbor, [], new HashSet<string>()),
    ];

    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    public async ValueTask InitializeAsync()
    {
        var organization = new TestOrganization(await TestOrganization.Two.Profile(), Staff);
        (clinic, register, _) = await PipelineClinic.OpenWith(cluster, services => services.Replace(ServiceDescriptor.Singleton<IOrganization>(organization)));
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_label_is_put_on_several_found_by_in_each_list_and_taken_off_together_and_changes_no_version()
    {
        await Wait(3);
        var rows = await Rows(QueueFilter.Everything);
        var label = await Label("Call back");
        var batch = Guid.CreateVersion7();

        Assert.Equal(2, await As(Ana, (PutLabel put) => put.On([rows[0].Id, rows[1].Id], label, batch, CancellationToken.None)));
        Assert.Equal(0, await As(Ana, (PutLabel put) => put.On([rows[0].Id], label, Guid.CreateVersion7(), CancellationToken.None)));
        Assert.Equal(0, await As(Cleo, (PutLabel put) => put.On([rows[2].Id], label, Guid.CreateVersion7(), CancellationToken.None), AtMesa));

        var labelled = await Rows(new QueueFilter(QueueView.All, new Narrowing(label)));
        Assert.Equal(rows.Take(2).Select(row => (row.Id, row.Version)), labelled.Select(row => (row.Id, row.Version)));
        Assert.All(labelled, row => Assert.Equal("Call back", Assert.Single(row.Marks.Labels).Name));
        Assert.Equal(2, await As(Ana, async (DocumentsDb db) => await InboxFilter.Apply(db, db.Transmissions, InboxFilter.All, new Narrowing(label), clinic.Clock.GetUtcNow()).CountAsync()));
        Assert.Equal(2, (await As(Ana, (FindDocuments find) => find.Run(new DocumentSearch(null, Label: label), 10, null, null, CancellationToken.None))).Documents.Count);

        // Another user takes nothing of it back.
        Assert.Equal(0, await As(Ben, (PutLabel put) => put.Undo(batch, CancellationToken.None)));
        Assert.Equal(2, await As(Ana, (PutLabel put) => put.Undo(batch, CancellationToken.None)));
        Assert.Empty(await Rows(new QueueFilter(QueueView.All, new Narrowing(label))));
        Assert.Equal(4L, Assert.Single(await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'document.labelled'")));
    }

    [Fact]
    public async Task A_label_is_of_one_name_and_retired_it_stays_where_it_is_and_is_offered_no_more()
    {
        await Wait(1);
        var document = Assert.Single(await Rows(QueueFilter.Everything)).Id;
        var label = await Label("Call back");
        Assert.IsType<LabelSaving.NameTaken>(await Save(null, 0, " call  BACK "));
        Assert.IsType<LabelSaving.NameMissing>(await Save(null, 0, " "));
        Assert.IsType<LabelSaving.ChangedMeanwhile>(await Save(label, 0, "Other"));
        Assert.True(await As(Ana, (DeskCard desk) => desk.Toggle(document, label, CancellationToken.None)));

        var version = await As(Ana, async (DocumentsDb db) => (await db.Labels.SingleAsync()).Version);
        Assert.IsType<LabelSaving.Saved>(await As(Ana, (SaveLabel save) => save.Run(label, version, "Call back", LabelColor.Red, retired: true, CancellationToken.None)));

        var view = (await As(Ana, (DeskCard desk) => desk.Of(document, "/", true, true, CancellationToken.None)))!;
        Assert.Equal((true, false), (Assert.Single(view.Labels).IsOn, view.Labels[0].IsOffered));
        Assert.True(await As(Ana, (DeskCard desk) => desk.Toggle(document, label, CancellationToken.None)));
        Assert.False(await As(Ana, (DeskCard desk) => desk.Toggle(document, label, CancellationToken.None)));
    }

    [Fact]
    public async Task A_note_stands_until_its_writer_strikes_it_through_and_nobody_can_change_or_delete_it()
    {
        await Wait(1);
        var row = Assert.Single(await Rows(QueueFilter.Everything));

        Assert.False(await As(Ana, (WriteNote write) => write.Add(row.Id, "  ", CancellationToken.None)));
        Assert.False(await As(Cleo, (WriteNote write) => write.Add(row.Id, "Elsewhere", CancellationToken.None), AtMesa));
        Assert.True(await As(Ana, (WriteNote write) => write.Add(row.Id, " Called her,\n no answer ", CancellationToken.None)));
        var note = Assert.Single((await Card(Ben, row.Id)).Notes);
        Assert.Equal(("Called her, no answer", false, null), (note.Text, note.IsMine, note.StruckBy));
        Assert.Equal((1, row.Version), (Assert.Single(await Rows(QueueFilter.Everything)).Marks.Notes, Assert.Single(await Rows(QueueFilter.Everything)).Version));

        Assert.False(await As(Ben, (WriteNote write) => write.Strike(row.Id, note.Id, CancellationToken.None)));
        Assert.True(await As(Ana, (WriteNote write) => write.Strike(row.Id, note.Id, CancellationToken.None)));
        Assert.False(await As(Ana, (WriteNote write) => write.Strike(row.Id, note.Id, CancellationToken.None)));
        Assert.NotNull(Assert.Single((await Card(Ana, row.Id)).Notes).StruckBy);
        Assert.Equal(0, Assert.Single(await Rows(QueueFilter.Everything)).Marks.Notes);
        Assert.Equal([false, false, true], await clinic.Sql(
            """
            SELECT has_table_privilege(role, 'documents.document_notes', privilege)
            FROM (SELECT max(grantee) AS role FROM information_schema.role_table_grants WHERE table_schema = 'documents' AND table_name = 'document_notes' AND privilege_type = 'INSERT' AND grantee LIKE '%documents%') AS roles,
                 unnest(ARRAY['DELETE', 'UPDATE', 'INSERT']) AS privilege
            """));
    }

    [Fact]
    public async Task What_stands_on_a_document_that_was_joined_to_another_is_seen_there()
    {
        await Wait(2);
        var rows = await Rows(QueueFilter.Everything);
        var label = await Label("Call back");
        await As(Ana, (PutLabel put) => put.Toggle(rows[1].Id, label, CancellationToken.None));
        await As(Ana, (WriteNote write) => write.Add(rows[1].Id, "Called them", CancellationToken.None));
        var other = await Rows(QueueFilter.Everything);
        await As(Ana, (ReviewBatch batches) => batches.Assign([$"{rows[1].Id} {other.Single(row => row.Id == rows[1].Id).Version}"], Ben, CancellationToken.None));

        var joined = await As(Ana, (ChangePages change) => change.Join(rows[0].Id, rows[0].Version, rows[1].Id, CancellationToken.None));
        await clinic.RunJobs();

        var card = await Card(Ana, rows[0].Id);
        Assert.Equal(("Called them", "A part of it was with: Ben"), (Assert.Single(card.Notes).Text, card.Owner));
        Assert.Equal((false, true), (Assert.Single(card.Labels).IsOn, card.Labels[0].IsOnPart));
        var row = Assert.Single(await Rows(QueueFilter.Everything));
        Assert.Equal(("Call back", 1), (Assert.Single(row.Marks.Labels).Name, row.Marks.Notes));

        await As(Ana, (ChangePages change) => change.Undo(joined.ActId!.Value, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Empty((await Card(Ana, rows[0].Id)).Notes);
        Assert.Single((await Card(Ana, rows[1].Id)).Notes);
    }

    [Fact]
    public async Task A_word_that_could_not_be_given_is_still_there()
    {
        await Wait(1);
        var row = Assert.Single(await Rows(QueueFilter.Everything));
        await clinic.As(Ana, AtHarbor, async (ReviewModel page) =>
        {
            Assert.IsType<PageResult>(await page.OnPostGive(row.Id, Cleo, "Please call the sender", CancellationToken.None));
            Assert.Equal((Cleo, "Please call the sender"), page.Desk.Given!.Value);
            return true;
        });
        await clinic.As(Ana, AtHarbor, async (DocumentModel page) =>
        {
            Assert.IsType<PageResult>(await page.OnPostFilingRight(row.Id, "  x ", CancellationToken.None));
            Assert.Equal("  x ", page.TypedRight);
            return true;
        });
    }

    [Fact]
    public async Task It_is_given_to_who_may_review_there_and_sees_it_with_a_word_and_taken_back_with_it()
    {
        await Wait(1);
        var row = Assert.Single(await Rows(QueueFilter.Everything));
        await As(Ana, (ReviewBatch batches) => batches.Assign([$"{row.Id} {row.Version}"], Ana, CancellationToken.None));
        row = Assert.Single(await Rows(QueueFilter.Everything));
        Assert.Equal(["Ben", "Dora"], (await Card(Ana, row.Id)).Colleagues!.Select(one => one.Name));
        Assert.Equal((0, 1), await Give(row, Cleo, null));

        Assert.Equal((1, 0), await Give(row, Ben, "Please call the sender"));

        Assert.Equal(Ben, (await clinic.OnlyDocument()).OwnerId);
        Assert.Equal((row.Id, 1), (Assert.Single(await Rows(new QueueFilter(QueueView.Mine), Ben)).Id, (await Rows(new QueueFilter(QueueView.Mine), Ben))[0].Marks.Notes));
        var note = Assert.Single((await Card(Ben, row.Id)).Notes);
        Assert.Equal(("Please call the sender", "Ben"), (note.Text, note.To));

        Assert.Equal(1, await As(Ana, (ReviewBatch batches) => batches.Undo(given, CancellationToken.None)));
        Assert.Equal(Ana, (await clinic.OnlyDocument()).OwnerId);
        Assert.NotNull(Assert.Single((await Card(Ben, row.Id)).Notes).StruckBy);
    }

    [Fact]
    public async Task A_closed_document_is_given_to_nobody_who_does_not_see_it_and_what_stands_on_it_is_closed_too()
    {
        var label = await Label("Call back");
        await Wait(1);
        var row = Assert.Single(await Rows(QueueFilter.Everything));
        await As(Ana, (PutLabel put) => put.On([row.Id], label, Guid.CreateVersion7(), CancellationToken.None));
        await As(Ana, (WriteNote write) => write.Add(row.Id, "Quiet", CancellationToken.None));
        await clinic.Sql("UPDATE documents.documents SET access_class = 'restricted'");

        // No list counts it, by its views, its saved views, its labels or its words.
        var labelled = new Narrowing(label);
        await As(Ana, (SaveView save) => save.Run(SavedViewPlace.Queue, "Calls", QueueView.All, labelled, shared: true, CancellationToken.None));
        await As(Ana, (SaveView save) => save.Run(SavedViewPlace.Inbox, "Calls", InboxFilter.All, labelled, shared: true, CancellationToken.None));
        Assert.Equal(0, Assert.Single(await Views(Ana, QueueFilter.Everything)).Count);
        Assert.Equal((0, 0, 0), await clinic.As(Ana, AtHarbor, async (InboxModel page) =>
        {
            await page.OnGet(InboxFilter.All, null, CancellationToken.None);
            return (page.Rows.Count, page.Counts[InboxFilter.Review], page.Saved!.Links[0].Count!.Value);
        }));
        Assert.Equal((0, 1), (await As(Ana, (ReviewQueue queue) => queue.Of(QueueFilter.Everything).CountAsync()), await As(Ana, (ReviewQueue queue) => queue.Of(QueueFilter.Everything).CountAsync(), classes: ["restricted"])));
        foreach (var search in new[] { new DocumentSearch(null, Label: label), new DocumentSearch("glucose"), new DocumentSearch(null, Type: "lab_result") })
        {
            Assert.Empty((await As(Ana, (FindDocuments find) => find.Run(search, 10, null, null, CancellationToken.None))).Documents);
            Assert.Single((await As(Ana, (FindDocuments find) => find.Run(search, 10, null, null, CancellationToken.None), classes: ["restricted"])).Documents);
        }

        Assert.Null(await As(Ana, (DeskCard desk) => desk.Of(row.Id, "/", true, true, CancellationToken.None)));
        Assert.Equal((0, 0), await As(Ana, async (DocumentsDb db) => (await db.DocumentLabels.CountAsync(), await db.DocumentNotes.CountAsync())));
        Assert.False(await As(Ana, (WriteNote write) => write.Add(row.Id, "More", CancellationToken.None)));
        Assert.False(await As(Ana, (DeskCard desk) => desk.Toggle(row.Id, label, CancellationToken.None)));
        var cleared = await As(Ana, (DeskCard desk) => desk.Of(row.Id, "/", true, true, CancellationToken.None), classes: ["restricted"]);
        Assert.Equal(Dora, Assert.Single(cleared!.Colleagues!).Id);
        Assert.Single(cleared.Notes);
    }

    [Fact]
    public async Task The_trash_only_hides_and_each_line_comes_back_and_may_be_put_away_again()
    {
        await Wait(2);
        var rows = await Rows(QueueFilter.Everything);
        await As(Ana, (ReviewBatch batches) => batches.Junk([.. rows.Select(row => $"{row.Id} {row.Version}")], CancellationToken.None, "blank"));
        var before = await clinic.Ledger();

        var trash = await Trash(Ben);
        Assert.Equal((2, "Ana", false, "Blank, or nothing to be read"), (trash.Count, trash[0].By, trash[0].IsRepeat, trash[0].Why));
        Assert.Empty(await Trash(Cleo, AtMesa));
        var restored = await As(Ben, (ReviewBatch batches) => batches.Restore([$"{trash[0].Id} {trash[0].Version}"], CancellationToken.None));
        Assert.Equal((1, 0), (restored.Done, restored.Left));
        Assert.Equal(trash[1].Id, Assert.Single(await Trash(Ben)).Id);
        Assert.Equal(trash[0].Id, Assert.Single(await Rows(QueueFilter.Everything)).Id);

        Assert.Equal(1, await As(Ben, (ReviewBatch batches) => batches.Undo(restored.Batch, CancellationToken.None)));
        Assert.Equal(before, await clinic.Ledger());
        Assert.Empty(await clinic.Problems());

        // What is not in the trash is not brought "back" by it.
        var elena = register.Elena().PatientId;
        var again = await As(Ben, (ReviewBatch batches) => batches.Restore([.. trash.Select(row => $"{row.Id} {row.Version}"), "nothing"], CancellationToken.None));
        Assert.Equal((1, 2), (again.Done, again.Left));
        var back = Assert.Single(await Rows(QueueFilter.Everything));
        await As(Ana, (FileDocument file) => file.Run(back.Id, back.Version, elena, null, CancellationToken.None));
        var filed = (await clinic.Documents()).Single(d => d.State == DocumentState.Filed);
        Assert.Equal(0, (await As(Ben, (ReviewBatch batches) => batches.Restore([$"{filed.Id} {filed.Version}"], CancellationToken.None))).Done);
    }

    [Fact]
    public async Task A_view_is_kept_for_its_user_or_for_everybody_counts_what_lies_in_it_and_comes_back()
    {
        await Wait(2);
        var label = await Label("Call back");
        await As(Ana, async (PutLabel put) => await put.On([(await Rows(QueueFilter.Everything))[0].Id], label, Guid.CreateVersion7(), CancellationToken.None));
        Assert.Null(await As(Ana, (SaveView save) => save.Run(SavedViewPlace.Queue, " ", QueueView.All, new Narrowing(label), shared: false, CancellationToken.None)));
        var mine = await As(Ana, (SaveView save) => save.Run(SavedViewPlace.Queue, "Calls", QueueView.All, new Narrowing(label), shared: false, CancellationToken.None));
        var all = await As(Ana, (SaveView save) => save.Run(SavedViewPlace.Queue, "Labs", QueueView.Free, new Narrowing(Type: DocumentType.LabResult), shared: true, CancellationToken.None));

        Assert.Equal([("Labs", 2, true, false), ("Calls", 1, false, true)], (await Views(Ana, new QueueFilter(QueueView.All, new Narrowing(label)))).Select(link => (link.Name, link.Count, link.IsShared, link.IsCurrent)));
        Assert.Equal(["Labs"], (await Views(Ben, QueueFilter.Everything)).Select(link => link.Name));

        Assert.False(await As(Ben, (SaveView save) => save.SetRemoved(mine!.Value, removed: true, mayShare: true, CancellationToken.None)));
        Assert.False(await As(Ben, (SaveView save) => save.SetRemoved(all!.Value, removed: true, mayShare: false, CancellationToken.None)));
        Assert.True(await As(Ben, (SaveView save) => save.SetRemoved(all!.Value, removed: true, mayShare: true, CancellationToken.None)));
        Assert.Empty(await Views(Ben, QueueFilter.Everything));
        Assert.True(await As(Ben, (SaveView save) => save.SetRemoved(all!.Value, removed: false, mayShare: true, CancellationToken.None)));
        Assert.Single(await Views(Ben, QueueFilter.Everything));
    }

    [Fact]
    public async Task A_view_keeps_owner_age_channel_urgency_and_location_for_the_team_and_the_inbox_narrows_by_the_same()
    {
        await clinic.Receive(PipelineClinic.Fax(["STAT", .. PipelineClinic.Lab]));
        await clinic.RunJobs();
        clinic.Clock.Advance(TimeSpan.FromHours(5));
        await Wait(1);
        var rows = await Rows(QueueFilter.Everything);
        await As(Ana, (ReviewBatch batches) => batches.Assign([$"{rows[0].Id} {rows[0].Version}"], Ben, CancellationToken.None));
        var narrowed = new Narrowing(null, null, Ben, 4, TransmissionChannel.Fax, Urgent: true, TestOrganization.Harbor.Id);
        await As(Ana, (SaveView save) => save.Run(SavedViewPlace.Queue, "Ben's urgent", QueueView.All, narrowed, shared: true, CancellationToken.None));
        await As(Ana, (SaveView save) => save.Run(SavedViewPlace.Inbox, "Ben's urgent", InboxFilter.Review, narrowed, shared: true, CancellationToken.None));

        var link = Assert.Single(await Views(Ben, QueueFilter.Everything));
        Assert.Equal((1, $"/documents/review?owner={Ben}&over=4&channel=fax&urgent=true&location={TestOrganization.Harbor.Id}"), (link.Count, link.Address));
        Assert.True(Assert.Single(await Views(Ben, new QueueFilter(QueueView.All, narrowed))).IsCurrent);
        Assert.Equal(rows[0].Id, Assert.Single(await Rows(new QueueFilter(QueueView.All, narrowed))).Id);
        Assert.Equal((rows[0].Id, "Ben"), (Assert.Single(await Inbox(InboxFilter.All, narrowed)).Documents[0].Id, (await Inbox(InboxFilter.All, narrowed))[0].Documents[0].Owner));

        // Each of them leaves it out by itself.
        foreach (var other in new[]
        {
            narrowed with { Owner = Ana }, narrowed with { OverHours = 24 }, narrowed with { Channel = TransmissionChannel.Email },
            narrowed with { Location = TestOrganization.Mesa.Id }, narrowed with { Type = DocumentType.Referral },
        })
        {
            Assert.Empty(await Rows(new QueueFilter(QueueView.All, other)));
            Assert.Empty(await Inbox(InboxFilter.All, other));
        }

        // What is urgent and waits comes first however old it is, and stands in no list twice.
        Assert.Equal([rows[0].Id, rows[1].Id], (await Inbox(InboxFilter.All, Narrowing.None)).Select(row => row.Documents[0].Id));
        Assert.Equal(TimeSpan.FromHours(5) + TimeSpan.FromMinutes(1), (await Rows(QueueFilter.Everything))[0].Waiting);
    }

    [Fact]
    public async Task What_lies_in_saved_views_is_counted_anew_once_a_minute_and_what_arrived_at_every_look()
    {
        await Wait(2);
        await As(Ana, (SaveView save) => save.Run(SavedViewPlace.Queue, "Labs", QueueView.Free, new Narrowing(Type: DocumentType.LabResult), shared: true, CancellationToken.None));
        var counted = clinic.Clock.GetUtcNow().ToUnixTimeSeconds();

        clinic.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((null, counted, 2), await Live(counted));
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((2, counted + 60, 2), await Live(counted));

        // What a page says wrong is counted.
        Assert.Equal((2, counted + 60, 2), await Live(long.MaxValue));

        Task<(int? InView, long CountedAt, int Arrived)> Live(long at) => clinic.As(Ana, AtHarbor, async (QueueModel page) =>
        {
            await page.OnPostLive([], at, CancellationToken.None);
            return (page.Saved?.Links[0].Count, page.SavedCountedAt, page.Arrived);
        });
    }

    private Guid given;

    private async Task<(int Done, int Left)> Give(QueueRow row, Guid to, string? word)
    {
        var result = await As(Ana, (ReviewBatch batches) => batches.Give([$"{row.Id} {row.Version}"], to, word, CancellationToken.None));
        given = result.Batch;
        return (result.Done, result.Left);
    }

    private async Task<Guid> Label(string name)
    {
        Assert.IsType<LabelSaving.Saved>(await Save(null, 0, name));
        return await As(Ana, async (DocumentsDb db) => (await db.Labels.SingleAsync(label => label.Name == name)).Id);
    }

    private Task<LabelSaving> Save(Guid? id, uint version, string name) =>
        As(Ana, (SaveLabel save) => save.Run(id, version, name, LabelColor.Blue, retired: false, CancellationToken.None));

    private async Task<DeskView> Card(Guid user, Guid document) => (await As(user, (DeskCard desk) => desk.Of(document, "/", true, true, CancellationToken.None)))!;

    private Task<IReadOnlyList<QueueRow>> Rows(QueueFilter filter, Guid? user = null) => clinic.As(user ?? Ana, AtHarbor, async (QueueModel page) =>
    {
        (page.View, page.By) = (filter.View, FormOf(filter.By));
        await page.OnGet(CancellationToken.None);
        return page.Rows;
    });

    private Task<IReadOnlyList<SavedViewLink>> Views(Guid user, QueueFilter filter) => clinic.As(user, AtHarbor, async (QueueModel page) =>
    {
        (page.View, page.By) = (filter.View, FormOf(filter.By));
        await page.OnGet(CancellationToken.None);
        return page.Saved!.Links;
    });

    private Task<IReadOnlyList<InboxRow>> Inbox(string filter, Narrowing by) => clinic.As(Ana, AtHarbor, async (InboxModel page) =>
    {
        page.By = FormOf(by);
        await page.OnGet(filter, null, CancellationToken.None);
        return page.Rows;
    });

    private static NarrowingForm FormOf(Narrowing by) => new()
    {
        Label = by.Label,
        Type = by.Type?.Code(),
        Owner = by.Owner,
        Over = by.OverHours,
        Channel = by.Channel,
        Urgent = by.Urgent,
        Location = by.Location,
    };

    private Task<IReadOnlyList<TrashRow>> Trash(Guid user, Guid[]? locations = null) => clinic.As(user, locations ?? AtHarbor, async (TrashModel page) =>
    {
        await page.OnGet(null, CancellationToken.None);
        return page.Rows;
    });

    /// <summary>So many documents about somebody who is not registered.</summary>
    private async Task Wait(int many)
    {
        for (var i = 0; i < many; i++)
        {
            clinic.Clock.Advance(TimeSpan.FromMinutes(1));
            await clinic.Receive(PipelineClinic.Fax([.. PipelineClinic.Lab, $"Sheet {10_000 + i}", $"Accession {880_000 + (7 * i)}"]));
        }

        await clinic.RunJobs();
    }

    private async Task<TResult> As<T, TResult>(Guid user, Func<T, Task<TResult>> act, Guid[]? locations = null, string[]? classes = null)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.ActAsUser(user, locations ?? AtHarbor);
        actor.See(classes ?? [], []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
