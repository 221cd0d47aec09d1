using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage.Exchange;

/// <summary>
/// A clearinghouse that cannot be reached is one thing to look into, not one for each patient: one task for as long as it lasts, withdrawn by itself
/// as soon as a question has gone out, or none waits any more. Done by somebody, it comes again only for questions of after that.
/// </summary>
internal sealed class ClearinghouseOutage(IntakeDb db, CoverageTasks tasks, RaiseTask raise)
{
    private const string Reason = "not-reached";

    /// <summary>Advisory lock: of many questions that find it gone or there again, one says so.</summary>
    private const int OutageLock = 7416;

    private IQueryable<StaffTask> Told => db.Tasks.Where(task => task.Kind == TaskKinds.Coverage && task.Reason == Reason);

    /// <summary>Questions that wait for the clearinghouse, and have tried it.</summary>
    public static IQueryable<EligibilityState> Waiting(IntakeDb db) => db.EligibilityStates.Where(state => state.State == CheckState.Pending && state.Reason != "");

    /// <param name="check">A question that did not get there for long.</param>
    /// <param name="why">A sentence of the line.</param>
    public async Task Tell(EligibilityCheck check, string why, Effects effects, CancellationToken stopping)
    {
        await WaitInLine(stopping);
        var last = await Told.OrderByDescending(task => task.RaisedAt).ThenByDescending(task => task.Id).FirstOrDefaultAsync(stopping);
        if (last is { State: TaskState.Open } || (last is { State: TaskState.Done, ClosedAt: { } closed } && check.At <= closed))
        {
            return;
        }

        await tasks.RaiseOfNobody(
            Reason,
            "The clearinghouse cannot be reached: questions about coverage wait",
            $"{why} Let who looks after the connection see to it. The questions go out by themselves once it works, and this task goes then. Verify visits of today and tomorrow by phone or portal: the page of coverage shows which wait.",
            effects,
            stopping,
            urgency: "urgent");
    }

    /// <summary>It works, or nothing waits for it.</summary>
    public async Task IsOver(Effects effects, CancellationToken stopping)
    {
        if (!await Told.AnyAsync(task => task.State == TaskState.Open, stopping))
        {
            return;
        }

        await WaitInLine(stopping);
        foreach (var open in await Told.Where(task => task.State == TaskState.Open).ToListAsync(stopping))
        {
            // Whoever works on it holds it by its own line.
            await raise.WaitInLine(open.Id, stopping);
            await db.Entry(open).ReloadAsync(stopping);
            if (open.State == TaskState.Open)
            {
                raise.Withdraw(open, effects);
            }
        }
    }

    private Task<int> WaitInLine(CancellationToken stopping) => db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({OutageLock}, 0)", stopping);
}
