using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Panels;

namespace ClinicOps.Intake.CareThread;

/// <summary>The panel "Authorizations" of a care thread: what payers are asked for, or have authorized, at the user's locations.</summary>
internal sealed class ThreadAuthorizationsPanel(ListAuthorizations list, IntakeDb db, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var rows = await list.OfThread(subjectId, stopping);
        if (rows.Count == 0)
        {
            return null;
        }

        await audit.Record(
            db, new AuditEntry("authorizations.viewed", "care-thread", subjectId, [.. rows.Select(row => row.Authorization.PatientId).Distinct()]), stopping);
        return new ThreadAuthorizationsView(rows);
    }
}

internal sealed record ThreadAuthorizationsView(IReadOnlyList<AuthorizationRow> Rows);
