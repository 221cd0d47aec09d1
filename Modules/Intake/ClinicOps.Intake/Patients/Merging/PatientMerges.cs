using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Merging;

internal sealed class PatientMerges(IntakeDb db) : IPatientMerges
{
    public async Task<SubjectStanding> Standing(Guid patientId, CancellationToken stopping = default)
    {
        var leadsTo = await db.Patients.Where(patient => patient.Id == patientId).Select(patient => patient.MergedIntoId).SingleOrDefaultAsync(stopping);
        var records = await db.Patients.AsNoTracking()
            .Where(patient => patient.Id == patientId || patient.Id == leadsTo || patient.MergedIntoId == patientId)
            .Select(patient => new { patient.Id, patient.MergedIntoId, patient.AccessClass })
            .ToListAsync(stopping);
        return new SubjectStanding(
            leadsTo, [.. records.Where(record => record.MergedIntoId == patientId).Select(record => record.Id)], records.ToDictionary(record => record.Id, record => record.AccessClass));
    }

    public Task<DateTimeOffset?> MergedAt(Guid mergeId, CancellationToken stopping = default) =>
        db.PatientMerges.Where(merge => merge.Id == mergeId).Select(merge => (DateTimeOffset?)merge.At).SingleOrDefaultAsync(stopping);
}
