namespace ClinicOps.Documents.Fields;

/// <summary>What is read of documents beside orders. The recorded names are these in snake_case: never rename one.</summary>
internal enum DocumentField
{
    /// <summary>approved, partial, denied, pended or withdrawn.</summary>
    Outcome,
    AuthNumber,
    Service,

    /// <summary>CPT or HCPCS.</summary>
    Code,

    /// <summary>How many; the qualifier says of what ("visits", "units", "mg").</summary>
    Units,
    ValidFrom,
    ValidTo,
    Reason,
    DecidedOn,
    RenderingProvider,
    Site,
    PeerToPeerBy,
    AppealBy,
    RespondBy,

    ReferredTo,
    ReferringProvider,
    Visits,
    Urgency,
    Diagnosis,
    Icd10,

    /// <summary>Of who saw the patient, or is to.</summary>
    Specialty,

    /// <summary>The day on which a consultant saw the patient.</summary>
    SeenOn,

    Payer,
    Plan,
    MemberId,
    Group,

    /// <summary>active or inactive.</summary>
    Status,
    EffectiveFrom,
    EffectiveTo,

    /// <summary>In dollars, as the other amounts; the qualifier is the service as the page names it.</summary>
    CoPay,
    Deductible,
    DeductibleMet,
    OutOfPocketMax,

    Drug,
    Strength,
    Sig,
    Quantity,
    Refills,
    Pharmacy,
    LastFilled,
    Prescriber,
    RxNumber,

    Requester,
    Purpose,

    /// <summary>Which records are asked for, or what is to be signed.</summary>
    What,
    RecordsFrom,
    RecordsTo,
    Due,

    /// <summary>By what right records are asked for: authorization, subpoena or court order.</summary>
    Authority,

    /// <summary>Who is to sign.</summary>
    Signer,
    ReturnTo,

    /// <summary>From a day to a day: never a value of its own.</summary>
    Period,

    /// <summary>Period of the records asked for: never a value of its own.</summary>
    RecordsPeriod,

    /// <summary>"To:" on a referral, "From:" on a request: who it is when nothing says it better; never a value of its own.</summary>
    Correspondent,

    /// <summary>A label of no use; it ends the value before it.</summary>
    Other,
}

/// <summary>How a field's values are written.</summary>
internal enum FieldKind
{
    Text,
    Day,
    Choice,
    Amount,
    Count,
    Code,
    Icd10,
}

internal static class DocumentFieldNames
{
    /// <summary>"AuthNumber" as "auth_number".</summary>
    public static string Code(this DocumentField field) =>
        string.Concat(field.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));

    public static FieldKind Kind(this DocumentField field) => field switch
    {
        DocumentField.ValidFrom or DocumentField.ValidTo or DocumentField.DecidedOn or DocumentField.PeerToPeerBy or DocumentField.AppealBy or DocumentField.RespondBy
            or DocumentField.EffectiveFrom or DocumentField.EffectiveTo or DocumentField.LastFilled or DocumentField.SeenOn or DocumentField.Due or DocumentField.RecordsFrom or DocumentField.RecordsTo => FieldKind.Day,
        DocumentField.Outcome or DocumentField.Status or DocumentField.Urgency or DocumentField.Authority => FieldKind.Choice,
        DocumentField.CoPay or DocumentField.Deductible or DocumentField.DeductibleMet or DocumentField.OutOfPocketMax => FieldKind.Amount,
        DocumentField.Units or DocumentField.Visits or DocumentField.Quantity or DocumentField.Refills => FieldKind.Count,
        DocumentField.Code => FieldKind.Code,
        DocumentField.Icd10 => FieldKind.Icd10,
        _ => FieldKind.Text,
    };

    /// <summary>Null for a name of which nothing is known.</summary>
    public static DocumentField? FromCode(string name) => ByCode.TryGetValue(name, out var field) ? field : null;

    private static readonly Dictionary<string, DocumentField> ByCode = Enum.GetValues<DocumentField>().ToDictionary(Code);
}
