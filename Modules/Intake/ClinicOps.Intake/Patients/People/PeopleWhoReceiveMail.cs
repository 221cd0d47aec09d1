using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.People;

/// <summary>Who was said to receive a patient's letters, with those said so of records merged into it.</summary>
internal sealed class PeopleWhoReceiveMail(IntakeDb db, IPatients patients) : IRelatedPeople
{
    public async Task<IReadOnlyList<MailRecipient>> WhoReceiveMail(Guid patientId, CancellationToken stopping = default)
    {
        if (await patients.Find(patientId, stopping) is not { } patient)
        {
            return [];
        }

        var people = await db.RelatedPeople.AsNoTracking()
            .Where(person => person.ReceivesMail && person.EndedAt == null && db.Patients.Any(record => record.Id == person.PatientId && (record.Id == patientId || record.MergedIntoId == patientId)))
            .OrderBy(person => person.Name).ThenBy(person => person.Id)
            .ToListAsync(stopping);
        return people.ConvertAll(person => new MailRecipient(person.Id, person.Name, person.Address.Length > 0 ? person.Address : patient.Address));
    }
}
