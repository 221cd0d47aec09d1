using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage;

/// <summary>The panel "Coverage" of the patient page: what is registered, in the order it pays, and when each was last answered for.</summary>
internal sealed class CoveragePanel(IntakeDb db, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var records = db.Patients.AsNoTracking().Where(p => p.Id == subjectId || p.MergedIntoId == subjectId);
        var coverages = (await records.SelectMany(p => p.Coverages).ToListAsync(stopping)).InOrder(subjectId).ToList();
        var checks = await StandingChecks.Of(db, db.EligibilityChecks.Where(check => records.Any(record => record.Id == check.PatientId)).OrderByDescending(check => check.At).Take(100), stopping);
        await audit.Record(db, new AuditEntry("coverage.viewed", "patient", subjectId), stopping);
        return new CoveragePanelView(subjectId, [.. coverages.Select(coverage => (coverage, checks.Find(check => coverage.WasAskedAs(check.CoverageId, check.PayerId, check.MemberKey))))]);
    }
}

internal sealed record CoveragePanelView(Guid PatientId, IReadOnlyList<(PatientCoverage Coverage, StandingCheck? Last)> Lines);
