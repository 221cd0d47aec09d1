using System.Globalization;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Authorizations;

internal abstract record StepResult
{
    private StepResult()
    {
    }

    /// <param name="IsReopened">What a payer had authorized is another thing now: somebody asks anew.</param>
    public sealed record Applied(AuthorizationFacts Facts, bool IsReopened = false) : StepResult;

    /// <param name="Why">For the user.</param>
    public sealed record Refused(string Why) : StepResult;
}

/// <summary>The states of an authorization and what leads from one to another. Pure.</summary>
internal static class ApplyStep
{
    /// <summary>How the reason begins of a draft that had been decided on.</summary>
    public const string ChangedSince = "Changed after the decision";

    public static StepResult To(AuthorizationFacts facts, AuthorizationStep step, DateTimeOffset now, DateOnly today) => step switch
    {
        AuthorizationStep.Submit { IsOurReference: true } => From(facts, [AuthorizationState.Draft], Sent(facts, step.Contact with { Reference = "" }, now)),
        AuthorizationStep.Submit => From(facts, [AuthorizationState.Draft], Sent(facts, step.Contact, now)),
        AuthorizationStep.Talk or AuthorizationStep.Papers => new StepResult.Applied(facts),
        AuthorizationStep.NotArrived { CameBack: { } back } => new StepResult.Applied(
            facts with { State = back.State, SubmittedAt = back.SubmittedAt, StateReason = back.State == AuthorizationState.Pended ? With(back.Wants, step.Contact.Comment) : step.Contact.Comment }),
        AuthorizationStep.NotArrived when facts.State == AuthorizationState.Pended => new StepResult.Applied(facts with { StateReason = With(facts.StateReason, step.Contact.Comment) }),
        AuthorizationStep.NotArrived => new StepResult.Applied(AuthorizationState.Undecided.Contains(facts.State) ? facts with { StateReason = step.Contact.Comment } : facts),
        AuthorizationStep.Pend pend when pend.Wants.Length == 0 => new StepResult.Refused("Say what the payer asks for."),
        AuthorizationStep.Pend pend => From(facts, [AuthorizationState.Submitted, AuthorizationState.Pended], facts with { State = AuthorizationState.Pended, StateReason = $"The payer asks for: {pend.Wants}" }),
        AuthorizationStep.Respond => From(facts, [AuthorizationState.Pended], facts with { State = AuthorizationState.Submitted, StateReason = "" }),
        AuthorizationStep.Decide decide => Decided(facts, decide, now),
        AuthorizationStep.NotRequired none => NotRequired(facts, none, today),
        AuthorizationStep.AppealSent => From(
            facts, AuthorizationState.MayBeAppealed, facts with { State = facts.State == AuthorizationState.Denied ? AuthorizationState.Submitted : facts.State, StateReason = "An appeal was sent.", SubmittedAt = now }),
        AuthorizationStep.Withdraw => From(facts, [.. AuthorizationState.Undecided, AuthorizationState.Denied], facts with { State = AuthorizationState.Withdrawn, StateReason = step.Contact.Comment }),
        AuthorizationStep.Reopen => From(
            facts, [AuthorizationState.Denied, AuthorizationState.Expired, AuthorizationState.Withdrawn, AuthorizationState.NotRequired], Undecided(facts) with { StateReason = step.Contact.Comment }),
        AuthorizationStep.Change change => Changed(facts, change),
        _ when AuthorizationState.Granted.Contains(facts.State) && facts.ValidTo < today => new StepResult.Applied(facts with { State = AuthorizationState.Expired, StateReason = "" }),
        _ => new StepResult.Refused("It has not expired."),
    };

    private static StepResult From(AuthorizationFacts facts, string[] states, AuthorizationFacts becomes) =>
        states.Contains(facts.State) ? new StepResult.Applied(becomes) : new StepResult.Refused($"That does not fit: it is {InWords(facts.State)} now.");

    /// <summary>What the payer waits for stays said, and is followed by why it has not got it.</summary>
    private static string With(string wants, string why) => wants.Contains(why, StringComparison.Ordinal) ? wants : $"{wants.TrimEnd('.')}. {why}";

    private static AuthorizationFacts Sent(AuthorizationFacts facts, Contact contact, DateTimeOffset now) => facts with
    {
        State = AuthorizationState.Submitted,
        StateReason = "",
        SubmittedAt = now,
        CaseReference = contact.Reference.Length > 0 ? contact.Reference : facts.CaseReference,
    };

