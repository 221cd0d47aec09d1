using ClinicOps.Documents.Matching;

namespace ClinicOps.Documents.Orders;

/// <summary>A value read by machine, with where it stands and the rule that read it (<see cref="Place.Rule"/>).</summary>
/// <param name="Value">In comparable form: a date as yyyy-MM-dd, a code as "72148", otherwise as the page words it.</param>
/// <param name="AsWritten">The words on the page.</param>
internal sealed record FieldRead(string Value, string AsWritten, Place Place);

/// <summary>One physician's instruction as read; optional fields are null where the page does not say.</summary>
/// <param name="Kind">imaging, lab, procedure, pt, dme, medication or referral.</param>
/// <param name="State">ready, unsigned, undated, illegible or elsewhere.</param>
/// <param name="Description">What is ordered, as the page words it.</param>
/// <param name="Code">CPT or HCPCS.</param>
/// <param name="Urgency">routine, urgent or stat.</param>
/// <param name="Laterality">left, right or bilateral.</param>
internal sealed record OrderRead(
    string Kind,
    string State,
    FieldRead Description,
    FieldRead? Code,
    FieldRead? Diagnosis,
    FieldRead? Icd10,
    FieldRead? Urgency,
    FieldRead? Laterality,
    FieldRead? Due,
    FieldRead? OrderingProvider,
    FieldRead? Npi,
    FieldRead? OrderedOn,
    FieldRead? Signature);
