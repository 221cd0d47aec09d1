using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>A visit that is cancelled or moved leaves a time that is still to come: noted once for each change, whatever the order in which they are heard of. Whether it is still free is looked at when it is shown.</summary>
internal sealed class NoteFreed(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, TimeProvider clock) : IJobHandler<AppointmentCancelled>, IJobHandler<AppointmentMoved>
{
    public Task Run(AppointmentCancelled arguments, JobMessage message, CancellationToken stopping) => Note(arguments.AppointmentId, message, stopping);

    public Task Run(AppointmentMoved arguments, JobMessage message, CancellationToken stopping) => Note(arguments.AppointmentId, message, stopping);

    private Task<bool> Note(Guid visitId, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(
            message,
            async _ =>
            {
                var now = clock.GetUtcNow();
                if (await db.Visits.AsNoTracking().SingleOrDefaultAsync(known => known.Id == visitId, stopping) is not { } visit)
                {
                    return;
                }

                var length = visit.EndsAt - visit.StartsAt;
                var left = await db.VisitChanges.AsNoTracking()
                    .Where(change => change.VisitId == visitId && (change.What == VisitChangeKind.Moved || change.What == VisitChangeKind.Cancelled) && change.FromStartsAt != null && change.FromStartsAt > now - length)
                    .ToListAsync(stopping);
                foreach (var change in left)
                {
                    await db.Database.ExecuteSqlAsync(
                        $"""
                        INSERT INTO freed_slots (id, provider_id, location_id, starts_at, ends_at, freed_at, change_id)
                        VALUES ({Guid.CreateVersion7()}, {change.FromProviderId}, {change.FromLocationId}, {change.FromStartsAt}, {change.FromEndsAt ?? change.FromStartsAt + length}, {change.At}, {change.Id})
                        ON CONFLICT (change_id) DO NOTHING
                        """,
                        stopping);
                }
            },
            stopping);
}
