using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Referrals;

internal abstract record ReferralStepResult
{
    private ReferralStepResult()
    {
    }

    public sealed record Applied(ReferralFacts Facts) : ReferralStepResult;

    /// <param name="Why">For the user.</param>
    public sealed record Refused(string Why) : ReferralStepResult;
}

/// <summary>The states of a referral and what leads from one to another. Pure.</summary>
internal static class ApplyReferralStep
{
    private const int MostVisits = 1000;

    /// <param name="hasDocument">In: it is a document in the record.</param>
    /// <param name="today">On the location's calendar.</param>
    /// <param name="at">When it happened.</param>
    public static ReferralStepResult To(string direction, bool hasDocument, ReferralFacts facts, ReferralStep step, DateOnly today, DateTimeOffset at) => (direction, step) switch
    {
        (ReferralDirection.In, ReferralStep.Ask) when facts.Request.Whom.Length == 0 => new ReferralStepResult.Refused("Name the PCP who is asked."),
        (ReferralDirection.In, ReferralStep.Ask) => From(facts, [ReferralState.Needed, ReferralState.Requested], facts with { State = ReferralState.Requested, StateReason = "", SentAt = at }),
        (ReferralDirection.In, ReferralStep.Accept accept) => Accepted(facts, accept.Grant),
        (ReferralDirection.In, ReferralStep.Read read) => Read(facts, read),
        (ReferralDirection.Out, ReferralStep.Send) when facts.Request.Whom.Length == 0 => new ReferralStepResult.Refused("Say to whom it goes."),
        (ReferralDirection.Out, ReferralStep.Send send) when send.On > today => new ReferralStepResult.Refused("The day on which it was sent is still to come."),
        (ReferralDirection.Out, ReferralStep.Send) => From(facts, [ReferralState.Draft, ReferralState.Sent], facts with { State = ReferralState.Sent, StateReason = "", SentAt = at }),
        (ReferralDirection.Out, ReferralStep.Papers) => new ReferralStepResult.Applied(facts),
        (ReferralDirection.Out, ReferralStep.NotArrived { CameBack: { } back }) => new ReferralStepResult.Applied(facts with { State = back.State, SentAt = back.SentAt, StateReason = step.Contact.Comment }),
        (ReferralDirection.Out, ReferralStep.NotArrived) => new ReferralStepResult.Applied(facts.State is ReferralState.Draft or ReferralState.Sent ? facts with { StateReason = step.Contact.Comment } : facts),
        (ReferralDirection.Out, ReferralStep.Book { On: null }) => new ReferralStepResult.Refused("Say on which day they see the patient."),
        (ReferralDirection.Out, ReferralStep.Book book) => From(facts, ReferralState.AwaitsNote, facts with { State = ReferralState.Scheduled, StateReason = "", AppointmentOn = book.On }),
        (ReferralDirection.Out, ReferralStep.Close { Contact: { DocumentId: null, Comment.Length: 0 } }) => new ReferralStepResult.Refused("Say why nobody waits for a consult note any more."),
        (ReferralDirection.Out, ReferralStep.Close close) => From(
            facts, [ReferralState.Draft, .. ReferralState.AwaitsNote], facts with { State = ReferralState.Closed, StateReason = close.Contact.Comment, NoteId = close.Contact.DocumentId }),
        (_, ReferralStep.DocumentGone gone) => Gone(direction, facts, gone),
        (_, ReferralStep.Attempt attempt) when AttemptOutcome.InWords(attempt.Outcome).Length == 0 => new ReferralStepResult.Refused("Say what came of it."),
        (_, ReferralStep.Attempt) => From(facts, ReferralState.Open, facts),
        (_, ReferralStep.Decline { Contact.Comment.Length: 0 }) => new ReferralStepResult.Refused("Say why."),
        (_, ReferralStep.Decline) => From(
            facts, [ReferralState.Needed, ReferralState.Requested, ReferralState.Received, ReferralState.Accepted, .. ReferralState.AwaitsNote],
            facts with { State = ReferralState.Declined, StateReason = step.Contact.Comment }),
        (_, ReferralStep.Withdraw) => From(
            facts, [.. ReferralState.Open, ReferralState.Accepted, ReferralState.Declined], facts with { State = ReferralState.Withdrawn, StateReason = step.Contact.Comment }),
        (_, ReferralStep.Reopen) => From(
            facts, [ReferralState.Closed, ReferralState.Declined, ReferralState.Withdrawn],
            facts with { State = Beginning(direction, hasDocument, facts), StateReason = step.Contact.Comment, NoteId = null, AppointmentOn = null }),
        (_, ReferralStep.Change change) => From(facts, [.. ReferralState.Open, ReferralState.Accepted, ReferralState.Declined], facts with { Request = change.Request }),
        _ => new ReferralStepResult.Refused("That is not done with a referral of this kind."),
    };

