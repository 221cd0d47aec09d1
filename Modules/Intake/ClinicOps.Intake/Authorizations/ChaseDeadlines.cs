using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Authorizations;

internal sealed record AuthorizationsToLookAt;

/// <summary>
/// What time does to authorizations: a task before each deadline, and again where it was done and nothing has come of it; a deadline that passed is a task, the payer's own and the
/// clinic's, which is missed then; what is over its last day has expired; what was done without having been asked for has its clock. Clocks that would be others now are set anew first. However often this runs.
/// </summary>
internal sealed partial class ChaseDeadlines(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, WorkOnAuthorization work, ReckonDeadlines reckon, AuthorizationTasks tasks, IAppointmentRequests appointments, IOrganization organization, IOptions<AuthorizationSettings> settings, TimeProvider clock, ILogger<ChaseDeadlines> log)
    : IJobHandler<AuthorizationsToLookAt>
{
    /// <summary>More days than so many business days can ever take.</summary>
    private const int DaysOfBusinessDays = 3;
    private const int LongestHoliday = 14;

    /// <summary>Deadlines whose task says all that can be done: done without a step, somebody has decided against it or arranged it.</summary>
    private static readonly string[] AskedOnce = [DeadlineKind.PeerToPeer, DeadlineKind.Appeal];

    public async Task Run(AuthorizationsToLookAt arguments, JobMessage message, CancellationToken stopping)
    {
        // By the calendar of any place on earth; each is asked again by its own.
        var now = clock.GetUtcNow();
        var tomorrow = DateOnly.FromDateTime(now.UtcDateTime).AddDays(1);
        var until = tomorrow.AddDays((settings.Value.ChaseBusinessDays * DaysOfBusinessDays) + LongestHoliday);
        var concerned = await db.AuthorizationDeadlines
            .Where(d => d.State == DeadlineState.Open && ((d.TaskId == null && d.DueOn <= until) || d.DueAt <= now || db.Tasks.Any(task => task.Id == d.TaskId && task.State == TaskState.Done)))
            .Select(d => d.AuthorizationId)
            .Union(db.Authorizations.Where(a => AuthorizationState.Granted.Contains(a.State) && a.ValidTo < tomorrow).Select(a => a.Id))
            .ToListAsync(stopping);
        var seen = await SeenWithout(stopping);
        concerned = [.. concerned.Union(await reckon.Stale(seen, stopping))];
        concerned = [.. concerned.Union(await db.Authorizations.Where(a => a.State == AuthorizationState.Draft && a.ServiceOn < tomorrow).Select(a => a.Id).ToListAsync(stopping)).Union(seen.Keys)];
        concerned.Sort();
        await EachByItself.Run(db, concerned, id => transaction.Run(effects => Look(id, seen.TryGetValue(id, out var day) ? day : null, effects, stopping), stopping), LogFailed, stopping);
    }

    /// <summary>Drafts that name no day, also those whose clock runs already, and the day on which the visit that was booked for their order took place.</summary>
    private async Task<IReadOnlyDictionary<Guid, DateOnly>> SeenWithout(CancellationToken stopping)
    {
        var drafts = await db.Authorizations
            .Where(a => a.State == AuthorizationState.Draft && a.ServiceOn == null && a.OrderId != null)
            .Join(db.Tasks.Where(task => task.Kind == TaskKinds.Schedule), a => a.OrderId, task => task.OrderId, (a, task) => new { a.Id, a.LocationId, TaskId = task.Id })
            .ToListAsync(stopping);
        var booked = drafts.Count == 0 ? new Dictionary<Guid, VisitSummary>() : await appointments.AppointmentsOf([.. drafts.Select(draft => draft.TaskId).Distinct()], stopping);
        var profile = await organization.Profile(stopping);
        return drafts.Where(draft => booked.TryGetValue(draft.TaskId, out var visit) && visit.State == VisitStates.Done)
            .GroupBy(draft => draft.Id).ToDictionary(of => of.Key, of => of.Min(draft => LocalTime.DayAt(profile.Find(draft.LocationId), booked[draft.TaskId].StartsAt)));
    }

    /// <param name="seen">The day of the visit it was for, where it names none itself.</param>
    private async Task Look(Guid id, DateOnly? seen, Effects effects, CancellationToken stopping)
    {
        if (await db.LockAuthorization(id, stopping) is not { } authorization)
        {
            return;
        }

        await work.Reckon(authorization, authorization.ServiceOn ?? seen, effects, stopping);
        var (clocks, now, today) = await work.At(authorization, stopping);
        foreach (var deadline in await db.AuthorizationDeadlines.Where(d => d.AuthorizationId == id && d.State == DeadlineState.Open).OrderBy(d => d.DueAt).ToListAsync(stopping))
        {
            if ((deadline.TaskId is null && ChaseOn(deadline, clocks) <= today) || await IsAskedForAgain(deadline, clocks, authorization, today, stopping))
            {
                deadline.TaskId = (await tasks.Raise(authorization, TaskKinds.Chase, TitleOf(deadline), DetailOf(deadline, authorization), DueOf(deadline, clocks, today), null, effects, stopping))!.Id;
            }

            if (deadline.DueAt <= now)
            {
                await TellLate(deadline, authorization, today, effects, stopping);
            }

            // The payer's own clock does not end with the day: until it decides, somebody asks.
            if (deadline.Kind != DeadlineKind.Decision && deadline.DueAt <= now)
            {
                (deadline.State, deadline.ClosedAt) = (DeadlineState.Missed, now);
            }
        }

        await StartRetro(authorization, seen, clocks, now, today, stopping);

        if (AuthorizationState.Granted.Contains(authorization.State) && authorization.ValidTo < today)
        {
            await work.Apply(authorization, Guid.CreateVersion7(), new AuthorizationStep.Expire(), alsoDoes: [], effects, stopping);
        }
    }

    /// <summary>Its task was done, and nothing has come of it: it is still waited for.</summary>
    private async Task<bool> IsAskedForAgain(AuthorizationDeadline deadline, Clocks clocks, PayerAuthorization of, DateOnly today, CancellationToken stopping) =>
        !AskedOnce.Contains(deadline.Kind) && deadline.TaskId is { } asked
        && await db.Tasks.Where(task => task.Id == asked && task.State == TaskState.Done).Select(task => task.ClosedAt).SingleOrDefaultAsync(stopping) is { } done
        && clocks.BusinessDaysAfter(await work.DayAt(of, done, stopping), Math.Max(1, settings.Value.ChaseBusinessDays)) <= today;

    /// <summary>Once a deadline. One that somebody may have decided to let go by is none.</summary>
    private async Task TellLate(AuthorizationDeadline deadline, PayerAuthorization of, DateOnly today, Effects effects, CancellationToken stopping)
    {
        var reason = AuthorizationTasks.Late(deadline.Id);
        if (AskedOnce.Contains(deadline.Kind) || await db.Tasks.AnyAsync(task => task.AuthorizationId == of.Id && task.Reason == reason, stopping))
        {
            return;
        }

        var (title, detail) = deadline.Kind switch
        {
            DeadlineKind.Decision => ("The payer is late with its decision", $"{of.Payer} had until {LocalTime.Us(deadline.DueOn)}. Ask for a supervisor, or complain to who oversees it."),
            DeadlineKind.RespondBy => ("What the payer asked for was not sent in time", $"It was due by {LocalTime.Us(deadline.DueOn)}. Send it now, or ask for more time: else the payer decides without it."),
            _ => ("What was done already was not asked for in time", $"The payer looks at it until {LocalTime.Us(deadline.DueOn)}. Ask whether it still does, or who bears the cost."),
        };
        await tasks.Raise(of, TaskKinds.Chase, title, of.CaseReference.Length > 0 ? $"{detail} Reference {of.CaseReference}." : detail, today, reason, effects, stopping);
    }

    /// <summary>What was still a draft when its day came is asked for afterwards, for as long as the payer looks at it.</summary>
    private async Task StartRetro(PayerAuthorization of, DateOnly? seen, Clocks clocks, DateTimeOffset now, DateOnly today, CancellationToken stopping)
    {
        if (of.State != AuthorizationState.Draft || await db.AuthorizationDeadlines.AnyAsync(d => d.AuthorizationId == of.Id && d.Kind == DeadlineKind.Retro && d.State != DeadlineState.Void, stopping)
            || await work.LastStep(of.Id, stopping) is not { } last)
        {
            return;
        }

        var facts = of.ServiceOn is null ? of.Facts with { ServiceOn = seen } : of.Facts;
        work.Open(of.Id, last.Id, DeadlineChanges.Retro(facts, settings.Value.For(await NamedPayer.Find(db, of.Payer, of.Plan, stopping)), clocks, now, today));
    }

    private DateOnly ChaseOn(AuthorizationDeadline deadline, Clocks clocks)
    {
        var due = new Due(deadline.DueOn, deadline.DueAt);
        return deadline.Kind == DeadlineKind.Decision
            ? clocks.AskForDecisionOn(deadline.StartedAt, due, settings.Value.ChaseBusinessDays)
            : clocks.ActOn(deadline.StartedAt, due, settings.Value.ChaseBusinessDays);
    }

    /// <summary>One's own deadline is worked on before its day; the payer's is asked for at once.</summary>
    private static DateOnly DueOf(AuthorizationDeadline deadline, Clocks clocks, DateOnly today)
    {
        var due = deadline.Kind == DeadlineKind.Decision ? today : clocks.BusinessDaysBefore(deadline.DueOn, 1);
        return due < today ? today : due;
    }

    private static string TitleOf(AuthorizationDeadline deadline) => deadline.Kind switch
    {
        DeadlineKind.Decision => "Ask the payer for its decision",
        DeadlineKind.RespondBy => "Send what the payer asks for",
        DeadlineKind.PeerToPeer => "Arrange the peer-to-peer talk",
        DeadlineKind.Appeal => "Send the appeal, or decide against it",
        _ => "Ask for what was done already",
    };

    private static string DetailOf(AuthorizationDeadline deadline, PayerAuthorization of)
    {
        var day = deadline.DueOn.ToString("MM/dd/yyyy", System.Globalization.CultureInfo.InvariantCulture);
        var reference = of.CaseReference.Length > 0 ? $" Reference {of.CaseReference}." : "";
        var reason = deadline.Kind == DeadlineKind.RespondBy && of.StateReason.Length > 0 ? $" {of.StateReason.TrimEnd('.')}." : "";
        return $"{(deadline.Kind == DeadlineKind.Decision ? $"{of.Payer} decides by {day}." : $"By {day}.")}{reference}{reason}";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Authorization {AuthorizationId} could not be looked at; those behind it are")]
    private partial void LogFailed(Exception failure, Guid authorizationId);
}
