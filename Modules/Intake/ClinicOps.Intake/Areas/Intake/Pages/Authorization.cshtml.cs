using System.Globalization;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>One authorization: how it stands and what is next, its clocks, its units, what letters say, and every step.</summary>
[Authorize(Policy = IntakeRights.ViewAuthorizations)]
internal sealed class AuthorizationModel(
    IntakeDb db, ListAuthorizations list, WorkOnAuthorization work, TakeProposal take, ReserveUnits units, IVisits visits, IOrganization organization, IAuthorizationService authorization, AuditTrail audit,
    TimeProvider clock) : PageModel
{
    [BindProperty]
    public StepForm Form { get; set; } = new();

    public AuthorizationRow Row { get; private set; } = null!;

    public bool MayWork { get; private set; }

    public RuleAnswer Answer { get; private set; } = new RuleAnswer.NotKnown();

    public IReadOnlyList<AuthorizationDeadline> Deadlines { get; private set; } = [];

    public IReadOnlyList<DecisionProposal> Letters { get; private set; } = [];

    /// <summary>Letters about the patient that fit no request or several.</summary>
    public IReadOnlyList<DecisionProposal> OtherLetters { get; private set; } = [];

    public IReadOnlyList<VisitUnits> Visits { get; private set; } = [];

    public IReadOnlyList<StaffTask> Tasks { get; private set; } = [];

    public IReadOnlyList<LogLine> Log { get; private set; } = [];

    /// <summary>The step that may be taken back.</summary>
    public AuthorizationEvent? Last { get; private set; }

    public string? Refusal { get; private set; }

    /// <summary>How many units were typed for which visit, and not held.</summary>
    public (Guid Visit, decimal? Units) Unheld { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => await Show(id, stopping) ? Page() : NotFound();

    public async Task<IActionResult> OnPostStep(Guid id, CancellationToken stopping)
    {
        if (!await May())
        {
            return Forbid();
        }

        return !ModelState.IsValid || Form.Step() is not { } step
            ? await Refused(id, "Something typed is too long, or no number or day. Nothing was saved.", stopping)
            : await Answered(id, await work.Run(id, Form.Version, Form.StepId, step, stopping), stopping);
    }

    public async Task<IActionResult> OnPostUndo(Guid id, Guid step, CancellationToken stopping)
    {
        if (!await May())
        {
            return Forbid();
        }

        switch (await work.Undo(id, step, stopping))
        {
            case AuthorizationWork.Done:
                return Back(id, "Taken back: it is as it was before.");
            case AuthorizationWork.Refused refused:
                return Back(id, refused.Why);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostTake(Guid id, CancellationToken stopping) =>
        !await May() ? Forbid() : await work.Take(id, stopping) ? Back(id, "It is yours.") : NotFound();

    /// <param name="letter">The document.</param>
    /// <param name="letterVersion">Of what it proposes, as the page showed it.</param>
    public async Task<IActionResult> OnPostAccept(Guid id, Guid letter, uint letterVersion, Guid stepId, CancellationToken stopping) =>
        await May() ? await Answered(id, await take.Accept(id, letter, letterVersion, stepId, stopping), stopping) : Forbid();

    public async Task<IActionResult> OnPostDismiss(Guid id, Guid letter, CancellationToken stopping) =>
        !await May() ? Forbid() : await take.Dismiss(id, letter, stopping) ? Back(id, "The letter is about something else: it proposes nothing here any more.") : NotFound();

    public async Task<IActionResult> OnPostChoose(Guid id, Guid letter, CancellationToken stopping) =>
        !await May() ? Forbid() : await take.Choose(id, letter, stopping) ? Back(id, "The letter is about this request: look at what it proposes.") : NotFound();

    /// <param name="held">How many the visit takes; empty where one visit is one unit.</param>
    public async Task<IActionResult> OnPostReserve(Guid id, Guid visit, decimal? held, CancellationToken stopping)
    {
        if (!await May())
        {
            return Forbid();
        }

        if (await list.Find(id, stopping) is not { } row)
        {
            return NotFound();
        }

        var basis = row.Authorization.UnitBasis;
        Unheld = (visit, held);
        return await units.Reserve(visit, id, held, stopping) switch
        {
            Reservation.Held now => Back(id, $"Held for the visit. {UnitsInWords(now.Left, basis)} left."),
            Reservation.WasHeld => Back(id, "The visit holds its units already."),
            Reservation.NotEnough few => await Refused(id, $"Nothing was held: {UnitsInWords(few.Left, basis)} left. Give units of another visit back, or ask the payer for more.", stopping),
            Reservation.SayUnits say => await Refused(id, $"Nothing was held: say how many {UnitBasis.InWords(say.Basis)} the visit takes.", stopping),
            Reservation.NotGranted => await Refused(id, "Nothing was held: no units are approved. Record the payer's decision with its units first.", stopping),
            Reservation.NotValidThen => await Refused(id, "Nothing was held: the visit's day lies outside of what was approved. Move the visit, or have the payer extend it.", stopping),
            Reservation.OtherVisit => Back(id, "Nothing was held: the visit does not stand any more."),
            _ => NotFound(),
        };
    }

    public async Task<IActionResult> OnPostRelease(Guid id, Guid visit, CancellationToken stopping) =>
        !await May() ? Forbid()
        : await list.Find(id, stopping) is null ? NotFound()
        : Back(id, await units.Release(visit, id, stopping) ? "The visit's units are given back." : "The visit held nothing of it.");

    public async Task<IActionResult> OnPostSetAside(Guid id, Guid visit, CancellationToken stopping) =>
        !await May() ? Forbid()
        : await list.Find(id, stopping) is null ? NotFound()
        : Back(id, await units.SetAside(visit, id, stopping) ? "It is not meant for the visit: nothing is held for it." : "The visit holds units of it: give them back.");

    public static string DeadlineInWords(string kind) => kind switch
    {
        DeadlineKind.Decision => "the payer decides",
        DeadlineKind.RespondBy => "send what is asked for",
        DeadlineKind.PeerToPeer => "peer-to-peer talk",
        DeadlineKind.Appeal => "appeal",
        _ => "ask for what was done",
    };

    public static string UnitsInWords(decimal count, string? basis) => string.Create(CultureInfo.InvariantCulture, $"{count:0.##} {UnitBasis.InWords(basis)}");

    private async Task<IActionResult> Answered(Guid id, AuthorizationWork answer, CancellationToken stopping)
    {
        switch (answer)
        {
            case AuthorizationWork.Done done:
                TempData["undo-url"] = $"/intake/authorizations/authorization/{id}?handler=Undo&step={done.EventId}";
                return Back(id, $"{StepWords.InWords(done.What)}: recorded.");
            case AuthorizationWork.WasDone:
                return Redirect($"/intake/authorizations/authorization/{id}");
            case AuthorizationWork.ChangedMeanwhile meanwhile:
                var last = await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, stopping: stopping);
                return await Refused(id, $"Changed by {last}, while this page was open. Nothing was saved: look at it, and send this again.", stopping);
            case AuthorizationWork.Refused refused:
                return await Refused(id, $"{refused.Why} Nothing was saved.", stopping);
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> Refused(Guid id, string why, CancellationToken stopping)
    {
        ModelState.Clear();
        Refusal = why;
        return await Show(id, stopping) ? Page() : NotFound();
    }

    private RedirectResult Back(Guid id, string toast)
    {
        TempData["toast"] = toast;
        return Redirect($"/intake/authorizations/authorization/{id}");
    }

    private async Task<bool> May() => (await authorization.AuthorizeAsync(User, null, IntakeRights.WorkAuthorizations)).Succeeded;

    private async Task<bool> Show(Guid id, CancellationToken stopping)
    {
        if (await list.Find(id, stopping) is not { } row)
        {
            return false;
        }

        var of = row.Authorization;
        (Row, MayWork) = (row, await May());
        (Form.Version, Form.StepId) = (of.Version, Guid.CreateVersion7());
        Answer = AuthorizationRuleTable.For(await AuthorizationRuleTable.InForce(db, stopping), await NamedPayer.Find(db, of.Payer, of.Plan, stopping), of.Codes, of.Site);
        Deadlines = await db.AuthorizationDeadlines.AsNoTracking().Where(d => d.AuthorizationId == id && d.State != DeadlineState.Void).OrderBy(d => d.DueAt).ToListAsync(stopping);
        var letters = await db.DecisionProposals.AsNoTracking().Where(p => p.PatientId == of.PatientId && (p.AuthorizationId == id || p.AuthorizationId == null) && p.State != ProposalState.Withdrawn).OrderByDescending(p => p.ReadAt).ToListAsync(stopping);
        Letters = letters.FindAll(letter => letter.AuthorizationId == id && letter.State == ProposalState.Open);
        OtherLetters = letters.FindAll(letter => letter.AuthorizationId is null);
        Tasks = await db.Tasks.AsNoTracking().Where(task => task.Id == of.TaskId || (task.AuthorizationId == id && task.State != TaskState.Withdrawn)).OrderByDescending(task => task.State == TaskState.Open).ThenBy(task => task.RaisedAt).ToListAsync(stopping);
        Last = await work.LastStep(id, stopping) is { } last && StepWords.MayBeUndone(last.What) ? last : null;
        await ShowVisits(of, stopping);
        await ShowLog(of, stopping);
        await audit.Record(db, new AuditEntry("authorization.viewed", "authorization", id, [of.PatientId], LocationId: of.LocationId), stopping);
        return true;
    }

    /// <summary>Visits that hold units of it, and others within its days that may: those to come, and those that took place.</summary>
    private async Task ShowVisits(PayerAuthorization of, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var uses = (await db.CountingUses.AsNoTracking().Where(use => use.AuthorizationId == of.Id).ToListAsync(stopping)).ToDictionary(use => use.VisitId);
        var setAside = await db.AuthorizationUses.Where(use => use.AuthorizationId == of.Id && (use.Kind == UseKind.Released || use.Kind == UseKind.Returned) && use.By != null).Select(use => use.VisitId).ToListAsync(stopping);
        var shown = new List<VisitUnits>();
        foreach (var visit in await visits.OfPatient(of.PatientId, stopping))
        {
            var use = uses.GetValueOrDefault(visit.Id);
            var start = LocalTime.At(profile.Find(visit.LocationId), visit.StartsAt);
            var mayBeHeld = AuthorizationState.Granted.Contains(of.State) && visit.State == VisitStates.Booked && visit.StartsAt > clock.GetUtcNow();
            var mayBeCounted = (AuthorizationState.Granted.Contains(of.State) || of is { State: AuthorizationState.Expired, UnitsApproved: not null })
                && (visit.State == VisitStates.Done || (visit.State == VisitStates.Booked && visit.StartsAt <= clock.GetUtcNow()))
                && of.ValidFrom is not null && ReserveUnits.IsValidOn(of, DateOnly.FromDateTime(start.DateTime));
            if (use is not null || mayBeHeld || mayBeCounted)
            {
                shown.Add(new VisitUnits(visit.Id, start, visit.VisitType, visit.ProviderName, use?.Kind, use?.Units, visit.State == VisitStates.Done, use is null && setAside.Contains(visit.Id)));
                uses.Remove(visit.Id);
            }
        }

        // Of a visit that this user does not see: the units are held all the same.
        Visits = [.. shown.OrderBy(visit => visit.Start), .. uses.Values.Select(use => new VisitUnits(null, default, "a visit out of your sight", "", use.Kind, use.Units, IsDone: false, IsSetAside: false))];
    }

    private async Task ShowLog(PayerAuthorization of, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(of.LocationId);
        var all = await db.AuthorizationEvents.AsNoTracking().Where(e => e.AuthorizationId == of.Id).OrderByDescending(e => e.Number).ToListAsync(stopping);
        var undone = all.Select(e => e.UndoesId).OfType<Guid>().ToHashSet();
        var lines = new List<LogLine>();
        foreach (var happened in all)
        {
            var who = happened.By is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "ClinicOps";
            lines.Add(new LogLine(happened, LocalTime.At(location, happened.At), who, undone.Contains(happened.Id), Differences.InWords(Compared, happened.Old, happened.New)));
        }

        Log = lines;
    }

    private static readonly (string Name, Func<AuthorizationFacts, string> Value)[] Compared =
    [
        ("state", facts => ApplyStep.InWords(facts.State)), ("payer", facts => facts.Payer), ("plan", facts => facts.Plan), ("codes", facts => string.Join(", ", facts.Codes)),
        ("diagnoses", facts => string.Join(", ", facts.Diagnoses)), ("provider", facts => facts.ProviderName), ("NPI", facts => facts.ProviderNpi), ("site", facts => facts.Site), ("urgency", facts => facts.Urgency),
        ("day", facts => LocalTime.Us(facts.ServiceOn)), ("case reference", facts => facts.CaseReference), ("number", facts => facts.Number),
        ("units", facts => facts.UnitsApproved is { } count ? UnitsInWords(count, facts.UnitBasis) : ""), ("approved codes", facts => string.Join(", ", facts.ApprovedCodes)), ("valid from", facts => LocalTime.Us(facts.ValidFrom)), ("valid to", facts => LocalTime.Us(facts.ValidTo)),
        ("not required, says", facts => facts.NotRequiredBy),
    ];
}

/// <param name="VisitId">Null of one that the user does not see.</param>
/// <param name="Start">On the wall clock of its location.</param>
/// <param name="Kind">reserved or used; null while it holds nothing.</param>
/// <param name="IsDone">It took place: it is counted, not held.</param>
/// <param name="IsSetAside">A person said that the authorization is not meant for it.</param>
internal sealed record VisitUnits(Guid? VisitId, DateTimeOffset Start, string VisitType, string ProviderName, string? Kind, decimal? Units, bool IsDone, bool IsSetAside);

/// <param name="At">On the location's wall clock.</param>
/// <param name="Differences">Each value that changed, in words.</param>
internal sealed record LogLine(AuthorizationEvent Step, DateTimeOffset At, string Who, bool IsUndone, IReadOnlyList<string> Differences);
