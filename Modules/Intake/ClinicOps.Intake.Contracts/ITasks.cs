namespace ClinicOps.Intake.Contracts;

public interface ITasks
{
    Task<TaskSummary?> Find(Guid taskId, CancellationToken stopping = default);

    /// <summary>The tasks that came from these documents, oldest first. The caller audits what it shows.</summary>
    Task<IReadOnlyList<TaskSummary>> OfDocuments(IReadOnlyCollection<Guid> documentIds, CancellationToken stopping = default);
}

/// <summary>Work for staff. Patient text in Title and Detail: do not log or store.</summary>
public sealed record TaskSummary(
    Guid Id,
    Guid? PatientId,
    Guid? OrderId,
    Guid? DocumentId,
    Guid LocationId,
    Guid CareThreadId,
    string Kind,
    string Title,
    string State,
    DateOnly? Due,
    string AccessClass = "standard");
