using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Confirmation;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.FlowBoard;
using ClinicOps.Scheduling.ProviderOut;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

/// <summary>Dr. Okafor is out on Tuesday, March 3rd; it is Monday.</summary>
public sealed class ProviderOutTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly DateOnly Tuesday = new(2026, 3, 3);
    private static readonly Guid Ana = Guid.Parse("01909000-0000-7000-8000-000000000001");

    private TestClinic clinic = null!;

    private Heard Told => clinic.Services.GetRequiredService<Heard>();

    public async ValueTask InitializeAsync()
    {
        clinic = await Open(cluster, services => services.AddScoped<IVisitProgress, GuardedDesk>());
        await clinic.In(async (SchedulingDb db) =>
        {
            // A colleague at Harbor.
            db.WorkingHours.AddRange(Enum.GetValues<DayOfWeek>().Where(day => day is not DayOfWeek.Saturday and not DayOfWeek.Sunday).Select(day => Hours(Lindqvist, day, 8 * 60, 17 * 60)));
            await db.SaveChangesAsync();
        });
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Of_24_visits_each_is_moved_kept_cancelled_or_told_by_letter_none_is_lost_and_the_numbers_always_add_up()
    {
        var visits = await Book24();
        var outage = await Enter(24);
        var list = await List(outage);
        Assert.Equal(visits.Select(visit => visit.Id), list.Rows.Select(row => row.Visit.Id));
        Assert.Equal((24, 24), (list.Counts.Affected, list.Counts.ToCall));

        // Each is offered a time of the same provider and one of the colleague, and no two the same.
        var slots = await Propose(outage, list);
        Assert.All(visits, visit => Assert.Equal([false, true], slots[visit.Id].Select(slot => slot.ProviderId == Lindqvist)));
        var offered = slots.SelectMany(of => of).Select(slot => (slot.ProviderId, slot.Start)).ToList();
        Assert.Equal((48, 48), (offered.Count, offered.Distinct().Count()));
        Assert.All(slots.SelectMany(of => of).Where(slot => slot.ProviderId == Okafor), slot => Assert.True(slot.Start >= At("00:00").AddDays(2)));
        Assert.True(slots[visits[0].Id].Last().IsSameTime);

        foreach (var visit in visits[..10])
        {
            Assert.IsType<VisitChanged.Done>(await clinic.Move(visit, PlaceOf(slots[visit.Id].First())));
        }

        foreach (var visit in visits[10..14])
        {
            Assert.IsType<VisitChanged.Done>(await clinic.Move(visit, new Place(Lindqvist, TestOrganization.Harbor.Id, visit.StartsAt)));
        }

        foreach (var visit in visits[14..17])
        {
            Assert.IsType<VisitChanged.Done>(await clinic.Cancel(visit));
        }

        await Note(visits[17], ContactOutcome.NoAnswer);
        await Note(visits[17], ContactOutcome.LeftMessage);
        Assert.Equal(new OutageCounts(24, 14, 3, 0, 0, 7, 0), (await List(outage)).Counts);
        Assert.Equal((OutageStanding.Called, OutageStanding.Kept), (await Standing(visits[17].Id), await Standing(visits[10].Id)));
        Assert.Equal(2, (await List(outage)).Rows.Single(row => row.Visit.Id == visits[17].Id).Of.Attempts.Count);

        // Letters to the rest, once however often it is asked; one is drafted, sent, failed, refused, withdrawn, and one dropped since its patient called.
        Assert.Equal(7, await clinic.In((FollowOutage follow) => follow.AskLetters(outage.Id, [.. visits.Select(visit => visit.Id)], CancellationToken.None)));
        Assert.Equal(0, await clinic.In((FollowOutage follow) => follow.AskLetters(outage.Id, [.. visits.Select(visit => visit.Id)], CancellationToken.None)));
        await clinic.RunJobs();
        var asks = Told.OfType<PatientLetterDue>().ToList();
        Assert.Equal(7, asks.Select(ask => ask.AskId).Distinct().Count());
        Assert.All(asks, ask => Assert.Equal((PatientLetterTemplates.VisitChanged, TestOrganization.Harbor.Id), (ask.Template, ask.LocationId)));
        Assert.Equal(new OutageCounts(24, 14, 3, 0, 7, 0, 0), (await List(outage)).Counts);
        var content = (await ToWrite(asks[0]))!;
        Assert.Equal((asks[0].PatientId, TestOrganization.Harbor.Id, "standard"), (content.PatientId, content.LocationId, content.AccessClass));
        Assert.Contains(content.VisitAt, visits[17..].Select(visit => (DateTimeOffset?)visit.StartsAt));

        await Asked(asks[0], AskedLetterChanged.Drafted);
        await Sent(asks[0]);
        await Asked(asks[0], AskedLetterChanged.Drafted);
        await Sent(asks[1]);
        await Failed(asks[1]);
        await Asked(asks[2], AskedLetterChanged.Refused);
        await Asked(asks[3], AskedLetterChanged.Withdrawn);
        Assert.Equal(new OutageCounts(24, 14, 3, 1, 3, 3, 0), (await List(outage)).Counts);
        Assert.Null(await ToWrite(asks[1]));

        var reached = await VisitOf(asks[4]);
        Assert.IsType<VisitChanged.Done>(await clinic.Cancel(await clinic.Seen(reached)));
        await Follow();
        await Follow();
        Assert.Equal(asks[4].AskId, Assert.Single(Told.OfType<PatientLetterNotDue>()).AskId);
        Assert.Null(await ToWrite(asks[4]));

        // The rest leaves, or is reached, and the absence is over.
        await Sent(asks[5]);
        await Sent(asks[6]);
        foreach (var ask in asks[1..4])
        {
            Assert.False((await List(outage)).Counts.IsOver);
            Assert.IsType<VisitChanged.Done>(await clinic.Cancel(await clinic.Seen(await VisitOf(ask))));
        }

        var told = await VisitOf(asks[0]);
        Assert.Equal(new OutageCounts(24, 14, 7, 3, 0, 0, 0), (await List(outage)).Counts);
        Assert.True((await List(outage)).Counts.IsOver);

        // Who was told by letter is not seen on that day: what the visit was booked for waits for another.
        Assert.Equal(VisitStates.Booked, (await clinic.Seen(told)).State);
        clinic.Clock.SetUtcNow(At("23:00").AddDays(1));
        await Follow();
        Assert.Equal((VisitStates.Cancelled, OutageStanding.ToldByLetter), ((await clinic.Seen(told)).State, await Standing(told)));
        Assert.Equal(new OutageCounts(24, 14, 7, 3, 0, 0, 0), (await List(outage)).Counts);
        Assert.Equal([24L], await clinic.Sql("SELECT count(*) FROM scheduling.outage_visits"));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'outage.entered' AND cardinality(result_ids) = 2"));
    }

    [Fact]
    public async Task Open_ones_become_calls_once_also_of_who_has_confirmed_and_the_call_ends_with_the_visit_or_a_letter()
    {
        var (first, second, third) = (await On("10:00"), await On("11:00", Tran.Id), await On("12:00"));
        await Note(first, ContactOutcome.Confirmed);
        await clinic.RunJobs();
        var outage = await Enter(3);
        Assert.False(await NeedsCall(first));

        // Nobody worked on it for half an hour.
        await Follow();
        Assert.Empty(Told.OfType<VisitToCall>());
        clinic.Clock.Advance(FollowOutage.UntilCalled);
        await Follow();
        await Follow();
        Assert.Equal(new[] { first.Id, second.Id, third.Id }.Order(), Told.OfType<VisitToCall>().Select(call => call.VisitId).Order());
        Assert.All(Told.OfType<VisitToCall>(), call => Assert.Equal(VisitToCall.ProviderOut, call.Reason));
        Assert.True(await NeedsCall(first) && await NeedsCall(second));
        Assert.Equal(0, await clinic.In((FollowOutage follow) => follow.Run(outage.Id, callNow: true, CancellationToken.None)));

        await clinic.Move(await clinic.Seen(first.Id), new Place(Lindqvist, TestOrganization.Harbor.Id, first.StartsAt));
        Assert.False(await NeedsCall(first));
        await clinic.In((FollowOutage follow) => follow.AskLetters(outage.Id, [second.Id], CancellationToken.None));
        await clinic.RunJobs();
        Assert.False(await NeedsCall(second));
        Assert.Equal(2, Told.OfType<VisitToCall>().Count(call => call.VisitId == second.Id));

        // The letter comes back: the patient is called again.
        await Failed(Told.OfType<PatientLetterDue>().Single());
        await Follow();
        Assert.True(await NeedsCall(second));
        Assert.True(await NeedsCall(third));
    }

    [Fact]
    public async Task While_the_provider_is_out_nobody_is_reminded_of_the_visit_or_taken_for_a_no_show_and_a_link_is_good_for_nothing()
    {
        var visit = await On("10:00");
        clinic.Services.GetRequiredService<MailAllowed>().Add(Nunez.Id);
        await clinic.In(async (SchedulingDb db) =>
        {
            db.ConfirmationRules.Add(new ConfirmationRule { Id = Guid.CreateVersion7(), MailDaysBefore = 1, CallDaysBefore = 1 });
            await db.SaveChangesAsync();
        });
        await clinic.In((AskPatient ask) => ask.Run(visit, ReminderWay.Mail, "", CancellationToken.None));
        var reminder = (Guid)(await clinic.Sql("SELECT id FROM scheduling.visit_reminders"))[0]!;
        Assert.Single(await ToConfirm());
        await Enter(1);

        Assert.Empty(await ToConfirm());
        Assert.Null(await clinic.In((IVisitReminders reminders) => reminders.ToSend(reminder)));
        var token = await clinic.In((VisitLinks links) => Task.FromResult(links.Token(reminder)));
        Assert.Null(await clinic.In((AnswerByLink answer) => answer.Run(token, ContactOutcome.Confirmed, CancellationToken.None)));
        clinic.Clock.SetUtcNow(visit.StartsAt.AddHours(1));
        await clinic.In((ProposeMissed propose) => propose.Run(new MissedVisitsToPropose(), new JobMessage(Guid.CreateVersion7(), "scheduling.propose-no-shows"), CancellationToken.None));
        Assert.Empty(await clinic.Sql("SELECT id FROM scheduling.missed_proposals"));
    }

    [Fact]
    public async Task Who_books_while_the_absence_is_entered_is_on_the_list_or_is_refused_and_what_comes_past_the_block_joins_it()
    {
        var asked = Enumerable.Range(0, 12).Select(number => ToBook() with { Id = Guid.CreateVersion7(), StartsAt = At("08:00").AddDays(1).AddMinutes(20 * number), Minutes = 20 }).ToList();
        var entering = Task.Run(() => Run(Whole()));
        var booked = await Task.WhenAll(asked.Select(visit => Task.Run(() => clinic.Book(visit))));
        var outage = Assert.IsType<OutageEntered.Done>(await entering);

        var stand = asked.Where((_, at) => booked[at] is VisitEntry.Entered).Select(visit => visit.Id).Order();
        Assert.All(booked.Where(entry => entry is not VisitEntry.Entered), entry => Assert.IsType<Lanes.Blocked>(Assert.IsType<VisitEntry.NotFree>(entry).Why));
        Assert.Equal(stand.Cast<object?>(), await clinic.Sql("SELECT visit_id FROM scheduling.outage_visits ORDER BY visit_id"));
        Assert.Equal(booked.Count(entry => entry is VisitEntry.Entered), outage.Affected);

        var late = await clinic.Insert(
            "scheduling.visits", ("patient_id", Tran.Id), ("provider_id", Okafor), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("state", "booked"), ("access_class", "standard"),
            ("starts_at", At("15:00").AddDays(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture)), ("ends_at", At("15:20").AddDays(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture)));
        await Task.WhenAll(Follow(), Follow());
        Assert.Equal([1L], await clinic.Sql($"SELECT count(*) FROM scheduling.outage_visits WHERE visit_id = '{late}'"));
        Assert.Equal(outage.Affected + 1, (await List(await Outage(outage.OutageId))).Counts.ToCall);
    }

    [Fact]
    public async Task Two_who_work_on_one_list_take_no_time_twice_and_each_learns_what_the_other_did()
    {
        var (first, second) = (await On("10:00"), await On("11:00", Tran.Id));
        var outage = await Enter(2);
        var wanted = PlaceOf((await Propose(outage, await List(outage)))[first.Id].First());

        var moved = await Task.WhenAll(clinic.Move(first, wanted), clinic.Move(second, wanted));
        Assert.Single(moved.OfType<VisitChanged.Done>());
        Assert.Single(moved.OfType<VisitChanged.Overlaps>());
        await clinic.ExpectNoOverlap();

        // The other one is offered another time now; and who still sees the list as it was changes nothing.
        var (open, gone) = moved[0] is VisitChanged.Done ? (second, first) : (first, second);
        Assert.NotEqual(wanted, PlaceOf((await Propose(outage, await List(outage)))[open.Id].First()));
        Assert.IsType<VisitChanged.Overtaken>(await clinic.Cancel(gone));
        var asked = await Task.WhenAll(Letters(), Letters());
        Assert.Equal(1, asked.Sum());

        Task<int> Letters() => clinic.In((FollowOutage follow) => follow.AskLetters(outage.Id, [first.Id, second.Id], CancellationToken.None));
    }

    [Fact]
    public async Task An_undone_move_brings_the_visit_back_on_the_list_and_nobody_else_into_the_blocked_time()
    {
        var visit = await On("10:00");
        var outage = await Enter(1);
        var moved = Assert.IsType<VisitChanged.Done>(await clinic.Move(visit, new Place(Okafor, TestOrganization.Harbor.Id, visit.StartsAt.AddDays(1))));
        Assert.True((await List(outage)).Counts.IsOver);
        Assert.IsType<VisitEntry.NotFree>(await clinic.Book(ToBook() with { Id = Guid.CreateVersion7(), StartsAt = visit.StartsAt }));

        Assert.IsType<VisitChanged.Done>(await clinic.Undo(moved.ChangeId));
        Assert.Equal(new OutageCounts(1, 0, 0, 0, 0, 1, 0), (await List(outage)).Counts);
        Assert.IsType<VisitChanged.NotFree>(await clinic.Move(await clinic.Seen(visit.Id), new Place(Okafor, TestOrganization.Harbor.Id, visit.StartsAt.AddHours(1))));

        var cancelled = Assert.IsType<VisitChanged.Done>(await clinic.Cancel(await clinic.Seen(visit.Id)));
        Assert.Equal(1, (await List(outage)).Counts.Cancelled);
        Assert.IsType<VisitChanged.Done>(await clinic.Undo(cancelled.ChangeId));
        Assert.Equal(1, (await List(outage)).Counts.ToCall);

        // At the desk after all, and seen by somebody: no letter is asked for, until that was a slip.
        await clinic.In((IVisitProgress desk) => desk.Step(visit.Id, VisitSteps.Arrived, false, null));
        Assert.True((await List(outage)).Rows.Single().Of.IsHere);
        Assert.Equal(0, await AskLetters());
        await clinic.In((IVisitProgress desk) => desk.Step(visit.Id, VisitSteps.Arrived, true, null));
        Assert.Equal(1, await AskLetters());

        Task<int> AskLetters() => clinic.In((FollowOutage follow) => follow.AskLetters(outage.Id, [visit.Id], CancellationToken.None));
    }

    [Fact]
    public async Task Taken_back_the_time_is_free_what_was_done_stays_what_was_not_takes_place_and_its_letter_and_call_end()
    {
        var (moved, written, open) = (await On("10:00"), await On("11:00", Tran.Id), await On("12:00"));
        var outage = await Enter(3);
        await clinic.Move(moved, new Place(Lindqvist, TestOrganization.Harbor.Id, moved.StartsAt));
        await clinic.In((FollowOutage follow) => follow.Run(outage.Id, callNow: true, CancellationToken.None));
        await clinic.In((FollowOutage follow) => follow.AskLetters(outage.Id, [written.Id], CancellationToken.None));
        await clinic.RunJobs();
        Assert.True(await NeedsCall(open));

        Assert.IsType<OutageTakenBack.Done>(await TakeBack(outage.Id));
        Assert.IsType<OutageTakenBack.WasSo>(await TakeBack(outage.Id));
        Assert.IsType<OutageTakenBack.Unknown>(await TakeBack(Guid.CreateVersion7()));
        await Follow();

        Assert.Equal((OutageStanding.Kept, OutageStanding.ProviderBack, OutageStanding.ProviderBack), (await Standing(moved.Id), await Standing(written.Id), await Standing(open.Id)));
        Assert.Equal(Told.OfType<PatientLetterDue>().Single().AskId, Told.OfType<PatientLetterNotDue>().Single().AskId);
        Assert.False(await NeedsCall(open));
        Assert.Empty(await clinic.Sql("SELECT id FROM scheduling.blocks"));
        Assert.IsType<VisitEntry.Entered>(await clinic.Book(ToBook() with { Id = Guid.CreateVersion7(), StartsAt = moved.StartsAt }));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'outage.taken-back'"));

        // Out again: another absence, with another list.
        await Enter(3);
    }

    [Fact]
    public async Task The_most_urgent_order_stands_first_then_whose_authorization_ends_then_the_next_visit_and_a_time_says_what_it_needs()
    {
        var wishes = clinic.Services.GetRequiredService<Wishes>();
        var (routine, stat) = (wishes.Add(), wishes.Add("stat"));
        var next = await On("09:00", Tran.Id);
        var authorized = await clinic.Booked(ToBook(task: routine.TaskId) with { StartsAt = At("10:00").AddDays(1) });
        var urgent = await clinic.Booked(ToBook(task: stat.TaskId) with { StartsAt = At("11:00").AddDays(1) });

        // Authorized until the day on which the provider is back, and the other order is to be done by then.
        clinic.Services.GetRequiredService<Windows>()[routine.CareThreadId] = AuthorizedUntil(Tuesday.AddDays(1));
        var outage = await Enter(3);
        var list = await List(outage);
        Assert.Equal([urgent.Id, authorized.Id, next.Id], list.Rows.Select(row => row.Visit.Id));
        Assert.Equal(Tuesday.AddDays(1), list.Rows[1].Last);

        var slots = await Propose(outage, list);
        Assert.All(slots[authorized.Id], slot => Assert.True(slot.Needs.Length == 0 && DateOnly.FromDateTime(slot.Start.Date) <= Tuesday.AddDays(1)));
        clinic.Services.GetRequiredService<Windows>()[routine.CareThreadId] = AuthorizedUntil(Tuesday.AddDays(-1));
        Assert.All((await Propose(outage, await List(outage)))[authorized.Id], slot => Assert.Equal("the authorization must be extended first", slot.Needs));
    }

    [Fact]
    public async Task An_absence_is_entered_once_within_the_users_locations_and_over_no_other_of_the_same_provider()
    {
        var whole = Whole();
        Assert.IsType<OutageEntered.Done>(await Run(whole));
        Assert.Equal(new OutageEntered.WasSo(whole.Id), await Run(whole));
        Assert.Equal(new OutageEntered.Overlaps(whole.Id), await Run(Whole() with { FromMinute = 600 }));
        Assert.IsType<OutageEntered.Done>(await Run(Whole() with { First = Tuesday.AddDays(1), Last = Tuesday.AddDays(2), UntilMinute = 12 * 60 }));
        Assert.Equal(["2026-03-03 05:00:00", "2026-03-04 05:00:00", "2026-03-05 17:00:00"], await clinic.Sql(
            "SELECT DISTINCT to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS t FROM (SELECT starts_at AS t FROM scheduling.blocks UNION SELECT ends_at FROM scheduling.blocks) s ORDER BY t"));

        Assert.IsType<OutageEntered.NotUnderstood>(await Run(Whole() with { First = Tuesday.AddDays(9), Last = Tuesday.AddDays(8) }));
        Assert.IsType<OutageEntered.NotUnderstood>(await Run(Whole() with { First = Tuesday.AddDays(-9), Last = Tuesday.AddDays(-8) }));
        Assert.IsType<OutageEntered.NotUnderstood>(await Run(Whole() with { First = Tuesday.AddDays(8), Last = Tuesday.AddDays(8), Reason = "grief" }));
        Assert.IsType<OutageEntered.Unknown>(await Run(Whole() with { ProviderId = Guid.CreateVersion7() }));
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, [TestOrganization.Mesa.Id]);
        Assert.IsType<OutageEntered.Unknown>(await scope.ServiceProvider.GetRequiredService<EnterOutage>().Run(Whole() with { First = Tuesday.AddDays(8), Last = Tuesday.AddDays(8) }, CancellationToken.None));
    }

    [Fact]
    public async Task A_closed_record_is_listed_counted_and_not_shown_and_the_absence_is_not_over_before_it_is_reached()
    {
        var visit = await On("10:00");
        await clinic.Sql($"UPDATE scheduling.visits SET access_class = 'restricted' WHERE id = '{visit.Id}'");
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, [TestOrganization.Harbor.Id]);
        var done = Assert.IsType<OutageEntered.Done>(await scope.ServiceProvider.GetRequiredService<EnterOutage>().Run(Whole(), CancellationToken.None));
        Assert.Equal(1, done.Affected);

        var list = await scope.ServiceProvider.GetRequiredService<LoadOutage>().Run(await Outage(done.OutageId), CancellationToken.None);
        Assert.Equal((0, 1, 1, false), (list.Rows.Count, list.OutOfSight, list.OpenOutOfSight, list.Counts.IsOver));
        var lines = await scope.ServiceProvider.GetRequiredService<ListOutages>().Run(CancellationToken.None);
        Assert.Equal(1, Assert.Single(lines).Counts.ToCall);

        // Seen at the desk by who may see it, it is over for everybody.
        clinic.Services.GetRequiredService<Desk>().Done.Add(visit.Id);
        await clinic.In((IVisitProgress desk) => desk.Step(visit.Id, VisitSteps.Arrived, false, null));
        lines = await scope.ServiceProvider.GetRequiredService<ListOutages>().Run(CancellationToken.None);
        Assert.Equal(new OutageCounts(1, 0, 0, 0, 0, 0, 1), Assert.Single(lines).Counts);
    }

    [Fact]
    public async Task Who_was_told_by_letter_and_stands_at_the_desk_is_open_and_the_visit_is_not_cancelled_under_them()
    {
        var visit = await On("10:00");
        var outage = await Enter(1);
        await clinic.In((FollowOutage follow) => follow.AskLetters(outage.Id, [visit.Id], CancellationToken.None));
        await clinic.RunJobs();
        await Sent(Assert.Single(Told.OfType<PatientLetterDue>()));
        clinic.Clock.SetUtcNow(At("10:05").AddDays(1));
        await clinic.In((IVisitProgress desk) => desk.Step(visit.Id, VisitSteps.Arrived, false, null));
        await Follow();
        Assert.Equal((VisitStates.Booked, OutageStanding.CameAllTheSame), ((await clinic.Seen(visit.Id)).State, await Standing(visit.Id)));
        Assert.Equal((true, 1), await List(outage) is var list ? (list.Rows.Single().Of.IsHere, list.Counts.ToCall) : default);

        await clinic.In((IVisitProgress desk) => desk.Step(visit.Id, VisitSteps.Arrived, true, null));
        await Follow();
        Assert.Equal((VisitStates.Cancelled, OutageStanding.ToldByLetter), ((await clinic.Seen(visit.Id)).State, await Standing(visit.Id)));
    }

    [Fact]
    public async Task A_letter_that_failed_for_good_has_told_nobody_though_that_it_left_is_heard_of_later()
    {
        var visit = await On("10:00");
        var outage = await Enter(1);
        await clinic.In((FollowOutage follow) => follow.AskLetters(outage.Id, [visit.Id], CancellationToken.None));
        await clinic.RunJobs();
        var ask = Assert.Single(Told.OfType<PatientLetterDue>());
        var (mail, print) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Failed(ask, mail);
        await Sent(ask, mail);
        Assert.Equal(OutageStanding.LetterFailed, await Standing(visit.Id));
        clinic.Clock.SetUtcNow(At("10:05").AddDays(1));
        await Follow();
        Assert.Equal(VisitStates.Booked, (await clinic.Seen(visit.Id)).State);

        // By another way it has left; of one of which nobody knew a person may say that it arrived.
        await Failed(ask, print, "outcome_unknown");
        Assert.Equal(OutageStanding.LetterFailed, await Standing(visit.Id));
        await Sent(ask, print);
        Assert.Equal(OutageStanding.ToldByLetter, await Standing(visit.Id));
    }

    [Fact]
    public async Task To_who_has_died_no_letter_is_asked_for_and_no_call()
    {
        var visit = await On("10:00");
        await clinic.Sql($"UPDATE scheduling.visits SET patient_id = '{Vega.Id}' WHERE id = '{visit.Id}'");
        var outage = await Enter(1);
        Assert.Equal(0, await clinic.In((FollowOutage follow) => follow.AskLetters(outage.Id, [visit.Id], CancellationToken.None)));
        Assert.Equal(0, await clinic.In((FollowOutage follow) => follow.Run(outage.Id, callNow: true, CancellationToken.None)));
        Assert.True((await List(outage)).Rows.Single().IsDead);
        Assert.Empty((await Propose(outage, await List(outage)))[visit.Id]);
    }

    private static OutageToEnter Whole() => new(Guid.CreateVersion7(), Okafor, Tuesday, 0, Tuesday, 24 * 60, OutageReason.Sick);

    private static Place PlaceOf(ProposedSlot slot) => new(slot.ProviderId, TestOrganization.Harbor.Id, slot.Start.ToUniversalTime());

    /// <summary>From eight on, every twenty minutes.</summary>
    private async Task<List<Visit>> Book24()
    {
        var visits = new List<Visit>();
        for (var number = 0; number < 24; number++)
        {
            visits.Add(await clinic.Booked(ToBook(minutes: 20) with { PatientId = number % 2 == 0 ? Nunez.Id : Tran.Id, StartsAt = At("08:00").AddDays(1).AddMinutes(20 * number) }));
        }

        return visits;
    }

    private Task<Visit> On(string time, Guid? patient = null) => clinic.Booked(ToBook(minutes: 20) with { PatientId = patient ?? Nunez.Id, StartsAt = At(time).AddDays(1) });

    private Task<OutageEntered> Run(OutageToEnter asked) => clinic.In((EnterOutage enter) => enter.Run(asked, CancellationToken.None));

    private async Task<ProviderOutage> Enter(int affected)
    {
        var done = Assert.IsType<OutageEntered.Done>(await Run(Whole()));
        Assert.Equal(affected, done.Affected);
        return await Outage(done.OutageId);
    }

    private Task<ProviderOutage> Outage(Guid id) => clinic.In((SchedulingDb db) => db.Outages.AsNoTracking().SingleAsync(outage => outage.Id == id));

    private Task<OutageTakenBack> TakeBack(Guid id) => clinic.In((EnterOutage enter) => enter.TakeBack(id, CancellationToken.None));

    private async Task<OutageList> List(ProviderOutage outage)
    {
        var list = await clinic.In((LoadOutage load) => load.Run(outage, CancellationToken.None));
        var counts = list.Counts;
        Assert.Equal(counts.Affected, counts.Moved + counts.Cancelled + counts.Told + counts.Letters + counts.ToCall + counts.Other);
        return list;
    }

    private Task<ILookup<Guid, ProposedSlot>> Propose(ProviderOutage outage, OutageList list) => clinic.In((ProposeSlots propose) => propose.Run(outage, list.Rows, CancellationToken.None));

    private async Task<string> Standing(Guid visitId)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var listed = scope.ServiceProvider.GetRequiredService<SchedulingDb>().OutageVisits.Where(one => one.VisitId == visitId);
        return Assert.Single(await scope.ServiceProvider.GetRequiredService<OutageStandings>().Of(listed, CancellationToken.None)).Standing;
    }

    /// <summary>As the clock does.</summary>
    private async Task Follow()
    {
        await clinic.In((FollowOutages follow) => follow.Run(new OutagesToFollow(), new JobMessage(Guid.CreateVersion7(), "scheduling.follow-outages"), CancellationToken.None));
        await clinic.RunJobs();
    }

    private Task<ContactNoted> Note(Visit visit, string outcome) => clinic.In((RecordContact record) => record.Run(Guid.CreateVersion7(), visit.Id, outcome, visit.StartsAt, visit.LocationId, CancellationToken.None));

    private Task<IReadOnlyList<ToConfirm>> ToConfirm() => clinic.In((ListToConfirm list) => list.Run(CancellationToken.None));

    private Task<bool> NeedsCall(Visit visit) => clinic.In((IVisitReminders reminders) => reminders.NeedsCall(visit.Id));

    private Task<PatientLetterContent?> ToWrite(PatientLetterDue ask) => clinic.In((IPatientLetterAsks asks) => asks.ToWrite(ask.AskId));

    private async Task<Guid> VisitOf(PatientLetterDue ask) =>
        (Guid)(await clinic.Sql($"SELECT v.visit_id FROM scheduling.outage_visits v JOIN scheduling.outage_steps s ON s.listed_id = v.id WHERE s.id = '{ask.AskId}'"))[0]!;

    private Task Asked(PatientLetterDue ask, string state) => Hears(new AskedLetterChanged(ask.AskId, ask.PatientId, ask.LocationId, state));

    private Task Sent(PatientLetterDue ask, Guid? delivery = null) => Hears(new LetterSent(ask.AskId, delivery ?? Guid.CreateVersion7(), ask.PatientId, ask.LocationId, Guid.CreateVersion7()));

    private Task Failed(PatientLetterDue ask, Guid? delivery = null, string reason = "bounced") =>
        Hears(new DeliveryFailed(delivery ?? Guid.CreateVersion7(), ask.AskId, ask.PatientId, ask.LocationId, reason, Guid.CreateVersion7()));

    private async Task Hears(IEvent happened)
    {
        // Steps that come one after the other do so in time as well.
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));
        await clinic.Tell<SchedulingDb>(happened);
        await clinic.RunJobs();
    }

    private static VisitWindow AuthorizedUntil(DateOnly day) =>
        new([new WindowLimit(WindowLimits.Authorization, null, day, "Authorized.", "the authorization must be extended first")], null);
}

/// <summary>Stands in for Intake, which tells users nothing of patients whom they are not cleared for: here of nobody.</summary>
internal sealed class GuardedDesk(Desk desk, CurrentActor actor) : IVisitProgress
{
    public Task<IReadOnlyList<VisitProgress>> Of(IReadOnlyCollection<Guid> visitIds, CancellationToken stopping = default) =>
        actor.UserId is null ? desk.Of(visitIds, stopping) : Task.FromResult<IReadOnlyList<VisitProgress>>([]);

    public Task<ProgressStep> Step(Guid visitId, string step, bool undo, string? seen, CancellationToken stopping = default) => desk.Step(visitId, step, undo, seen, stopping);
}
