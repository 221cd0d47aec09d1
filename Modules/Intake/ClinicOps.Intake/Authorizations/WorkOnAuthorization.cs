using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Papers;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Authorizations;

internal abstract record AuthorizationWork
{
    private AuthorizationWork()
    {
    }

    /// <param name="EventId">By which the step can be taken back.</param>
    public sealed record Done(PayerAuthorization Authorization, Guid EventId, string What) : AuthorizationWork;

    /// <summary>A second click.</summary>
    public sealed record WasDone : AuthorizationWork;

    public sealed record Refused(string Why) : AuthorizationWork;

    /// <param name="By">Null when a machine did it.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : AuthorizationWork;

    /// <summary>There is none, or not at the user's locations.</summary>
    public sealed record Unknown : AuthorizationWork;
}

/// <summary>Takes a step with an authorization: its state, its clocks, its tasks and its history in one transaction; or takes the last one back.</summary>
internal sealed partial class WorkOnAuthorization(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, AuthorizationTasks tasks, StepTasks steps, ReckonDeadlines reckon, RaiseTask raise, IOrganization organization, BusinessDays businessDays, IOptions<AuthorizationSettings> settings, CurrentActor actor, TimeProvider clock)
{
    /// <param name="version">As the page showed it.</param>
    /// <param name="stepId">Made by the form.</param>
    public Task<AuthorizationWork> Run(Guid id, uint version, Guid stepId, AuthorizationStep step, CancellationToken stopping) =>
        transaction.Run(
            async Task<AuthorizationWork> (effects) =>
            {
                if (await Held(id, stopping) is not { } authorization)
                {
                    return new AuthorizationWork.Unknown();
                }

                return await db.AuthorizationEvents.AnyAsync(e => e.Id == stepId, stopping) ? new AuthorizationWork.WasDone()
                    : authorization.Version != version ? new AuthorizationWork.ChangedMeanwhile(authorization.ChangedBy, authorization.ChangedAt)
                    : await Apply(authorization, stepId, step, alsoDoes: [], effects, stopping);
            },
            stopping);

