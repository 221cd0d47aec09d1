using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>
/// Times at the user's locations that were freed, are to come and are free now, each with those who wait and whom it suits, or with the offer that keeps
/// it. What was taken meanwhile is not there. The caller audits what it shows.
/// </summary>
internal sealed class LoadFreed(SchedulingDb db, VisibleToActor visible, FindFreeSlots find, IPatients patients, IPatientReadiness readiness, IOrganization organization, TimeProvider clock)
{
    public const int MostShown = 20;

    /// <summary>So many are looked at until as many as are shown are found to be free.</summary>
    private const int MostLookedAt = 100;

    /// <param name="only">This one alone; null for the next <see cref="MostShown"/>.</param>
    public async Task<IReadOnlyList<FreedTime>> Run(Guid? only, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var places = await Places(stopping);
        var found = await Free(only, places, now, stopping);
        var providers = await db.Providers.AsNoTracking().ToDictionaryAsync(provider => provider.Id, provider => provider.DisplayName, stopping);
        var questions = found.SelectMany(one => one.Suited).ToDictionary(one => one.QuestionId);
        var answers = questions.Count == 0 ? new Dictionary<Guid, PatientReadiness>() : await readiness.Of([.. questions.Values.Select(one => new ReadinessQuestion(one.QuestionId, one.Of.Entry.PatientId, one.Of.Entry.LocationId, one.StartsAt, one.Of.Entry.VisitId, one.Of.TaskId))], stopping);
        var offered = await Offered(found.Select(one => one.Offer).OfType<SlotOffer>(), stopping);
        return
        [
            .. found.Select(one => new FreedTime(
                one.Slot,
                places[one.Slot.LocationId],
                providers.GetValueOrDefault(one.Slot.ProviderId, "somebody"),
                one.Offer,
                one.Offer is { } offer ? offered.GetValueOrDefault(offer.EntryId) : null,
                RankEntries.InOrder(one.Suited.Where(suited => answers.ContainsKey(suited.QuestionId)).Select(suited => new Candidate(
                    suited.Of.Entry,
                    suited.Of.Patient,
                    suited.StartsAt,
                    suited.Of.Minutes,
                    suited.Of.VisitType,
                    suited.CalledAt,
                    RankEntries.Reasons(suited.Of.Entry, suited.Of.Visit, suited.CalledAt, suited.WantedAt, answers[suited.QuestionId], places[one.Slot.LocationId], now),
                    answers[suited.QuestionId].Against))))),
        ];
    }

