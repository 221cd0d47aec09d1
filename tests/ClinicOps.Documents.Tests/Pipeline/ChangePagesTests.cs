using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Quality;
using ClinicOps.Documents.Receiving;
using ClinicOps.Documents.Search;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Pages;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Documents.Tests.Pipeline.PipelineClinic;

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>Pages that a person puts elsewhere: nothing is lost, no machine files what a person touched, and every act is undone.</summary>
public sealed class ChangePagesTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");
    private static readonly Guid Ben = Guid.Parse("0190d000-0000-7000-8000-000000000002");

    private static readonly string[] Note = ["and nothing else of note", "continued"];

    private static readonly string[] Order =
    [
        "Lakeside Family Practice", "2 Mill Rd, Ashford, OH 43096", "Tel: (614) 555-0199", "PHYSICIAN ORDER", "Patient: Elena M Rossi", "DOB: 06/20/1990", "Order: MRI lumbar spine without contrast",
        "CPT 72148", "Diagnosis: low back pain M54.5", "Ordering provider: Ada Quist, MD", "NPI 1234567893", "Electronically signed by Ada Quist, MD 03/01/2026",
    ];

    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    public async ValueTask InitializeAsync() => (clinic, register, _) = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_document_cut_in_two_leaves_the_record_each_part_is_matched_anew_and_undone_it_is_filed_as_before()
    {
        var elena = register.Elena().PatientId;
        await clinic.Receive(Fax(Lab, Note));
        await clinic.RunJobs();
        var filed = await clinic.OnlyDocument();
        Assert.Equal(elena, filed.PatientId);

        var cut = await Do((ChangePages change) => change.Split(filed.Id, filed.Version, filed.Pages[0].Id, CancellationToken.None));
        await Balanced();
        await clinic.RunJobs();

        var parts = await clinic.Documents();
        Assert.Equal(["1", "2"], parts.Select(Numbers));
        Assert.All(parts, part => Assert.Equal((DocumentState.Review, true, null), (part.State, part.TouchedByPerson, part.PatientId)));
        Assert.Equal((ReviewReason.SentBack, elena), (parts[0].ReviewReason, ((FilingDecision.Auto)parts[0].Decision!).PatientId));
        Assert.Equal(["filed gate", "unfiled pages-changed"], await clinic.Sql("SELECT act || ' ' || why FROM documents.filings ORDER BY at, id"));
        await Balanced();

        Assert.IsType<DocumentAct.Done>((await Do((ChangePages change) => change.Undo(cut.ActId!.Value, CancellationToken.None))).Outcome);
        await clinic.RunJobs();

        var again = await clinic.OnlyDocument();
        Assert.Equal((filed.Id, "1 2", DocumentState.Filed, elena, null), (again.Id, Numbers(again), again.State, again.PatientId, again.FiledBy));
        Assert.Equal(["merged"], await clinic.Sql($"SELECT state FROM documents.documents WHERE id <> '{filed.Id}'"));
        Assert.IsType<DocumentAct.PagesLieOtherwise>((await Do((ChangePages change) => change.Undo(cut.ActId!.Value, CancellationToken.None))).Outcome);
        await Balanced();

        // Cut and undone once more, it is still the gate's filing, of which nobody has said whose it is: a namesake registered later brings it back to review.
        cut = await Do((ChangePages change) => change.Split(again.Id, again.Version, again.Pages.OrderBy(page => page.Position).First().Id, CancellationToken.None));
        await clinic.RunJobs();
        await Do((ChangePages change) => change.Undo(cut.ActId!.Value, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal((DocumentState.Filed, null), ((await clinic.OnlyDocument()).State, (await clinic.OnlyDocument()).FiledBy));
        await clinic.Tell(new Intake.Contracts.PatientRegistered(register.Elena().PatientId));
        await clinic.RunJobs();
        Assert.Equal((DocumentState.Review, ReviewReason.NoLongerOnlyFit), ((await clinic.OnlyDocument()).State, (await clinic.OnlyDocument()).ReviewReason));
        await Balanced();
    }

    [Fact]
    public async Task Orders_of_a_changed_document_are_withdrawn_read_again_from_what_it_then_is_and_told_when_a_person_files_it()
    {
        var elena = register.Elena().PatientId;
        await clinic.Receive(Fax(Order, Note));
        await clinic.RunJobs();
        var filed = await clinic.OnlyDocument();
        Assert.Equal(["told"], await clinic.Sql("SELECT standing FROM documents.orders"));

        await Do((ChangePages change) => change.TakeOut(filed.Id, filed.Version, filed.Pages[1].Id, CancellationToken.None));
        await clinic.RunJobs();

        Assert.Equal(["withdrawn", "read"], await clinic.Sql("SELECT standing FROM documents.orders ORDER BY id"));
        var now = (await clinic.Documents())[0];
        await As(Ana, (FileDocument file) => file.Run(now.Id, now.Version, elena, null, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal(["withdrawn", "told"], await clinic.Sql("SELECT standing FROM documents.orders ORDER BY id"));
        await Balanced();
    }

    [Fact]
    public async Task What_people_said_of_an_order_goes_along_with_its_page_and_stands_again_by_an_undo()
    {
        register.Elena();
        await clinic.Receive(Fax([.. Order[..6], "Order: MRI lumbar spine without contrast (CPT 72148)", .. Order[8..^1], "Order date: 03/01/2026"], Note));
        await clinic.RunJobs();
        var filed = await clinic.OnlyDocument();
        await Correct(filed.Id, ("code", "72149"), ("due", "04/01/2026"));
        var asked = (await clinic.OnlyDocument()).Version;
        var order = await OrderOf(filed.Id);
        await As(Ana, (AskSender ask) => ask.Asked(filed.Id, asked, order.Id, "Please sign it.", CancellationToken.None), TestOrganization.Harbor.Id);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        var cut = await Do(async (ChangePages change) => await change.TakeOut(filed.Id, (await clinic.OnlyDocument()).Version, filed.Pages[1].Id, CancellationToken.None));
        await clinic.RunJobs();
        await clinic.DeliverAgain();

        // Read anew from its page, it is what the person said it is; what was read stands under it.
        var between = await OrderOf(filed.Id);
        Assert.Equal((order.Id, OrderStanding.Read, "72149", "2026-04-01", "asked"), (between.SuccessorOf!.Value, between.Standing, between.Values.Named("code"), between.Values.Named("due"), between.Values.Named("query")));
        Assert.Equal(["72148"], await clinic.Sql($"SELECT value FROM documents.order_values WHERE order_id = '{between.Id}' AND name = 'code' AND source = 'machine'"));
        Assert.Empty(await clinic.Sql("SELECT detail FROM documents.events WHERE code = 'order-corrections-dropped'"));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await Correct(filed.Id, ("urgency", "stat"));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.IsType<DocumentAct.Done>((await Do((ChangePages change) => change.Undo(cut.ActId!.Value, CancellationToken.None))).Outcome);
        await clinic.RunJobs();
        await clinic.DeliverAgain();

        var again = await OrderOf(filed.Id);
        Assert.Equal((OrderStanding.Told, order.State, order.Id), (again.Standing, again.State, again.SuccessorOf!.Value));
        Assert.Equal(("72149", "2026-04-01", "stat", "asked", "Please sign it."), (again.Values.Named("code"), again.Values.Named("due"), again.Values.Named("urgency"), again.Values.Named("query"), again.Values.Find("query")!.AsWritten));
        Assert.Equal((DocumentState.Filed, filed.TranscribedAt), ((await clinic.OnlyDocument()).State, (await clinic.OnlyDocument()).TranscribedAt));

        // Turned, and turned back before it was read.
        var turned = await Do(async (ChangePages change) => await change.Turn(filed.Id, (await clinic.OnlyDocument()).Version, filed.Pages[0].Id, 2, CancellationToken.None));
        await Do((ChangePages change) => change.Undo(turned.ActId!.Value, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal((OrderStanding.Told, "72149", "asked"), ((await OrderOf(filed.Id)).Standing, (await OrderOf(filed.Id)).Values.Named("code"), (await OrderOf(filed.Id)).Values.Named("query")));

        // What is not found again on its page is not said of another order, and review says so.
        await clinic.Sql("UPDATE documents.pages SET text = replace(replace(text::text, '72148', '70450'), 'lumbar', 'cervical')::jsonb");
        await Do(async (ChangePages change) => await change.TakeOut(filed.Id, (await clinic.OnlyDocument()).Version, filed.Pages[1].Id, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal("70450", (await OrderOf(filed.Id)).Values.Named("code"));
        Assert.Single(await clinic.Sql("SELECT detail FROM documents.events WHERE code = 'order-corrections-dropped'"));
        Assert.EndsWith("check the orders.", (await Now(filed.Id)).ReviewWords, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_urgent_stays_so_when_pages_change_and_is_told_once_of_the_document_where_its_page_lies()
    {
        // The e-mail around it said STAT; the last page has a critical result.
        await clinic.In((ReceiveFile receive) => receive.Run(Incoming(Fax(Lab, Note, [.. Imaging, "CRITICAL RESULT called to the ordering provider"])) with { Urgent = [UrgentKind.Stat] }, CancellationToken.None));
        await clinic.RunJobs();
        var (lab, imaging) = ((await clinic.Documents())[0], (await clinic.Documents())[1]);
        Assert.Equal(("stat", "critical_result"), (lab.UrgentReason, imaging.UrgentReason));

        await Do((ChangePages change) => change.TakeOut(lab.Id, lab.Version, lab.Pages[1].Id, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal("stat", (await Now(lab.Id)).UrgentReason);
        var note = (await clinic.Documents()).Single(d => d.Id != lab.Id && d.Id != imaging.Id);

        var merged = await Do((ChangePages change) => change.Merge(note.Id, note.Version, 1, imaging.Id, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal("critical_result", (await Now(note.Id)).UrgentReason);
        Assert.Equal(["urgent-wording-read", "urgent-wording-moved"], await Urgent(imaging.Id));
        Assert.Equal(["urgent-wording-read"], await Urgent(note.Id));

        await Do((ChangePages change) => change.Undo(merged.ActId!.Value, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal((null, "critical_result"), ((await Now(note.Id)).UrgentReason, (await Now(imaging.Id)).UrgentReason));
        Assert.Equal(["urgent-wording-read", "urgent-wording-moved", "urgent-wording-read"], await Urgent(imaging.Id));
        Assert.Equal(["urgent-wording-read", "urgent-wording-moved"], await Urgent(note.Id));
        Assert.Equal(["urgent-wording-read"], await Urgent(lab.Id));
    }

    [Fact]
    public async Task Of_two_urgent_documents_that_are_put_together_one_is_left_to_be_told_of_and_undone_both_are()
    {
        await clinic.Receive(Fax([.. Lab, "STAT"], [.. Imaging, "STAT"]));
        await clinic.RunJobs();
        var (lab, imaging) = ((await clinic.Documents())[0], (await clinic.Documents())[1]);

        var merged = await Do((ChangePages change) => change.Merge(lab.Id, lab.Version, 1, imaging.Id, CancellationToken.None));
        await clinic.RunJobs();
        var whole = (await clinic.OnlyDocument()).Id;
        var gone = whole == lab.Id ? imaging.Id : lab.Id;
        Assert.Equal(["urgent-wording-read"], await Urgent(whole));
        Assert.Equal(["urgent-wording-read", "urgent-wording-moved"], await Urgent(gone));

        await Do((ChangePages change) => change.Undo(merged.ActId!.Value, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal(("stat", "stat"), ((await Now(lab.Id)).UrgentReason, (await Now(imaging.Id)).UrgentReason));
        Assert.Equal(["urgent-wording-read", "urgent-wording-moved", "urgent-wording-read"], await Urgent(gone));
    }

    [Fact]
    public async Task Pages_of_what_was_put_away_stay_there_until_a_person_brings_it_back()
    {
        await clinic.Receive(Fax(Lab, Imaging));
        await clinic.RunJobs();
        var (lab, imaging) = ((await clinic.Documents())[0], (await clinic.Documents())[1]);
        await As(Ana, (MarkJunk junk) => junk.Run(imaging.Id, imaging.Version, CancellationToken.None), TestOrganization.Harbor.Id);

        Assert.Contains("put away", PageButtons.Why((await Do((ChangePages change) => change.Merge(lab.Id, lab.Version, 1, imaging.Id, CancellationToken.None))).Outcome));
        Assert.IsType<DocumentAct.PutAway>((await Do(async (ChangePages change) => await change.Turn(imaging.Id, (await Now(imaging.Id)).Version, imaging.Pages[0].Id, 1, CancellationToken.None))).Outcome);
        Assert.Equal((DocumentState.Junk, "2"), ((await Now(imaging.Id)).State, Numbers(await Now(imaging.Id))));
    }

    [Fact]
    public async Task A_copy_of_a_fax_that_was_joined_is_as_closed_as_the_document_that_has_its_pages()
    {
        string[] first = [.. Lab[..3], "Page 1 of 3", .. Lab[3..]];
        await From(Fax(first));
        await clinic.RunJobs();
        clinic.Clock.Advance(TimeSpan.FromHours(2));
        await From(Fax(Imaging));
        await clinic.RunJobs();
        var (lab, imaging) = ((await clinic.Documents())[0], (await clinic.Documents())[1]);
        await Do((ChangePages change) => change.Join(imaging.Id, imaging.Version, lab.Id, CancellationToken.None));
        await clinic.RunJobs();
        await From(Fax(first));
        await clinic.RunJobs();
        var copy = (await clinic.Documents()).Single(d => d.Id != imaging.Id);
        Assert.Equal((lab.TransmissionId, null), (copy.RepeatOfTransmission!.Value, copy.RepeatOfDocument));
        Assert.Equal(2, await As(Ana, (VisibleToActor visible) => visible.Documents.CountAsync(), TestOrganization.Harbor.Id));

        await clinic.Sql($"UPDATE documents.documents SET access_class = 'part2' WHERE id = '{imaging.Id}'");
        Assert.Equal(0, await As(Ana, (VisibleToActor visible) => visible.Documents.CountAsync(), TestOrganization.Harbor.Id));
        Assert.Equal(2, await As(Ana, (VisibleToActor visible) => visible.Documents.CountAsync(), ["part2"], TestOrganization.Harbor.Id));
    }

    [Fact]
    public async Task A_type_corrected_while_filing_elsewhere_leaves_no_orders_of_the_wrong_one_behind()
    {
        register.Elena();
        var marco = register.Marco().PatientId;
        await clinic.Receive(Fax(Order));
        await clinic.RunJobs();
        var filed = await clinic.OnlyDocument();

        await As(Ana, (FileDocument file) => file.Run(filed.Id, filed.Version, marco, DocumentType.LabResult, CancellationToken.None));
        await clinic.RunJobs();

        Assert.Equal(["withdrawn"], await clinic.Sql("SELECT standing FROM documents.orders"));
    }

    [Fact]
    public async Task Two_neighbours_are_merged_and_the_one_that_is_gone_leads_to_the_other_until_it_is_undone()
    {
        register.Elena();
        register.Marco();
        await clinic.Receive(Fax(Cover, Lab, Imaging));
        await clinic.RunJobs();
        var (lab, imaging) = ((await clinic.Documents())[0], (await clinic.Documents())[1]);
        Assert.All(await clinic.Documents(), document => Assert.Equal(DocumentState.Filed, document.State));

        var merged = await Do((ChangePages change) => change.Merge(lab.Id, lab.Version, 1, imaging.Id, CancellationToken.None));
        await Balanced();
        await clinic.RunJobs();

        var only = await clinic.OnlyDocument();
        Assert.Equal((lab.Id, "2 3", DocumentState.Review), (only.Id, Numbers(only), only.State));
        Assert.Equal(4L, Assert.Single(await clinic.Sql("SELECT count(*) FROM documents.filings")));
        Assert.Equal(["lab_result"], (await Search("lungs glucose")).Select(DocumentTypes.Code));
        Assert.Equal([lab.Id.ToString()], await clinic.Sql($"SELECT detail FROM documents.events WHERE document_id = '{imaging.Id}' AND code = 'merged-into'"));
        await Balanced();
        await clinic.DeliverAgain();
        await Balanced();

        await Do((ChangePages change) => change.Undo(merged.ActId!.Value, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal([("2", DocumentState.Filed), ("3", DocumentState.Filed)], (await clinic.Documents()).Select(document => (Numbers(document), document.State)));
        Assert.Equal(["imaging_report"], (await Search("lungs")).Select(DocumentTypes.Code));
        await Balanced();
    }

    [Fact]
    public async Task Pages_move_within_a_document_and_over_its_end_to_the_neighbours()
    {
        await clinic.Receive(Fax(Lab, Note, Imaging));
        await clinic.RunJobs();
        Assert.Equal(["1 2", "3"], (await clinic.Documents()).Select(Numbers));

        await Move(0, 1, -1);
        Assert.Equal(["2 1", "3"], (await clinic.Documents()).Select(Numbers));
        await Move(0, 1, 1);
        Assert.Equal(["2", "1 3"], (await clinic.Documents()).Select(Numbers));
        var texts = await clinic.In(async (DocumentsDb db) => await db.TextsOf((await clinic.Documents())[1].Id, CancellationToken.None));
        Assert.Equal([1, 3], texts.Select(text => text.Number));

        var all = await clinic.Documents();
        Assert.IsType<DocumentAct.PagesLieOtherwise>((await Do((ChangePages change) => change.Move(all[0].Id, all[0].Version, all[0].Pages[0].Id, -1, CancellationToken.None))).Outcome);
        Assert.IsType<DocumentAct.PagesLieOtherwise>((await Do((ChangePages change) => change.TakeOut(all[0].Id, all[0].Version, all[0].Pages[0].Id, CancellationToken.None))).Outcome);
        Assert.IsType<DocumentAct.PagesLieOtherwise>((await Do((ChangePages change) => change.Split(all[0].Id, all[0].Version, all[1].Pages[0].Id, CancellationToken.None))).Outcome);
        Assert.IsType<DocumentAct.PagesLieOtherwise>((await Do((ChangePages change) => change.Merge(all[1].Id, all[1].Version, -1, all[0].Id, CancellationToken.None))).Outcome);
    }

    [Fact]
    public async Task A_page_turned_by_hand_is_read_as_it_then_lies_once_and_never_lost()
    {
        register.Elena();
        await clinic.Receive(Fax(["!sideways", .. Lab]));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();

        await Do((ChangePages change) => change.Turn(document.Id, document.Version, document.Pages[0].Id, 1, CancellationToken.None));
        await Balanced();
        Assert.IsType<DocumentAct.NotNow>((await Do(async (ChangePages change) => await change.Turn(document.Id, (await clinic.OnlyDocument()).Version, document.Pages[0].Id, 1, CancellationToken.None))).Outcome);
        await clinic.RunJobs();
        await clinic.DeliverAgain();

        var turned = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Review, DocumentType.LabResult, 0), (turned.State, turned.Type, turned.Pages[0].TurnBy));
        Assert.DoesNotContain(turned.Pages[0].Text!.Words, word => word.Text.StartsWith('!'));
        Assert.NotEqual(document.Pages[0].ImageHash, turned.Pages[0].ImageHash);
        await Balanced();

        // Upside down it cannot be read: it stays as it was, and says so.
        await Do((ChangePages change) => change.Turn(turned.Id, turned.Version, turned.Pages[0].Id, 2, CancellationToken.None));
        await clinic.RunJobs();
        var same = await clinic.OnlyDocument();
        Assert.Equal((turned.Pages[0].ImageHash, 0, DocumentState.Review), (same.Pages[0].ImageHash, same.Pages[0].TurnBy, same.State));
        Assert.Contains(EventCode.PageNotTurned, await clinic.Sql("SELECT code FROM documents.events"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_turned_page_of_a_filed_document_is_put_back_as_it_was_and_the_document_filed_where_it_lay(bool afterReading)
    {
        var elena = register.Elena().PatientId;
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();
        var before = await clinic.OnlyDocument();
        Assert.Equal(elena, before.PatientId);
        var turned = await Do((ChangePages change) => change.Turn(before.Id, before.Version, before.Pages[0].Id, 2, CancellationToken.None));
        Assert.True(turned.LeftChart);
        if (afterReading)
        {
            await clinic.RunJobs();
            Assert.Equal(DocumentState.Review, (await clinic.OnlyDocument()).State);
        }

        Assert.IsType<DocumentAct.Done>((await Do((ChangePages change) => change.Undo(turned.ActId!.Value, CancellationToken.None))).Outcome);
        await clinic.RunJobs();
        await clinic.DeliverAgain();

        var back = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Filed, elena, null), (back.State, back.PatientId, back.FiledBy));
        Assert.Equal((before.Pages[0].ImageHash, 0, before.Type), (back.Pages[0].ImageHash, back.Pages[0].TurnBy, back.Type));
        Assert.Equal(before.Pages[0].Text!.Words.Select(word => word.Text), back.Pages[0].Text!.Words.Select(word => word.Text));
        await Balanced();
        Assert.IsType<DocumentAct.PagesLieOtherwise>((await Do((ChangePages change) => change.Undo(turned.ActId!.Value, CancellationToken.None))).Outcome);
    }

    [Fact]
    public async Task A_turn_whose_job_was_lost_is_taken_up_again()
    {
        await clinic.Receive(Fax(["!sideways", .. Lab]));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();
        await Do((ChangePages change) => change.Turn(document.Id, document.Version, document.Pages[0].Id, 1, CancellationToken.None));
        await clinic.Sql("DELETE FROM hangfire.jobqueue");
        clinic.Clock.Advance(TimeSpan.FromHours(2));

        await clinic.In((ResumeStalled resume) => resume.Run(new StalledToResume(), new Kernel.Jobs.JobMessage(Guid.CreateVersion7(), "documents.resume-stalled"), CancellationToken.None));
        await clinic.RunJobs();

        Assert.Equal((DocumentState.Review, DocumentType.LabResult), ((await clinic.OnlyDocument()).State, (await clinic.OnlyDocument()).Type));
    }

    [Fact]
    public async Task Who_was_overtaken_who_works_elsewhere_and_who_is_not_cleared_changes_nothing()
    {
        await clinic.Receive(Fax(Lab, Note, Imaging));
        await clinic.RunJobs();
        var all = await clinic.Documents();
        var page = all[0].Pages[0].Id;

        Assert.IsType<DocumentAct.ChangedMeanwhile>((await Do((ChangePages change) => change.Split(all[0].Id, all[0].Version + 1, page, CancellationToken.None))).Outcome);
        Assert.IsType<DocumentAct.DocumentUnknown>((await As(Ana, (ChangePages change) => change.Split(all[0].Id, all[0].Version, page, CancellationToken.None), TestOrganization.Mesa.Id)).Outcome);
        await As(Ben, (HoldDocument hold) => hold.Take(all[1].Id, CancellationToken.None));
        Assert.IsType<DocumentAct.OpenedByAnother>((await Do((ChangePages change) => change.Merge(all[0].Id, all[0].Version, 1, all[1].Id, CancellationToken.None))).Outcome);
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.Sql($"UPDATE documents.documents SET access_class = 'part2' WHERE id = '{all[1].Id}'");
        Assert.IsType<DocumentAct.PagesLieOtherwise>((await Do((ChangePages change) => change.Merge(all[0].Id, all[0].Version, 1, all[1].Id, CancellationToken.None))).Outcome);
        Assert.IsType<DocumentAct.ClassesDiffer>((await As(Ana, (ChangePages change) => change.Merge(all[0].Id, all[0].Version, 1, all[1].Id, CancellationToken.None), classes: ["part2"])).Outcome);
        var closed = Guid.CreateVersion7();
        await clinic.Sql($"UPDATE documents.documents SET access_class = 'standard', subject_id = '{closed}' WHERE id = '{all[1].Id}'; INSERT INTO documents.subject_classes VALUES ('{closed}', 'part2')");
        Assert.IsType<DocumentAct.ClassesDiffer>((await As(Ana, (ChangePages change) => change.Merge(all[0].Id, all[0].Version, 1, all[1].Id, CancellationToken.None), classes: ["part2"])).Outcome);
        Assert.Equal(["1 2", "3"], (await clinic.Documents()).Select(Numbers));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM documents.page_acts"));
    }

    [Fact]
    public async Task A_change_overtaken_by_another_is_not_undone()
    {
        await clinic.Receive(Fax(Lab, Note, Note));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();
        var first = await Do((ChangePages change) => change.Split(document.Id, document.Version, document.Pages[0].Id, CancellationToken.None));
        await clinic.RunJobs();
        var rest = (await clinic.Documents())[1];
        await Do((ChangePages change) => change.Split(rest.Id, rest.Version, rest.Pages[0].Id, CancellationToken.None));
        await clinic.RunJobs();

        Assert.IsType<DocumentAct.PagesLieOtherwise>((await Do((ChangePages change) => change.Undo(first.ActId!.Value, CancellationToken.None))).Outcome);
        Assert.Equal(["1", "2", "3"], (await clinic.Documents()).Select(Numbers));
    }

    [Fact]
    public async Task What_a_colleague_decided_about_the_parts_since_is_not_taken_back_by_an_undo()
    {
        var elena = register.Elena().PatientId;
        await clinic.Receive(Fax(Lab, Note));
        await clinic.RunJobs();
        var whole = await clinic.OnlyDocument();
        var cut = await Do((ChangePages change) => change.Split(whole.Id, whole.Version, whole.Pages[0].Id, CancellationToken.None));
        await clinic.RunJobs();
        var part = (await clinic.Documents())[0];
        await As(Ben, (FileDocument file) => file.Run(part.Id, part.Version, elena, null, CancellationToken.None), TestOrganization.Harbor.Id);
        await clinic.RunJobs();

        Assert.IsType<DocumentAct.PagesLieOtherwise>((await Do((ChangePages change) => change.Undo(cut.ActId!.Value, CancellationToken.None))).Outcome);

        Assert.Equal(["1", "2"], (await clinic.Documents()).Select(Numbers));
        Assert.Equal((DocumentState.Filed, Ben), ((await clinic.Documents())[0].State, (await clinic.Documents())[0].FiledBy));
    }

    [Fact]
    public async Task What_is_urgent_on_a_cover_stays_said_whichever_of_its_documents_goes_on()
    {
        await clinic.Receive(Fax([.. Cover, "STAT"], Lab, Imaging));
        await clinic.RunJobs();
        var (lab, imaging) = ((await clinic.Documents())[0], (await clinic.Documents())[1]);
        Assert.Equal("stat", lab.UrgentReason);

        Assert.IsType<DocumentAct.Done>((await Do((ChangePages change) => change.Merge(imaging.Id, imaging.Version, -1, lab.Id, CancellationToken.None))).Outcome);
        await clinic.RunJobs();

        Assert.Equal("stat", (await clinic.OnlyDocument()).UrgentReason);
    }

    [Fact]
    public async Task The_cover_of_the_second_call_speaks_for_what_was_joined_and_is_shown_with_it()
    {
        register.Elena();
        var (first, rest) = await TwoCalls("STAT");
        Assert.Equal((null, "stat"), (first.UrgentReason, rest.UrgentReason));

        var joined = await Do((ChangePages change) => change.Join(first.Id, first.Version, rest.Id, CancellationToken.None));
        await clinic.RunJobs();

        var whole = await clinic.OnlyDocument();
        Assert.Equal((first.Id, "stat", 0), (whole.Id, whole.UrgentReason, whole.MissingPages.Length));
        var paper = (await As(Ana, (ReadPaper read) => read.Of(whole.Id, CancellationToken.None), TestOrganization.Harbor.Id))!;
        var words = Assert.Single(paper.UrgentWords);
        Assert.Equal(("STAT", true, new PageOrigin(rest.TransmissionId, 1)), (words.Text, paper.Pages.Of(words.Place)!.IsCover, paper.Pages.Of(words.Place)!.Origin));

        await Do((ChangePages change) => change.Undo(joined.ActId!.Value, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal((null, "stat"), ((await Now(first.Id)).UrgentReason, (await Now(rest.Id)).UrgentReason));
    }

    [Fact]
    public async Task Pages_in_another_order_are_no_wrong_filing_and_a_page_of_another_patient_is_one_when_it_is_filed_there()
    {
        var (elena, marco) = (register.Elena().PatientId, register.Marco().PatientId);
        await clinic.Receive(Fax(Lab, Note, Note));
        await clinic.RunJobs();
        var known = () => clinic.In((QualityFigures figures) => figures.Known(CancellationToken.None));
        var fileTo = async (Document document, Guid patient) =>
        {
            Assert.IsType<DocumentAct.Done>(await As(Ana, (FileDocument file) => file.Run(document.Id, document.Version, patient, DocumentType.LabResult, CancellationToken.None), TestOrganization.Harbor.Id));
            await clinic.RunJobs();
        };
        await Move(0, 1, 1);
        Assert.Equal(new KnownWrong(1, 0, 0), await known());
        await fileTo(await clinic.OnlyDocument(), elena);

        // Taken out, a page waits, is the same patient's, and at last another's.
        var whole = await clinic.OnlyDocument();
        await Do((ChangePages change) => change.TakeOut(whole.Id, whole.Version, whole.Pages[2].Id, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal(new KnownWrong(1, 0, 0), await known());
        var page = (await clinic.Documents()).Single(d => d.Id != whole.Id);
        await fileTo(page, elena);
        Assert.Equal(new KnownWrong(1, 0, 0), await known());
        await fileTo(await Now(page.Id), marco);
        Assert.Equal(new KnownWrong(1, 1, 0), await known());
    }

    [Fact]
    public async Task A_neighbour_that_is_another_one_by_now_is_not_merged()
    {
        await clinic.Receive(Fax(Lab, Imaging));
        await clinic.RunJobs();
        var all = await clinic.Documents();

        Assert.IsType<DocumentAct.PagesLieOtherwise>((await Do((ChangePages change) => change.Merge(all[0].Id, all[0].Version, 1, Guid.CreateVersion7(), CancellationToken.None))).Outcome);
        Assert.Equal(["1", "2"], (await clinic.Documents()).Select(Numbers));
    }

    [Fact]
    public async Task Each_change_stands_in_the_history_and_in_the_audit()
    {
        await clinic.Receive(Fax(Lab, Note));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();
        await Do((ChangePages change) => change.Split(document.Id, document.Version, document.Pages[0].Id, CancellationToken.None));

        Assert.Equal(2L, Assert.Single(await clinic.Sql($"SELECT count(*) FROM documents.events WHERE code = 'pages-changed' AND detail = 'split' AND by = '{Ana}'")));
        Assert.Equal(["split"], await clinic.Sql($"SELECT reason FROM audit.entries WHERE action = 'document.pages-changed' AND subject_id = '{document.Id}' AND user_id = '{Ana}'"));
        await Assert.ThrowsAnyAsync<Exception>(() => clinic.In((DocumentsDb db) => db.Database.ExecuteSqlAsync($"UPDATE page_acts SET kind = 'x'")));
    }

    [Fact]
    public async Task An_order_of_which_a_page_never_came_waits_for_a_person_and_another_document_says_it()
    {
        register.Elena();
        await clinic.Receive(Fax([.. Order[..3], "Page 1 of 3", .. Order[3..]], ["Lakeside Family Practice", "Page 3 of 3", "more of it"]));
        await clinic.Receive(Fax([.. Lab[..3], "Page 1 of 2", .. Lab[3..]]));
        await clinic.RunJobs();

        var (order, lab) = ((await clinic.Documents())[0], (await clinic.Documents())[1]);
        Assert.Equal((DocumentState.Review, ReviewReason.PageMissing, "Page 2 of 3 never came."), (order.State, order.ReviewReason, order.ReviewWords));
        Assert.Equal((DocumentState.Filed, 2), (lab.State, Assert.Single(lab.MissingPages)));

        // Of what somebody acts on each page counts, and of everything the first; what is filed stays when it is examined again.
        await clinic.Receive(Fax(["Lakeside Radiology", "Page 2 of 3", "CT Report", "Patient: Elena M Rossi", "DOB: 06/20/1990", "Technique: helical", .. Imaging[8..]], ["Lakeside Radiology", "Page 3 of 3", "Addendum: none"]));
        await clinic.Receive(Fax(Refill("Page 1 of 2", "Metformin 500 mg tablet", "60")));
        await clinic.Receive(Fax(Refill("Tel: (614) 555-0177", "Lisinopril 10 mg tablet", "90")));
        await clinic.RunJobs();
        var all = await clinic.Documents();
        Assert.Equal((DocumentState.Review, ReviewReason.PageMissing, "Page 1 of 3 never came."), (all[2].State, all[2].ReviewReason, all[2].ReviewWords));
        Assert.Equal((DocumentType.PharmacyRefillRequest, DocumentState.Review, ReviewReason.PageMissing, "Page 2 of 2 never came."), (all[3].Type, all[3].State, all[3].ReviewReason, all[3].ReviewWords));
        Assert.Equal((DocumentType.PharmacyRefillRequest, DocumentState.Filed), (all[4].Type, all[4].State));
        await clinic.In((ReexamineFilings again) => again.Concerning(lab.PatientId!.Value, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal((DocumentState.Filed, DocumentState.Review, ReviewReason.PageMissing), ((await Now(lab.Id)).State, (await Now(all[3].Id)).State, (await Now(all[3].Id)).ReviewReason));
        Assert.Equal(1L, Assert.Single(await clinic.Sql($"SELECT count(*) FROM documents.events WHERE document_id = '{all[3].Id}' AND code = 'sent-to-review'")));
    }

    private static string[] Refill(string second, string drug, string quantity) =>
    [
        "Dockside Apothecary", second, "Refill Request", "Patient: Elena M Rossi     DOB: 06/20/1990", $"Medication: {drug}     Qty: {quantity}     Refills requested: 2", "Sig: 1 tab daily", "Last filled: 02/01/2026     Prescriber: Ruth Quill, MD",
        "[ ] Approve   [ ] Deny   Please fax back to the pharmacy",
    ];

    [Fact]
    public async Task A_fax_that_came_in_two_calls_is_joined_each_page_keeps_where_it_came_in_and_undone_both_lie_as_they_lay()
    {
        var elena = register.Elena().PatientId;
        var (first, rest) = await TwoCalls();
        Assert.Equal((DocumentState.Filed, "1 2", 3), (first.State, Numbers(first), Assert.Single(first.MissingPages)));
        Assert.Equal((DocumentState.Review, ReviewReason.RestOfAnother), (rest.State, rest.ReviewReason));
        Assert.Equal([(first.Id, "1 2", true)], await Elsewhere(rest));
        Assert.Equal([(rest.Id, "3", true)], await Elsewhere(first));
        await clinic.Sql("UPDATE documents.transmissions SET received_from = '+15550009999' WHERE id = '" + first.TransmissionId + "'");
        Assert.Empty(await Elsewhere(rest));

        var joined = await Do((ChangePages change) => change.Join(rest.Id, rest.Version, first.Id, CancellationToken.None));
        Assert.Equal((rest.Id, true), (joined.DocumentId, joined.LeftChart));
        await Balanced();
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        await Balanced();

        // In the order that they print; the second page of the one call and the second of the other are told apart by what is read on them too.
        var whole = await clinic.OnlyDocument();
        Assert.Equal((rest.Id, DocumentState.Review, null, 0), (whole.Id, whole.State, whole.PatientId, whole.MissingPages.Length));
        Assert.Equal(
            [(first.TransmissionId, 1), (first.TransmissionId, 2), (rest.TransmissionId, 2)], whole.Pages.OrderBy(page => page.Position).Select(page => (page.TransmissionId, page.Number)));
        var texts = await clinic.In((DocumentsDb db) => db.TextsOf(whole.Id, CancellationToken.None));
        Assert.Equal(whole.Pages.OrderBy(page => page.Position).Select(page => page.Leaf), texts.Select(text => text.Number));
        Assert.Equal(3, texts.Select(text => text.Number).Distinct().Count());
        Assert.Equal(["lab_result"], (await Search("glucose potassium")).Select(DocumentTypes.Code));

        // The first call says where its pages are, and is as closed as they are.
        Assert.Equal([(whole.Id, 2, true)], await As(Ana, async (InboxRows rows, DocumentsDb db) =>
            (await rows.Read(db.Transmissions.Where(t => t.Id == first.TransmissionId), false, CancellationToken.None)).SelectMany(row => row.Documents).Select(d => (d.Id, d.Pages, d.IsJoined))));
        await clinic.Sql($"UPDATE documents.documents SET access_class = 'part2' WHERE id = '{whole.Id}'");
        Assert.Equal((0, 0), await As(Ana, async (VisibleToActor visible) => (await visible.Transmissions.CountAsync(), await visible.Pages.CountAsync()), TestOrganization.Harbor.Id));
        await clinic.Sql($"UPDATE documents.documents SET access_class = 'standard' WHERE id = '{whole.Id}'");

        // Filed where the machine had filed the first part, that was no wrong filing.
        var shown = (await Now(whole.Id)).Version;
        Assert.IsType<DocumentAct.Done>(await As(Ana, (FileDocument file) => file.Run(whole.Id, shown, elena, null, CancellationToken.None), TestOrganization.Harbor.Id));
        await clinic.RunJobs();
        Assert.Equal(new KnownWrong(1, 0, 0), await clinic.In((QualityFigures figures) => figures.Known(CancellationToken.None)));
        await Balanced();

        Assert.IsType<DocumentAct.Done>((await Do((ChangePages change) => change.Undo(joined.ActId!.Value, CancellationToken.None))).Outcome);
        await clinic.RunJobs();
        await Balanced();
        var back = (await clinic.Documents()).ToDictionary(d => d.Id);
        Assert.Equal((DocumentState.Filed, elena, "1 2"), (back[first.Id].State, back[first.Id].PatientId, Numbers(back[first.Id])));
        Assert.Equal(("2", null), (Numbers(back[rest.Id]), back[rest.Id].PatientId));
        Assert.Equal(["0"], await clinic.Sql("SELECT count(*)::text FROM documents.pages WHERE joined_to IS NOT NULL OR number_there IS NOT NULL OR (text ->> 'Number')::int <> number"));
        Assert.Equal(["join", "undo"], await clinic.Sql($"SELECT detail FROM documents.events WHERE code = 'pages-changed' AND document_id = '{rest.Id}' AND by = '{Ana}' ORDER BY at, id"));
        Assert.Equal([rest.Id.ToString()], await clinic.Sql($"SELECT detail FROM documents.events WHERE code = 'merged-into' AND document_id = '{first.Id}'"));
    }

    [Fact]
    public async Task Taken_out_of_a_chart_it_is_put_back_by_an_undo_of_whoever_took_it_out_while_nobody_decided_since()
    {
        var elena = register.Elena().PatientId;
        await clinic.Receive(Fax(Order));
        await clinic.RunJobs();
        var filed = await clinic.OnlyDocument();
        await As(Ana, (SendToReview back) => back.Run(filed.Id, filed.Version, CancellationToken.None), TestOrganization.Harbor.Id);
        await clinic.RunJobs();

        Assert.IsType<DocumentAct.NotNow>(await As(Ben, (UndoTakingOut undo) => undo.Run(filed.Id, CancellationToken.None), TestOrganization.Harbor.Id));
        Assert.IsType<DocumentAct.Done>(await As(Ana, (UndoTakingOut undo) => undo.Run(filed.Id, CancellationToken.None), TestOrganization.Harbor.Id));
        await clinic.RunJobs();

        var again = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Filed, elena, null), (again.State, again.PatientId, again.FiledBy));
        Assert.Equal(["withdrawn", "told"], await clinic.Sql("SELECT standing FROM documents.orders ORDER BY id"));
        Assert.Equal(new KnownWrong(1, 0, 0), await clinic.In((QualityFigures figures) => figures.Known(CancellationToken.None)));
        Assert.IsType<DocumentAct.NotNow>(await As(Ana, (UndoTakingOut undo) => undo.Run(filed.Id, CancellationToken.None), TestOrganization.Harbor.Id));
        await Balanced();
    }

    [Fact]
    public async Task What_is_not_to_be_joined_is_refused_and_nothing_is_changed()
    {
        register.Elena();
        var marco = register.Marco().PatientId;
        var (first, rest) = await TwoCalls();
        var refused = async (Guid other) => PageButtons.Why((await Do(async (ChangePages change) => await change.Join(rest.Id, (await Now(rest.Id)).Version, other, CancellationToken.None))).Outcome);

        await As(Ana, (FileDocument file) => file.Run(rest.Id, rest.Version, marco, null, CancellationToken.None), TestOrganization.Harbor.Id);
        await clinic.RunJobs();
        Assert.Contains("two patients", await refused(first.Id));
        await As(Ana, async (SendToReview back) => await back.Run(rest.Id, (await Now(rest.Id)).Version, CancellationToken.None), TestOrganization.Harbor.Id);
        await clinic.RunJobs();

        await clinic.Sql($"UPDATE documents.documents SET access_class = 'part2' WHERE id = '{first.Id}'");
        Assert.IsType<DocumentAct.DocumentUnknown>((await Do(async (ChangePages change) => await change.Join(rest.Id, (await Now(rest.Id)).Version, first.Id, CancellationToken.None))).Outcome);
        Assert.IsType<DocumentAct.ClassesDiffer>((await As(Ana, async (ChangePages change) => await change.Join(rest.Id, (await Now(rest.Id)).Version, first.Id, CancellationToken.None), classes: ["part2"])).Outcome);
        await clinic.Sql($"UPDATE documents.documents SET access_class = 'standard', location_id = '{TestOrganization.Mesa.Id}' WHERE id = '{first.Id}'");
        Assert.Contains("different locations", PageButtons.Why((await As(Ana, async (ChangePages change) => await change.Join(rest.Id, (await Now(rest.Id)).Version, first.Id, CancellationToken.None))).Outcome));
        await clinic.Sql($"UPDATE documents.documents SET location_id = '{TestOrganization.Harbor.Id}' WHERE id = '{first.Id}'");
        await As(Ana, async (SendToReview back) => await back.Run(first.Id, (await Now(first.Id)).Version, CancellationToken.None), TestOrganization.Harbor.Id);
        await clinic.RunJobs();
        await As(Ana, async (MarkJunk junk) => await junk.Run(first.Id, (await Now(first.Id)).Version, CancellationToken.None), TestOrganization.Harbor.Id);
        Assert.Contains("put away", await refused(first.Id));
        Assert.IsType<DocumentAct.PagesLieOtherwise>((await Do(async (ChangePages change) => await change.Join(rest.Id, (await Now(rest.Id)).Version, rest.Id, CancellationToken.None))).Outcome);
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM documents.page_acts"));
        await Balanced();
    }

    [Fact]
    public async Task The_history_of_a_document_says_each_act_by_whom()
    {
        register.Elena();
        var (first, rest) = await TwoCalls();
        await As(Ben, (HoldDocument hold) => hold.Take(rest.Id, CancellationToken.None), TestOrganization.Harbor.Id);
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await As(Ben, (WriteNote write) => write.Add(rest.Id, "Called them", CancellationToken.None), TestOrganization.Harbor.Id);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await As(Ben, async (ViewDocument view) =>
            {
                await view.Record(rest, new AuditEntry("document.viewed", "document", rest.Id), CancellationToken.None);
                return true;
            }, TestOrganization.Harbor.Id);
        }

        // Each look is in the audit trail; loaded again at once it is still the same one.
        Assert.Equal([2L], await clinic.Sql($"SELECT count(*) FROM audit.entries WHERE action = 'document.viewed' AND user_id = '{Ben}'"));
        var now = await Now(rest.Id);
        await Do((ChangePages change) => change.Join(rest.Id, now.Version, first.Id, CancellationToken.None));
        await clinic.RunJobs();
        var whole = await Now(rest.Id);
        await Do((ChangePages change) => change.Turn(rest.Id, whole.Version, whole.Pages[0].Id, 2, CancellationToken.None));
        await clinic.RunJobs();

        var history = await As(Ana, async (ReadPaper papers) => await papers.History(rest.TransmissionId, rest.Id, null, CancellationToken.None));
        Assert.Equal(
            ["Opened to be worked on", "A note was written", "Looked at", "Joined by hand with a document of another transmission"],
            history.Select(line => line.Words).Where(words => words is not ("Received" or "Read and sorted" or "Orders transcribed") && !words.Contains('(') && !words.StartsWith("Put in review", StringComparison.Ordinal) && !words.StartsWith("One registered", StringComparison.Ordinal) && !words.Contains("turned", StringComparison.Ordinal)));
        Assert.Contains(history, line => line.Words.Contains("turned by hand", StringComparison.Ordinal));

        // What the other part went through goes on in it.
        Assert.Contains(history, line => line.Words == "Filed to the patient's chart (the part that came in another transmission)" && line.Who == "ClinicOps");
        Assert.Contains(history, line => line.Words.StartsWith("Taken out of the chart (", StringComparison.Ordinal) && line.Who != "ClinicOps");
    }

    private Task<IReadOnlyList<object?>> Urgent(Guid document) =>
        clinic.Sql($"SELECT code FROM documents.events WHERE document_id = '{document}' AND code LIKE 'urgent-wording%' ORDER BY at, id");

    /// <summary>The one that stands.</summary>
    private Task<Data.Order> OrderOf(Guid document) =>
        clinic.In((DocumentsDb db) => db.Orders.AsNoTracking().Include(o => o.Values).SingleAsync(o => o.DocumentId == document && o.Standing != OrderStanding.Withdrawn));

    private async Task Correct(Guid document, params (string Name, string? Value)[] values)
    {
        var (version, order) = ((await Now(document)).Version, await OrderOf(document));
        Assert.IsType<OrderCorrection.Done>(await As(Ana, (CorrectOrder correct) => correct.Run(document, version, order.Id, new OrderSaid(values.ToDictionary(v => v.Name, v => v.Value), null), CancellationToken.None), TestOrganization.Harbor.Id));
    }

    /// <summary>A lab report of three pages, of which the third came in a call of its own, behind a cover.</summary>
    private async Task<(Document First, Document Second)> TwoCalls(params string[] onCover)
    {
        await From(Fax([.. Lab[..3], "Page 1 of 3", .. Lab[3..]], ["Harbor Laboratories", "Pg. 2 of 3", "Chloride  101  96 - 106", "Bicarbonate  24  22 - 29"]));
        await clinic.RunJobs();
        clinic.Clock.Advance(TimeSpan.FromHours(2));
        await From(Fax([.. Cover, .. onCover], ["Harbor Laboratories", "Final Laboratory Report", "Page: 3 (3)", "Patient: Elena M Rossi", "DOB: 06/20/1990", "Test  Result  Reference Range", "Potassium  4.1  3.5 - 5.1", "End of report"]));
        await clinic.RunJobs();
        var all = await clinic.Documents();
        Assert.Equal(2, all.Count);
        return (all[0], all[1]);
    }

    private Task From(byte[] file) => clinic.In((ReceiveFile receive) => receive.Run(Incoming(file) with { ReceivedFrom = "+15550001234" }, CancellationToken.None));

    private async Task<Document> Now(Guid id) => (await clinic.Documents()).Single(d => d.Id == id);

    private async Task<IEnumerable<(Guid Id, string Numbers, bool IsProposed)>> Elsewhere(Document document) =>
        (await As(Ana, (FindPagesElsewhere find) => find.For(document, CancellationToken.None), TestOrganization.Harbor.Id)).Select(other => (other.DocumentId, string.Join(' ', other.Numbers), other.IsProposed));

    private async Task Balanced()
    {
        Assert.Empty(await clinic.Problems());
        Assert.True((await clinic.Ledger()).Balances);
    }

    private static string Numbers(Document document) => string.Join(' ', document.Pages.OrderBy(page => page.Position).Select(page => page.Number));

    private async Task Move(int at, int page, int step)
    {
        var document = (await clinic.Documents())[at];
        var pages = document.Pages.OrderBy(p => p.Position).ToList();
        Assert.IsType<DocumentAct.Done>((await Do((ChangePages change) => change.Move(document.Id, document.Version, pages[page].Id, step, CancellationToken.None))).Outcome);
        await clinic.RunJobs();
        await Balanced();
    }

    private async Task<T> As<TOne, TTwo, T>(Guid user, Func<TOne, TTwo, Task<T>> act)
        where TOne : notnull
        where TTwo : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(user, [TestOrganization.Harbor.Id]);
        return await act(scope.ServiceProvider.GetRequiredService<TOne>(), scope.ServiceProvider.GetRequiredService<TTwo>());
    }

    private Task<PagesChange> Do(Func<ChangePages, Task<PagesChange>> act) => As(Ana, act, TestOrganization.Harbor.Id);

    private Task<T> As<TService, T>(Guid user, Func<TService, Task<T>> act, params Guid[] locations)
        where TService : notnull => As(user, act, [], locations);

    private async Task<T> As<TService, T>(Guid user, Func<TService, Task<T>> act, string[] classes, params Guid[] locations)
        where TService : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.ActAsUser(user, locations);
        actor.See(classes, []);
        return await act(scope.ServiceProvider.GetRequiredService<TService>());
    }

    private async Task<IReadOnlyList<DocumentType>> Search(string words) =>
        [.. (await clinic.In((FoundRows rows) => rows.Read(new DocumentSearch(words), 9, CancellationToken.None))).Rows.Select(row => row.Type)];
}
