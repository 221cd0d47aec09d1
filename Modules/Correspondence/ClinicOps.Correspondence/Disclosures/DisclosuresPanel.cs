using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Disclosures;

/// <summary>The panel "Disclosures" of the patient page: what was given out by hand lately, to be taken back where it was a mistake, and the way to the accounting.</summary>
internal sealed class DisclosuresPanel(CorrespondenceDb db, IOrganization organization, CurrentActor actor, AuditTrail audit) : IPanelLoader
{
    private const int Most = 3;

    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var given = await db.DisclosuresOf(subjectId).AsNoTracking().Where(row => row.ByHand && row.State != DisclosureState.NotLeft).OrderByDescending(row => row.LeftAt).ThenByDescending(row => row.Id).Take(Most).ToListAsync(stopping);
        if (given.Count > 0)
        {
            await audit.Record(db, new AuditEntry("disclosures.viewed", "patient", subjectId, [.. given.Select(row => row.Id)]), stopping);
        }

        var profile = await organization.Profile(stopping);
        var rights = (await organization.Colleagues(stopping)).FirstOrDefault(colleague => colleague.Id == actor.UserId)?.Rights;
        return new DisclosuresPanelView(subjectId, [.. given.Select(row => (row, LocalTime.At(profile.Find(row.LocationId), row.LeftAt)))])
        {
            MayView = rights?.Contains(CorrespondenceRights.ViewDisclosures) == true,
            MayRelease = rights?.Contains(CorrespondenceRights.ReleaseRecords) == true,
        };
    }
}

internal sealed record DisclosuresPanelView(Guid PatientId, IReadOnlyList<(Disclosure Row, DateTimeOffset Left)> Given)
{
    /// <summary>The user may open the accounting.</summary>
    public bool MayView { get; init; }

    /// <summary>The user may enter that records are asked for.</summary>
    public bool MayRelease { get; init; }
}
