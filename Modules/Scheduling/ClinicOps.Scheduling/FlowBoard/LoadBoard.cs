using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.FlowBoard;

/// <summary>Today's visits of a location and how far each has come. The caller audits what it shows.</summary>
internal sealed class LoadBoard(SchedulingDb db, VisibleToActor visible, IVisitProgress progress, IPatients patients, TimeProvider clock)
{
    public async Task<Board> Run(Location location, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var (visits, steps, proposals) = await Rows(location, stopping);
        var names = (await patients.Find([.. visits.Select(visit => visit.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        return new Board(
            [.. visits.Select(visit =>
            {
                var taken = steps.GetValueOrDefault(visit.Id);
                var state = FlowState.Of(visit, taken);
                return new BoardRow(
                    visit,
                    LocalTime.At(location, visit.StartsAt),
                    names.GetValueOrDefault(visit.PatientId),
                    state,
                    taken?.Reached?.Step ?? "",
                    Since(visit, state, taken, now),
                    state == FlowState.Scheduled ? proposals.Find(proposal => proposal.VisitId == visit.Id && proposal.StartsAt == visit.StartsAt)?.Id : null);
            })],
            Stamp(visits, steps, proposals));
    }

    /// <summary>Another one as soon as anything of the board has changed. Names nothing and shows nothing.</summary>
    public async Task<string> Stamp(Location location, CancellationToken stopping)
    {
        var (visits, steps, proposals) = await Rows(location, stopping);
        return Stamp(visits, steps, proposals);
    }

    private async Task<(List<Visit> Visits, Dictionary<Guid, VisitProgress> Steps, List<MissedProposal> Proposals)> Rows(Location location, CancellationToken stopping)
    {
        var (from, until) = LocalTimes.Day(LocalTime.DayAt(location, clock.GetUtcNow()), location.TimeZone);
        var visits = await visible.Visits.AsNoTracking().Include(visit => visit.Provider)
            .Where(visit => visit.LocationId == location.Id && visit.StartsAt >= from && visit.StartsAt < until && visit.State != VisitStates.Cancelled)
            .OrderBy(visit => visit.StartsAt).ThenBy(visit => visit.Id)
            .ToListAsync(stopping);
        var ids = visits.ConvertAll(visit => visit.Id);
        var proposals = await db.MissedProposals.AsNoTracking().Where(proposal => ids.Contains(proposal.VisitId) && proposal.SetAsideAt == null).OrderBy(proposal => proposal.Id).ToListAsync(stopping);
        return (visits, (await progress.Of(ids, stopping)).ToDictionary(taken => taken.VisitId), proposals);
    }

    /// <summary>Since when a visit is in its state; of one that is expected, once its time has passed, since that time.</summary>
    private static DateTimeOffset? Since(Visit visit, string state, VisitProgress? taken, DateTimeOffset now) => state switch
    {
        FlowState.Scheduled => visit.StartsAt <= now ? visit.StartsAt : null,
        FlowState.Missed or VisitSteps.Done => null,
        _ => taken?.Reached?.At,
    };

    private static string Stamp(List<Visit> visits, Dictionary<Guid, VisitProgress> steps, List<MissedProposal> proposals)
    {
        var parts = visits.Select(visit => string.Create(CultureInfo.InvariantCulture, $"{visit.Id:N}{visit.Version}{steps.GetValueOrDefault(visit.Id)?.Reached}"))
            .Concat(proposals.Select(proposal => proposal.Id.ToString("N")));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', parts))))[..16];
    }
}

/// <param name="Rows">In the order of the day.</param>
/// <param name="Stamp">See <see cref="LoadBoard.Stamp(Location, CancellationToken)"/>.</param>
internal sealed record Board(IReadOnlyList<BoardRow> Rows, string Stamp)
{
    public IReadOnlyList<BoardRow> In(string state) => [.. Rows.Where(row => row.State == state)];
}

/// <summary>A visit of the board on the location's wall clock.</summary>
/// <param name="Patient">Null when the patient is no longer registered.</param>
/// <param name="State">One of <see cref="FlowState.Columns"/>.</param>
/// <param name="Reached">The last step that stands, empty for none: what a click says it saw.</param>
/// <param name="Since">Null where the minutes say nothing.</param>
/// <param name="Proposal">Of a visit that looks like a no-show; null for all others.</param>
internal sealed record BoardRow(Visit Visit, DateTimeOffset Start, PatientSummary? Patient, string State, string Reached, DateTimeOffset? Since, Guid? Proposal)
{
    /// <summary>All that a public screen says of anybody; null for a record that has an access class of its own.</summary>
    public string? Initials => PatientInitials.Of(Visit, Patient);
}
