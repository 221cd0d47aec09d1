using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Papers;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Referrals;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>One referral: how it stands and what is next, the visits that count under it or the note that answers it, and every step and attempt.</summary>
[Authorize(Policy = IntakeRights.ViewReferrals)]
internal sealed class ReferralModel(
    IntakeDb db, ListReferrals list, WorkOnReferral work, AnswerNote answer, CountVisits count, LoadChart chart, ReferralPackets packets, SendPacket send, IVisits visits, IOrganization organization, IAuthorizationService authorization, AuditTrail audit,
    TimeProvider clock) : PageModel
{
    [BindProperty]
    public ReferralStepForm Form { get; set; } = new();

    public ReferralRow Row { get; private set; } = null!;

    public bool MayWork { get; private set; }

    /// <summary>The PCP as the patient's record names them; null where it does not.</summary>
    public PrimaryCare? Pcp { get; private set; }

    /// <summary>Out: what was put together to go with it, latest first.</summary>
    public IReadOnlyList<ShownPacket> Packets { get; private set; } = [];

    /// <summary>Out: how packets went, and the form that sends one.</summary>
    public PacketSending? Sending { get; private set; }

    /// <summary>Consult notes of the patient that a person has to judge.</summary>
    public IReadOnlyList<NoteProposal> Notes { get; private set; } = [];

    /// <summary>Other consult notes of the patient, which answer no referral.</summary>
    public IReadOnlyList<NoteProposal> OtherNotes { get; private set; } = [];

    public IReadOnlyList<ChartDocument> Enclosed { get; private set; } = [];

    public IReadOnlyList<CountedVisit> Visits { get; private set; } = [];

    public IReadOnlyList<StaffTask> Tasks { get; private set; } = [];

    public IReadOnlyList<ReferralLogLine> Log { get; private set; } = [];

    /// <summary>The step that may be taken back.</summary>
    public ReferralEvent? Last { get; private set; }

    public string? Refusal { get; private set; }

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

        return await work.Undo(id, step, stopping) switch
        {
            ReferralWork.Done => Back(id, "Taken back: it is as it was before."),
            ReferralWork.Refused refused => Back(id, refused.Why),
            _ => NotFound(),
        };
    }

    public async Task<IActionResult> OnPostTake(Guid id, CancellationToken stopping) =>
        !await May() ? Forbid() : await work.Take(id, stopping) ? Back(id, "It is yours.") : NotFound();

    /// <param name="note">The document.</param>
    public async Task<IActionResult> OnPostNote(Guid id, Guid note, CancellationToken stopping) =>
        await May() ? await Answered(id, await answer.Choose(id, Form.Version, note, Form.StepId, stopping), stopping) : Forbid();

    public async Task<IActionResult> OnPostDismiss(Guid id, Guid note, CancellationToken stopping) =>
        !await May() ? Forbid() : await answer.Dismiss(id, note, stopping) ? Back(id, "The note answers no referral: it proposes nothing any more.") : NotFound();

    /// <param name="from">The referral that it counted under until now; null where it counted under none.</param>
    public async Task<IActionResult> OnPostCount(Guid id, Guid visit, Guid? from, CancellationToken stopping)
    {
        if (!await May())
        {
            return Forbid();
        }

        if (await list.Find(id, stopping) is null)
        {
            return NotFound();
        }

        switch (from is { } other ? await count.Move(visit, other, id, stopping) : await count.Count(visit, id, stopping))
        {
            case VisitCounted.Counted:
                TempData["undo-url"] = from is { } before ? $"/intake/referrals/referral/{before}?handler=Count&visit={visit}&from={id}" : $"/intake/referrals/referral/{id}?handler=Release&visit={visit}";
                return Back(id, "The visit counts under it.");
            case VisitCounted.WasCounted:
                return Back(id, "The visit counts under it already.");
            case VisitCounted.NoneLeft:
                return Back(id, "Nothing was changed: no visit is left.");
            case VisitCounted.NotValidThen:
                return Back(id, "Nothing was changed: the visit's day lies outside of the days it is valid.");
            case VisitCounted.CountsElsewhere:
                return Back(id, "Nothing was changed: the visit counts under another referral by now.");
            case VisitCounted.NotOfIt:
                return Back(id, "Nothing was changed: the visit or the referral does not stand any more.");
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostRelease(Guid id, Guid visit, CancellationToken stopping)
    {
        if (!await May())
        {
            return Forbid();
        }

        if (await list.Find(id, stopping) is null)
        {
            return NotFound();
        }

        if (!await count.Release(visit, id, stopping))
        {
            return Back(id, "The visit did not count under it.");
        }

        TempData["undo-url"] = $"/intake/referrals/referral/{id}?handler=Count&visit={visit}";
        return Back(id, "The visit does not count under it any more.");
    }

    /// <summary>Who saw the patient, as the note says.</summary>
    public static string InWords(NoteProposal note) =>
        string.Join(", ", new[] { note.Provider, note.Practice, note.Specialty, LocalTime.Us(note.SeenOn) is { Length: > 0 } day ? $"seen {day}" : "" }.Where(part => part.Length > 0)) is { Length: > 0 } said ? said : "nobody could tell by whom";

    private async Task<IActionResult> Answered(Guid id, ReferralWork done, CancellationToken stopping)
    {
        switch (done)
        {
            case ReferralWork.Done step:
                TempData["undo-url"] = $"/intake/referrals/referral/{id}?handler=Undo&step={step.EventId}";
                return Back(id, $"{ReferralWords.InWords(step.What)}: recorded.");
            case ReferralWork.WasDone:
                return Redirect($"/intake/referrals/referral/{id}");
            case ReferralWork.ChangedMeanwhile meanwhile:
                var last = await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, stopping: stopping);
                return await Refused(id, $"Changed by {last}, while this page was open. Nothing was saved: look at it, and send this again.", stopping);
            case ReferralWork.Refused refused:
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
        return Redirect($"/intake/referrals/referral/{id}");
    }

    private async Task<bool> May() => (await authorization.AuthorizeAsync(User, null, IntakeRights.WorkReferrals)).Succeeded;

    private async Task<bool> Show(Guid id, CancellationToken stopping)
    {
        if (await list.Find(id, stopping) is not { } row)
        {
            return false;
        }

        var of = row.Referral;
        (Row, MayWork) = (row, await May());
        (Form.Version, Form.StepId) = (of.Version, Guid.CreateVersion7());
        Pcp = (await PrimaryCare.OfAll(db, [of.PatientId], stopping)).GetValueOrDefault(of.PatientId);
        if (of.Direction == ReferralDirection.Out)
        {
            var notes = await db.NoteProposals.AsNoTracking().Where(p => p.PatientId == of.PatientId && (p.State == ProposalState.Open || p.State == ProposalState.Dismissed)).OrderByDescending(p => p.ReadAt).ToListAsync(stopping);
            Notes = notes.FindAll(note => note.State == ProposalState.Open && row.IsOpen);
            OtherNotes = row.IsOpen ? notes.FindAll(note => note.State == ProposalState.Dismissed) : [];
            Packets = await packets.Of(of, stopping);
            Sending = await PacketSending.Of(
                $"/intake/referrals/referral/{id}/packet?handler=Send", new PacketForm(), of.Facts.Request.Whom, row.Location, [.. Packets.Select(made => made.Packet.Id)], send,
                MayWork && (await authorization.AuthorizeAsync(User, null, CorrespondenceRights.SendLetters)).Succeeded, stopping);
            Enclosed = of.Enclosed.Length == 0 ? [] : [.. (await chart.Of(of.PatientId, stopping)).Where(document => of.Enclosed.Contains(document.Id))];
        }

        Tasks = await db.Tasks.AsNoTracking().Where(task => task.Id == of.TaskId || (task.ReferralId == id && task.State != TaskState.Withdrawn)).OrderByDescending(task => task.State == TaskState.Open).ThenBy(task => task.RaisedAt).ToListAsync(stopping);
        Last = await work.LastStep(id, stopping) is { } last && ReferralWords.MayBeUndone(last.What) ? last : null;
        await ShowVisits(of, stopping);
        await ShowLog(of, stopping);
        await audit.Record(db, new AuditEntry("referral.viewed", "referral", id, [of.PatientId], LocationId: of.LocationId), stopping);
        return true;
    }

    /// <summary>Visits that count under it, and those that may: coming ones, and such as were before anybody said what it allows.</summary>
    private async Task ShowVisits(Referral of, CancellationToken stopping)
    {
        if (of.Direction == ReferralDirection.Out)
        {
            return;
        }

        var profile = await organization.Profile(stopping);
        var ofPatient = await visits.OfPatient(of.PatientId, stopping);
        var ids = ofPatient.Select(visit => visit.Id).ToList();
        var counting = await db.CountingReferralUses.AsNoTracking().Where(use => use.ReferralId == of.Id || ids.Contains(use.VisitId)).ToListAsync(stopping);
        var elsewhere = counting.Where(use => use.ReferralId != of.Id).ToDictionary(use => use.VisitId, use => use.ReferralId);
        var otherIds = elsewhere.Values.Distinct().ToList();
        var others = (await db.Referrals.AsNoTracking().Where(r => otherIds.Contains(r.Id)).ToListAsync(stopping)).ToDictionary(r => r.Id);
        var counted = counting.Where(use => use.ReferralId == of.Id).ToDictionary(use => use.VisitId);
        var chosen = await WhoChose(counted.Values, stopping);
        var shown = new List<CountedVisit>();
        foreach (var visit in ofPatient)
        {
            var use = counted.GetValueOrDefault(visit.Id);
            if (use is not null || (of.State == ReferralState.Accepted && visit.State != VisitStates.Cancelled && CountVisits.IsValidOn(of, LocalTime.DayAt(profile.Find(visit.LocationId), visit.StartsAt))))
            {
                // Under one out of sight: it counts there all the same, and nothing is said of it.
                var under = elsewhere.TryGetValue(visit.Id, out var other) ? other : (Guid?)null;
                shown.Add(new CountedVisit(
                    visit.Id, LocalTime.At(profile.Find(visit.LocationId), visit.StartsAt), visit.VisitType, visit.ProviderName, use?.Kind, use is null ? "" : chosen[use.VisitId],
                    under is { } known && others.TryGetValue(known, out var seen) ? (seen.Id, ReferralTasks.Subject(seen.Facts)) : null, under is not null));
                counted.Remove(visit.Id);
            }
        }

        // Of a visit that this user does not see: it counts all the same.
        Visits = [.. shown.OrderBy(visit => visit.Start), .. counted.Values.Select(use => new CountedVisit(null, default, "a visit out of your sight", "", use.Kind, chosen[use.VisitId], null, false))];
    }

    /// <summary>By visit, who said that it counts under this one. What a done visit used was held before, by whoever held it.</summary>
    private async Task<Dictionary<Guid, string>> WhoChose(IEnumerable<ReferralUse> uses, CancellationToken stopping)
    {
        var began = uses.Select(use => use.EndsId ?? use.Id).ToList();
        var names = new Dictionary<Guid, string>();
        foreach (var use in await db.ReferralUses.AsNoTracking().Where(use => began.Contains(use.Id)).ToListAsync(stopping))
        {
            names[use.VisitId] = use.By is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "ClinicOps";
        }

        return names;
    }

    private async Task ShowLog(Referral of, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(of.LocationId);
        var all = await db.ReferralEvents.AsNoTracking().Where(e => e.ReferralId == of.Id).OrderByDescending(e => e.Number).ToListAsync(stopping);
        var undone = all.Select(e => e.UndoesId).OfType<Guid>().ToHashSet();
        var lines = new List<ReferralLogLine>();
        foreach (var happened in all)
        {
            var who = happened.By is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "ClinicOps";
            lines.Add(new ReferralLogLine(happened, LocalTime.At(location, happened.At), who, undone.Contains(happened.Id), Differences(happened)));
        }

        Log = lines;
    }

    private static readonly (string Name, Func<ReferralFacts, string> Value)[] Compared =
    [
        ("state", facts => ReferralWords.OfState(facts.State)), ("from or to", facts => facts.Request.Whom), ("specialty", facts => facts.Request.Specialty), ("why", facts => facts.Request.Reason),
        ("diagnosis", facts => facts.Request.Diagnosis), ("urgency", facts => facts.Request.Urgency), ("plan", facts => facts.Request.Payer), ("documents", facts => facts.Request.Enclosed.Count.ToString(CultureInfo.InvariantCulture)),
        ("number", facts => facts.Number), ("valid from", facts => LocalTime.Us(facts.ValidFrom)), ("valid to", facts => LocalTime.Us(facts.ValidTo)), ("visits", facts => facts.VisitsAllowed?.ToString(CultureInfo.InvariantCulture) ?? ""),
        ("appointment", facts => LocalTime.Us(facts.AppointmentOn)),
    ];

    private static List<string> Differences(ReferralEvent happened) => happened.Old is not { } old ? [] :
    [
        .. from field in Compared
           let was = field.Value(old)
           let now = field.Value(happened.New)
           where was != now
           select $"{field.Name}: {(was.Length == 0 ? "none" : was)} → {(now.Length == 0 ? "none" : now)}",
    ];
}

/// <param name="VisitId">Null of one that the user does not see.</param>
/// <param name="Start">On the wall clock of its location.</param>
/// <param name="Kind">reserved or used; null while it does not count.</param>
/// <param name="ChosenBy">Who said that it counts under this one.</param>
/// <param name="Under">The other referral that it counts under, and what that is for; null where there is none in sight.</param>
internal sealed record CountedVisit(Guid? VisitId, DateTimeOffset Start, string VisitType, string ProviderName, string? Kind, string ChosenBy, (Guid Id, string Subject)? Under, bool CountsElsewhere)
{
    public bool MayBeCounted => !CountsElsewhere || Under is not null;
}

/// <param name="At">On the location's wall clock.</param>
/// <param name="Differences">Each value that changed, in words.</param>
internal sealed record ReferralLogLine(ReferralEvent Step, DateTimeOffset At, string Who, bool IsUndone, IReadOnlyList<string> Differences);
