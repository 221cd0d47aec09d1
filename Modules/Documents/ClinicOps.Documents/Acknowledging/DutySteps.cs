using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>Moves a duty from state to state, with its step and the line in the document's history, and what that means for its pages. Inside the transaction that holds the duty's row.</summary>
internal sealed class DutySteps(DocumentsDb db, History history, CurrentActor actor, TimeProvider clock)
{
    /// <summary>Somebody has something to do about the document from now on.</summary>
    /// <param name="because">One of <see cref="NamedBecause"/>.</param>
    public void Raise(Duty duty, Document document, string because)
    {
        db.Duties.Add(duty);
        Add(duty, document, DutyStepCode.Raised, DutyState.Open, new StepSaid(ToUser: duty.AssigneeId, Because: because));
    }

    /// <param name="to">The state from now on.</param>
    public DutyStep Add(Duty duty, Document document, string code, string to, StepSaid? said = null)
    {
        var step = new DutyStep
        {
            Id = Guid.CreateVersion7(),
            DutyId = duty.Id,
            Code = code,
            At = clock.GetUtcNow(),
            By = actor.UserId,
            InsteadOf = actor.UserId is not null && duty.AssigneeId is { } named && named != actor.UserId ? named : null,
            ToUser = said?.ToUser,
            Because = said?.Because,
            Comment = said?.Comment,
            FromState = duty.State,
            ToState = to,
            Undoes = said?.Undoes,
            How = said?.How,
            Whom = said?.Whom,
            Reference = said?.Reference,
            On = said?.On,
            CopyId = said?.CopyId,
        };
        db.DutySteps.Add(step);
        duty.State = to;
        if (DutyState.Over.Contains(to))
        {
            (duty.ClosedAt, duty.ClosedBy, duty.EscalatesAt) = (clock.GetUtcNow(), actor.UserId, null);
        }
        else
        {
            (duty.ClosedAt, duty.ClosedBy) = (null, null);
        }

        history.Add(document, EventCode.Duty, $"{duty.Kind}:{code}");
        return step;
    }

    /// <summary>What did not go back has gone, or is not to go any more: nobody has to find another way. Called with the duty in its new state.</summary>
    public async Task EndUnsent(Duty duty, Document document, Effects effects, CancellationToken stopping)
    {
        foreach (var failed in await db.StandingSteps.Where(step => step.DutyId == duty.Id && step.Code == DutyStepCode.SendFailed).Select(step => step.Id).ToListAsync(stopping))
        {
            effects.Publish(new ActionTakenBack(failed, document.Id, document.CareThreadId));
        }
    }

    /// <summary>The pages are destroyed: hidden from everybody who is not cleared for that.</summary>
    public void Destroy(Document document, Effects effects)
    {
        (document.ClassBefore, document.AccessClass) = (document.AccessClass, DestroyedClass.Code);
        TellClass(document, effects);
    }

    /// <summary>The pages are destroyed no more: the class they had before holds again, unless a person has given them another since.</summary>
    public void BringBack(Document document, Effects effects)
    {
        if (document is { AccessClass: DestroyedClass.Code, ClassBefore: { } before })
        {
            (document.AccessClass, document.ClassBefore) = (before, null);
            TellClass(document, effects);
        }
    }

    /// <summary>What came of the document is as closed as it.</summary>
    private void TellClass(Document document, Effects effects)
    {
        history.Add(document, EventCode.AccessChanged);
        effects.Publish(new DocumentClassChanged(document.Id, ByHand: true));
    }

    /// <summary>What goes on waits until it is due, as long as nobody above has it.</summary>
    public static void Renew(Duty duty) => duty.EscalatesAt = duty.Level >= DutyLevel.Managers || DutyState.Over.Contains(duty.State) ? null : duty.DueAt;
}

/// <param name="Comment">What a person wrote: patient text.</param>
internal sealed record StepSaid(string? Comment = null, Guid? ToUser = null, string? Because = null, Guid? Undoes = null)
{
    /// <summary>One of <see cref="DutyHow"/>.</summary>
    public string? How { get; init; }

    public string? Whom { get; init; }

    public string? Reference { get; init; }

    public DateOnly? On { get; init; }

    public Guid? CopyId { get; init; }
}