    /// <summary>
    /// How many there are, in one statement: those that somebody is offered, and those that lie in the provider's hours with nothing taken, held or blocked. What somebody has
    /// taken a part of is not counted: whether the rest suits anybody is looked at where they are shown.
    /// </summary>
    public async Task<int> Count(CancellationToken stopping)
    {
        var (now, places) = (clock.GetUtcNow(), (await Places(stopping)).Values.ToList());
        var (ids, zones) = (places.Select(place => place.Id).ToArray(), places.Select(place => place.TimeZone).ToArray());
        return (await db.Database.SqlQuery<int>(
            $"""
            WITH latest AS (
                SELECT DISTINCT ON (provider_id, f.location_id, starts_at, ends_at) f.*, p.zone
                FROM freed_slots f JOIN unnest({ids}, {zones}) AS p (location_id, zone) ON p.location_id = f.location_id
                WHERE f.ends_at > {now}
                ORDER BY provider_id, f.location_id, starts_at, ends_at, freed_at DESC),
            shown AS (
                SELECT s.*, greatest(s.starts_at, {now}) AS begins FROM latest s
                WHERE s.set_aside_at IS NULL AND NOT EXISTS (
                    SELECT 1 FROM latest o
                    WHERE o.id <> s.id AND o.set_aside_at IS NULL AND o.provider_id = s.provider_id AND o.location_id = s.location_id AND o.starts_at <= s.starts_at AND o.ends_at >= s.ends_at)),
            timed AS (
                SELECT s.*, l.at::date AS day, l.first, l.first + ceil(extract(epoch FROM s.ends_at - s.begins) / 60)::int AS last
                FROM shown s CROSS JOIN LATERAL (SELECT s.begins AT TIME ZONE s.zone AS at, (extract(epoch FROM (s.begins AT TIME ZONE s.zone)::time) / 60)::int AS first) l)
            SELECT count(*)::int AS "Value" FROM timed s
            WHERE EXISTS (
                    SELECT 1 FROM slot_offers f
                    WHERE f.provider_id = s.provider_id AND f.location_id = s.location_id AND f.outcome IS NULL AND f.until > {now} AND f.offered_at >= s.freed_at
                        AND f.starts_at < s.ends_at AND f.starts_at + make_interval(mins => f.minutes) > s.starts_at)
                OR (NOT EXISTS (
                        SELECT 1 FROM taken_lanes t
                        WHERE t.resource_id = s.provider_id AND t.taken_from < s.ends_at AND t.taken_until > s.begins
                            AND (NOT t.is_hold OR EXISTS (SELECT 1 FROM holds h WHERE h.id = t.taker_id AND h.until > {now})))
                    AND NOT EXISTS (SELECT 1 FROM blocks b WHERE (b.provider_id = s.provider_id OR b.location_id = s.location_id) AND b.starts_at < s.ends_at AND b.ends_at > s.begins)
                    AND NOT EXISTS (
                        SELECT 1 FROM working_exceptions x
                        WHERE x.provider_id = s.provider_id AND x.location_id = s.location_id AND x.date = s.day AND NOT x.works AND x.from_minute < s.last AND x.until_minute > s.first)
                    AND (EXISTS (
                            SELECT 1 FROM working_exceptions x
                            WHERE x.provider_id = s.provider_id AND x.location_id = s.location_id AND x.date = s.day AND x.works AND x.from_minute <= s.first AND x.until_minute >= s.last)
                        OR (EXISTS (
                                SELECT 1 FROM working_hours w
                                WHERE w.provider_id = s.provider_id AND w.location_id = s.location_id AND w.weekday = extract(dow FROM s.day) AND w.from_minute <= s.first AND w.until_minute >= s.last
                                    AND coalesce(w.valid_from <= s.day, true) AND coalesce(w.valid_until >= s.day, true) AND coalesce(w.break_from >= s.last OR w.break_until <= s.first, true))
                            AND NOT EXISTS (SELECT 1 FROM holidays d WHERE d.date = s.day AND coalesce(d.location_id = s.location_id, true)))))
            """).ToListAsync(stopping)).Single();
    }

    private async Task<IReadOnlyDictionary<Guid, Location>> Places(CancellationToken stopping) =>
        (await organization.Profile(stopping)).Locations.Where(place => visible.Location(place.Id)).ToDictionary(place => place.Id);

    private async Task<IReadOnlyList<(FreedSlot Slot, SlotOffer? Offer, IReadOnlyList<Suited> Suited)>> Free(Guid? only, IReadOnlyDictionary<Guid, Location> places, DateTimeOffset now, CancellationToken stopping)
    {
        var found = new List<(FreedSlot Slot, SlotOffer? Offer, IReadOnlyList<Suited> Suited)>();
        var ids = places.Keys.ToArray();
        var slots = await Slots(only, ids, now, stopping);
        if (slots.Count == 0)
        {
            return found;
        }

        var since = now.AddMinutes(-BookVisit.MostMinutes);
        var offers = await db.SlotOffers.AsNoTracking().Where(offer => ids.Contains(offer.LocationId) && offer.StartsAt > since).ToListAsync(stopping);
        var waiting = await Waiting(stopping);
        foreach (var slot in slots.TakeWhile(_ => found.Count < MostShown))
        {
            var ofIt = offers.FindAll(offer => IsOf(offer, slot));
            if (ofIt.Find(offer => offer.StandsAt(now)) is { } standing)
            {
                found.Add((slot, standing, []));
                continue;
            }

            var suited = await Suiting(slot, waiting, ofIt, places[slot.LocationId], now, stopping);

            // Of what somebody has taken a part of, the rest is shown only where it suits somebody.
            var left = (int)(slot.EndsAt - (slot.StartsAt > now ? slot.StartsAt : now)).TotalMinutes;
            if (suited.Count > 0 || (await Start(slot, null, left, places[slot.LocationId], now, stopping) is { } start && start.AddMinutes(left) <= slot.EndsAt))
            {
                found.Add((slot, null, suited));
            }
        }

        return found;
    }

