using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Recall;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>The panel "Waitlist and recalls" of the page Today: how many freed times there are, how many wait and are due. It names nobody.</summary>
internal sealed class TodayWaitingPanel(SchedulingDb db, LoadFreed freed, ListRecalls recalls, VisibleToActor visible) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var waiting = await db.WaitlistEntries.Where(entry => entry.State == WaitlistState.Waiting).GroupBy(entry => entry.LocationId).Select(at => new { at.Key, Count = at.Count() }).ToListAsync(stopping);
        return new TodayWaitingView(await freed.Count(stopping), waiting.Where(at => visible.Location(at.Key)).Sum(at => at.Count), await recalls.Count(stopping));
    }
}

/// <param name="Recalls">How many are due.</param>
internal sealed record TodayWaitingView(int Freed, int Waiting, int Recalls);

/// <summary>The panel "Earlier time and recall" of a visit's page.</summary>
internal sealed class VisitWaitingPanel(SchedulingDb db, VisibleToActor visible, LoadWaitlist waitlist, AuditTrail audit, TimeProvider clock) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        if (await visible.Visits.AsNoTracking().SingleOrDefaultAsync(known => known.Id == subjectId, stopping) is not { } visit)
        {
            return null;
        }

        var waiting = await waitlist.OfVisit(subjectId, stopping);
        await audit.Record(db, new AuditEntry("waitlist.viewed", "visit", subjectId, [visit.PatientId], LocationId: visit.LocationId), stopping);
        return new VisitWaitingView(subjectId, visit is { State: VisitStates.Booked, VisitTypeId: not null } && visit.StartsAt > clock.GetUtcNow(), waiting is [var one, ..] ? one : null);
    }
}

/// <param name="MayBeEarlier">It is still to come.</param>
/// <param name="Waiting">Where they are on the waitlist for an earlier time; null where they are not.</param>
internal sealed record VisitWaitingView(Guid VisitId, bool MayBeEarlier, WaitingLine? Waiting)
{
    /// <summary>Of the entry that one click makes.</summary>
    public Guid EntryId { get; } = Guid.CreateVersion7();
}

/// <summary>The panel "Waitlist and recalls" of the patient page.</summary>
internal sealed class PatientWaitingPanel(SchedulingDb db, LoadWaitlist waitlist, ListRecalls recalls, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var (waiting, due) = (await waitlist.OfPatient(subjectId, stopping), await recalls.OfPatient(subjectId, stopping));
        await audit.Record(db, new AuditEntry("waitlist.viewed", "patient", subjectId, [.. waiting.Select(line => line.Entry.Id), .. due.Select(recall => recall.Recall.Id)]), stopping);
        return new PatientWaitingView(subjectId, waiting, due);
    }
}

internal sealed record PatientWaitingView(Guid PatientId, IReadOnlyList<WaitingLine> Waiting, IReadOnlyList<ListedRecall> Recalls);
