using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Correspondence.Calls;

/// <param name="Id">Made by the form: a call logged twice is one.</param>
/// <param name="IntoId">The open conversation that the user picked; null for a matter of its own.</param>
/// <param name="Direction">One of <see cref="EntryDirection"/>, in or out.</param>
/// <param name="Kind">One of <see cref="ConversationKind"/>, of a matter of its own.</param>
/// <param name="Name">As they said it, where they are no one on the record.</param>
/// <param name="Number">Digits; null where nobody knows.</param>
/// <param name="Outcome">One of <see cref="CallOutcome"/>.</param>
/// <param name="FollowUp">One of <see cref="CallFollowUp"/>.</param>
internal sealed record CallToLog(
    Guid Id, CallPartner With, Guid? IntoId, Guid LocationId, string Direction, string Kind, string About, string Name, string? Number, string Outcome, string FollowUp, DateTimeOffset? CallBackAt)
{
    /// <summary>Of a call made from the list of calls: what for.</summary>
    public Guid? ForId { get; init; }

    /// <summary>It is about work of another module, which knows by itself whether more is to be done: the conversation holds nothing but its calls.</summary>
    public bool IsErrand { get; init; }

    public Guid? CareThreadId { get; init; }

    public string AccessClass { get; init; } = Kernel.Access.AccessClass.Standard;

    /// <summary>Of a call whose user did not say how they made sure who it is: nothing is claimed of that.</summary>
    public bool IsUnchecked { get; init; }
}

