using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.Merging;
using ClinicOps.Kernel.Access;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Access;

/// <summary>
/// The class that each record would have by itself: as a person last said of it, else as it was before a merge first closed it. Records that are
/// one have the strictest of theirs. Read from the records' histories, where merges write under a way of their own.
/// </summary>
internal sealed class OwnClasses(IntakeDb db)
{
    public async Task<IReadOnlyDictionary<Guid, string>> Of(IReadOnlyCollection<Patient> records, CancellationToken stopping)
    {
        var ids = records.Select(record => record.Id).ToList();
        var said = (await db.PatientChanges.AsNoTracking().Where(change => ids.Contains(change.PatientId) && change.Field == ClassifyPatient.Field)
            .OrderBy(change => change.At).ThenBy(change => change.Id).ToListAsync(stopping)).ToLookup(change => change.PatientId);
        return records.ToDictionary(
            record => record.Id,
            record => said[record.Id].LastOrDefault(change => change.Via != HoldTwo.Way)?.New ?? said[record.Id].FirstOrDefault()?.Old ?? record.AccessClass);
    }

    /// <returns>Null where two are closed each in its own way, and none is the stricter.</returns>
    public static string? Strictest(IEnumerable<string> classes) => classes.Where(one => one != AccessClass.Standard).Distinct().ToList() switch
    {
        [] => AccessClass.Standard,
        [var only] => only,
        _ => null,
    };
}
