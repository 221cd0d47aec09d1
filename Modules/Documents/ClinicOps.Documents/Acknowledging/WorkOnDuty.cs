using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>What became of something a person did about a duty.</summary>
internal abstract record DutyAct
{
    private DutyAct()
    {
    }

    /// <param name="StepId">What was done, for who undoes it.</param>
    public sealed record Done(Guid StepId) : DutyAct;

    /// <summary>There is none of that id in the user's sight.</summary>
    public sealed record Unknown : DutyAct;

    /// <summary>Somebody did something about it since the page was shown.</summary>
    /// <param name="By">Null for the machine.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : DutyAct;

    /// <summary>It is somebody else's, or the document is only seen by break-glass.</summary>
    public sealed record NotYours : DutyAct;

    /// <summary>It is in this state, in which what was asked cannot be done.</summary>
    public sealed record NotNow(string State) : DutyAct;

    /// <summary>What is to be done, or to whom it goes, was not said; or the colleague does not see the document.</summary>
    public sealed record NotSaid : DutyAct;
}

/// <summary>What a person does about a duty: acknowledges it, asks for something to be done, gives it to a colleague, and takes that back.</summary>
internal sealed class WorkOnDuty(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    DutyList list,
    DutySteps steps,
    ChooseResponsible choose,
    CurrentActor actor)
{
    public const int LongestComment = 2000;

    /// <param name="version">The duty's version as the page showed it.</param>
    public Task<DutyAct> Acknowledge(Guid dutyId, uint version, string? comment, CancellationToken stopping) => Run(
        dutyId, version, DutyKind.Acknowledge, DutyState.Open, "duty.acknowledged",
        (duty, document, _) => Task.FromResult<DutyAct>(new DutyAct.Done(steps.Add(duty, document, DutyStepCode.Acknowledged, DutyState.Done, new StepSaid(Said(comment))).Id)),
        stopping);

    /// <summary>Acknowledged, and staff have a task with what was written.</summary>
    public Task<DutyAct> AskForAction(Guid dutyId, uint version, string? what, CancellationToken stopping) => Run(
        dutyId, version, DutyKind.Acknowledge, DutyState.Open, "duty.action-asked",
        (duty, document, effects) =>
        {
            if (Said(what) is not { } said)
            {
                return Task.FromResult<DutyAct>(new DutyAct.NotSaid());
            }

            var step = steps.Add(duty, document, DutyStepCode.ActionAsked, DutyState.Done, new StepSaid(said));
            effects.Publish(new ActionAskedFor(step.Id, document.Id, document.PatientId, document.LocationId, document.CareThreadId));
            return Task.FromResult<DutyAct>(new DutyAct.Done(step.Id));
        },
        stopping);

    /// <summary>The next step of what has several.</summary>
    /// <param name="code">One of <see cref="DutyMoves"/>.</param>
    public Task<DutyAct> Move(Guid dutyId, uint version, string? code, MoveSaid said, CancellationToken stopping) => Run(
        dutyId, version, kind: null, state: null, "duty.stepped",
        async (duty, document, effects) =>
        {
            if (DutyMoves.Find(duty, code) is not { } move)
            {
                return new DutyAct.NotNow(duty.State);
            }

            if ((move.AsksHow && (DutyHow.TextOf(said.How) is null || Said(said.Whom) is null || said.On is null)) || (said.CopyId is { } copy && !await list.Copies(duty, document).AnyAsync(d => d.Id == copy, stopping)))
            {
                return new DutyAct.NotSaid();
            }

            var step = steps.Add(duty, document, move.Code, move.To, new StepSaid(Said(said.Comment))
            {
                How = move.AsksHow ? said.How : null,
                Whom = move.AsksHow ? Said(said.Whom) : null,
                Reference = Said(said.Reference),
                On = said.On,
                CopyId = move.TakesCopy ? said.CopyId : null,
            });
            DutySteps.Renew(duty);
            if (move.Code == DutyStepCode.PagesDestroyed)
            {
                steps.Destroy(document, effects);
            }

            if (move.Code == DutyStepCode.SentBack)
            {
                await steps.EndUnsent(duty, document, effects, stopping);
            }

            return new DutyAct.Done(step.Id);
        },
        stopping);

    /// <summary>It is this colleague's from now on; the pool behind and the time stay.</summary>
    public Task<DutyAct> Give(Guid dutyId, uint version, Guid? to, CancellationToken stopping) => Run(
        dutyId, version, kind: null, state: null, "duty.given",
        async (duty, document, _) =>
        {
            if (DutyState.Over.Contains(duty.State))
            {
                return new DutyAct.NotNow(duty.State);
            }

            if (to is not { } colleague || !await choose.Can(document, colleague, stopping))
            {
                return new DutyAct.NotSaid();
            }

            // Before it is whose it is now, so that the step says who had it.
            var step = steps.Add(duty, document, DutyStepCode.Given, duty.State, new StepSaid(ToUser: colleague));
            duty.AssigneeId = colleague;
            return new DutyAct.Done(step.Id);
        },
        stopping);

    /// <summary>Takes back the last thing a person did about it, with what came of it. What others did since stays, and stops it.</summary>
    public Task<DutyAct> Undo(Guid dutyId, Guid stepId, CancellationToken stopping) =>
        actor.AlsoSeeing(DestroyedClass.Code, () => UndoInSight(dutyId, stepId, stopping));

    /// <summary>Who destroyed it brings it back, and does not see what others destroyed: whose the step is, is asked.</summary>
    private Task<DutyAct> UndoInSight(Guid dutyId, Guid stepId, CancellationToken stopping) => Run(
        dutyId, version: null, kind: null, state: null, "duty.undone",
        async (duty, document, effects) =>
        {
            var last = await LastStep(duty, stopping);
            if (last?.Id != stepId)
            {
                return new DutyAct.NotNow(duty.State);
            }

            if (document.ClassBefore is { } before && (last.By != actor.UserId || !actor.SeesClass(before)))
            {
                return new DutyAct.Unknown();
            }

            var step = steps.Add(duty, document, DutyStepCode.Undone, last.FromState, new StepSaid(Undoes: last.Id));
            if (last.Code == DutyStepCode.Given)
            {
                // The time ran on meanwhile, as it does when it is given.
                duty.AssigneeId = await WhoHadIt(last, stopping);
                return new DutyAct.Done(step.Id);
            }

            DutySteps.Renew(duty);
            if (last.Code == DutyStepCode.PagesDestroyed)
            {
                steps.BringBack(document, effects);
            }

            if (last.Code == DutyStepCode.Signed)
            {
                await steps.EndUnsent(duty, document, effects, stopping);
            }

            if (last.Code == DutyStepCode.ActionAsked)
            {
                effects.Publish(new ActionTakenBack(last.Id, document.Id, document.CareThreadId));
            }

            return new DutyAct.Done(step.Id);
        },
        stopping,
        async duty => await LastStep(duty, stopping) is { Code: DutyStepCode.Given } given && given.By == actor.UserId);

    /// <summary>Whose it was before it was given; null for a pool's.</summary>
    private async Task<Guid?> WhoHadIt(DutyStep given, CancellationToken stopping) =>
        await db.StandingSteps.Where(step => step.DutyId == given.DutyId && step.Id != given.Id && step.At <= given.At && DutyStepCode.SayWhose.Contains(step.Code))
            .OrderByDescending(step => step.At).ThenByDescending(step => step.Id).Select(step => step.ToUser).FirstOrDefaultAsync(stopping);

    /// <summary>What the user may take back of it now; null where that is nothing.</summary>
    public async Task<DutyStep?> LastStep(Duty duty, CancellationToken stopping)
    {
        var last = await db.StandingSteps.Where(step => step.DutyId == duty.Id && DutyStepCode.ByPerson.Contains(step.Code))
            .OrderByDescending(step => step.At).ThenByDescending(step => step.Id).FirstOrDefaultAsync(stopping);
        return last is not null && last.ToState == duty.State && (last.Code != DutyStepCode.Given || last.ToUser == duty.AssigneeId) && (last.By is null || last.By == actor.UserId || await list.IsManager(stopping)) ? last : null;
    }

    /// <summary>The frame of all of it: in sight, cleared for, the user's own, as the page showed it, still to be done.</summary>
    /// <param name="kind">Null for any.</param>
    /// <param name="state">Null for any that is not withdrawn.</param>
    /// <param name="isTheirs">Whether a user who has it no more may do this all the same; null where that is nobody.</param>
    private Task<DutyAct> Run(
        Guid dutyId, uint? version, string? kind, string? state, string action, Func<Duty, Document, Effects, Task<DutyAct>> change, CancellationToken stopping, Func<Duty, Task<bool>>? isTheirs = null) => transaction.Run(
        async effects =>
        {
            // The document before the duty, as whoever takes the document out of its record does.
            var documentId = await list.InSight.Where(d => d.Id == dutyId).Select(d => (Guid?)d.DocumentId).SingleOrDefaultAsync(stopping);
            if (documentId is not { } id || await db.LockDocument(id, stopping) is not { } document || await Lock(dutyId, stopping) is not { } duty)
            {
                return new DutyAct.Unknown();
            }

            if (!await list.IsClearedFor(id, stopping) || !(await list.IsMine(dutyId, stopping) || duty.ClosedBy == actor.UserId || (isTheirs is not null && await isTheirs(duty))))
            {
                return new DutyAct.NotYours();
            }

            if (version is not null && version != duty.Version)
            {
                var last = await db.DutySteps.Where(s => s.DutyId == dutyId).OrderByDescending(s => s.At).ThenByDescending(s => s.Id).FirstAsync(stopping);
                return new DutyAct.ChangedMeanwhile(last.By, last.At);
            }

            if (duty.State == DutyState.Withdrawn || (kind is not null && duty.Kind != kind) || (state is not null && duty.State != state))
            {
                return new DutyAct.NotNow(duty.State);
            }

            var outcome = await change(duty, document, effects);
            if (outcome is DutyAct.Done)
            {
                effects.Audit(new AuditEntry(action, "document", id, document.SubjectId is { } patient ? [patient] : [], LocationId: duty.LocationId));
            }

            return outcome;
        },
        stopping);

    private async Task<Duty?> Lock(Guid dutyId, CancellationToken stopping)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM duties WHERE id = {dutyId} FOR UPDATE", stopping);
        return await db.Duties.SingleOrDefaultAsync(duty => duty.Id == dutyId, stopping);
    }

    private static string? Said(string? text) => text?.Trim() is { Length: > 0 } said ? said[..Math.Min(said.Length, LongestComment)] : null;
}
