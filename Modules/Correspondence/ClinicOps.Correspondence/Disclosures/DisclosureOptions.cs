using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Correspondence.Disclosures;

/// <summary>Settings "Correspondence:Disclosures".</summary>
internal sealed class DisclosureOptions : IValidatableObject
{
    /// <summary>How far back an accounting goes unless somebody asks for another period (45 CFR 164.528 says six years).</summary>
    [Range(1, 50)]
    public int Years { get; init; } = 6;

    /// <summary>Purposes that an accounting leaves out, as codes with commas between; "none" for leaving out nothing.</summary>
    [Required]
    public string LeftOut { get; init; } = "treatment, payment, operations, at_request, authorization";

    /// <summary>Whether an accounting leaves out what went to the patient.</summary>
    public bool LeavesOutThePatient { get; init; } = true;

    public IReadOnlyList<string> PurposesLeftOut => LeftOut.Trim() == "none" ? [] : LeftOut.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        PurposesLeftOut.Where(code => !DisclosureWords.IsKnown(DisclosureWords.Purposes, code) || code == DisclosurePurpose.Mistake)
            .Select(code => new ValidationResult($"Correspondence:Disclosures:LeftOut names \"{code}\": it may name {string.Join(", ", DisclosureWords.Purposes.Select(known => known.Code).Except([DisclosurePurpose.Mistake]))}."));
}
