using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Joining;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Intake.Patients.Merging;

/// <summary>The merge itself led the rows along; what others were writing at that moment follows here. It asks as another module would, on a connection of its own.</summary>
internal sealed class OnPatientsMerged(CarryPatient carry) : IJobHandler<PatientsMerged>
{
    public Task Run(PatientsMerged arguments, JobMessage message, CancellationToken stopping) => carry.Run(arguments.MergedId, stopping);
}

/// <summary>And what others were writing when it was taken back, which still saw the two as one.</summary>
internal sealed class OnPatientsUnmerged(CarryPatient carry) : IJobHandler<PatientsUnmerged>
{
    public Task Run(PatientsUnmerged arguments, JobMessage message, CancellationToken stopping) => carry.Run(arguments.MergedId, stopping);
}

internal sealed class CarryPatient(CarrySubject<IntakeDb> carry, IServiceScopeFactory scopes)
{
    public Task Run(Guid patientId, CancellationToken stopping) => carry.Run(
        patientId,
        async id =>
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<IPatientMerges>().Standing(id, stopping);
        },
        stopping);
}
