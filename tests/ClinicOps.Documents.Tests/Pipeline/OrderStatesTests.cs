using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Documents.Tests.Pipeline.PipelineClinic;

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>Orders in the chart: what came twice, what a person corrects, and what is told of either.</summary>
public sealed class OrderStatesTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190e000-0000-7000-8000-000000000001");

    private static readonly string[] Order =
    [
        "Lakeview Family Medicine", "Imaging Order", "Patient: Elena M Rossi", "DOB: 06/20/1990", "Please perform: MRI left knee without contrast", "CPT: 73721",
        "ICD-10: M25.562", "Ordering Provider: Paul Orlov, MD", "Electronically signed by Paul Orlov, MD 02/27/2026", "Order date: 02/27/2026",
    ];

    private static readonly string[] SameOnAnotherForm =
    [
        "Harbor Spine and Joint", "Radiology Order Form", "Patient Name: Elena M Rossi     Date of Birth: 06/20/1990", "Study requested: MRI knee, left, w/o contrast (73721)",
        "Reason for exam: knee pain after a fall in the garden, swelling for three weeks", "Physician: P. Orlov, MD      Date of order: 02/27/2026", "Signed: Paul Orlov MD 02/28/2026",
    ];

    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    public async ValueTask InitializeAsync() => (clinic, register, _) = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task An_order_that_is_in_the_chart_already_is_a_duplicate_until_the_first_one_is_void()
    {
        register.Elena();
        await clinic.Receive(Fax(Order));
        await clinic.RunJobs();
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.Receive(Fax(SameOnAnotherForm));
        await clinic.RunJobs();
        Assert.Equal(["ready", "duplicate"], await States());
        var orders = await clinic.In((DocumentsDb db) => db.Orders.AsNoTracking().Include(o => o.Values).OrderBy(o => o.Id).ToListAsync());
        Assert.Equal(orders[0].Id.ToString(), orders[1].Values.Named(OrderValueName.DuplicateOf));
        var told = await clinic.In((IOrders all) => all.Find(orders[1].Id));
        Assert.Equal((false, "The same order, of the same day and provider, is in this chart already."), (told!.IsWork, told.StateReason));

        var first = (await clinic.Documents())[0];
        await As((SendToReview back) => back.Run(first.Id, first.Version, CancellationToken.None));
        var jobs = await clinic.RunJobs();
        await clinic.DeliverAgain();

        Assert.Contains("documents.transcribe-orders", jobs);
        Assert.Equal(["withdrawn ready", "told ready", "read ready"], await clinic.Sql("SELECT standing || ' ' || state FROM documents.orders ORDER BY id"));
        Assert.Equal(["duplicate", "ready"], (await clinic.Sql("SELECT v.value FROM documents.order_values v JOIN documents.orders o ON o.id = v.order_id WHERE o.standing = 'told' AND v.name = 'state' ORDER BY v.at, v.id")).TakeLast(2));
    }

    [Fact]
    public async Task An_order_that_a_person_takes_back_leaves_its_copy_to_be_done_and_gives_way_to_it_afterwards()
    {
        register.Elena();
        await clinic.Receive(Fax(Order));
        await clinic.RunJobs();
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.Receive(Fax(SameOnAnotherForm));
        await clinic.RunJobs();
        Assert.Equal(["ready", "duplicate"], await States());
        var first = (await clinic.Documents())[0];
        var order = await clinic.In((DocumentsDb db) => db.Orders.AsNoTracking().SingleAsync(o => o.DocumentId == first.Id));

        var cancelled = Assert.IsType<OrderCorrection.Done>(await Correct(first, order, "cancelled"));
        await clinic.RunJobs();
        Assert.Equal(["cancelled", "ready"], await States());

        await As((CorrectOrder correct) => correct.Undo(first.Id, order.Id, cancelled.Mark!.Value, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal(["duplicate", "ready"], await States());
    }

    [Fact]
    public async Task What_a_person_corrects_stands_beside_what_was_read_and_is_told_again_and_taken_back()
    {
        register.Elena();
        await clinic.Receive(Fax([.. Order.Where(line => !line.StartsWith("Electronically", StringComparison.Ordinal))]));
        await clinic.RunJobs();
        Assert.Equal(["unsigned"], await States());
        var (document, order) = (await clinic.OnlyDocument(), await OnlyOrder());
        var read = order.Values.Count;

        Assert.Equal(OrderValueName.OrderedOn, Assert.IsType<OrderCorrection.NotUnderstood>(await Correct(document, order, ("ordered_on", "soon"))).Name);
        Assert.Null(Assert.IsType<OrderCorrection.Done>(await Correct(document, order, ("code", "73721"))).Mark);
        var corrected = Assert.IsType<OrderCorrection.Done>(await Correct(document, order, ("code", "73723"), ("signature", "signed"), ("due", "3/20/26")));

        var now = await OnlyOrder();
        Assert.Equal(("ready", "73723", "2026-03-20"), (now.State, now.Values.Named("code"), now.Values.Named("due")));
        Assert.Equal(("corrected", Ana, now.Values.Single(v => v.Name == "code" && v.Source == "machine").X), (now.Values.Find("code")!.Source, now.Values.Find("code")!.By, now.Values.Find("code")!.X));
        Assert.Equal(read + 4, now.Values.Count);

        Assert.IsType<DocumentAct.ChangedMeanwhile>(Assert.IsType<OrderCorrection.Refused>(await Correct(document, order, ("code", "73720"))).Why);

        Assert.IsType<DocumentAct.Done>(await As((CorrectOrder correct) => correct.Undo(document.Id, order.Id, corrected.Mark!.Value, CancellationToken.None)));
        var after = await OnlyOrder();
        Assert.Equal(("unsigned", "73721", "machine", null), (after.State, after.Values.Named("code"), after.Values.Find("code")!.Source, after.Values.Named("due")));
        Assert.Equal(["order.corrected", "order.correction-undone"], await clinic.Sql("SELECT action FROM audit.entries WHERE action LIKE 'order.%' ORDER BY at, id"));
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM documents.events WHERE code = 'order-corrected'"));
    }

    [Fact]
    public async Task What_a_person_says_of_the_state_stands_until_a_person_gives_it_back_to_the_rule()
    {
        register.Elena();
        await clinic.Receive(Fax([.. Order.Where(line => !line.StartsWith("Electronically", StringComparison.Ordinal))]));
        await clinic.RunJobs();
        var order = await OnlyOrder();

        await Correct(await clinic.OnlyDocument(), order, "ready");
        Assert.Equal(["ready"], await States());
        await Correct(await clinic.OnlyDocument(), order, null, ("urgency", "stat"));
        Assert.Equal(["ready"], await States());
        await Correct(await clinic.OnlyDocument(), order, "");

        Assert.Equal(["unsigned"], await States());
        Assert.Equal("stat", (await clinic.In((IOrders all) => all.Find(order.Id)))!.Urgency);
    }

    [Fact]
    public async Task What_the_sender_was_asked_is_answered_when_the_same_order_comes_again_and_a_person_agrees()
    {
        register.Elena();
        await clinic.Receive(Fax([.. Order.Where(line => !line.StartsWith("Electronically", StringComparison.Ordinal))]));
        await clinic.RunJobs();
        var (document, order) = (await clinic.OnlyDocument(), await OnlyOrder());
        var question = OrderQuestion.Of(order, document, await TestOrganization.Two.Profile())!;
        Assert.Contains("cannot act on it yet: it is not signed.", question, StringComparison.Ordinal);
        Assert.Contains($"Our reference: {OrderQuestion.ReferenceOf(order)}", question, StringComparison.Ordinal);
        Assert.DoesNotContain("Rossi", question, StringComparison.OrdinalIgnoreCase);
        Assert.IsType<DocumentAct.Done>(await As((AskSender ask) => ask.Asked(document.Id, document.Version, order.Id, question, CancellationToken.None)));

        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.Receive(Fax(SameOnAnotherForm));
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Equal(["unsigned", "ready"], await States());
        var stored = await clinic.In((DocumentsDb db) => db.Orders.AsNoTracking().Include(o => o.Values).OrderBy(o => o.Id).ToListAsync());
        Assert.Equal((stored[1].Id.ToString(), "machine"), (stored[0].Values.Named("answered_by"), stored[0].Values.Find("answered_by")!.Source));
        Assert.False((await clinic.In((IOrders all) => all.Find(order.Id)))!.IsAnswered);

        var shown = (await clinic.Documents())[0];
        Assert.IsType<DocumentAct.Done>(await As((AskSender ask) => ask.Answered(shown.Id, shown.Version, order.Id, CancellationToken.None)));
        Assert.True((await clinic.In((IOrders all) => all.Find(order.Id)))!.IsAnswered);

        var answer = (await clinic.Documents())[1];
        var taken = Assert.IsType<OrderCorrection.Done>(await Correct(answer, stored[1], "cancelled"));
        Assert.False((await clinic.In((IOrders all) => all.Find(order.Id)))!.IsAnswered);
        await As((CorrectOrder correct) => correct.Undo(answer.Id, stored[1].Id, taken.Mark!.Value, CancellationToken.None));
        Assert.True((await clinic.In((IOrders all) => all.Find(order.Id)))!.IsAnswered);
        Assert.IsType<DocumentAct.Done>(await As((AskSender ask) => ask.Undo(shown.Id, order.Id, CancellationToken.None)));
        Assert.False((await clinic.In((IOrders all) => all.Find(order.Id)))!.IsAnswered);
        Assert.Equal(["order.asked", "order.answered", "order.corrected", "order.correction-undone", "order.query-undone"], await clinic.Sql("SELECT action FROM audit.entries WHERE action LIKE 'order.%' ORDER BY at, id"));
    }

    [Fact]
    public async Task A_payers_decision_is_told_once_for_each_filing_and_taken_back_with_it()
    {
        var elena = register.Elena();
        await clinic.Receive(Fax(
        [
            "Tidewater Health Plan", "Notice of Denial", "Prior Authorization Decision", "Member: Elena M Rossi", "DOB: 06/20/1990", "Authorization number: PA-77120", "Service: MRI knee (73721)",
            "[ ] Approved   [X] Denied", "Not medically necessary.", "Date of notice: 02/27/2026", "You may appeal this decision within 180 days. A peer to peer review may be requested by 03/06/2026.",
        ]));
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        var document = await clinic.OnlyDocument();
        var decision = (await clinic.In((IAuthorizationDecisions all) => all.Find(document.Id)))!;
        Assert.Equal((elena.PatientId, "denied", "PA-77120", new DateOnly(2026, 3, 6), new DateOnly(2026, 8, 26)), (decision.PatientId, decision.Outcome, decision.Number, decision.PeerToPeerBy, decision.AppealBy));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM documents.events WHERE code = 'decision-told'"));

        await As((SendToReview back) => back.Run(document.Id, document.Version, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Null(await clinic.In((IAuthorizationDecisions all) => all.Find(document.Id)));

        document = await clinic.OnlyDocument();
        await As((FileDocument file) => file.Run(document.Id, document.Version, elena.PatientId, null, CancellationToken.None));
        await clinic.RunJobs();
        Assert.NotNull(await clinic.In((IAuthorizationDecisions all) => all.Find(document.Id)));
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM documents.events WHERE code = 'decision-told'"));
        await Assert.ThrowsAnyAsync<Exception>(() => clinic.In((DocumentsDb db) => db.Database.ExecuteSqlAsync($"UPDATE document_values SET value = 'approved'")));
    }

    [Fact]
    public async Task A_referral_and_a_consult_note_are_told_once_for_each_filing_with_what_they_say()
    {
        var elena = register.Elena();
        await clinic.Receive(Fax(
        [
            "Lakeview Family Medicine", "Referral Form", "Patient: Elena M Rossi", "DOB: 06/20/1990", "Refer to: Harbor Clinic - Cardiology", "Reason for referral: Palpitations", "Number of visits: 3", "Referral number: R-7712",
            "Referring provider: Ana Maro, DO", "Signed: Ana Maro, DO   Date: 02/27/2026",
        ]));
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        var document = await clinic.OnlyDocument();
        var referral = (await clinic.In((IReferralDocuments all) => all.FindReferral(document.Id)))!;
        Assert.Equal((elena.PatientId, "Harbor Clinic - Cardiology", "Cardiology", "Ana Maro, DO", 3, "R-7712"), (referral.PatientId, referral.ReferredTo, referral.Specialty, referral.ReferringProvider, referral.Visits, referral.Number));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM documents.events WHERE code = 'referral-told'"));

        await clinic.Receive(Fax(
        [
            "Lakeview Heart Center", "12 Harbor Street, Ashford, OH 43096", "Cardiology Consultation Note", "Patient: Elena M Rossi", "DOB: 06/20/1990", "Date of Service: 02/24/2026", "Provider: Ruth Quill, MD",
            "History of Present Illness", "Palpitations for some weeks.", "Assessment and Plan", "Follow up in 3 months.",
        ]));
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        var (id, version) = await clinic.In(async (DocumentsDb db) => await db.Documents.Where(d => d.Type == DocumentType.ConsultNote).Select(d => new ValueTuple<Guid, uint>(d.Id, d.Version)).SingleAsync());
        var note = (await clinic.In((IReferralDocuments all) => all.FindConsultNote(id)))!;
        Assert.Equal((elena.PatientId, "Ruth Quill, MD", "Lakeview Heart Center", "Cardiology", new DateOnly(2026, 2, 24)), (note.PatientId, note.Provider, note.Practice, note.Specialty, note.SeenOn!.Value));
        Assert.Null(await clinic.In((IReferralDocuments all) => all.FindReferral(id)));

        await As((SendToReview back) => back.Run(id, version, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Null(await clinic.In((IReferralDocuments all) => all.FindConsultNote(id)));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM documents.events WHERE code = 'consult-note-told'"));
    }

    private async Task<IReadOnlyList<object?>> States() => await clinic.Sql("SELECT state FROM documents.orders ORDER BY id");

    private Task<Order> OnlyOrder() => clinic.In((DocumentsDb db) => db.Orders.AsNoTracking().Include(o => o.Values).SingleAsync());

    private Task<OrderCorrection> Correct(Document document, Order order, params (string Name, string? Value)[] values) => Correct(document, order, null, values);

    private Task<OrderCorrection> Correct(Document document, Order order, string? state, params (string Name, string? Value)[] values) =>
        As((CorrectOrder correct) => correct.Run(document.Id, document.Version, order.Id, new OrderSaid(values.ToDictionary(v => v.Name, v => v.Value), state), CancellationToken.None));

    private async Task<TResult> As<T, TResult>(Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
