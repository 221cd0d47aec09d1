using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Intake.Coding;

/// <summary>Settings "Intake:Coding".</summary>
internal sealed class CodingOptions : IValidatableObject
{
    /// <summary>Item 25: the clinic's federal tax id, as it is written.</summary>
    [StringLength(15)]
    public string TaxId { get; init; } = "";

    /// <summary>Item 33a: the NPI that bills; empty for that of the rendering provider.</summary>
    public string BillingNpi { get; init; } = "";

    /// <summary>Item 27.</summary>
    public bool AcceptAssignment { get; init; } = true;

    /// <summary>Days back for which finished visits are listed.</summary>
    [Range(1, 365)]
    public int ListDays { get; init; } = 30;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        BillingNpi.Length == 0 || TypedCodes.Npi(BillingNpi) == BillingNpi ? [] : [new ValidationResult($"Intake:Coding:BillingNpi \"{BillingNpi}\" is no NPI: its check digit is wrong.")];
}
