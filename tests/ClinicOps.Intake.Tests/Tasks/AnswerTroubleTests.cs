using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Tasks;

public sealed class AnswerTroubleTests(TestCluster cluster)
{
    [Fact]
    public async Task An_answer_that_did_not_arrive_is_one_urgent_task_of_its_conversation_which_stays_when_that_changes()
    {
        var (conversation, thread) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (written, now) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var standing = new ConversationStanding(conversation, now, TestOrganization.Harbor.Id, thread, "My knee", "question", "restricted", null, null, RedFlagSeen: true);
        await using var clinic = await cluster.OpenClinic([new IntakeModule()], services => services.AddSingleton<IConversations>(new OneConversation(standing)).AddSingleton<IDocumentClasses, StandingOrders>());
        foreach (var (outcome, about) in ((string, Guid?)[])[("failed", written), ("unknown", null)])
        {
            await clinic.Tell<IntakeDb>(new AnswerNotDelivered(Guid.CreateVersion7(), conversation, about, TestOrganization.Harbor.Id, thread, outcome));
        }

        await clinic.RunJobs();
        await clinic.Tell<IntakeDb>(new ConversationChanged(conversation));
        await clinic.RunJobs();
        await clinic.DeliverAgain();

        var tasks = await clinic.In((IntakeDb db) => db.Tasks.AsNoTracking().OrderBy(task => task.Title).ToListAsync());
        Assert.Equal(["An answer by e-mail did not arrive", "Nobody knows whether an answer by e-mail arrived"], tasks.Select(task => task.Title));

        // What left was about whom it was about when it was written, whomever the conversation is about now.
        Assert.Equal([written, now], tasks.Select(task => task.PatientId!.Value));
        Assert.All(tasks, task => Assert.Equal(
            (TaskKinds.Letter, TaskState.Open, conversation, "urgent", "restricted"), (task.Kind, task.State, task.ConversationId!.Value, task.Urgency, task.AccessClass)));
    }

    private sealed class OneConversation(ConversationStanding standing) : IConversations
    {
        public Task<ConversationStanding?> Find(Guid conversationId, CancellationToken stopping = default) => Task.FromResult(conversationId == standing.Id ? standing : null);
    }
}
