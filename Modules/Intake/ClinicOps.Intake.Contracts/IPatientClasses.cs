namespace ClinicOps.Intake.Contracts;

/// <summary>Which patients have another access class than the standard one: for modules that verify what they were told.</summary>
public interface IPatientClasses
{
    /// <summary>The code of the class by patient. Asked as the machine, which sees all.</summary>
    Task<IReadOnlyDictionary<Guid, string>> NotStandard(CancellationToken stopping = default);
}
