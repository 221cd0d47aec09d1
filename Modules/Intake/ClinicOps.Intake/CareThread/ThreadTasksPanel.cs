using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Panels;

namespace ClinicOps.Intake.CareThread;

/// <summary>The panel "Tasks" of a care thread: what became work, open first, at the user's locations.</summary>
internal sealed class ThreadTasksPanel(ListTasks list, IntakeDb db, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var rows = await list.OfThread(subjectId, stopping);
        if (rows.Count == 0)
        {
            return null;
        }

        await audit.Record(
            db, new AuditEntry("tasks.viewed", "care-thread", subjectId, [.. rows.Select(row => row.Task.PatientId).OfType<Guid>().Distinct()]), stopping);
        return new PatientTasksView(rows);
    }
}
