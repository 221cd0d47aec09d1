using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Authorizations;

/// <summary>
/// Begins an authorization: of a task, with the order it came from, or at a patient. An "authorize" task has one, which does it; of any other
/// only the order is taken.
/// </summary>
internal sealed class StartAuthorization(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, VisibleToActor visible, RaiseTask raise, WorkOnAuthorization work, IOptions<AuthorizationSettings> settings, CurrentActor actor, TimeProvider clock)
{
    /// <param name="id">Made by the form: a second click is the same authorization.</param>
    /// <param name="task">Null when it is started at the patient.</param>
    public Task<Started> Run(Guid id, Guid patientId, Guid locationId, StaffTask? task, AuthorizationRequest request, CancellationToken stopping) =>
        transaction.Run(
            async Task<Started> (effects) =>
            {
                if (task?.DocumentId is { } document)
                {
                    await raise.WaitInLine(document, stopping);
                }

                await raise.WaitInLine(task?.Id ?? id, stopping);
                if (await db.Authorizations.AnyAsync(a => a.Id == id, stopping))
                {
                    return new Started.Done(id);
                }

                if (task is not null)
                {
                    if (await db.Authorizations.Where(a => a.TaskId == task.Id && a.State != AuthorizationState.Withdrawn).Select(a => (Guid?)a.Id).SingleOrDefaultAsync(stopping) is { } other)
                    {
                        return new Started.WasStarted(other);
                    }

                    if (!await visible.Tasks.AnyAsync(t => t.Id == task.Id && t.PatientId == patientId && t.State != TaskState.Withdrawn, stopping))
                    {
                        return new Started.Unknown();
                    }
                }

                if (!await db.Patients.AnyAsync(p => p.Id == patientId && p.MergedIntoId == null, stopping) || !actor.SeesLocation(locationId))
                {
                    return new Started.Unknown();
                }

                await Add(id, patientId, locationId, task, request, effects, stopping);
                return new Started.Done(id);
            },
            stopping);

    private async Task Add(Guid id, Guid patientId, Guid locationId, StaffTask? task, AuthorizationRequest request, Effects effects, CancellationToken stopping)
    {
        var authorization = new PayerAuthorization
        {
            Id = id,
            PatientId = patientId,
            CareThreadId = task?.CareThreadId ?? Guid.CreateVersion7(),
            OrderId = task?.OrderId,
            TaskId = task is { Kind: TaskKinds.Authorize } ? task.Id : null,
            DocumentId = task?.DocumentId,
            LocationId = locationId,
            AccessClass = task?.DocumentId is { } document ? await raise.ClassOf(document, stopping) : task?.AccessClass ?? Kernel.Access.AccessClass.Standard,
            OwnerId = actor.UserId,
            Payer = request.Payer,
            State = AuthorizationState.Draft,
            StartedAt = clock.GetUtcNow(),
            StartedBy = actor.UserId,
            ChangedAt = clock.GetUtcNow(),
            ChangedBy = actor.UserId,
        };
        authorization.Facts = request.Into(authorization.Facts);
        db.Authorizations.Add(authorization);
        var step = Guid.CreateVersion7();
        await work.Note(authorization, step, StepWords.Started, new Contact(), null, null, [], [], stopping);
        var (clocks, now, today) = await work.At(authorization, stopping);
        work.Open(id, step, DeadlineChanges.Retro(authorization.Facts, settings.Value.For(await NamedPayer.Find(db, request.Payer, request.Plan, stopping)), clocks, now, today));
        effects.Audit(new AuditEntry("authorization.started", "authorization", id, [patientId], LocationId: locationId));
    }
}

internal abstract record Started
{
    private Started()
    {
    }

    public sealed record Done(Guid Id) : Started;

    /// <summary>The task has one already.</summary>
    public sealed record WasStarted(Guid Id) : Started;

    /// <summary>There is no such patient or task in sight, or the task is about somebody else.</summary>
    public sealed record Unknown : Started;
}
