using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Joining;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Waitlist;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

/// <summary>A freed time is ranked for those whom it suits and who are ready, offered to one at a time, and never booked by a machine.</summary>
public sealed class WaitlistTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.CreateVersion7();
    private static readonly Guid Ben = Guid.CreateVersion7();
    private static readonly PatientSummary Ode = Tran with { Id = Guid.Parse("0190c000-0000-7000-8000-000000000005"), Mrn = "A-1005", FirstName = "Ada", LastName = "Ode" };
    private static readonly Suiting Anything = new(FollowUp, [], [], PartOfDay.Any, new DateOnly(2026, 3, 2), null, 0, "routine");

    private TestClinic clinic = null!;

    private Readiness Readiness => clinic.Services.GetRequiredService<Readiness>();

    public async ValueTask InitializeAsync() => clinic = await Open(cluster, services => services.AddSingleton<IPatients>(new Register(Nunez, Tran, Vega, Twice, Ode)));

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_cancelled_visit_leaves_a_time_that_is_ranked_for_who_fits_with_reasons_and_never_booked()
    {
        var taken = await Free("11:00");
        var urgent = await Enter(Tran, Anything with { Urgency = "urgent" });
        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        var second = await Enter(Ode, Anything);
        await clinic.Sql($"UPDATE scheduling.waitlist_entries SET entered_at = entered_at - interval '12 days' WHERE id = '{second}'");
        Readiness[Tran.Id] = new PatientReadiness(["authorization PA-20 is valid until 12/31/2026, 5 visits left"], []);

        // Whom it does not suit: another provider, weekday, part of the day, days, notice, kind of visit that is too long, or already dead.
        foreach (var other in new[]
        {
            Anything with { ProviderIds = [Lindqvist] },
            Anything with { Weekdays = [(int)DayOfWeek.Tuesday] },
            Anything with { Part = PartOfDay.Afternoon },
            Anything with { Earliest = new DateOnly(2026, 3, 3) },
            Anything with { Earliest = new DateOnly(2026, 3, 1), Latest = new DateOnly(2026, 3, 1) },
            Anything with { NoticeHours = 3 },
        })
        {
            await Enter(Nunez, other);
        }

        var time = Assert.Single(await Freed());
        Assert.Equal((taken.ProviderId, At("11:00"), At("11:30")), (time.Slot.ProviderId, time.Slot.StartsAt, time.Slot.EndsAt));
        Assert.Equal([urgent, second], time.Candidates.Select(one => one.Entry.Id));
        Assert.Equal("waits since today, urgent, authorization PA-20 is valid until 12/31/2026, 5 visits left", string.Join(", ", time.Candidates[0].Reasons));
        Assert.Equal(["waits 12 days"], time.Candidates[1].Reasons);
        Assert.Equal([(At("11:00"), 20)], time.Candidates.Select(one => (one.StartsAt, one.Minutes)).Distinct());

        // Who is not ready is said with why, comes last, and cannot be offered it.
        Readiness[Tran.Id] = new PatientReadiness([], ["the authorization is still open"]);
        var last = Assert.Single(await Freed()).Candidates[^1];
        Assert.Equal((urgent, false, "the authorization is still open"), (last.Entry.Id, last.IsReady, Assert.Single(last.Against)));
        Assert.IsType<SlotOffered.SuitsNoMore>(await Offer(Ana, time, urgent));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM scheduling.visits"));

        await clinic.DeliverAgain();
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM scheduling.freed_slots"));
    }

    [Fact]
    public async Task A_time_that_is_taken_meanwhile_disappears_and_comes_back_when_that_is_cancelled()
    {
        await Free("11:00");
        await Enter(Tran, Anything);
        var time = Assert.Single(await Freed());

        var taken = await clinic.Booked(ToBook("11:00") with { PatientId = Ode.Id });
        Assert.Empty(await Freed());
        Assert.IsType<SlotOffered.Gone>(await Offer(Ana, time, time.Candidates[0].Entry.Id));

        await clinic.Cancel(taken);
        await clinic.RunJobs();
        Assert.Equal(2L, (await clinic.Sql("SELECT count(*) FROM scheduling.freed_slots"))[0]);
        Assert.Single(await Freed());
        await clinic.Sql("UPDATE scheduling.freed_slots SET set_aside_at = now()");
        Assert.Empty(await Freed());
    }

    [Fact]
    public async Task Somebody_who_is_elsewhere_then_and_a_visit_that_does_not_fit_between_others_are_left_out()
    {
        await Free("11:00");
        await clinic.Sql($"INSERT INTO scheduling.visit_types (id, code, name, minutes) VALUES ('{Guid.Parse("0190d000-0000-7000-8000-00000000000a")}', 'long', 'Long', 40)");
        var longer = await Enter(Ode, Anything with { VisitTypeId = Guid.Parse("0190d000-0000-7000-8000-00000000000a") });
        Assert.Equal([longer], Assert.Single(await Freed()).Candidates.Select(one => one.Entry.Id));

        await clinic.Booked(ToBook("11:30") with { PatientId = Nunez.Id });
        await clinic.Booked(ToBook("10:30") with { PatientId = Nunez.Id });
        await Enter(Tran, Anything);
        await clinic.Booked(ToBook("11:10") with { PatientId = Tran.Id, ProviderId = Lindqvist, VisitTypeId = null });
        Assert.Empty(Assert.Single(await Freed()).Candidates);
    }

    [Fact]
    public async Task An_offer_keeps_its_time_from_everybody_else_and_lapses_by_itself()
    {
        await Free("11:00");
        var (first, second) = (await Enter(Tran, Anything with { Urgency = "urgent" }), await Enter(Ode, Anything));
        var time = Assert.Single(await Freed());
        var id = Guid.CreateVersion7();
        var made = Assert.IsType<SlotOffered.Offered>(await Offer(Ana, time, first, id)).Offer;
        Assert.Equal(clinic.Clock.GetUtcNow().AddMinutes(30), made.Until);
        Assert.Equal(id, Assert.IsType<SlotOffered.Offered>(await Offer(Ana, time, first, id)).Offer.Id);
        Assert.Equal(Ana, Assert.IsType<SlotOffered.IsOffered>(await Offer(Ben, time, second)).By);
        Assert.IsType<Lanes.Held>(Assert.IsType<VisitEntry.NotFree>(await clinic.Book(ToBook("11:10") with { PatientId = Ode.Id })).Why);
        var offered = Assert.Single(await Freed());
        Assert.Equal((id, Tran.Id, 0), (offered.Offer!.Id, offered.OfferedTo!.Id, offered.Candidates.Count));

        clinic.Clock.Advance(TimeSpan.FromMinutes(31));
        var free = Assert.Single(await Freed());
        Assert.Null(free.Offer);
        Assert.Equal([second, first], free.Candidates.Select(one => one.Entry.Id));
        Assert.Contains(free.Candidates[1].Reasons, reason => reason.StartsWith("not reached at 9:00 AM", StringComparison.Ordinal));
        Assert.Equal(OfferOutcome.Lapsed, Assert.IsType<OfferAnswered.Ended>(await Accept(Ana, id)).Outcome);

        await clinic.RunJobs(includeDelayed: true);
        Assert.Equal([OfferOutcome.Lapsed], await clinic.Sql("SELECT outcome FROM scheduling.slot_offers"));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.holds"));
        Assert.IsType<SlotOffered.Offered>(await Offer(Ben, free, first));
    }

    [Fact]
    public async Task Of_two_clerks_who_offer_the_same_time_at_once_one_does()
    {
        await Free("11:00");
        var (first, second) = (await Enter(Tran, Anything), await Enter(Ode, Anything));
        var time = Assert.Single(await Freed());

        var answers = await Task.WhenAll(new[] { (Ana, first), (Ben, second), (Ana, second), (Ben, first) }.Select(who => Task.Run(() => Offer(who.Item1, time, who.Item2))));

        Assert.Single(answers, answer => answer is SlotOffered.Offered);
        Assert.Equal(3, answers.Count(answer => answer is SlotOffered.IsOffered));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM scheduling.holds"));
    }

    [Fact]
    public async Task Accepted_it_is_booked_once_by_whoever_hears_it_and_the_undo_frees_the_time_and_they_wait_again()
    {
        await Free("11:00");
        var entry = await Enter(Tran, Anything);
        var made = Assert.IsType<SlotOffered.Offered>(await Offer(Ana, Assert.Single(await Freed()), entry)).Offer;

        var answers = await Task.WhenAll(Task.Run(() => Accept(Ben, made.Id)), Task.Run(() => Accept(Ana, made.Id)));
        var accepted = Assert.Single(answers.OfType<OfferAnswered.Accepted>());
        Assert.Single(answers.OfType<OfferAnswered.WasSo>());
        var visit = await clinic.Seen(accepted.VisitId);
        Assert.Equal((Tran.Id, At("11:00"), VisitStates.Booked, made.Id), (visit.PatientId, visit.StartsAt, visit.State, visit.Id));
        Assert.Equal(["booked"], await clinic.Sql($"SELECT state FROM scheduling.waitlist_entries WHERE booked_visit_id = '{visit.Id}'"));
        Assert.Equal([OfferOutcome.Accepted], await clinic.Sql("SELECT outcome FROM scheduling.slot_offers"));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.holds"));
        Assert.Empty(await Freed());
        Assert.IsType<OfferAnswered.Ended>(await End(Ben, made.Id, OfferOutcome.Declined));

        Assert.IsType<VisitChanged.Done>(await clinic.Undo(accepted.ChangeId));
        Assert.IsType<EntryKept.Done>(await clinic.In((KeepEntry keep) => keep.PutBack(entry, CancellationToken.None)));
        await clinic.RunJobs();
        Assert.Equal([entry], Assert.Single(await Freed()).Candidates.Select(one => one.Entry.Id));
    }

    [Fact]
    public async Task Who_wants_an_earlier_time_has_their_visit_moved_and_its_own_time_is_freed_in_turn()
    {
        var theirs = await clinic.Booked(ToBook("15:00", 40) with { PatientId = Tran.Id });
        var entry = Guid.CreateVersion7();
        var asked = new EntryToKeep(entry, Guid.Empty, TestOrganization.Harbor.Id, Anything, theirs.Id);
        Assert.Equal(Tran.Id, Assert.IsType<EntryKept.Done>(await Keep(asked)).Entry.PatientId);
        Assert.Equal(entry, Assert.IsType<EntryKept.WasSo>(await Keep(asked with { Id = Guid.CreateVersion7() })).Entry.Id);
        await Free("16:20");
        Assert.Empty(Assert.Single(await Freed()).Candidates);
        await Free("11:00");

        var time = (await Freed())[0];
        Assert.Equal((At("11:00"), 40), (time.Candidates[0].StartsAt, time.Candidates[0].Minutes));
        Assert.Contains("has Mon 03/02 3:00 PM", time.Candidates[0].Reasons);
        var made = Assert.IsType<SlotOffered.Offered>(await Offer(Ana, time, entry)).Offer;
        var moved = Assert.IsType<OfferAnswered.Accepted>(await Accept(Ben, made.Id));
        Assert.Equal((theirs.Id, At("11:00"), At("11:40")), await clinic.Seen(theirs.Id) is var seen ? (moved.VisitId, seen.StartsAt, seen.EndsAt) : default);
        Assert.IsType<OfferAnswered.WasSo>(await Accept(Ana, made.Id));

        await clinic.RunJobs();
        Assert.Equal([At("15:00"), At("16:20")], (await Freed()).Select(one => one.Slot.StartsAt));
        Assert.IsType<VisitChanged.Done>(await clinic.Undo(moved.ChangeId));
        Assert.Equal(At("15:00"), (await clinic.Seen(theirs.Id)).StartsAt);
    }

    [Fact]
    public async Task An_offer_whose_visit_can_not_be_moved_keeps_its_time_and_a_taken_back_one_was_never_made()
    {
        var theirs = await clinic.Booked(ToBook("15:00") with { PatientId = Tran.Id });
        var entry = Assert.IsType<EntryKept.Done>(await Keep(new EntryToKeep(Guid.CreateVersion7(), Guid.Empty, TestOrganization.Harbor.Id, Anything, theirs.Id))).Entry.Id;
        await Free("11:00");
        var made = Assert.IsType<SlotOffered.Offered>(await Offer(Ana, Assert.Single(await Freed()), entry)).Offer;
        await clinic.Sql($"INSERT INTO scheduling.blocks (id, provider_id, starts_at, ends_at, reason, made_at) VALUES (gen_random_uuid(), '{Okafor}', '{At("11:00"):O}', '{At("11:30"):O}', 'meeting', now())");

        Assert.IsType<OfferAnswered.Refused>(await Accept(Ana, made.Id));
        Assert.Equal(At("15:00"), (await clinic.Seen(theirs.Id)).StartsAt);
        Assert.Equal([made.Id], await clinic.Sql("SELECT taker_id FROM scheduling.taken_lanes WHERE is_hold"));
        Assert.Equal([null], await clinic.Sql("SELECT outcome FROM scheduling.slot_offers"));

        await clinic.Sql("DELETE FROM scheduling.blocks");
        Assert.IsType<OfferAnswered.LetGo>(await End(Ben, made.Id, OfferOutcome.TakenBack));
        Assert.Equal([entry], Assert.Single(await Freed()).Candidates.Select(one => one.Entry.Id));
        Assert.DoesNotContain(Assert.Single(await Freed()).Candidates[0].Reasons, reason => reason.StartsWith("not reached", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Declined_the_time_is_the_next_ones_and_is_not_offered_to_the_same_again()
    {
        await Free("11:00");
        var (first, second) = (await Enter(Tran, Anything with { Urgency = "stat" }), await Enter(Ode, Anything));
        var time = Assert.Single(await Freed());
        var made = Assert.IsType<SlotOffered.Offered>(await Offer(Ana, time, first)).Offer;

        Assert.IsType<OfferAnswered.LetGo>(await End(Ben, made.Id, OfferOutcome.Declined));
        Assert.IsType<OfferAnswered.WasSo>(await End(Ben, made.Id, OfferOutcome.Declined));
        Assert.IsType<OfferAnswered.Unknown>(await End(Ben, made.Id, "maybe"));
        Assert.IsType<OfferAnswered.Ended>(await Accept(Ana, made.Id));
        Assert.Equal([second], Assert.Single(await Freed()).Candidates.Select(one => one.Entry.Id));
        Assert.IsType<SlotOffered.SuitsNoMore>(await Offer(Ana, time, first));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.holds"));
    }

    [Fact]
    public async Task Who_has_died_is_not_entered_and_not_offered_and_who_was_merged_away_waits_under_the_standing_record()
    {
        Assert.IsType<EntryKept.PatientDeceased>(await Keep(new EntryToKeep(Guid.CreateVersion7(), Vega.Id, TestOrganization.Harbor.Id, Anything)));
        Assert.Equal(Nunez.Id, Assert.IsType<EntryKept.Done>(await Keep(new EntryToKeep(Guid.CreateVersion7(), Twice.Id, TestOrganization.Harbor.Id, Anything))).Entry.PatientId);
        Assert.IsType<EntryKept.Unknown>(await Keep(new EntryToKeep(Guid.CreateVersion7(), Guid.CreateVersion7(), TestOrganization.Harbor.Id, Anything)));
        await clinic.Sql($"UPDATE scheduling.waitlist_entries SET patient_id = '{Vega.Id}'");

        await Free("11:00");
        Assert.Empty(Assert.Single(await Freed()).Candidates);
    }

    [Fact]
    public async Task A_closed_record_is_in_nobodys_list_and_its_entry_follows_a_merge_and_comes_back()
    {
        var entry = await Enter(Tran, Anything);
        await Free("11:00");
        await clinic.Sql($"INSERT INTO scheduling.subject_classes (subject_id, access_class) VALUES ('{Tran.Id}', 'restricted')");
        Assert.Empty(Assert.Single(await As(Ana, (LoadFreed load) => load.Run(null, CancellationToken.None))).Candidates);
        Assert.Empty(await As(Ana, (LoadWaitlist load) => load.Run(CancellationToken.None)));
        Assert.Null(await As(Ana, (KeepEntry keep) => keep.Find(entry, CancellationToken.None)));
        Assert.IsType<EntryKept.Unknown>(await As(Ana, (KeepEntry keep) => keep.Withdraw(entry, CancellationToken.None)));

        SubjectStanding Standing(Guid id, bool joined) => new(joined && id == Tran.Id ? Ode.Id : null, joined && id == Ode.Id ? [Tran.Id] : [], new Dictionary<Guid, string> { [Tran.Id] = AccessClass.Standard, [Ode.Id] = AccessClass.Standard });
        await clinic.In((CarrySubject<SchedulingDb> carry) => carry.Run(Tran.Id, id => Task.FromResult(Standing(id, joined: true)), CancellationToken.None));
        Assert.Equal([Ode.Id], await clinic.Sql("SELECT patient_id FROM scheduling.waitlist_entries"));
        await clinic.In((CarrySubject<SchedulingDb> carry) => carry.Run(Tran.Id, id => Task.FromResult(Standing(id, joined: false)), CancellationToken.None));
        Assert.Equal([Tran.Id], await clinic.Sql("SELECT patient_id FROM scheduling.waitlist_entries"));
    }

    [Fact]
    public async Task Who_has_what_they_waited_for_waits_no_more_and_a_change_tells_of_who_was_faster()
    {
        var wish = clinic.Services.GetRequiredService<Wishes>().Add("urgent");
        var asked = Assert.IsType<EntryKept.Done>(await Keep(new EntryToKeep(Guid.CreateVersion7(), Guid.Empty, TestOrganization.Harbor.Id, Anything, TaskId: wish.TaskId))).Entry;
        var (other, seen) = (await Enter(Ode, Anything), await As(Ana, (KeepEntry keep) => keep.Find(asked.Id, CancellationToken.None)));
        Assert.IsType<EntryKept.Done>(await As(Ben, (KeepEntry keep) => keep.Change(asked.Id, seen!.Version, Anything with { NoticeHours = 5 }, CancellationToken.None)));
        Assert.Equal(Ben, Assert.IsType<EntryKept.Overtaken>(await As(Ana, (KeepEntry keep) => keep.Change(asked.Id, seen!.Version, Anything with { NoticeHours = 6 }, CancellationToken.None))).By);

        await clinic.Booked(ToBook("13:00", task: wish.TaskId));
        await clinic.RunJobs();
        Assert.Equal([asked.Id], await clinic.Sql("SELECT id FROM scheduling.waitlist_entries WHERE state = 'booked'"));

        Assert.IsType<EntryKept.Done>(await As(Ana, (KeepEntry keep) => keep.Withdraw(other, CancellationToken.None)));
        Assert.IsType<EntryKept.WasSo>(await As(Ana, (KeepEntry keep) => keep.Withdraw(other, CancellationToken.None)));
        Assert.IsType<EntryKept.Done>(await As(Ana, (KeepEntry keep) => keep.PutBack(other, CancellationToken.None)));
        Assert.Equal(["waiting"], await clinic.Sql($"SELECT state FROM scheduling.waitlist_entries WHERE id = '{other}'"));
    }

    [Fact]
    public async Task Whose_booking_is_undone_cancelled_or_missed_waits_again_unless_another_visit_stands_and_one_visit_ends_one_wait()
    {
        var wish = clinic.Services.GetRequiredService<Wishes>().Add();
        var asked = Assert.IsType<EntryKept.Done>(await Keep(new EntryToKeep(Guid.CreateVersion7(), Guid.Empty, TestOrganization.Harbor.Id, Anything, TaskId: wish.TaskId))).Entry.Id;
        var (later, soon) = (await Enter(Ode, Anything with { Earliest = new DateOnly(2026, 6, 1) }), await Enter(Ode, Anything));
        var (visit, theirs) = (await clinic.Booked(ToBook("13:00", task: wish.TaskId)), await clinic.Booked(ToBook("14:00") with { PatientId = Ode.Id }));
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Equal((visit.Id, theirs.Id, (Guid?)null), (await Has(asked), await Has(soon), await Has(later)));

        // Undone and cancelled; and what is put back ends it again.
        Assert.IsType<VisitChanged.Done>(await clinic.Undo(theirs.Id));
        var cancelled = Assert.IsType<VisitChanged.Done>(await clinic.Cancel(visit));
        await clinic.RunJobs();
        Assert.Equal([WaitlistState.Waiting, WaitlistState.Waiting, WaitlistState.Waiting], await clinic.Sql("SELECT state FROM scheduling.waitlist_entries"));
        Assert.IsType<VisitChanged.Done>(await clinic.Undo(cancelled.ChangeId));
        var (first, second) = (await clinic.Booked(ToBook("15:00") with { PatientId = Ode.Id }), await clinic.Booked(ToBook("16:00") with { PatientId = Ode.Id }));
        await clinic.RunJobs();
        Assert.Equal((visit.Id, first.Id, (Guid?)null), (await Has(asked), await Has(soon), await Has(later)));

        // Missed, the other one that was booked stands in its stead; then there is none.
        clinic.Clock.SetUtcNow(At("16:30"));
        foreach (var (missed, has) in new[] { (first, (Guid?)second.Id), (second, null) })
        {
            Assert.IsType<VisitChanged.Done>(await clinic.In((ChangeVisit change) => change.Miss(missed.Id, missed.Version, CancellationToken.None)));
            await clinic.RunJobs();
            Assert.Equal(has, await Has(soon));
        }

        // What staff ended they put back themselves.
        await clinic.Sql($"UPDATE scheduling.waitlist_entries SET changed_by = '{Ana}' WHERE id = '{asked}'");
        await clinic.Cancel(await clinic.Seen(visit.Id));
        await clinic.RunJobs();
        Assert.Equal(visit.Id, await Has(asked));

        async Task<Guid?> Has(Guid entry) => (Guid?)(await clinic.Sql($"SELECT booked_visit_id FROM scheduling.waitlist_entries WHERE id = '{entry}' AND (state = 'booked') = (booked_visit_id IS NOT NULL)"))[0];
    }

    [Fact]
    public async Task An_offer_of_a_time_that_is_no_earlier_than_the_visit_by_now_moves_nothing_and_ends()
    {
        var theirs = await clinic.Booked(ToBook("15:00") with { PatientId = Tran.Id });
        var entry = Assert.IsType<EntryKept.Done>(await Keep(new EntryToKeep(Guid.CreateVersion7(), Guid.Empty, TestOrganization.Harbor.Id, Anything, theirs.Id))).Entry.Id;
        await Free("11:00");
        var made = Assert.IsType<SlotOffered.Offered>(await Offer(Ana, Assert.Single(await Freed()), entry)).Offer;
        Assert.IsType<VisitChanged.Done>(await clinic.Move(theirs, new Place(Okafor, theirs.LocationId, At("10:00"))));

        Assert.IsType<OfferAnswered.Refused>(await Accept(Ben, made.Id));
        Assert.Equal(At("10:00"), (await clinic.Seen(theirs.Id)).StartsAt);
        Assert.Equal([OfferOutcome.Lapsed], await clinic.Sql("SELECT outcome FROM scheduling.slot_offers"));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.holds"));
        Assert.Equal(OfferOutcome.Lapsed, Assert.IsType<OfferAnswered.Ended>(await Accept(Ana, made.Id)).Outcome);
    }

    [Fact]
    public async Task Freed_times_are_counted_as_they_are_shown_without_looking_for_whom_they_suit()
    {
        var entry = await Enter(Tran, Anything);
        foreach (var time in new[] { "11:00", "13:00", "14:00", "15:00" })
        {
            await Free(time);
        }

        await Free("11:00");
        await Counts(4);
        await clinic.Booked(ToBook("13:00") with { PatientId = Ode.Id });
        await Counts(3);
        await clinic.Sql($"INSERT INTO scheduling.blocks (id, provider_id, starts_at, ends_at, reason, made_at) VALUES (gen_random_uuid(), '{Okafor}', '{At("14:00"):O}', '{At("14:30"):O}', 'meeting', now())");
        await Counts(2);
        await clinic.Sql($"UPDATE scheduling.freed_slots SET set_aside_at = now() WHERE starts_at = '{At("15:00"):O}'");
        await Counts(1);

        // Offered it is one; let go on a day on which nobody works, or the provider is away, it is none.
        Assert.IsType<SlotOffered.Offered>(await Offer(Ana, Assert.Single(await Freed()), entry));
        await Counts(1);
        clinic.Clock.Advance(TimeSpan.FromMinutes(31));
        await Counts(1);
        await clinic.Sql($"INSERT INTO scheduling.holidays (id, date, name) VALUES (gen_random_uuid(), '2026-03-02', 'Storm')");
        await Counts(0);
        await clinic.Sql("DELETE FROM scheduling.holidays");
        await clinic.Insert("scheduling.working_exceptions", ("provider_id", Okafor), ("location_id", TestOrganization.Harbor.Id), ("date", "2026-03-02"), ("works", false), ("from_minute", 600), ("until_minute", 720));
        await Counts(0);
        await clinic.Sql("DELETE FROM scheduling.working_exceptions");
        await clinic.Sql("UPDATE scheduling.working_hours SET until_minute = 660");
        await Counts(0);

        async Task Counts(int expected)
        {
            Assert.Equal(expected, (await Freed()).Count);
            Assert.Equal(expected, await clinic.In((LoadFreed load) => load.Count(CancellationToken.None)));
        }
    }

    [Fact]
    public async Task The_stamp_changes_with_what_is_shown_and_with_nothing_else()
    {
        await Free("11:00");
        var stamp = await Stamp();
        await clinic.Booked(ToBook("14:00"));
        Assert.Equal(stamp, await Stamp());

        var entry = await Enter(Tran, Anything);
        var entered = await Stamp();
        Assert.NotEqual(stamp, entered);
        await Offer(Ana, Assert.Single(await Freed()), entry);
        var offered = await Stamp();
        Assert.NotEqual(entered, offered);
        clinic.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.NotEqual(offered, await Stamp());
    }

    /// <summary>Half an hour of somebody, booked and cancelled again.</summary>
    private async Task<Visit> Free(string start)
    {
        var visit = await clinic.Booked(ToBook(start));
        Assert.IsType<VisitChanged.Done>(await clinic.Cancel(visit));
        await clinic.RunJobs();
        return visit;
    }

    private async Task<Guid> Enter(PatientSummary patient, Suiting suits)
    {
        var id = Guid.CreateVersion7();
        Assert.IsType<EntryKept.Done>(await Keep(new EntryToKeep(id, patient.Id, TestOrganization.Harbor.Id, suits)));
        return id;
    }

    private Task<EntryKept> Keep(EntryToKeep asked) => As(Ana, (KeepEntry keep) => keep.Enter(asked, CancellationToken.None));

    private Task<IReadOnlyList<FreedTime>> Freed() => clinic.In((LoadFreed load) => load.Run(null, CancellationToken.None));

    private Task<string> Stamp() => clinic.In((LoadWaitlist load) => load.Stamp(CancellationToken.None));

    private Task<SlotOffered> Offer(Guid user, FreedTime time, Guid entry, Guid? id = null) => As(user, (OfferSlot offer) => offer.Run(id ?? Guid.CreateVersion7(), time.Slot.Id, entry, CancellationToken.None));

    private Task<OfferAnswered> Accept(Guid user, Guid offer) => As(user, (AnswerOffer answer) => answer.Accept(offer, CancellationToken.None));

    private Task<OfferAnswered> End(Guid user, Guid offer, string outcome) => As(user, (AnswerOffer answer) => answer.End(offer, outcome, CancellationToken.None));

    private async Task<TResult> As<T, TResult>(Guid user, Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(user, []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
