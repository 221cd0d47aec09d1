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

/// <summary>What a conversation becomes on the list of tasks.</summary>
public sealed class ConversationTaskTests(TestCluster cluster) : IAsyncLifetime
{
    private readonly StandingConversation standing = new();
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() =>
        clinic = await cluster.OpenClinic([new IntakeModule()], services => services.AddSingleton<IConversations>(standing).AddSingleton<IDocumentClasses, StandingOrders>());

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Alarming_words_are_one_stat_task_for_each_entry_and_done_when_a_clinician_has_them()
    {
        await Tell(new RedFlagRead(standing.Now.Id, Guid.CreateVersion7(), null, TestOrganization.Harbor.Id, standing.Now.CareThreadId));
        await clinic.DeliverAgain();
        var task = Assert.Single(await Tasks());
        Assert.Equal((TaskKinds.Urgent, "stat", "restricted", standing.Now.Id, (Guid?)null), (task.Kind, task.Urgency, task.AccessClass, task.ConversationId!.Value, task.PatientId));

        var patient = Guid.CreateVersion7();
        standing.Now = standing.Now with { PatientId = patient, AccessClass = "part2", RedFlagSeen = true };
        await Tell(new ConversationChanged(standing.Now.Id));
        task = Assert.Single(await Tasks());
        Assert.Equal((TaskState.Done, patient, "part2"), (task.State, task.PatientId!.Value, task.AccessClass));

        // Told late: it was seen before.
        await Tell(new RedFlagRead(standing.Now.Id, Guid.CreateVersion7(), patient, TestOrganization.Harbor.Id, standing.Now.CareThreadId));
        Assert.Single(await Tasks());
    }

    [Fact]
    public async Task A_conversation_handed_over_is_one_task_that_leads_back_and_goes_when_that_is_undone()
    {
        var id = Guid.CreateVersion7();
        standing.Now = standing.Now with { TaskId = id };
        var handed = new ConversationHandedOver(standing.Now.Id, id, null, TestOrganization.Harbor.Id, standing.Now.CareThreadId);
        await Tell(handed);
        await Tell(handed);
        var task = Assert.Single(await Tasks());
        Assert.Equal((id, "Where are my records", standing.Now.Id, new DateOnly(2026, 3, 4)), (task.Id, task.Title, task.ConversationId!.Value, task.Due!.Value));

        standing.Now = standing.Now with { TaskId = null };
        await Tell(new ConversationChanged(standing.Now.Id));
        Assert.Equal(TaskState.Withdrawn, Assert.Single(await Tasks()).State);
    }

    private Task<List<StaffTask>> Tasks() => clinic.In((IntakeDb db) => db.Tasks.AsNoTracking().ToListAsync());

    private async Task Tell(IEvent happened)
    {
        await clinic.Tell<IntakeDb>(happened);
        await clinic.RunJobs();
    }

    /// <summary>Stands in for Correspondence: the one conversation, as it stands.</summary>
    private sealed class StandingConversation : IConversations
    {
        public ConversationStanding Now { get; set; } = new(
            Guid.CreateVersion7(), null, TestOrganization.Harbor.Id, Guid.CreateVersion7(), "Where are my records", "question", "restricted", null, new DateTimeOffset(2026, 3, 4, 15, 0, 0, TimeSpan.Zero), RedFlagSeen: false);

        public Task<ConversationStanding?> Find(Guid conversationId, CancellationToken stopping = default) => Task.FromResult(conversationId == Now.Id ? Now : null);
    }
}
