using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.People;

/// <summary>What is so with records that were merged into a patient is so with the patient: a confidential address, a death, custody, an interpreter. Two that contradict are not merged.</summary>
internal static class MergedCircumstances
{
    /// <summary>Adds it to patients that were loaded to be read, never to be saved.</summary>
    public static async Task AddTo(IntakeDb db, IReadOnlyCollection<Patient> read, CancellationToken stopping)
    {
        var ids = read.Select(patient => patient.Id).ToList();
        var merged = await db.Patients.AsNoTracking()
            .Where(record => record.MergedIntoId != null && ids.Contains(record.MergedIntoId.Value)
                && (record.DeceasedSource != "" || record.Custody != "" || record.Interpreter != "" || record.ConfidentialAddress != ""))
            .OrderBy(record => record.Id)
            .ToListAsync(stopping);
        foreach (var record in merged)
        {
            var survivor = read.First(patient => patient.Id == record.MergedIntoId);
            Circumstances.Of(survivor).And(Circumstances.Of(record)).WriteTo(survivor);
        }
    }
}
