using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// An answer by e-mail that did not arrive, or of which nobody knows, is somebody's task: it names the conversation, which says the rest. What left was about whom it was written about;
/// what never left is written anew about whom the conversation is about.
/// </summary>
internal sealed class OnAnswerNotDelivered(ModuleTransaction<IntakeDb> transaction, RaiseTask raise, IConversations conversations, IPatients patients) : IJobHandler<AnswerNotDelivered>
{
    /// <summary>Of the reasons of such tasks.</summary>
    public const string Reason = "not_delivered:";

    public async Task Run(AnswerNotDelivered arguments, JobMessage message, CancellationToken stopping)
    {
        var about = arguments is { PatientId: { } written, Outcome: not "cancelled" } ? (await patients.FindStanding(written, stopping))?.Id ?? written : (Guid?)null;
        var today = await raise.Today(arguments.LocationId, stopping);
        var (title, detail) = Words(arguments.Outcome);
        await transaction.RunOnce(
            message,
            async effects =>
            {
                if (await ConversationTask.Standing(arguments.ConversationId, raise, conversations, stopping) is { } standing)
                {
                    var task = ConversationTask.Of(Guid.CreateVersion7(), TaskKinds.Letter, standing, $"{Reason}{arguments.EntryId}", "urgent", title, detail, today, raise.Now);
                    task.PatientId = about ?? task.PatientId;
                    raise.Add(task, effects);
                }
            },
            stopping);
    }

    private static (string Title, string Detail) Words(string outcome) => outcome switch
    {
        "unknown" => ("Nobody knows whether an answer by e-mail arrived", "The connection broke while it was handed over. Ask the reader before anything is written again."),
        "cancelled" => ("An answer by e-mail was not sent", "It may not go there any more, or what it rested on was changed before it left. The conversation says which: call, or write again."),
        _ => ("An answer by e-mail did not arrive", "The conversation says why. Call the reader, or ask for the right address."),
    };
}
