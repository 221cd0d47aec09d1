using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>Who waits at the user's locations. The caller audits what it shows.</summary>
internal sealed class LoadWaitlist(SchedulingDb db, VisibleToActor visible, IPatients patients, IOrganization organization, TimeProvider clock)
{
    public const int MostShown = 200;

    /// <summary>The urgent first, then who waits longest.</summary>
    public async Task<IReadOnlyList<WaitingLine>> Run(CancellationToken stopping)
    {
        var places = await Places(stopping);
        return await Show(
            db.WaitlistEntries.Where(entry => entry.State == WaitlistState.Waiting && places.Contains(entry.LocationId))
                .OrderBy(entry => entry.Urgency == "stat" ? 0 : entry.Urgency == "urgent" ? 1 : 2).ThenBy(entry => entry.EnteredAt).Take(MostShown),
            stopping);
    }

    public Task<IReadOnlyList<WaitingLine>> OfPatient(Guid patientId, CancellationToken stopping) =>
        Show(db.WaitlistEntries.Where(entry => entry.State == WaitlistState.Waiting && entry.PatientId == patientId).OrderBy(entry => entry.EnteredAt), stopping);

    public Task<IReadOnlyList<WaitingLine>> OfVisit(Guid visitId, CancellationToken stopping) =>
        Show(db.WaitlistEntries.Where(entry => entry.State == WaitlistState.Waiting && entry.VisitId == visitId), stopping);

