using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>What is asked of a payer, as it is typed. Public setters for the model binder alone.</summary>
internal sealed partial class AuthorizationForm
{
    private const int MostCodes = 20;

    [Required(ErrorMessage = "Name the payer."), StringLength(100)]
    public string? Payer { get; set; }

    [StringLength(100)]
    public string? Plan { get; set; }

    /// <summary>A code and its description on each line.</summary>
    [Required(ErrorMessage = "Name what is asked for: one code and its description on each line."), StringLength(2000)]
    public string? Codes { get; set; }

    [StringLength(200)]
    public string? Diagnoses { get; set; }

    [StringLength(100)]
    public string? ProviderName { get; set; }

    [RegularExpression(@"\d{10}", ErrorMessage = "An NPI has ten digits.")]
    public string? ProviderNpi { get; set; }

    [StringLength(100)]
    public string? Site { get; set; }

    public bool IsExpedited { get; set; }

    [Range(typeof(DateOnly), "2000-01-01", "2100-12-31", ErrorMessage = "Choose a day between 2000 and 2100.")]
    public DateOnly? ServiceOn { get; set; }

    /// <summary>Says what no attribute can.</summary>
    public void Check(ModelStateDictionary problems)
    {
        if (CodesOf(Codes) is { Count: > MostCodes })
        {
            problems.AddModelError("Form.Codes", $"At most {MostCodes} codes.");
        }
    }

    public AuthorizationRequest Request() => new(
        Payer!.Trim(), Plan?.Trim() ?? "", CodesOf(Codes),
        [.. (Diagnoses ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(code => code.ToUpperInvariant())],
        ProviderName?.Trim() ?? "", ProviderNpi ?? "", Site?.Trim() ?? "", IsExpedited ? AuthorizationUrgency.Expedited : AuthorizationUrgency.Standard, ServiceOn);

    public static AuthorizationForm Of(AuthorizationRequest request) => new()
    {
        Payer = request.Payer,
        Plan = request.Plan,
        Codes = string.Join('\n', request.Codes),
        Diagnoses = string.Join(", ", request.Diagnoses),
        ProviderName = request.ProviderName,
        ProviderNpi = request.ProviderNpi.Length > 0 ? request.ProviderNpi : null,
        Site = request.Site,
        IsExpedited = request.Urgency == AuthorizationUrgency.Expedited,
        ServiceOn = request.ServiceOn,
    };

    /// <summary>A line without a code is kept as words.</summary>
    private static List<ProcedureCode> CodesOf(string? typed) =>
        [.. (typed ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => Line().Match(line) is { Success: true } match ? new ProcedureCode(match.Groups["code"].Value.ToUpperInvariant(), match.Groups["words"].Value.Trim()) : new ProcedureCode("", line))
            .Distinct()];

    [GeneratedRegex(@"^(?<code>[A-Za-z][0-9]{4}|[0-9]{5}|[0-9]{4}[A-Za-z])\b[\s:,-]*(?<words>.*)$")]
    private static partial Regex Line();
}