    private static ReferralStepResult From(ReferralFacts facts, string[] states, ReferralFacts becomes) =>
        states.Contains(facts.State) ? new ReferralStepResult.Applied(becomes) : new ReferralStepResult.Refused($"That does not fit: it is {ReferralWords.OfState(facts.State)}.");

    private static ReferralStepResult Accepted(ReferralFacts facts, ReferralGrant grant) =>
        grant.ValidTo < grant.ValidFrom ? new ReferralStepResult.Refused("The last day lies before the first.")
        : grant.Visits is <= 0 or > MostVisits ? new ReferralStepResult.Refused("Say how many visits it allows, more than none; leave it empty where it does not say.")
        : From(
            facts, [ReferralState.Needed, ReferralState.Requested, ReferralState.Received, ReferralState.Accepted],
            Given(facts, grant) with { State = ReferralState.Accepted, StateReason = "" });

    private static ReferralFacts Given(ReferralFacts facts, ReferralGrant grant) =>
        facts with { Number = grant.Number, ValidFrom = grant.ValidFrom, ValidTo = grant.ValidTo < grant.ValidFrom ? null : grant.ValidTo, VisitsAllowed = grant.Visits };

    /// <summary>What nobody has decided on is as the document says. What was decided stays, and says that the document is another now.</summary>
    private static ReferralStepResult.Applied Read(ReferralFacts facts, ReferralStep.Read read) => facts.State switch
    {
        ReferralState.Needed or ReferralState.Requested or ReferralState.Received or ReferralState.Withdrawn =>
            new(Given(facts with { Request = read.Request }, read.Grant) with { State = ReferralState.Received, StateReason = "" }),
        _ => new(facts with { StateReason = "Its document was corrected since: compare it with what stands here." }),
    };

    /// <summary>Waits again for the note that left; a referral whose own document left is none, unless somebody has decided on it.</summary>
    private static ReferralStepResult Gone(string direction, ReferralFacts facts, ReferralStep.DocumentGone gone) => (direction, facts.State) switch
    {
        (ReferralDirection.Out, ReferralState.Closed) when facts.NoteId == gone.Contact.DocumentId => new ReferralStepResult.Applied(facts with
        {
            State = facts.AppointmentOn is null ? ReferralState.Sent : ReferralState.Scheduled,
            StateReason = gone.Contact.Comment.Length > 0 ? gone.Contact.Comment : "The consult note that closed it has left this record.",
            NoteId = null,
        }),
        (ReferralDirection.In, ReferralState.Received) when gone.Asked is { State: ReferralState.Needed or ReferralState.Requested } asked =>
            new ReferralStepResult.Applied(asked with { StateReason = "The document that came has left this record." }),
        (ReferralDirection.In, ReferralState.Received) => new ReferralStepResult.Applied(facts with { State = ReferralState.Withdrawn, StateReason = "Its document has left this record." }),
        (ReferralDirection.In, ReferralState.Accepted or ReferralState.Declined) =>
            new ReferralStepResult.Applied(facts with { StateReason = "The document it rests on has left this record. Take back what was decided, or record it from another source." }),
        _ => new ReferralStepResult.Refused("It does not rest on that document."),
    };

    private static string Beginning(string direction, bool hasDocument, ReferralFacts facts) => direction == ReferralDirection.In
        ? hasDocument ? ReferralState.Received : ReferralState.Needed
        : facts.State == ReferralState.Closed && facts.SentAt is not null ? ReferralState.Sent : ReferralState.Draft;
}
