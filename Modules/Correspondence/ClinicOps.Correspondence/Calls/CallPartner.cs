using ClinicOps.Correspondence.Conversations;

namespace ClinicOps.Correspondence.Calls;

/// <summary>
/// With whom a call was, as one choice of the form says it: about which patient or in which conversation, and how the user made sure who it is. Who is on no list is
/// told nothing, and logged as that.
/// </summary>
/// <param name="PatientId">Null where nobody said for certain, and where a conversation was chosen.</param>
/// <param name="ConversationId">Chosen by the number it was held under.</param>
/// <param name="Check">One of <see cref="CallerCheck"/>.</param>
/// <param name="PersonId">Of <see cref="CallerCheck.EntitledPerson"/>, and of nobody else.</param>
internal sealed record CallPartner(Guid? PatientId, Guid? ConversationId, string Check, Guid? PersonId)
{
    public static readonly CallPartner Nobody = new(null, null, CallerCheck.NotVerified, null);

    /// <summary>As the form holds it.</summary>
    public string Value => this switch
    {
        { PatientId: { } patient, PersonId: { } person } => $"patient|{patient}|{Check}|{person}",
        { PatientId: { } patient } => $"patient|{patient}|{Check}",
        { ConversationId: { } conversation } => $"conversation|{conversation}|{Check}",
        _ => $"nobody||{Check}",
    };

    /// <returns>Null for what no form holds.</returns>
    public static CallPartner? Parse(string? value)
    {
        var parts = value?.Split('|') ?? [];
        if (parts.Length is < 3 or > 4)
        {
            return null;
        }

        Guid? id = Guid.TryParse(parts[1], out var known) ? known : null;
        Guid? person = parts.Length == 4 && Guid.TryParse(parts[3], out var named) ? named : null;
        return (parts[0], id, parts[2], person) switch
        {
            ("patient", { } patient, CallerCheck.EntitledPerson, { } who) => new CallPartner(patient, null, CallerCheck.EntitledPerson, who),
            ("patient", { } patient, CallerCheck.Patient or CallerCheck.Professional or CallerCheck.NotVerified, null) => new CallPartner(patient, null, parts[2], null),
            ("conversation", { } conversation, CallerCheck.Professional or CallerCheck.NotVerified, null) => new CallPartner(null, conversation, parts[2], null),
            ("nobody", null, CallerCheck.Professional or CallerCheck.NotVerified, null) => new CallPartner(null, null, parts[2], null),
            _ => null,
        };
    }
}
