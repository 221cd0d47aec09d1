namespace ClinicOps.Intake.Contracts;

/// <summary>What users may be allowed to do with patients and tasks; the host maps these to roles.</summary>
public static class IntakeRights
{
    public const string ViewPatients = "patients.view";
    public const string EditPatients = "patients.edit";

    /// <summary>Say that two records are one person, and take that back.</summary>
    public const string MergePatients = "patients.merge";

    /// <summary>Upload files of the EHR, see what they would change, and take that.</summary>
    public const string ImportPatients = "patients.import";

    public const string WorkTasks = "tasks.work";

    /// <summary>Say which tasks an order makes.</summary>
    public const string SetUpTasks = "tasks.set-up";

    /// <summary>Check visits in: confirm, have forms signed, say how far a visit has come.</summary>
    public const string CheckIn = "check-in.work";

    /// <summary>Take payments, and make void what was taken the same day.</summary>
    public const string CollectMoney = "money.collect";

    /// <summary>Give money back.</summary>
    public const string RefundMoney = "money.refund";

    /// <summary>Open, count and close drawers.</summary>
    public const string CloseDay = "money.close-day";

    /// <summary>Say what services cost, and which visits owe nothing.</summary>
    public const string SetUpCharges = "money.set-up";

    public const string ViewAuthorizations = "authorizations.view";

    /// <summary>Submit, record what payers decide, hold units for visits.</summary>
    public const string WorkAuthorizations = "authorizations.work";

    /// <summary>Say when an authorization is needed.</summary>
    public const string SetUpAuthorizations = "authorizations.set-up";

    public const string ViewReferrals = "referrals.view";

    /// <summary>Ask PCPs, accept, send, close, log who was tried to be reached.</summary>
    public const string WorkReferrals = "referrals.work";

    /// <summary>Say which access class a patient has.</summary>
    public const string ClassifyPatients = "patients.classify";

    /// <summary>Open a closed record in need, with a reason and for a time.</summary>
    public const string BreakGlass = "patients.break-glass";

    /// <summary>See coverages and what payers answered.</summary>
    public const string ViewCoverage = "coverage.view";

    /// <summary>Ask payers, record what they said, change coverages and payers, and say who pays for a visit.</summary>
    public const string VerifyCoverage = "coverage.verify";

    /// <summary>See what is missing for coming visits, and their prepared charts.</summary>
    public const string PrepareCharts = "charts.prepare";

    /// <summary>Code finished visits, hand what is signed to billing, open it for a correction.</summary>
    public const string CodeVisits = "coding.work";

    /// <summary>Sign that the coding of a visit is final, and take that back.</summary>
    public const string SignCodings = "coding.sign";
}
