using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Authorizations;

internal sealed record AuthorizationsToLookAt;

/// <summary>
/// What time does to authorizations: a task before each deadline, once; the clinic's own deadlines that passed are missed; what is over its
/// last day has expired. However often this runs.
/// </summary>
internal sealed partial class ChaseDeadlines(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, WorkOnAuthorization work, AuthorizationTasks tasks, IOptions<AuthorizationSettings> settings, TimeProvider clock, ILogger<ChaseDeadlines> log)
    : IJobHandler<AuthorizationsToLookAt>
{
    /// <summary>More days than so many business days can ever take.</summary>
    private const int DaysOfBusinessDays = 3;
    private const int LongestHoliday = 14;

    public async Task Run(AuthorizationsToLookAt arguments, JobMessage message, CancellationToken stopping)
    {
        // By the calendar of any place on earth; each is asked again by its own.
        var now = clock.GetUtcNow();
        var tomorrow = DateOnly.FromDateTime(now.UtcDateTime).AddDays(1);
        var until = tomorrow.AddDays((settings.Value.ChaseBusinessDays * DaysOfBusinessDays) + LongestHoliday);
        var concerned = await db.AuthorizationDeadlines
            .Where(d => d.State == DeadlineState.Open && ((d.TaskId == null && d.DueOn <= until) || (d.Kind != DeadlineKind.Decision && d.DueAt <= now)))
            .Select(d => d.AuthorizationId)
            .Union(db.Authorizations.Where(a => AuthorizationState.Granted.Contains(a.State) && a.ValidTo < tomorrow).Select(a => a.Id))
            .ToListAsync(stopping);
        concerned.Sort();
        await EachByItself.Run(db, concerned, id => transaction.Run(effects => Look(id, effects, stopping), stopping), LogFailed, stopping);
    }

    private async Task Look(Guid id, Effects effects, CancellationToken stopping)
    {
        if (await db.LockAuthorization(id, stopping) is not { } authorization)
        {
            return;
        }

        var (clocks, now, today) = await work.At(authorization, stopping);
        foreach (var deadline in await db.AuthorizationDeadlines.Where(d => d.AuthorizationId == id && d.State == DeadlineState.Open).OrderBy(d => d.DueAt).ToListAsync(stopping))
        {
            if (deadline.TaskId is null && ChaseOn(deadline, clocks) <= today)
            {
                deadline.TaskId = (await tasks.Raise(authorization, TaskKinds.Chase, TitleOf(deadline), DetailOf(deadline, authorization), DueOf(deadline, clocks, today), null, effects, stopping))!.Id;
            }

            // The payer's own clock does not end with the day: until it decides, somebody asks.
            if (deadline.Kind != DeadlineKind.Decision && deadline.DueAt <= now)
            {
                (deadline.State, deadline.ClosedAt) = (DeadlineState.Missed, now);
            }
        }

        if (AuthorizationState.Granted.Contains(authorization.State) && authorization.ValidTo < today)
        {
            await work.Apply(authorization, Guid.CreateVersion7(), new AuthorizationStep.Expire(), alsoDoes: [], effects, stopping);
        }
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
