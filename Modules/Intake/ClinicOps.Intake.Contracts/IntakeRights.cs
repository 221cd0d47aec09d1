namespace ClinicOps.Intake.Contracts;

/// <summary>What users may be allowed to do with patients and tasks; the host maps these to roles.</summary>
public static class IntakeRights
{
    public const string ViewPatients = "patients.view";
    public const string EditPatients = "patients.edit";
    public const string WorkTasks = "tasks.work";

    /// <summary>Say which tasks an order makes.</summary>
    public const string SetUpTasks = "tasks.set-up";

    public const string ViewAuthorizations = "authorizations.view";

    /// <summary>Submit, record what payers decide, hold units for visits.</summary>
    public const string WorkAuthorizations = "authorizations.work";

    /// <summary>Say when an authorization is needed.</summary>
    public const string SetUpAuthorizations = "authorizations.set-up";

    /// <summary>Say which access class a patient has.</summary>
    public const string ClassifyPatients = "patients.classify";

    /// <summary>Open a closed record in need, with a reason and for a time.</summary>
    public const string BreakGlass = "patients.break-glass";
}
