using ClinicOps.Intake.Contracts;

namespace ClinicOps.Intake.Data;

/// <summary>One registered person. Belongs to the clinic, not to a location.</summary>
internal sealed class Patient
{
    public required Guid Id { get; init; }

    /// <summary>As the clinic writes it, "AC101550".</summary>
    public required string Mrn { get; init; }

    /// <summary>How the MRN is compared: unique, so that no two differ by punctuation alone.</summary>
    public required string MrnKey { get; init; }

    public required DateOnly BirthDate { get; set; }

    /// <summary>"F", "M", "X", or empty when unknown.</summary>
    public string Sex { get; set; } = "";

    public string? Email { get; set; }

    public string? Language { get; set; }

    /// <summary>Primary care provider, as written.</summary>
    public string? Pcp { get; set; }

    /// <summary>Ten digits; empty where nobody has said it, as are the others.</summary>
    public string PcpNpi { get; set; } = "";

    public string PcpPractice { get; set; } = "";

    /// <summary>As written.</summary>
    public string PcpPhone { get; set; } = "";

    /// <summary>As written.</summary>
    public string PcpFax { get; set; } = "";

    public List<PatientName> Names { get; init; } = [];

    public List<PatientPhone> Phones { get; init; } = [];

    public List<PatientAddress> Addresses { get; init; } = [];

    public List<PatientCoverage> Coverages { get; init; } = [];

    /// <summary>The surviving record, whose own MergedIntoId is null; null for everybody who was not merged.</summary>
    public Guid? MergedIntoId { get; set; }

    /// <summary>Code of the class of the record and of everything about the patient in all modules.</summary>
    public string AccessClass { get; set; } = "standard";

    /// <summary>Null when alive, or the day is not known.</summary>
    public DateOnly? DeceasedOn { get; set; }

    /// <summary>Who told the clinic of the death; empty when alive.</summary>
    public string DeceasedSource { get; set; } = "";

    public bool IsDeceased => DeceasedSource.Length > 0;

    /// <summary>Of a minor: who decides, and who must not be told.</summary>
    public string Custody { get; set; } = "";

    /// <summary>Which, and how; empty for none.</summary>
    public string Interpreter { get; set; } = "";

    /// <summary>Where all mail goes instead of the registered address, as written; empty for none. Matching asks the registered one.</summary>
    public string ConfidentialAddress { get; set; } = "";

    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Set with every change of anything of the patient, so that the row's version changes with it.</summary>
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Null when a machine changed it.</summary>
    public Guid? ChangedBy { get; set; }

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }

    public PatientName CurrentName => Names.First(name => name.Kind == NameKinds.Current);
}

/// <summary>Who may see a patient, and nothing else of the patient: by this a filter hides what is about somebody out of sight.</summary>
internal sealed class PatientClass
{
    public required Guid Id { get; init; }

    public required string AccessClass { get; init; }
}

internal sealed class PatientPhone
{
    public required Guid Id { get; init; }

    public Guid PatientId { get; init; }

    /// <summary>As written, "(419) 555-0150".</summary>
    public required string Written { get; set; }

    /// <summary>Ten digits, or empty when it is no US number.</summary>
    public required string Digits { get; set; }
}

internal sealed class PatientAddress
{
    public required Guid Id { get; init; }

    public Guid PatientId { get; init; }

    public required string Line { get; set; }

    public required string City { get; set; }

    public required string State { get; set; }

    public required string Zip { get; set; }

    public string OneLine => string.Join(", ", new[] { Line, City, $"{State} {Zip}".Trim() }.Where(part => part.Length > 0));
}

/// <summary>One insurance of a patient: whose member id this is, who pays, in which order, from when to when.</summary>
internal sealed class PatientCoverage
{
    public required Guid Id { get; init; }

    public Guid PatientId { get; init; }

    public required string Payer { get; set; }

    /// <summary>As written.</summary>
    public required string MemberId { get; set; }

    /// <summary>How member ids are compared.</summary>
    public required string MemberKey { get; set; }

    public string Group { get; set; } = "";

    /// <summary>First name of the subscriber; empty when that is the patient or nobody is recorded.</summary>
    public string HolderFirst { get; set; } = "";

    public string HolderLast { get; set; } = "";

    /// <summary>Birth date of the subscriber; null when that is the patient or nobody is recorded.</summary>
    public DateOnly? HolderBorn { get; set; }

    /// <summary>What the patient is to the subscriber: self, spouse, child or other; empty while nobody has said it.</summary>
    public string Relationship { get; set; } = "";

    /// <summary>The payer that <see cref="Payer"/> names; null until it is known.</summary>
    public Guid? PayerId { get; set; }

    public string Plan { get; set; } = "";

    /// <summary>1 pays first, 2 second, 3 third.</summary>
    public int Rank { get; set; } = 1;

    public DateOnly? ValidFrom { get; set; }

    /// <summary>The last day; null while it has no end.</summary>
    public DateOnly? ValidTo { get; set; }

    /// <summary>By which the EHR knows it; empty where its files do not say, or never brought it.</summary>
    public string EhrKey { get; set; } = "";

    /// <summary>A person entered or changed it since a file of the EHR brought it: a file that says otherwise is looked at twice, and one that does not name it leaves it.</summary>
    public bool ByHand { get; set; }

    /// <summary>Whether the subscriber is somebody else.</summary>
    public bool IsOfSomebodyElse => Relationship is not "" and not "self" || (Relationship.Length == 0 && HolderLast.Length > 0);

    /// <summary>Whether a question asked of this payer with this member id was about what stands here now.</summary>
    public bool WasAskedAs(Guid coverageId, Guid payerId, string memberKey) => Id == coverageId && PayerId == payerId && MemberKey == memberKey;

    /// <summary>Whether somebody pays here already, and that is not whom this name means.</summary>
    public bool IsOtherPayer(string? payer) => Payer.Length > 0 && NameKeys.Number(Payer) != NameKeys.Number(payer);

    /// <summary>Whether there is a member id already, and another than this.</summary>
    public bool IsOtherMember(string? memberId) => MemberKey.Length > 0 && MemberKey != NameKeys.Number(memberId);

    public bool IsValidOn(DateOnly day) => (ValidFrom is null || ValidFrom <= day) && (ValidTo is null || ValidTo >= day);
}

/// <summary>One field of one patient as it was and as it became. Append-only: values live here, ids alone in the audit.</summary>
internal sealed class PatientChange
{
    public required Guid Id { get; init; }

    public required Guid PatientId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when a machine did it.</summary>
    public Guid? By { get; init; }

    /// <summary>"register", "edit" or "import".</summary>
    public required string Via { get; init; }

    /// <summary>A name out of <see cref="Patients.PatientDetails"/>, "birth date".</summary>
    public required string Field { get; init; }

    public string? Old { get; init; }

    public string? New { get; init; }

    /// <summary>As the user wrote it; null where nobody is asked.</summary>
    public string? Why { get; init; }
}

/// <summary>One reading of a whole register file: when the register was last known to be current.</summary>
internal sealed class PatientImport
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required int Registered { get; init; }

    public required int Changed { get; init; }

    public required int Unchanged { get; init; }

    public required int Refused { get; init; }
}
