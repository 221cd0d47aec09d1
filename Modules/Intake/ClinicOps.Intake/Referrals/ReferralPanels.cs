using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Panels;

namespace ClinicOps.Intake.Referrals;

/// <summary>The panel "Referrals" of the page Today: counts that lead to the lists. It names nobody.</summary>
internal sealed class TodayReferralsPanel(ListReferrals list) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var lists = await list.Counts(direction: null, stopping);
        return lists.All(of => of.Count is null or 0) ? null : new TodayReferralsView(lists);
    }
}

internal sealed record TodayReferralsView(IReadOnlyList<ReferralList> Lists);

/// <summary>The panel "Referrals" of the patient page. Of every location: to whom somebody was referred is part of the record.</summary>
internal sealed class PatientReferralsPanel(ListReferrals list, IntakeDb db, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var rows = await list.OfPatient(subjectId, stopping);
        await audit.Record(db, new AuditEntry("referrals.viewed", "patient", subjectId, [.. rows.Select(row => row.Referral.Id)]), stopping);
        return new PatientReferralsView(subjectId, rows);
    }
}

/// <summary>The panel "Referrals" of a care thread: what was referred, and the consult note that closed it.</summary>
internal sealed class ThreadReferralsPanel(ListReferrals list, IntakeDb db, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var rows = await list.OfThread(subjectId, stopping);
        if (rows.Count == 0)
        {
            return null;
        }

        await audit.Record(db, new AuditEntry("referrals.viewed", "care-thread", subjectId, [.. rows.Select(row => row.Referral.PatientId).Distinct()]), stopping);
        return new ThreadReferralsView(rows);
    }
}

internal sealed record PatientReferralsView(Guid PatientId, IReadOnlyList<ReferralRow> Rows);

internal sealed record ThreadReferralsView(IReadOnlyList<ReferralRow> Rows);
