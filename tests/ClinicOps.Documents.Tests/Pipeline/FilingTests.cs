using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Documents.Tests.Pipeline.PipelineClinic;

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>What files, what takes out of a record again, and what follows from either.</summary>
public sealed class FilingTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190e000-0000-7000-8000-000000000001");
    private static readonly Guid Ben = Guid.Parse("0190e000-0000-7000-8000-000000000002");

    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    public async ValueTask InitializeAsync() => (clinic, register, _) = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Somebody_registered_between_matching_and_filing_keeps_the_machine_from_filing()
    {
        register.Elena();
        register.Asked = before =>
        {
            if (before == 1)
            {
                register.Elena();
            }

            return Task.CompletedTask;
        };
        await clinic.Receive(Fax(Lab));

        await clinic.RunJobs();

        var document = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Review, ReviewReason.Ambiguous), (document.State, document.ReviewReason));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM documents.filings"));
    }

    [Fact]
    public async Task A_namesake_registered_later_brings_a_filing_by_machine_back_to_review_with_its_orders()
    {
        var elena = register.Elena();
        await FiledWithAnOrder();
        var namesake = register.Elena();

        await clinic.Tell(new PatientRegistered(namesake.PatientId));
        await clinic.RunJobs();

        var document = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Review, ReviewReason.NoLongerOnlyFit, null), (document.State, document.ReviewReason, document.PatientId));
        Assert.Equal([elena.PatientId, namesake.PatientId], Suggested(document).Order());
        Assert.Equal(["filed gate", "unfiled no-longer-only-fit"], await clinic.Sql("SELECT act || ' ' || why FROM documents.filings ORDER BY at, id"));
        Assert.Equal(["withdrawn", "read"], await clinic.Sql("SELECT standing FROM documents.orders ORDER BY id"));
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task A_filing_in_flight_while_a_namesake_is_registered_is_looked_at_after_its_commit()
    {
        register.Elena();
        await clinic.Receive(Fax(Lab));
        var reexamined = Task.CompletedTask;
        register.AfterAnswer = before =>
        {
            // The filing has its answer; now the namesake comes, and its reaction runs before the filing commits.
            if (before == 1)
            {
                var namesake = register.Elena();
                using (ExecutionContext.SuppressFlow())
                {
                    reexamined = Task.Run(() => clinic.In((ReexamineFilings reexamine) => reexamine.Concerning(namesake.PatientId, CancellationToken.None)));
                }
            }

            return Task.CompletedTask;
        };

        await clinic.RunJobs();
        await reexamined;

        Assert.Equal((DocumentState.Review, ReviewReason.NoLongerOnlyFit), ((await clinic.OnlyDocument()).State, (await clinic.OnlyDocument()).ReviewReason));
    }

    [Fact]
    public async Task A_stranger_registered_later_changes_nothing()
    {
        register.Elena();
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();

        await clinic.Tell(new PatientRegistered(register.Register("Omar", "Barlow", new DateOnly(1950, 2, 3)).PatientId));
        await clinic.RunJobs();

        Assert.Equal(DocumentState.Filed, (await clinic.OnlyDocument()).State);
    }

    [Fact]
    public async Task What_a_person_filed_stays_where_the_person_put_it()
    {
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();
        var elena = register.Elena();
        Assert.IsType<DocumentAct.Done>(await FileTo(elena.PatientId));

        await clinic.Tell(new PatientRegistered(register.Elena().PatientId));
        await clinic.RunJobs();

        Assert.Equal(elena.PatientId, (await clinic.OnlyDocument()).PatientId);
    }

    [Fact]
    public async Task A_document_in_review_follows_the_register_and_is_filed_when_its_patient_is_registered()
    {
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();
        Assert.Equal(ReviewReason.NotRegistered, (await clinic.OnlyDocument()).ReviewReason);
        var elena = register.Elena();

        await clinic.Tell(new PatientRegistered(elena.PatientId));
        await clinic.RunJobs();

        Assert.Equal((DocumentState.Filed, elena.PatientId), ((await clinic.OnlyDocument()).State, (await clinic.OnlyDocument()).PatientId));
    }

    [Fact]
    public async Task A_document_that_cannot_be_examined_again_keeps_none_behind_it_back()
    {
        await clinic.Receive(Fax(Lab));
        await clinic.Receive(Fax([.. Lab[..8], "Chloride  101  96 - 106", "Bicarbonate  24  22 - 29", "Calcium  9.4  8.6 - 10.2"]));
        await clinic.RunJobs();
        var ids = (await clinic.Documents()).Select(document => document.Id).Order().ToList();
        await clinic.Sql($"UPDATE documents.documents SET patient_evidence = '\"broken\"' WHERE id = '{ids[0]}'");
        var elena = register.Elena();

        await Assert.ThrowsAsync<InvalidOperationException>(() => clinic.In((ReexamineFilings reexamine) => reexamine.Concerning(elena.PatientId, CancellationToken.None)));
        await clinic.RunJobs();

        Assert.Equal([ids[1]], await clinic.Sql("SELECT id FROM documents.documents WHERE state = 'filed'"));
    }

    [Fact]
    public async Task A_document_in_review_that_a_person_has_opened_is_never_filed_by_machine()
    {
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();
        Assert.IsType<DocumentAct.Done>(await As(Ana, (HoldDocument hold) => hold.Take(document.Id, CancellationToken.None)));
        var elena = register.Elena();

        await clinic.Tell(new PatientRegistered(elena.PatientId));
        await clinic.RunJobs();

        document = await clinic.OnlyDocument();
        Assert.Equal(DocumentState.Review, document.State);
        Assert.Equal([elena.PatientId], Suggested(document));
    }

    [Fact]
    public async Task Orders_are_read_in_review_and_told_when_a_person_files()
    {
        await clinic.Receive(Fax(Order));
        await clinic.RunJobs();
        var id = await StandInForAnOrder();
        Assert.Equal(["read"], await clinic.Sql("SELECT standing FROM documents.orders"));
        var elena = register.Elena();

        await FileTo(elena.PatientId);
        await clinic.RunJobs();

        var order = await clinic.In((IOrders orders) => orders.Find(id));
        Assert.Equal((elena.PatientId, "imaging", "MRI left knee"), (order!.PatientId, order.Kind, order.Description));
        Assert.Equal([order], await clinic.In((IOrders orders) => orders.FindAll([Guid.CreateVersion7(), id])));
    }

    [Fact]
    public async Task Undone_the_document_waits_in_review_and_its_order_comes_back_under_another_id_when_it_is_filed_again()
    {
        var elena = register.Elena();
        var first = await FiledWithAnOrder();

        var document = await clinic.OnlyDocument();
        Assert.IsType<DocumentAct.Done>(await As(Ana, (SendToReview back) => back.Run(document.Id, document.Version, CancellationToken.None)));
        Assert.Null(await clinic.In((IOrders orders) => orders.Find(first)));
        Assert.Equal((DocumentState.Review, ReviewReason.SentBack), ((await clinic.OnlyDocument()).State, (await clinic.OnlyDocument()).ReviewReason));

        await FileTo(elena.PatientId);
        await clinic.RunJobs();

        var told = Assert.Single(await clinic.Sql("SELECT id FROM documents.orders WHERE standing = 'told'"));
        Assert.NotEqual(first, told);
        Assert.Equal("MRI left knee", (await clinic.In((IOrders orders) => orders.Find((Guid)told!)))!.Description);
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task Filed_to_another_patient_it_leaves_the_first_record()
    {
        var (elena, marco) = (register.Elena(), register.Marco());
        await FiledWithAnOrder();

        await FileTo(marco.PatientId);
        await clinic.RunJobs();

        Assert.Empty(await clinic.In((IPatientDocuments documents) => documents.OfPatient(elena.PatientId)));
        Assert.False(Assert.Single(await clinic.In((IPatientDocuments documents) => documents.OfPatient(marco.PatientId))).FiledByMachine);
        Assert.Equal([marco.PatientId], await clinic.Sql("SELECT patient_id FROM documents.orders WHERE standing = 'told'"));
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task Filed_to_another_patient_by_mistake_and_undone_it_is_filed_where_it_lay_with_its_order_as_the_gate_filed_it()
    {
        var (elena, marco) = (register.Elena(), register.Marco());
        await FiledWithAnOrder();
        await FileTo(marco.PatientId);
        await clinic.RunJobs();
        var wrong = await clinic.OnlyDocument();

        Assert.IsType<DocumentAct.NotNow>(await As(Ben, (UndoFiling undo) => undo.Run(wrong.Id, wrong.Version, CancellationToken.None)));
        Assert.IsType<DocumentAct.Done>(await As(Ana, (UndoFiling undo) => undo.Run(wrong.Id, wrong.Version, CancellationToken.None)));
        await clinic.RunJobs();

        var back = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Filed, elena.PatientId, elena.PatientId, null), (back.State, back.PatientId, back.SubjectId, back.FiledBy));
        Assert.Equal([elena.PatientId], await clinic.Sql("SELECT patient_id FROM documents.orders WHERE standing = 'told'"));
        Assert.Equal(["filed gate", "filed review", "filed gate-again"], await clinic.Sql("SELECT act || ' ' || why FROM documents.filings WHERE act = 'filed' ORDER BY at, id"));
        Assert.IsType<DocumentAct.NotNow>(await As(Ana, (UndoFiling undo) => undo.Run(back.Id, back.Version, CancellationToken.None)));
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task A_page_that_shows_an_older_state_is_told_who_changed_it()
    {
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();
        var shown = await clinic.OnlyDocument();
        var elena = register.Elena();
        await As(Ben, (MarkJunk junk) => junk.Run(shown.Id, shown.Version, CancellationToken.None));

        var act = await As(Ana, (FileDocument file) => file.Run(shown.Id, shown.Version, elena.PatientId, null, CancellationToken.None));

        Assert.Equal(Ben, Assert.IsType<DocumentAct.ChangedMeanwhile>(act).By);
        Assert.Equal(DocumentState.Junk, (await clinic.OnlyDocument()).State);
    }

    [Fact]
    public async Task Who_has_it_open_keeps_it_until_the_lock_lapses()
    {
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();
        var id = (await clinic.OnlyDocument()).Id;
        await As(Ana, (HoldDocument hold) => hold.Take(id, CancellationToken.None));

        Assert.Equal(Ana, Assert.IsType<DocumentAct.OpenedByAnother>(await As(Ben, (HoldDocument hold) => hold.Take(id, CancellationToken.None))).By);
        clinic.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.IsType<DocumentAct.Done>(await As(Ben, (HoldDocument hold) => hold.Take(id, CancellationToken.None)));
    }

    [Fact]
    public async Task A_user_acts_at_the_users_own_locations_only()
    {
        var elena = register.Elena();
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();

        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, [TestOrganization.Mesa.Id]);

        Assert.IsType<DocumentAct.DocumentUnknown>(
            await scope.ServiceProvider.GetRequiredService<SendToReview>().Run(document.Id, document.Version, CancellationToken.None));
        Assert.Equal(elena.PatientId, (await clinic.OnlyDocument()).PatientId);
    }

    [Fact]
    public async Task Junk_is_kept_and_comes_back()
    {
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();
        var shown = await clinic.OnlyDocument();

        var junked = Assert.IsType<DocumentAct.Done>(await As(Ana, (MarkJunk junk) => junk.Run(shown.Id, shown.Version, CancellationToken.None)));
        Assert.Equal(new(1, 0, 0, 0, 1, 0), await clinic.Ledger());
        Assert.IsType<DocumentAct.Done>(await As(Ana, (SendToReview back) => back.Run(shown.Id, junked.Version, CancellationToken.None)));
        Assert.Equal(new(1, 0, 0, 1, 0, 0), await clinic.Ledger());
    }

    [Fact]
    public async Task Nobody_registered_is_filed_to()
    {
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();

        Assert.IsType<DocumentAct.PatientUnknown>(await FileTo(Guid.CreateVersion7()));
    }

    [Fact]
    public async Task Filing_and_unfiling_are_audited_and_their_rows_are_never_changed()
    {
        register.Elena();
        await FiledWithAnOrder();
        var document = await clinic.OnlyDocument();
        await As(Ana, (SendToReview back) => back.Run(document.Id, document.Version, CancellationToken.None));

        Assert.Equal(["document.received", "document.filed", "document.unfiled"], await clinic.Sql("SELECT action FROM audit.entries ORDER BY at, id"));
        await Assert.ThrowsAnyAsync<Exception>(() => clinic.In((DocumentsDb db) => db.Database.ExecuteSqlAsync($"UPDATE filings SET why = 'x'")));
    }

    [Fact]
    public async Task Verification_sees_a_lost_page_a_lost_blob_and_a_filing_without_its_entry()
    {
        register.Elena();
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();
        Assert.Empty(await clinic.Problems());

        await clinic.Sql("UPDATE documents.pages SET document_id = NULL");
        await clinic.Sql("UPDATE documents.documents SET state = 'review', patient_id = NULL");
        Directory.Delete(Path.Combine(clinic.Folder, "blobs"), recursive: true);

        var problems = await clinic.Problems();
        Assert.Contains(problems, p => p.Contains("do not balance", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("has no page", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("as its filings say", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("is missing", StringComparison.Ordinal));
    }

    private static readonly string[] Order =
        ["Lakeview Family Medicine", "Imaging Order", "Patient: Elena M Rossi", "DOB: 06/20/1990", "Please perform: MRI left knee without contrast", "CPT: 73721", "Ordering Provider: Paul Orlov, MD"];

    private static IReadOnlyList<Guid> Suggested(Document document) => [.. FileDocument.Suggestions(document).Select(s => s.PatientId)];

    private async Task<DocumentAct> FileTo(Guid patientId)
    {
        var document = await clinic.OnlyDocument();
        return await As(Ana, (FileDocument file) => file.Run(document.Id, document.Version, patientId, null, CancellationToken.None));
    }

    private async Task<TResult> As<T, TResult>(Guid user, Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(user, []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    /// <summary>A document filed by machine, with one order that was told.</summary>
    private async Task<Guid> FiledWithAnOrder()
    {
        await clinic.Receive(Fax(Order));
        await clinic.RunJobs();
        var order = await StandInForAnOrder();
        var document = await clinic.OnlyDocument();
        await clinic.In((ModuleTransaction<DocumentsDb> transaction) => transaction.Run(effects =>
        {
            effects.Enqueue(new DocumentToTranscribe(document.Id));
            return Task.CompletedTask;
        }));
        await clinic.RunJobs();
        Assert.Equal(["told"], await clinic.Sql("SELECT standing FROM documents.orders"));
        return order;
    }

    /// <summary>One known order, whatever the rules of transcription read on the page.</summary>
    private async Task<Guid> StandInForAnOrder()
    {
        await clinic.Sql("DELETE FROM documents.order_values");
        await clinic.Sql("DELETE FROM documents.orders");
        var document = await clinic.OnlyDocument();
        var order = new Order
        {
            Id = Guid.CreateVersion7(),
            DocumentId = document.Id,
            Ordinal = 1,
            Kind = "imaging",
            State = "ready",
            LocationId = document.LocationId,
            CareThreadId = document.CareThreadId,
            TranscribedAt = clinic.Clock.GetUtcNow(),
        };
        var read = new OrderValue { Id = Guid.CreateVersion7(), OrderId = order.Id, Name = OrderValueName.Description, Value = "MRI right knee", Source = "machine", At = clinic.Clock.GetUtcNow() };
        var corrected = new OrderValue { Id = Guid.CreateVersion7(), OrderId = order.Id, Name = OrderValueName.Description, Value = "MRI left knee", Source = "corrected", Supersedes = read.Id, At = clinic.Clock.GetUtcNow() };
        await clinic.In(async (DocumentsDb db) =>
        {
            db.Orders.Add(order);
            db.OrderValues.AddRange(read, corrected);
            await db.SaveChangesAsync();
        });
        return order.Id;
    }
}
