namespace ClinicOps.Correspondence.Records;

/// <summary>Somebody asks for records of a patient. A person checks by what right and how much; then a packet is put together, leaves, and is logged.</summary>
internal sealed class RecordsRequest
{
    /// <summary>Made by the form: sent twice, it is one.</summary>
    public required Guid Id { get; init; }

    public required Guid PatientId { get; set; }

    public required Guid LocationId { get; init; }

    public required Guid CareThreadId { get; init; }

    /// <summary>One of <see cref="RecordsAsker"/>.</summary>
    public required string AskerKind { get; init; }

    /// <summary>Patient text, as the address is.</summary>
    public required string AskerName { get; init; }

    /// <summary>Where the answer goes, a line each.</summary>
    public string AskerAddress { get; init; } = "";

    /// <summary>What is asked for, in the words of the form.</summary>
    public required string Words { get; init; }

    /// <summary>First day asked for; null for from the beginning.</summary>
    public DateOnly? From { get; set; }

    /// <summary>Last day asked for; null for until now.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>Codes of the kinds of documents asked for; none for all.</summary>
    public string[] Kinds { get; set; } = [];

    /// <summary>The form, as a document of the chart; null where it lies on paper.</summary>
    public Guid? FormDocumentId { get; init; }

    public required DateOnly ReceivedOn { get; init; }

    public required DateOnly DueOn { get; init; }

    /// <summary>One of <see cref="RecordsState"/>.</summary>
    public string State { get; set; } = RecordsState.Received;

    /// <summary>Why it was refused or withdrawn, in words; empty otherwise.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The letter that says so, prepared; null where there is none.</summary>
    public Guid? RefusalLetterId { get; set; }

    /// <summary>What a person found when checking; null until then, and after that was taken back.</summary>
    public RecordsCheck? Check { get; set; }

    /// <summary>The documents in the packet.</summary>
    public Guid[] DocumentIds { get; set; } = [];

    /// <summary>Under which the packet is sent; a packet made anew has another. Null while there is none.</summary>
    public Guid? PapersId { get; set; }

    /// <summary>The packet, as a blob.</summary>
    public string? PacketHash { get; set; }

    public int PacketPages { get; set; }

    /// <summary>What was handed over or posted: the id of its entry in the log of disclosures; null otherwise.</summary>
    public Guid? HandedOverId { get; set; }

    public string AccessClass { get; set; } = "standard";

    public Guid? ReceivedBy { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }

    public bool IsOpen => State is RecordsState.Received or RecordsState.Checked or RecordsState.Packed;
}

/// <summary>What a person found of a request's right and scope.</summary>
/// <param name="Identity">How the asker was made sure of: one of <see cref="RecordsIdentity"/>.</param>
/// <param name="Signer">Who signed: one of <see cref="RecordsSigner"/>.</param>
/// <param name="SignerPersonId">The related person on the record who signed for the patient; null otherwise.</param>
/// <param name="ExpiresOn">Last day on which the authorization holds; null where it has none.</param>
/// <param name="ClassesNamed">Codes of the access classes that the form names by themselves.</param>
/// <param name="Purpose">One of <see cref="Disclosures.DisclosurePurpose"/>.</param>
/// <param name="Authority">In words, for the log: "authorization of 02/11/2026".</param>
internal sealed record RecordsCheck(
    string Identity, string Signer, Guid? SignerPersonId, string SignerName, DateOnly? SignedOn, DateOnly? ExpiresOn, IReadOnlyList<string> ClassesNamed, string Purpose, string Authority);

/// <summary>A step of a request. Only ever added to.</summary>
internal sealed class RecordsStep
{
    public required Guid Id { get; init; }

    public required Guid RequestId { get; init; }

    /// <summary>One of <see cref="RecordsAct"/>.</summary>
    public required string What { get; init; }

    /// <summary>The packet that it is about; null where none.</summary>
    public Guid? PapersId { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class RecordsState
{
    public const string Received = "received";
    public const string Checked = "checked";
    public const string Packed = "packed";
    public const string Released = "released";
    public const string Refused = "refused";
    public const string Withdrawn = "withdrawn";
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class RecordsAct
{
    public const string Received = "received";
    public const string Checked = "checked";
    public const string Packed = "packed";
    public const string Sent = "sent";
    public const string HandedOver = "handed_over";

    /// <summary>By fax or e-mail, or nobody knows: the request waits again.</summary>
    public const string NotArrived = "not_arrived";
    public const string Refused = "refused";
    public const string Withdrawn = "withdrawn";
    public const string TakenBack = "taken_back";

    /// <summary>It was open after the day on which it was due, and a task was asked for.</summary>
    public const string Late = "late";
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class RecordsAsker
{
    public const string Patient = "patient";
    public const string Family = "family";
    public const string Attorney = "attorney";
    public const string Insurer = "insurer";
    public const string Clinic = "clinic";
    public const string Agency = "agency";
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class RecordsIdentity
{
    public const string PhotoId = "photo_id";
    public const string Known = "known";
    public const string CalledBack = "called_back";
    public const string SignatureCompared = "signature_compared";
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class RecordsSigner
{
    public const string Patient = "patient";

    /// <summary>A parent of a minor, a guardian, who holds a power of attorney: somebody on the record.</summary>
    public const string ForThePatient = "for_the_patient";
    public const string Nobody = "nobody";
}
