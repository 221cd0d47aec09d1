using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>The kinds of payers that a line of the table of order tasks, or a rule, may name instead of one payer.</summary>
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

    /// <summary>Told by the name alone: of a payer that nobody has registered.</summary>
    /// <param name="payer">As written; null or empty where no coverage is.</param>
    public static string Of(string? payer)
    {
        bool Says(string word) => payer!.Contains(word, StringComparison.OrdinalIgnoreCase);

        return string.IsNullOrWhiteSpace(payer) || Says("self-pay") || Says("self pay") || Says("uninsured") ? NoCoverage
            : Says("medicare") ? Medicare
            : Says("medicaid") ? Medicaid
            : Says("workers") || Says("work comp") || Says("workman") ? WorkersCompensation
            : Commercial;
    }

    /// <param name="kind">One of <see cref="PayerKinds"/>, as it stands at the registered payer.</param>
    public static string OfKind(string kind) => kind switch
    {
        PayerKinds.Medicare => Medicare,
        PayerKinds.Medicaid => Medicaid,
        PayerKinds.WorkersCompensation => WorkersCompensation,
        PayerKinds.SelfPay => NoCoverage,
        _ => Commercial,
    };
}

/// <summary>Who pays, as rules and clocks go by it.</summary>
/// <param name="Name">As written; empty where nobody is named.</param>
/// <param name="Class">One of <see cref="PayerClass"/>; empty for one of no class.</param>
internal sealed record NamedPayer(string Name, string Class)
{
    /// <summary>By its name alone, while nobody has registered it.</summary>
    public static NamedPayer Told(string? name) => new(name?.Trim() ?? "", PayerClass.Of(name));

    /// <summary>What staff say of a registered payer counts, whatever its name sounds like.</summary>
    public static NamedPayer Of(Payer payer) => new(payer.Name, PayerClass.OfKind(payer.Kind));

    /// <summary>As it is registered under that name, else by the name alone.</summary>
    public static async Task<NamedPayer> Find(IntakeDb db, string? name, CancellationToken stopping)
    {
        var key = NameKeys.Number(name ?? "");
        var kind = key.Length == 0 ? null : await db.Payers.Where(payer => payer.NameKey == key).Select(payer => payer.Kind).SingleOrDefaultAsync(stopping);
        return kind is null ? Told(name) : new NamedPayer(name!.Trim(), PayerClass.OfKind(kind));
    }
}
