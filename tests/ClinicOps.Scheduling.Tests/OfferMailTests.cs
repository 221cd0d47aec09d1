using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Waitlist;
using ClinicOps.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

/// <summary>An offer tells the patient who allows mail, and the link of that mail does what staff do when they hear the answer, once.</summary>
public sealed class OfferMailTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.CreateVersion7();
    private static readonly PatientSummary Ode = Tran with { Id = Guid.Parse("0190c000-0000-7000-8000-000000000005"), Mrn = "A-1005", FirstName = "Ada", LastName = "Ode" };
    private static readonly Suiting Anything = new(FollowUp, [], [], PartOfDay.Any, new DateOnly(2026, 3, 2), null, 0, "routine");

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync()
    {
        clinic = await Open(cluster, services => services.AddSingleton<IPatients>(new Register(Nunez, Tran, Ode)));
        clinic.Services.GetRequiredService<MailAllowed>().Add(Tran.Id);
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task An_offer_is_mailed_to_who_allows_it_alone_while_it_stands_and_what_became_of_the_mail_is_said_at_it()
    {
        await Free("11:00");
        await Free("14:00");
        var (mailed, called) = (await Offer("11:00", await Enter(Tran)), await Offer("14:00", await Enter(Ode)));
        await clinic.RunJobs();
        Assert.Equal(new SlotOfferDue(mailed.Id, Tran.Id, TestOrganization.Harbor.Id), Assert.Single(clinic.Services.GetRequiredService<Heard>().OfType<SlotOfferDue>()));
        Assert.Equal((OfferMail.Asked, (string?)null), (mailed.Mail, called.Mail));

        var content = (await ToSend(mailed.Id))!;
        Assert.Equal((At("11:00"), TestOrganization.Harbor.Id, mailed.Until, false), (content.StartsAt, content.LocationId, content.Until, content.TakesPlace));
        Assert.StartsWith("https://visits.clinic.example/o/", content.Link, StringComparison.Ordinal);

        // That it came back may be heard before that it left. Of another's notice, or an offer without a mail, nothing is noted.
        var stamp = await Stamp();
        await Ended(mailed.Id, NoticeEnded.Failed);
        await Ended(mailed.Id, NoticeEnded.Sent);
        await Ended(called.Id, NoticeEnded.Sent);
        await Ended(Guid.CreateVersion7(), NoticeEnded.Sent);
        var now = await Freed();
        Assert.Equal([OfferMail.Failed, null], now.Select(one => one.Offer!.Mail));
        Assert.NotEqual(stamp, await Stamp());

        // By the phone before it left: nothing is sent any more.
        await As(Ana, (AnswerOffer answer) => answer.End(mailed.Id, OfferOutcome.Declined, CancellationToken.None));
        Assert.Null(await ToSend(mailed.Id));
        clinic.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Null(await ToSend(called.Id));
    }

    [Fact]
    public async Task A_link_books_the_time_once_looking_changes_nothing_and_used_twice_it_is_nothing()
    {
        await Free("11:00");
        var offer = await Offer("11:00", await Enter(Tran));
        var token = await Token(offer.Id);
        for (var scan = 0; scan < 3; scan++)
        {
            Assert.Equal((offer.Id, false), Assert.IsType<LinkedOffer.Standing>(await Look(token)) is var seen ? (seen.Offer.Id, seen.TakesPlace) : default);
        }

        Assert.Equal([null], await clinic.Sql("SELECT outcome FROM scheduling.slot_offers"));
        Assert.IsType<LinkedOffer.NotGood>(await Answer(token, "taken-back"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() => Answer(token, number == 3 ? OfferOutcome.Declined : OfferOutcome.Accepted))));
        Assert.Single(answers, answer => answer is LinkedOffer.Taken or LinkedOffer.LeftToOthers);
        Assert.Equal(3, answers.Count(answer => answer is LinkedOffer.NotGood));
        var booked = answers.Any(answer => answer is LinkedOffer.Taken) ? 1L : 0L;
        Assert.Equal([booked], await clinic.Sql($"SELECT count(*) FROM scheduling.visits WHERE state = 'booked' AND patient_id = '{Tran.Id}' AND id = '{offer.Id}'"));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.holds"));
        Assert.IsType<LinkedOffer.NotGood>(await Look(token));
        Assert.IsType<LinkedOffer.NotGood>(await Answer(token, OfferOutcome.Accepted));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'slot-offer.answered-by-link' AND via = 'link' AND user_id IS NULL"));
    }

    [Fact]
    public async Task A_link_moves_the_visit_that_was_wanted_earlier_also_of_a_record_that_not_everybody_sees()
    {
        var theirs = await clinic.Booked(ToBook("15:00") with { PatientId = Tran.Id });
        await Free("11:00");
        var entry = await Enter(Tran, theirs.Id);
        var offer = await Offer("11:00", entry);
        Assert.True((await ToSend(offer.Id))!.TakesPlace);
        await clinic.Sql($"INSERT INTO scheduling.subject_classes (subject_id, access_class) VALUES ('{Tran.Id}', 'restricted')");

        var token = await Token(offer.Id);
        Assert.True(Assert.IsType<LinkedOffer.Standing>(await Look(token)).TakesPlace);
        Assert.IsType<LinkedOffer.Taken>(await Answer(token, OfferOutcome.Accepted));
        Assert.Equal((At("11:00"), VisitStates.Booked), await clinic.Seen(theirs.Id) is var seen ? (seen.StartsAt, seen.State) : default);
        Assert.Equal(["booked"], await clinic.Sql($"SELECT state FROM scheduling.waitlist_entries WHERE booked_visit_id = '{theirs.Id}'"));
    }

    [Fact]
    public async Task Declined_by_the_link_the_time_is_the_next_ones_and_the_link_of_another_is_as_it_was()
    {
        clinic.Services.GetRequiredService<MailAllowed>().Add(Ode.Id);
        await Free("11:00");
        await Free("14:00");
        var (mine, others) = (await Enter(Tran), await Enter(Ode));
        var (offer, another) = (await Offer("11:00", mine), await Offer("14:00", others));
        Assert.IsType<LinkedOffer.LeftToOthers>(await Answer(await Token(offer.Id), OfferOutcome.Declined));
        Assert.IsType<LinkedOffer.NotGood>(await Answer(await Token(offer.Id), OfferOutcome.Accepted));
        Assert.Equal((Tran.Id, false), Assert.Single(await clinic.In((LoadWaitlist load) => load.AnsweredByLink(CancellationToken.None))) is var said ? (said.Patient.Id, said.IsTaken) : default);
        Assert.Equal([0L], await clinic.Sql($"SELECT count(*) FROM scheduling.holds WHERE id = '{offer.Id}'"));
        Assert.IsType<LinkedOffer.Standing>(await Look(await Token(another.Id)));

        await As(Ana, (AnswerOffer answer) => answer.End(another.Id, OfferOutcome.NoAnswer, CancellationToken.None));
        Assert.Equal([others], (await Freed())[0].Candidates.Select(one => one.Entry.Id));
    }

    [Fact]
    public async Task Too_late_nothing_is_booked_and_who_said_yes_is_named_on_the_waitlist_until_they_are_offered_another()
    {
        await Free("11:00");
        var first = await Enter(Tran);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await Enter(Ode);
        var offer = await Offer("11:00", first);
        var token = await Token(offer.Id);
        clinic.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.False(Assert.IsType<LinkedOffer.NotKept>(await Look(token)).IsToCall);
        Assert.True(Assert.IsType<LinkedOffer.NotKept>(await Answer(token, OfferOutcome.Accepted)).IsToCall);
        Assert.True(Assert.IsType<LinkedOffer.NotKept>(await Look(token)).IsToCall);
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.visits WHERE state = 'booked'"));
        Assert.Equal([At("11:00"), null], (await Waiting()).Select(line => line.Wanted?.ToUniversalTime()));

        // No call in vain: they are where they were, before who came later.
        var time = Assert.Single(await Freed());
        Assert.Equal([first, second], time.Candidates.Select(one => one.Entry.Id));
        Assert.Contains("said yes by the link at 9:31 AM, too late", time.Candidates[0].Reasons);

        // Noted or not, a lapsed offer books nothing; offered anew, the old link is what it was and the new one is good.
        await clinic.RunJobs(includeDelayed: true);
        Assert.IsType<LinkedOffer.NotKept>(await Answer(token, OfferOutcome.Accepted));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await Offer("11:00", first);
        Assert.All(await Waiting(), line => Assert.Null(line.Wanted));
        Assert.IsType<LinkedOffer.Taken>(await Answer(await Token(again.Id), OfferOutcome.Accepted));
        Assert.IsType<LinkedOffer.NotGood>(await Look(token));
    }

    [Fact]
    public async Task Nobody_answered_the_phone_and_a_yes_by_the_link_has_them_called_and_a_no_is_kept()
    {
        await Free("11:00");
        var entry = await Enter(Tran);
        var offer = await Offer("11:00", entry);
        var token = await Token(offer.Id);
        await As(Ana, (AnswerOffer answer) => answer.End(offer.Id, OfferOutcome.NoAnswer, CancellationToken.None));

        Assert.False(Assert.IsType<LinkedOffer.NotKept>(await Look(token)).IsToCall);
        Assert.True(Assert.IsType<LinkedOffer.NotKept>(await Answer(token, OfferOutcome.Accepted)).IsToCall);
        Assert.Equal(At("11:00"), Assert.Single(await Waiting()).Wanted?.ToUniversalTime());
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.visits WHERE state = 'booked'"));
        Assert.Equal([entry], Assert.Single(await Freed()).Candidates.Select(one => one.Entry.Id));

        // The latest counts: nobody is called about a time that is not wanted any more.
        Assert.IsType<LinkedOffer.LeftToOthers>(await Answer(token, OfferOutcome.Declined));
        Assert.Empty(Assert.Single(await Freed()).Candidates);
        Assert.Null(Assert.Single(await Waiting()).Wanted);
        Assert.IsType<LinkedOffer.NotGood>(await Look(token));
    }

    [Fact]
    public async Task A_link_that_is_tampered_with_foreign_over_or_of_somebody_who_waits_no_more_is_nothing()
    {
        await Free("11:00");
        var offer = await Offer("11:00", await Enter(Tran));
        var token = await Token(offer.Id);
        var keys = clinic.Services.GetRequiredService<IDataProtectionProvider>();
        string Foreign(string purpose) => WebEncoders.Base64UrlEncode(keys.CreateProtector(purpose).Protect(offer.Id.ToByteArray()));
        string[] bad = ["", "x", offer.Id.ToString(), new string('A', 5000), token[..^2], (token[0] == 'C' ? 'D' : 'C') + token[1..], Foreign("another purpose"), Foreign("ClinicOps.Scheduling.VisitLink"), await Token(Guid.CreateVersion7())];
        foreach (var one in bad)
        {
            Assert.IsType<LinkedOffer.NotGood>(await Look(one));
            Assert.IsType<LinkedOffer.NotGood>(await Answer(one, OfferOutcome.Accepted));
        }

        await As(Ana, (KeepEntry keep) => keep.Withdraw(offer.EntryId, CancellationToken.None));
        Assert.IsType<LinkedOffer.NotGood>(await Answer(token, OfferOutcome.Accepted));
        await As(Ana, (KeepEntry keep) => keep.PutBack(offer.EntryId, CancellationToken.None));
        clinic.Clock.SetUtcNow(At("11:00"));
        Assert.IsType<LinkedOffer.NotGood>(await Answer(token, OfferOutcome.Accepted));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.visits WHERE state = 'booked'"));
    }

    /// <summary>Half an hour of somebody, booked and cancelled again.</summary>
    private async Task Free(string start)
    {
        Assert.IsType<VisitChanged.Done>(await clinic.Cancel(await clinic.Booked(ToBook(start))));
        await clinic.RunJobs();
    }

    private async Task<Guid> Enter(PatientSummary patient, Guid? visit = null)
    {
        var id = Guid.CreateVersion7();
        Assert.IsType<EntryKept.Done>(await As(Ana, (KeepEntry keep) => keep.Enter(new EntryToKeep(id, patient.Id, TestOrganization.Harbor.Id, Anything, visit), CancellationToken.None)));
        return id;
    }

    private async Task<SlotOffer> Offer(string start, Guid entry)
    {
        var time = (await Freed()).Single(one => one.Slot.StartsAt == At(start));
        return Assert.IsType<SlotOffered.Offered>(await As(Ana, (OfferSlot offer) => offer.Run(Guid.CreateVersion7(), time.Slot.Id, entry, CancellationToken.None))).Offer;
    }

    private Task<IReadOnlyList<FreedTime>> Freed() => clinic.In((LoadFreed load) => load.Run(null, CancellationToken.None));

    private Task<IReadOnlyList<WaitingLine>> Waiting() => clinic.In((LoadWaitlist load) => load.Run(CancellationToken.None));

    private Task<string> Stamp() => clinic.In((LoadWaitlist load) => load.Stamp(CancellationToken.None));

    private Task<SlotOfferContent?> ToSend(Guid offer) => clinic.In((ISlotOffers offers) => offers.ToSend(offer));

    private async Task Ended(Guid offer, string outcome)
    {
        await clinic.Tell<SchedulingDb>(new NoticeEnded(offer, Tran.Id, TestOrganization.Harbor.Id, outcome));
        await clinic.RunJobs();
    }

    private Task<string> Token(Guid offer) => clinic.In((OfferLinks links) => Task.FromResult(links.Token(offer)));

    private Task<LinkedOffer> Look(string token) => AsGuest(answer => answer.Look(token, CancellationToken.None));

    private Task<LinkedOffer> Answer(string token, string outcome) => AsGuest(answer => answer.Run(token, outcome, CancellationToken.None));

    private async Task<LinkedOffer> AsGuest(Func<AnswerOfferByLink, Task<LinkedOffer>> act)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsGuest();
        return await act(scope.ServiceProvider.GetRequiredService<AnswerOfferByLink>());
    }

    private async Task<TResult> As<T, TResult>(Guid user, Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(user, []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
