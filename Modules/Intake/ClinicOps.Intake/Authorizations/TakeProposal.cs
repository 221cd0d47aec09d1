using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Authorizations;

/// <summary>What a user says to a letter's proposal: take it over, it is not about this request, it is about this one.</summary>
internal sealed partial class TakeProposal(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise, WorkOnAuthorization work, CurrentActor actor)
{
    /// <summary>The proposal becomes a step of the authorization, and the letter's task is done.</summary>
    /// <param name="proposalVersion">As the page showed it: a letter corrected since is looked at again.</param>
    public Task<AuthorizationWork> Accept(Guid authorizationId, Guid documentId, uint proposalVersion, Guid stepId, CancellationToken stopping) =>
        transaction.Run(
            async Task<AuthorizationWork> (effects) =>
            {
                await raise.WaitInLine(documentId, stopping);
                if (await work.Held(authorizationId, stopping) is not { } authorization)
                {
                    return new AuthorizationWork.Unknown();
                }

                if (await db.AuthorizationEvents.AnyAsync(e => e.Id == stepId, stopping))
                {
                    return new AuthorizationWork.WasDone();
                }

                if (await db.DecisionProposals.SingleOrDefaultAsync(p => p.DocumentId == documentId && p.AuthorizationId == authorizationId, stopping) is not { State: ProposalState.Open } proposal
                    || proposal.Version != proposalVersion)
                {
                    return new AuthorizationWork.Refused("The letter was read anew or taken over meanwhile: look at it again.");
                }

                if (IsOfOtherCodes(proposal, authorization) || IsOfSomeRefused(proposal, authorization))
                {
                    return new AuthorizationWork.Refused($"{Compared(proposal, authorization)} If it is about this request all the same, record the decision below.");
                }

                if (StepOf(proposal, authorization) is not { } step)
                {
                    return new AuthorizationWork.Refused("Nobody could tell what the letter decides: look at it, and record the decision below.");
                }

                var task = await db.Tasks.Where(t => t.DocumentId == documentId && t.Reason == FollowDecision.Reason).Select(t => (Guid?)t.Id).SingleOrDefaultAsync(stopping);
                var done = await work.Apply(authorization, stepId, step, task is { } letter ? [letter] : [], effects, stopping);
                if (done is AuthorizationWork.Done)
                {
                    (proposal.State, proposal.AcceptedBy) = (ProposalState.Accepted, stepId);
                }

                return done;
            },
            stopping);

