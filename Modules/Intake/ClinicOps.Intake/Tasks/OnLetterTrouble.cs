using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>A letter that did not arrive, or of which nobody knows, is somebody's task: it names the letter, which says the rest.</summary>
internal sealed class OnDeliveryFailed(ModuleTransaction<IntakeDb> transaction, RaiseTask raise, ILetters letters) : IJobHandler<DeliveryFailed>
{
    public Task Run(DeliveryFailed arguments, JobMessage message, CancellationToken stopping)
    {
        var (title, detail) = Words(arguments.Reason);
        return LetterTask.RaiseOnce(transaction, message, raise, letters, arguments.LetterId, arguments.PatientId, arguments.LocationId, arguments.CareThreadId, "urgent", title, detail, stopping);
    }

    private static (string Title, string Detail) Words(string reason) => reason switch
    {
        "outcome_unknown" => ("Nobody knows whether a letter arrived", "The connection broke while it was handed over. Ask the reader, then say on the letter's page that it arrived, or send it again."),
        "mailbox_unknown" => ("A letter did not arrive: mailbox unknown", "There is no such mailbox or fax number. Ask the reader for the right one and send the letter there, or print it."),
        "mailbox_full" => ("A letter did not arrive: mailbox full", "Call the reader, or print the letter."),
        "too_large" => ("A letter did not arrive: too large", "The reader's mailbox does not take it. Print the letter."),
        "gave_up" => ("A letter did not arrive: put off for days", "The reader's mail server never took it. Check the address, or print the letter."),
        "refused" => ("A letter did not arrive: refused", "The mail server refused it. Check the address, or print the letter."),
        "fax_queue_refused" => ("A fax was not taken", "The clinic's fax queue does not take it. Tell the administrator, or print the letter."),
        "fax_busy" or "fax_no_answer" or "fax_no_machine" or "fax_failed" => ("A fax did not get through", "The letter's page says why. Check the number and call there, then send it again, or print it."),
        "enclosure_closed" => ("A letter did not leave: an enclosure is closed", "An enclosure left the chart, or was closed, before the letter left. Take the approval back, and choose the enclosures again."),
        "patient_deceased" => ("A letter did not leave: the patient has died", "The record says so since it was asked for. Write to the family or the estate, or have the record corrected."),
        "confidential_address" => ("A letter did not leave: confidential address", "The patient's mail goes to the confidential address alone. Print the letter with it, or record the patient's own e-mail address."),
        "not_entitled" => ("A letter did not leave: its reader may not be told", "The record does not say that its reader may be told. Record it at the patient's people and notes, or write to somebody else."),
        "no_consent" => ("A letter did not leave: not wanted by e-mail", "The record does not say that the patient wants this by e-mail. Record it at how to reach the patient, or print the letter."),
        "number_misdirected" => ("A fax did not leave: wrong number", "A fax to this number reached somebody else. Ask the reader for the right number, and send it there."),
        "papers_closed" => ("Records did not leave: a paper in the packet is closed", "A paper in it left the chart, or was closed, before the packet left. Take the packet back at \"Records requests\", and make a new one of what may go."),
        "authority_ended" => ("Records did not leave: the authorization has ended", "It expired, or who signed may not be told any more, before the packet left. Take the check back at \"Records requests\", and check it again."),
        "record_closed" => ("A letter did not leave: the record is closed", "The patient's record is closed, or is not registered any more. Ask who may see it."),
        _ => ("A letter came back", "The reader's mail server did not deliver it. Check the address, or print the letter."),
    };
}

/// <summary>What a sent letter rested on is void: somebody tells those who read it.</summary>
internal sealed class OnSentLetterVoided(ModuleTransaction<IntakeDb> transaction, RaiseTask raise, ILetters letters) : IJobHandler<SentLetterVoided>
{
    public Task Run(SentLetterVoided arguments, JobMessage message, CancellationToken stopping) => LetterTask.RaiseOnce(
        transaction, message, raise, letters, arguments.LetterId, arguments.PatientId, arguments.LocationId, arguments.CareThreadId, "stat",
        "Incident: a letter left although its order is void",
        "The order was filed to the wrong patient or read wrong, and a letter about it has left. The letter's page names who was told: tell them, and say here what was done.",
        stopping);
}

/// <summary>A fax reached somebody whom it was not for: the task leads to the letter, whose page leads to the incident and its steps. One for each incident.</summary>
internal sealed class OnFaxMisdirected(ModuleTransaction<IntakeDb> transaction, RaiseTask raise, ILetters letters) : IJobHandler<FaxMisdirected>
{
    public Task Run(FaxMisdirected arguments, JobMessage message, CancellationToken stopping) => LetterTask.RaiseOnce(
        transaction, message, raise, letters, arguments.LetterId, arguments.PatientId, arguments.LocationId, arguments.CareThreadId, "stat",
        "Incident: a fax went to the wrong number",
        "Call whoever got it and have it destroyed or sent back, tell the privacy officer, and have it assessed. The steps stand in the incident, which the letter's page names.",
        stopping);
}

/// <summary>Records that somebody asked for are late: the law names a day for most of them.</summary>
internal sealed class OnRecordsRequestLate(ModuleTransaction<IntakeDb> transaction, RaiseTask raise) : IJobHandler<RecordsRequestLate>
{
    public async Task Run(RecordsRequestLate arguments, JobMessage message, CancellationToken stopping)
    {
        var today = await raise.Today(arguments.LocationId, stopping);
        await transaction.RunOnce(
            message,
            effects =>
            {
                raise.Add(
                    new StaffTask
                    {
                        Id = Guid.CreateVersion7(),
                        Kind = TaskKinds.Letter,
                        Title = "A records request is late",
                        Detail = $"It was due on {LocalTime.Us(arguments.DueOn)}. It stands first at \"Records requests\": release what may go, or refuse it with a letter that says why.",
                        State = TaskState.Open,
                        PatientId = arguments.PatientId,
                        LocationId = arguments.LocationId,
                        CareThreadId = arguments.CareThreadId,
                        AccessClass = arguments.AccessClass,
                        Urgency = "urgent",
                        Due = today,
                        RaisedAt = raise.Now,
                    },
                    effects);
                return Task.CompletedTask;
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

    /// <summary>A task of a letter for today, once for the event that asks for it.</summary>
    public static async Task RaiseOnce(
        ModuleTransaction<IntakeDb> transaction, JobMessage message, RaiseTask raise, ILetters letters, Guid letterId, Guid patientId, Guid locationId, Guid careThreadId, string urgency, string title, string detail,
        CancellationToken stopping)
    {
        var today = await raise.Today(locationId, stopping);
        await transaction.RunOnce(
            message,
            async effects => raise.Add(
                new StaffTask
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
                    AccessClass = await ClassOf(letterId, raise, letters, stopping),
                    Urgency = urgency,
                    Due = today,
                    RaisedAt = raise.Now,
                },
                effects),
            stopping);
    }
}
