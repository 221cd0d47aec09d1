using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Availability;

/// <summary>Asks Intake on which days a visit of a patient is covered and authorized, for a page that shows it; audited.</summary>
internal sealed class AskWindow(IVisitWindows windows, SchedulingDb db, AuditTrail audit)
{
    /// <param name="taskId">What asks for the visit; null for none.</param>
    /// <param name="careThreadId">The chain of work, where no task is named.</param>
    public async Task<VisitWindow> Of(Guid patientId, Guid locationId, Guid? taskId, Guid? careThreadId, CancellationToken stopping)
    {
        if (await windows.Of(patientId, locationId, taskId, careThreadId, stopping) is not { } window)
        {
            return VisitWindow.Open;
        }

        await audit.Record(db, new AuditEntry("visits.window-viewed", "patient", patientId, LocationId: locationId), stopping);
        return window;
    }
}
