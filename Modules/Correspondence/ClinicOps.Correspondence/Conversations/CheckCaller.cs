using ClinicOps.Intake.Contracts;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>
/// Whether somebody at the phone or the desk may be told something of a patient: who they are is made sure of first, and only the patient, who the record names, and
/// who treats or pays is told anything. What it rests on is kept with the entry.
/// </summary>
internal sealed class CheckCaller(IRelatedPeople people, IPatients patients)
{
    /// <summary>So many of what the record has are asked of the patient.</summary>
    private const int IdentifiersNeeded = 2;

    public async Task<CallerJudgement> Run(Guid? patientId, CallerSaid said, CancellationToken stopping) => said.Who switch
    {
        CallerCheck.NotVerified => new CallerJudgement.Checked(CallerCheck.NotVerified, said.Name, null, null),
        _ when patientId is null => new CallerJudgement.Refused(
            "Nobody has said which patient this is about.", "Set the patient first; or say that nothing of a patient was told."),
        CallerCheck.Patient when (await patients.FindStanding(patientId.Value, stopping))?.IsDeceased == true => new CallerJudgement.Refused(
            "The record says that this patient is deceased.", "Choose who it was in truth, or say that nothing of the patient was told."),
        CallerCheck.Patient => said.Identifiers.Intersect(ConversationWords.Identifiers.Select(known => known.Code)).Distinct().Order(StringComparer.Ordinal).ToList() is { Count: >= IdentifiersNeeded } asked
            ? new CallerJudgement.Checked(CallerCheck.Patient, said.Name, null, string.Join(',', asked))
            : new CallerJudgement.Refused(
                "Two things that the record has are asked of the patient before anything is told.", "Ask for two of them and tick them; or say that nothing of the patient was told."),
        CallerCheck.EntitledPerson => (await people.WhoMayBeTold(patientId.Value, stopping)).FirstOrDefault(person => person.PersonId == said.PersonId) is { } person
            ? new CallerJudgement.Checked(CallerCheck.EntitledPerson, person.Name, person.PersonId, null)
            : new CallerJudgement.Refused(
                "This person is not among those who may be told.", "Tell them nothing of the patient. Ask the patient, and record it at \"People and notes\"; or note that nothing was told."),
        CallerCheck.Professional when said.CalledBack && said.Name.Length > 0 => new CallerJudgement.Checked(CallerCheck.Professional, said.Name, null, "called_back"),
        CallerCheck.Professional => new CallerJudgement.Refused(
            "A colleague or payer is told something only under a number that we have.", "Say who it is, call them back under the number on file, and tick that; or say that nothing was told."),
        _ => new CallerJudgement.Refused("Say who it was.", "Choose who it was, or that nothing of the patient was told."),
    };
}

/// <param name="Who">One of <see cref="CallerCheck"/>; empty where nobody said.</param>
/// <param name="PersonId">The related person, where it was one.</param>
/// <param name="Name">As they said it.</param>
/// <param name="Identifiers">Codes of what the patient was asked for and said right.</param>
/// <param name="CalledBack">Of a professional.</param>
internal sealed record CallerSaid(string Who, Guid? PersonId, string Name, IReadOnlyList<string> Identifiers, bool CalledBack);

internal abstract record CallerJudgement
{
    private CallerJudgement()
    {
    }

    /// <param name="Check">One of <see cref="CallerCheck"/>.</param>
    /// <param name="With">Codes of what it rests on; null for none.</param>
    public sealed record Checked(string Check, string Person, Guid? PersonId, string? With) : CallerJudgement;

    public sealed record Refused(string Reason, string WayOn) : CallerJudgement;
}
