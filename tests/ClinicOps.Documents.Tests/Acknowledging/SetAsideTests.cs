using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Ledger;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Pages;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Documents.Tests.Acknowledging;

/// <summary>What is about no patient, what was meant for somebody else, and what is signed and sent back: each with a way to its end, and back. Monday 2026-03-02, 9 AM.</summary>
public sealed class SetAsideTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");
    private static readonly Guid Mona = Guid.Parse("0190d000-0000-7000-8000-00000000000d");
    private static readonly Guid[] AtHarbor = [TestOrganization.Harbor.Id];
    private static readonly string[] Invoice = ["Beacon Supply", "Invoice 20931", "Amount due: $120.00", "Net 30 days"];

    private TestClinic clinic = null!;
    private CannedRegister register = null!;
    private Dictionary<string, int> parts = [];

    public async ValueTask InitializeAsync()
    {
        Colleague[] colleagues =
        [
            new(Ana, "Ana Ruiz", [], [], new HashSet<string> { DocumentsRights.Acknowledge }), new(Mona, "Mona Reed", [], [], new HashSet<string> { DocumentsRights.Acknowledge, DocumentsRights.ManageDuties }),
        ];
        (clinic, register, _) = await PipelineClinic.OpenWith(cluster, services => services.AddSingleton<IOrganization>(new TestOrganization(TestOrganization.Two.Profile().Result, colleagues)));
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task About_no_patient_one_key_files_it_to_the_practice_where_it_counts_as_filed_and_undo_brings_it_back()
    {
        var document = await Waiting(Invoice);

        Assert.Equal($"/documents/review/{document.Id}?handler=Undo", await clinic.As(Ana, AtHarbor, async (ReviewModel page) =>
        {
            page.Form = new ReviewForm { Version = document.Version, Folder = PracticeFolder.Invoice };
            Assert.IsType<RedirectResult>(await page.OnPostPractice(document.Id, CancellationToken.None));
            return page.TempData["undo-url"];
        }));

        var filed = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Practice, PracticeFolder.Invoice, null, Ana), (filed.State, filed.PracticeFolder, filed.PatientId, filed.FiledBy!.Value));
        Assert.Equal((1, 1, 0, 0), await Counts());
        Assert.Equal((1, 0), (parts.GetValueOrDefault(LedgerPart.Practice), parts.GetValueOrDefault(LedgerPart.Misdirected)));
        Assert.Empty(await clinic.Problems());
        Assert.Equal([(filed.Id, "Invoices")], await clinic.As(Ana, AtHarbor, async (PracticeModel page) =>
        {
            await page.OnGet(PracticeFolder.Invoice, CancellationToken.None);
            return page.Rows.Select(row => (row.Id, row.Folder)).ToList();
        }));
        Assert.Empty(await clinic.As(Ana, [TestOrganization.Mesa.Id], async (PracticeModel page) =>
        {
            await page.OnGet(null, CancellationToken.None);
            return page.Rows;
        }));
        Assert.IsType<DocumentAct.NotNow>(await Of(Ana, (FileToPractice file) => file.Run(filed.Id, filed.Version, "elsewhere", CancellationToken.None)));

        await clinic.As(Ana, AtHarbor, (ReviewModel page) => page.OnPostUndo(document.Id, CancellationToken.None));
        var back = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Review, null), (back.State, back.PracticeFolder));
        Assert.Equal((1, 0, 1, 0), await Counts());
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task Not_for_us_the_sender_is_told_and_the_pages_destroyed_so_that_nobody_opens_them_and_each_step_is_written_down_and_undone()
    {
        var document = await Waiting(PipelineClinic.Lab);
        Assert.IsType<DocumentAct.Done>(await Of(Ana, (MarkMisdirected wrong) => wrong.Run(document.Id, document.Version, CancellationToken.None)));
        var duty = await OnlyDuty();
        Assert.Equal((DutyKind.Misdirected, Ana, 1, 0), (duty.Kind, duty.AssigneeId!.Value, await Mine(Ana), await Mine(Mona)));
        Assert.Equal((1, 0, 0, 1), await Counts());
        Assert.Equal((0, 1), (parts.GetValueOrDefault(LedgerPart.Practice), parts.GetValueOrDefault(LedgerPart.Misdirected)));

        // Nothing is destroyed before the sender knows, and nobody is told without saying how, whom and when.
        Assert.IsType<DutyAct.NotNow>(await Move(duty, DutyStepCode.PagesDestroyed));
        Assert.IsType<DutyAct.NotSaid>(await Move(duty, DutyStepCode.SenderTold));
        Assert.IsType<DutyAct.Done>(await Move(duty, DutyStepCode.SenderTold, new MoveSaid(null, "phone", "Front desk, Lakeside", null, new DateOnly(2026, 3, 2), null)));
        var destroyed = Assert.IsType<DutyAct.Done>(await Move(await OnlyDuty(), DutyStepCode.PagesDestroyed)).StepId;
        await clinic.RunJobs();

        Assert.Equal((DutyState.Done, DestroyedClass.Code, "standard"), ((await OnlyDuty()).State, (await clinic.OnlyDocument()).AccessClass, (await clinic.OnlyDocument()).ClassBefore));
        Assert.Equal(0, await Of(Ana, (VisibleToActor visible) => visible.Documents.CountAsync()));
        Assert.Equal(0, await Of(Ana, (VisibleToActor visible) => visible.Pages.CountAsync()));
        Assert.Equal(0, await Of(Ana, (VisibleToActor visible) => visible.Transmissions.CountAsync()));
        Assert.Equal((1, 0, 0, 1), await Counts());
        Assert.Empty(await clinic.Problems());

        // Only who destroyed it takes it back.
        Assert.IsType<DutyAct.Unknown>(await Of(Mona, (WorkOnDuty work) => work.Undo(duty.Id, destroyed, CancellationToken.None)));
        Assert.IsType<DutyAct.Done>(await Of(Ana, (WorkOnDuty work) => work.Undo(duty.Id, destroyed, CancellationToken.None)));
        Assert.Equal((DutyState.Told, "standard", 1), ((await OnlyDuty()).State, (await clinic.OnlyDocument()).AccessClass, await Of(Ana, (VisibleToActor visible) => visible.Pages.CountAsync())));

        // For us after all.
        document = await clinic.OnlyDocument();
        Assert.IsType<DocumentAct.Done>(await Of(Ana, (SendToReview back) => back.Run(document.Id, document.Version, CancellationToken.None)));
        Assert.Equal((DutyState.Withdrawn, DocumentState.Review), ((await OnlyDuty()).State, (await clinic.OnlyDocument()).State));
        Assert.Equal(["raised", "sender-told", "pages-destroyed", "undone", "withdrawn"], await clinic.Sql("SELECT code FROM documents.duty_steps ORDER BY at, id"));
        Assert.Equal((1, 0, 1, 0), await Counts());
    }

    [Fact]
    public async Task What_is_addressed_to_another_practice_and_about_nobody_registered_is_proposed_as_misdirected_and_nothing_is_done_with_it()
    {
        var document = await Waiting(["Lakeside Radiology", "To: Dr. Kowalski, Alder Creek Medical Group", .. PipelineClinic.Imaging.Skip(3)]);

        Assert.Equal((DocumentState.Review, ReviewReason.Misdirected, false), (document.State, document.ReviewReason!.Value, document.IsMisdirected));
        Assert.Equal(DocumentType.ImagingReport, document.Type);
        Assert.Equal((1, 0, 1, 0), await Counts());

        // Of somebody registered it is a copy for us.
        register.Marco();
        await clinic.Receive(PipelineClinic.Fax(["Lakeside Radiology", "To: Dr. Kowalski, Alder Creek Medical Group", "Accession 4411", .. PipelineClinic.Imaging.Skip(3)]));
        await clinic.RunJobs();
        Assert.NotEqual(ReviewReason.Misdirected, (await clinic.Documents())[1].ReviewReason);
    }

    [Fact]
    public async Task A_destroyed_paper_that_comes_again_waits_for_a_person_who_sees_it()
    {
        var document = (await Destroyed()).DocumentId;

        await clinic.Receive(PipelineClinic.Fax([.. PipelineClinic.Lab, "sent again"]));
        await clinic.RunJobs();

        var again = Assert.Single(await Of(Ana, (VisibleToActor visible) => visible.Documents.AsNoTracking().ToListAsync()));
        Assert.Equal((DocumentState.Review, true), (again.State, again.Id != document));
    }

    [Fact]
    public async Task A_class_given_by_hand_after_the_destruction_stays_when_that_is_undone()
    {
        var duty = await Destroyed();
        var destroyed = await LastStep();
        var document = await clinic.OnlyDocument();
        Assert.IsType<DocumentAct.Done>(await Of(Mona, (ClassifyAccess classify) => classify.Run(document.Id, document.Version, "restricted", "It names a programme.", CancellationToken.None), DestroyedClass.Code));
        Assert.Equal(("restricted", null), ((await clinic.OnlyDocument()).AccessClass, (await clinic.OnlyDocument()).ClassBefore));

        Assert.IsType<DutyAct.Unknown>(await Of(Ana, (WorkOnDuty work) => work.Undo(duty.Id, destroyed, CancellationToken.None)));
        Assert.IsType<DutyAct.Done>(await Of(Ana, (WorkOnDuty work) => work.Undo(duty.Id, destroyed, CancellationToken.None), "restricted"));
        Assert.Equal((DutyState.Told, "restricted"), ((await OnlyDuty()).State, (await clinic.OnlyDocument()).AccessClass));
    }

    [Fact]
    public async Task A_destroyed_paper_that_is_for_us_after_all_has_the_class_it_had_and_remembers_no_other()
    {
        await Destroyed();
        var document = await clinic.OnlyDocument();

        Assert.IsType<DocumentAct.Done>(await Of(Mona, (SendToReview back) => back.Run(document.Id, document.Version, CancellationToken.None), DestroyedClass.Code));

        document = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Review, "standard", null), (document.State, document.AccessClass, document.ClassBefore));
        Assert.Equal(1, await Of(Ana, (VisibleToActor visible) => visible.Documents.CountAsync()));
    }

    [Fact]
    public async Task What_is_to_be_signed_is_signed_sent_back_and_confirmed_or_goes_to_the_managers()
    {
        var elena = register.Elena().PatientId;
        var document = await Waiting(["Harbor Home Care", "A paper of some kind", "Patient: Elena M Rossi", "DOB: 06/20/1990", "Please sign and fax back. Attn: Ana Ruiz"]);
        Assert.IsType<DocumentAct.Done>(await Of(Mona, (FileDocument file) => file.Run(document.Id, document.Version, elena, DocumentType.SignAndReturn, CancellationToken.None)));
        await clinic.RunJobs();
        var duty = await OnlyDuty();
        Assert.Equal((DutyKind.SignReturn, Ana), (duty.Kind, duty.AssigneeId!.Value));

        // The copy is one that came in since, and none of anybody's chart.
        Assert.IsType<DutyAct.NotSaid>(await Move(duty, DutyStepCode.Signed, new MoveSaid(null, null, null, null, null, document.Id)));
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.Receive(PipelineClinic.Fax(["signed copy", "nobody is named"]));
        await clinic.RunJobs();
        var copy = (await clinic.Documents())[1];
        Assert.IsType<DutyAct.Done>(await Move(duty, DutyStepCode.Signed, new MoveSaid(null, null, null, null, null, copy.Id)));
        Assert.IsType<DutyAct.NotNow>(await Move(await OnlyDuty(), DutyStepCode.ArrivalConfirmed));
        var sent = new MoveSaid(null, "fax", "Harbor Home Care", "4711", new DateOnly(2026, 3, 2), null);
        Assert.IsType<DutyAct.Done>(await Move(await OnlyDuty(), DutyStepCode.SentBack, sent));

        // Nobody confirms it: the pool has it, then the managers.
        clinic.Clock.Advance(TimeSpan.FromDays(4));
        await Escalate();
        clinic.Clock.Advance(TimeSpan.FromDays(3)); // from Friday over the weekend
        await Escalate();
        await Escalate();
        Assert.Equal((DutyLevel.Managers, DutyState.Returned), ((await OnlyDuty()).Level, (await OnlyDuty()).State));

        var confirmed = Assert.IsType<DutyAct.Done>(await Move(await OnlyDuty(), DutyStepCode.ArrivalConfirmed, sent with { How = "phone", Whom = "Their nurse" })).StepId;
        Assert.Equal((DutyState.Done, 0), ((await OnlyDuty()).State, await Mine(Ana)));
        Assert.IsType<DutyAct.Done>(await Of(Ana, (WorkOnDuty work) => work.Undo(duty.Id, confirmed, CancellationToken.None)));
        Assert.Equal(DutyState.Returned, (await OnlyDuty()).State);
        Assert.Equal(["raised", "signed", "sent-back", "to-pool", "to-managers", "arrival-confirmed", "undone"], await clinic.Sql("SELECT code FROM documents.duty_steps ORDER BY at, id"));
    }

    [Fact]
    public async Task A_signed_copy_goes_back_from_its_page_once_and_what_becomes_of_it_is_its_next_step_or_a_task()
    {
        var (papers, elena) = ((CannedPapers)clinic.Services.GetRequiredService<IPapers>(), register.Elena().PatientId);
        var document = await Waiting(["Harbor Home Care", "A paper of some kind", "Patient: Elena M Rossi", "DOB: 06/20/1990", "Please sign and fax back. Attn: Ana Ruiz"]);
        Assert.IsType<DocumentAct.Done>(await Of(Mona, (FileDocument file) => file.Run(document.Id, document.Version, elena, DocumentType.SignAndReturn, CancellationToken.None)));
        await clinic.RunJobs();
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.Receive(PipelineClinic.Fax(["signed copy", "nobody is named"]));
        await clinic.RunJobs();
        var copy = (await clinic.Documents())[1];
        var signed = Assert.IsType<DutyAct.Done>(await Move(await OnlyDuty(), DutyStepCode.Signed, new MoveSaid(null, null, null, null, null, copy.Id))).StepId;

        // By hand, as long as no sender is set up; nor does anything leave that lies in nobody's chart, or that nobody answers for.
        Assert.Null(await Shown());
        papers.Ways = [PaperWays.Fax, PaperWays.Email];
        Assert.Contains("does not lie in the patient's chart", await Send((await Shown())!.DeliveryId), StringComparison.Ordinal);
        Assert.IsType<DocumentAct.Done>(await Of(Mona, (FileDocument file) => file.Run(copy.Id, copy.Version, elena, DocumentType.PatientForm, CancellationToken.None)));
        var first = (await Shown())!.DeliveryId;
        Assert.Contains("tick that you made sure", await Send(first, isConfirmed: false), StringComparison.Ordinal);
        Assert.Empty(papers.Sent);

        // Once, whoever presses how often.
        Assert.Null(await Send(first));
        Assert.Null(await Send(first));
        Assert.Contains("on its way already", await Send(Guid.CreateVersion7()), StringComparison.Ordinal);
        var (sent, to) = Assert.Single(papers.Sent);
        Assert.Equal((signed, elena, 1, copy.Id), (sent.Id, sent.PatientId, sent.Pages, Assert.Single(sent.DocumentIds)));
        Assert.Equal(new PapersReader(first, "fax", "(614) 555-0199", "Harbor Home Care", PaperReaders.Colleague), to);
        Assert.DoesNotContain("Rossi", sent.Subject, StringComparison.Ordinal);
        Assert.True(await clinic.In((ISignedCopies copies) => copies.IsMeant(signed)));

        // It did not arrive: still to be sent back, with a task that says what to do; then it did, and the task goes.
        await Ended(first, PapersEnded.Failed, "mailbox_unknown");
        Assert.Equal(DutyState.Signed, (await OnlyDuty()).State);
        var failed = await LastStep();
        Assert.Equal(new AskedAction("The signed copy did not arrive: there is no such number or mailbox. Ask them for the right one, and send it there.", false, true), await Asked(failed));
        var second = (await Shown())!.DeliveryId;
        Assert.NotEqual(first, second);
        Assert.Null(await Send(second));
        await Ended(second, PapersEnded.Sent);
        await clinic.DeliverAgain();
        var step = (await clinic.In((DocumentsDb db) => db.DutySteps.AsNoTracking().Where(s => s.Code == DutyStepCode.SentBack).ToListAsync())).Single();
        Assert.Equal(("fax", "Harbor Home Care, (614) 555-0199", $"ref-{second:N}", new DateOnly(2026, 3, 2), null), (step.How, step.Whom, step.Reference, step.On!.Value, step.By));
        Assert.Equal((DutyState.Returned, null, false), ((await OnlyDuty()).State, await Asked(failed), await clinic.In((ISignedCopies copies) => copies.IsMeant(signed))));
        Assert.Contains("was changed while the page was open", await Send((await Shown())!.DeliveryId), StringComparison.Ordinal);
        Assert.Equal(2, papers.Sent.Count);

        // It came back after all, and is to be sent back again; nobody knows of the next, and somebody says that it arrived.
        await Ended(second, PapersEnded.Failed, "bounced");
        Assert.Equal((DutyState.Signed, true), ((await OnlyDuty()).State, (await Asked(await LastStep()))!.Text.StartsWith("The signed copy came back.", StringComparison.Ordinal)));
        var third = (await Shown())!.DeliveryId;
        Assert.Null(await Send(third));
        await Ended(third, PapersEnded.Unknown, "outcome_unknown");
        Assert.Equal((DutyState.Signed, true), ((await OnlyDuty()).State, (await Asked(await LastStep()))!.Text.StartsWith("Nobody knows", StringComparison.Ordinal)));
        await Ended(third, PapersEnded.Sent);
        Assert.IsType<DutyAct.Done>(await Move(await OnlyDuty(), DutyStepCode.ArrivalConfirmed, new MoveSaid(null, "phone", "Their nurse", null, new DateOnly(2026, 3, 2), null)));
        await Ended(third, PapersEnded.Failed, "bounced");
        Assert.Equal(DutyState.Done, (await OnlyDuty()).State);
        Assert.Equal(
            ["raised", "signed", "send-failed", "sent-back", "send-failed", "send-failed", "sent-back", "arrival-confirmed"], await clinic.Sql("SELECT code FROM documents.duty_steps ORDER BY at, id"));

        Task<AskedAction?> Asked(Guid of) => clinic.In((IAskedActions actions) => actions.Find(of));

        Task<Returning?> Shown() => clinic.As(Ana, AtHarbor, async (AcknowledgeOneModel page) =>
        {
            await page.OnGet((await OnlyDuty()).Id, CancellationToken.None);
            return page.Returning;
        });

        Task<string?> Send(Guid delivery, bool isConfirmed = true) => clinic.As(Ana, AtHarbor, async (AcknowledgeOneModel page) =>
        {
            var duty = await OnlyDuty();
            page.Form = new DutyForm { Version = duty.Version, DeliveryId = delivery, Way = "fax", Address = "(614) 555-0199", Name = "Harbor Home Care", Kind = PaperReaders.Colleague, Confirmed = isConfirmed };
            await page.OnPostSend(duty.Id, CancellationToken.None);
            return page.Refusal;
        });

        async Task Ended(Guid delivery, string outcome, string? reason = null)
        {
            var at = papers.Deliveries.FindIndex(known => known.DeliveryId == delivery);
            papers.Deliveries[at] = papers.Deliveries[at] with { IsUnderWay = false, State = outcome };
            clinic.Clock.Advance(TimeSpan.FromMinutes(1));
            await clinic.Tell<DocumentsDb>(new PapersEnded(signed, delivery, elena, TestOrganization.Harbor.Id, outcome, reason));
            await clinic.RunJobs();
        }
    }

    [Fact]
    public async Task A_deadline_is_raised_when_it_is_near_and_when_it_has_passed_each_once_and_before_anybody_is_sought()
    {
        await Waiting(["Plan of Health", "Please respond by 03/09/2026 to this letter", "nobody is named here"]);
        Assert.Equal((new DateOnly(2026, 3, 9), null), ((await clinic.OnlyDocument()).RespondBy!.Value, (await clinic.OnlyDocument()).UrgentReason));
        await Raise();
        Assert.Empty(await Raised());

        // On Thursday it is two working days away, on Monday it is there.
        clinic.Clock.Advance(TimeSpan.FromDays(3));
        await Raise();
        await Raise();
        Assert.Equal(["deadline_near:2026-03-09"], await Raised());
        Assert.Equal("deadline_near", (await clinic.OnlyDocument()).UrgentReason);
        clinic.Clock.Advance(TimeSpan.FromDays(4));
        await Raise();
        await Raise();
        Assert.Equal(["deadline_near:2026-03-09", "deadline_passed:2026-03-09"], await Raised());
        Assert.Equal(("deadline_passed", null), ((await clinic.OnlyDocument()).UrgentReason, (await clinic.OnlyDocument()).RespondBy));

        // Read when it is near already: told by the step that sorts.
        await clinic.Receive(PipelineClinic.Fax(["Another plan", "Appeal before 3/10", "nobody is named on this one"]));
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Equal(["deadline_near:2026-03-09", "deadline_passed:2026-03-09", "deadline_near:2026-03-10"], await Raised());
        var order = await clinic.Sql($"SELECT code FROM documents.events WHERE document_id = '{(await clinic.Documents())[1].Id}' AND code IN ('urgent-wording-read', 'matched', 'sent-to-review') ORDER BY at, id");
        Assert.Equal("urgent-wording-read", order[0]);
    }

    [Fact]
    public async Task A_deadline_that_passed_in_the_trash_or_while_nothing_ran_is_told_when_somebody_can_act_on_it()
    {
        var document = await Waiting(["Plan of Health", "Please respond by 03/09/2026 to this letter", "nobody is named here"]);
        await Of(Ana, (MarkJunk junk) => junk.Run(document.Id, document.Version, CancellationToken.None));
        clinic.Clock.Advance(TimeSpan.FromDays(8));
        await Raise();
        Assert.Empty(await Raised());
        var junk = await clinic.OnlyDocument();
        Assert.Equal(new DateOnly(2026, 3, 9), junk.RespondBy);

        await Of(Ana, (SendToReview back) => back.Run(junk.Id, junk.Version, CancellationToken.None));
        await Raise();
        await Raise();
        Assert.Equal(["deadline_passed:2026-03-09"], await Raised());

        // Filed, and the host was down when the day came near.
        await clinic.Sql("UPDATE documents.documents SET respond_by = '2026-03-20', state = 'filed', patient_id = who.id, subject_id = who.id, review_reason = NULL, review_words = NULL, review_since = NULL, filed_at = now() FROM (SELECT gen_random_uuid() AS id) who");
        clinic.Clock.Advance(TimeSpan.FromDays(20));
        await Raise();
        await Raise();
        Assert.Equal(["deadline_passed:2026-03-09", "deadline_passed:2026-03-20"], await Raised());
    }

    [Fact]
    public async Task Every_deadline_of_a_paper_is_followed_and_each_day_raised_once()
    {
        await Waiting(["Plan of Health", "Please respond by 03/03/2026 to this letter", "Appeal before 3/20", "Records due 04/14/2026", "nobody is named here"]);
        Assert.Equal(["deadline_near:2026-03-03"], await Raised());

        // The first passes, and the next is followed; it comes near on the Wednesday before, and passes.
        Assert.Equal(new DateOnly(2026, 3, 20), await Next(days: 1));
        Assert.Equal(new DateOnly(2026, 3, 20), await Next(days: 15));
        Assert.Equal(["deadline_near:2026-03-03", "deadline_passed:2026-03-03", "deadline_near:2026-03-20"], await Raised());
        Assert.Equal(new DateOnly(2026, 4, 14), await Next(days: 2));
        Assert.Null(await Next(days: 25));
        Assert.Equal(
            ["deadline_near:2026-03-03", "deadline_passed:2026-03-03", "deadline_near:2026-03-20", "deadline_passed:2026-03-20", "deadline_passed:2026-04-14"], await Raised());

        async Task<DateOnly?> Next(int days)
        {
            clinic.Clock.Advance(TimeSpan.FromDays(days));
            await Raise();
            await Raise();
            return (await clinic.OnlyDocument()).RespondBy;
        }
    }

    [Fact]
    public async Task A_later_deadline_that_comes_near_before_the_first_has_passed_is_raised_with_the_hour()
    {
        await Waiting(["Plan of Health", "Please respond by 03/09/2026 to this letter", "Records due 03/10/2026", "nobody is named here"]);
        clinic.Clock.Advance(TimeSpan.FromDays(3));
        await Raise();
        Assert.Equal(["deadline_near:2026-03-09"], await Raised());

        // On Friday the second is near too.
        clinic.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(90 - clinic.Clock.GetUtcNow().Minute));
        await Raise();
        Assert.Equal(["deadline_near:2026-03-09"], await Raised());
        clinic.Clock.Advance(TimeSpan.FromMinutes(30));
        await Raise();
        await Raise();
        Assert.Equal(["deadline_near:2026-03-09", "deadline_near:2026-03-10"], await Raised());
    }

    [Fact]
    public async Task A_deadline_raised_before_the_history_named_the_day_is_not_raised_again_and_the_next_one_is()
    {
        await Waiting(["Plan of Health", "Please respond by 03/03/2026 to this letter", "Appeal before 3/20", "nobody is named here"]);
        await clinic.Sql("UPDATE documents.events SET detail = 'deadline_near' WHERE detail = 'deadline_near:2026-03-03'");
        await Raise();
        Assert.Equal(["deadline_near"], await Raised());

        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await Raise();
        clinic.Clock.Advance(TimeSpan.FromDays(15));
        await Raise();
        Assert.Equal(["deadline_near", "deadline_passed:2026-03-03", "deadline_near:2026-03-20"], await Raised());
    }

    [Fact]
    public async Task A_document_that_cannot_be_looked_at_keeps_no_deadline_behind_it_back()
    {
        await Waiting(["Plan of Health", "Please respond by 03/09/2026 to this letter", "nobody is named here"]);
        await clinic.Receive(PipelineClinic.Fax(["Another plan", "Records due 03/09/2026", "nobody is named on this one"]));
        await clinic.RunJobs();
        var ids = (await clinic.Documents()).Select(document => document.Id).Order().ToList();
        await clinic.Sql($"UPDATE documents.pages SET text = '\"broken\"' WHERE document_id = '{ids[0]}'");

        clinic.Clock.Advance(TimeSpan.FromDays(3));
        await Assert.ThrowsAsync<InvalidOperationException>(Raise);

        Assert.Equal([ids[1]], await clinic.Sql("SELECT document_id FROM documents.events WHERE code = 'urgent-wording-read'"));
    }

    private Task Raise() => clinic.In((RaiseDeadlines raise) => raise.Run(new DeadlinesToRaise(), new JobMessage(Guid.CreateVersion7(), "documents.raise-deadlines"), CancellationToken.None));

    private Task<IReadOnlyList<object?>> Raised() => clinic.Sql("SELECT detail FROM documents.events WHERE code = 'urgent-wording-read' ORDER BY at, id");

    private async Task<Document> Waiting(string[] page)
    {
        await clinic.Receive(PipelineClinic.Fax(page));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();
        Assert.Equal(DocumentState.Review, document.State);
        return document;
    }

    private async Task<(int Received, int Filed, int Review, int Junk)> Counts()
    {
        var ledger = await clinic.Ledger();
        Assert.True(ledger.Balances);
        var days = DayLedger.Days(await clinic.In((DayLedger byDay) => byDay.Pieces(new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31), CancellationToken.None)));
        parts = days.SelectMany(day => day.Pieces).Where(piece => piece.Part is not null).GroupBy(piece => piece.Part!).ToDictionary(part => part.Key, part => part.Sum(piece => piece.Pages));
        Assert.Equal((ledger.Filed, ledger.InReview, ledger.Junk), (days.Sum(day => day.In(LedgerPlace.Filed)), days.Sum(day => day.In(LedgerPlace.Review)), days.Sum(day => day.In(LedgerPlace.Junk))));
        return (ledger.Received, ledger.Filed, ledger.InReview, ledger.Junk);
    }

    /// <summary>A paper that Ana has destroyed.</summary>
    private async Task<Duty> Destroyed()
    {
        var document = await Waiting(PipelineClinic.Lab);
        Assert.IsType<DocumentAct.Done>(await Of(Ana, (MarkMisdirected wrong) => wrong.Run(document.Id, document.Version, CancellationToken.None)));
        Assert.IsType<DutyAct.Done>(await Move(await OnlyDuty(), DutyStepCode.SenderTold, new MoveSaid(null, "phone", "Front desk, Lakeside", null, new DateOnly(2026, 3, 2), null)));
        Assert.IsType<DutyAct.Done>(await Move(await OnlyDuty(), DutyStepCode.PagesDestroyed));
        return await OnlyDuty();
    }

    private Task<Guid> LastStep() => clinic.In((DocumentsDb db) => db.DutySteps.OrderByDescending(step => step.At).ThenByDescending(step => step.Id).Select(step => step.Id).FirstAsync());

    private Task<DutyAct> Move(Duty duty, string code, MoveSaid? said = null) =>
        Of(Ana, (WorkOnDuty work) => work.Move(duty.Id, duty.Version, code, said ?? new MoveSaid(null, null, null, null, null, null), CancellationToken.None));

    private Task Escalate() => clinic.In((EscalateDuties escalate) => escalate.Run(new DutiesToEscalate(), new JobMessage(Guid.CreateVersion7(), "documents.escalate-duties"), CancellationToken.None));

    private Task<Duty> OnlyDuty() => clinic.In((DocumentsDb db) => db.Duties.AsNoTracking().SingleAsync());

    private Task<int> Mine(Guid user) => Of(user, async (DutyList list) => await (await list.Waiting(DutyList.Mine, CancellationToken.None)).CountAsync());

    /// <param name="classes">Those that the user is cleared for.</param>
    private async Task<TResult> Of<T, TResult>(Guid user, Func<T, Task<TResult>> act, params string[] classes)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.ActAsUser(user, AtHarbor);
        actor.See(classes, []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
