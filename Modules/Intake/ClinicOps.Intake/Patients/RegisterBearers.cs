using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients;

/// <summary>
/// How many people have each first name, last name and birth date. How common a name is changes slowly, and counting it anew for each document
/// takes as long as the register is large: in a large one everything is counted once and stands for an hour. A small one is counted
/// each time, since there one more bearer matters.
/// </summary>
/// <param name="large">From how many patients on a register is large.</param>
internal sealed class RegisterBearers(TimeProvider clock, int large = 10_000) : IDisposable
{
    private static readonly TimeSpan Stands = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim counting = new(1);
    private Counted? latest;

    /// <summary>
    /// Null for a small register. One asker counts; whoever asks meanwhile is answered from before, or waits where there is no before. Counted anew after
    /// an import, however short a time ago it was.
    /// </summary>
    public async Task<Counted?> Of(IntakeDb db, CancellationToken cancel)
    {
        var imported = await db.PatientImports.MaxAsync(import => (DateTimeOffset?)import.At, cancel);
        if (IsStanding(latest, imported) || (latest is null && await Patients(db).Take(large).CountAsync(cancel) < large))
        {
            return latest;
        }

        if (!await counting.WaitAsync(latest is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancel))
        {
            return latest;
        }

        try
        {
            return IsStanding(latest, imported) ? latest : latest = await Count(db, cancel);
        }
        finally
        {
            counting.Release();
        }
    }

    public void Dispose() => counting.Dispose();

    /// <summary>By current names; of these keys, or of all.</summary>
    public static IQueryable<BearersOf<string>> FirstNames(IntakeDb db, string[]? keys) =>
        Current(db).Where(name => keys == null || keys.Contains(name.FirstKey)).GroupBy(name => name.FirstKey).Select(group => new BearersOf<string>(group.Key, group.Count()));

    public static IQueryable<BearersOf<string>> LastNames(IntakeDb db, string[]? keys) =>
        Current(db).Where(name => keys == null || keys.Contains(name.LastKey)).GroupBy(name => name.LastKey).Select(group => new BearersOf<string>(group.Key, group.Count()));

    public static IQueryable<BearersOf<DateOnly>> BirthDates(IntakeDb db, DateOnly[]? dates) =>
        Patients(db).Where(patient => dates == null || dates.Contains(patient.BirthDate)).GroupBy(patient => patient.BirthDate).Select(group => new BearersOf<DateOnly>(group.Key, group.Count()));

    private async Task<Counted> Count(IntakeDb db, CancellationToken cancel) => new(
        clock.GetUtcNow(),
        await Patients(db).CountAsync(cancel),
        await FirstNames(db, null).ToDictionaryAsync(row => row.Key, row => row.Count, cancel),
        await LastNames(db, null).ToDictionaryAsync(row => row.Key, row => row.Count, cancel),
        await BirthDates(db, null).ToDictionaryAsync(row => row.Key, row => row.Count, cancel));

    private bool IsStanding(Counted? counted, DateTimeOffset? imported) => counted is not null && clock.GetUtcNow() - counted.At < Stands && (imported is null || imported <= counted.At);

    private static IQueryable<PatientName> Current(IntakeDb db) =>
        db.Names.IgnoreQueryFilters([ModuleDb.AccessFilter]).Where(name => name.Kind == NameKinds.Current && Patients(db).Any(patient => patient.Id == name.PatientId));

    /// <summary>Whoever was not merged into another.</summary>
    private static IQueryable<Patient> Patients(IntakeDb db) => db.Patients.IgnoreQueryFilters([ModuleDb.AccessFilter]).Where(patient => patient.MergedIntoId == null);
}

/// <param name="At">When they were counted.</param>
/// <param name="Patients">How many there are in all.</param>
internal sealed record Counted(
    DateTimeOffset At, int Patients, IReadOnlyDictionary<string, int> FirstNames, IReadOnlyDictionary<string, int> LastNames, IReadOnlyDictionary<DateOnly, int> BirthDates);

internal sealed record BearersOf<TKey>(TKey Key, int Count);
