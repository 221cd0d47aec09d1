using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.Addresses;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.People;

/// <summary>
/// What is so with records that were merged into a patient is so with the patient: a confidential address, a death, custody, an interpreter, and where they live or want their mail. Two that contradict are not merged.
/// What a person said of the survivor since counts before what a merged record says: that record keeps its own, and has it back when the merge is taken back.
/// </summary>
internal static class MergedCircumstances
{
    /// <summary>Adds it to patients that were loaded to be read, never to be saved.</summary>
    public static async Task AddTo(IntakeDb db, IReadOnlyCollection<Patient> read, CancellationToken stopping)
    {
        AddTo(read, await Of(db, [.. read.Select(patient => patient.Id)], stopping));
        await MergedAddresses.AddTo(db, read, stopping);
    }

    /// <param name="merged">Every record that was merged into one of them.</param>
    public static async Task AddTo(IntakeDb db, IReadOnlyCollection<Patient> read, IReadOnlyCollection<Patient> merged, CancellationToken stopping)
    {
        AddTo(read, await Of(db, merged.Where(record => record.DeceasedSource.Length + record.Custody.Length + record.Interpreter.Length + record.ConfidentialAddress.Length > 0).ToList(), stopping));
        if (merged.Count > 0)
        {
            await MergedAddresses.AddTo(db, read, stopping);
        }
    }

    private static void AddTo(IReadOnlyCollection<Patient> read, ILookup<Guid, Circumstances> merged)
    {
        foreach (var survivor in read.Where(patient => merged.Contains(patient.Id)))
        {
            merged[survivor.Id].Aggregate(Circumstances.Of(survivor), (all, record) => all.And(record)).WriteTo(survivor);
        }
    }

    /// <returns>By survivor: what its merged records say that nobody has said otherwise since.</returns>
    public static async Task<ILookup<Guid, Circumstances>> Of(IntakeDb db, IReadOnlyList<Guid> survivorIds, CancellationToken stopping)
    {
        var records = await db.Patients.AsNoTracking()
            .Where(record => record.MergedIntoId != null && survivorIds.Contains(record.MergedIntoId.Value)
                && (record.DeceasedSource != "" || record.Custody != "" || record.Interpreter != "" || record.ConfidentialAddress != ""))
            .OrderBy(record => record.Id)
            .ToListAsync(stopping);
        return await Of(db, records, stopping);
    }

    private static async Task<ILookup<Guid, Circumstances>> Of(IntakeDb db, List<Patient> records, CancellationToken stopping)
    {
        var ids = records.ConvertAll(record => record.Id);
        var said = ids.Count == 0 ? [] : await db.PatientMerges.AsNoTracking()
            .Where(merge => ids.Contains(merge.MergedId) && !db.PatientUnmerges.Any(back => back.MergeId == merge.Id))
            .Join(db.PatientChanges.Where(change => Circumstances.Names.Contains(change.Field)), merge => merge.SurvivorId, change => change.PatientId, (merge, change) => new { merge.MergedId, merge.At, Said = change.At, change.Field })
            .Where(one => one.Said > one.At)
            .Select(one => new { one.MergedId, one.Field })
            .Distinct().ToListAsync(stopping);
        return records.ToLookup(record => record.MergedIntoId!.Value, record => Circumstances.Of(record).Without([.. said.Where(one => one.MergedId == record.Id).Select(one => one.Field)]));
    }
}
