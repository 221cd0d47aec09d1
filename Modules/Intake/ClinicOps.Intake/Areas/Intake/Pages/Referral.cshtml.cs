using System.Globalization;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
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
internal sealed partial class ReferralModel(
    IntakeDb db, ListReferrals list, WorkOnReferral work, AnswerNote answer, CountVisits count, LoadChart chart, ReferralPackets packets, PacketDesk packetDesk, IVisits visits, IOrganization organization, IAuthorizationService authorization, AuditTrail audit,
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
            Sending = await packetDesk.Of(
                $"/intake/referrals/referral/{id}/packet?handler=Send", new PacketForm(), of.Facts.Request.Whom, row.Location, [.. Packets.Select(made => made.Packet.Id)],
                MayWork && await packetDesk.MaySend(User), stopping);
            Enclosed = of.Enclosed.Length == 0 ? [] : [.. (await chart.Of(of.PatientId, stopping)).Where(document => of.Enclosed.Contains(document.Id))];
        }

        Tasks = await db.Tasks.AsNoTracking().Where(task => task.Id == of.TaskId || (task.ReferralId == id && task.State != TaskState.Withdrawn)).OrderByDescending(task => task.State == TaskState.Open).ThenBy(task => task.RaisedAt).ToListAsync(stopping);
        Last = await work.LastStep(id, stopping) is { } last && ReferralWords.MayBeUndone(last.What) ? last : null;
        await ShowVisits(of, stopping);
        await ShowLog(of, stopping);
        await audit.Record(db, new AuditEntry("referral.viewed", "referral", id, [of.PatientId], LocationId: of.LocationId), stopping);
        return true;
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
            lines.Add(new ReferralLogLine(happened, LocalTime.At(location, happened.At), who, undone.Contains(happened.Id), Differences.InWords(Compared, happened.Old, happened.New)));
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
}

/// <param name="At">On the location's wall clock.</param>
/// <param name="Differences">Each value that changed, in words.</param>
internal sealed record ReferralLogLine(ReferralEvent Step, DateTimeOffset At, string Who, bool IsUndone, IReadOnlyList<string> Differences);
