using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Acknowledging;

internal sealed record DutiesToEscalate;

/// <summary>
/// What was not done in time goes on: from the named one to the pool, from the pool to the managers, each at its time and once however
/// often this runs. And what lies with somebody who is gone, or does not see the document any more, goes to who does.
/// </summary>
internal sealed partial class EscalateDuties(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    ChooseResponsible choose,
    Covers covers,
    DutySteps steps,
    ReadHolidays holidays,
    IOrganization organization,
    IOptions<DocumentsOptions> options,
    TimeProvider clock,
    ILogger<EscalateDuties> log) : IJobHandler<DutiesToEscalate>
{
    public async Task Run(DutiesToEscalate arguments, JobMessage message, CancellationToken stopping) => await EachByItself.Run(
        db, await Concerned(stopping), dutyId => transaction.Run(_ => Look(dutyId, stopping), stopping), LogFailed, stopping);

    /// <summary>Those whose time has come, and those whose named one can do them no more: that is the same for all at one location under the same classes.</summary>
    private async Task<IReadOnlyList<Guid>> Concerned(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var waiting = db.Duties.AsNoTracking().Where(duty => !DutyState.Over.Contains(duty.State));
        var concerned = await waiting.Where(duty => duty.EscalatesAt <= now).Select(duty => duty.Id).ToListAsync(stopping);
        var inTime = await waiting.Where(duty => duty.AssigneeId != null && (duty.EscalatesAt == null || duty.EscalatesAt > now))
            .Select(duty => new
            {
                duty.Id,
                Named = duty.AssigneeId!.Value,
                duty.Document!.LocationId,
                duty.Document.AccessClass,
                PatientClass = db.SubjectClasses.Where(s => s.SubjectId == duty.Document.SubjectId).Select(s => s.AccessClass).FirstOrDefault(),
            })
            .ToListAsync(stopping);
        foreach (var alike in inTime.GroupBy(duty => (duty.Named, duty.LocationId, duty.AccessClass, duty.PatientClass)))
        {
            var (named, location, accessClass, patientClass) = alike.Key;
            if (!await CanBeDone(named, user => choose.Can(location, accessClass, patientClass, user, stopping), stopping))
            {
                concerned.AddRange(alike.Select(duty => duty.Id));
            }
        }

        concerned.Sort();
        return concerned;
    }

    private async Task Look(Guid dutyId, CancellationToken stopping)
    {
        var document = await db.LockDocument(await db.Duties.Where(d => d.Id == dutyId).Select(d => d.DocumentId).SingleAsync(stopping), stopping);
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM duties WHERE id = {dutyId} FOR UPDATE", stopping);
        var duty = await db.Duties.SingleAsync(d => d.Id == dutyId, stopping);
        if (document is null || DutyState.Over.Contains(duty.State))
        {
            return;
        }

        if (duty.AssigneeId is { } named && !await CanBeDone(named, user => choose.Can(document, user, stopping), stopping))
        {
            await TakeFromNamed(duty, document, stopping);
        }

        if (duty.EscalatesAt <= clock.GetUtcNow())
        {
            await Escalate(duty, document, stopping);
        }
    }

    /// <summary>Whether the named one, or who covers, is there and sees it; a pool is asked when its time has come.</summary>
    private async Task<bool> CanBeDone(Guid named, Func<Guid, Task<bool>> can, CancellationToken stopping) =>
        await can(named) || (await covers.CoverFor(named, stopping) is { } cover && await can(cover));

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

    private async Task Escalate(Duty duty, Document document, CancellationToken stopping)
    {
        // What was misdirected has no pool: it is the user's who saw that, and then the managers'.
        var toPool = duty is { Level: DutyLevel.Named, AssigneeId: not null, Kind: not DutyKind.Misdirected };
        duty.Level = toPool ? DutyLevel.Pool : DutyLevel.Managers;
        duty.EscalatesAt = toPool ? await ManagersAt(duty, document, stopping) : null;
        steps.Add(duty, document, toPool ? DutyStepCode.ToPool : DutyStepCode.ToManagers, duty.State);
    }

    /// <summary>What is urgent goes on by the hour; of the rest a pool has the hours in which somebody works, as the named one had.</summary>
    private async Task<DateTimeOffset> ManagersAt(Duty duty, Document document, CancellationToken stopping) => duty.IsUrgent
        ? clock.GetUtcNow().AddHours(options.Value.EscalateUrgentHours)
        : WorkingTime.After(
            clock.GetUtcNow(), TimeSpan.FromHours(options.Value.EscalateHours), (await organization.Profile(stopping)).Find(document.LocationId), await holidays.At(document.LocationId, stopping));

    [LoggerMessage(Level = LogLevel.Error, Message = "Duty {DutyId} could not be looked at; those behind it are")]
    private partial void LogFailed(Exception failure, Guid dutyId);
}
