using System.Globalization;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Patients.People;

/// <summary>What staff must know before they speak, write or book: said loudly wherever the patient is worked on, and on the sheet that goes into the room. The caller audits the viewing.</summary>
internal sealed class LoadWarnings(IntakeDb db, KnowPreferences preferences, IOptions<CheckInOptions> options, TimeProvider clock)
{
    /// <summary>Of one, with how they want to be reached.</summary>
    public async Task<PatientWarnings> Of(Guid patientId, CancellationToken stopping) =>
        (await OfAll([patientId], stopping)).GetValueOrDefault(patientId, PatientWarnings.None) with { Reach = [.. (await preferences.Of(patientId, stopping)).InWords] };

    /// <summary>Of many in the same number of questions; a patient out of sight is left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, PatientWarnings>> OfAll(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping)
    {
        var patients = await db.Patients.AsNoTracking().Where(patient => patientIds.Contains(patient.Id)).ToListAsync(stopping);
        await MergedCircumstances.AddTo(db, patients, stopping);
        var alerts = await db.PatientNotes.AsNoTracking().Where(note => note.IsAlert && !db.PatientNoteEnds.Any(end => end.NoteId == note.Id))
            .Join(
                db.Patients.Where(record => patientIds.Contains(record.Id) || (record.MergedIntoId != null && patientIds.Contains(record.MergedIntoId.Value))),
                note => note.PatientId, record => record.Id, (note, record) => new { record.Id, record.MergedIntoId, note.At, note.Text })
            .OrderBy(note => note.At).ToListAsync(stopping);
        var people = (await db.RelatedPeople.AsNoTracking().Where(person => patientIds.Contains(person.PatientId) && person.EndedAt == null).OrderBy(person => person.Name).ToListAsync(stopping)).ToLookup(person => person.PatientId);
        return patients.ToDictionary(
            patient => patient.Id,
            patient => new PatientWarnings(
                Deceased(patient),
                [.. alerts.Where(note => note.Id == patient.Id || note.MergedIntoId == patient.Id).Select(note => note.Text), .. Circumstances(patient, people[patient.Id])]));
    }

    private static string? Deceased(Patient patient) =>
        !patient.IsDeceased ? null : $"Deceased{patient.DeceasedOn?.ToString(" 'on' MM/dd/yyyy", CultureInfo.InvariantCulture)} ({patient.DeceasedSource}). Book nothing, and write to nobody but the family.";

    private IEnumerable<string> Circumstances(Patient patient, IEnumerable<RelatedPerson> people)
    {
        if (options.Value.IsMinor(patient.BirthDate, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)))
        {
            string[] consents = [.. people.Where(person => person.MayConsent).Select(person => person.Name)];
            yield return consents.Length == 0 ? "A minor: nobody is recorded who may consent." : $"A minor: {string.Join(" or ", consents)} may consent.";
        }

        if (patient.Custody.Length > 0)
        {
            yield return $"Custody: {patient.Custody}";
        }

        if (patient.Interpreter.Length > 0)
        {
            yield return $"Needs an interpreter: {patient.Interpreter}";
        }

        if (ShownAddress.IsConfidential(patient))
        {
            yield return "The address is confidential: mail goes to it alone, and nobody is told of it.";
        }
    }
}

/// <param name="Deceased">Null when alive.</param>
/// <param name="Others">Alerts first.</param>
internal sealed record PatientWarnings(string? Deceased, IReadOnlyList<string> Others)
{
    public static readonly PatientWarnings None = new(null, []);

    /// <summary>What the patient said of how to be reached, in sentences; the sheet that goes into the room says it in a place of its own.</summary>
    public IReadOnlyList<string> Reach { get; init; } = [];

    public IEnumerable<string> All => Deceased is { } deceased ? Others.Prepend(deceased) : Others;
}
