using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Scheduling.Confirmation;

/// <summary>Section "Scheduling:Confirmation".</summary>
internal sealed class ConfirmationOptions : IValidatableObject
{
    /// <summary>How patients reach this host from outside, "https://visits.clinic.example"; empty: no link can be mailed, and so no reminder is.</summary>
    public string PublicAddress { get; init; } = "";

    public bool MayMail => PublicAddress.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MayMail && (!Uri.TryCreate(PublicAddress, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || (address.Scheme == "http" && !address.IsLoopback)))
        {
            yield return new ValidationResult("Scheduling:Confirmation:PublicAddress is an address with https, such as \"https://visits.clinic.example\".");
        }
    }
}
