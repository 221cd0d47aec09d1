using ClinicOps.Correspondence.Disclosures;

namespace ClinicOps.Correspondence.Records;

/// <summary>What the recorded codes of records requests are called in front of people.</summary>
internal static class RecordsWords
{
    public static readonly IReadOnlyList<(string Code, string Words)> Askers =
    [
        (RecordsAsker.Patient, "the patient"),
        (RecordsAsker.Family, "family, or who acts for the patient"),
        (RecordsAsker.Clinic, "another clinic"),
        (RecordsAsker.Insurer, "an insurer"),
        (RecordsAsker.Attorney, "an attorney"),
        (RecordsAsker.Agency, "an agency or a court"),
    ];

    public static readonly IReadOnlyList<(string Code, string Words)> Identities =
    [
        (RecordsIdentity.PhotoId, "photo identification seen"),
        (RecordsIdentity.Known, "known to us in person"),
        (RecordsIdentity.CalledBack, "called back under a number that we have"),
        (RecordsIdentity.SignatureCompared, "signature compared with one in the chart"),
    ];

    public static readonly IReadOnlyList<(string Code, string Words)> Signers =
    [
        (RecordsSigner.Patient, "the patient"),
        (RecordsSigner.ForThePatient, "somebody for the patient (parent of a minor, guardian, power of attorney)"),
        (RecordsSigner.Nobody, "nobody"),
    ];

    public static string Asker(string code) => Askers.FirstOrDefault(asker => asker.Code == code).Words ?? code;

    public static string Identity(string code) => Identities.FirstOrDefault(identity => identity.Code == code).Words ?? code;

    public static (string Words, string Badge) State(string code) => code switch
    {
        RecordsState.Received => ("to be checked", "badge-warn"),
        RecordsState.Checked => ("checked: make the packet", "badge-info"),
        RecordsState.Packed => ("packet made: release it", "badge-info"),
        RecordsState.Released => ("released", "badge-ok"),
        RecordsState.Refused => ("refused", "badge-muted"),
        _ => ("withdrawn", "badge-muted"),
    };

    public static string Act(string code) => code switch
    {
        RecordsAct.Received => "Received",
        RecordsAct.Checked => "Checked",
        RecordsAct.Packed => "Packet made",
        RecordsAct.Sent => "Released: on its way",
        RecordsAct.HandedOver => "Released: handed over or posted",
        RecordsAct.NotArrived => "It did not arrive, or nobody knows",
        RecordsAct.Refused => "Refused",
        RecordsAct.Withdrawn => "Withdrawn",
        RecordsAct.Late => "Late: made a task",
        _ => "Taken back a step",
    };

    /// <summary>By which right each asker may be given records; the first is the usual one.</summary>
    public static IReadOnlyList<string> PurposesOf(string asker) => asker switch
    {
        RecordsAsker.Patient or RecordsAsker.Family => [DisclosurePurpose.AtRequest, DisclosurePurpose.Authorization],
        RecordsAsker.Clinic => [DisclosurePurpose.Treatment, DisclosurePurpose.Authorization],
        RecordsAsker.Insurer => [DisclosurePurpose.Payment, DisclosurePurpose.Authorization],
        RecordsAsker.Agency => [DisclosurePurpose.RequiredByLaw, DisclosurePurpose.Authorization],
        _ => [DisclosurePurpose.Authorization, DisclosurePurpose.RequiredByLaw],
    };

    /// <summary>As the log of disclosures names who asked.</summary>
    public static string DisclosureKindOf(string asker) => asker switch
    {
        RecordsAsker.Patient => DisclosureKind.Patient,
        RecordsAsker.Family => DisclosureKind.Family,
        RecordsAsker.Clinic => DisclosureKind.Colleague,
        RecordsAsker.Insurer => DisclosureKind.Payer,
        _ => DisclosureKind.Other,
    };
}
