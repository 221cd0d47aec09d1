using System.Security.Cryptography;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Feeds;

/// <summary>
/// A provider's visits as somebody else's calendar may know them: when, how long, in which room; no name and nothing clinical. It looks past
/// the access classes, since the time of a closed record is taken too: of such a visit it says "Booked" and nothing else. The caller audits.
/// </summary>
internal sealed class LoadFeed(SchedulingDb db, IPatients patients, IOrganization organization, TimeProvider clock)
{
    /// <summary>How long after its time a visit stays in the feed: a cancelled one too, so that every calendar comes to take it out.</summary>
    public static readonly TimeSpan Back = TimeSpan.FromDays(30);

    public static readonly TimeSpan Ahead = TimeSpan.FromDays(180);

    /// <returns>Null where there is no such provider.</returns>
    public async Task<Feed?> Run(Guid providerId, CancellationToken stopping)
    {
        if (await db.Providers.AsNoTracking().SingleOrDefaultAsync(known => known.Id == providerId, stopping) is not { } provider)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var (from, until) = (now - Back, now + Ahead);
        var left = (await db.VisitChanges.AsNoTracking()
                .Where(change => change.FromProviderId == providerId && change.FromStartsAt >= from && change.FromStartsAt < until
                    && (change.ProviderId != providerId || change.StartsAt < from || change.StartsAt >= until))
                .OrderBy(change => change.At).ThenBy(change => change.Id)
                .ToListAsync(stopping))
            .GroupBy(change => change.VisitId).ToDictionary(of => of.Key, of => of.Last());
        var leftIds = left.Keys.ToList();
        var rows = await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking()
            .Where(visit => (visit.ProviderId == providerId && visit.StartsAt >= from && visit.StartsAt < until) || leftIds.Contains(visit.Id))
            .Select(visit => new
            {
                Visit = visit,
                IsClosed = visit.AccessClass != AccessClass.Standard || db.SubjectClasses.Any(subject => subject.SubjectId == visit.PatientId),
                Changes = db.VisitChanges.Count(change => change.VisitId == visit.Id),
                Changed = db.VisitChanges.Where(change => change.VisitId == visit.Id).OrderByDescending(change => change.At).Select(change => (DateTimeOffset?)change.At).FirstOrDefault(),
            })
            .ToListAsync(stopping);
        var settings = await db.FeedSettings.AsNoTracking().SingleOrDefaultAsync(stopping);
        var takesPlace = rows.FindAll(row => row.Visit.ProviderId == providerId && row.Visit.State != VisitStates.Cancelled && !row.IsClosed);
        var named = settings is { ShowsInitials: true } ? (await patients.Find([.. takesPlace.Select(row => row.Visit.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id) : [];
        var roomIds = takesPlace.SelectMany(row => row.Visit.ResourceIds).Distinct().ToList();
        var rooms = await db.Resources.AsNoTracking().Where(room => roomIds.Contains(room.Id)).ToDictionaryAsync(room => room.Id, room => room.Name, stopping);
        var profile = await organization.Profile(stopping);
        var events = rows.Select(row =>
        {
            var (visit, isHere) = (row.Visit, row.Visit.ProviderId == providerId);
            var isCancelled = !isHere || visit.State == VisitStates.Cancelled;

            // Of one that is with somebody else now: where it was when it was here last.
            var start = isHere ? visit.StartsAt : left[visit.Id].FromStartsAt!.Value;
            var place = profile.Find(isHere ? visit.LocationId : left[visit.Id].FromLocationId!.Value)?.Name;
            var itsRooms = row.IsClosed || isCancelled ? [] : visit.ResourceIds.Select(id => rooms.GetValueOrDefault(id)).OfType<string>();
            var modified = row.Changed ?? visit.EnteredAt;
            return new FeedEvent(
                Uid(visit.Id, providerId),
                Math.Max(0, row.Changes - 1),
                settings is { } said && said.ChangedAt > modified ? said.ChangedAt : modified,
                start,
                start + (visit.EndsAt - visit.StartsAt),
                isCancelled ? "Cancelled" : row.IsClosed || PatientInitials.Of(visit, named.GetValueOrDefault(visit.PatientId)) is not { } initials ? "Booked" : $"Booked: {initials}",
                string.Join(", ", itsRooms.Append(place).OfType<string>()),
                isCancelled);
        });
        return new Feed(provider.DisplayName, [.. events.OrderBy(one => one.StartsAt).ThenBy(one => one.Uid, StringComparer.Ordinal)], [.. named.Keys]);
    }

    /// <summary>The same for a visit with this provider as long as there is one; made of ids, and none of them. With another provider it is another event, in another calendar.</summary>
    private static string Uid(Guid visitId, Guid providerId) => $"{Convert.ToHexStringLower(SHA256.HashData([.. visitId.ToByteArray(), .. providerId.ToByteArray()]).AsSpan(0, 16))}@clinicops";
}

/// <param name="Named">Patients whose initials stand in it.</param>
internal sealed record Feed(string Name, IReadOnlyList<FeedEvent> Events, IReadOnlyList<Guid> Named);

/// <param name="Sequence">Rises with every change of the visit (RFC 5545, 3.8.7.4).</param>
/// <param name="Place">Empty where none is known.</param>
internal sealed record FeedEvent(string Uid, int Sequence, DateTimeOffset ModifiedAt, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Summary, string Place, bool IsCancelled);
