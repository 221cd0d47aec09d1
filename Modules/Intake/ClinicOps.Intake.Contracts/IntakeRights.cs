namespace ClinicOps.Intake.Contracts;

/// <summary>What users may be allowed to do with patients and tasks; the host maps these to roles.</summary>
public static class IntakeRights
{
    public const string ViewPatients = "patients.view";
    public const string EditPatients = "patients.edit";
    public const string WorkTasks = "tasks.work";
}