    /// <summary>The letter is about another request, or about none.</summary>
    public Task<bool> Dismiss(Guid authorizationId, Guid documentId, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            await raise.WaitInLine(documentId, stopping);
            if (await work.Held(authorizationId, stopping) is not { } authorization
                || await db.DecisionProposals.SingleOrDefaultAsync(p => p.DocumentId == documentId && p.AuthorizationId == authorizationId && p.State == ProposalState.Open, stopping) is not { } proposal)
            {
                return false;
            }

            (proposal.State, proposal.AuthorizationId) = (ProposalState.Dismissed, null);
            await Link(documentId, null, stopping);
            effects.Audit(new AuditEntry("authorization.letter-dismissed", "authorization", authorizationId, [authorization.PatientId], LocationId: authorization.LocationId));
            return true;
        },
        stopping);

    /// <summary>A letter that fits none or several is about this one.</summary>
    public Task<bool> Choose(Guid authorizationId, Guid documentId, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            await raise.WaitInLine(documentId, stopping);
            if (await work.Held(authorizationId, stopping) is not { } authorization
                || await db.DecisionProposals.SingleOrDefaultAsync(p => p.DocumentId == documentId && p.PatientId == authorization.PatientId && p.AuthorizationId == null, stopping) is not { } proposal
                || proposal.State is not (ProposalState.Open or ProposalState.Dismissed) || !actor.SeesLocation(proposal.LocationId))
            {
                return false;
            }

            (proposal.State, proposal.AuthorizationId) = (ProposalState.Open, authorizationId);
            await Link(documentId, authorizationId, stopping);
            effects.Audit(new AuditEntry("authorization.letter-chosen", "authorization", authorizationId, [authorization.PatientId], LocationId: authorization.LocationId));
            return true;
        },
        stopping);

    /// <summary>The step that the letter is; null where it does not say what was decided.</summary>
    internal static AuthorizationStep? StepOf(DecisionProposal proposal, PayerAuthorization authorization)
    {
        var contact = new Contact(Contact.Letter, proposal.Number, DocumentId: proposal.DocumentId);
        var number = proposal.Number.Length > 0 ? proposal.Number : authorization.Number;
        switch (proposal.Outcome)
        {
            case AuthorizationState.Approved or AuthorizationState.Partial or AuthorizationState.Denied:
                var units = UnitsOf(proposal.Units);
                var left = NotNamed(proposal, authorization);
                return new AuthorizationStep.Decide(
                    contact, proposal.Outcome == AuthorizationState.Approved && left.Count > 0 ? AuthorizationState.Partial : proposal.Outcome, number, units?.Basis, units?.Count, proposal.ValidFrom, proposal.ValidTo, proposal.PeerToPeerBy,
                    proposal.AppealBy)
                {
                    Codes = proposal.Outcome != AuthorizationState.Denied && left.Count > 0 ? [.. ProposeDecision.CodesIn(proposal.Service).Order(StringComparer.Ordinal)] : [],
                };
            case AuthorizationState.Pended:
                return new AuthorizationStep.Pend(contact, "what its letter says", proposal.RespondBy);
            case AuthorizationState.Withdrawn:
                return new AuthorizationStep.Withdraw(contact with { Comment = "The payer's letter says that the request was withdrawn." });
            default:
                return null;
        }
    }

    /// <summary>What the letter is about, against what was asked for, a sentence; null where nothing differs, or the letter does not say.</summary>
    internal static string? Compared(DecisionProposal proposal, PayerAuthorization authorization)
    {
        var asked = AuthorizationTasks.Subject(authorization);
        return IsOfSomeRefused(proposal, authorization) ? $"The letter denies {proposal.Service}, and says nothing of {string.Join(", ", NotNamed(proposal, authorization))}."
            : IsOfOtherCodes(proposal, authorization) ? $"The letter speaks of {proposal.Service}, and this request of {asked}."
            : proposal.Outcome is AuthorizationState.Approved or AuthorizationState.Partial && NotNamed(proposal, authorization) is { Count: > 0 } left ? $"The letter does not name {string.Join(", ", left)}, which was asked for: taken over, it is approved in part."
            : ProposeDecision.CodesIn(proposal.Service).Count == 0 && proposal.Service.Length > 0 && authorization.Codes.Any(code => code.Description.Length > 0) && !authorization.Codes.Any(code => ProposeDecision.SameWords(code.Description, proposal.Service))
                ? $"The letter speaks of {proposal.Service}, and this request of {asked}: look whether it is the same."
            : null;
    }

    /// <summary>The letter names codes, and none of them was asked for.</summary>
    private static bool IsOfOtherCodes(DecisionProposal proposal, PayerAuthorization authorization) =>
        ProposeDecision.CodesIn(proposal.Service) is { Count: > 0 } said && authorization.Codes.Any(code => code.Code.Length > 0) && !authorization.Codes.Any(code => said.Contains(code.Code.ToUpperInvariant()));

    /// <summary>A denial of some of the codes is none of the others.</summary>
    private static bool IsOfSomeRefused(DecisionProposal proposal, PayerAuthorization authorization) =>
        proposal.Outcome == AuthorizationState.Denied && NotNamed(proposal, authorization) is { Count: > 0 } left && left.Count < authorization.Codes.Count(code => code.Code.Length > 0);

    /// <summary>Codes that were asked for, and that a letter which names codes does not name.</summary>
    private static List<string> NotNamed(DecisionProposal proposal, PayerAuthorization authorization) =>
        ProposeDecision.CodesIn(proposal.Service) is { Count: > 0 } said ? [.. authorization.Codes.Where(code => code.Code.Length > 0 && !said.Contains(code.Code.ToUpperInvariant())).Select(code => code.Code)] : [];

    /// <summary>"12 visits"; null for what is not understood so.</summary>
    internal static (decimal Count, string Basis)? UnitsOf(string text) =>
        Counted().Match(text.Trim()) is { Success: true } match && decimal.TryParse(match.Groups["count"].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count > 0
            ? (count, match.Groups["basis"].Value.ToUpperInvariant() switch
            {
                "VISIT" or "VISITS" or "SESSION" or "SESSIONS" => UnitBasis.Visits,
                "SERVICE" or "SERVICES" or "PROCEDURE" or "PROCEDURES" => UnitBasis.Services,
                "MG" => UnitBasis.Mg,
                "HOUR" or "HOURS" => UnitBasis.Hours,
                _ => UnitBasis.Other,
            })
            : null;

    private async Task Link(Guid documentId, Guid? authorizationId, CancellationToken stopping)
    {
        if (await db.Tasks.SingleOrDefaultAsync(t => t.DocumentId == documentId && t.Reason == FollowDecision.Reason, stopping) is { } task)
        {
            task.AuthorizationId = authorizationId;
        }
    }

    [GeneratedRegex(@"^(?<count>\d[\d,]*(\.\d+)?)\s*(?<basis>visits?|sessions?|services?|procedures?|mg|hours?|units?)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Counted();
}
