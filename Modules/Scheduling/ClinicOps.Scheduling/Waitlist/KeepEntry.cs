using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>Enters somebody on the waitlist, changes what suits them, takes them off, and puts them back. The same form sent twice enters once; a visit, or a task's appointment, waits once.</summary>
internal sealed class KeepEntry(
    SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, VisibleToActor visible, IPatients patients, IAppointmentTasks tasks, CurrentActor actor, TimeProvider clock)
{
    public const int MostNotice = 336;

    public async Task<EntryKept> Enter(EntryToKeep asked, CancellationToken stopping)
    {
        if (await Find(asked.Id, stopping) is { } before)
        {
            return new EntryKept.WasSo(before);
        }

        var visit = asked.VisitId is { } wanted ? await visible.Visits.AsNoTracking().SingleOrDefaultAsync(known => known.Id == wanted, stopping) : null;
        var wish = asked.TaskId is { } task ? await tasks.Find(task, stopping) : null;
        if (!visible.Location(asked.LocationId) || !await db.VisitTypes.AnyAsync(type => type.Id == asked.Suits.VisitTypeId, stopping) || (asked.VisitId is not null && visit is null) || (asked.TaskId is not null && wish is null))
        {
            return new EntryKept.Unknown();
        }

        if (await patients.FindStanding(visit?.PatientId ?? wish?.PatientId ?? asked.PatientId, stopping) is not { } patient)
        {
            return new EntryKept.Unknown();
        }

        if (patient.IsDeceased)
        {
            return new EntryKept.PatientDeceased(patient.Id);
        }

        if (visit is not null && (visit.State != VisitStates.Booked || visit.StartsAt <= clock.GetUtcNow()))
        {
            return new EntryKept.NothingToBringForward();
        }

        var now = clock.GetUtcNow();
        var entry = new WaitlistEntry
        {
            Id = asked.Id,
            PatientId = patient.Id,
            LocationId = asked.LocationId,
            VisitTypeId = asked.Suits.VisitTypeId,
            Earliest = asked.Suits.Earliest,
            Urgency = asked.Suits.Urgency,
            VisitId = visit?.Id,
            TaskId = asked.TaskId,
            State = WaitlistState.Waiting,
            AccessClass = visit?.AccessClass ?? wish?.AccessClass ?? AccessClass.Standard,
            EnteredBy = actor.UserId,
            EnteredAt = now,
            ChangedAt = now,
        };
        asked.Suits.WriteTo(entry);
        try
        {
            await transaction.Run(
                effects =>
                {
                    db.WaitlistEntries.Add(entry);
                    Note("entered", entry, effects);
                    return Task.CompletedTask;
                },
                stopping);
            return new EntryKept.Done(entry);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return await db.WaitlistEntries.AsNoTracking()
                .FirstOrDefaultAsync(known => known.Id == asked.Id || (known.State == WaitlistState.Waiting && ((asked.VisitId != null && known.VisitId == asked.VisitId) || (asked.TaskId != null && known.TaskId == asked.TaskId))), stopping) is { } other
                ? new EntryKept.WasSo(other)
                : new EntryKept.Unknown();
        }
    }

    /// <param name="version">Of the entry as the user saw it.</param>
    public Task<EntryKept> Change(Guid id, uint version, Suiting suits, CancellationToken stopping) =>
        Step(
            id,
            async (entry, effects) =>
            {
                if (suits.IsOf(entry))
                {
                    return new EntryKept.WasSo(entry);
                }

                if (entry.Version != version)
                {
                    return new EntryKept.Overtaken(entry.ChangedBy, clock.GetUtcNow() - entry.ChangedAt);
                }

                if (entry.State != WaitlistState.Waiting || !await db.VisitTypes.AnyAsync(type => type.Id == suits.VisitTypeId, stopping))
                {
                    return new EntryKept.Unknown();
                }

                suits.WriteTo(entry);
                return Changed("changed", entry, effects);
            },
            stopping);

    public Task<EntryKept> Withdraw(Guid id, CancellationToken stopping) =>
        Step(id, (entry, effects) => Task.FromResult<EntryKept>(entry.State == WaitlistState.Waiting ? To(WaitlistState.Withdrawn, "withdrawn", entry, effects) : new EntryKept.WasSo(entry)), stopping);

    /// <summary>Waits again, whether it was taken off or ended by a visit.</summary>
    public async Task<EntryKept> PutBack(Guid id, CancellationToken stopping)
    {
        try
        {
            return await Step(id, (entry, effects) => Task.FromResult<EntryKept>(entry.State == WaitlistState.Waiting ? new EntryKept.WasSo(entry) : To(WaitlistState.Waiting, "put-back", entry, effects)), stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { ConstraintName: SchedulingDb.OneWaitAVisit or SchedulingDb.OneWaitATask })
        {
            // Entered anew meanwhile.
            db.ChangeTracker.Clear();
            return await Find(id, stopping) is { } entry ? new EntryKept.WasSo(entry) : new EntryKept.Unknown();
        }
    }

    public async Task<WaitlistEntry?> Find(Guid id, CancellationToken stopping) =>
        await db.WaitlistEntries.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, stopping) is { } entry && visible.Location(entry.LocationId) ? entry : null;

    private Task<EntryKept> Step(Guid id, Func<WaitlistEntry, Effects, Task<EntryKept>> step, CancellationToken stopping) =>
        transaction.Run(
            async effects => await db.LockEntry(id, stopping) is { } entry && visible.Location(entry.LocationId) ? await step(entry, effects) : new EntryKept.Unknown(),
            stopping);

    private EntryKept.Done To(string state, string what, WaitlistEntry entry, Effects effects)
    {
        entry.State = state;
        entry.BookedVisitId = null;
        return Changed(what, entry, effects);
    }

    private EntryKept.Done Changed(string what, WaitlistEntry entry, Effects effects)
    {
        (entry.ChangedBy, entry.ChangedAt) = (actor.UserId, clock.GetUtcNow());
        Note(what, entry, effects);
        return new EntryKept.Done(entry);
    }

    private static void Note(string what, WaitlistEntry entry, Effects effects) =>
        effects.Audit(new AuditEntry($"waitlist-entry.{what}", "waitlist-entry", entry.Id, [entry.PatientId], LocationId: entry.LocationId));
}

