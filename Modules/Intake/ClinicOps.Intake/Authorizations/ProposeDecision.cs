using System.Text.RegularExpressions;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Authorizations;

/// <summary>
/// A payer's letter finds the request that it decides, and proposes the new state there; a person takes it over. Where none or several fit, its
/// task says so. The caller holds the document's line.
/// </summary>
internal sealed partial class ProposeDecision(IntakeDb db, RaiseTask raise, WorkOnAuthorization work)
{
    public const string FitsOne = "It fits a request: look at what it proposes there";
    public const string FitsNone = "No request of this patient fits it: start one, or choose it there";
    public const string FitsSeveral = "Several requests of this patient fit it: choose the one on its page";

    private static readonly string[] Fits = [FitsOne, FitsNone, FitsSeveral];

    /// <summary>The detail of a decision's task without what was said of requests.</summary>
    public static string WithoutFit(string detail) =>
        Fits.FirstOrDefault(fit => detail.EndsWith(fit, StringComparison.Ordinal)) is { } said ? detail[..^said.Length].TrimEnd(' ', '.') : detail;

    /// <param name="decision">As it stands; null when the letter left the record.</param>
    /// <param name="task">The decision's own task.</param>
    public async Task Follow(Guid documentId, AuthorizationDecision? decision, StaffTask? task, Effects effects, CancellationToken stopping)
    {
        var proposal = await db.DecisionProposals.SingleOrDefaultAsync(p => p.DocumentId == documentId, stopping);
        if (proposal is not null && (decision is null || decision.PatientId != proposal.PatientId))
        {
            await TakeAlong(proposal, effects, stopping);
        }

        if (decision is null)
        {
            return;
        }

        proposal ??= db.DecisionProposals.Add(new DecisionProposal { DocumentId = documentId, PatientId = decision.PatientId, LocationId = decision.LocationId, State = ProposalState.Withdrawn, ReadAt = raise.Now }).Entity;
        var isSame = proposal.PatientId == decision.PatientId && proposal.State != ProposalState.Withdrawn && Says(proposal, decision);
        if (isSame && proposal.State is ProposalState.Accepted or ProposalState.Dismissed)
        {
            return;
        }

        Put(proposal, decision, await raise.ClassOf(documentId, stopping));
        if (!isSame || proposal.AuthorizationId is null)
        {
            var fit = await FittingOf(decision, stopping);
            proposal.AuthorizationId = fit is [var one] ? one : null;
            Say(task, fit.Count switch { 0 => FitsNone, 1 => FitsOne, _ => FitsSeveral }, proposal.AuthorizationId);
        }
        else
        {
            Say(task, FitsOne, proposal.AuthorizationId);
        }
    }

    /// <summary>The letter is gone, or somebody else's: what it proposed goes with it, and what was taken over is said to rest on nothing.</summary>
    private async Task TakeAlong(DecisionProposal proposal, Effects effects, CancellationToken stopping)
    {
        if (proposal is { State: ProposalState.Accepted, AuthorizationId: { } id } && await db.LockAuthorization(id, stopping) is { } authorization)
        {
            var before = authorization.Facts;
            authorization.StateReason = "The letter it rests on has left this record. Take back what it said, or record the decision from another source.";
            authorization.ChangedAt = raise.Now;
            authorization.ChangedBy = null;
            await work.Note(authorization, Guid.CreateVersion7(), StepWords.LetterGone, new Contact(DocumentId: proposal.DocumentId), before, null, [], [], stopping);
            effects.Audit(new AuditEntry("authorization.letter-gone", "authorization", id, [authorization.PatientId], LocationId: authorization.LocationId));
        }

        (proposal.State, proposal.AuthorizationId, proposal.AcceptedBy) = (ProposalState.Withdrawn, null, null);
    }

