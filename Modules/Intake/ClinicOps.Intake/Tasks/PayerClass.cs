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
    /// <summary>Which of its plans, as it is kept or written; empty where none is named.</summary>
    public string Plan { get; init; } = "";

    /// <summary>By its name alone, while nobody has registered it.</summary>
    public static NamedPayer Told(string? name, string? plan = null) => new(name?.Trim() ?? "", PayerClass.Of(name)) { Plan = plan?.Trim() ?? "" };

    /// <summary>What staff say of a registered payer counts, whatever its name sounds like; what they say of a plan before that.</summary>
    /// <param name="written">The plan's name, where the clinic keeps none of it.</param>
    public static NamedPayer Of(Payer payer, PayerPlan? plan = null, string written = "") => new(payer.Name, ClassOf(payer, plan)) { Plan = plan?.Name ?? written.Trim() };

    /// <summary>As it is registered under that name, and its plan as it is kept; else by the names alone.</summary>
    public static async Task<NamedPayer> Find(IntakeDb db, string? name, string? plan, CancellationToken stopping)
    {
        var (key, planKey) = (NameKeys.Number(name ?? ""), PlanNames.Key(plan));
        if (key.Length == 0 || await db.Payers.AsNoTracking().SingleOrDefaultAsync(payer => payer.NameKey == key, stopping) is not { } registered)
        {
            return Told(name, plan);
        }

        var kept = planKey.Length == 0 ? null : await db.PayerPlans.AsNoTracking().SingleOrDefaultAsync(known => known.PayerId == registered.Id && known.NameKey == planKey, stopping);
        return Known(registered, kept, name!, plan);
    }

    /// <summary>Many, by name and plan, in the same number of questions.</summary>
    public static async Task<IReadOnlyDictionary<(string Name, string Plan), NamedPayer>> FindAll(IntakeDb db, IReadOnlyCollection<(string Name, string Plan)> wanted, CancellationToken stopping)
    {
        var keys = wanted.Select(one => NameKeys.Number(one.Name)).Where(key => key.Length > 0).Distinct().ToList();
        var registered = await db.Payers.AsNoTracking().Where(payer => keys.Contains(payer.NameKey)).ToDictionaryAsync(payer => payer.NameKey, stopping);
        var ids = registered.Values.Select(payer => payer.Id).ToList();
        var plans = await db.PayerPlans.AsNoTracking().Where(plan => ids.Contains(plan.PayerId)).ToDictionaryAsync(plan => (plan.PayerId, plan.NameKey), stopping);
        return wanted.Distinct().ToDictionary(one => one, one => registered.TryGetValue(NameKeys.Number(one.Name), out var payer)
            ? Known(payer, plans.GetValueOrDefault((payer.Id, PlanNames.Key(one.Plan))), one.Name, one.Plan)
            : Told(one.Name, one.Plan));
    }

    private static NamedPayer Known(Payer registered, PayerPlan? kept, string name, string? plan) => new(name.Trim(), ClassOf(registered, kept)) { Plan = kept?.Name ?? plan?.Trim() ?? "" };

    private static string ClassOf(Payer payer, PayerPlan? plan) =>
        PayerClass.OfKind(plan is null ? payer.Kind : plan.Class.Length > 0 ? plan.Class : PlanKinds.ClassOf(plan.Kind) is { Length: > 0 } ofKind ? ofKind : payer.Kind);
}
