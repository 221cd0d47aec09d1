using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Booking;

namespace ClinicOps.Scheduling.FlowBoard;

/// <summary>A patient who was said not to have come is here: the visit takes place after all, wherever the arrival was noted.</summary>
internal sealed class OnVisitArrived(ChangeVisit change) : IJobHandler<VisitArrived>
{
    public Task Run(VisitArrived arguments, JobMessage message, CancellationToken stopping) => change.TakesPlace(arguments.VisitId, stopping);
}
