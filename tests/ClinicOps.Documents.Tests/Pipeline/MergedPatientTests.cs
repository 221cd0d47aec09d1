using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Documents.Tests.Pipeline.PipelineClinic;

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>Documents of two records that are one, and two after all.</summary>
public sealed class MergedPatientTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190f000-0000-7000-8000-000000000001");

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
    private Guid goes;
    private Guid stays;

    public async ValueTask InitializeAsync() => (clinic, register, _) = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task What_a_machine_filed_stays_filed_when_the_surviving_record_says_another_birth_date_and_goes_back_corrected_or_not()
    {
        goes = register.Elena().PatientId;
        await clinic.Receive(Fax(Lab));
        await clinic.Receive(Fax(Order));
        await clinic.RunJobs();
        stays = register.Register("Helen", "Ross", new DateOnly(1955, 2, 7)).PatientId;
        await Merge();
        await clinic.Tell(new PatientChanged(stays));
        await clinic.RunJobs();
        Assert.All(await clinic.Documents(), document => Assert.Equal((DocumentState.Filed, stays, null), (document.State, document.PatientId, document.FiledBy)));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM documents.filings WHERE act = 'unfiled'"));

        // A person corrects what it is, not whose: it is filed anew, and read anew for orders, and still goes back.
        var order = (await clinic.Documents())[1];
        Assert.IsType<DocumentAct.Done>(await As((FileDocument file) => file.Run(order.Id, order.Version, stays, DocumentType.Referral, CancellationToken.None)));
        await clinic.RunJobs();
        Assert.Equal((DocumentState.Filed, stays), ((await clinic.Documents())[1].State, (await clinic.Documents())[1].PatientId));
        Assert.DoesNotContain(goes, await clinic.Sql("SELECT patient_id FROM documents.orders WHERE standing = 'told'"));
        Assert.Empty(await clinic.Problems());

        await Part();
        Assert.All(await clinic.Documents(), document => Assert.Equal((DocumentState.Filed, goes, goes), (document.State, document.PatientId, document.SubjectId)));
        Assert.DoesNotContain(stays, await clinic.Sql("SELECT patient_id FROM documents.orders WHERE standing = 'told'"));
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task What_was_filed_by_the_others_name_while_they_were_one_is_looked_at_however_long_ago_that_is()
    {
        goes = register.Register("Elena", "Rossi", new DateOnly(1990, 6, 20), middle: "M").PatientId;
        stays = register.Register("Helen", "Ross", new DateOnly(1955, 2, 7)).PatientId;
        await Merge();
        await clinic.Receive(Fax(Lab));
        await clinic.RunJobs();
        Assert.Equal((DocumentState.Filed, stays), ((await clinic.OnlyDocument()).State, (await clinic.OnlyDocument()).PatientId));
        clinic.Clock.Advance(TimeSpan.FromDays(90));

        await Part();

        var document = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Review, ReviewReason.NoLongerOnlyFit, null), (document.State, document.ReviewReason, document.PatientId));
    }

    [Fact]
    public async Task An_order_that_made_way_for_one_of_the_other_is_to_be_done_once_they_are_two()
    {
        stays = register.Register("Helen", "Ross", new DateOnly(1955, 2, 7)).PatientId;
        goes = register.Elena().PatientId;
        await clinic.Receive(Fax(Order));
        await clinic.RunJobs();
        var first = await clinic.OnlyDocument();
        Assert.IsType<DocumentAct.Done>(await As((FileDocument file) => file.Run(first.Id, first.Version, stays, null, CancellationToken.None)));
        await clinic.RunJobs();
        await Merge();
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.Receive(Fax(SameOnAnotherForm));
        await clinic.RunJobs();
        var second = (await clinic.Documents())[1];

        // From a page that was opened before the two were one: under the old name, which the database remembers.
        Assert.IsType<DocumentAct.Done>(await As((FileDocument file) => file.Run(second.Id, second.Version, goes, null, CancellationToken.None)));
        await clinic.RunJobs();
        Assert.Equal(stays, (await clinic.Documents())[1].PatientId);
        Assert.Equal(["duplicate", "ready"], await States());

        await Part();

        Assert.Equal(["ready", "ready"], await States());
        Assert.Equal([goes], await clinic.Sql($"SELECT patient_id FROM documents.orders WHERE document_id = '{second.Id}' AND standing = 'told'"));
    }

    [Fact]
    public async Task Pages_taken_out_of_what_came_along_go_back_with_it_and_an_undo_afterwards_files_nothing_across()
    {
        goes = register.Elena().PatientId;
        stays = register.Register("Helen", "Ross", new DateOnly(1955, 2, 7)).PatientId;
        await clinic.Receive(Fax(Lab, ["and nothing else of note", "continued"]));
        await clinic.RunJobs();
        await Merge();
        var whole = await clinic.OnlyDocument();
        var cut = await As((ChangePages change) => change.Split(whole.Id, whole.Version, whole.Pages[0].Id, CancellationToken.None));
        await clinic.RunJobs();

        // Undone while they are one, it lies where it lay, and still goes back.
        Assert.IsType<DocumentAct.Done>((await As((ChangePages change) => change.Undo(cut.ActId!.Value, CancellationToken.None))).Outcome);
        await clinic.RunJobs();
        whole = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Filed, stays), (whole.State, whole.PatientId));
        cut = await As((ChangePages change) => change.Split(whole.Id, whole.Version, whole.Pages[0].Id, CancellationToken.None));
        await clinic.RunJobs();
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await Part();
        Assert.All(await clinic.Documents(), part => Assert.Equal((DocumentState.Review, goes), (part.State, part.SubjectId)));

        Assert.IsType<DocumentAct.Done>((await As((ChangePages change) => change.Undo(cut.ActId!.Value, CancellationToken.None))).Outcome);
        await clinic.RunJobs();
        whole = await clinic.OnlyDocument();
        Assert.Equal((DocumentState.Review, null, goes), (whole.State, whole.PatientId, whole.SubjectId));
        Assert.Empty(await clinic.Problems());
    }

    private Task Merge()
    {
        register.MergedInto[goes] = stays;
        register.LastMergeAt = clinic.Clock.GetUtcNow();
        return Told(new PatientsMerged(Guid.CreateVersion7(), stays, goes));
    }

    private Task Part()
    {
        register.MergedInto.Remove(goes);
        return Told(new PatientsUnmerged(Guid.CreateVersion7(), stays, goes));
    }

    private async Task Told(Kernel.Jobs.IEvent happened)
    {
        await clinic.Tell(happened);
        await clinic.RunJobs();
    }

    private async Task<T> As<TService, T>(Func<TService, Task<T>> act)
        where TService : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, [TestOrganization.Harbor.Id]);
        return await act(scope.ServiceProvider.GetRequiredService<TService>());
    }

    private async Task<IReadOnlyList<string>> States() =>
        [.. (await clinic.Sql("SELECT state FROM documents.orders WHERE standing = 'told'")).Cast<string>().Order(StringComparer.Ordinal)];
}
