using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Authorizations;

/// <summary>A clock that a step sets.</summary>
internal sealed record NewDeadline(string Kind, DateTimeOffset From, Due Due, bool SaidByPayer);

/// <summary>Which clocks a step ends and which it sets.</summary>
/// <param name="Ends">Kinds of deadlines and the state they end in; one that is late ends as missed where it would be met.</param>
internal sealed record DeadlineChanges(IReadOnlyList<NewDeadline> Sets, IReadOnlyList<(string Kind, string State)> Ends)
{
    private static readonly string[] Kinds = [DeadlineKind.Decision, DeadlineKind.RespondBy, DeadlineKind.PeerToPeer, DeadlineKind.Appeal, DeadlineKind.Retro];

    /// <param name="facts">As the step left them.</param>
    public static DeadlineChanges Of(AuthorizationStep step, AuthorizationFacts facts, PayerPeriods periods, Clocks clocks, DateTimeOffset now, DateOnly today)
    {
        NewDeadline By(string kind, DateOnly? said, string period) => said is { } day
            ? new NewDeadline(kind, now, clocks.EndOf(day), SaidByPayer: true)
            : new NewDeadline(kind, now, clocks.After(now, ClockPeriod.Read(period)!), SaidByPayer: false);

        var decision = new NewDeadline(DeadlineKind.Decision, now, clocks.After(now, Period(facts, periods)), SaidByPayer: false);
        return step switch
        {
            AuthorizationStep.Submit => new([decision], [(DeadlineKind.Retro, DeadlineState.Met), (DeadlineKind.Decision, DeadlineState.Void)]),
            AuthorizationStep.Respond => new([decision], [(DeadlineKind.RespondBy, DeadlineState.Met), (DeadlineKind.Decision, DeadlineState.Void)]),
            AuthorizationStep.AppealSent => new(
                [decision with { Due = clocks.After(now, AppealPeriod(facts, periods)) }],
                [(DeadlineKind.Appeal, DeadlineState.Met), (DeadlineKind.PeerToPeer, DeadlineState.Void), (DeadlineKind.Decision, DeadlineState.Void)]),
            AuthorizationStep.Pend pend => new([By(DeadlineKind.RespondBy, pend.By, periods.RespondBy)], [(DeadlineKind.Decision, DeadlineState.Void), (DeadlineKind.RespondBy, DeadlineState.Void)]),
            AuthorizationStep.Decide decide => new(
                decide.Outcome switch
                {
                    AuthorizationState.Denied => [By(DeadlineKind.PeerToPeer, decide.PeerToPeerBy, periods.PeerToPeer), By(DeadlineKind.Appeal, decide.AppealBy, periods.Appeal)],
                    // Of what was approved in part a talk is not usual: its clock runs where the payer offers one.
                    AuthorizationState.Partial when decide.PeerToPeerBy is not null => [By(DeadlineKind.PeerToPeer, decide.PeerToPeerBy, periods.PeerToPeer), By(DeadlineKind.Appeal, decide.AppealBy, periods.Appeal)],
                    AuthorizationState.Partial => [By(DeadlineKind.Appeal, decide.AppealBy, periods.Appeal)],
                    _ => [],
                },
                [
                    (DeadlineKind.Decision, DeadlineState.Met), (DeadlineKind.Retro, DeadlineState.Met), (DeadlineKind.RespondBy, DeadlineState.Void), (DeadlineKind.PeerToPeer, DeadlineState.Void),
                    (DeadlineKind.Appeal, DeadlineState.Void),
                ]),
            AuthorizationStep.Talk { Meets: { } kind } => new([], [(kind, DeadlineState.Met)]),
            // Nobody decides on what did not get there; on what got there later, the payer decides since then.
            AuthorizationStep.NotArrived { CameBack: { State: AuthorizationState.Submitted, Since: { } since } } => new(
                [new NewDeadline(DeadlineKind.Decision, since, clocks.After(since, Period(facts, periods)), SaidByPayer: false)], [(DeadlineKind.Decision, DeadlineState.Void)]),
            AuthorizationStep.NotArrived { CameBack: { State: not AuthorizationState.Submitted } } => new([], [(DeadlineKind.Decision, DeadlineState.Void)]),
            AuthorizationStep.Talk or AuthorizationStep.Papers or AuthorizationStep.NotArrived => new([], []),
            // What runs is reckoned anew where it comes to another day: ReckonDeadlines.
            AuthorizationStep.Change when facts.State is not (AuthorizationState.Draft or AuthorizationState.NotRequired) => new([], []),
            // What was refused may still be appealed, and an appeal that was sent is still waited for.
            AuthorizationStep.Expire => new([], [(DeadlineKind.RespondBy, DeadlineState.Void), (DeadlineKind.PeerToPeer, DeadlineState.Void), (DeadlineKind.Retro, DeadlineState.Void)]),
            _ => new(Retro(facts, periods, clocks, now, today), [.. Kinds.Select(kind => (kind, DeadlineState.Void))]),
        };
    }

    public static ClockPeriod Period(AuthorizationFacts facts, PayerPeriods periods) =>
        ClockPeriod.Read(facts.Urgency == AuthorizationUrgency.Expedited ? periods.Expedited : periods.Standard)!;

    public static ClockPeriod AppealPeriod(AuthorizationFacts facts, PayerPeriods periods) =>
        ClockPeriod.Read(facts.Urgency == AuthorizationUrgency.Expedited ? periods.AppealDecisionExpedited : periods.AppealDecision)!;

    /// <summary>What was done already and not asked for: so long after its day the payer still looks at it.</summary>
    public static IReadOnlyList<NewDeadline> Retro(AuthorizationFacts facts, PayerPeriods periods, Clocks clocks, DateTimeOffset now, DateOnly today)
    {
        if (facts.State != AuthorizationState.Draft || facts.ServiceOn is not { } day || day >= today)
        {
            return [];
        }

        return [new NewDeadline(DeadlineKind.Retro, now, RetroDue(day, periods, clocks), SaidByPayer: false)];
    }

    /// <summary>Reckoned from the last moment of the day on which it was done.</summary>
    public static Due RetroDue(DateOnly day, PayerPeriods periods, Clocks clocks) => clocks.After(clocks.EndOf(day).At.AddTicks(-1), ClockPeriod.Read(periods.Retro)!);
}
