namespace ClinicOps.Intake.Contracts;

public interface IAppointmentTasks
{
    /// <summary>What the task asks for as it stands now; null when there is no such task, it asks for no appointment, or nobody knows for whom.</summary>
    Task<AppointmentWish?> Find(Guid taskId, CancellationToken stopping = default);

    /// <summary>The same of several at once, by task; of what is null there is none.</summary>
    Task<IReadOnlyDictionary<Guid, AppointmentWish>> FindAll(IReadOnlyCollection<Guid> taskIds, CancellationToken stopping = default);
}

/// <summary>An appointment that a task asks for. Patient text in Title: do not log or store. The caller audits what it shows.</summary>
/// <param name="OrderKind">Code of what was ordered, "imaging"; empty when the task came from no order, or the order is void.</param>
/// <param name="TaskState">open, done or withdrawn.</param>
/// <param name="Urgency">routine, urgent or stat.</param>
/// <param name="Earliest">On the location's calendar, as is <paramref name="Latest"/>.</param>
/// <param name="Latest">The last day that is still in time; null when none was named.</param>
/// <param name="AccessClass">Code of the task's own access class: the appointment has it too.</param>
public sealed record AppointmentWish(
    Guid TaskId,
    Guid? OrderId,
    Guid PatientId,
    Guid LocationId,
    Guid CareThreadId,
    string Title,
    string OrderKind,
    string TaskState,
    string Urgency,
    DateOnly Earliest,
    DateOnly? Latest,
    string AccessClass)
{
    public const string Open = "open";
    public const string Withdrawn = "withdrawn";
}
