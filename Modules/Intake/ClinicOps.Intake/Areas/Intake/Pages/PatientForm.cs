using System.ComponentModel.DataAnnotations;
using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Patients;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>A patient's particulars as the forms hold them. Public setters for the model binder alone.</summary>
internal sealed class PatientForm : IValidatableObject
{
    [Required(ErrorMessage = "Enter the first name."), StringLength(80)]
    public string? First { get; set; }

    [StringLength(80)]
    public string? Middle { get; set; }

    [Required(ErrorMessage = "Enter the last name."), StringLength(80)]
    public string? Last { get; set; }

    [StringLength(10)]
    public string? Suffix { get; set; }

    [StringLength(80)]
    public string? Preferred { get; set; }

    [Required(ErrorMessage = "Enter the birth date.")]
    public DateOnly? BirthDate { get; set; }

    [StringLength(1)]
    public string? Sex { get; set; }

    [StringLength(40)]
    public string? Phone { get; set; }

    [StringLength(40)]
    public string? OtherPhone { get; set; }

    [StringLength(120), EmailAddress(ErrorMessage = "This is no e-mail address.")]
    public string? Email { get; set; }

    [StringLength(120)]
    public string? AddressLine { get; set; }

    [StringLength(80)]
    public string? City { get; set; }

    [StringLength(40)]
    public string? State { get; set; }

    [StringLength(10)]
    public string? Zip { get; set; }

    [StringLength(80)]
    public string? Payer { get; set; }

    [StringLength(40)]
    public string? MemberId { get; set; }

    [StringLength(40)]
    public string? Group { get; set; }

    [StringLength(80)]
    public string? HolderFirst { get; set; }

    [StringLength(80)]
    public string? HolderLast { get; set; }

    [StringLength(80)]
    public string? Pcp { get; set; }

    [StringLength(20)]
    public string? PcpNpi { get; set; }

    [StringLength(100)]
    public string? PcpPractice { get; set; }

    [StringLength(40)]
    public string? PcpPhone { get; set; }

    [StringLength(40)]
    public string? PcpFax { get; set; }

    [StringLength(40)]
    public string? Language { get; set; }

    public static PatientForm Of(PatientDetails details) => new()
    {
        First = details.First,
        Middle = details.Middle,
        Last = details.Last,
        Suffix = details.Suffix,
        Preferred = details.Preferred,
        BirthDate = details.BirthDate,
        Sex = details.Sex,
        Phone = details.Phone,
        OtherPhone = details.OtherPhone,
        Email = details.Email,
        AddressLine = details.AddressLine,
        City = details.City,
        State = details.State,
        Zip = details.Zip,
        Payer = details.Payer,
        MemberId = details.MemberId,
        Group = details.Group,
        HolderFirst = details.HolderFirst,
        HolderLast = details.HolderLast,
        Pcp = details.Pcp,
        PcpNpi = details.PcpNpi,
        PcpPractice = details.PcpPractice,
        PcpPhone = details.PcpPhone,
        PcpFax = details.PcpFax,
        Language = details.Language,
    };

    public PatientDetails Details()
    {
        var (last, found) = NameKeys.SplitSuffix(Last);
        return new PatientDetails
        {
            First = PatientDetails.Text(First),
            Middle = PatientDetails.Text(Middle),
            Last = last,
            Suffix = NameKeys.Suffix(Suffix) is { Length: > 0 } suffix ? suffix : found,
            Preferred = PatientDetails.Text(Preferred),
            BirthDate = BirthDate,
            Sex = PatientDetails.SexOf(Sex) ?? "",
            Phone = PatientDetails.Text(Phone),
            OtherPhone = PatientDetails.Text(OtherPhone),
            Email = PatientDetails.Text(Email),
            AddressLine = PatientDetails.Text(AddressLine),
            City = PatientDetails.Text(City),
            State = PatientDetails.Text(State),
            Zip = PatientDetails.Text(Zip),
            Payer = PatientDetails.Text(Payer),
            MemberId = PatientDetails.Text(MemberId),
            Group = PatientDetails.Text(Group),
            HolderFirst = PatientDetails.Text(HolderFirst),
            HolderLast = PatientDetails.Text(HolderLast),
            Pcp = PatientDetails.Text(Pcp),
            PcpNpi = TypedCodes.Npi(PatientDetails.Text(PcpNpi)) ?? "",
            PcpPractice = PatientDetails.Text(PcpPractice),
            PcpPhone = PatientDetails.Text(PcpPhone),
            PcpFax = PatientDetails.Text(PcpFax),
            Language = PatientDetails.Text(Language),
        };
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var clock = (TimeProvider)validationContext.GetService(typeof(TimeProvider))!;
        if (BirthDate is { } born && (born.Year < 1880 || born > DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)))
        {
            yield return new ValidationResult(
                "A birth date lies between 1880 and today.", [nameof(BirthDate)]);
        }

        if (!string.IsNullOrWhiteSpace(PcpNpi) && TypedCodes.Npi(PatientDetails.Text(PcpNpi)) is null)
        {
            yield return new ValidationResult("This is no NPI: it has ten digits, and the last one has to fit the others.", [nameof(PcpNpi)]);
        }

        foreach (var (field, number) in new[] { (nameof(Phone), Phone), (nameof(OtherPhone), OtherPhone), (nameof(PcpPhone), PcpPhone), (nameof(PcpFax), PcpFax) })
        {
            if (!string.IsNullOrWhiteSpace(number) && NameKeys.Phone(number).Length == 0 && !number.TrimStart().StartsWith('+'))
            {
                yield return new ValidationResult("A US phone number has ten digits; write one of another country with +.", [field]);
            }
        }
    }
}
