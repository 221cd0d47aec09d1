using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients;

/// <summary>
/// What patients allow. Of records that were merged a "no" of either counts, and a "yes" of one is enough where nobody said no; what was said of the survivor since they are
/// one counts before what the merged record says, which has its own back when they are parted.
/// </summary>
internal sealed class KnowPreferences(IntakeDb db, IPatients patients) : IContactPreferences
{
    public async Task<ReminderReader?> ReminderReader(Guid patientId, CancellationToken stopping = default) =>
        await patients.FindStanding(patientId, stopping) is { IsDeceased: false, Email: { Length: > 0 } address } patient && await MayMail(patient.Id, stopping) == true
            ? new ReminderReader(address, patient.Language)
            : null;

    /// <returns>Null while nobody asked.</returns>
    public async Task<bool?> MayMail(Guid patientId, CancellationToken stopping)
    {
        var said = await db.ContactPreferences.AsNoTracking()
            .Where(row => row.PatientId == patientId || db.Patients.Any(record => record.Id == row.PatientId && record.MergedIntoId == patientId))
            .OrderBy(row => row.At).ThenBy(row => row.Id)
            .ToListAsync(stopping);
        var own = said.LastOrDefault(row => row.PatientId == patientId);
        var merged = await db.PatientMerges.AsNoTracking().Where(merge => merge.SurvivorId == patientId && !db.PatientUnmerges.Any(back => back.MergeId == merge.Id)).ToDictionaryAsync(merge => merge.MergedId, merge => merge.At, stopping);
        var latest = said.GroupBy(row => row.PatientId)
            .Where(record => record.Key == patientId || own is null || !merged.TryGetValue(record.Key, out var since) || own.At <= since)
            .Select(record => record.Last().MayMailReminders).ToList();
        return latest.Count == 0 ? null : latest.TrueForAll(may => may);
    }
}

/// <summary>The panel "Reminders" of the patient page.</summary>
internal sealed class PreferencesPanel(IntakeDb db, KnowPreferences preferences) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping) =>
        await db.Patients.AnyAsync(patient => patient.Id == subjectId, stopping) ? new PreferencesView(subjectId, await preferences.MayMail(subjectId, stopping)) : null;
}

/// <param name="MayMail">Null while nobody asked.</param>
internal sealed record PreferencesView(Guid PatientId, bool? MayMail);
