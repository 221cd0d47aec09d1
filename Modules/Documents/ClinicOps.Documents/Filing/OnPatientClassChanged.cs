using ClinicOps.Documents.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Documents.Filing;

/// <summary>Filed documents are seen by who may see the patient.</summary>
internal sealed class OnPatientClassChanged(FollowSubject<DocumentsDb> follow, IPatients patients) : IJobHandler<PatientClassChanged>
{
    public Task Run(PatientClassChanged arguments, JobMessage message, CancellationToken stopping) =>
        follow.Run(arguments.PatientId, async () => (await patients.Find(arguments.PatientId, stopping))?.AccessClass ?? AccessClass.Standard, stopping);
}
