using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Papers;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Referrals;

/// <summary>Takes a step with a referral: its state, its tasks and its history in one transaction; or takes the last one back.</summary>
internal sealed partial class WorkOnReferral(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, ReferralTasks tasks, StepTasks steps, RaiseTask raise, NotesOfReferral notes, IOrganization organization, IOptions<ReferralSettings> settings,
    BusinessDays businessDays, CurrentActor actor, TimeProvider clock)
{
    /// <param name="version">As the page showed it.</param>
    /// <param name="stepId">Made by the form.</param>
    public Task<ReferralWork> Run(Guid id, uint version, Guid stepId, ReferralStep step, CancellationToken stopping) =>
        transaction.Run(
            async Task<ReferralWork> (effects) =>
            {
                // In line with the notes' own events.
                foreach (var note in await notes.Of(id, step, stopping))
                {
                    await raise.WaitInLine(note, stopping);
                }

                if (await Held(id, stopping) is not { } referral)
                {
                    return new ReferralWork.Unknown();
                }

                return await db.ReferralEvents.AnyAsync(e => e.Id == stepId, stopping) ? new ReferralWork.WasDone()
                    : step.Sending.PacketId is { } packet && !await db.ReferralPackets.AnyAsync(p => p.Id == packet && p.ReferralId == id, stopping) ? new ReferralWork.Refused("That packet is not of this referral.")
                    : referral.Version != version ? new ReferralWork.ChangedMeanwhile(referral.ChangedBy, referral.ChangedAt)
                    : await Apply(referral, stepId, step, alsoDoes: [], effects, stopping);
            },
            stopping);

    /// <summary>The user sees to it from now on.</summary>
    /// <returns>False where there is none in sight.</returns>
    public Task<bool> Take(Guid id, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            if (await Held(id, stopping) is not { } referral)
            {
                return false;
            }

            referral.OwnerId = actor.UserId;
            Touch(referral);
            effects.Audit(new AuditEntry("referral.taken", "referral", id, [referral.PatientId], LocationId: referral.LocationId));
            return true;
        },
        stopping);

    /// <summary>The referral, held until the transaction ends; null where the user does not see it.</summary>
    public async Task<Referral?> Held(Guid id, CancellationToken stopping) =>
        await db.LockReferral(id, stopping) is { } referral && actor.SeesLocation(referral.LocationId) ? referral : null;

    /// <summary>For who holds the referral in a transaction of their own.</summary>
    /// <param name="alsoDoes">Tasks that are done by it besides.</param>
    public async Task<ReferralWork> Apply(Referral referral, Guid stepId, ReferralStep step, IReadOnlyCollection<Guid> alsoDoes, Effects effects, CancellationToken stopping)
    {
        var before = referral.Facts;
        var (clocks, today) = await At(referral, stopping);
        var result = ApplyReferralStep.To(referral.Direction, referral.DocumentId is not null, before, step, today, await MomentOf(step, referral, today, stopping));
        if (result is ReferralStepResult.Refused refused)
        {
            return new ReferralWork.Refused(refused.Why);
        }

        if (step is ReferralStep.Reopen && await HasAnother(referral, stopping))
        {
            return AnotherMeanwhile;
        }

        // Another wording reaches nobody, nor does what did not arrive: what asks for the next step stands, unless that is another step now.
        var facts = ((ReferralStepResult.Applied)result).Facts;
        var isWording = step is ReferralStep.Change || (step is ReferralStep.NotArrived && facts.State == before.State);
        List<Guid> chasing = isWording ? [] : await tasks.Chasing(referral.Id, stopping);
        referral.Facts = facts with { ChaseOn = isWording && before.ChaseOn is null ? null : settings.Value.ChaseOn(facts, clocks, today) };
        Touch(referral);
        Guid[] closed =
        [
            // Whom somebody was to ask is asked; or nobody needs to be any more.
            .. ReferralState.Open.Contains(facts.State) && step is not ReferralStep.NotArrived ? await steps.Do(chasing, effects, stopping) : await steps.Withdraw(chasing, effects, stopping),
            .. await steps.Do([.. alsoDoes, .. await Answered(referral, step, stopping)], effects, stopping),
        ];
        Guid[] raised = step is ReferralStep.Decline && await SayDeclined(referral, clocks.BusinessDaysAfter(today, 1), effects, stopping) is { } task ? [task.Id] : [];
        if (step is ReferralStep.NotArrived { CameBack: { } back })
        {
            await steps.Reopen(back.OpensTasks, effects, stopping);
        }

        await notes.Follow(referral, before, step, stopping);
        await Note(referral, stepId, step, before, closed, raised, stopping);
        await Tell(referral, before, today, effects, stopping);
        return new ReferralWork.Done(referral, stepId, ReferralWords.CodeOf(step));
    }

    /// <summary>
    /// A packet of an outgoing one was sent, by which the referral is; or it did not arrive, which is a task. In the transaction of whoever tells it.
    /// </summary>
    public async Task PacketEnded(Guid id, PacketOutcome outcome, Effects effects, CancellationToken stopping)
    {
        // Sent, it may be answered by a note that is here already: in line with the notes' own events.
        foreach (var note in outcome.IsSent ? await notes.Of(id, new ReferralStep.Send(new Contact()), stopping) : [])
        {
            await raise.WaitInLine(note, stopping);
        }

        if (await Held(id, stopping) is not { } referral)
        {
            return;
        }

        var (contact, sending) = (outcome.Contact(namesReader: false), new Sending(outcome.To, outcome.Told.PapersId));
        if (outcome.IsSent)
        {
            if (outcome.HasComeBack)
            {
                return;
            }

            var asks = referral.State is ReferralState.Draft or ReferralState.Sent && referral.Facts.Request.Whom.Length > 0;
            await Apply(referral, outcome.StepId, asks ? new ReferralStep.Send(contact) { Sending = sending } : new ReferralStep.Papers(contact) { Sending = sending }, alsoDoes: [], effects, stopping);
            return;
        }

        var cameBack = outcome.IsFailed ? await WhatCameBack(referral, outcome.Told.DeliveryId, stopping) : null;
        await Apply(referral, outcome.StepId, new ReferralStep.NotArrived(contact) { Sending = sending, CameBack = cameBack }, alsoDoes: [], effects, stopping);
        if (!outcome.IsForAPerson)
        {
            return;
        }

        var (_, today) = await At(referral, stopping);
        await tasks.Raise(referral, TaskKinds.Refer, "A packet did not arrive", $"To {outcome.To}. {outcome.Why}", today, ReferralTasks.PacketFailed, effects, stopping);
    }

    /// <summary>What a packet that came back had done. Where the referral got there in another, since it was last to be sent, it stays sent.</summary>
    /// <returns>Null where it did nothing: it never left, or something has come of it meanwhile.</returns>
    private async Task<ReferralCameBack?> WhatCameBack(Referral of, Guid deliveryId, CancellationToken stopping)
    {
        if (of.State != ReferralState.Sent)
        {
            return null;
        }

        var all = await db.ReferralEvents.AsNoTracking().Where(e => e.ReferralId == of.Id).OrderBy(e => e.Number).ToListAsync(stopping);
        var undone = all.Select(e => e.UndoesId).OfType<Guid>().ToHashSet();
        if (all.Find(e => e.Id == deliveryId) is not { } sent || undone.Contains(sent.Id))
        {
            return null;
        }

        var toSend = all.FindLast(e => e.New.State == ReferralState.Draft)?.Number ?? 0;
        return all.FindLast(e => e.Number > toSend && e.What is ReferralWords.Sent or ReferralWords.SentPapers && e.Id != sent.Id && !undone.Contains(e.Id)) is { } arrived
            ? new ReferralCameBack(sent.Id, ReferralState.Sent, arrived.New.SentAt ?? arrived.At, [])
            : new ReferralCameBack(sent.Id, ReferralState.Draft, null, of.TaskId is { } task && all.Exists(e => e.ClosedTasks.Contains(task)) ? [task] : []);
    }

    /// <summary>Takes back the last step: values and tasks are as before it.</summary>
    public Task<ReferralWork> Undo(Guid id, Guid stepId, CancellationToken stopping) =>
        transaction.Run(
            async Task<ReferralWork> (effects) =>
            {
                if (await db.ReferralEvents.Where(e => e.Id == stepId).Select(e => e.DocumentId).SingleOrDefaultAsync(stopping) is { } document)
                {
                    await raise.WaitInLine(document, stopping);
                }

                if (await Held(id, stopping) is not { } referral)
                {
                    return new ReferralWork.Unknown();
                }

                if (await LastStep(id, stopping) is not { } last || last.Id != stepId || !ReferralWords.MayBeUndone(last.What))
                {
                    return new ReferralWork.Refused("Nothing was undone: something else happened since.");
                }

                var before = referral.Facts;
                if (before.State == ReferralState.Withdrawn && await HasAnother(referral, stopping))
                {
                    return AnotherMeanwhile;
                }

                referral.Facts = last.Old!;
                Touch(referral);

                // What was raised since asks for what is no more; what the step closed is open again.
                await steps.Withdraw([.. await tasks.Chasing(id, stopping), .. last.RaisedTasks], effects, stopping);
                await steps.Reopen(last.ClosedTasks, effects, stopping);
                if (await db.NoteProposals.SingleOrDefaultAsync(p => p.AcceptedBy == stepId, stopping) is { State: ProposalState.Accepted } proposal)
                {
                    // Open, and for a person to say: the machine does not close it again with what it was told to take back.
                    (proposal.State, proposal.ReferralId, proposal.AcceptedBy) = (ProposalState.Open, null, null);
                }

                var undo = Guid.CreateVersion7();
                db.ReferralEvents.Add(await Event(referral, undo, ReferralWords.Undone, new Contact(), Sending.Nothing, "", before, stepId, [], [], stopping));
                await Tell(referral, before, (await At(referral, stopping)).Today, effects, stopping);
                return new ReferralWork.Done(referral, undo, ReferralWords.Undone);
            },
            stopping);

    /// <summary>The last step that stands.</summary>
    public Task<ReferralEvent?> LastStep(Guid id, CancellationToken stopping) =>
        db.ReferralEvents.AsNoTracking()
            .Where(e => e.ReferralId == id && e.What != ReferralWords.Undone && !db.ReferralEvents.Any(undo => undo.UndoesId == e.Id))
            .OrderByDescending(e => e.Number)
            .FirstOrDefaultAsync(stopping);

    /// <summary>The first line of the history of a new one, with the day on which somebody is asked how it stands.</summary>
    public async Task Begin(Referral referral, Effects effects, CancellationToken stopping)
    {
        referral.ChaseOn = await NextChase(referral, stopping);
        db.ReferralEvents.Add(await Event(referral, Guid.CreateVersion7(), ReferralWords.Started, new Contact(DocumentId: referral.DocumentId), Sending.Nothing, "", before: null, undoes: null, [], [], stopping));
        effects.Audit(new AuditEntry("referral.started", "referral", referral.Id, [referral.PatientId], LocationId: referral.LocationId));
    }

    /// <summary>Counted anew from today.</summary>
    public async Task<DateOnly?> NextChase(Referral referral, CancellationToken stopping)
    {
        var (clocks, today) = await At(referral, stopping);
        return settings.Value.ChaseOn(referral.Facts, clocks, today);
    }

    /// <summary>Business days and the day at the referral's location.</summary>
    public async Task<(Clocks Clocks, DateOnly Today)> At(Referral referral, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(referral.LocationId);
        return (await businessDays.At(location, stopping), LocalTime.DayAt(location, clock.GetUtcNow()));
    }

    /// <summary>Somebody, or a machine, has changed it now.</summary>
    public void Touch(Referral referral) => (referral.ChangedAt, referral.ChangedBy) = (clock.GetUtcNow(), actor.UserId);

    private static readonly ReferralWork.Refused AnotherMeanwhile = new("Its task has another referral meanwhile: work on that one.");

    /// <summary>Of a task one referral is under way at a time.</summary>
    private async Task<bool> HasAnother(Referral than, CancellationToken stopping) =>
        than.TaskId is { } task && await db.Referrals.AnyAsync(r => r.TaskId == task && r.Id != than.Id && r.State != ReferralState.Withdrawn, stopping);

    /// <summary>When it happened: what went out on an earlier day did so as that day began at its location.</summary>
    private async Task<DateTimeOffset> MomentOf(ReferralStep step, Referral referral, DateOnly today, CancellationToken stopping) =>
        step is ReferralStep.Send { On: { } day } && day != today ? LocalTime.StartOf(day, (await organization.Profile(stopping)).Find(referral.LocationId)) : clock.GetUtcNow();

    private async Task Note(Referral referral, Guid stepId, ReferralStep step, ReferralFacts before, Guid[] closed, Guid[] raised, CancellationToken stopping) => db.ReferralEvents.Add(
        await Event(referral, stepId, ReferralWords.CodeOf(step), step.Contact, step.Sending, step is ReferralStep.Attempt attempt ? attempt.Outcome : "", before, (step as ReferralStep.NotArrived)?.CameBack?.StepId, closed, raised, stopping));

    private async Task<ReferralEvent> Event(
        Referral referral, Guid id, string what, Contact contact, Sending sending, string outcome, ReferralFacts? before, Guid? undoes, Guid[] closed, Guid[] raised, CancellationToken stopping) => new()
        {
            Id = id,
            ReferralId = referral.Id,
            Number = 1 + (await db.ReferralEvents.Where(e => e.ReferralId == referral.Id).MaxAsync(e => (int?)e.Number, stopping) ?? 0),
            At = clock.GetUtcNow(),
            By = actor.UserId,
            What = what,
            How = contact.How,
            Reference = contact.Reference,
            SentTo = sending.To,
            PacketId = sending.PacketId,
            Person = contact.Person,
            Outcome = outcome,
            Comment = contact.Comment,
            DocumentId = contact.DocumentId,
            Old = before,
            New = referral.Facts,
            UndoesId = undoes,
            ClosedTasks = closed,
            RaisedTasks = raised,
        };

    /// <summary>Which visits may count under it is told whenever that changed.</summary>
    private async Task Tell(Referral referral, ReferralFacts before, DateOnly today, Effects effects, CancellationToken stopping)
    {
        effects.Audit(new AuditEntry("referral.changed", "referral", referral.Id, [referral.PatientId], LocationId: referral.LocationId));
        await db.SaveChangesAsync(stopping);
        if (referral.Direction == ReferralDirection.In && Counting(referral.Facts) != Counting(before))
        {
            effects.Publish(new ReferralDecided(referral.Id, referral.PatientId, referral.CareThreadId));
            await tasks.SayTooMany(referral, today, effects, stopping);
        }
    }

    /// <summary>What decides on which visits count; the same for all referrals under which none does.</summary>
    private static (DateOnly? From, DateOnly? To, int? Visits, string Payer)? Counting(ReferralFacts of) =>
        of.State == ReferralState.Accepted ? (of.ValidFrom, of.ValidTo, of.VisitsAllowed, of.Request.Payer) : null;
}
