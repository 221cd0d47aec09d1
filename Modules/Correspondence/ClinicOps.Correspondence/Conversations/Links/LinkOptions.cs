using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Correspondence.Conversations.Links;

/// <summary>Section "Correspondence:Links": links in mails that say only that a message waits.</summary>
internal sealed class LinkOptions : IValidatableObject
{
    /// <summary>How patients reach this host from outside, "https://visits.clinic.example"; empty: no link can be mailed.</summary>
    public string PublicAddress { get; set; } = "";

    /// <summary>How long a link is good.</summary>
    public TimeSpan ValidFor { get; set; } = TimeSpan.FromDays(7);

    public bool MayMail => PublicAddress.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MayMail && (!Uri.TryCreate(PublicAddress, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || (address.Scheme == "http" && !address.IsLoopback)))
        {
            yield return new ValidationResult("Correspondence:Links:PublicAddress is an address with https, such as \"https://visits.clinic.example\".");
        }

        if (ValidFor < TimeSpan.FromHours(1) || ValidFor > TimeSpan.FromDays(60))
        {
            yield return new ValidationResult("Correspondence:Links:ValidFor lies between one hour and 60 days.");
        }
    }
}
