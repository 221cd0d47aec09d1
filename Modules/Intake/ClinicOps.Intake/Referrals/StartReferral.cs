using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

internal abstract record ReferralStarted
{
    private ReferralStarted()
    {
    }

    public sealed record Done(Guid Id) : ReferralStarted;

    /// <summary>The task has one already.</summary>
    public sealed record WasStarted(Guid Id) : ReferralStarted;

    /// <summary>There is no such patient or task in sight, or the task is about somebody else.</summary>
    public sealed record Unknown : ReferralStarted;
}

/// <summary>Begins a referral by hand: one that is needed from the PCP, or one of this clinic, which may be that of a "refer" task with its order.</summary>
internal sealed class StartReferral(IntakeDb db, ModuleTransaction<IntakeDb> transaction, VisibleToActor visible, RaiseTask raise, WorkOnReferral work, ReferralTasks tasks, CurrentActor actor, TimeProvider clock)
{
    /// <param name="id">Made by the form: a second click is the same referral.</param>
    /// <param name="task">Null when it is started at the patient.</param>
    public Task<ReferralStarted> Run(Guid id, string direction, Guid patientId, Guid locationId, StaffTask? task, ReferralRequest request, CancellationToken stopping) =>
        transaction.Run(
            async Task<ReferralStarted> (effects) =>
            {
                if (task?.DocumentId is { } document)
                {
                    await raise.WaitInLine(document, stopping);
                }

                await raise.WaitInLine(task?.Id ?? id, stopping);
                if (await db.Referrals.AnyAsync(r => r.Id == id, stopping))
                {
                    return new ReferralStarted.Done(id);
                }

                if (task is not null && await db.Referrals.Where(r => r.TaskId == task.Id && r.State != ReferralState.Withdrawn).Select(r => (Guid?)r.Id).SingleOrDefaultAsync(stopping) is { } other)
                {
                    return new ReferralStarted.WasStarted(other);
                }

                var fits = task is null || await visible.Tasks.AnyAsync(t => t.Id == task.Id && t.PatientId == patientId && t.State != TaskState.Withdrawn, stopping);
                if (!fits || !await db.Patients.AnyAsync(p => p.Id == patientId && p.MergedIntoId == null, stopping) || !actor.SeesLocation(locationId))
                {
                    return new ReferralStarted.Unknown();
                }

                var referral = new Referral
                {
                    Id = id,
                    Direction = direction,
                    PatientId = patientId,
                    CareThreadId = task?.CareThreadId ?? Guid.CreateVersion7(),
                    OrderId = task?.OrderId,
                    TaskId = task is { Kind: TaskKinds.Refer } && direction == ReferralDirection.Out ? task.Id : null,
                    DocumentId = direction == ReferralDirection.Out ? task?.DocumentId : null,
                    LocationId = locationId,
                    AccessClass = task?.DocumentId is { } of ? await raise.ClassOf(of, stopping) : task?.AccessClass ?? AccessClass.Standard,
                    OwnerId = actor.UserId,
                    State = direction == ReferralDirection.Out ? ReferralState.Draft : ReferralState.Needed,
                    StartedAt = clock.GetUtcNow(),
                    StartedBy = actor.UserId,
                    ChangedAt = clock.GetUtcNow(),
                    ChangedBy = actor.UserId,
                };
                referral.Facts = referral.Facts with { Request = request };
                db.Referrals.Add(referral);
                await work.Begin(referral, effects, stopping);
                if (direction == ReferralDirection.In)
                {
                    // At once: the letter to the PCP is drafted from it.
                    (var chaseOn, referral.ChaseOn) = (referral.ChaseOn, null);
                    await tasks.Raise(referral, TaskKinds.Refer, "Ask the PCP for the referral", request.Whom.Length > 0 ? $"From {request.Whom}." : "", chaseOn!.Value, ReferralTasks.Chase, effects, stopping);
                }

                return new ReferralStarted.Done(id);
            },
            stopping);
}