    /// <summary>The user sees to it from now on.</summary>
    /// <returns>False where there is none in sight.</returns>
    public Task<bool> Take(Guid id, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            if (await Held(id, stopping) is not { } authorization)
            {
                return false;
            }

            authorization.OwnerId = actor.UserId;
            Touch(authorization);
            effects.Audit(new AuditEntry("authorization.taken", "authorization", id, [authorization.PatientId], LocationId: authorization.LocationId));
            return true;
        },
        stopping);

    /// <summary>The authorization, held until the transaction ends; null where the user does not see it.</summary>
    public async Task<PayerAuthorization?> Held(Guid id, CancellationToken stopping) =>
        await db.LockAuthorization(id, stopping) is { } authorization && actor.SeesLocation(authorization.LocationId) ? authorization : null;

    /// <summary>For who holds the authorization in a transaction of their own.</summary>
    /// <param name="alsoDoes">Tasks that are done by it besides.</param>
    public async Task<AuthorizationWork> Apply(
        PayerAuthorization authorization, Guid stepId, AuthorizationStep step, IReadOnlyCollection<Guid> alsoDoes, Effects effects, CancellationToken stopping)
    {
        var (clocks, now, today) = await At(authorization, stopping);
        var before = authorization.Facts;
        var result = ApplyStep.To(before, step, now, today);
        if (result is StepResult.Refused refused)
        {
            return new AuthorizationWork.Refused(refused.Why);
        }

        var applied = (StepResult.Applied)result;
        var facts = applied.Facts;
        var taken = await UnitsTaken.Of(db, authorization.Id, facts.Number, stopping);
        if (taken.All > 0 && facts.UnitBasis is { } basis && (before.UnitBasis ?? taken.Basis) is { } was && basis != was)
        {
            return new AuthorizationWork.Refused($"Visits hold {taken.All:0.##} {was} of it: release them before they are counted in {basis}.");
        }

        if (step is AuthorizationStep.Reopen && await HasAnother(authorization, stopping))
        {
            return AnotherMeanwhile;
        }

        authorization.Facts = facts;
        Touch(authorization);
        var changes = DeadlineChanges.Of(step, facts, settings.Value.For(await NamedPayer.Find(db, facts.Payer, facts.Plan, stopping)), clocks, now, today);
        var chased = await End(authorization.Id, stepId, changes.Ends, now, stopping);
        await db.SaveChangesAsync(stopping);
        Open(authorization.Id, stepId, changes.Sets);
        if (step is AuthorizationStep.Change && facts.State is not (AuthorizationState.Draft or AuthorizationState.NotRequired))
        {
            chased = [.. chased, .. await reckon.Run(authorization, stepId, isOtherPayer: !string.Equals(before.Payer.Trim(), facts.Payer.Trim(), StringComparison.OrdinalIgnoreCase), facts.ServiceOn, stopping)];
        }

        var isSettled = AuthorizationState.Granted.Contains(facts.State) || facts.State == AuthorizationState.NotRequired;
        List<Guid> done = [.. alsoDoes];
        if (isSettled && authorization.TaskId is { } asked)
        {
            done.Add(asked);
        }

        if (step is AuthorizationStep.Submit or AuthorizationStep.Respond or AuthorizationStep.Papers or AuthorizationStep.Withdraw)
        {
            done.AddRange(await db.Tasks.Where(task => task.AuthorizationId == authorization.Id && task.Reason == AuthorizationTasks.PacketFailed).Select(task => task.Id).ToListAsync(stopping));
        }

        if (isSettled || step is AuthorizationStep.Submit)
        {
            done.AddRange(await db.Tasks.Where(task => task.AuthorizationId == authorization.Id && task.Reason == AuthorizationTasks.Reopened).Select(task => task.Id).ToListAsync(stopping));
        }

        var back = (step as AuthorizationStep.NotArrived)?.CameBack;
        if (step is not (AuthorizationStep.Talk or AuthorizationStep.Papers or AuthorizationStep.NotArrived or AuthorizationStep.Change or AuthorizationStep.Expire) || back is { State: not AuthorizationState.Submitted } or { Since: not null })
        {
            // What was late is moved by this, or is no matter any more.
            chased = [.. chased, .. await tasks.OfLate(authorization.Id, stopping)];
        }

        if (step is AuthorizationStep.Change)
        {
            done.AddRange(await db.Tasks.Where(task => task.AuthorizationId == authorization.Id && task.Reason == AuthorizationTasks.OtherCode).Select(task => task.Id).ToListAsync(stopping));
        }

        Guid[] closed = [.. await steps.Withdraw(chased, effects, stopping), .. await steps.Do(done, effects, stopping)];
        if (back is not null && facts.State != AuthorizationState.Submitted)
        {
            await RunAgain(authorization.Id, back, effects, stopping);
        }

        var raised = await Raised(authorization, applied, before, taken.All, clocks, today, effects, stopping);
        await Note(authorization, stepId, StepWords.CodeOf(step), step.Contact, before, back?.StepId, closed, raised, stopping);
        Tell(authorization, before.State, effects);
        return new AuthorizationWork.Done(authorization, stepId, StepWords.CodeOf(step));
    }

    /// <summary>
    /// A packet was sent, which submits a draft and answers what a payer asked for; or it did not arrive, which is a task. In the transaction of whoever tells it.
    /// </summary>
    public async Task PacketEnded(Guid id, PacketOutcome outcome, Effects effects, CancellationToken stopping)
    {
        if (await Held(id, stopping) is not { } authorization)
        {
            return;
        }

        var contact = outcome.Contact(namesReader: true);
        if (outcome.IsSent)
        {
            if (outcome.HasComeBack)
            {
                return;
            }

            AuthorizationStep step = authorization.State switch
            {
                AuthorizationState.Draft => new AuthorizationStep.Submit(contact) { IsOurReference = true },
                AuthorizationState.Pended => new AuthorizationStep.Respond(contact),
                _ => new AuthorizationStep.Papers(contact),
            };
            await Apply(authorization, outcome.StepId, step, alsoDoes: [], effects, stopping);
            return;
        }

        var cameBack = outcome.IsFailed ? await WhatCameBack(authorization, outcome.Told.DeliveryId, stopping) : null;
        await Apply(authorization, outcome.StepId, new AuthorizationStep.NotArrived(contact) { CameBack = cameBack }, alsoDoes: [], effects, stopping);
        if (!outcome.IsForAPerson)
        {
            return;
        }

        var (_, _, today) = await At(authorization, stopping);
        await tasks.Raise(authorization, TaskKinds.Authorize, "A packet for the payer did not arrive", $"To {outcome.To}. {outcome.Why}", today, AuthorizationTasks.PacketFailed, effects, stopping);
    }

    /// <summary>What a packet that came back had done. Where another got there since the payer was to decide, that one asks, or answers.</summary>
    /// <returns>Null where it did nothing: it never left, or something has come of it meanwhile.</returns>
    private async Task<CameBack?> WhatCameBack(PayerAuthorization of, Guid deliveryId, CancellationToken stopping)
    {
        if (of.State != AuthorizationState.Submitted)
        {
            return null;
        }

        var all = await db.AuthorizationEvents.AsNoTracking().Where(e => e.AuthorizationId == of.Id).OrderBy(e => e.Number).ToListAsync(stopping);
        var undone = all.Where(e => e.UndoesId is not null).ToLookup(e => e.UndoesId!.Value);
        if (all.Find(e => e.Id == deliveryId) is not { } sent || undone[sent.Id].Any()
            || all.FindLast(e => StepWords.BeginDecision.Contains(e.What) && undone[e.Id].All(by => by.What == StepWords.NotArrived)) is not { Old: { } before, What: not StepWords.Appealed } began)
        {
            return null;
        }

        var arrived = all.Find(e => e.Number >= began.Number && e.What is StepWords.Submitted or StepWords.Responded or StepWords.SentPapers && e.Id != sent.Id && !undone[e.Id].Any());
        var asked = began.What == StepWords.Responded || arrived?.Id == began.Id ? of.SubmittedAt : arrived?.At;
        var opens = arrived is not null ? [] : await db.Tasks.Where(task => began.ClosedTasks.Contains(task.Id) && task.Reason != AuthorizationTasks.PacketFailed).Select(task => task.Id).ToListAsync(stopping);
        return new CameBack(
            sent.Id, began.Id, arrived is null ? before.State : AuthorizationState.Submitted, asked, arrived is null || arrived.Id == began.Id || (began.What == StepWords.Submitted && of.SubmittedAt == arrived.At) ? null : arrived.At,
            began.What == StepWords.Responded ? before.StateReason : "", opens);
    }

    /// <summary>What the sending had ended goes on: the clocks for what is still to be sent, and their tasks.</summary>
    private async Task RunAgain(Guid id, CameBack back, Effects effects, CancellationToken stopping)
    {
        foreach (var ended in await db.AuthorizationDeadlines.Where(d => d.AuthorizationId == id && d.ClosedBy == back.BeganBy && (d.Kind == DeadlineKind.Retro || d.Kind == DeadlineKind.RespondBy)).ToListAsync(stopping))
        {
            (ended.State, ended.ClosedBy, ended.ClosedAt) = (DeadlineState.Open, null, null);
        }

        await steps.Reopen(back.OpensTasks, effects, stopping);
    }

    /// <summary>Its payer, or what goes for it, is another than when its clocks were set. For who holds the authorization in a transaction of their own.</summary>
    /// <param name="doneOn">The day on which what a draft is for was done; null where that is not known.</param>
    public async Task Reckon(PayerAuthorization authorization, DateOnly? doneOn, Effects effects, CancellationToken stopping) =>
        await steps.Withdraw(await reckon.Run(authorization, step: null, isOtherPayer: false, doneOn, stopping), effects, stopping);

    /// <summary>Adds to the history; the authorization is as it became.</summary>
    public async Task Note(
        PayerAuthorization authorization, Guid stepId, string what, Contact contact, AuthorizationFacts? before, Guid? undoes, Guid[] closed, Guid[] raised, CancellationToken stopping) =>
        db.AuthorizationEvents.Add(new AuthorizationEvent
        {
            Id = stepId,
            AuthorizationId = authorization.Id,
            Number = 1 + (await db.AuthorizationEvents.Where(e => e.AuthorizationId == authorization.Id).MaxAsync(e => (int?)e.Number, stopping) ?? 0),
            At = clock.GetUtcNow(),
            By = actor.UserId,
            What = what,
            How = contact.How,
            Reference = contact.Reference,
            Person = contact.Person,
            Comment = contact.Comment,
            DocumentId = contact.DocumentId,
            Old = before,
            New = authorization.Facts,
            UndoesId = undoes,
            ClosedTasks = closed,
            RaisedTasks = raised,
        });

    public void Open(Guid id, Guid stepId, IEnumerable<NewDeadline> sets) =>
        db.AuthorizationDeadlines.AddRange(sets.Select(set => new AuthorizationDeadline
        {
            Id = Guid.CreateVersion7(),
            AuthorizationId = id,
            Kind = set.Kind,
            StartedAt = set.From,
            DueOn = set.Due.On,
            DueAt = set.Due.At,
            SaidByPayer = set.SaidByPayer,
            State = DeadlineState.Open,
            OpenedBy = stepId,
        }));

    /// <summary>The clocks, the time and the day at the authorization's location.</summary>
    public async Task<(Clocks Clocks, DateTimeOffset Now, DateOnly Today)> At(PayerAuthorization authorization, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(authorization.LocationId);
        var now = clock.GetUtcNow();
        return (await businessDays.At(location, stopping), now, LocalTime.DayAt(location, now));
    }

    /// <summary>The day of an instant on the calendar of its location.</summary>
    public async Task<DateOnly> DayAt(PayerAuthorization authorization, DateTimeOffset at, CancellationToken stopping) =>
        LocalTime.DayAt((await organization.Profile(stopping)).Find(authorization.LocationId), at);

    private static readonly AuthorizationWork.Refused AnotherMeanwhile = new("Its task has another authorization meanwhile: work on that one.");

    /// <summary>Of a task one authorization is under way at a time.</summary>
    private async Task<bool> HasAnother(PayerAuthorization than, CancellationToken stopping) =>
        than.TaskId is { } task && await db.Authorizations.AnyAsync(a => a.TaskId == task && a.Id != than.Id && a.State != AuthorizationState.Withdrawn, stopping);

    private void Touch(PayerAuthorization authorization) => (authorization.ChangedAt, authorization.ChangedBy) = (clock.GetUtcNow(), actor.UserId);

    /// <returns>The tasks that chased what has ended.</returns>
    private async Task<Guid[]> End(Guid id, Guid stepId, IReadOnlyList<(string Kind, string State)> ends, DateTimeOffset now, CancellationToken stopping)
    {
        var chased = new List<Guid>();
        foreach (var deadline in await db.AuthorizationDeadlines.Where(d => d.AuthorizationId == id && d.State == DeadlineState.Open).ToListAsync(stopping))
        {
            if (ends.Where(end => end.Kind == deadline.Kind).Select(end => end.State).FirstOrDefault() is { } state)
            {
                (deadline.State, deadline.ClosedBy, deadline.ClosedAt) = (state == DeadlineState.Met && now >= deadline.DueAt ? DeadlineState.Missed : state, stepId, now);
                chased.AddRange(deadline.TaskId is { } task ? [task] : []);
            }
        }

        return [.. chased];
    }

    private async Task<Guid[]> Raised(
        PayerAuthorization authorization, StepResult.Applied applied, AuthorizationFacts before, decimal taken, Clocks clocks, DateOnly today, Effects effects, CancellationToken stopping)
    {
        var raised = new List<StaffTask?>();
        if (applied.IsReopened)
        {
            raised.Add(await tasks.Raise(
                authorization, TaskKinds.Authorize, "Ask the payer anew", applied.Facts.StateReason, clocks.BusinessDaysAfter(today, 1), AuthorizationTasks.Reopened, effects, stopping));
        }

        var left = AuthorizationState.Granted.Contains(applied.Facts.State) ? applied.Facts.UnitsApproved ?? 0 : 0;
        if (taken > left && (AuthorizationState.Granted.Contains(before.State) || AuthorizationState.Granted.Contains(applied.Facts.State)))
        {
            raised.Add(await tasks.Raise(
                authorization, TaskKinds.Authorize, "Visits hold more units than are approved", $"Visits hold {taken:0.##}, and {left:0.##} are approved now. Move or cancel visits, or ask for more.",
                today, AuthorizationTasks.TooManyUnits, effects, stopping));
        }

        return [.. raised.OfType<StaffTask>().Select(task => task.Id)];
    }

    /// <summary>Whether a payer's decision holds is told whenever it came or went.</summary>
    private static void Tell(PayerAuthorization authorization, string before, Effects effects)
    {
        effects.Audit(new AuditEntry("authorization.changed", "authorization", authorization.Id, [authorization.PatientId], LocationId: authorization.LocationId));
        if (authorization.State != before && !(AuthorizationState.Undecided.Contains(authorization.State) && AuthorizationState.Undecided.Contains(before)))
        {
            effects.Publish(new AuthorizationDecided(authorization.Id, authorization.PatientId, authorization.CareThreadId));
        }
    }
}
