using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Access;

/// <summary>
/// Whether there is a record that the acting user is not cleared for. It is the one place that looks past the filter for somebody, and it
/// answers with ids alone: who knows exactly whom they want may break the glass; who only searches learns nothing.
/// </summary>
internal sealed class ClosedRecords(IntakeDb db, CurrentActor actor, TimeProvider clock) : IClosedRecords
{
    public async Task<IReadOnlyList<Guid>> Among(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) =>
        patientIds.Count == 0 ? [] : await Closed().Where(patient => patientIds.Contains(patient.Id)).Select(patient => patient.Id).ToListAsync(stopping);

    /// <summary>The closed records that an exact identifier names: the MRN, or the full name with the birth date.</summary>
    public async Task<IReadOnlyList<Guid>> Named(string text, CancellationToken stopping)
    {
        var words = SearchWords.Of(text, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        string[] numbers = [.. words.Numbers];
        DateOnly[] dates = [.. words.BirthDates];
        string[] pairs = [.. from first in words.Names from last in words.Names where first != last select PatientName.Pair(first, last)];
        if (numbers.Length == 0 && (dates.Length == 0 || pairs.Length == 0))
        {
            return [];
        }

        return await Closed()
            .Where(patient => numbers.Contains(patient.MrnKey)
                || (dates.Contains(patient.BirthDate) && patient.Names.Any(name => name.KeyPairs.Any(pair => pairs.Contains(pair)))))
            .OrderBy(patient => patient.Id)
            .Select(patient => patient.Id)
            .Take(3)
            .ToListAsync(stopping);
    }

    private IQueryable<Patient> Closed()
    {
        var (cleared, opened) = (actor.Classes, actor.Opened);
        var all = db.Patients.IgnoreQueryFilters([ModuleDb.AccessFilter]);
        return actor.SeesEveryClass
            ? all.Where(patient => false)
            : all.Where(patient => !cleared.Contains(patient.AccessClass) && !opened.Contains(patient.Id));
    }
}
