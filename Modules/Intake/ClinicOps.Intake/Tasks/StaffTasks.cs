using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Tasks, for other modules.</summary>
internal sealed class StaffTasks(VisibleToActor visible) : ITasks
{
    public async Task<TaskSummary?> Find(Guid taskId, CancellationToken stopping = default) =>
        await visible.Tasks.AsNoTracking().SingleOrDefaultAsync(task => task.Id == taskId, stopping) is { } found ? Summary(found) : null;

    public async Task<IReadOnlyList<TaskSummary>> OfDocuments(IReadOnlyCollection<Guid> documentIds, CancellationToken stopping = default) =>
        (await visible.Tasks.AsNoTracking()
            .Where(task => task.DocumentId != null && documentIds.Contains(task.DocumentId.Value))
            .OrderBy(task => task.RaisedAt).ThenBy(task => task.Id)
            .ToListAsync(stopping))
        .ConvertAll(Summary);

    private static TaskSummary Summary(StaffTask task) => new(
        task.Id, task.PatientId, task.OrderId, task.DocumentId, task.LocationId, task.CareThreadId, task.Kind, task.Title, task.State, task.Due, task.AccessClass);
}
