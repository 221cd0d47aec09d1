using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.Addresses;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients;

/// <summary>The panel "Demographics" of the patient page, with every change that was made. The page audits the viewing of the patient.</summary>
internal sealed class DemographicsPanel(IntakeDb db, ListAddresses addresses, IOrganization organization) : IPanelLoader
{
    private const int MostLines = 200;

    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        if (await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(patient => patient.Id == subjectId, stopping) is not { } patient)
        {
            return null;
        }

        var details = PatientDetails.Of(patient);
        await MergedCircumstances.AddTo(db, [patient], stopping);
        string[] elsewhere = ["last name", "suffix", "first name", "middle name", "birth date", "sex", .. PatientDetails.OfPrimaryCare];
        var care = (await PrimaryCare.OfAll(db, [subjectId], stopping)).GetValueOrDefault(subjectId);
        return new DemographicsView(
            [
                .. PatientDetails.Fields
                    .Where(field => !elsewhere.Contains(field.Name) && field.Text(details) is { Length: > 0 })
                    .Select(field => (char.ToUpperInvariant(field.Name[0]) + field.Name[1..], field.Text(details)!)),
            ],
            care is null
                ? []
                :
                [
                    .. new[] { ("Name", care.Name), ("Practice", care.Practice), ("NPI", care.Npi), ("Phone", care.Phone), ("Fax", care.Fax) }.Where(fact => fact.Item2.Length > 0),
                ],
            [.. patient.Names.Where(name => name.Kind != NameKinds.Current).Select(name => name.Kind == NameKinds.Former ? $"formerly {name.Full}" : $"goes by {name.First}")],
            await addresses.Of(patient, stopping),
            await History(subjectId, stopping));
    }

    private async Task<IReadOnlyList<DemographicsHistoryLine>> History(Guid patientId, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Locations is [var first, ..] ? first : null;
        var changes = await db.PatientChanges.AsNoTracking()
            .Where(change => change.PatientId == patientId)
            .OrderByDescending(change => change.At).ThenBy(change => change.Id)
            .Take(MostLines)
            .ToListAsync(stopping);
        var names = new Dictionary<Guid, string>();
        foreach (var user in changes.Select(change => change.By).OfType<Guid>().Distinct())
        {
            names[user] = await organization.NameOfUser(user, stopping) ?? "somebody";
        }

        return changes.ConvertAll(change => new DemographicsHistoryLine(
            LocalTime.At(location, change.At), change.By is { } user ? names[user] : change.Via, change));
    }
}

/// <param name="PrimaryCare">Empty where nobody is named: the panel says so.</param>
/// <param name="OtherNames">"formerly Elena Rossi".</param>
internal sealed record DemographicsView(
    IReadOnlyList<(string Label, string Value)> Facts, IReadOnlyList<(string Label, string Value)> PrimaryCare, IReadOnlyList<string> OtherNames, AddressesView Addresses, IReadOnlyList<DemographicsHistoryLine> History);

/// <param name="At">On the wall clock of the clinic's first location: patients belong to none.</param>
/// <param name="Who">A user's name, or the way a machine came ("import").</param>
internal sealed record DemographicsHistoryLine(DateTimeOffset At, string Who, PatientChange Change);
