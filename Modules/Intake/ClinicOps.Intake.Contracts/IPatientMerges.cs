using ClinicOps.Kernel.Joining;

namespace ClinicOps.Intake.Contracts;

/// <summary>Which records were merged into which. Ids and codes only; asked as the machine, which sees all.</summary>
public interface IPatientMerges
{
    /// <summary>How the record stands now: into which it was merged, which were merged into it, and the access class of each.</summary>
    Task<SubjectStanding> Standing(Guid patientId, CancellationToken stopping = default);

    /// <summary>When this merge was made, taken back or not; null when there was none.</summary>
    Task<DateTimeOffset?> MergedAt(Guid mergeId, CancellationToken stopping = default);
}
