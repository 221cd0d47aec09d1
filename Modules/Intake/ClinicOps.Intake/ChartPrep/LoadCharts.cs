using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Intake.Readiness;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.ChartPrep;

/// <summary>
/// All that preparing visits goes by: what the desk knows, coverage, authorizations, papers, orders, tasks. Several visits at once, with one question for all
/// where that can be. Asked outside of a transaction, since it asks other modules. The caller audits what it shows.
/// </summary>
internal sealed class LoadCharts(IntakeDb db, LoadCheckIns desks, IChartContents contents, IVisits visits, OutstandingResults outstanding, LoadWarnings warnings, KnowPreferences preferences, IOrganization organization)
{
    /// <param name="forEverybody">Without what has an access class of its own: for what everybody sees who sees the patient. Otherwise all that is in sight.</param>
    public async Task<IReadOnlyList<Chart>> Of(IReadOnlyList<VisitSummary> found, bool forEverybody, CancellationToken stopping)
    {
        var rows = await desks.Of(found, stopping, forEverybody);
        if (rows.Count == 0)
        {
            return [];
        }

        var (visitIds, patientIds) = (rows.Select(row => row.Visit.Id).ToList(), rows.Select(row => row.Visit.PatientId).Distinct().ToList());
        var tasks = (await db.Tasks.AsNoTracking().Where(task => task.PatientId != null && patientIds.Contains(task.PatientId.Value) && task.State == TaskState.Open && (!forEverybody || task.AccessClass == AccessClass.Standard))
            .OrderBy(task => task.Due).ThenBy(task => task.RaisedAt).ToListAsync(stopping)).ToLookup(task => task.PatientId!.Value);
        var authorizations = (await db.Authorizations.AsNoTracking().Where(a => patientIds.Contains(a.PatientId) && a.State != AuthorizationState.Withdrawn && (!forEverybody || a.AccessClass == AccessClass.Standard))
            .OrderBy(a => a.StartedAt).ToListAsync(stopping)).ToLookup(a => a.PatientId);
        var held = (await db.CountingUses.AsNoTracking().Where(use => visitIds.Contains(use.VisitId)).ToListAsync(stopping)).ToLookup(use => use.VisitId, use => use.AuthorizationId);
        var setAside = (await db.SetAsideGaps.AsNoTracking().Where(gap => visitIds.Contains(gap.VisitId)).ToListAsync(stopping)).ToLookup(gap => gap.VisitId);
        var papers = (await contents.Papers(patientIds, stopping)).ToLookup(paper => paper.PatientId);
        var orders = (await contents.Orders(patientIds, stopping)).Where(order => !forEverybody || !order.HasOwnClass).ToLookup(order => order.PatientId);
        var booked = await outstanding.BookedFor(orders.SelectMany(of => of), stopping);
        var seen = (await visits.OfPatients(patientIds, stopping)).Where(visit => visit.State != VisitStates.Cancelled).ToLookup(visit => visit.PatientId);
        var toKnow = await warnings.OfAll(patientIds, stopping);
        var reach = await preferences.HowToReach(patientIds, stopping);
        var profile = await organization.Profile(stopping);
        return
        [
            .. rows.Select(row => new Chart(
                row,
                profile.Find(row.Visit.LocationId),
                [.. papers[row.Visit.PatientId].Where(paper => !forEverybody || !paper.HasOwnClass)],
                forEverybody ? papers[row.Visit.PatientId].Count(paper => paper.HasOwnClass) : 0,
                [.. orders[row.Visit.PatientId]],
                [.. tasks[row.Visit.PatientId]],
                [.. authorizations[row.Visit.PatientId].Where(a => held[row.Visit.Id].Contains(a.Id) || (row.Visit.CareThreadId is { } thread && a.CareThreadId == thread))],
                booked,
                seen[row.Visit.PatientId].Where(visit => visit.StartsAt < row.Visit.StartsAt).MaxBy(visit => visit.StartsAt),
                [.. setAside[row.Visit.Id]],
                toKnow.GetValueOrDefault(row.Visit.PatientId, PatientWarnings.None))
            {
                Reach = reach.GetValueOrDefault(row.Visit.PatientId)?.Words ?? [],
            }),
        ];
    }
}

/// <summary>One visit with all that is known for preparing it.</summary>
/// <param name="Papers">The patient's, newest first.</param>
/// <param name="ClosedPapers">How many of the patient's papers are left out because of an access class of their own.</param>
/// <param name="Orders">The patient's, newest first.</param>
/// <param name="Tasks">The patient's open ones, the next due first.</param>
/// <param name="Authorizations">Of this visit: of its chain of work, or those whose units it holds.</param>
/// <param name="Booked">By order: the appointment that it was booked for.</param>
/// <param name="LastVisit">The one before it; null for a patient who was not seen before.</param>
/// <param name="ToKnow">Alerts, and what is so with the patient.</param>
internal sealed record Chart(
    DeskVisit Desk,
    Location? Location,
    IReadOnlyList<ChartPaper> Papers,
    int ClosedPapers,
    IReadOnlyList<ChartOrder> Orders,
    IReadOnlyList<StaffTask> Tasks,
    IReadOnlyList<PayerAuthorization> Authorizations,
    IReadOnlyDictionary<Guid, VisitSummary> Booked,
    VisitSummary? LastVisit,
    IReadOnlyList<SetAsideGap> SetAside,
    PatientWarnings ToKnow)
{
    /// <summary>How the patient wants to be reached, in sentences; empty while nobody said anything.</summary>
    public IReadOnlyList<string> Reach { get; init; } = [];

    public VisitSummary Visit => Desk.Visit;

    public PayingCoverage Paying => Desk.Paying;

    public CoverageStanding Coverage => Desk.Readiness.Coverage;

    public Patient Patient => Desk.Patient;

    /// <summary>On the wall clock of the visit's location.</summary>
    public DateTimeOffset Start => LocalTime.At(Location, Visit.StartsAt);

    public DateOnly Day => DateOnly.FromDateTime(Start.DateTime);

    public string ListName => RegisteredPatients.Summary(Patient).ListName;
}
