using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Intake.Coverage;

/// <summary>How the coverage of coming visits stands, what is pressing first. The caller audits what it shows.</summary>
internal sealed class LoadDesk(VisitCoverages coverages, CoverageStandings standings, IVisits visits, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    public const int Days = 4;

    public async Task<IReadOnlyList<DeskRow>> Run(CancellationToken stopping)
    {
        var booked = new List<(VisitSummary Visit, Location Location)>();
        foreach (var location in (await organization.Profile(stopping)).Locations.Where(location => actor.SeesLocation(location.Id)))
        {
            var today = LocalTime.DayAt(location, clock.GetUtcNow());
            var coming = await visits.Starting(location.Id, LocalTime.StartOf(today, location), LocalTime.StartOf(today.AddDays(Days), location), stopping);
            booked.AddRange(coming.Where(visit => visit.State == VisitStates.Booked).Select(visit => (visit, location)));
        }

        var found = booked.ConvertAll(one => one.Visit);
        var paying = await coverages.OfAll(found, stopping);
        var standing = await standings.Of(found, paying, stopping);
        return
        [
            .. booked.Where(one => paying.ContainsKey(one.Visit.Id))
                .Select(one =>
                {
                    var pays = paying[one.Visit.Id];
                    return new DeskRow(
                        one.Visit, LocalTime.At(one.Location, one.Visit.StartsAt), one.Location.Name, RegisteredPatients.Summary(pays.Patient), pays.Payer?.Name ?? pays.Coverage?.Payer, pays.Coverage?.Id, standing[one.Visit.Id]);
                })
                .OrderBy(row => DateOnly.FromDateTime(row.Start.DateTime)).ThenBy(row => row.Standing.Press).ThenBy(row => row.Visit.StartsAt),
        ];
    }
}

/// <param name="Start">On the wall clock of the visit's location.</param>
/// <param name="CoverageId">That pays first; null where none does.</param>
internal sealed record DeskRow(VisitSummary Visit, DateTimeOffset Start, string LocationName, PatientSummary Patient, string? Payer, Guid? CoverageId, CoverageStanding Standing)
{
    /// <summary>The coverages of the visit that nobody has asked about.</summary>
    public IEnumerable<Guid> NotAsked =>
        Standing.Behind.Where(one => one.Standing.Code == "not-asked").Select(one => one.CoverageId).Concat(Standing.Code == "not-asked" && CoverageId is { } first ? [first] : []);
}
