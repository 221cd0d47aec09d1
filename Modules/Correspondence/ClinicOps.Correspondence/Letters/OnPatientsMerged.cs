using ClinicOps.Correspondence.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Joining;

namespace ClinicOps.Correspondence.Letters;

/// <summary>Letters go along with a merged record; what was sent stays as it left.</summary>
internal sealed class OnPatientsMerged(CarrySubject<CorrespondenceDb> carry, IPatientMerges merges) : IJobHandler<PatientsMerged>
{
    public Task Run(PatientsMerged arguments, JobMessage message, CancellationToken stopping) => carry.Run(arguments.MergedId, id => merges.Standing(id, stopping), stopping);
}

/// <summary>And come back with it.</summary>
internal sealed class OnPatientsUnmerged(CarrySubject<CorrespondenceDb> carry, IPatientMerges merges) : IJobHandler<PatientsUnmerged>
{
    public Task Run(PatientsUnmerged arguments, JobMessage message, CancellationToken stopping) => carry.Run(arguments.MergedId, id => merges.Standing(id, stopping), stopping);
}
