using ClinicOps.Intake.Contracts;

namespace ClinicOps.Intake.Coverage;

/// <summary>How names of plans are compared: the same whatever their case and spaces.</summary>
internal static class PlanNames
{
    public static string Key(string? written) => string.Concat((written ?? "").Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();

    /// <summary>Whether a payer's answer names another plan than the coverage does; no difference where one of them names none.</summary>
    public static bool Differ(string written, string said) => written.Length > 0 && said.Length > 0 && NameKeys.Number(written) != NameKeys.Number(said);

    /// <summary>Two that are both named, and alike.</summary>
    public static bool Same(string? one, string? other) => Key(one) is { Length: > 0 } key && key == Key(other);
}

/// <summary>What kind of plan one is: codes and the words shown for them.</summary>
internal static class PlanKinds
{
    public const string Hmo = "hmo";
    public const string Ppo = "ppo";
    public const string Pos = "pos";
    public const string Epo = "epo";
    public const string MedicareAdvantage = "medicare-advantage";
    public const string MedicaidManaged = "medicaid-managed";
    public const string WorkersCompensation = "workers-comp";
    public const string Auto = "auto";
    public const string Other = "other";

    public static readonly IReadOnlyList<(string Code, string Words)> All =
    [
        (Hmo, "HMO"), (Ppo, "PPO"), (Pos, "POS"), (Epo, "EPO"), (MedicareAdvantage, "Medicare Advantage"), (MedicaidManaged, "Medicaid managed care"),
        (WorkersCompensation, "Workers' compensation"), (Auto, "Auto insurance"), (Other, "Other"),
    ];

    public static string Words(string code) => All.FirstOrDefault(known => known.Code == code).Words ?? code;

    /// <summary>The class that the kind itself says; empty where the payer's holds.</summary>
    public static string ClassOf(string kind) => kind switch
    {
        MedicareAdvantage => PayerKinds.Medicare,
        MedicaidManaged => PayerKinds.Medicaid,
        WorkersCompensation => PayerKinds.WorkersCompensation,
        Auto => PayerKinds.Auto,
        _ => "",
    };
}
