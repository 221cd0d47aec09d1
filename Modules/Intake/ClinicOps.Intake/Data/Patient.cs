using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Patients.Addresses;
using ClinicOps.Kernel.Organization;

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

    /// <summary>Where all mail goes instead of every other address, as written; empty for none. Matching does not know it. Who shows an address asks <see cref="Patients.ShownAddress"/>, not this.</summary>
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

    /// <summary>One of <see cref="Patients.PhoneKinds"/>; empty where nobody said it.</summary>
    public string Kind { get; set; } = "";

    /// <summary>What is to be known of it, "ask for Rosa".</summary>
    public string Note { get; set; } = "";
}

/// <summary>
/// One address of a patient, from when it was said until it ended. Never written over: what is said otherwise is another row that replaces this one, so that each says who, when and why.
/// A confidential address is none of these: <see cref="Patient.ConfidentialAddress"/>.
/// </summary>
internal sealed class PatientAddress
{
    public required Guid Id { get; init; }

    public Guid PatientId { get; init; }

    /// <summary>One of <see cref="Patients.Addresses.AddressKinds"/>.</summary>
    public string Kind { get; init; } = AddressKinds.Home;

    public required string Line { get; init; }

    public required string City { get; init; }

    public required string State { get; init; }

    public required string Zip { get; init; }

    /// <summary>The first day of a temporary one; null for all others.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>The last day of a temporary one; null for all others.</summary>
    public DateOnly? ValidTo { get; init; }

    /// <summary>The one in whose place it stands; null for one that was added.</summary>
    public Guid? ReplacesId { get; init; }

    public DateTimeOffset AddedAt { get; init; }

    /// <summary>Null when a machine did it.</summary>
    public Guid? AddedBy { get; init; }

    /// <summary>As the user wrote it; empty where nobody is asked.</summary>
    public string AddedWhy { get; init; } = "";

    /// <summary>Null while it stands.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public Guid? EndedBy { get; private set; }

    public string EndedWhy { get; private set; } = "";

    /// <summary>It was never the patient's, or not written so: nobody is found by it.</summary>
    public bool WasMistake { get; private set; }

    public string OneLine => string.Join(", ", new[] { Line, City, $"{State} {Zip}".Trim() }.Where(part => part.Length > 0));

    public bool IsInForceOn(DateOnly day) => EndedAt is null && (ValidFrom is null || ValidFrom <= day) && (ValidTo is null || ValidTo >= day);

    public void End(DateTimeOffset at, Guid? by, string why, bool wasMistake) => (EndedAt, EndedBy, EndedWhy, WasMistake) = (at, by, why, wasMistake);

    /// <summary>It stands as if it had never ended.</summary>
    public void Reopen() => (EndedAt, EndedBy, EndedWhy, WasMistake) = (null, null, "", false);
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

    /// <summary>The payer that <see cref="Payer"/> names; null until it is known. The plan is one of this payer's.</summary>
    public Guid? PayerId
    {
        get;
        set
        {
            PlanId = field == value ? PlanId : null;
            field = value;
        }
    }

    /// <summary>As written. Another name is another plan: which of those that are kept is looked up anew.</summary>
    public string Plan
    {
        get;
        set
        {
            PlanId = PlanNames.Key(field) == PlanNames.Key(value) ? PlanId : null;
            field = value;
        }
    } = "";

    /// <summary>The plan of the payer that <see cref="Plan"/> names; null where the clinic keeps none of that name.</summary>
    public Guid? PlanId { get; set; }

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

    /// <summary>"01/01/2026 to 12/31/2026"; empty where it has neither beginning nor end.</summary>
    public string DaysInWords => (ValidFrom, ValidTo) switch
    {
        ({ } from, { } to) => $"{LocalTime.Us(from)} to {LocalTime.Us(to)}",
        ({ } from, _) => $"from {LocalTime.Us(from)}",
        (_, { } to) => $"until {LocalTime.Us(to)}",
        _ => "",
    };

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
