using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Joining;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>Visits are seen by who may see the patient.</summary>
internal sealed class OnPatientClassChanged(CarrySubject<SchedulingDb> carry, FollowSubject<SchedulingDb> follow, IPatientMerges merges, IPatients patients) : IJobHandler<PatientClassChanged>
{
    public async Task Run(PatientClassChanged arguments, JobMessage message, CancellationToken stopping)
    {
        // What belongs to a closed record that is no longer merged into this one leaves first: then this one may be opened.
        await carry.Run(arguments.PatientId, id => merges.Standing(id, stopping), stopping);
        await follow.Run(arguments.PatientId, async () => (await patients.Find(arguments.PatientId, stopping))?.AccessClass ?? AccessClass.Standard, stopping);
    }
}
