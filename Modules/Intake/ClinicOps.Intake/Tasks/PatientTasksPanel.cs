using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Panels;

namespace ClinicOps.Intake.Tasks;

/// <summary>The panel "Tasks" of the patient page. Of every location: what is being done for a patient is part of the record.</summary>
internal sealed class PatientTasksPanel(ListTasks list, IntakeDb db, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var rows = await list.OfPatient(subjectId, stopping);
        await audit.Record(db, new AuditEntry("tasks.viewed", "patient", subjectId, [.. rows.Select(row => row.Task.Id)]), stopping);
        return new PatientTasksView(rows);
    }
}

internal sealed record PatientTasksView(IReadOnlyList<TaskRow> Rows);