    /// <summary>Made for this time, or a part of it, since it was freed.</summary>
    public static bool IsOf(SlotOffer offer, FreedSlot slot) =>
        (offer.ProviderId, offer.LocationId) == (slot.ProviderId, slot.LocationId) && offer.StartsAt < slot.EndsAt && offer.StartsAt.AddMinutes(offer.Minutes) > slot.StartsAt && offer.OfferedAt >= slot.FreedAt;

    /// <summary>Of the same time freed twice, what freed it last; of one that lies in another, the longer.</summary>
    private async Task<List<FreedSlot>> Slots(Guid? only, Guid[] places, DateTimeOffset now, CancellationToken stopping)
    {
        var all = await db.FreedSlots.AsNoTracking()
            .Where(slot => slot.EndsAt > now && places.Contains(slot.LocationId) && (only == null || slot.Id == only))
            .OrderBy(slot => slot.StartsAt).ThenBy(slot => slot.Id)
            .ToListAsync(stopping);
        var latest = all.GroupBy(slot => (slot.ProviderId, slot.LocationId, slot.StartsAt, slot.EndsAt)).Select(same => same.MaxBy(slot => slot.FreedAt)!).Where(slot => slot.SetAsideAt is null).Take(MostLookedAt).ToList();
        return latest.FindAll(slot => !latest.Exists(other => other.Id != slot.Id && (other.ProviderId, other.LocationId) == (slot.ProviderId, slot.LocationId) && other.StartsAt <= slot.StartsAt && other.EndsAt >= slot.EndsAt));
    }

