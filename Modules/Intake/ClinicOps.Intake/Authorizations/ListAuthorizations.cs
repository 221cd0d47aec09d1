using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Authorizations;

/// <summary>Authorizations as the pages show them, what is due first above. The caller audits what it shows.</summary>
internal sealed class ListAuthorizations(IntakeDb db, IPatients patients, IOrganization organization, IOptions<AuthorizationSettings> settings, CurrentActor actor, TimeProvider clock)
{
    public const string Open = "open";
    public const string Mine = "mine";
    public const string Letters = "letters";
    public const string Drafts = "drafts";
    public const string Waiting = "waiting";
    public const string Expiring = "expiring";
    public const string Denied = "denied";
    public const string Decided = "decided";

    public const int Most = 300;

    /// <summary>Days before a deadline from which it is counted as near.</summary>
    private const int NearDays = 2;

    public static readonly IReadOnlyList<(string Code, string Text)> Lists =
    [
        (Letters, "Letters to look at"), (Drafts, "To submit"), (Waiting, "With the payer"), (Denied, "Denied, may be appealed"), (Expiring, "Expiring"), (Mine, "Mine"), (Open, "All open"), (Decided, "Decided"),
    ];

    public IQueryable<PayerAuthorization> Visible
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Authorizations : db.Authorizations.Where(a => locations.Contains(a.LocationId));
        }
    }

    public async Task<IReadOnlyList<AuthorizationList>> Counts(CancellationToken stopping)
    {
        var counts = new List<AuthorizationList>();
        foreach (var (code, text) in Lists)
        {
            counts.Add(new AuthorizationList(code, text, code == Decided ? null : await Of(code).CountAsync(stopping)));
        }

        return counts;
    }

    /// <summary>Open deadlines that are near or past.</summary>
    public async Task<int> NearDeadlines(CancellationToken stopping)
    {
        var (visible, until) = (Visible, clock.GetUtcNow().AddDays(NearDays));
        return await db.AuthorizationDeadlines.CountAsync(d => d.State == DeadlineState.Open && d.DueAt <= until && visible.Any(a => a.Id == d.AuthorizationId), stopping);
    }

    public async Task<IReadOnlyList<AuthorizationRow>> Rows(string list, CancellationToken stopping)
    {
        var all = Of(list).AsNoTracking();
        var ordered = list switch
        {
            Decided => all.OrderByDescending(a => a.ChangedAt),
            Expiring => all.OrderBy(a => a.ValidTo),
            _ => all.OrderBy(a => db.AuthorizationDeadlines.Where(d => d.AuthorizationId == a.Id && d.State == DeadlineState.Open).Min(d => (DateTimeOffset?)d.DueAt)).ThenBy(a => a.ServiceOn).ThenBy(a => a.StartedAt),
        };
        var found = await ordered.Take(Most).ToListAsync(stopping);
        return await Shown(found, stopping);
    }

    /// <summary>Of every location: what is authorized for a patient is part of the record.</summary>
    public async Task<IReadOnlyList<AuthorizationRow>> OfPatient(Guid patientId, CancellationToken stopping) =>
        await Shown(await db.Authorizations.AsNoTracking().Where(a => a.PatientId == patientId).OrderByDescending(a => a.StartedAt).Take(Most).ToListAsync(stopping), stopping);

    /// <summary>
    /// Those of a care thread at the user's locations, and those that a letter of the thread is about; the first first, those that are withdrawn last.
    /// </summary>
    public async Task<IReadOnlyList<AuthorizationRow>> OfThread(Guid careThreadId, CancellationToken stopping) =>
        await Shown(
            await Visible.AsNoTracking()
                .Where(a => a.CareThreadId == careThreadId
                    || db.DecisionProposals.Any(p => p.AuthorizationId == a.Id && (p.State == ProposalState.Open || p.State == ProposalState.Accepted)
                        && db.Tasks.Any(task => task.DocumentId == p.DocumentId && task.CareThreadId == careThreadId)))
                .OrderBy(a => a.State == AuthorizationState.Withdrawn).ThenBy(a => a.StartedAt).Take(Most).ToListAsync(stopping),
            stopping);

    public async Task<AuthorizationRow?> Find(Guid id, CancellationToken stopping) =>
        await Visible.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, stopping) is { } found ? (await Shown([found], stopping))[0] : null;

    /// <summary>The authorization that a task asked for, or is about; null where there is none in sight.</summary>
    public Task<Guid?> OfTask(StaffTask task, CancellationToken stopping) =>
        Visible.Where(a => a.Id == task.AuthorizationId || (a.TaskId == task.Id && a.State != AuthorizationState.Withdrawn)).Select(a => (Guid?)a.Id).FirstOrDefaultAsync(stopping);

    private IQueryable<PayerAuthorization> Of(string list)
    {
        var (user, now) = (actor.UserId, clock.GetUtcNow());
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var soon = today.AddDays(settings.Value.ExpiringDays);
        var undecided = Visible.Where(a =>
            AuthorizationState.Undecided.Contains(a.State)
            || db.AuthorizationDeadlines.Any(d => d.AuthorizationId == a.Id && d.State == DeadlineState.Open)
            || db.DecisionProposals.Any(p => p.AuthorizationId == a.Id && p.State == ProposalState.Open));
        return list switch
        {
            Letters => Visible.Where(a => db.DecisionProposals.Any(p => p.AuthorizationId == a.Id && p.State == ProposalState.Open)),
            Drafts => Visible.Where(a => a.State == AuthorizationState.Draft),
            Waiting => Visible.Where(a => a.State == AuthorizationState.Submitted || a.State == AuthorizationState.Pended
                || ((a.State == AuthorizationState.Partial || a.State == AuthorizationState.Expired) && a.SubmittedAt > a.DecidedAt)),
            Denied => Visible.Where(a => (a.State == AuthorizationState.Denied || a.State == AuthorizationState.Partial)
                && db.AuthorizationDeadlines.Any(d => d.AuthorizationId == a.Id && d.State == DeadlineState.Open && (d.Kind == DeadlineKind.Appeal || d.Kind == DeadlineKind.PeerToPeer))),
            Expiring => Visible.Where(a => AuthorizationState.Granted.Contains(a.State) && a.ValidTo <= soon),
            Mine => undecided.Where(a => a.OwnerId == user && user != null),
            Decided => Visible.Where(a => !AuthorizationState.Undecided.Contains(a.State)),
            _ => undecided,
        };
    }

    private async Task<IReadOnlyList<AuthorizationRow>> Shown(List<PayerAuthorization> found, CancellationToken stopping)
    {
        var ids = found.ConvertAll(a => a.Id);
        var profile = await organization.Profile(stopping);
        var people = (await patients.Find([.. found.Select(a => a.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var deadlines = (await db.AuthorizationDeadlines.AsNoTracking().Where(d => ids.Contains(d.AuthorizationId) && d.State == DeadlineState.Open).ToListAsync(stopping)).ToLookup(d => d.AuthorizationId);
        var letters = await db.DecisionProposals.Where(p => p.AuthorizationId != null && ids.Contains(p.AuthorizationId.Value) && p.State == ProposalState.Open).Select(p => p.AuthorizationId!.Value).Distinct().ToListAsync(stopping);
        var taken = await UnitsTaken.Of(db, found.ToDictionary(a => a.Id, a => a.Number), stopping);
        var owners = new Dictionary<Guid, string>();
        foreach (var owner in found.Select(a => a.OwnerId).OfType<Guid>().Distinct())
        {
            owners[owner] = owner == actor.UserId ? "you" : await organization.NameOfUser(owner, stopping) ?? "somebody who left";
        }

        var now = clock.GetUtcNow();
        return found.ConvertAll(a => new AuthorizationRow(
            a,
            people.GetValueOrDefault(a.PatientId),
            a.OwnerId is { } owner ? owners[owner] : null,
            profile.Find(a.LocationId),
            LocalTime.DayAt(profile.Find(a.LocationId), now),
            [.. deadlines[a.Id].OrderBy(d => d.DueAt)],
            letters.Contains(a.Id),
            taken[a.Id].Reserved,
            taken[a.Id].Used));
    }
}

/// <param name="Count">Null where counting says nothing.</param>
internal sealed record AuthorizationList(string Code, string Text, int? Count);

/// <param name="Owner">"you", a name, or null.</param>
/// <param name="Today">At its location.</param>
/// <param name="Deadlines">Open ones, the first first.</param>
/// <param name="HasLetter">A letter proposes something.</param>
internal sealed record AuthorizationRow(
    PayerAuthorization Authorization, PatientSummary? Patient, string? Owner, Location? Location, DateOnly Today, IReadOnlyList<AuthorizationDeadline> Deadlines, bool HasLetter, decimal Reserved, decimal Used)
{
    public string Subject => AuthorizationTasks.Subject(Authorization);

    /// <summary>Units that nobody holds; null where none were said.</summary>
    public decimal? Left => Authorization.UnitsApproved - Reserved - Used;

    /// <summary>What is to be done now.</summary>
    public string Next => (HasLetter, Authorization.State) switch
    {
        (true, _) => "A letter of the payer is here: look at what it proposes.",
        (_, AuthorizationState.Draft) => "Submit it to the payer, or record that none is needed.",
        (_, AuthorizationState.Submitted) => "The payer decides. Record what it says.",
        (_, AuthorizationState.Pended) => "Send what the payer asks for.",
        (_, AuthorizationState.Denied) when Deadlines.Count > 0 => "Talk to the payer's physician, appeal, or leave it.",
        (_, AuthorizationState.Approved or AuthorizationState.Partial) when Authorization.UnitsApproved is null => "Say how many units were approved, so that visits can hold them.",
        (_, AuthorizationState.Approved or AuthorizationState.Partial) when Left < 0 => "Visits hold more than is approved: ask for more, or move visits.",
        (_, AuthorizationState.Expired) => "Ask for more time if visits are still to come.",
        _ => "Nothing.",
    };

    /// <summary>"2 days left", "today", "1 day late".</summary>
    public string DaysLeft(AuthorizationDeadline deadline) => (deadline.DueOn.DayNumber - Today.DayNumber) switch
    {
        0 => "today",
        1 => "1 day left",
        -1 => "1 day late",
        > 0 and var days => $"{days} days left",
        var days => $"{-days} days late",
    };
}
