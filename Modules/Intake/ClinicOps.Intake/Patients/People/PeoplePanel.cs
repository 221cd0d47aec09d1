using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.People;

/// <summary>The panel "People and notes" of the patient page: who belongs to the patient and what each may, and what was noted. Changes of it stand in the history of the particulars.</summary>
internal sealed class PeoplePanel(IntakeDb db, IOrganization organization) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        if (await db.Patients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == subjectId, stopping) is not { } patient)
        {
            return null;
        }

        await MergedCircumstances.AddTo(db, [patient], stopping);
        var people = await db.RelatedPeople.AsNoTracking().Where(person => person.PatientId == subjectId && person.EndedAt == null).OrderBy(person => person.Name).ToListAsync(stopping);
        return new PeopleView(subjectId, Circumstances.Of(patient), people, await NotesOf(subjectId, stopping));
    }

    public async Task<IReadOnlyList<NoteLine>> NotesOf(Guid patientId, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Locations is [var first, ..] ? first : null;
        var lines = new List<NoteLine>();
        foreach (var note in await db.StandingNotes(patientId).OrderByDescending(note => note.IsAlert).ThenByDescending(note => note.At).Take(100).ToListAsync(stopping))
        {
            lines.Add(new NoteLine(note, LocalTime.At(location, note.At), note.By is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "the machine"));
        }

        return lines;
    }
}

internal sealed record PeopleView(Guid PatientId, Circumstances Circumstances, IReadOnlyList<RelatedPerson> People, IReadOnlyList<NoteLine> Notes);

/// <param name="At">On the wall clock of the clinic's first location.</param>
internal sealed record NoteLine(PatientNote Note, DateTimeOffset At, string Who);