/// <param name="Id">Made by who asks.</param>
/// <param name="PatientId">Of a new visit; a visit or a task names its own.</param>
/// <param name="VisitId">The visit that they want earlier.</param>
/// <param name="TaskId">The task that asks for the appointment.</param>
internal sealed record EntryToKeep(Guid Id, Guid PatientId, Guid LocationId, Suiting Suits, Guid? VisitId = null, Guid? TaskId = null);

/// <summary>What suits somebody who waits: see <see cref="WaitlistEntry"/>.</summary>
internal sealed record Suiting(
    Guid VisitTypeId, IReadOnlyList<Guid> ProviderIds, IReadOnlyList<int> Weekdays, PartOfDay Part, DateOnly Earliest, DateOnly? Latest, int NoticeHours, string Urgency)
{
    public void WriteTo(WaitlistEntry entry)
    {
        (entry.VisitTypeId, entry.ProviderIds, entry.Weekdays, entry.Part) = (VisitTypeId, [.. ProviderIds], [.. Weekdays], Part);
        (entry.Earliest, entry.Latest, entry.NoticeHours, entry.Urgency) = (Earliest, Latest, NoticeHours, Urgency);
    }

    public bool IsOf(WaitlistEntry entry) =>
        (VisitTypeId, Part, Earliest, Latest, NoticeHours, Urgency) == (entry.VisitTypeId, entry.Part, entry.Earliest, entry.Latest, entry.NoticeHours, entry.Urgency)
        && ProviderIds.SequenceEqual(entry.ProviderIds) && Weekdays.SequenceEqual(entry.Weekdays);
}

internal abstract record EntryKept
{
    private EntryKept()
    {
    }

    public sealed record Done(WaitlistEntry Entry) : EntryKept;

    /// <summary>The form was sent twice, or they wait already.</summary>
    public sealed record WasSo(WaitlistEntry Entry) : EntryKept;

    /// <summary>Somebody changed it since the user saw it.</summary>
    public sealed record Overtaken(Guid? By, TimeSpan Ago) : EntryKept;

    public sealed record PatientDeceased(Guid PatientId) : EntryKept;

    /// <summary>The visit that is wanted earlier is over, or does not take place.</summary>
    public sealed record NothingToBringForward : EntryKept;

    /// <summary>There is no such entry, patient, kind of visit or task in sight.</summary>
    public sealed record Unknown : EntryKept;
}
