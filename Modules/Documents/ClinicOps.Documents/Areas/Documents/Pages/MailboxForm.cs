using System.ComponentModel.DataAnnotations;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Receiving.Mail;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>A mail account as the form holds it. Public setters for the model binder alone; the password goes in and never comes out.</summary>
internal sealed class MailboxForm : IValidatableObject
{
    [Required(ErrorMessage = "Enter the server's name."), StringLength(255)]
    [RegularExpression(@"[A-Za-z0-9.\-:\[\]]+", ErrorMessage = "Enter the name alone, like mail.clinic.example.")]
    public string? Host { get; set; }

    [Required(ErrorMessage = "Enter the port."), Range(1, 65535, ErrorMessage = "A port is between 1 and 65535.")]
    public int? Port { get; set; } = 993;

    [Required, RegularExpression("tls|starttls")]
    public string Security { get; set; } = MailSecurity.Tls;

    [Required(ErrorMessage = "Enter the user name."), StringLength(255)]
    public string? UserName { get; set; }

    [StringLength(1000)]
    public string? Password { get; set; }

    public string? CertificateFingerprint { get; set; }

    [StringLength(20_000)]
    public string? CertificateAuthority { get; set; }

    [Required(ErrorMessage = "Enter the folder."), StringLength(255)]
    public string? Folder { get; set; } = "INBOX";

    [Required(ErrorMessage = "Enter the folder."), StringLength(255)]
    public string? ProcessedFolder { get; set; } = "Processed";

    [Required(ErrorMessage = "Enter the folder."), StringLength(255)]
    public string? RejectedFolder { get; set; } = "Rejected";

    public Guid LocationId { get; set; }

    [Required, RegularExpression("fax|scan|email")]
    public string Channel { get; set; } = TransmissionChannel.Email;

    public bool Enabled { get; set; } = true;

    public static MailboxForm Of(MailAccount account) => new()
    {
        Host = account.Host,
        Port = account.Port,
        Security = account.Security,
        UserName = account.UserName,
        CertificateFingerprint = account.CertificateFingerprint,
        CertificateAuthority = account.CertificateAuthority,
        Folder = account.Folder,
        ProcessedFolder = account.ProcessedFolder,
        RejectedFolder = account.RejectedFolder,
        LocationId = account.LocationId,
        Channel = account.Channel,
        Enabled = account.Enabled,
    };

    /// <summary>Of a form that is valid.</summary>
    public MailAccountEntry Entry() => new(
        Host!.Trim(),
        Port!.Value,
        Security,
        UserName!.Trim(),
        Password,
        string.IsNullOrWhiteSpace(CertificateFingerprint) ? null : TrustedCertificate.Fingerprint(CertificateFingerprint),
        string.IsNullOrWhiteSpace(CertificateAuthority) ? null : CertificateAuthority.ReplaceLineEndings("\n").Trim(),
        Folder!.Trim(),
        ProcessedFolder!.Trim(),
        RejectedFolder!.Trim(),
        LocationId,
        Channel,
        Enabled);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrWhiteSpace(CertificateFingerprint) && TrustedCertificate.Fingerprint(CertificateFingerprint) is null)
        {
            yield return new ValidationResult("A SHA-256 fingerprint has 64 hexadecimal digits.", [nameof(CertificateFingerprint)]);
        }

        if (!string.IsNullOrWhiteSpace(CertificateAuthority) && !TrustedCertificate.IsAuthority(CertificateAuthority))
        {
            yield return new ValidationResult("This is no certificate in PEM form (-----BEGIN CERTIFICATE-----).", [nameof(CertificateAuthority)]);
        }

        if (Folder is not null && (Folder.Trim() == ProcessedFolder?.Trim() || Folder.Trim() == RejectedFolder?.Trim()))
        {
            yield return new ValidationResult("Mail is moved out of this folder: choose another one for processed and rejected mail.", [nameof(Folder)]);
        }
    }
}
