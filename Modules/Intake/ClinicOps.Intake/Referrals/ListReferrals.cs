using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Referrals;

/// <summary>Referrals as the pages show them, what has waited longest above. The caller audits what it shows.</summary>
internal sealed class ListReferrals(IntakeDb db, IPatients patients, IOrganization organization, IOptions<ReferralSettings> settings, CurrentActor actor, TimeProvider clock)
{
    public const string Open = "open";
    public const string Notes = "notes";
    public const string Decide = "decide";
    public const string Ask = "ask";
    public const string Asked = "asked";
    public const string Send = "send";
    public const string Waiting = "waiting";
    public const string Old = "old";
    public const string Mine = "mine";
    public const string Accepted = "accepted";
    public const string Closed = "closed";

    public const int Most = 300;

    public static readonly IReadOnlyList<(string Code, string Text)> Lists =
    [
        (Open, "All open"), (Notes, "Consult notes to look at"), (Decide, "To accept"), (Ask, "To ask the PCP for"), (Asked, "Asked of the PCP"), (Send, "To send"), (Waiting, "No consult note yet"), (Old, "Old"), (Mine, "Mine"),
        (Accepted, "Accepted"), (Closed, "Closed"),
    ];

    public IQueryable<Referral> Visible
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Referrals : db.Referrals.Where(r => locations.Contains(r.LocationId));
        }
    }

    /// <param name="direction">One of <see cref="ReferralDirection"/>; null for both.</param>
    public async Task<IReadOnlyList<ReferralList>> Counts(string? direction, CancellationToken stopping)
    {
        var counts = new List<ReferralList>();
        foreach (var (code, text) in Lists)
        {
            counts.Add(new ReferralList(code, text, code is Accepted or Closed ? null : await Of(code, direction).CountAsync(stopping)));
        }

        return counts;
    }

    public async Task<IReadOnlyList<ReferralRow>> Rows(string list, string? direction, CancellationToken stopping)
    {
        var all = Of(list, direction).AsNoTracking();
        var ordered = list is Closed or Accepted ? all.OrderByDescending(r => r.ChangedAt) : all.OrderBy(r => r.SentAt ?? r.StartedAt);
        return await Shown(await ordered.Take(Most).ToListAsync(stopping), stopping);
    }

    /// <summary>Of every location: to whom a patient was referred is part of the record.</summary>
    public async Task<IReadOnlyList<ReferralRow>> OfPatient(Guid patientId, CancellationToken stopping) =>
        await Shown(await db.Referrals.AsNoTracking().Where(r => r.PatientId == patientId).OrderByDescending(r => r.StartedAt).Take(Most).ToListAsync(stopping), stopping);

    /// <summary>Those of a chain of work: begun in it, come in its document, or answered by a note that began it.</summary>
    public async Task<IReadOnlyList<ReferralRow>> OfThread(Guid careThreadId, CancellationToken stopping) =>
        await Shown(
            await Visible.AsNoTracking()
                .Where(r => r.CareThreadId == careThreadId || r.DocumentThreadId == careThreadId || db.NoteProposals.Any(note => note.ReferralId == r.Id && note.State == ProposalState.Accepted && note.CareThreadId == careThreadId))
                .OrderBy(r => r.StartedAt).Take(Most).ToListAsync(stopping),
            stopping);

    public async Task<ReferralRow?> Find(Guid id, CancellationToken stopping) =>
        await Visible.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, stopping) is { } found ? (await Shown([found], stopping))[0] : null;

    /// <summary>The referral that a task asked for, or is about; null where there is none in sight.</summary>
    public Task<Guid?> OfTask(StaffTask task, CancellationToken stopping) =>
        Visible
            .Where(r => r.Id == task.ReferralId
                || (r.TaskId == task.Id && r.State != ReferralState.Withdrawn)
                || (task.Kind == TaskKinds.Refer && task.DocumentId != null && r.DocumentId == task.DocumentId && r.Direction == ReferralDirection.In && r.State != ReferralState.Withdrawn))
            .Select(r => (Guid?)r.Id).FirstOrDefaultAsync(stopping);

    private IQueryable<Referral> Of(string list, string? direction)
    {
        var (user, old) = (actor.UserId, clock.GetUtcNow().AddDays(-settings.Value.OldDays));
        var all = direction is null ? Visible : Visible.Where(r => r.Direction == direction);
        var open = all.Where(r => ReferralState.Open.Contains(r.State));
        return list switch
        {
            Notes => all.Where(r => ReferralState.AwaitsNote.Contains(r.State) && db.NoteProposals.Any(note => note.PatientId == r.PatientId && note.State == ProposalState.Open)),
            Decide => all.Where(r => r.State == ReferralState.Received),
            Ask => all.Where(r => r.State == ReferralState.Needed),
            Asked => all.Where(r => r.State == ReferralState.Requested),
            Send => all.Where(r => r.State == ReferralState.Draft),
            Waiting => all.Where(r => ReferralState.AwaitsNote.Contains(r.State)),
            Old => open.Where(r => (r.SentAt ?? r.StartedAt) <= old),
            Mine => open.Where(r => r.OwnerId == user && user != null),
            Accepted => all.Where(r => r.State == ReferralState.Accepted),
            Closed => all.Where(r => !ReferralState.Open.Contains(r.State) && r.State != ReferralState.Accepted),
            _ => open,
        };
    }

    private async Task<IReadOnlyList<ReferralRow>> Shown(List<Referral> found, CancellationToken stopping)
    {
        var ids = found.ConvertAll(r => r.Id);
        var of = found.Select(r => r.PatientId).Distinct().ToList();
        var profile = await organization.Profile(stopping);
        var people = (await patients.Find(of, stopping)).ToDictionary(patient => patient.Id);
        var attempts = (await db.ReferralEvents.AsNoTracking()
            .Where(e => ids.Contains(e.ReferralId) && e.What == ReferralWords.Attempted && !db.ReferralEvents.Any(undo => undo.UndoesId == e.Id))
            .GroupBy(e => e.ReferralId).Select(tries => new { tries.Key, Count = tries.Count(), Last = tries.Max(e => e.At) }).ToListAsync(stopping)).ToDictionary(tries => tries.Key);
        var counted = (await db.CountingReferralUses.Where(use => ids.Contains(use.ReferralId)).Select(use => new { use.ReferralId, use.Kind }).ToListAsync(stopping)).ToLookup(use => use.ReferralId, use => use.Kind);
        var notes = await db.NoteProposals.Where(note => of.Contains(note.PatientId) && note.State == ProposalState.Open).Select(note => note.PatientId).Distinct().ToListAsync(stopping);
        var owners = new Dictionary<Guid, string>();
        foreach (var owner in found.Select(r => r.OwnerId).OfType<Guid>().Distinct())
        {
            owners[owner] = owner == actor.UserId ? "you" : await organization.NameOfUser(owner, stopping) ?? "somebody who left";
        }

        var now = clock.GetUtcNow();
        return found.ConvertAll(r =>
        {
            var location = profile.Find(r.LocationId);
            var (tries, today) = (attempts.GetValueOrDefault(r.Id), LocalTime.DayAt(location, now));
            return new ReferralRow(
                r,
                people.GetValueOrDefault(r.PatientId),
                r.OwnerId is { } owner ? owners[owner] : null,
                location,
                today,
                today.DayNumber - LocalTime.DayAt(location, r.SentAt ?? r.StartedAt).DayNumber,
                tries?.Count ?? 0,
                tries is null ? null : LocalTime.DayAt(location, tries.Last),
                counted[r.Id].Count(kind => kind == UseKind.Reserved),
                counted[r.Id].Count(kind => kind == UseKind.Used),
                ReferralState.AwaitsNote.Contains(r.State) && notes.Contains(r.PatientId),
                settings.Value.OldDays);
        });
    }
}

