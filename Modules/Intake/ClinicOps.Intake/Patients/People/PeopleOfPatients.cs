using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.People;

/// <summary>Who was said to receive a patient's letters, and who may be told, with those said so of records merged into it.</summary>
internal sealed class PeopleOfPatients(IntakeDb db, IPatients patients) : IRelatedPeople
{
    public async Task<IReadOnlyList<MailRecipient>> WhoReceiveMail(Guid patientId, CancellationToken stopping = default)
    {
        if (await patients.Find(patientId, stopping) is not { } patient)
        {
            return [];
        }

        var people = await Standing(patientId).Where(person => person.ReceivesMail).ToListAsync(stopping);
        return people.ConvertAll(person => new MailRecipient(person.Id, person.Name, person.Address.Length > 0 ? person.Address : patient.Address));
    }

    public async Task<IReadOnlyList<ToldPerson>> WhoMayBeTold(Guid patientId, CancellationToken stopping) =>
        (await Standing(patientId).Where(person => person.MayBeTold).ToListAsync(stopping)).ConvertAll(person => new ToldPerson(person.Id, person.Name, Relations.Words(person.Relation), person.Phone, person.Limits));

    private IOrderedQueryable<RelatedPerson> Standing(Guid patientId) => db.RelatedPeople.AsNoTracking()
        .Where(person => person.EndedAt == null && db.Patients.Any(record => record.Id == person.PatientId && (record.Id == patientId || record.MergedIntoId == patientId)))
        .OrderBy(person => person.Name).ThenBy(person => person.Id);
}
