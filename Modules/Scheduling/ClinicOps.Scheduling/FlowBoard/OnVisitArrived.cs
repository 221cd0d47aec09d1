using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Booking;

namespace ClinicOps.Scheduling.FlowBoard;

/// <summary>A patient who was said not to have come is here: the visit takes place after all, wherever the arrival was noted. One that was taken back meanwhile counts no more.</summary>
internal sealed class OnVisitArrived(ChangeVisit change, IVisitProgress progress) : IJobHandler<VisitArrived>
{
    public async Task Run(VisitArrived arguments, JobMessage message, CancellationToken stopping)
    {
        if (await progress.Of([arguments.VisitId], stopping) is [{ Reached: not null }])
        {
            await change.TakesPlace(arguments.VisitId, stopping);
        }
    }
}
