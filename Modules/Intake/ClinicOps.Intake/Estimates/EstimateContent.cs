using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.Estimates;

/// <summary>One service that is expected.</summary>
/// <param name="Code">CPT or HCPCS, five characters; empty for what has none.</param>
/// <param name="Cents">Of one.</param>
internal sealed record EstimateLine(string Code, string Description, int Quantity, int Cents)
{
    public long Total => (long)Quantity * Cents;
}

/// <summary>What an estimate says, with everything tidied.</summary>
/// <param name="Diagnoses">ICD-10-CM without points; empty where none is known yet.</param>
/// <param name="Provider">Who is expected to see the patient.</param>
/// <param name="Note">What else stands on it; empty for nothing.</param>
internal sealed record EstimateContent(IReadOnlyList<EstimateLine> Lines, IReadOnlyList<string> Diagnoses, string Provider, string ProviderNpi, DateOnly From, DateOnly To, string Note)
{
    /// <summary>The patient as the paper names them, with the address; empty on one that was made before this was kept.</summary>
    public string PrintedFor { get; init; } = "";

    public const int MostLines = 20;

    public const int MostQuantity = 999;

    public long TotalCents => Lines.Sum(line => line.Total);

    public string Days => From == To ? LocalTime.Us(From) : $"{LocalTime.Us(From)} to {LocalTime.Us(To)}";

    /// <summary>Whether the same would stand on the paper. Lists are compared line by line.</summary>
    public bool IsSame(EstimateContent other) =>
        Lines.SequenceEqual(other.Lines) && Diagnoses.SequenceEqual(other.Diagnoses)
        && (Provider, ProviderNpi, From, To, Note, PrintedFor) == (other.Provider, other.ProviderNpi, other.From, other.To, other.Note, other.PrintedFor);
}

/// <summary>How an estimate reaches the patient. Recorded: never rename one.</summary>
internal static class GivingWays
{
    public const string Mail = "mail";
    public const string Email = "e-mail";

    public static readonly IReadOnlyList<(string Code, string Words)> All =
        [("in-person", "Handed over"), (Mail, "By mail"), (Email, "By e-mail"), ("fax", "By fax")];

    /// <summary>What the patient said against that way, in words; null where nothing.</summary>
    public static string? Against(string way, HowToReach? reach) => way switch
    {
        Mail => reach?.AgainstPost,
        Email => reach?.AgainstEmail,
        _ => null,
    };

    public static string Words(string code) => All.FirstOrDefault(known => known.Code == code).Words ?? code;
}
