using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Patients.People;

/// <summary>A related person as a form says them.</summary>
internal sealed record SaidOfPerson(string Name, string Relation, string Phone, string Address, bool MayPay, bool MayConsent, bool MayBeTold, bool ReceivesMail, string Limits)
{
    public const int LongestText = 200;

    public string? WhatIsWrong => this switch
    {
        { Name.Length: 0 } => "Write the person's name.",
        _ when Relations.All.All(known => known.Code != Relation) => "Say what the person is to the patient.",
        { Name.Length: > LongestText } or { Phone.Length: > LongestText } or { Address.Length: > LongestText } or { Limits.Length: > LongestText } => "Write it shorter.",
        _ => null,
    };

    /// <summary>"Parent, Rosa Rossi, (419) 555-0150, may pay, may be told".</summary>
    public string InWords => string.Join(", ", new[] { Relations.Words(Relation), Name, Phone, Address, MayPay ? "pays" : "", MayConsent ? "consents" : "", MayBeTold ? "may be told" : "", ReceivesMail ? "receives mail" : "", Limits }
        .Where(part => part.Length > 0));

    public static SaidOfPerson Of(RelatedPerson person) =>
        new(person.Name, person.Relation, person.Phone, person.Address, person.MayPay, person.MayConsent, person.MayBeTold, person.ReceivesMail, person.Limits);

    public void WriteTo(RelatedPerson person)
    {
        (person.Name, person.Relation, person.Phone, person.Address, person.Limits) = (Name, Relation, Phone, Address, Limits);
        (person.MayPay, person.MayConsent, person.MayBeTold, person.ReceivesMail) = (MayPay, MayConsent, MayBeTold, ReceivesMail);
    }
}

/// <summary>What is so with a patient beside the particulars.</summary>
/// <param name="DeceasedOn">Null when alive, or the day is not known.</param>
/// <param name="DeceasedSource">Who said so; empty when alive.</param>
/// <param name="Custody">Of a minor: who decides, and who must not be told.</param>
/// <param name="Interpreter">Which, and how: "Spanish, in person"; empty for none.</param>
/// <param name="ConfidentialAddress">Where all mail goes instead of the registered address; empty for none.</param>
internal sealed record Circumstances(DateOnly? DeceasedOn, string DeceasedSource, string Custody, string Interpreter, string ConfidentialAddress)
{
    public static Circumstances Of(Patient patient) => new(patient.DeceasedOn, patient.DeceasedSource, patient.Custody, patient.Interpreter, patient.ConfidentialAddress);

    /// <summary>Names of the fields, as the history has them: never rename one.</summary>
    public static readonly string[] Names = ["deceased", "custody", "interpreter", "confidential address"];

    public IEnumerable<(string Field, string Text)> Fields =>
    [
        (Names[0], DeceasedSource.Length == 0 ? "" : $"{DeceasedOn?.ToString("MM/dd/yyyy", System.Globalization.CultureInfo.InvariantCulture) ?? "day not known"}, {DeceasedSource}"),
        (Names[1], Custody),
        (Names[2], Interpreter),
        (Names[3], ConfidentialAddress),
    ];

    /// <summary>Of one person: what the other record says holds where this one says nothing.</summary>
    public Circumstances And(Circumstances other) => new(
        DeceasedSource.Length > 0 ? DeceasedOn : other.DeceasedOn,
        DeceasedSource.Length > 0 ? DeceasedSource : other.DeceasedSource,
        Custody.Length > 0 ? Custody : other.Custody,
        Interpreter.Length > 0 ? Interpreter : other.Interpreter,
        ConfidentialAddress.Length > 0 ? ConfidentialAddress : other.ConfidentialAddress);

    /// <summary>Without what these fields say.</summary>
    public Circumstances Without(IReadOnlyCollection<string> fields) => new(
        fields.Contains(Names[0]) ? null : DeceasedOn,
        fields.Contains(Names[0]) ? "" : DeceasedSource,
        fields.Contains(Names[1]) ? "" : Custody,
        fields.Contains(Names[2]) ? "" : Interpreter,
        fields.Contains(Names[3]) ? "" : ConfidentialAddress);

    /// <summary>Of a record that was shown with what others say: where this says otherwise than <paramref name="shown"/>, this; elsewhere what was the record's <paramref name="own"/>.</summary>
    public Circumstances Changing(Circumstances shown, Circumstances own)
    {
        var died = (DeceasedOn, DeceasedSource) != (shown.DeceasedOn, shown.DeceasedSource);
        return new Circumstances(
            died ? DeceasedOn : own.DeceasedOn,
            died ? DeceasedSource : own.DeceasedSource,
            Custody != shown.Custody ? Custody : own.Custody,
            Interpreter != shown.Interpreter ? Interpreter : own.Interpreter,
            ConfidentialAddress != shown.ConfidentialAddress ? ConfidentialAddress : own.ConfidentialAddress);
    }

    /// <returns>What both say, and not the same; null where they go together. Who told of a death, and a day that only one knows, contradict nothing.</returns>
    public string? ContradictedBy(Circumstances other) =>
        DeceasedOn is { } day && other.DeceasedOn is { } theirs && day != theirs ? "deceased"
        : Fields.Skip(1).Zip(other.Fields.Skip(1)).FirstOrDefault(pair => pair.First.Text.Length > 0 && pair.Second.Text.Length > 0 && pair.First.Text != pair.Second.Text).First.Field;

    /// <param name="today">Nobody died tomorrow.</param>
    public string? WhatIsWrong(DateOnly born, DateOnly today) => this switch
    {
        { DeceasedOn: not null, DeceasedSource.Length: 0 } => "Say who told the clinic of the death: the family, a certificate, the hospital.",
        { DeceasedOn: { } day } when day > today || day < born => "The day of death is between the birth date and today.",
        _ when Fields.Any(field => field.Text.Length > SaidOfPerson.LongestText) => "Write it shorter.",
        _ => null,
    };

    public void WriteTo(Patient patient) =>
        (patient.DeceasedOn, patient.DeceasedSource, patient.Custody, patient.Interpreter, patient.ConfidentialAddress) = (DeceasedOn, DeceasedSource, Custody, Interpreter, ConfidentialAddress);
}
