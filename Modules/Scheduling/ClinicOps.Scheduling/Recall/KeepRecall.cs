using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Scheduling.Recall;

/// <summary>Says that a patient is to come again, and when; changes that. The same form sent twice enters once.</summary>
internal sealed class KeepRecall(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, VisibleToActor visible, IPatients patients, CurrentActor actor, TimeProvider clock)
{
    public async Task<RecallKept> Enter(RecallToKeep asked, CancellationToken stopping)
    {
        if (await Find(asked.Id, stopping) is { } before)
        {
            return new RecallKept.WasSo(before);
        }

        var visit = asked.FromVisitId is { } from ? await visible.Visits.AsNoTracking().SingleOrDefaultAsync(known => known.Id == from, stopping) : null;
        if (!visible.Location(asked.LocationId) || (asked.FromVisitId is not null && visit is null) || !await IsKnown(asked.What, stopping)
            || await patients.FindStanding(visit?.PatientId ?? asked.PatientId, stopping) is not { } patient)
        {
            return new RecallKept.Unknown();
        }

        if (patient.IsDeceased)
        {
            return new RecallKept.PatientDeceased(patient.Id);
        }

        var now = clock.GetUtcNow();
        var recall = new RecallEntry
        {
            Id = asked.Id,
            PatientId = patient.Id,
            LocationId = asked.LocationId,
            VisitTypeId = asked.What.VisitTypeId,
            Due = asked.What.Due,
            Note = asked.What.Note,
            State = RecallState.Due,
            FromVisitId = visit?.Id,
            AccessClass = visit?.AccessClass ?? AccessClass.Standard,
            RaisedBy = actor.UserId,
            RaisedAt = now,
            ChangedAt = now,
        };
        asked.What.WriteTo(recall);
        try
        {
            await transaction.Run(
                effects =>
                {
                    db.Recalls.Add(recall);
                    effects.Audit(new AuditEntry("recall.entered", "recall", recall.Id, [recall.PatientId], LocationId: recall.LocationId));
                    return Task.CompletedTask;
                },
                stopping);
            return new RecallKept.Done(recall);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return await Find(asked.Id, stopping) is { } other ? new RecallKept.WasSo(other) : new RecallKept.Unknown();
        }
    }

    /// <param name="version">Of the recall as the user saw it.</param>
    public async Task<RecallKept> Change(Guid id, uint version, RecallWhat what, CancellationToken stopping) =>
        !await IsKnown(what, stopping) ? new RecallKept.Unknown() : await transaction.Run<RecallKept>(
            async effects =>
            {
                if (await db.LockRecall(id, stopping) is not { } recall || !visible.Location(recall.LocationId))
                {
                    return new RecallKept.Unknown();
                }

                if (what.IsOf(recall))
                {
                    return new RecallKept.WasSo(recall);
                }

                if (recall.Version != version)
                {
                    return new RecallKept.Overtaken(recall.ChangedBy, clock.GetUtcNow() - recall.ChangedAt);
                }

                what.WriteTo(recall);
                (recall.ChangedBy, recall.ChangedAt) = (actor.UserId, clock.GetUtcNow());
                effects.Audit(new AuditEntry("recall.changed", "recall", recall.Id, [recall.PatientId], LocationId: recall.LocationId));
                return new RecallKept.Done(recall);
            },
            stopping);

    public async Task<RecallEntry?> Find(Guid id, CancellationToken stopping) =>
        await db.Recalls.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, stopping) is { } recall && visible.Location(recall.LocationId) ? recall : null;

    private async Task<bool> IsKnown(RecallWhat what, CancellationToken stopping) =>
        await db.VisitTypes.AnyAsync(type => type.Id == what.VisitTypeId, stopping)
        && (what.ProviderId is not { } provider || await db.Providers.AnyAsync(known => known.Id == provider, stopping))
        && RecallNote.All.Any(note => note.Code == what.Note);
}

/// <param name="Id">Made by who asks.</param>
/// <param name="PatientId">A visit names its own.</param>
/// <param name="FromVisitId">The visit after which it was said.</param>
internal sealed record RecallToKeep(Guid Id, Guid PatientId, Guid LocationId, RecallWhat What, Guid? FromVisitId = null);

/// <summary>What the patient is to come for, and when: see <see cref="RecallEntry"/>.</summary>
internal sealed record RecallWhat(Guid VisitTypeId, Guid? ProviderId, DateOnly Due, bool DueIsMonth, string Note)
{
    public void WriteTo(RecallEntry recall) => (recall.VisitTypeId, recall.ProviderId, recall.Due, recall.DueIsMonth, recall.Note) = (VisitTypeId, ProviderId, Due, DueIsMonth, Note);

    public bool IsOf(RecallEntry recall) => (recall.VisitTypeId, recall.ProviderId, recall.Due, recall.DueIsMonth, recall.Note) == (VisitTypeId, ProviderId, Due, DueIsMonth, Note);
}

internal abstract record RecallKept
{
    private RecallKept()
    {
    }

    public sealed record Done(RecallEntry Recall) : RecallKept;

    /// <summary>The form was sent twice.</summary>
    public sealed record WasSo(RecallEntry Recall) : RecallKept;

    /// <summary>Somebody changed it since the user saw it.</summary>
    public sealed record Overtaken(Guid? By, TimeSpan Ago) : RecallKept;

    public sealed record PatientDeceased(Guid PatientId) : RecallKept;

    /// <summary>There is no such recall, patient, kind of visit or provider in sight.</summary>
    public sealed record Unknown : RecallKept;
}
