using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Scheduling.Data;

internal sealed partial class SchedulingDb
{
    /// <summary>How often what is free is looked for, where somebody else took it in between.</summary>
    private const int MostTurns = 4;

    /// <summary>Somebody else took a lane, or lowered a capacity, between the looking and the writing.</summary>
    public static bool IsLostRace(DbUpdateException refused) =>
        refused.InnerException is PostgresException { ConstraintName: NoOverlap or WithinCapacity } or PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected };

    /// <summary>
    /// Looks for what is free and takes it, and looks once more where the race for it was lost: somebody may write without taking the locks, and the constraint has
    /// the last word.
    /// </summary>
    /// <param name="look">The looking and the transaction, from the beginning each time.</param>
    /// <param name="isAlsoLost">Besides <see cref="IsLostRace"/>.</param>
    /// <exception cref="DbUpdateException">The race was lost every time, or it is refused for another reason.</exception>
    public async Task<T> InTurns<T>(Func<Task<T>> look, Func<DbUpdateException, bool>? isAlsoLost = null)
    {
        for (var turn = 1; ; turn++)
        {
            try
            {
                return await look();
            }
            catch (DbUpdateException refused) when (turn < MostTurns && (IsLostRace(refused) || isAlsoLost?.Invoke(refused) == true))
            {
                ChangeTracker.Clear();
            }
        }
    }
}
