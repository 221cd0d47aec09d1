using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// Brings this module's rows to how something stands with another module, whichever event told of it: events may overtake each other. That module is asked before
/// the transaction, and again after it: what changed between the question and the commit is brought in as well.
/// </summary>
internal sealed class FollowStanding(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise)
{
    /// <param name="ask">How it stands now: equal answers are the same standing.</param>
    /// <param name="bring">In the transaction.</param>
    public async Task Run<T>(JobMessage message, Func<Task<T>> ask, Func<T, Effects, Task> bring, CancellationToken stopping)
    {
        var stands = await ask();
        await transaction.RunOnce(message, effects => bring(stands, effects), stopping);
        while (await ask() is var now && !EqualityComparer<T>.Default.Equals(now, stands))
        {
            stands = now;
            db.ChangeTracker.Clear();
            await transaction.Run(effects => bring(stands, effects), stopping);
        }
    }

    /// <summary>With the day at the location of what stands; where it stands no more, the day on which it was last seen to.</summary>
    public Task Run<T>(JobMessage message, Func<Task<T?>> ask, Func<T, Guid> locationOf, Func<T?, DateOnly, Effects, Task> bring, CancellationToken stopping)
        where T : class
    {
        var today = default(DateOnly);
        return Run(
            message,
            async () =>
            {
                var now = await ask();
                today = now is null ? today : await raise.Today(locationOf(now), stopping);
                return now;
            },
            (stands, effects) => bring(stands, today, effects),
            stopping);
    }
}
