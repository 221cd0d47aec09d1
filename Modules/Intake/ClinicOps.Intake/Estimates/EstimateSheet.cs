using System.Globalization;
using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Papers;
using ClinicOps.Kernel.Organization;
using static ClinicOps.Intake.Papers.SheetPart;

namespace ClinicOps.Intake.Estimates;

/// <summary>The paper that a clinic owes who pays themselves: what is expected and what it will cost, in words that say that it is an estimate and no bill.</summary>
internal static class EstimateSheet
{
    /// <param name="address">Where the patient's mail goes; null where none is recorded.</param>
    public static Sheet Of(
        EstimateContent content, int number, DateOnly madeOn, DateOnly validTo, PatientSummary patient, string? address, OrganizationProfile clinic, Location? location, CodingOptions billing, EstimateOptions law) =>
        new(
            "Good-faith estimate", $"No. {number.ToString(CultureInfo.InvariantCulture)}, {LocalTime.Us(madeOn)}", clinic.Letterhead, $"{patient.ListName}, {patient.Mrn}, born {LocalTime.Us(patient.BirthDate)}; good-faith estimate no. {number.ToString(CultureInfo.InvariantCulture)} of {LocalTime.Us(madeOn)}",
            [
                new Line("This is an estimate and not a bill. It shows what the services expected now will cost a patient who does not use insurance.", IsBold: true),
                new Heading("Patient"),
                new Fact("Name", patient.FullName),
                new Fact("Born", LocalTime.Us(patient.BirthDate)),
                new Fact("Record number", patient.Mrn),
                .. address is null ? Array.Empty<SheetPart>() : [new Fact("Address", address)],
                new Heading("Where and when"),
                new Fact(content.From == content.To ? "Day of the visit" : "Days", content.Days),
                new Fact("Provider", content.Provider + (content.ProviderNpi.Length > 0 ? ", NPI " + content.ProviderNpi : "")),
                new Fact("Clinic", clinic.Name + (location is null ? "" : $", {string.Join(", ", new[] { location.Name, location.Address }.Where(part => part.Length > 0))}")),
                .. billing.BillingNpi.Length > 0 ? [new Fact("NPI of the clinic", billing.BillingNpi)] : Array.Empty<SheetPart>(),
                .. billing.TaxId.Length > 0 ? [new Fact("Tax id (TIN)", billing.TaxId)] : Array.Empty<SheetPart>(),
                .. location is { Phone.Length: > 0 } ? [new Fact("Questions", $"Call {location.Phone}")] : Array.Empty<SheetPart>(),
                .. content.Diagnoses.Count > 0 ? [new Fact("Diagnoses", string.Join(", ", content.Diagnoses.Select(TypedCodes.WithPoint)))] : Array.Empty<SheetPart>(),
                new Heading("What is expected"),
                new Table(
                    ["Code", "Service", "How many", "Each", "Expected charge"],
                    [0.13, 0.43, 0.12, 0.15, 0.17],
                    [
                        .. content.Lines.Select(line => (IReadOnlyList<string>)
                            [line.Code, line.Description, line.Quantity.ToString(CultureInfo.InvariantCulture), Money.Text(line.Cents), Money.Text(line.Total)]),
                        ["", "Total of what is expected", "", "", Money.Text(content.TotalCents)],
                    ]),
                new Fact("Total", Money.Text(content.TotalCents)),
                .. content.Note.Length > 0 ? [new Fact("Note", content.Note)] : Array.Empty<SheetPart>(),
                new Heading("What this paper means"),
                new Fact("Made on", LocalTime.Us(madeOn)),
                new Fact("Holds until", LocalTime.Us(validTo)),
                new Line("It rests on what is known when it is made. It names no cost that nobody can foresee: other services that turn out to be needed cost more, and what others bill (a laboratory, a hospital) is not in it unless it is named above."),
                new Line($"You may dispute a bill that is at least ${law.DisputeDollars.ToString("N0", CultureInfo.InvariantCulture)} higher than this estimate: ask us to correct it or to agree on it, or begin a dispute with the U.S. Department of Health and Human Services within {law.DisputeDays.ToString(CultureInfo.InvariantCulture)} days of the bill. Beginning one does not change how you are treated."),
                new Line($"About that, and about your right to this estimate: {law.DisputeAt}. Keep this paper or a picture of it: you need it if the bill is higher."),
                new Line("This estimate is no contract: you need not take the services from us that it names."),
            ]);

    /// <exception cref="IOException">The fonts are not installed.</exception>
    public static byte[] Pdf(Sheet sheet)
    {
        using var pen = new PaperPen(sheet.Title);
        DrawSheet.With(pen, sheet);
        return pen.Finish();
    }
}
