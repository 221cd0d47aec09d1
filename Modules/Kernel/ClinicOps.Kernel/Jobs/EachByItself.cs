using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Kernel.Jobs;

/// <summary>For a job that looks at many: one that fails is told and stops none behind it, and the job fails at the end, so that it is run again.</summary>
public static class EachByItself
{
    /// <param name="db">What it tracks of one is not carried to the next.</param>
    /// <exception cref="InvalidOperationException">Some failed.</exception>
    public static async Task Run<T>(DbContext db, IReadOnlyList<T> all, Func<T, Task> look, Action<Exception, T> tell, CancellationToken stopping)
    {
        var failed = 0;
        foreach (var one in all)
        {
            try
            {
                await look(one);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                failed++;
                tell(failure, one);
            }
            finally
            {
                db.ChangeTracker.Clear();
            }
        }

        if (failed > 0)
        {
            throw new InvalidOperationException($"{failed} of {all.Count} could not be looked at.");
        }
    }
}
