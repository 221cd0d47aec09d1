using System.Security.Cryptography;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Batches;

/// <summary>What a batch is to be: to whom, from where, which letter.</summary>
/// <param name="Kind">One of <see cref="BatchKind"/>.</param>
/// <param name="From">First day that counts, of missed visits and of the closing notice.</param>
/// <param name="Until">Last day that counts, of recalls and of missed visits.</param>
/// <param name="Mrns">As registered; of a list alone.</param>
internal sealed record BatchAsk(string Kind, Guid LocationId, string TemplateCode, DateOnly From, DateOnly Until, DateOnly? ClosingDay, IReadOnlyCollection<string> Mrns);

/// <summary>Says who gets a letter and who not and why, before any is begun. Nothing is kept. The caller audits what it shows.</summary>
internal sealed class ChooseReaders(CorrespondenceDb db, VisibleToActor visible, IPatientsToWrite schedule, IPatients patients, IContactPreferences preferences, TimeProvider clock)
{
    /// <summary>Within this time nobody gets the same letter twice by a batch.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromDays(14);

    /// <summary>So many are asked about at once.</summary>
    private const int AtOnce = 500;

    public async Task<ChosenReaders> Run(BatchAsk ask, CancellationToken stopping)
    {
        if (!visible.Location(ask.LocationId))
        {
            return new ChosenReaders([], [], 0, []);
        }

        var listed = ask.Kind == BatchKind.Listed ? await Listed(ask.Mrns, stopping) : null;
        var (ids, closed) = listed is not null
            ? ([.. listed.Select(patient => patient.MergedIntoId ?? patient.Id).Distinct()], 0)
            : await BySchedule(ask, stopping);
        var (gets, gone) = (new List<PatientSummary>(), new List<ReaderLeftOut>());
        var found = 0;
        foreach (var some in ids.Chunk(AtOnce))
        {
            var people = await patients.Find(some, stopping);
            var reach = await preferences.HowToReach(some, stopping);
            var lately = await WrittenLately(ask.TemplateCode, some, stopping);
            found += people.Count;
            foreach (var patient in people)
            {
                if (WhyNot(patient, reach.GetValueOrDefault(patient.Id), lately) is { } reason)
                {
                    gone.Add(new ReaderLeftOut(patient, reason));
                }
                else
                {
                    gets.Add(patient);
                }
            }
        }

        var known = listed?.Select(patient => patient.Mrn).ToHashSet(StringComparer.Ordinal) ?? [];
        return new ChosenReaders(
            [.. gets.OrderBy(patient => patient.ListName, StringComparer.OrdinalIgnoreCase).ThenBy(patient => patient.Id)],
            [.. gone.OrderBy(one => one.Patient.ListName, StringComparer.OrdinalIgnoreCase).ThenBy(one => one.Patient.Id)],
            closed + ids.Count - found,
            [.. ask.Mrns.Where(mrn => ask.Kind == BatchKind.Listed && !known.Contains(mrn))]);
    }

    private async Task<(List<Guid> Ids, int Closed)> BySchedule(BatchAsk ask, CancellationToken stopping)
    {
        var chosen = ask.Kind switch
        {
            BatchKind.Recall => await schedule.RecallDue(ask.LocationId, ask.Until, stopping),
            BatchKind.NoShow => await schedule.MissedAndNotBack(ask.LocationId, ask.From, ask.Until, stopping),
            BatchKind.Closing => await schedule.SeenSince(ask.LocationId, ask.From, stopping),
            _ => new PatientsToWrite([], 0),
        };
        return ([.. chosen.InSight.Distinct()], chosen.Closed);
    }

    /// <summary>As they are registered. Under the MRN of a record that was merged away the one is meant that stands for it.</summary>
    private async Task<List<PatientSummary>> Listed(IReadOnlyCollection<string> mrns, CancellationToken stopping)
    {
        var found = new List<PatientSummary>();
        foreach (var some in mrns.Chunk(AtOnce))
        {
            found.AddRange(await patients.FindByMrn(some, stopping));
        }

        return [.. found.DistinctBy(patient => patient.Id)];
    }

    /// <summary>Whom of them not to write this to: asked past the access filter, since nobody gets a letter twice because of who sees the first.</summary>
    public async Task<HashSet<Guid>> WrittenLately(string templateCode, IReadOnlyCollection<Guid> patientIds, CancellationToken stopping)
    {
        var since = clock.GetUtcNow() - Lately;
        var written = await db.Letters.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking()
            .Where(letter => patientIds.Contains(letter.PatientId) && letter.TemplateCode == templateCode && letter.State != LetterState.Withdrawn && letter.DraftedAt > since)
            .Select(letter => letter.PatientId).ToListAsync(stopping);
        var waiting = await db.BatchLetters.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking()
            .Where(letter => patientIds.Contains(letter.PatientId) && letter.State == BatchLetterState.Waiting
                && db.LetterBatches.Any(batch => batch.Id == letter.BatchId && batch.TemplateCode == templateCode && batch.BegunAt > since && batch.State != BatchState.Withdrawn))
            .Select(letter => letter.PatientId).ToListAsync(stopping);
        return [.. written, .. waiting];
    }

    private static string? WhyNot(PatientSummary patient, HowToReach? reach, HashSet<Guid> lately) =>
        patient.MergedIntoId is not null ? BatchReason.Merged
        : patient.IsDeceased ? BatchReason.Deceased
        : string.IsNullOrWhiteSpace(patient.Address) ? BatchReason.NoAddress
        : reach?.AgainstPost is not null ? BatchReason.NoPost
        : lately.Contains(patient.Id) ? BatchReason.WrittenLately
        : null;
}

/// <param name="Gets">By name.</param>
/// <param name="Not">By name.</param>
/// <param name="Closed">How many there are whose records are closed to whoever asks.</param>
/// <param name="UnknownMrns">Of a list: those that nobody in sight has.</param>
internal sealed record ChosenReaders(IReadOnlyList<PatientSummary> Gets, IReadOnlyList<ReaderLeftOut> Not, int Closed, IReadOnlyList<string> UnknownMrns)
{
    /// <summary>Changes when who gets a letter does.</summary>
    public string Mark => Convert.ToHexStringLower(SHA256.HashData([.. Gets.Select(patient => patient.Id).Order().SelectMany(id => id.ToByteArray())]));
}

/// <param name="Reason">One of <see cref="BatchReason"/>.</param>
internal sealed record ReaderLeftOut(PatientSummary Patient, string Reason);
