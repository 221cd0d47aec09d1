using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.CareThread;

/// <summary>
/// The panel "Coverage" of a care thread, at the user's locations: what was asked about the coverage of its visits, each with its last answer; and of visits that are booked every coverage that nobody
/// has asked about yet, with who is to ask.
/// </summary>
internal sealed class ThreadCoveragePanel(
    IntakeDb db, VisitCoverages coverages, CoverageStandings standings, IVisits visits, IPatients patients, IOrganization organization, IOptions<CoverageOptions> options, CurrentActor actor, AuditTrail audit, TimeProvider clock) : IPanelLoader
{
    private const int Most = 50;

    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var asked = (await db.EligibilityChecks.AsNoTracking().Where(check => check.CareThreadId == subjectId).OrderByDescending(check => check.At).Take(Most).ToListAsync(stopping))
            .FindAll(check => actor.SeesLocation(check.LocationId));
        var booked = (await visits.OfThread(subjectId, stopping)).Where(visit => visit.State == VisitStates.Booked && actor.SeesLocation(visit.LocationId)).ToList();
        if (asked.Count + booked.Count == 0)
        {
            return null;
        }

        var paying = await coverages.OfAll(booked, stopping);
        Guid[] people = [.. asked.Select(check => check.PatientId).Concat(paying.Values.Select(pays => pays.Patient.Id)).Distinct()];
        var named = (await patients.Find(people, stopping)).ToDictionary(patient => patient.Id, patient => patient.ListName);
        var profile = await organization.Profile(stopping);
        await audit.Record(db, new AuditEntry("coverage.viewed", "care-thread", subjectId, people), stopping);
        var lines = await Asked(asked, named, profile, stopping);
        lines.AddRange(await NotAsked(booked, paying, named, profile, stopping));
        return lines.Count == 0 ? null : new ThreadCoverageView([.. lines.OrderBy(line => line.VisitOn).ThenByDescending(line => line.AskedAt is not null).ThenByDescending(line => line.AskedAt)]);
    }

    private async Task<List<ThreadCoverageLine>> Asked(List<EligibilityCheck> asked, IReadOnlyDictionary<Guid, string> named, OrganizationProfile profile, CancellationToken stopping)
    {
        if (asked.Count == 0)
        {
            return [];
        }

        var ids = asked.ConvertAll(check => check.Id);
        var standing = await StandingChecks.Of(db, db.EligibilityChecks.Where(check => ids.Contains(check.Id)), stopping);
        var payers = await db.Payers.AsNoTracking().ToDictionaryAsync(payer => payer.Id, payer => payer.Name, stopping);
        return
        [
            .. from check in asked
               join stands in standing on check.Id equals stands.CheckId
               select new ThreadCoverageLine(
                   check.VisitId, check.VisitOn, named.GetValueOrDefault(check.PatientId, "no longer registered"), payers.GetValueOrDefault(check.PayerId, ""), check.MemberKey,
                   CoverageStanding.Of(stands, options.Value.ClockOf(clock.GetUtcNow(), check.VisitOn, profile.Find(check.LocationId))))
               {
                   AskedAt = LocalTime.At(profile.Find(check.LocationId), check.At),
               },
        ];
    }

    /// <summary>A coverage that was asked about, for this visit or for another of the day, is none of them.</summary>
    private async Task<IEnumerable<ThreadCoverageLine>> NotAsked(
        List<VisitSummary> booked, IReadOnlyDictionary<Guid, PayingCoverage> paying, IReadOnlyDictionary<Guid, string> named, OrganizationProfile profile, CancellationToken stopping)
    {
        var standing = await standings.Of(booked, paying, stopping);
        return from visit in booked
               where paying.ContainsKey(visit.Id)
               from one in paying[visit.Id].All.Zip(standing[visit.Id].All, (pays, stands) => (Pays: pays, Stands: stands))
               where one.Stands.Code is "not-asked" or "by-hand" or "none" or "no-need"
               select new ThreadCoverageLine(
                   visit.Id, LocalTime.DayAt(profile.Find(visit.LocationId), visit.StartsAt), named.GetValueOrDefault(visit.PatientId, "no longer registered"), one.Pays.Named?.Name ?? "",
                   one.Stands.Code == "no-need" ? "" : one.Pays.Coverage?.MemberId ?? "", one.Stands)
               {
                   ToBeAsked = ByWhom(one.Pays, one.Stands),
               };
    }

    private string ByWhom(PayingCoverage pays, CoverageStanding stands) => stands.Code switch
    {
        "no-need" => "Nobody needs to ask.",
        "none" => "Nobody can be asked.",
        "by-hand" when pays.Payer?.VerifyBy is VerifyWays.Phone or VerifyWays.Portal => $"Not asked yet: staff ask {VerifyWays.All.First(way => way.Code == pays.Payer.VerifyBy).Words.ToLowerInvariant()}.",
        "by-hand" => "Not asked yet: staff ask.",
        _ => $"Not asked yet: ClinicOps asks through the clearinghouse the evening before, from {new TimeOnly(options.Value.AskFromHour, 0).ToString("h tt", System.Globalization.CultureInfo.InvariantCulture)}.",
    };
}

internal sealed record ThreadCoverageView(IReadOnlyList<ThreadCoverageLine> Lines);

/// <param name="Member">Member number; empty where none is registered, or no health plan pays.</param>
internal sealed record ThreadCoverageLine(Guid VisitId, DateOnly VisitOn, string Patient, string Payer, string Member, CoverageStanding Standing)
{
    /// <summary>On the location's wall clock; null where nobody has asked yet.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>By whom it is to be asked, a sentence; empty where it was.</summary>
    public string ToBeAsked { get; init; } = "";
}
