using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>A letter that did not arrive, or of which nobody knows, is somebody's task: it names the letter, which says the rest.</summary>
internal sealed class OnDeliveryFailed(ModuleTransaction<IntakeDb> transaction, RaiseTask raise, ILetters letters) : IJobHandler<DeliveryFailed>
{
    public async Task Run(DeliveryFailed arguments, JobMessage message, CancellationToken stopping)
    {
        var today = await raise.Today(arguments.LocationId, stopping);
        var (title, detail) = Words(arguments.Reason);
        await transaction.RunOnce(
            message,
            async effects =>
            {
                var accessClass = await LetterTask.ClassOf(arguments.LetterId, raise, letters, stopping);
                raise.Add(LetterTask.Of(arguments.LetterId, arguments.PatientId, arguments.LocationId, arguments.CareThreadId, accessClass, "urgent", title, detail, today, raise.Now), effects);
            },
            stopping);
    }

    private static (string Title, string Detail) Words(string reason) => reason switch
    {
        "outcome_unknown" => ("Nobody knows whether a letter arrived", "The connection broke while it was handed over. Ask the reader, then say on the letter's page that it arrived, or send it again."),
        "mailbox_unknown" => ("A letter did not arrive: mailbox unknown", "There is no such mailbox or fax number. Ask the reader for the right one and send the letter there, or print it."),
        "mailbox_full" => ("A letter did not arrive: mailbox full", "Call the reader, or print the letter."),
        "too_large" => ("A letter did not arrive: too large", "The reader's mailbox does not take it. Print the letter."),
        "gave_up" => ("A letter did not arrive: put off for days", "The reader's mail server never took it. Check the address, or print the letter."),
        "refused" => ("A letter did not arrive: refused", "The mail server refused it. Check the address, or print the letter."),
        _ => ("A letter came back", "The reader's mail server did not deliver it. Check the address, or print the letter."),
    };
}

/// <summary>What a sent letter rested on is void: somebody tells those who read it.</summary>
internal sealed class OnSentLetterVoided(ModuleTransaction<IntakeDb> transaction, RaiseTask raise, ILetters letters) : IJobHandler<SentLetterVoided>
{
    public async Task Run(SentLetterVoided arguments, JobMessage message, CancellationToken stopping)
    {
        var today = await raise.Today(arguments.LocationId, stopping);
        await transaction.RunOnce(
            message,
            async effects =>
            {
                var accessClass = await LetterTask.ClassOf(arguments.LetterId, raise, letters, stopping);
                raise.Add(
                    LetterTask.Of(
                        arguments.LetterId, arguments.PatientId, arguments.LocationId, arguments.CareThreadId, accessClass, "stat",
                        "Incident: a letter left although its order is void",
                        "The order was filed to the wrong patient or read wrong, and a letter about it has left. The letter's page names who was told: tell them, and say here what was done.",
                        today, raise.Now),
                    effects);
            },
            stopping);
    }
}

/// <summary>Tasks have the access class of the letter they speak of. Told twice or out of order, they end up with that of now.</summary>
internal sealed class OnLetterClassChanged(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise, ILetters letters) : IJobHandler<LetterClassChanged>
{
    public Task Run(LetterClassChanged arguments, JobMessage message, CancellationToken stopping) =>
        transaction.Run(
            async effects =>
            {
                var accessClass = await LetterTask.ClassOf(arguments.LetterId, raise, letters, stopping);
                foreach (var task in await db.Tasks.Where(task => task.LetterId == arguments.LetterId && task.AccessClass != accessClass).ToListAsync(stopping))
                {
                    RaiseTask.Classify(task, accessClass, effects);
                }
            },
            stopping);
}

internal static class LetterTask
{
    /// <summary>The letter's access class, in line with who raises a task for it and who tells that the class changed.</summary>
    public static async Task<string> ClassOf(Guid letterId, RaiseTask raise, ILetters letters, CancellationToken stopping)
    {
        await raise.WaitInLine(letterId, stopping);
        return await Apart.Ask(() => letters.ClassOf(letterId, stopping));
    }

    public static StaffTask Of(
        Guid letterId, Guid patientId, Guid locationId, Guid careThreadId, string accessClass, string urgency, string title, string detail, DateOnly today, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(),
            Kind = TaskKinds.Letter,
            Title = title,
            Detail = detail,
            State = TaskState.Open,
            PatientId = patientId,
            LetterId = letterId,
            LocationId = locationId,
            CareThreadId = careThreadId,
            AccessClass = accessClass,
            Urgency = urgency,
            Due = today,
            RaisedAt = now,
        };
}
