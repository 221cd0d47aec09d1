using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Acknowledging;

internal sealed record DutiesToEscalate;

/// <summary>
/// What was not done in time goes on: from the named one to the pool, from the pool to the managers, each at its time and once however
/// often this runs. And what lies with somebody who is gone, or does not see the document any more, goes to who does.
/// </summary>
internal sealed class EscalateDuties(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    ChooseResponsible choose,
    Covers covers,
    DutySteps steps,
    IOptions<DocumentsOptions> options,
    TimeProvider clock) : IJobHandler<DutiesToEscalate>
{
    public async Task Run(DutiesToEscalate arguments, JobMessage message, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var concerned = await db.Duties.AsNoTracking()
            .Where(duty => !DutyState.Over.Contains(duty.State) && (duty.EscalatesAt <= now || duty.AssigneeId != null))
            .OrderBy(duty => duty.Id).Select(duty => new { duty.Id, duty.DocumentId }).ToListAsync(stopping);
        foreach (var duty in concerned)
        {
            await transaction.Run(_ => Look(duty.DocumentId, duty.Id, stopping), stopping);
            db.ChangeTracker.Clear();
        }
    }

    private async Task Look(Guid documentId, Guid dutyId, CancellationToken stopping)
    {
        // Before the row is held: most of what is looked at stays as it is.
        var seen = await db.Duties.AsNoTracking().Include(duty => duty.Document).SingleAsync(duty => duty.Id == dutyId, stopping);
        if (seen.EscalatesAt > clock.GetUtcNow() && await CanBeDone(seen, seen.Document!, stopping))
        {
            return;
        }

        var document = await db.LockDocument(documentId, stopping);
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM duties WHERE id = {dutyId} FOR UPDATE", stopping);
        var duty = await db.Duties.SingleAsync(d => d.Id == dutyId, stopping);
        if (document is null || DutyState.Over.Contains(duty.State))
        {
            return;
        }

        if (!await CanBeDone(duty, document, stopping))
        {
            await TakeFromNamed(duty, document, stopping);
        }

        if (duty.EscalatesAt <= clock.GetUtcNow())
        {
            Escalate(duty, document);
        }
    }

    /// <summary>Whether the named one, or who covers, is there and sees it; a pool is asked when its time has come.</summary>
    private async Task<bool> CanBeDone(Duty duty, Document document, CancellationToken stopping) =>
        duty.AssigneeId is not { } named
        || await choose.Can(document, named, stopping)
        || (await covers.CoverFor(named, stopping) is { } cover && await choose.Can(document, cover, stopping));

    private async Task TakeFromNamed(Duty duty, Document document, CancellationToken stopping)
    {
        var responsible = await choose.WithoutNamed(document, duty.PoolId, NamedBecause.Gone, stopping);
        (duty.AssigneeId, duty.PoolId) = (null, responsible.Pool);
        if (!responsible.MayWait)
        {
            (duty.Level, duty.EscalatesAt) = (DutyLevel.Managers, null);
        }

        steps.Add(duty, document, DutyStepCode.TakenFromNamed, duty.State, new StepSaid(Because: responsible.Because));
    }

    private void Escalate(Duty duty, Document document)
    {
        // What was misdirected has no pool: it is the user's who saw that, and then the managers'.
        var toPool = duty is { Level: DutyLevel.Named, AssigneeId: not null, Kind: not DutyKind.Misdirected };
        duty.Level = toPool ? DutyLevel.Pool : DutyLevel.Managers;
        duty.EscalatesAt = toPool ? clock.GetUtcNow().AddHours(duty.IsUrgent ? options.Value.EscalateUrgentHours : options.Value.EscalateHours) : null;
        steps.Add(duty, document, toPool ? DutyStepCode.ToPool : DutyStepCode.ToManagers, duty.State);
    }
}
