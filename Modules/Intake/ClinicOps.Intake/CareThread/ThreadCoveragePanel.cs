using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.CareThread;

/// <summary>The panel "Coverage" of a care thread: what was asked about the coverage of its visits, at the user's locations, each with its last answer.</summary>
internal sealed class ThreadCoveragePanel(IntakeDb db, IPatients patients, IOrganization organization, IOptions<CoverageOptions> options, CurrentActor actor, AuditTrail audit, TimeProvider clock) : IPanelLoader
{
    private const int Most = 50;

    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var asked = (await db.EligibilityChecks.AsNoTracking().Where(check => check.CareThreadId == subjectId).OrderByDescending(check => check.At).Take(Most).ToListAsync(stopping))
            .FindAll(check => actor.SeesLocation(check.LocationId));
        if (asked.Count == 0)
        {
            return null;
        }

        Guid[] ids = [.. asked.Select(check => check.Id)];
        Guid[] people = [.. asked.Select(check => check.PatientId).Distinct()];
        var standing = await StandingChecks.Of(db, db.EligibilityChecks.Where(check => ids.Contains(check.Id)), stopping);
        var payers = await db.Payers.AsNoTracking().ToDictionaryAsync(payer => payer.Id, payer => payer.Name, stopping);
        var named = (await patients.Find(people, stopping)).ToDictionary(patient => patient.Id);
        var profile = await organization.Profile(stopping);
        await audit.Record(db, new AuditEntry("coverage.viewed", "care-thread", subjectId, people), stopping);
        return new ThreadCoverageView(
        [
            .. from check in asked
               join stands in standing on check.Id equals stands.CheckId
               orderby check.VisitOn, check.At descending
               select new ThreadCoverageLine(
                   check.VisitId, check.VisitOn, LocalTime.At(profile.Find(check.LocationId), check.At), named.GetValueOrDefault(check.PatientId)?.ListName ?? "no longer registered", payers.GetValueOrDefault(check.PayerId, ""), CoverageStanding.Of(stands, options.Value.AnswerDue(clock.GetUtcNow(), check.VisitOn, profile.Find(check.LocationId)))),
        ]);
    }
}

internal sealed record ThreadCoverageView(IReadOnlyList<ThreadCoverageLine> Lines);

/// <param name="AskedAt">On the location's wall clock.</param>
internal sealed record ThreadCoverageLine(Guid VisitId, DateOnly VisitOn, DateTimeOffset AskedAt, string Patient, string Payer, CoverageStanding Standing);
