using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Joining;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Requests;

/// <summary>A task that asks for an appointment becomes a request, and takes the request along when it changes, is done, or is void.</summary>
internal sealed class OnAppointmentTaskChanged(
    ModuleTransaction<SchedulingDb> transaction, SchedulingDb db, KeepRequest keep, IAppointmentTasks tasks, CarrySubject<SchedulingDb> carry, IPatientMerges merges)
    : IJobHandler<AppointmentTaskChanged>
{
    public async Task Run(AppointmentTaskChanged arguments, JobMessage message, CancellationToken stopping)
    {
        if (await tasks.Find(arguments.TaskId, stopping) is not { } wish)
        {
            return;
        }

        // A merge, or its end, may be on its way here: written before, it would seem that somebody put the request elsewhere.
        await carry.Run(wish.PatientId, id => merges.Standing(id, stopping), stopping);
        await transaction.RunOnce(message, _ => keep.BringTo(wish, stopping), stopping);

        // Events may overtake each other: what changed between the question and the commit is brought in as well.
        while (await tasks.Find(arguments.TaskId, stopping) is { } now && now != wish)
        {
            wish = now;
            db.ChangeTracker.Clear();
            await transaction.Run(_ => keep.BringTo(wish, stopping), stopping);
        }
    }
}
