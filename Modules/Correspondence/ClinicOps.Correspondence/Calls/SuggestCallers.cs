using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Calls;

/// <summary>
/// Who may be calling, by a number or a name as it is typed: patients with those who may be told of them, and open conversations held under that number. A number identifies nobody:
/// the user chooses. Every answer is audited.
/// </summary>
internal sealed class SuggestCallers(CorrespondenceDb db, VisibleConversations visible, IPatients patients, IRelatedPeople people, IContactPreferences preferences, AuditTrail audit)
{
    public const int LeastTyped = 3;
    private const int MostFound = 5;

    public async Task<CallersFound> Run(string? typed, CancellationToken stopping)
    {
        var words = typed?.Trim() ?? "";
        if (words.Length < LeastTyped)
        {
            return CallersFound.NotSearched;
        }

        var found = await Patients(await patients.Search(words, MostFound, stopping), stopping);
        var held = await Held(PhoneDigits.Of(words), stopping);
        await audit.Record(db, new AuditEntry("callers.searched", "patient", null, [.. found.Select(one => one.Patient.Id), .. held.Select(one => one.Id)]), stopping);
        return new CallersFound(true, found, [.. held.Where(one => one.PatientId is null || found.All(patient => patient.Patient.Id != one.PatientId))]);
    }

    public async Task<CallersFound> Of(Guid patientId, CancellationToken stopping)
    {
        if (await patients.FindStanding(patientId, stopping) is not { } patient)
        {
            return CallersFound.NotSearched;
        }

        await audit.Record(db, new AuditEntry("patient.viewed", "patient", patient.Id), stopping);
        return new CallersFound(false, await Patients([patient], stopping), []);
    }

    private async Task<IReadOnlyList<SuggestedPatient>> Patients(IReadOnlyList<PatientSummary> found, CancellationToken stopping)
    {
        var ids = found.Select(patient => patient.Id).ToList();
        var open = (await visible.Conversations.AsNoTracking()
            .Where(c => c.State != ConversationState.Closed && c.PatientId != null && ids.Contains(c.PatientId.Value))
            .OrderByDescending(c => c.LastEntryAt).ToListAsync(stopping)).ToLookup(c => c.PatientId!.Value);
        var reach = await preferences.HowToReach(ids, stopping);
        var suggested = new List<SuggestedPatient>();
        foreach (var patient in found)
        {
            suggested.Add(new SuggestedPatient(patient, await people.WhoMayBeTold(patient.Id, stopping), [.. open[patient.Id]], reach.GetValueOrDefault(patient.Id)));
        }

        return suggested;
    }

    /// <summary>Open ones in which somebody called from that number, or was called under it.</summary>
    private async Task<IReadOnlyList<Conversation>> Held(string digits, CancellationToken stopping)
    {
        if (digits.Length < LeastTyped)
        {
            return [];
        }

        var calls = db.StandingCalls.Where(call => call.Number != null && call.Number.EndsWith(digits));
        return await visible.Conversations.AsNoTracking()
            .Where(c => c.State != ConversationState.Closed && ((c.Address != null && !EF.Functions.Like(c.Address, "%@%") && c.Address.EndsWith(digits)) || calls.Any(call => call.ConversationId == c.Id)))
            .OrderByDescending(c => c.LastEntryAt).Take(MostFound).ToListAsync(stopping);
    }
}

/// <param name="Held">Open conversations under the number that are of nobody found.</param>
internal sealed record CallersFound(bool Searched, IReadOnlyList<SuggestedPatient> Patients, IReadOnlyList<Conversation> Held)
{
    public static readonly CallersFound NotSearched = new(false, [], []);

    /// <summary>As the form has it: one of <see cref="CallPartner.Value"/>.</summary>
    public string? Chosen { get; init; }

    /// <summary>The conversation chosen for the patient chosen.</summary>
    public Guid? Into { get; init; }
}

/// <param name="Told">Who may be told of the patient, besides the patient.</param>
/// <param name="Open">Conversations about the patient that are not closed.</param>
internal sealed record SuggestedPatient(PatientSummary Patient, IReadOnlyList<ToldPerson> Told, IReadOnlyList<Conversation> Open, HowToReach? Reach)
{
    /// <summary>What can be chosen, each with its words. To whom nothing may be told, the words say so.</summary>
    public IEnumerable<(string Value, string Words, bool MayBeTold)> Choices
    {
        get
        {
            if (!Patient.IsDeceased)
            {
                yield return (new CallPartner(Patient.Id, null, CallerCheck.Patient, null).Value, "The patient: full name and date of birth asked, and right", true);
            }

            foreach (var person in Told)
            {
                yield return (new CallPartner(Patient.Id, null, CallerCheck.EntitledPerson, person.PersonId).Value, $"{person.InWords}: may be told", true);
            }

            yield return (new CallPartner(Patient.Id, null, CallerCheck.Professional, null).Value, "A colleague or the plan, called back under a number that we have", true);
            yield return (new CallPartner(Patient.Id, null, CallerCheck.NotVerified, null).Value, "Somebody else: nothing may be told", false);
        }
    }
}
