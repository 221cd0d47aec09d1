using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Merging;

/// <summary>The panel "Merged records" of the patient page: every merge that the record took part in, with who and why; one that stands can be taken back. Left out where there was none.</summary>
internal sealed class MergedRecordsPanel(IntakeDb db, IOrganization organization) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var merges = await db.PatientMerges.AsNoTracking().Where(merge => merge.SurvivorId == subjectId || merge.MergedId == subjectId).OrderByDescending(merge => merge.At).ToListAsync(stopping);
        if (merges.Count == 0)
        {
            return null;
        }

        var ids = merges.Select(merge => merge.Id).ToList();
        var others = merges.Select(merge => merge.SurvivorId == subjectId ? merge.MergedId : merge.SurvivorId).ToList();
        var back = await db.PatientUnmerges.AsNoTracking().Where(unmerge => ids.Contains(unmerge.MergeId)).ToDictionaryAsync(unmerge => unmerge.MergeId, stopping);
        var records = await db.Patients.AsNoTracking().Include(patient => patient.Names).Where(patient => others.Contains(patient.Id)).ToDictionaryAsync(patient => patient.Id, stopping);
        var carried = (await db.Set<Kernel.Joining.CarriedRow>().Where(row => row.ToId == subjectId && row.EndedAt == null).GroupBy(row => row.FromId).Select(rows => new { rows.Key, Count = rows.Count() }).ToListAsync(stopping)).ToDictionary(rows => rows.Key, rows => rows.Count);
        var location = (await organization.Profile(stopping)).Locations is [var first, ..] ? first : null;
        var lines = new List<MergedRecordLine>();
        foreach (var merge in merges)
        {
            var stays = merge.SurvivorId == subjectId;
            if (records.GetValueOrDefault(stays ? merge.MergedId : merge.SurvivorId) is not { } other)
            {
                continue;
            }

            var taken = back.GetValueOrDefault(merge.Id);
            lines.Add(new MergedRecordLine(
                merge.Id,
                other.Id,
                $"{other.CurrentName.Full} ({other.Mrn})",
                stays,
                LocalTime.At(location, merge.At),
                await Who(merge.By, stopping),
                merge.Reason,
                taken is null ? null : LocalTime.At(location, taken.At),
                taken is null ? "" : await Who(taken.By, stopping),
                taken?.Reason ?? "",
                stays && taken is null ? carried.GetValueOrDefault(other.Id) : 0));
        }

        return lines.Count == 0 ? null : new MergedRecordsView(subjectId, lines);
    }

    private async Task<string> Who(Guid? user, CancellationToken stopping) => user is { } id ? await organization.NameOfUser(id, stopping) ?? "somebody" : "the machine";
}

internal sealed record MergedRecordsView(Guid PatientId, IReadOnlyList<MergedRecordLine> Lines);

/// <param name="Other">Name and MRN of the other record.</param>
/// <param name="Stays">Whether the record that is shown is the one that stays.</param>
/// <param name="At">On the wall clock of the clinic's first location, as is <paramref name="BackAt"/>, which is null while the merge stands.</param>
/// <param name="Carried">How much of the front desk's own (tasks, authorizations, check-ins) would go back.</param>
internal sealed record MergedRecordLine(
    Guid MergeId, Guid OtherId, string Other, bool Stays, DateTimeOffset At, string By, string Reason, DateTimeOffset? BackAt, string BackBy, string BackReason, int Carried)
{
    public bool MayGoBack => Stays && BackAt is null;
}
