using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.Addresses;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>An address as it is typed. Public setters for the model binder alone.</summary>
internal sealed class AddressForm
{
    public string? Kind { get; set; }

    public string? Line { get; set; }

    public string? City { get; set; }

    public string? State { get; set; }

    public string? Zip { get; set; }

    public DateOnly? From { get; set; }

    public DateOnly? Until { get; set; }

    public static AddressForm Of(PatientAddress known) => new()
    {
        Kind = known.Kind,
        Line = known.Line,
        City = known.City,
        State = known.State,
        Zip = known.Zip,
        From = known.ValidFrom,
        Until = known.ValidTo,
    };

    /// <summary>Only a temporary one has days: what was typed of another is not said.</summary>
    public AddressSaid Said => new(
        Kind ?? "",
        PatientDetails.Text(Line),
        PatientDetails.Text(City),
        PatientDetails.Text(State),
        PatientDetails.Text(Zip),
        Kind == AddressKinds.Temporary ? From : null,
        Kind == AddressKinds.Temporary ? Until : null);
}

/// <summary>The fields of a form that says an address.</summary>
/// <param name="Id">Tells them from those of other forms of the page.</param>
/// <param name="Kind">Null where it is chosen.</param>
internal sealed record AddressFields(string Id, string? Kind, AddressForm Form);
