using System.Globalization;
using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.People;

/// <summary>What staff must know before they speak, write or book: said loudly wherever the patient is worked on. The page audits the viewing.</summary>
internal sealed class LoadWarnings(IntakeDb db, TimeProvider clock)
{
    private const int Adult = 18;

    public async Task<PatientWarnings> Of(Guid patientId, CancellationToken stopping)
    {
        if (await db.Patients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == patientId, stopping) is not { } patient)
        {
            return new PatientWarnings(null, []);
        }

        await MergedCircumstances.AddTo(db, [patient], stopping);
        var alerts = await db.StandingNotes(patientId).Where(note => note.IsAlert).OrderBy(note => note.At).Select(note => note.Text).ToListAsync(stopping);
        var people = await db.RelatedPeople.AsNoTracking().Where(person => person.PatientId == patientId && person.EndedAt == null).OrderBy(person => person.Name).ToListAsync(stopping);
        return new PatientWarnings(Deceased(patient), [.. alerts, .. Circumstances(patient, people)]);
    }

    private static string? Deceased(Patient patient) =>
        !patient.IsDeceased ? null : $"Deceased{patient.DeceasedOn?.ToString(" 'on' MM/dd/yyyy", CultureInfo.InvariantCulture)} ({patient.DeceasedSource}). Book nothing, and write to nobody but the family.";

    private IEnumerable<string> Circumstances(Patient patient, List<RelatedPerson> people)
    {
        if (patient.BirthDate.AddYears(Adult) > DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime))
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

        if (patient.ConfidentialAddress.Length > 0)
        {
            yield return "The address is confidential: mail goes to it alone, and nobody is told of it.";
        }
    }
}

/// <param name="Deceased">Null when alive.</param>
/// <param name="Others">Alerts first.</param>
internal sealed record PatientWarnings(string? Deceased, IReadOnlyList<string> Others);
