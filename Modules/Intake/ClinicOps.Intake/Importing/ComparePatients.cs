using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Importing;

/// <summary>Holds a register file against the register, line by line, and writes nothing.</summary>
internal sealed class ComparePatients(IntakeDb db)
{
    private const int BatchSize = 250;

    private static readonly string[] FieldsByHand = [.. PatientDetails.OfHome, .. PatientDetails.OfPrimaryCare];

    public async Task<PatientDifferences> Run(PatientsFile file, CancellationToken stopping)
    {
        var differences = new List<PatientDifference>();
        foreach (var batch in file.Rows.Chunk(BatchSize))
        {
            differences.AddRange((await Of(batch, stopping)).Where(line => !line.IsSame));
        }

        return new PatientDifferences(differences, file.Rows.Count - differences.Count, file.BadRows);
    }

    /// <returns>One for each line, also where nothing differs.</returns>
    public async Task<IReadOnlyList<PatientDifference>> Of(IReadOnlyCollection<PatientsFile.Row> rows, CancellationToken stopping)
    {
        var keys = rows.Select(row => NameKeys.Number(row.Mrn)).ToList();
        var known = await db.WholePatients.AsNoTracking().Where(patient => keys.Contains(patient.MrnKey)).ToDictionaryAsync(patient => patient.MrnKey, stopping);
        var byHand = await SaidByHand([.. known.Values], stopping);
        var namesakes = await Namesakes([.. rows.Where(row => !known.ContainsKey(NameKeys.Number(row.Mrn)))], stopping);
        return
        [
            .. rows.Select(row => known.TryGetValue(NameKeys.Number(row.Mrn), out var patient)
                ? PatientDifference.Of(row, patient, byHand[patient.Id])
                : PatientDifference.New(row, namesakes.Contains(SaidBy(row)))),
        ];
    }

    /// <summary>By patient, the fields of the home address and the PCP that a person said last: at the desk, and not by taking a file over.</summary>
    public async Task<ILookup<Guid, string>> SaidByHand(IReadOnlyCollection<Patient> known, CancellationToken stopping)
    {
        var ids = known.Select(patient => patient.Id).ToList();
        var said = (await db.PatientChanges.AsNoTracking()
            .Where(change => ids.Contains(change.PatientId) && (change.Field == WritePatient.Registered || FieldsByHand.Contains(change.Field)))
            .Select(change => new { change.PatientId, change.Field, change.Via, change.At, change.Id })
            .ToListAsync(stopping)).ToLookup(change => change.PatientId);
        return (from patient in known
                let details = PatientDetails.Of(patient)
                from field in PatientDetails.Fields
                where FieldsByHand.Contains(field.Name)
                let last = said[patient.Id].Where(change => change.Field == field.Name).OrderByDescending(change => change.At).ThenByDescending(change => change.Id).FirstOrDefault()
                    // What was never changed was said at the registration, where it was said at all.
                    ?? said[patient.Id].FirstOrDefault(change => change.Field == WritePatient.Registered && field.Text(details) is { Length: > 0 })
                where last is not null && last.Via != WritePatient.ByImport
                select (patient.Id, field.Name)).ToLookup(pair => pair.Id, pair => pair.Name);
    }

    /// <summary>The name and birth date by which a line is known as somebody's namesake.</summary>
    public static (string First, string Last, DateOnly Born) SaidBy(PatientsFile.Row row) => (NameKeys.Key(row.Details.First), NameKeys.Key(row.Details.Last), row.Details.BirthDate!.Value);

    /// <returns>Of these, the names and birth dates under which somebody is registered.</returns>
    public async Task<HashSet<(string First, string Last, DateOnly Born)>> Namesakes(IReadOnlyCollection<PatientsFile.Row> fresh, CancellationToken stopping)
    {
        if (fresh.Count == 0)
        {
            return [];
        }

        var born = fresh.Select(row => row.Details.BirthDate!.Value).Distinct().ToList();
        var lasts = fresh.Select(row => NameKeys.Key(row.Details.Last)).Distinct().ToList();
        var found = await db.Patients.Where(patient => born.Contains(patient.BirthDate))
            .SelectMany(patient => patient.Names.Where(name => lasts.Contains(name.LastKey)).Select(name => new { name.FirstKey, name.LastKey, patient.BirthDate }))
            .ToListAsync(stopping);
        return [.. found.Select(name => (name.FirstKey, name.LastKey, name.BirthDate))];
    }
}

/// <param name="Lines">Those that would change something.</param>
/// <param name="Unchanged">How many more say what is registered already.</param>
/// <param name="Refused">Those that cannot be used.</param>
internal sealed record PatientDifferences(IReadOnlyList<PatientDifference> Lines, int Unchanged, IReadOnlyList<PatientsFile.BadRow> Refused);
