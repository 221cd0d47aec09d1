using System.Globalization;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;

namespace ClinicOps.Documents.Orders;

/// <summary>A value read by machine, with where it stands and the rule that read it (<see cref="Place.Rule"/>).</summary>
/// <param name="Value">In comparable form: a date as yyyy-MM-dd, a code as "72148", otherwise as the page words it.</param>
/// <param name="AsWritten">The words on the page.</param>
internal sealed record FieldRead(string Value, string AsWritten, Place Place);

/// <summary>One physician's instruction as read; optional fields are null where the page does not say.</summary>
/// <param name="Kind">imaging, lab, procedure, pt, dme, medication or referral.</param>
/// <param name="Description">What is ordered, as the page words it.</param>
/// <param name="Legibility">Mean confidence of its words, 0 to 100.</param>
/// <param name="Code">CPT or HCPCS.</param>
/// <param name="Urgency">routine, urgent or stat.</param>
/// <param name="Laterality">left, right or bilateral.</param>
/// <param name="Terms">What the page says of when, where and whether it is to be carried out.</param>
internal sealed record OrderRead(
    string Kind,
    FieldRead Description,
    float Legibility,
    FieldRead? Code,
    FieldRead? Diagnosis,
    FieldRead? Icd10,
    FieldRead? Urgency,
    FieldRead? Laterality,
    FieldRead? Due,
    FieldRead? OrderingProvider,
    FieldRead? Npi,
    FieldRead? OrderedOn,
    FieldRead? Signature,
    OrderTerms Terms)
{
    /// <summary>Everything that was read of it, by name.</summary>
    public IEnumerable<(string Name, FieldRead Read)> Values =>
        from value in new (string Name, FieldRead? Read)[]
        {
            (OrderValueName.Description, Description),
            (OrderValueName.Code, Code),
            (OrderValueName.Diagnosis, Diagnosis),
            (OrderValueName.Icd10, Icd10),
            (OrderValueName.Urgency, Urgency),
            (OrderValueName.Laterality, Laterality),
            (OrderValueName.Due, Due),
            (OrderValueName.OrderingProvider, OrderingProvider),
            (OrderValueName.Npi, Npi),
            (OrderValueName.OrderedOn, OrderedOn),
            (OrderValueName.Signature, Signature),
            (OrderValueName.Cancelled, Terms.Cancelled),
            (OrderValueName.StruckOut, Terms.StruckOut),
            (OrderValueName.Elsewhere, Terms.Elsewhere),
            (OrderValueName.PerformAt, Terms.PerformAt),
            (OrderValueName.Repeats, Terms.Repeats),
            (OrderValueName.ValidUntil, Terms.ValidUntil),
            (OrderValueName.Legibility, Description with { Value = ((int)Legibility).ToString(CultureInfo.InvariantCulture) }),
        }
        where value.Read is not null
        select (value.Name, value.Read);
}
