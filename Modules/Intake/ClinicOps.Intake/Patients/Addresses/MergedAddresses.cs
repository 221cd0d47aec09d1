using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Addresses;

/// <summary>
/// The addresses of records that were merged into a patient are the patient's too, behind the patient's own of the same kind. They stay with their record, which an import goes on writing by its MRN,
/// and go back with it.
/// </summary>
internal static class MergedAddresses
{
    /// <summary>Adds them to patients that were loaded to be read, never to be saved.</summary>
    public static async Task AddTo(IntakeDb db, IReadOnlyCollection<Patient> read, CancellationToken stopping)
    {
        var ids = read.Select(patient => patient.Id).ToList();
        var merged = (await db.Patients.AsNoTracking()
            .Where(record => record.MergedIntoId != null && ids.Contains(record.MergedIntoId.Value))
            .Join(db.Set<PatientAddress>(), record => record.Id, address => address.PatientId, (record, address) => new { Into = record.MergedIntoId!.Value, Address = address })
            .ToListAsync(stopping)).ToLookup(one => one.Into, one => one.Address);
        foreach (var patient in read)
        {
            patient.Addresses.AddRange(merged[patient.Id]);
        }
    }
}