    private static bool Says(DecisionProposal proposal, AuthorizationDecision decision) =>
        (proposal.Outcome, proposal.Number, proposal.Service, proposal.Units, proposal.ValidFrom, proposal.ValidTo, proposal.PeerToPeerBy)
        == (decision.Outcome ?? "", decision.Number ?? "", decision.Service ?? "", decision.Units ?? "", decision.ValidFrom, decision.ValidTo, decision.PeerToPeerBy)
        && (proposal.AppealBy, proposal.RespondBy) == (decision.AppealBy, decision.RespondBy);

    private void Put(DecisionProposal proposal, AuthorizationDecision decision, string accessClass)
    {
        (proposal.PatientId, proposal.LocationId, proposal.AccessClass, proposal.State, proposal.AcceptedBy) = (decision.PatientId, decision.LocationId, accessClass, ProposalState.Open, null);
        (proposal.Outcome, proposal.Number, proposal.Service, proposal.Units) = (decision.Outcome ?? "", decision.Number ?? "", decision.Service ?? "", decision.Units ?? "");
        (proposal.ValidFrom, proposal.ValidTo, proposal.PeerToPeerBy, proposal.AppealBy, proposal.RespondBy) =
            (decision.ValidFrom, decision.ValidTo, decision.PeerToPeerBy, decision.AppealBy, decision.RespondBy);
        proposal.ReadAt = raise.Now;
    }

    private static void Say(StaffTask? task, string fit, Guid? authorizationId)
    {
        if (task is { State: TaskState.Open })
        {
            var detail = WithoutFit(task.Detail);
            (task.Detail, task.AuthorizationId) = (detail.Length == 0 ? fit : $"{detail}. {fit}", authorizationId);
        }
    }

    /// <summary>By the number, else by the code, else by the words of the service; each time those that are still open first.</summary>
    private async Task<IReadOnlyList<Guid>> FittingOf(AuthorizationDecision decision, CancellationToken stopping)
    {
        var all = await db.Authorizations.AsNoTracking().Where(a => a.PatientId == decision.PatientId && a.State != AuthorizationState.Withdrawn).ToListAsync(stopping);
        var number = NameKeys.Number(decision.Number ?? "");
        var codes = CodesIn(decision.Service);
        Func<PayerAuthorization, bool>[] ways =
        [
            a => number.Length > 0 && (NameKeys.Number(a.Number) == number || NameKeys.Number(a.CaseReference) == number),
            a => a.Codes.Any(code => codes.Contains(code.Code)),
            a => codes.Count == 0 && a.Codes.Any(code => SameWords(code.Description, decision.Service)),
        ];
        foreach (var way in ways)
        {
            var fit = all.FindAll(a => way(a));
            var waiting = fit.FindAll(a => a.State is AuthorizationState.Submitted or AuthorizationState.Pended);
            var open = waiting.Count > 0 ? waiting : fit.FindAll(a => a.State == AuthorizationState.Draft) is { Count: > 0 } drafts ? drafts : fit;
            if (open.Count > 0)
            {
                return [.. open.Select(a => a.Id)];
            }
        }

        return [];
    }

    /// <summary>The CPT and HCPCS codes that a text names.</summary>
    internal static HashSet<string> CodesIn(string? text) => Code().Matches(text ?? "").Select(code => code.Value.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);

    /// <summary>Every word of the shorter stands in the longer; little words do not count.</summary>
    internal static bool SameWords(string description, string? service)
    {
        static HashSet<string> Words(string text) =>
            [.. Word().Matches(text).Select(word => word.Value.ToUpperInvariant()).Where(word => word.Length > 2 && word is not ("THE" or "AND" or "FOR" or "WITH" or "WITHOUT"))];

        var (asked, told) = (Words(description), Words(service ?? ""));
        return asked.Count > 0 && told.Count > 0 && (asked.IsSubsetOf(told) || told.IsSubsetOf(asked));
    }

    [GeneratedRegex(@"\b([A-Z][0-9]{4}|[0-9]{5}|[0-9]{4}[A-Z])\b", RegexOptions.IgnoreCase)]
    private static partial Regex Code();

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
