using System.Globalization;
using ClinicOps.Correspondence.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>Everything that was said in a conversation and done with it, oldest first.</summary>
internal sealed class LoadTimeline(CorrespondenceDb db, IPatients patients, IOrganization organization)
{
    public async Task<IReadOnlyList<TimelineLine>> Of(ConversationRow row, CancellationToken stopping)
    {
        var id = row.Conversation.Id;
        var entries = await db.ConversationEntries.AsNoTracking().Where(e => e.ConversationId == id).ToListAsync(stopping);
        var events = await db.ConversationEvents.AsNoTracking().Where(e => e.ConversationId == id).ToListAsync(stopping);
        var users = entries.SelectMany(e => new[] { e.By, e.TakenBackBy }).Concat(events.Select(e => e.By)).OfType<Guid>()
            .Concat(events.Where(e => e.What == ConversationStep.Owner).Select(e => Guid.TryParse(e.After, out var owner) ? owner : Guid.Empty)).Distinct();
        var names = new Dictionary<Guid, string>();
        foreach (var user in users)
        {
            names[user] = await organization.NameOfUser(user, stopping) ?? "somebody who left";
        }

        var about = events.Where(e => e.What == ConversationStep.Patient).Select(e => Guid.TryParse(e.After, out var patient) ? patient : Guid.Empty).Distinct().ToList();
        var named = about.Count == 0 ? [] : (await patients.Find(about, stopping)).ToDictionary(patient => patient.Id, patient => patient.ListName);
        string Who(Guid? user) => user is { } by ? names.GetValueOrDefault(by, "somebody") : "ClinicOps";
        string When(DateTimeOffset at) => LocalTime.At(row.Location, at).ToString("MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture);
        return
        [
            .. entries.Select(e => new TimelineLine(e.At, When(e.At), e.By is { } by ? Who(by) : null, e, null, e.TakenBackAt is { } taken ? $"{Who(e.TakenBackBy)}, {When(taken)}" : null))
                .Concat(events.Where(e => e.What != ConversationStep.Opened).Select(e => new TimelineLine(e.At, When(e.At), Who(e.By), null, Words(e, names, named, row.Location), null)))
                .OrderBy(line => line.At),
        ];
    }

    private static string Words(ConversationEvent happened, IReadOnlyDictionary<Guid, string> users, IReadOnlyDictionary<Guid, string> patients, Location? location) => happened.What switch
    {
        ConversationStep.Owner => Guid.TryParse(happened.After, out var owner) ? $"gave it to {users.GetValueOrDefault(owner, "somebody")}" : "gave it back to the pool",
        ConversationStep.Due when DateTimeOffset.TryParse(happened.After, CultureInfo.InvariantCulture, out var due) => $"set it due on {LocalTime.At(location, due).ToString("MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture)}",
        ConversationStep.Due => "took the due time away",
        ConversationStep.Kind => $"made it a {ConversationWords.Kind(happened.After ?? "").ToLowerInvariant()}",
        ConversationStep.Patient => Guid.TryParse(happened.After, out var patient) ? $"said that it is about {patients.GetValueOrDefault(patient, "a patient closed to you")}" : "said that it is about nobody known",
        ConversationStep.Closed => $"closed it: {ConversationWords.Outcome(happened.After).ToLowerInvariant()}",
        ConversationStep.Reopened => "opened it again",
        ConversationStep.HandedOver => "handed it over to a task",
        ConversationStep.HandedUp => "handed it up: nobody answered in time",
        ConversationStep.RedFlag => "raised an alarm over words in it",
        ConversationStep.RedFlagSeen => "said that a clinician has it",
        ConversationStep.TakenBack => "took an entry back",
        ConversationStep.BroughtBack => "brought an entry back",
        _ => "changed it",
    };
}

/// <summary>Something that was said, or that staff or the clock did.</summary>
/// <param name="When">On the wall clock of the location.</param>
/// <param name="Who">Of what was said: who wrote it down, null for what came or went by itself. Of an act: who did it.</param>
/// <param name="Act">In words, what follows the name; null for what was said.</param>
/// <param name="TakenBack">Who took it back, and when; null for what stands.</param>
internal sealed record TimelineLine(DateTimeOffset At, string When, string? Who, ConversationEntry? Entry, string? Act, string? TakenBack);
