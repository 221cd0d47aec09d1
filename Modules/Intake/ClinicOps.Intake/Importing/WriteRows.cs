using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Importing;

/// <summary>Brings patients to lines of a register file, in the transaction of whoever asks: each line as it was shown, or not at all.</summary>
internal sealed class WriteRows(IntakeDb db, ComparePatients compare)
{
    /// <summary>First key of the advisory lock on importing: two imports of one file would both find a patient missing.</summary>
    private const int ImportLock = 7411;

    /// <summary>Until the end of the transaction no other import writes.</summary>
    public Task WaitInLine(CancellationToken stopping) => db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({ImportLock}, 0)", stopping);

    /// <returns>What became of each, in their order.</returns>
    public async Task<IReadOnlyList<RowWritten>> Run(IReadOnlyList<RowToWrite> rows, PatientStamp stamp, Effects effects, CancellationToken stopping)
    {
        await WaitInLine(stopping);
        var keys = rows.Select(row => NameKeys.Number(row.Row.Mrn)).ToArray();

        // Whoever is about to change one of them is waited for, and then seen.
        await db.Database.ExecuteSqlAsync($"SELECT id FROM patients WHERE mrn_key = ANY ({keys}) ORDER BY id FOR UPDATE", stopping);
        var known = await db.WholePatients.Where(patient => keys.Contains(patient.MrnKey)).ToDictionaryAsync(patient => patient.MrnKey, stopping);

        // Somebody of the name and birth date may have been registered since the line was shown, by hand or by a line before this one.
        var namesakes = await compare.Namesakes([.. rows.Where(row => row.Shown is not null && !known.ContainsKey(NameKeys.Number(row.Row.Mrn))).Select(row => row.Row)], stopping);
        var byHand = await compare.SaidByHand([.. rows.Any(row => row.Shown is not null) ? known.Values : Enumerable.Empty<Patient>()], stopping);
        return [.. rows.Select(row => Write(row, known.GetValueOrDefault(NameKeys.Number(row.Row.Mrn)), namesakes, byHand, stamp, effects))];
    }

    private RowWritten Write(RowToWrite asked, Patient? known, HashSet<(string First, string Last, DateOnly Born)> namesakes, ILookup<Guid, string> byHand, PatientStamp stamp, Effects effects)
    {
        var row = asked.Row;
        if (asked.Shown is { } shown
            && (known?.Id != shown.PatientId || (known is not null && known.Version != shown.Version) || (known is null && !shown.WasNamesake && namesakes.Contains(ComparePatients.SaidBy(row)))))
        {
            return new RowWritten.Overtaken(known is null ? PatientDifference.New(row, namesakes.Contains(ComparePatients.SaidBy(row))) : PatientDifference.Of(row, known, byHand[known.Id]));
        }

        if (known is null)
        {
            namesakes.Add(ComparePatients.SaidBy(row));
            var added = WritePatient.New(db, Guid.CreateVersion7(), row.Mrn, row.Details, stamp);
            effects.Publish(new PatientRegistered(added.Id));
            effects.Audit(new AuditEntry("patient.registered", "patient", added.Id));
            return new RowWritten.Registered(row.Mrn, added.Id);
        }

        var changes = WritePatient.Change(db, known, row.Details, PatientDifference.Keeps(known, row.Details), stamp, PatientDifference.KeepsHome(known, row.Details));
        if (changes.Count == 0)
        {
            return new RowWritten.Same();
        }

        effects.Audit(new AuditEntry("patient.changed", "patient", known.Id));
        if (changes.Any(change => change.Matters))
        {
            // What a merged record is called, the one that it leads to is called too.
            effects.Publish(new PatientChanged(known.MergedIntoId ?? known.Id));
        }

        return new RowWritten.Changed(known.Mrn, changes);
    }
}

/// <param name="Shown">How the register stood when the line was shown to who takes it; null where nobody was shown anything.</param>
internal sealed record RowToWrite(PatientsFile.Row Row, ShownPatient? Shown = null);

/// <param name="PatientId">Null where nobody was registered.</param>
/// <param name="WasNamesake">It was said that somebody of the name and birth date has another MRN: who takes it all the same knows.</param>
internal sealed record ShownPatient(Guid? PatientId, uint Version, bool WasNamesake);

internal abstract record RowWritten
{
    private RowWritten()
    {
    }

    public sealed record Registered(string Mrn, Guid PatientId) : RowWritten;

    public sealed record Changed(string Mrn, IReadOnlyList<FieldChange> Changes) : RowWritten;

    /// <summary>It is so already.</summary>
    public sealed record Same : RowWritten;

    /// <summary>Somebody changed the patient, or registered a namesake, since it was shown: nothing was written, and this is how the line stands now.</summary>
    public sealed record Overtaken(PatientDifference Now) : RowWritten;
}
