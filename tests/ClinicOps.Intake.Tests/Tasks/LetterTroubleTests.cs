using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Tasks;

public sealed class LetterTroubleTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly (Guid Letter, Guid Patient, Guid Thread) About = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());

    private readonly RestrictedLetters letters = new();
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await cluster.OpenClinic([new IntakeModule()], services => services.AddSingleton<ILetters>(letters).AddSingleton<IDocumentClasses, StandingOrders>());

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Theory]
    [InlineData("mailbox_unknown", "A letter did not arrive: mailbox unknown")]
    [InlineData("bounced", "A letter came back")]
    [InlineData("enclosure_closed", "A letter did not leave: an enclosure is closed")]
    [InlineData("fax_busy", "A fax did not get through")]
    [InlineData("authority_ended", "Records did not leave: the authorization has ended")]
    [InlineData("outcome_unknown", "Nobody knows whether a letter arrived")]
    public async Task A_letter_that_did_not_arrive_is_one_task_that_names_it(string reason, string title)
    {
        await Tell(new DeliveryFailed(Guid.CreateVersion7(), About.Letter, About.Patient, TestOrganization.Harbor.Id, reason, About.Thread));
        await clinic.DeliverAgain();

        var task = await Only();
        Assert.Equal((title, About.Letter, About.Patient, About.Thread, "urgent", "restricted"), (task.Title, task.LetterId!.Value, task.PatientId!.Value, task.CareThreadId, task.Urgency, task.AccessClass));
    }

    [Fact]
    public async Task A_letter_that_left_and_is_void_is_an_incident()
    {
        await Tell(new SentLetterVoided(About.Letter, About.Patient, TestOrganization.Harbor.Id, About.Thread));
        await clinic.DeliverAgain();

        var task = await Only();
        Assert.Equal((TaskKinds.Letter, "stat", new DateOnly(2026, 3, 2)), (task.Kind, task.Urgency, task.Due));
        Assert.StartsWith("Incident:", task.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fax_that_went_to_the_wrong_number_is_one_incident_task_that_names_its_letter()
    {
        await Tell(new FaxMisdirected(Guid.CreateVersion7(), About.Letter, About.Patient, TestOrganization.Harbor.Id, About.Thread));
        await clinic.DeliverAgain();

        var task = await Only();
        Assert.Equal(("Incident: a fax went to the wrong number", "stat", About.Letter, "restricted"), (task.Title, task.Urgency, task.LetterId!.Value, task.AccessClass));
    }

    [Fact]
    public async Task A_records_request_that_is_late_is_one_task_of_its_own_class()
    {
        await Tell(new RecordsRequestLate(Guid.CreateVersion7(), About.Patient, TestOrganization.Harbor.Id, About.Thread, new DateOnly(2026, 3, 1), "part2"));
        await clinic.DeliverAgain();

        var task = await Only();
        Assert.Equal(("A records request is late", "urgent", About.Patient, "part2"), (task.Title, task.Urgency, task.PatientId!.Value, task.AccessClass));
        Assert.Contains("03/01/2026", task.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letters_tasks_follow_its_access_class()
    {
        await Tell(new DeliveryFailed(Guid.CreateVersion7(), About.Letter, About.Patient, TestOrganization.Harbor.Id, "bounced", About.Thread));
        letters.AccessClass = "part2";

        await Tell(new LetterClassChanged(About.Letter));
        await clinic.DeliverAgain();

        Assert.Equal("part2", (await Only()).AccessClass);
    }

    private Task<StaffTask> Only() => clinic.In((IntakeDb db) => db.Tasks.AsNoTracking().SingleAsync());

    private async Task Tell(IEvent happened)
    {
        await clinic.Tell<IntakeDb>(happened);
        await clinic.RunJobs();
    }

    /// <summary>Stands in for Correspondence: every letter has this class.</summary>
    private sealed class RestrictedLetters : ILetters
    {
        public string AccessClass { get; set; } = "restricted";

        public Task<IReadOnlyList<LetterSummary>> OfPatient(Guid patientId, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<LetterSummary>>([]);

        public Task<string> ClassOf(Guid letterId, CancellationToken stopping = default) => Task.FromResult(AccessClass);
    }
}
