using System.Globalization;
using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Estimates;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Patients;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>An estimate as it is typed. Public setters for the model binder alone.</summary>
internal sealed class EstimateForm
{
    public List<EstimateLineForm> Lines { get; set; } = [];

    public string? Diagnoses { get; set; }

    public string? Provider { get; set; }

    public string? ProviderNpi { get; set; }

    public DateOnly? From { get; set; }

    public DateOnly? To { get; set; }

    public string? Note { get; set; }

    /// <summary>What is not understood, a sentence each, after <see cref="Content"/>.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Codes whose words or charge are to come from the clinic's fees.</summary>
    public IEnumerable<string> Codes => Lines.Select(line => TypedCodes.Procedure(line.Code ?? "")).OfType<string>().Distinct();

    public static EstimateForm Of(EstimateContent content) => new()
    {
        Lines =
        [
            .. content.Lines.Select(line => new EstimateLineForm
            {
                Code = line.Code,
                Description = line.Description,
                Quantity = line.Quantity.ToString(CultureInfo.InvariantCulture),
                Each = Money.Field(line.Cents),
            }),
        ],
        Diagnoses = string.Join(", ", content.Diagnoses.Select(TypedCodes.WithPoint)),
        Provider = content.Provider,
        ProviderNpi = content.ProviderNpi,
        From = content.From,
        To = content.To,
        Note = content.Note,
    };

    /// <summary>As the latest one says, or as nothing has been said.</summary>
    public static EstimateForm Begun(IReadOnlyList<EstimateRow> made, EstimateContent nothing) => Of(made is [var latest, ..] ? latest.Content : nothing);

    /// <param name="fees">By code: what the clinic usually takes, for lines that do not say it themselves.</param>
    /// <returns>Null when something is not understood: see <see cref="Problems"/>.</returns>
    public EstimateContent? Content(IReadOnlyDictionary<string, MedicalCode> fees)
    {
        Problems.Clear();
        var lines = Lines.Where(line => !line.IsEmpty).Select(line => line.Line(fees, Problems)).ToList();
        var diagnoses = (Diagnoses ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(typed => TypedCodes.Diagnosis(typed) ?? Wrong(typed, $"\"{typed}\" has not the form of an ICD-10-CM code, like M25.561.")).Distinct().ToList();
        var npi = (ProviderNpi ?? "").Trim() is { Length: > 0 } text ? TypedCodes.Npi(text) ?? Wrong(text, $"\"{text}\" is no NPI: it has ten digits, and the last one has to fit the others.") : "";
        if (From is null || To is null)
        {
            Problems.Add("Say for which days it is: the day of the visit, or the first and the last of several.");
        }

        return Problems.Count == 0 ? new EstimateContent(lines, diagnoses, PatientDetails.Text(Provider), npi, From!.Value, To!.Value, PatientDetails.Text(Note)) : null;
    }

    private string Wrong(string typed, string why)
    {
        Problems.Add(why);
        return typed;
    }
}

internal sealed class EstimateLineForm
{
    public string? Code { get; set; }

    public string? Description { get; set; }

    public string? Quantity { get; set; }

    public string? Each { get; set; }

    public bool IsEmpty => string.IsNullOrWhiteSpace($"{Code}{Description}{Each}");

    public EstimateLine Line(IReadOnlyDictionary<string, MedicalCode> fees, List<string> problems)
    {
        var (typed, description) = ((Code ?? "").Trim(), PatientDetails.Text(Description));
        var code = typed.Length == 0 ? "" : TypedCodes.Procedure(typed);
        if (code is null)
        {
            problems.Add($"\"{typed}\" has not the form of a CPT or HCPCS code: five characters, like 99213 or G0463.");
        }

        var fee = fees.GetValueOrDefault(code ?? "");
        var cents = string.IsNullOrWhiteSpace(Each) ? fee?.ChargeCents : Money.Parse(Each, Money.MostOfService);
        if (cents is null && !string.IsNullOrWhiteSpace(Each))
        {
            problems.Add($"{(typed.Length > 0 ? typed : description)}: {Money.ProblemOfCharge(Each)}");
        }
        else if (cents is null)
        {
            problems.Add($"{(typed.Length > 0 ? typed : description)}: write the charge of one, like 120.00; the clinic's fees have none for it.");
        }

        var quantity = string.IsNullOrWhiteSpace(Quantity) ? 1 : int.TryParse(Quantity, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new EstimateLine(code ?? typed, description.Length > 0 ? description : fee?.Description ?? "", quantity, cents ?? 0);
    }
}
