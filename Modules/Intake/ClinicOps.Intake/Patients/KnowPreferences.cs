using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients;

/// <summary>
/// How patients want to be reached. Of records that were merged a "no" of either counts, and a "yes" of one is enough where nobody said no; what was said of the survivor since they
/// are one counts before what the merged record says, which has its own back when they are parted.
/// </summary>
internal sealed class KnowPreferences(IntakeDb db, IPatients patients) : IContactPreferences
{
    public async Task<ReminderReader?> ReminderReader(Guid patientId, CancellationToken stopping = default) =>
        await patients.FindStanding(patientId, stopping) is { IsDeceased: false, Email: { Length: > 0 } address } patient && await MayMail(patient.Id, stopping) == true
            ? new ReminderReader(address, patient.Language)
            : null;

    public async Task<bool?> WantsHealthByEmail(Guid patientId, CancellationToken stopping = default) =>
        await patients.FindStanding(patientId, stopping) is { } patient ? (await Of(patient.Id, stopping)).HealthByEmail : null;

    /// <returns>Null while nobody asked.</returns>
    public async Task<bool?> MayMail(Guid patientId, CancellationToken stopping) => (await Of(patientId, stopping)).Email;

    /// <param name="without">As if that had not been said.</param>
    public async Task<ContactSaid> Of(Guid patientId, CancellationToken stopping, Guid? without = null) => (await OfAll([patientId], stopping, without)).GetValueOrDefault(patientId, ContactSaid.Nothing);

    /// <summary>For many in the same number of questions; of whom nobody said anything is left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, ContactSaid>> OfAll(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping, Guid? without = null)
    {
        var said = await db.ContactPreferences.AsNoTracking().Where(row => row.Id != without)
            .Join(
                db.Patients.Where(record => patientIds.Contains(record.Id) || (record.MergedIntoId != null && patientIds.Contains(record.MergedIntoId.Value))),
                row => row.PatientId, record => record.Id, (row, record) => new { Row = row, record.MergedIntoId })
            .ToListAsync(stopping);
        if (said.Count == 0)
        {
            return new Dictionary<Guid, ContactSaid>();
        }

        var merged = await db.PatientMerges.AsNoTracking().Where(merge => patientIds.Contains(merge.SurvivorId) && !db.PatientUnmerges.Any(back => back.MergeId == merge.Id)).ToListAsync(stopping);
        var latest = said.GroupBy(one => one.Row.PatientId).Select(record => record.OrderBy(one => one.Row.At).ThenBy(one => one.Row.Id).Last()).ToList();
        var answers = new Dictionary<Guid, ContactSaid>();
        foreach (var patient in patientIds.Distinct())
        {
            var own = latest.Find(one => one.Row.PatientId == patient)?.Row;
            var since = merged.Where(merge => merge.SurvivorId == patient).ToLookup(merge => merge.MergedId, merge => merge.At);
            var counting = latest
                .Where(one => one.Row.PatientId == patient || (one.MergedIntoId == patient && (own is null || !since[one.Row.PatientId].Any(at => own.At > at))))
                .OrderBy(one => one.Row.At).ThenBy(one => one.Row.Id)
                .Select(one => ContactSaid.Of(one.Row))
                .ToList();
            if (counting.Count > 0)
            {
                answers[patient] = counting.Aggregate((all, later) => all.And(later));
            }
        }

        return answers;
    }

    /// <summary>The patient's numbers in order, then those of records merged into it.</summary>
    public async Task<ILookup<Guid, PatientPhone>> PhonesOf(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping) =>
        (await db.Set<PatientPhone>().AsNoTracking()
            .Join(
                db.Patients.Where(record => patientIds.Contains(record.Id) || (record.MergedIntoId != null && patientIds.Contains(record.MergedIntoId.Value))),
                phone => phone.PatientId, record => record.Id, (phone, record) => new { Phone = phone, Of = record.MergedIntoId ?? record.Id })
            .OrderBy(one => one.Phone.PatientId != one.Of).ThenBy(one => one.Phone.Id)
            .ToListAsync(stopping))
        .ToLookup(one => one.Of, one => one.Phone);

    /// <summary>Of the patient whose record it is, or that it was merged into; null where nobody said anything.</summary>
    public async Task<HowToReach?> OfRecord(Guid recordId, CancellationToken stopping) =>
        await db.Patients.Where(record => record.Id == recordId).Select(record => (Guid?)(record.MergedIntoId ?? record.Id)).SingleOrDefaultAsync(stopping) is { } standing
            ? (await HowToReach([standing], stopping)).GetValueOrDefault(standing)
            : null;

    public async Task<IReadOnlyDictionary<Guid, HowToReach>> HowToReach(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default)
    {
        var (said, phones) = (await OfAll(patientIds, stopping), await PhonesOf(patientIds, stopping));
        var answers = new Dictionary<Guid, HowToReach>();
        foreach (var patient in patientIds.Distinct())
        {
            // A single number of which nothing is said stands beside the name already.
            var numbers = phones[patient].DistinctBy(phone => phone.Written).ToList();
            var isSaid = numbers.Count > 1 || numbers.Exists(phone => phone.Kind.Length > 0 || phone.Note.Length > 0);
            var wants = said.GetValueOrDefault(patient);
            string[] words = [.. wants?.InWords ?? [], .. isSaid ? [PhoneSaid.ToCall(numbers, wants?.Phone == false)] : Array.Empty<string>()];
            if (words.Length > 0)
            {
                answers[patient] = new HowToReach(words, wants?.Phone == false) { NoPost = wants?.Post == false, NoEmail = wants?.Email == false };
            }
        }

        return answers;
    }
}

/// <summary>The panel "How to reach" of the patient page.</summary>
internal sealed class PreferencesPanel(IntakeDb db, KnowPreferences preferences) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping) =>
        await db.Patients.AnyAsync(patient => patient.Id == subjectId, stopping)
            ? new PreferencesView(subjectId, (await preferences.Of(subjectId, stopping)).Email, (await preferences.HowToReach([subjectId], stopping)).GetValueOrDefault(subjectId)?.Words ?? [])
            : null;
}

/// <param name="MayMail">Null while nobody asked.</param>
/// <param name="Words">How else the patient wants to be reached; empty while nobody said anything.</param>
internal sealed record PreferencesView(Guid PatientId, bool? MayMail, IReadOnlyList<string> Words);
