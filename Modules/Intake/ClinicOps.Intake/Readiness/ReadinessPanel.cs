using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Intake.Readiness;

/// <summary>The panel "Readiness" of a visit's page: what is not ready, each with the act that mends it. Of a cancelled or done visit there is nothing to mend.</summary>
internal sealed class ReadinessPanel(LoadReadiness load, IVisits visits, IntakeDb db, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        if (await visits.Find(subjectId, stopping) is not { State: VisitStates.Booked } visit || !(await load.Of([visit], stopping)).TryGetValue(subjectId, out var readiness))
        {
            return null;
        }

        await audit.Record(db, new AuditEntry("readiness.viewed", "visit", subjectId, [visit.PatientId], LocationId: visit.LocationId), stopping);
        return new ReadinessView(readiness);
    }
}

internal sealed record ReadinessView(VisitReadiness Readiness);
