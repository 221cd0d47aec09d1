using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Access;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Access;

internal sealed class PatientClasses(IntakeDb db) : ISubjectClasses
{
    public async Task<IReadOnlyDictionary<Guid, string>> NotStandard(CancellationToken stopping = default) =>
        await db.Patients.Where(patient => patient.AccessClass != AccessClass.Standard).Select(patient => new { patient.Id, patient.AccessClass })
            .ToDictionaryAsync(patient => patient.Id, patient => patient.AccessClass, stopping);
}
