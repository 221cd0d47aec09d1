using ClinicOps.Intake.Tasks;

namespace ClinicOps.Intake.Coverage;

/// <summary>What kind of payer one is: codes and the words shown for them.</summary>
internal static class PayerKinds
{
    public const string Commercial = "commercial";
    public const string Medicare = "medicare";
    public const string Medicaid = "medicaid";
    public const string WorkersCompensation = "workers-comp";
    public const string Auto = "auto";
    public const string SelfPay = "self-pay";

    public static readonly IReadOnlyList<(string Code, string Words)> All =
        [(Commercial, "Commercial"), (Medicare, "Medicare"), (Medicaid, "Medicaid"), (WorkersCompensation, "Workers' compensation"), (Auto, "Auto insurance"), (SelfPay, "Self-pay")];

    /// <summary>Told by the payer's name, until somebody says otherwise.</summary>
    public static string Of(string name) => PayerClass.Of(name) switch
    {
        PayerClass.Medicare => Medicare,
        PayerClass.Medicaid => Medicaid,
        PayerClass.WorkersCompensation => WorkersCompensation,
        PayerClass.NoCoverage => SelfPay,
        _ => Commercial,
    };
}

/// <summary>How coverage is verified with a payer.</summary>
internal static class VerifyWays
{
    public const string Clearinghouse = "clearinghouse";
    public const string Portal = "portal";
    public const string Phone = "phone";

    /// <summary>There is nobody to ask.</summary>
    public const string None = "none";

    public static readonly IReadOnlyList<(string Code, string Words)> All =
        [(Clearinghouse, "Through the clearinghouse"), (Portal, "On the payer's portal"), (Phone, "By phone"), (None, "Not at all")];
}

/// <summary>Who pays for a visit.</summary>
internal static class CaseKinds
{
    public const string HealthPlan = "health-plan";
    public const string WorkersCompensation = "workers-comp";
    public const string Auto = "auto";
    public const string SelfPay = "self-pay";

    public static readonly IReadOnlyList<(string Code, string Words)> All =
        [(HealthPlan, "Health plan"), (WorkersCompensation, "Workers' compensation"), (Auto, "Auto insurance"), (SelfPay, "The patient pays")];
}

/// <summary>Why a visit owes no co-payment whatever the payer's answer says. Recorded: never rename one.</summary>
internal static class OwesNothing
{
    public const string Preventive = "preventive";
    public const string GlobalPeriod = "global-period";
    public const string Qmb = "qmb";
    public const string WorkersCompensation = "workers-comp";
    public const string Nurse = "nurse";
    public const string Vaccination = "vaccination";
    public const string NoCharge = "no-charge";

    /// <summary>Of one visit whose type owes nothing: this one does owe what its payer says, as a person said with the reason.</summary>
    public const string AsPayerSays = "as-payer-says";

    public static readonly IReadOnlyList<(string Code, string Words)> All =
    [
        (Preventive, "Preventive care: the plan pays it whole."),
        (GlobalPeriod, "After an operation, within its global period."),
        (Qmb, "Qualified Medicare Beneficiary: no cost may be collected."),
        (WorkersCompensation, "Workers' compensation pays: nothing is collected from the patient."),
        (Nurse, "A visit with the nurse alone: no co-payment is collected."),
        (Vaccination, "A vaccination: the plan pays it whole."),
        (NoCharge, "The clinic charges nothing for it."),
    ];

    /// <summary>Whether it is the clinic that charges nothing, whoever pays; of the others a plan or another payer pays.</summary>
    public static bool IsOfClinic(string code) => code is NoCharge or Nurse or GlobalPeriod;

    /// <summary>What the database lets stand; a column of the same name.</summary>
    public static string Constraint => $"owes_nothing IN ('', {string.Join(", ", All.Select(known => $"'{known.Code}'"))})";

    /// <summary>The same for one visit.</summary>
    public static string ConstraintOfVisit => $"owes_nothing IN ('', '{AsPayerSays}', {string.Join(", ", All.Select(known => $"'{known.Code}'"))})";

    public static string Words(string code) => All.FirstOrDefault(known => known.Code == code).Words ?? "";
}
