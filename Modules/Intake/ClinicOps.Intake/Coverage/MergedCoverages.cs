using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage;

/// <summary>
/// The coverages of records that were merged into a patient. They stay with their record, which an import goes on writing by its MRN, and pay
/// after the patient's own.
/// </summary>
internal static class MergedCoverages
{
    /// <summary>Adds them to patients that were loaded to be read, never to be saved.</summary>
    public static async Task AddTo(IntakeDb db, IReadOnlyCollection<Patient> read, CancellationToken stopping)
    {
        var ids = read.Select(patient => patient.Id).ToList();
        AddTo(read, await db.Patients.AsNoTracking().Include(record => record.Coverages).Where(record => record.MergedIntoId != null && ids.Contains(record.MergedIntoId.Value) && record.Coverages.Count > 0).ToListAsync(stopping));
    }

    /// <param name="merged">Records that were merged into one of them, with their coverages.</param>
    public static void AddTo(IReadOnlyCollection<Patient> read, IEnumerable<Patient> merged)
    {
        var coverages = merged.ToLookup(record => record.MergedIntoId!.Value, record => record.Coverages);
        foreach (var patient in read)
        {
            patient.Coverages.AddRange(coverages[patient.Id].SelectMany(own => own));
        }
    }

    /// <summary>In the order in which they pay.</summary>
    public static IOrderedEnumerable<PatientCoverage> InOrder(this IEnumerable<PatientCoverage> coverages, Guid patientId) =>
        coverages.OrderBy(coverage => coverage.PatientId != patientId).ThenBy(coverage => coverage.Rank).ThenBy(coverage => coverage.Id);
}