/// <param name="Count">Null where counting says nothing.</param>
internal sealed record ReferralList(string Code, string Text, int? Count);

/// <param name="Owner">"you", a name, or null.</param>
/// <param name="Today">At its location, as is <paramref name="LastTried"/>.</param>
/// <param name="Age">Calendar days since it was asked for or sent, or else since it was begun.</param>
/// <param name="Booked">Visits that are booked under it.</param>
/// <param name="Done">Visits that are done under it.</param>
/// <param name="HasNote">A consult note is here that may answer it.</param>
/// <param name="OldDays">From which age one counts as old.</param>
internal sealed record ReferralRow(
    Referral Referral, PatientSummary? Patient, string? Owner, Location? Location, DateOnly Today, int Age, int Tried, DateOnly? LastTried, int Booked, int Done, bool HasNote, int OldDays)
{
    public string Subject => ReferralTasks.Subject(Referral.Facts);

    public bool IsOpen => ReferralState.Open.Contains(Referral.State);

    /// <summary>Of the design system: muted, warn from half the way to old on, stop for what is old.</summary>
    public string AgeBadge => Age >= OldDays ? "stop" : Age * 2 >= OldDays ? "warn" : "muted";

    public bool IsOver => Referral.State == ReferralState.Accepted && Referral.ValidTo < Today;

    /// <summary>Visits that nobody has booked; null where it does not say how many it allows.</summary>
    public int? Left => Referral.VisitsAllowed - Booked - Done;

    /// <summary>"today", "1 day", "12 days".</summary>
    public string AgeInWords => Age switch { <= 0 => "today", 1 => "1 day", var days => $"{days} days" };

    /// <summary>What is to be done now.</summary>
    public string Next => (HasNote, Referral.State) switch
    {
        (true, _) => "A consult note is here: say whether it answers this.",
        (_, ReferralState.Needed) => "Ask the PCP for it.",
        (_, ReferralState.Requested) => "Wait for the PCP, or ask again.",
        (_, ReferralState.Received) => "Say whether this clinic takes it.",
        (_, ReferralState.Draft) => "Send it.",
        (_, ReferralState.Sent) => "Ask whether they have given the patient an appointment.",
        (_, ReferralState.Scheduled) => "Wait for the consult note, or ask for it.",
        (_, ReferralState.Accepted) when IsOver => "Its last day is over: ask the PCP for a new one if visits are still to come.",
        (_, ReferralState.Accepted) when Left <= 0 => "No visit is left: ask the PCP for a new one if more are to come.",
        _ => "Nothing.",
    };
}
