using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Joining;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>Visits and what is asked for go along with a merged record.</summary>
internal sealed class OnPatientsMerged(CarrySubject<SchedulingDb> carry, IPatientMerges merges) : IJobHandler<PatientsMerged>
{
    public Task Run(PatientsMerged arguments, JobMessage message, CancellationToken stopping) => carry.Run(arguments.MergedId, id => merges.Standing(id, stopping), stopping);
}

/// <summary>And come back with it; so does what was asked for while the two were one, where its task has gone back, with the visit booked for it.</summary>
internal sealed class OnPatientsUnmerged(
    CarrySubject<SchedulingDb> carry, IPatientMerges merges, IAppointmentTasks tasks, SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, ProviderCalendar calendar) : IJobHandler<PatientsUnmerged>
{
    public async Task Run(PatientsUnmerged arguments, JobMessage message, CancellationToken stopping)
    {
        await carry.Run(arguments.MergedId, id => merges.Standing(id, stopping), stopping);
        foreach (var taskId in await db.Requests.Where(request => request.PatientId == arguments.SurvivorId).Select(request => request.TaskId).ToListAsync(stopping))
        {
            if ((await tasks.Find(taskId, stopping))?.PatientId == arguments.MergedId)
            {
                await transaction.Run(_ => Return(taskId, arguments, stopping), stopping);
            }
        }
    }

    private async Task Return(Guid taskId, PatientsUnmerged unmerged, CancellationToken stopping)
    {
        await calendar.WaitForRequest(taskId, stopping);

        // Those of a series that was booked for it go along with its first visit.
        var series = db.VisitSeries.Where(known => db.Requests.Any(request => request.Id == known.RequestId && request.TaskId == taskId)).Select(known => known.Id);
        await db.Visits.Where(visit => (visit.Request!.TaskId == taskId || db.SeriesVisits.Any(of => of.VisitId == visit.Id && series.Contains(of.SeriesId))) && visit.PatientId == unmerged.SurvivorId)
            .ExecuteUpdateAsync(set => set.SetProperty(visit => visit.PatientId, unmerged.MergedId), stopping);
        await db.Requests.Where(request => request.TaskId == taskId && request.PatientId == unmerged.SurvivorId)
            .ExecuteUpdateAsync(set => set.SetProperty(request => request.PatientId, unmerged.MergedId), stopping);
    }
}
