using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Coverage.Exchange;

internal sealed record CoverageAnswersToChase;

/// <summary>
/// Questions that should have been answered by now are a task: one a location, since a clearinghouse that is down is one thing to look into,
/// not one for each patient. While it is open it says what is still waited for; when nothing is, it is withdrawn. Done, it comes again only for
/// questions that were not late then. What could not be handed over yet is told of by <see cref="ClearinghouseOutage"/>.
/// </summary>
internal sealed partial class ChaseAnswers(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, VisitCoverages coverages, CoverageTasks tasks, ClearinghouseOutage outage, RaiseTask raise, IVisits visits, IOrganization organization, IOptions<CoverageOptions> options,
    TimeProvider clock, ILogger<ChaseAnswers> log) : IJobHandler<CoverageAnswersToChase>
{
    private const string Reason = "not-answered";

    private static readonly string[] Waiting = [CheckState.Pending, CheckState.Sending, CheckState.Sent, CheckState.Unknown];

    public async Task Run(CoverageAnswersToChase arguments, JobMessage message, CancellationToken stopping)
    {
        await EachByItself.Run(db, (await organization.Profile(stopping)).Locations, location => Look(location, stopping), (failure, location) => LogFailed(failure, location.Id), stopping);
        if (!await ClearinghouseOutage.Waiting(db).AnyAsync(stopping))
        {
            await transaction.Run(effects => outage.IsOver(effects, stopping), stopping);
        }
    }

    private async Task Look(Location location, CancellationToken stopping)
    {
        var late = await Late(location, stopping);
        await transaction.Run(effects => Tell(location, late, effects, stopping), stopping);
    }

    /// <summary>The last questions about visits that are still to come, where an answer is due and none is there.</summary>
    private async Task<IReadOnlyList<StandingCheck>> Late(Location location, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var today = LocalTime.DayAt(location, now);
        var until = await db.EligibilityChecks
            .Where(check => check.LocationId == location.Id && check.VisitOn >= today && db.EligibilityStates.Any(state => state.CheckId == check.Id && Waiting.Contains(state.State)))
            .MaxAsync(check => (DateOnly?)check.VisitOn, stopping);
        if (until is not { } last)
        {
            return [];
        }

        var coming = (await visits.Starting(location.Id, LocalTime.StartOf(today, location), LocalTime.StartOf(last.AddDays(1), location), stopping)).Where(visit => visit.State == VisitStates.Booked).ToList();
        var paying = await coverages.OfAll(coming, stopping);
        var wanted = coming.Where(visit => paying.ContainsKey(visit.Id)).Select(visit => CheckWanted.Of(visit, paying[visit.Id], LocalTime.DayAt(location, visit.StartsAt), options.Value)).ToList();
        var checks = await StandingChecks.About(db, wanted, stopping);
        return
        [
            .. (from visit in wanted
                from pays in paying[visit.VisitId].All
                let asked = StandingChecks.Counting(checks, pays, visit)
                where asked is not null && Waiting.Contains(asked.State) && !asked.WaitsToGoOut && asked.At <= options.Value.AnswerDue(now, visit.Day, location)
                select asked).DistinctBy(asked => asked.CheckId),
        ];
    }

    private async Task Tell(Location location, IReadOnlyList<StandingCheck> late, Effects effects, CancellationToken stopping)
    {
        var told = await db.Tasks.Where(task => task.Kind == TaskKinds.Coverage && task.Reason == Reason && task.LocationId == location.Id).OrderByDescending(task => task.RaisedAt).FirstOrDefaultAsync(stopping);
        if (late.Count == 0)
        {
            if (told is { State: TaskState.Open })
            {
                raise.Withdraw(told, effects);
            }

            return;
        }

        var detail = await DetailOf(late, stopping);
        if (told is { State: TaskState.Open })
        {
            told.Detail = detail;
        }
        else if (told is not { ClosedAt: { } closed } || late.Any(check => check.At > options.Value.AnswerDue(closed, check.VisitOn, location)))
        {
            var tomorrow = LocalTime.DayAt(location, clock.GetUtcNow()).AddDays(1);
            await tasks.RaiseAt(location.Id, Reason, "Questions about coverage are not answered", detail, late.Any(check => check.VisitOn <= tomorrow) ? "urgent" : "routine", effects, stopping);
        }
    }

    /// <summary>It names payers and nobody else.</summary>
    private async Task<string> DetailOf(IReadOnlyList<StandingCheck> late, CancellationToken stopping)
    {
        var ids = late.Select(check => check.PayerId).Distinct().ToList();
        var names = await db.Payers.Where(payer => ids.Contains(payer.Id)).ToDictionaryAsync(payer => payer.Id, payer => payer.Name, stopping);
        var counts = late.GroupBy(check => names.GetValueOrDefault(check.PayerId, "another payer"), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}");
        return $"Without an answer: {string.Join(", ", counts)}. See whether the clearinghouse works. Verify by phone or portal, or ask again: the page of coverage shows which visits.";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The unanswered questions about coverage of location {LocationId} could not be looked at")]
    private partial void LogFailed(Exception failure, Guid locationId);
}