/// <summary>
/// Writes a call down: one entry of an open conversation, or of one of its own. What nothing follows is closed at once, unless it is a concern, a complaint, or wording was seen in
/// it that a clinician must see; a promise to call back stands until a call reaches somebody.
/// </summary>
internal sealed class LogCall(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, VisibleConversations visible, OpenConversation open, AddEntry add, DueTimes due, ConversationHistory history,
    IPatients patients, IRelatedPeople people, CurrentActor actor, TimeProvider clock)
{
    public async Task<CallLogged> Run(CallToLog call, CancellationToken stopping)
    {
        if (call.FollowUp == CallFollowUp.CallBack && call.CallBackAt is null)
        {
            return new CallLogged.NoTime();
        }

        if (await Partner(call, stopping) is not { } partner)
        {
            return new CallLogged.NotThere();
        }

        if (call is { With.Check: CallerCheck.Professional, IsUnchecked: false } && partner.IsAboutSomebody && partner.Name.Length == 0)
        {
            return new CallLogged.NoName();
        }

        if (partner.HasDied && call is { With.Check: CallerCheck.Patient, IsUnchecked: false })
        {
            return new CallLogged.NotEntitled();
        }

        if (call.With.PersonId is not null && partner.Person is null)
        {
            return new CallLogged.NotEntitled();
        }

        try
        {
            return await transaction.Run(effects => Write(effects, call, partner, stopping), stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return new CallLogged.WasSo(call.IntoId ?? call.Id);
        }
    }

    /// <summary>Asked before the transaction: the register is another module's.</summary>
    /// <returns>Null where the patient or the conversation is not in sight.</returns>
    private async Task<Known?> Partner(CallToLog call, CancellationToken stopping)
    {
        if (call.With is { PatientId: null, ConversationId: { } chosen })
        {
            return await visible.Conversations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == chosen, stopping) is { } conversation
                ? new Known(conversation.PatientId, chosen, call.Name.Length > 0 ? call.Name : conversation.Correspondent, null)
                : null;
        }

        if (call.With.PatientId is not { } id)
        {
            return new Known(null, null, call.Name, null);
        }

        if (await patients.FindStanding(id, stopping) is not { } patient)
        {
            return null;
        }

        // Whom the record names may have changed since the page was shown.
        var told = call.With.PersonId is { } person ? (await people.WhoMayBeTold(patient.Id, stopping)).FirstOrDefault(one => one.PersonId == person) : null;
        var name = call.With.Check == CallerCheck.Patient && !call.IsUnchecked ? patient.FullName : told?.Name ?? call.Name;
        return new Known(patient.Id, null, name, told) { HasDied = patient.IsDeceased };
    }

    private async Task<CallLogged> Write(Effects effects, CallToLog call, Known partner, CancellationToken stopping)
    {
        var into = call.IntoId ?? partner.ConversationId ?? await OfErrand(call, stopping);
        if (into is { } asked && !await visible.Conversations.AnyAsync(c => c.Id == asked && (partner.PatientId == null || c.PatientId == null || c.PatientId == partner.PatientId), stopping))
        {
            return new CallLogged.NotThere();
        }

        var entry = new ConversationEntry
        {
            Id = call.Id,
            ConversationId = into ?? call.Id,
            Channel = EntryChannel.Call,
            Direction = call.Direction,
            At = clock.GetUtcNow(),
            By = actor.UserId,
            Person = partner.Name,
            PersonId = partner.Person?.PersonId,
            CallerCheck = call.IsUnchecked ? null : call.With.Check,
            CheckedWith = call.IsUnchecked ? null : call.With.Check switch { CallerCheck.Patient => "birth_date,name", CallerCheck.Professional => "called_back", _ => null },
            CallOutcome = call.Outcome,
            Number = call.Number,
            CallBackAt = call.FollowUp == CallFollowUp.CallBack ? call.CallBackAt : null,
            ForId = call.ForId,
            Words = call.About,
        };
        if (into is { } conversation)
        {
            switch (await add.Within(effects, entry, Owes(call), stopping))
            {
                case AddEntryResult.Closed:
                    return new CallLogged.Closed(conversation);
                case AddEntryResult.NotThere:
                    return new CallLogged.NotThere();
            }

            await Raise(call.Kind, entry, stopping);
        }
        else
        {
            await open.Within(
                effects,
                new NewConversation(
                    entry.ConversationId, partner.PatientId, call.LocationId, call.CareThreadId, call.Kind, call.About, partner.Name, call.Number, call.AccessClass,
                    call.FollowUp == CallFollowUp.None ? null : actor.UserId),
                entry,
                stopping);
        }

        Settle(effects, call, entry, isNew: into is null);
        return new CallLogged.Logged(call.Id, entry.ConversationId);
    }

    /// <summary>A message was left for the same matter before, and nobody has called since.</summary>
    private async Task<Guid?> OfErrand(CallToLog call, CancellationToken stopping)
    {
        var calls = db.StandingCalls.Where(earlier => earlier.ForId == call.ForId);
        return call is { IsErrand: true, ForId: not null }
            ? await visible.Conversations.Where(c => c.State != ConversationState.Closed && calls.Any(earlier => earlier.ConversationId == c.Id)).OrderBy(c => c.OpenedAt).Select(c => (Guid?)c.Id).FirstOrDefaultAsync(stopping)
            : null;
    }

    /// <summary>The next step is the clinic's: it was promised, or nobody was spoken to.</summary>
    private static bool Owes(CallToLog call) => call.FollowUp != CallFollowUp.None
        || (call.Direction == EntryDirection.In ? call.Outcome != CallOutcome.Reached : call.Outcome is CallOutcome.NoAnswer or CallOutcome.WrongNumber);

    /// <summary>Said in the call to be a concern or a complaint, it is one from now on; never less than it was.</summary>
    private async Task Raise(string kind, ConversationEntry entry, CancellationToken stopping)
    {
        var isMore = db.Conversations.Local.SingleOrDefault(c => c.Id == entry.ConversationId)?.Kind switch
        {
            ConversationKind.Concern => kind == ConversationKind.Complaint,
            ConversationKind.Question or ConversationKind.Request => kind is ConversationKind.Concern or ConversationKind.Complaint,
            _ => false,
        };
        if (!isMore || db.ConversationEntries.Local.All(e => e != entry))
        {
            return;
        }

        var conversation = db.Conversations.Local.Single(c => c.Id == entry.ConversationId);
        history.Add(conversation, ConversationStep.Kind, conversation.Kind, kind);
        (conversation.Kind, conversation.State) = (kind, ConversationState.Open);
        AddEntry.Owed(conversation, await due.First(kind, conversation.LocationId, entry.At, stopping));
    }

    private void Settle(Effects effects, CallToLog call, ConversationEntry entry, bool isNew)
    {
        // Who logged the same a moment earlier has settled it.
        if (db.Conversations.Local.SingleOrDefault(c => c.Id == entry.ConversationId) is not { State: not ConversationState.Closed } conversation || db.ConversationEntries.Local.All(e => e != entry))
        {
            return;
        }

        if (call.FollowUp != CallFollowUp.None)
        {
            conversation.State = ConversationState.Open;
            if (entry.CallBackAt is { } promised && conversation.Kind != ConversationKind.Complaint)
            {
                AddEntry.Owed(conversation, promised);
            }
        }
        else if ((isNew || call.IsErrand) && conversation is { Kind: ConversationKind.Question or ConversationKind.Request, RedFlagAt: null } && Ended(call) is { } outcome)
        {
            (conversation.State, conversation.Outcome, conversation.ClosedAt, conversation.ClosedBy) = (ConversationState.Closed, outcome, entry.At, actor.UserId);
            AddEntry.Owed(conversation, null);
            history.Add(conversation, ConversationStep.Closed, ConversationState.Open, outcome);
            effects.Audit(new AuditEntry("conversation.closed", "conversation", conversation.Id, conversation.PatientId is { } patient ? [patient] : [], LocationId: conversation.LocationId));
        }
    }

    /// <returns>Null where they owe the next step, or the clinic does.</returns>
    private static string? Ended(CallToLog call) => call.Outcome switch
    {
        CallOutcome.Reached => ConversationOutcome.Answered,
        CallOutcome.NoAnswer or CallOutcome.WrongNumber when call.Direction == EntryDirection.Out => ConversationOutcome.NoReply,
        _ => null,
    };

    /// <param name="ConversationId">Where it was chosen by its number.</param>
    /// <param name="Person">Of the record, who may be told; null for all others.</param>
    private sealed record Known(Guid? PatientId, Guid? ConversationId, string Name, ToldPerson? Person)
    {
        public bool HasDied { get; init; }

        public bool IsAboutSomebody => PatientId is not null || ConversationId is not null;
    }
}

internal abstract record CallLogged
{
    private CallLogged()
    {
    }

    /// <param name="EntryId">What taking back names.</param>
    public sealed record Logged(Guid EntryId, Guid ConversationId) : CallLogged;

    /// <summary>The form was sent twice.</summary>
    public sealed record WasSo(Guid ConversationId) : CallLogged;

    /// <summary>When to call back was not said.</summary>
    public sealed record NoTime : CallLogged;

    /// <summary>A colleague or payer about a patient, and nobody said who.</summary>
    public sealed record NoName : CallLogged;

    /// <summary>Whoever it was is no longer named on the record as one who may be told; or the patient themself, who has died.</summary>
    public sealed record NotEntitled : CallLogged;

    /// <summary>The conversation was closed meanwhile: nothing goes out in it before it is opened again.</summary>
    public sealed record Closed(Guid ConversationId) : CallLogged;

    /// <summary>The patient or the conversation is not in sight.</summary>
    public sealed record NotThere : CallLogged;
}