    private static StepResult Decided(AuthorizationFacts facts, AuthorizationStep.Decide decide, DateTimeOffset now)
    {
        var isGranted = AuthorizationState.Granted.Contains(decide.Outcome);
        if (facts.State is AuthorizationState.Withdrawn or AuthorizationState.NotRequired)
        {
            return new StepResult.Refused($"That does not fit: it is {InWords(facts.State)} now. Open it again first.");
        }

        if (!isGranted && decide.Outcome != AuthorizationState.Denied)
        {
            return new StepResult.Refused("Choose what the payer decided.");
        }

        if (isGranted && decide.Number.Length == 0)
        {
            return new StepResult.Refused("Type the number of the authorization: without it nobody is paid.");
        }

        if (isGranted && decide.ValidTo < decide.ValidFrom)
        {
            return new StepResult.Refused("The last day lies before the first.");
        }

        if (isGranted && (decide.Units is <= 0 or > 1_000_000 || (decide.Units is not null && !UnitBasis.All.Contains(decide.UnitBasis ?? "")) || (decide.Outcome == AuthorizationState.Partial && decide.Units is null)))
        {
            return new StepResult.Refused(decide.Outcome == AuthorizationState.Partial ? "Say how many units were approved, and of what." : "Say how many units were approved, more than none, and of what.");
        }

        var left = decide.Codes.Count == 0 ? [] : facts.Codes.Where(asked => asked.Code.Length > 0 && !decide.Codes.Contains(asked.Code, StringComparer.OrdinalIgnoreCase)).Select(asked => asked.Code).ToList();
        if (decide.Outcome == AuthorizationState.Approved && left.Count > 0)
        {
            return new StepResult.Refused($"{string.Join(", ", left)} was asked for and is not among the approved codes: then it is approved in part.");
        }

        return new StepResult.Applied(isGranted
            ? facts with
            {
                State = decide.Outcome,
                StateReason = "",
                Number = decide.Number,
                UnitBasis = decide.Units is null ? null : decide.UnitBasis,
                UnitsApproved = decide.Units,
                ApprovedCodes = [.. decide.Codes.Select(code => code.ToUpperInvariant()).Distinct()],
                ValidFrom = decide.ValidFrom,
                ValidTo = decide.ValidTo,
                DecidedAt = now,
            }
            : facts.IsAppealedGrant
            ? facts with { StateReason = $"The appeal was denied, and what was approved before stands. {decide.Contact.Comment}".Trim(), DecidedAt = now }
            : Undecided(facts) with
            {
                State = AuthorizationState.Denied,
                StateReason = decide.Contact.Comment,
                CaseReference = decide.Number.Length > 0 ? decide.Number : facts.CaseReference,
                DecidedAt = now,
            });
    }

    private static StepResult NotRequired(AuthorizationFacts facts, AuthorizationStep.NotRequired none, DateOnly today) =>
        none.Contact.Person.Length == 0 ? new StepResult.Refused("Say who said that none is needed.")
        : none.On > today ? new StepResult.Refused("The day on which it was said is still to come.")
        : From(facts, AuthorizationState.Undecided, WithoutNeed(facts, none.Contact.Person, none.Contact.Reference, none.On ?? today));

    /// <summary>After a decision, what was decided no longer counts: the clinic's rules say where it stands now.</summary>
    private static StepResult Changed(AuthorizationFacts facts, AuthorizationStep.Change change)
    {
        var becomes = change.Request.Into(facts);
        var differs = change.Request.DiffersFrom(AuthorizationRequest.Of(facts)).ToList();
        var what = string.Join("; ", differs);
        if (facts.State == AuthorizationState.Withdrawn)
        {
            return new StepResult.Refused("It is withdrawn: open it again first.");
        }

        if (differs.Count == 0 || facts.State is AuthorizationState.Draft or AuthorizationState.Denied or AuthorizationState.Expired)
        {
            return new StepResult.Applied(becomes);
        }

        if (facts.State is AuthorizationState.Submitted or AuthorizationState.Pended)
        {
            return new StepResult.Applied(becomes with { StateReason = $"Changed after it was sent ({what}): tell the payer.".Trim() });
        }

        return change.IfGranted is RuleAnswer.NotNeeded rule
            ? new StepResult.Applied(WithoutNeed(Undecided(becomes), rule.SaidBy, "", rule.SaidOn) with { StateReason = $"Changed after the decision ({what}); by the clinic's rules none is needed." })
            : new StepResult.Applied(
                Undecided(becomes) with { CaseReference = facts.Number.Length > 0 ? facts.Number : facts.CaseReference, StateReason = $"{ChangedSince} ({what}): what the payer decided does not hold for it." },
                IsReopened: true);
    }

    private static AuthorizationFacts WithoutNeed(AuthorizationFacts facts, string saidBy, string reference, DateOnly on) => facts with
    {
        State = AuthorizationState.NotRequired,
        StateReason = "",
        NotRequiredBy = saidBy,
        NotRequiredReference = reference,
        NotRequiredOn = on,
    };

    /// <summary>Without what a payer gave.</summary>
    private static AuthorizationFacts Undecided(AuthorizationFacts facts) => facts with
    {
        State = AuthorizationState.Draft,
        Number = "",
        UnitBasis = null,
        UnitsApproved = null,
        ApprovedCodes = [],
        ValidFrom = null,
        ValidTo = null,
        NotRequiredBy = "",
        NotRequiredReference = "",
        NotRequiredOn = null,
        SubmittedAt = null,
        DecidedAt = null,
    };

    public static string InWords(string state) => state switch
    {
        AuthorizationState.NotRequired => "not required",
        AuthorizationState.Partial => "approved in part",
        AuthorizationState.Submitted => "with the payer",
        AuthorizationState.Pended => "pended",
        _ => state.ToLower(CultureInfo.InvariantCulture),
    };
}
