using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>A duty as a list shows it.</summary>
/// <param name="Who">Whose it is: "You", a name, a pool.</param>
/// <param name="Due">On the location's clock, in words.</param>
internal sealed record DutyRow(Guid Id, Guid DocumentId, string Kind, string State, DocumentType Type, string? UrgentReason, bool IsUrgent, PatientSummary? Patient, string Who, string Due, bool IsLate, string Waiting);

/// <summary>Something that happened to a duty, in words.</summary>
/// <param name="Comment">What a person wrote; null where nobody did.</param>
internal sealed record DutyLine(string When, string Words, string Who, string? Comment, Guid? CopyId);

/// <summary>A duty with all its steps.</summary>
internal sealed record DutyCard(Duty Duty, string Who, string Due, bool IsLate, IReadOnlyList<DutyLine> Lines);

/// <summary>Duties as the pages show them. The caller audits.</summary>
internal sealed class DutyRows(DutyList list, IPatients patients, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    public async Task<IReadOnlyList<DutyRow>> Of(IQueryable<Duty> duties, CancellationToken stopping)
    {
        var found = await duties.AsNoTracking().Select(duty => new { Duty = duty, duty.Document!.Type, duty.Document.UrgentReason, duty.Document.PatientId, Pool = duty.Pool!.Name }).ToListAsync(stopping);
        var people = (await patients.Find([.. found.Select(f => f.PatientId).OfType<Guid>().Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var (profile, now) = (await organization.Profile(stopping), clock.GetUtcNow());
        var rows = new List<DutyRow>();
        foreach (var f in found)
        {
            rows.Add(new DutyRow(
                f.Duty.Id, f.Duty.DocumentId, f.Duty.Kind, f.Duty.State, f.Type, f.UrgentReason, f.Duty.IsUrgent, f.PatientId is { } id ? people.GetValueOrDefault(id) : null,
                await Who(f.Duty, f.Pool, stopping), LocationClock.Words(f.Duty.DueAt, now, profile.Find(f.Duty.LocationId)), f.Duty.DueAt < now, Wording.Of(now - f.Duty.RaisedAt)));
        }

        return rows;
    }

    /// <summary>Those of one document, the latest first.</summary>
    public async Task<IReadOnlyList<DutyCard>> OfDocument(Guid documentId, Location? location, CancellationToken stopping)
    {
        var cards = new List<DutyCard>();
        foreach (var duty in await list.InSight.AsNoTracking().Include(d => d.Pool).Include(d => d.Steps).Where(d => d.DocumentId == documentId).OrderByDescending(d => d.RaisedAt).ToListAsync(stopping))
        {
            var now = clock.GetUtcNow();
            var lines = new List<DutyLine>();
            foreach (var step in duty.Steps.OrderBy(s => s.At).ThenBy(s => s.Id))
            {
                var who = step.By is { } user ? await Name(user, stopping) : "ClinicOps";
                lines.Add(new DutyLine(
                    LocationClock.Words(step.At, now, location),
                    DutyWords.Of(step, step.ToUser is { } to ? await Name(to, stopping) : null),
                    step.InsteadOf is { } named ? $"{who}, for {await Name(named, stopping)}" : who,
                    step.Comment,
                    step.CopyId));
            }

            cards.Add(new DutyCard(duty, await Who(duty, duty.Pool?.Name, stopping), LocationClock.Words(duty.DueAt, now, location), duty.DueAt < now && !DutyState.Over.Contains(duty.State), lines));
        }

        return cards;
    }

    private async Task<string> Who(Duty duty, string? pool, CancellationToken stopping)
    {
        var behind = pool ?? "everybody here who acknowledges";
        var first = duty.AssigneeId is { } named ? named == actor.UserId ? "You" : await Name(named, stopping) : char.ToUpperInvariant(behind[0]) + behind[1..];
        return first + (duty.AssigneeId is not null && duty.Level >= DutyLevel.Pool ? $", {behind}" : "") + (duty.Level >= DutyLevel.Managers ? ", the managers" : "");
    }

    private async Task<string> Name(Guid user, CancellationToken stopping) => await organization.NameOfUser(user, stopping) ?? "somebody no longer known";
}

/// <summary>What the recorded codes of duties are called in front of people.</summary>
internal static class DutyWords
{
    /// <param name="to">The name of whom it goes to; null for a pool.</param>
    public static string Of(DutyStep step, string? to) => step.Code switch
    {
        DutyStepCode.Raised => $"It is for {to ?? "the pool"}: {Because(step.Because)}",
        DutyStepCode.Signed => "Signed",
        DutyStepCode.SentBack => "Sent back" + By(step),
        DutyStepCode.SendFailed => "It did not go back" + By(step) + ": a task was made",
        DutyStepCode.ArrivalConfirmed => "Its arrival is confirmed" + By(step),
        DutyStepCode.SenderTold => "The sender was told" + By(step),
        DutyStepCode.PagesReturned => "The pages were returned" + By(step),
        DutyStepCode.PagesDestroyed => "The pages were destroyed: nobody opens them any more",
        DutyStepCode.Acknowledged => "Acknowledged",
        DutyStepCode.ActionAsked => "Acknowledged; something is to be done: a task was made",
        DutyStepCode.Given => $"Given to {to}",
        DutyStepCode.ToPool => "Not done in time: the pool has it too",
        DutyStepCode.ToManagers => "Not done in time: the managers have it too",
        DutyStepCode.TakenFromNamed => $"To the pool: {Because(step.Because)}",
        DutyStepCode.Withdrawn => "Taken back: the document is elsewhere now",
        DutyStepCode.Undone => "Undone",
        _ => "Changed",
    };

    /// <summary>" by fax to Dr. Cruz on 03/04/2026, number 4711".</summary>
    private static string By(DutyStep step) =>
        $"{(DutyHow.TextOf(step.How) is { } how ? " " + how : "")}{(step.Whom is { } whom ? $", {whom}" : "")}{(step.On is { } day ? $", on {Wording.Of(day)}" : "")}{(step.Reference is { } number ? $", reference {number}" : "")}";

    public static string Kind(string kind) => kind switch
    {
        DutyKind.SignReturn => "To sign and send back",
        DutyKind.Misdirected => "Meant for somebody else",
        _ => "To acknowledge",
    };

    /// <summary>How far it is, in a badge.</summary>
    public static string State(string kind, string state) => (kind, state) switch
    {
        (_, DutyState.Withdrawn) => "Taken back",
        (DutyKind.Acknowledge, DutyState.Done) => "Acknowledged",
        (DutyKind.Acknowledge, _) => "To be acknowledged",
        (DutyKind.SignReturn, DutyState.Open) => "To be signed",
        (DutyKind.SignReturn, DutyState.Signed) => "Signed, to be sent back",
        (DutyKind.SignReturn, DutyState.Returned) => "Sent back, not confirmed",
        (DutyKind.SignReturn, _) => "Sent back and confirmed",
        (_, DutyState.Open) => "The sender is to be told",
        (_, DutyState.Told) => "To be returned or destroyed",
        _ => "Dealt with, and written down",
    };

    /// <summary>Of a line of a document's history, "acknowledge:acknowledged".</summary>
    public static string? OfHistory(string? detail) => detail?.Split(':') is [_, var code]
        ? code switch
        {
            DutyStepCode.Raised => "It is somebody's to see to",
            DutyStepCode.Signed => "Signed",
            DutyStepCode.SentBack => "Sent back to the sender",
            DutyStepCode.SendFailed => "Sending it back failed, or nobody knows whether it arrived",
            DutyStepCode.ArrivalConfirmed => "Arrival at the sender confirmed",
            DutyStepCode.SenderTold => "The sender was told that it came to the wrong place",
            DutyStepCode.PagesReturned => "Returned to the sender",
            DutyStepCode.PagesDestroyed => "Destroyed",
            DutyStepCode.Acknowledged => "Acknowledged",
            DutyStepCode.ActionAsked => "Acknowledged, with something to be done",
            DutyStepCode.Given => "Given to a colleague",
            DutyStepCode.ToPool => "Not done in time: the pool has it",
            DutyStepCode.ToManagers => "Not done in time: the managers have it",
            DutyStepCode.TakenFromNamed => "The named person cannot do it: the pool has it",
            DutyStepCode.Withdrawn => "Nobody has to see to it any more",
            DutyStepCode.Undone => "Undone",
            _ => null,
        }
        : null;

    public static string Because(string? code) => code switch
    {
        NamedBecause.Ordered => "the page names them as who asked for it",
        NamedBecause.Attention => "it is to their attention",
        NamedBecause.CopyTo => "a copy goes to them",
        NamedBecause.AddressedTo => "it is addressed to them",
        NamedBecause.PrimaryCare => "the page names them as the patient's own",
        NamedBecause.Visits => "the patient has visits with them",
        NamedBecause.NotCleared => "who is named on the page is not cleared for this record, or does not work here",
        NamedBecause.PoolNotCleared => "nobody of the pool is cleared for this record, so everybody who is",
        NamedBecause.NobodyCleared => "nobody who acknowledges is cleared for this record: a manager has to see to it",
        NamedBecause.SaidSo => "they saw that it came to the wrong place",
        NamedBecause.Gone => "who had it is gone, or not cleared for this record any more",
        _ => "nobody of the clinic is named on the page",
    };

    /// <summary>What is said when nothing was done.</summary>
    public static string Refusal(DutyAct refused, string who, string whenAgo) => refused switch
    {
        DutyAct.ChangedMeanwhile => $"Changed by {who}, {whenAgo}, while this page was open. Nothing was done: this is how it is now.",
        DutyAct.NotYours => "This is a colleague's, and you do not cover for them. Nothing was done.",
        DutyAct.NotSaid => "Something is missing: say what is asked for on this page. A colleague must be one who sees this document. Nothing was done.",
        DutyAct.NotNow { State: DutyState.Done } => "This is done already. Nothing was done. Who did it can undo it; then it waits again.",
        _ => "This does not wait any more. Nothing was done.",
    };
}
