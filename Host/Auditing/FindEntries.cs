using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Host.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Auditing;

/// <summary>Entries of the trail, newest first, at the actor's locations. What is of no location is seen by all who may see the trail.</summary>
internal sealed class FindEntries(HostDb db, CurrentActor actor, IPatientDocuments documents, IVisits visits, ILetters letters)
{
    /// <param name="zone">On whose clock the filter's days are.</param>
    /// <param name="seesPatients">Whether the modules may be asked which records are the patient's: then entries about those are found too.</param>
    public async Task<IQueryable<AuditRow>> Matching(AuditFilter filter, Location? zone, bool seesPatients, CancellationToken stopping)
    {
        var entries = db.Audit.AsNoTracking();
        if (actor.Locations.ToArray() is { Length: > 0 } own)
        {
            entries = entries.Where(entry => entry.LocationId == null || own.Contains(entry.LocationId.Value));
        }

        if (filter.Patient is { } patient)
        {
            Guid[] about = [patient, .. seesPatients ? await RecordsOf(patient, stopping) : []];
            Guid[] shown = [patient];
            entries = entries.Where(entry => about.Contains(entry.SubjectId!.Value) || shown.All(id => entry.ResultIds.Contains(id)));
        }

        if (filter.User is { } user)
        {
            entries = entries.Where(entry => entry.UserId == user || (entry.SubjectKind == "user" && entry.SubjectId == user));
        }

        if (!string.IsNullOrEmpty(filter.Kind))
        {
            entries = entries.Where(entry => entry.SubjectKind == filter.Kind);
        }

        if (filter.From is { } first)
        {
            var from = LocalTime.StartOf(first, zone);
            entries = entries.Where(entry => entry.At >= from);
        }

        if (filter.To is { } last && last < DateOnly.MaxValue)
        {
            var until = LocalTime.StartOf(last.AddDays(1), zone);
            entries = entries.Where(entry => entry.At < until);
        }

        return entries;
    }

    /// <summary>The next so many entries after a place, by the order of the trail itself: what is appended meanwhile moves nothing.</summary>
    public static Task<List<AuditRow>> Page(IQueryable<AuditRow> matching, AuditPlace? before, int count, CancellationToken stopping)
    {
        if (before is { } place)
        {
            matching = matching.Where(entry => EF.Functions.LessThan(ValueTuple.Create(entry.At, entry.Id), ValueTuple.Create(place.At, place.Id)));
        }

        return matching.OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id).Take(count).ToListAsync(stopping);
    }

    private async Task<IEnumerable<Guid>> RecordsOf(Guid patient, CancellationToken stopping) =>
    [
        .. (await documents.OfPatient(patient, stopping)).Select(document => document.Id),
        .. (await visits.OfPatient(patient, stopping)).Select(visit => visit.Id),
        .. (await letters.OfPatient(patient, stopping)).Select(letter => letter.Id),
    ];
}
