using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients;

/// <summary>Who the patients are, for the other modules and for Intake's own pages.</summary>
internal sealed class RegisteredPatients(IntakeDb db, SearchPatients search, IOrganization organization, TimeProvider clock) : IPatients
{
    public async Task<PatientSummary?> Find(Guid patientId, CancellationToken stopping = default) =>
        await Find([patientId], stopping) is [var found] ? found : null;

    public async Task<IReadOnlyList<PatientSummary>> Find(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) =>
        patientIds.Count == 0 ? [] : await Summaries(db.WholePatients.Where(patient => patientIds.Contains(patient.Id)), stopping);

    public async Task<IReadOnlyList<PatientSummary>> FindByMrn(IReadOnlyCollection<string> mrns, CancellationToken stopping = default) =>
        mrns.Count == 0 ? [] : await Summaries(db.WholePatients.Where(patient => mrns.Contains(patient.Mrn)), stopping);

    public Task<IReadOnlyList<PatientSummary>> FindByEmail(string address, int limit, CancellationToken stopping = default)
    {
        // Exactly this address, in capitals or not: what would be a wildcard is none.
        var exactly = address.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
        return Summaries(db.WholePatients.Where(patient => EF.Functions.ILike(patient.Email!, exactly, "\\") && patient.MergedIntoId == null).OrderBy(patient => patient.Mrn).Take(limit), stopping);
    }

    public async Task<IReadOnlyList<PatientSummary>> Search(string text, int limit, CancellationToken stopping = default)
    {
        var ids = await search.Run(text, limit, stopping);
        var found = (await Find(ids.ToList(), stopping)).ToDictionary(patient => patient.Id);
        return [.. ids.Where(found.ContainsKey).Select(id => found[id])];
    }

    /// <param name="day">On which the address is the one that mail goes to; null where none is shown, and none is named then.</param>
    public static PatientSummary Summary(Patient patient, DateOnly? day = null)
    {
        var name = patient.CurrentName;
        return new PatientSummary(
            patient.Id,
            patient.Mrn,
            name.First,
            name.Middle.Length > 0 ? name.Middle : null,
            name.Last,
            name.Suffix.Length > 0 ? name.ShownSuffix : null,
            patient.BirthDate,
            patient.Sex.Length > 0 ? patient.Sex : null,
            patient.Phones.OrderBy(phone => phone.Id).FirstOrDefault()?.Written,
            day is { } on ? ShownAddress.ForMail(patient, on) : null,
            patient.Language,
            string.IsNullOrEmpty(patient.Email) ? null : patient.Email,
            patient.AccessClass)
        {
            IsDeceased = patient.IsDeceased,
            MergedIntoId = patient.MergedIntoId,
            IsAddressConfidential = ShownAddress.IsConfidential(patient),
        };
    }

    private async Task<IReadOnlyList<PatientSummary>> Summaries(IQueryable<Patient> patients, CancellationToken stopping)
    {
        var found = await patients.AsNoTracking().ToListAsync(stopping);
        await MergedCircumstances.AddTo(db, found, stopping);
        var today = ShownAddress.Today(await organization.Profile(stopping), clock);
        return found.ConvertAll(patient => Summary(patient, today));
    }
}
