using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Panels;

namespace ClinicOps.Intake.Authorizations;

/// <summary>The panel "Authorizations" of the page Today: counts that lead to the lists. It names nobody.</summary>
internal sealed class TodayAuthorizationsPanel(ListAuthorizations list) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var lists = await list.Counts(stopping);
        return lists.All(of => of.Count is null or 0) ? null : new TodayAuthorizationsView(lists, await list.NearDeadlines(stopping));
    }
}

/// <param name="Near">Deadlines that are near or past.</param>
internal sealed record TodayAuthorizationsView(IReadOnlyList<AuthorizationList> Lists, int Near);

/// <summary>The panel "Authorizations" of the patient page. Of every location: what is authorized is part of the record.</summary>
internal sealed class PatientAuthorizationsPanel(ListAuthorizations list, IntakeDb db, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var rows = await list.OfPatient(subjectId, stopping);
        await audit.Record(db, new AuditEntry("authorizations.viewed", "patient", subjectId, [.. rows.Select(row => row.Authorization.Id)]), stopping);
        return new PatientAuthorizationsView(subjectId, rows);
    }
}

internal sealed record PatientAuthorizationsView(Guid PatientId, IReadOnlyList<AuthorizationRow> Rows);
