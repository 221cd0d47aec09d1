using System.ComponentModel.DataAnnotations;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Who a provider is, as typed. Public setters for the model binder alone.</summary>
internal sealed class ProviderForm
{
    /// <summary>Made by the form for a new one.</summary>
    public Guid ProviderId { get; set; }

    /// <summary>The latest change that the page showed.</summary>
    public Guid? Seen { get; set; }

    [Required(ErrorMessage = "A provider needs a name."), StringLength(100, ErrorMessage = "A name has at most 100 letters.")]
    public string? Name { get; set; }

    [StringLength(30, ErrorMessage = "At most 30 letters of credentials.")]
    public string? Credentials { get; set; }

    [StringLength(80, ErrorMessage = "At most 80 letters of specialty.")]
    public string? Specialty { get; set; }

    [RegularExpression("[0-9]{10}", ErrorMessage = "An NPI has ten digits.")]
    public string? Npi { get; set; }

    [Required(ErrorMessage = "Choose where the provider usually works.")]
    public Guid? LocationId { get; set; }

    public static ProviderForm Of(Provider provider, Guid? seen) => new()
    {
        ProviderId = provider.Id,
        Seen = seen,
        Name = provider.Name,
        Credentials = provider.Credentials,
        Specialty = provider.Specialty,
        Npi = provider.Npi,
        LocationId = provider.LocationId,
    };

    public void WriteTo(Provider provider)
    {
        (provider.Name, provider.LocationId) = (Name!.Trim(), LocationId!.Value);
        (provider.Credentials, provider.Specialty, provider.Npi) = (Text(Credentials), Text(Specialty), Text(Npi));
    }

    private static string? Text(string? typed) => typed?.Trim() is { Length: > 0 } text ? text : null;
}