    private async Task<IReadOnlyList<Waiter>> Waiting(CancellationToken stopping)
    {
        var entries = await db.WaitlistEntries.AsNoTracking().Where(entry => entry.State == WaitlistState.Waiting).ToListAsync(stopping);
        var now = clock.GetUtcNow();
        var busy = await db.SlotOffers.Where(offer => offer.Outcome == null && offer.Until > now).Select(offer => offer.EntryId).ToListAsync(stopping);
        entries.RemoveAll(entry => !visible.Location(entry.LocationId) || busy.Contains(entry.Id));
        var visitIds = entries.Select(entry => entry.VisitId).OfType<Guid>().ToList();
        var visits = await visible.Visits.AsNoTracking().Include(visit => visit.Request).Where(visit => visitIds.Contains(visit.Id)).ToDictionaryAsync(visit => visit.Id, stopping);
        var types = await db.VisitTypes.AsNoTracking().ToDictionaryAsync(type => type.Id, stopping);
        var people = (await patients.Find([.. entries.Select(entry => entry.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        return
        [
            .. from entry in entries
               let visit = entry.VisitId is { } id ? visits.GetValueOrDefault(id) : null
               let patient = people.GetValueOrDefault(entry.PatientId)

               // Whom the record says to be dead, or who is out of sight, is offered nothing.
               where patient is { IsDeceased: false }
               select new Waiter(
                   entry, patient, visit, entry.TaskId ?? visit?.Request?.TaskId, visit is null ? types[entry.VisitTypeId].Minutes : (int)(visit.EndsAt - visit.StartsAt).TotalMinutes, types[entry.VisitTypeId].Name),
        ];
    }

    private async Task<IReadOnlyList<Suited>> Suiting(FreedSlot slot, IReadOnlyList<Waiter> waiting, IEnumerable<SlotOffer> offers, Location location, DateTimeOffset now, CancellationToken stopping)
    {
        var before = offers.ToLookup(offer => offer.EntryId);
        var suited = new List<Suited>();
        var concerned = waiting.Where(one => one.Entry.LocationId == slot.LocationId && (one.Entry.ProviderIds.Length == 0 || one.Entry.ProviderIds.Contains(slot.ProviderId)));
        foreach (var same in concerned.GroupBy(one => (one.Entry.VisitTypeId, one.Minutes)))
        {
            if (await Start(slot, same.Key.VisitTypeId, same.Key.Minutes, location, now, stopping) is not { } start)
            {
                continue;
            }

            suited.AddRange(same
                .Where(one => RankEntries.Suits(one.Entry, slot, start, one.Visit, location, now) && before[one.Entry.Id].All(offer => offer.Outcome != OfferOutcome.Declined))
                .Select(one => new Suited(
                    Guid.CreateVersion7(), one, start,
                    before[one.Entry.Id].Where(offer => offer.WantedAt is null && (offer.Outcome is OfferOutcome.NoAnswer or OfferOutcome.Lapsed || (offer.Outcome is null && offer.Until <= now))).Select(offer => (DateTimeOffset?)offer.OfferedAt).Max(),
                    before[one.Entry.Id].Select(offer => offer.WantedAt).Max())));
        }

        return await WithoutBusy(suited, stopping);
    }

    /// <summary>Nobody is in two places: who has another visit then is left out.</summary>
    private async Task<IReadOnlyList<Suited>> WithoutBusy(List<Suited> suited, CancellationToken stopping)
    {
        if (suited.Count == 0)
        {
            return suited;
        }

        var people = suited.Select(one => one.Of.Entry.PatientId).Distinct().ToList();
        var (from, until) = (suited.Min(one => one.StartsAt), suited.Max(one => one.EndsAt));
        var theirs = (await db.Visits.AsNoTracking()
            .Where(visit => people.Contains(visit.PatientId) && visit.State == VisitStates.Booked && visit.StartsAt < until && visit.EndsAt > from)
            .Select(visit => new { visit.Id, visit.PatientId, visit.StartsAt, visit.EndsAt }).ToListAsync(stopping)).ToLookup(visit => visit.PatientId);
        return suited.FindAll(one => !theirs[one.Of.Entry.PatientId].Any(visit => visit.Id != one.Of.Entry.VisitId && visit.StartsAt < one.EndsAt && visit.EndsAt > one.StartsAt));
    }

    /// <summary>When a visit can begin that takes something of the freed time: in it, or for a longer one before it.</summary>
    /// <returns>Null where none can.</returns>
    private async Task<DateTimeOffset?> Start(FreedSlot slot, Guid? typeId, int minutes, Location location, DateTimeOffset now, CancellationToken stopping)
    {
        var freed = slot.StartsAt > now ? slot.StartsAt : now;
        var room = (int)(slot.EndsAt - slot.StartsAt).TotalMinutes;
        return await First(freed) ?? (minutes > room ? await First(slot.StartsAt.AddMinutes(room - minutes) is var before && before > now ? before : now) : null);

        async Task<DateTimeOffset?> First(DateTimeOffset from) =>
            await find.Run(new SlotWish([slot.LocationId], typeId, minutes, from, 1) { ProviderIds = [slot.ProviderId], Until = LocalTime.DayAt(location, slot.EndsAt) }, stopping) is [var free] && free.StartsAt < slot.EndsAt
                ? free.StartsAt
                : null;
    }

    /// <summary>To whom a time is offered, by entry; who is out of sight is not there.</summary>
    private async Task<IReadOnlyDictionary<Guid, PatientSummary>> Offered(IEnumerable<SlotOffer> offers, CancellationToken stopping)
    {
        var ids = offers.Select(offer => offer.EntryId).ToList();
        var entries = await db.WaitlistEntries.AsNoTracking().Where(entry => ids.Contains(entry.Id)).Select(entry => new { entry.Id, entry.PatientId }).ToListAsync(stopping);
        var people = (await patients.Find([.. entries.Select(entry => entry.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        return entries.Where(entry => people.ContainsKey(entry.PatientId)).ToDictionary(entry => entry.Id, entry => people[entry.PatientId]);
    }

    private sealed record Waiter(WaitlistEntry Entry, PatientSummary Patient, Visit? Visit, Guid? TaskId, int Minutes, string VisitType);

    private sealed record Suited(Guid QuestionId, Waiter Of, DateTimeOffset StartsAt, DateTimeOffset? CalledAt, DateTimeOffset? WantedAt)
    {
        public DateTimeOffset EndsAt => StartsAt.AddMinutes(Of.Minutes);
    }
}

/// <param name="Offer">The one that keeps the time now; null where nobody is offered it.</param>
/// <param name="OfferedTo">Null where there is no offer, or its patient is out of sight.</param>
/// <param name="Candidates">Those whom it suits, in order: those who are ready first.</param>
internal sealed record FreedTime(FreedSlot Slot, Location Location, string Provider, SlotOffer? Offer, PatientSummary? OfferedTo, IReadOnlyList<Candidate> Candidates)
{
    /// <summary>On the location's wall clock.</summary>
    public DateTimeOffset Start => LocalTime.At(Location, Slot.StartsAt);

    public DateTimeOffset End => LocalTime.At(Location, Slot.EndsAt);
}