    /// <summary>What patients said by the links of their mails within a day, the latest first. Who is out of sight is not there.</summary>
    public async Task<IReadOnlyList<LinkAnswer>> AnsweredByLink(CancellationToken stopping)
    {
        var (since, places) = (clock.GetUtcNow().AddDays(-1), await Places(stopping));
        var offers = await db.SlotOffers.AsNoTracking().Include(offer => offer.Entry)
            .Where(offer => places.Contains(offer.LocationId) && offer.EndedAt > since && offer.EndedBy == null && (offer.Outcome == OfferOutcome.Accepted || offer.Outcome == OfferOutcome.Declined))
            .OrderByDescending(offer => offer.EndedAt).Take(MostShown).ToListAsync(stopping);
        var people = (await patients.Find([.. offers.Select(offer => offer.Entry?.PatientId).OfType<Guid>().Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var profile = await organization.Profile(stopping);
        return
        [
            .. from offer in offers
               where offer.Entry is not null && people.ContainsKey(offer.Entry.PatientId)
               let location = profile.Find(offer.LocationId)
               select new LinkAnswer(offer, offer.Entry!, people[offer.Entry!.PatientId], LocalTime.At(location, offer.StartsAt), LocalTime.At(location, offer.EndedAt!.Value)),
        ];
    }

    /// <summary>Another one as soon as anything changes of freed times, what is taken of them, offers, or who waits. It names nobody.</summary>
    public async Task<string> Stamp(CancellationToken stopping)
    {
        var (now, places) = (clock.GetUtcNow(), await Places(stopping));
        var slots = db.FreedSlots.AsNoTracking().Where(slot => slot.EndsAt > now && places.Contains(slot.LocationId));
        var freed = await slots.OrderBy(slot => slot.Id).Select(slot => new { slot.Id, slot.Version }).ToListAsync(stopping);
        var taken = await slots.SelectMany(slot => db.TakenLanes.Where(lane => lane.ResourceId == slot.ProviderId && lane.TakenFrom < slot.EndsAt && lane.TakenUntil > slot.StartsAt))
            .Select(lane => new { lane.TakerId, lane.TakenFrom, lane.TakenUntil }).Distinct().OrderBy(lane => lane.TakerId).ThenBy(lane => lane.TakenFrom).ToListAsync(stopping);
        var offers = await db.SlotOffers.AsNoTracking().Where(offer => slots.Any(slot => slot.Id == offer.FreedSlotId)).OrderBy(offer => offer.Id)
            .Select(offer => new { offer.Id, offer.Outcome, offer.Mail, offer.WantedAt, Stands = offer.Outcome == null && offer.Until > now }).ToListAsync(stopping);
        var waiting = await db.WaitlistEntries.Where(entry => entry.State == WaitlistState.Waiting && places.Contains(entry.LocationId)).OrderBy(entry => entry.Id)
            .Select(entry => new { entry.Id, entry.Version }).ToListAsync(stopping);
        var all = new StringBuilder().AppendJoin('|', freed).Append('#').AppendJoin('|', taken).Append('#').AppendJoin('|', offers).Append('#').AppendJoin('|', waiting).ToString();
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16];
    }

    private async Task<Guid[]> Places(CancellationToken stopping) => [.. (await organization.Profile(stopping)).Locations.Where(place => visible.Location(place.Id)).Select(place => place.Id)];

    private async Task<IReadOnlyList<WaitingLine>> Show(IQueryable<WaitlistEntry> wanted, CancellationToken stopping)
    {
        var (entries, now) = (await wanted.AsNoTracking().ToListAsync(stopping), clock.GetUtcNow());
        var people = (await patients.Find([.. entries.Select(entry => entry.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var visitIds = entries.Select(entry => entry.VisitId).OfType<Guid>().ToList();
        var visits = await db.Visits.AsNoTracking().Where(visit => visitIds.Contains(visit.Id)).ToDictionaryAsync(visit => visit.Id, stopping);
        var types = await db.VisitTypes.AsNoTracking().ToDictionaryAsync(type => type.Id, type => type.Name, stopping);
        var providers = await db.Providers.AsNoTracking().ToDictionaryAsync(provider => provider.Id, provider => provider.Name, stopping);
        var late = await Wanted(entries.ConvertAll(entry => entry.Id), now, stopping);
        var profile = await organization.Profile(stopping);
        return entries.ConvertAll(entry =>
        {
            var location = profile.Find(entry.LocationId);
            var visit = entry.VisitId is { } id ? visits.GetValueOrDefault(id) : null;
            return new WaitingLine(
                entry,
                people.GetValueOrDefault(entry.PatientId),
                types.GetValueOrDefault(entry.VisitTypeId, ""),
                location,
                LocalTime.DayAt(location, now).DayNumber - LocalTime.DayAt(location, entry.EnteredAt).DayNumber,
                [.. Suits(entry, entry.ProviderIds.Select(provider => providers.GetValueOrDefault(provider, "somebody")))],
                visit,
                IsOver(entry, visit, LocalTime.DayAt(location, now), now),
                late.TryGetValue(entry.Id, out var time) ? LocalTime.At(location, time) : null);
        });
    }

    /// <summary>Times that are to come, to which somebody said yes by the link when they were not to be had any more and who has not said no since, and to whom none was offered since; by entry.</summary>
    private async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> Wanted(IReadOnlyCollection<Guid> entries, DateTimeOffset now, CancellationToken stopping) =>
        (await db.SlotOffers.AsNoTracking()
            .Where(offer => entries.Contains(offer.EntryId) && offer.WantedAt != null && offer.Outcome != OfferOutcome.Declined && offer.StartsAt > now && !db.SlotOffers.Any(later => later.EntryId == offer.EntryId && later.OfferedAt > offer.WantedAt))
            .Select(offer => new { offer.EntryId, offer.StartsAt, offer.WantedAt }).ToListAsync(stopping))
        .GroupBy(offer => offer.EntryId).ToDictionary(of => of.Key, of => of.MaxBy(offer => offer.WantedAt)!.StartsAt);

    private static IEnumerable<string> Suits(WaitlistEntry entry, IEnumerable<string> providers)
    {
        if (entry.ProviderIds.Length > 0)
        {
            yield return string.Join(" or ", providers);
        }

        if (entry.Weekdays.Length > 0)
        {
            yield return string.Join(", ", entry.Weekdays.Select(day => ((DayOfWeek)day).ToString()[..3]));
        }

        if (entry.Part != PartOfDay.Any)
        {
            yield return entry.Part == PartOfDay.Morning ? "mornings" : "afternoons";
        }

        if (entry.NoticeHours > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{entry.NoticeHours} h notice");
        }

        if (entry.Latest is { } latest)
        {
            yield return $"by {LocalTime.Us(latest)}";
        }
    }

    private static string? IsOver(WaitlistEntry entry, Visit? visit, DateOnly today, DateTimeOffset now) =>
        visit is { State: not VisitStates.Booked } ? "the visit to bring forward does not take place"
        : visit?.StartsAt <= now ? "the visit to bring forward is over"
        : entry.Latest < today ? "the last day that suits is over"
        : null;
}

/// <param name="Start">Of the time that was offered, on the location's wall clock, as is <paramref name="At"/>.</param>
/// <param name="At">When they said it.</param>
internal sealed record LinkAnswer(SlotOffer Offer, WaitlistEntry Entry, PatientSummary Patient, DateTimeOffset Start, DateTimeOffset At)
{
    public bool IsTaken => Offer.Outcome == OfferOutcome.Accepted;
}

/// <param name="Patient">Null when the patient is no longer registered.</param>
/// <param name="Days">For how many days they wait.</param>
/// <param name="Suits">What suits them, in words; nothing of what is any.</param>
/// <param name="Visit">The one they want earlier; null where there is none.</param>
/// <param name="Over">Why nothing can be offered any more; null where something can.</param>
/// <param name="Wanted">A time that they said yes to by the link, too late, on the location's wall clock: they are to be called. Null for none.</param>
internal sealed record WaitingLine(
    WaitlistEntry Entry, PatientSummary? Patient, string VisitType, Location? Location, int Days, IReadOnlyList<string> Suits, Visit? Visit, string? Over, DateTimeOffset? Wanted);
