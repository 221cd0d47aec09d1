namespace ClinicOps.Intake.Tasks;

/// <summary>The kinds of payers that a line of the table of order tasks may name instead of one payer, told by the payer's name.</summary>
internal static class PayerClass
{
    public const string Medicare = "Medicare";
    public const string Medicaid = "Medicaid";
    public const string WorkersCompensation = "Workers' compensation";

    /// <summary>Nobody pays but the patient, as far as is registered.</summary>
    public const string NoCoverage = "No coverage";

    /// <summary>Any other payer.</summary>
    public const string Commercial = "Commercial";

    public static readonly IReadOnlyList<string> All = [Medicare, Medicaid, WorkersCompensation, Commercial, NoCoverage];

    /// <param name="payer">As registered; null or empty where no coverage is.</param>
    public static string Of(string? payer)
    {
        bool Says(string word) => payer!.Contains(word, StringComparison.OrdinalIgnoreCase);

        return string.IsNullOrWhiteSpace(payer) || Says("self-pay") || Says("self pay") || Says("uninsured") ? NoCoverage
            : Says("medicare") ? Medicare
            : Says("medicaid") ? Medicaid
            : Says("workers") || Says("work comp") || Says("workman") ? WorkersCompensation
            : Commercial;
    }
}
