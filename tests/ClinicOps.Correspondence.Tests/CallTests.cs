using ClinicOps.Correspondence.Calls;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Calls as they are logged, taken back, promised and listed. The clinic stands at Monday 2026-03-02, 9 AM at Harbor.</summary>
public sealed class CallTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly MailRecipient Rosa = new(Guid.CreateVersion7(), "Rosa Nguyễn", null);

    private readonly Errands errands = new();
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync()
    {
        clinic = await Open(cluster, services => services.AddSingleton<IPatients>(new Register()).AddSingleton<ICallsToMake>(errands));
        clinic.Services.GetRequiredService<OtherModules>().Family.Add(Rosa);
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_call_is_one_entry_that_nothing_follows_and_a_call_that_waits_or_alarms_stays_open()
    {
        var answered = Call("When do I come?");
        Assert.Equal(new CallLogged.Logged(answered.Id, answered.Id), await Log(answered));
        var (conversation, entry) = await Read(answered.Id);
        Assert.Equal((ConversationState.Closed, ConversationOutcome.Answered, Nguyen.Id), (conversation.State, conversation.Outcome, conversation.PatientId));
        Assert.Equal(
            (EntryChannel.Call, EntryDirection.In, CallOutcome.Reached, CallerCheck.Patient, "birth_date,name", "2075550142", "When do I come?", Nguyen.FullName),
            (entry.Channel, entry.Direction, entry.CallOutcome, entry.CallerCheck, entry.CheckedWith, entry.Number, entry.Words, entry.Person));

        // A form sent twice is one call.
        await Log(answered);
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM correspondence.conversation_entries"));

        // These are not at an end, whatever the user chose to follow.
        foreach (var open in new[] { Call("The desk was rude") with { Kind = ConversationKind.Complaint }, Call("I have chest pain"), Call("Please call me") with { Outcome = CallOutcome.LeftMessage } })
        {
            await Log(open);
            Assert.Equal(ConversationState.Open, (await Read(open.Id)).Conversation.State);
        }

        // Into the one that is open: no second matter.
        var again = Call("And where do I park?") with { IntoId = (await Read(Guid.Empty)).Conversation.Id };
        Assert.IsType<CallLogged.Logged>(await Log(again));
        Assert.Equal([4L, 5L], await clinic.Sql("SELECT count(*) FROM correspondence.conversations UNION ALL SELECT count(*) FROM correspondence.conversation_entries"));

        // Said in a call to be a complaint, the question is one from then on, and is never less.
        var asked = Call("When do I get my results?") with { Outcome = CallOutcome.LeftMessage };
        await Log(asked);
        await Log(Call("Nobody called me") with { IntoId = asked.Id, Kind = ConversationKind.Complaint });
        await Log(Call("It is about the knee") with { IntoId = asked.Id });
        Assert.Equal((ConversationKind.Complaint, clinic.Clock.GetUtcNow().AddDays(1)), ((await Read(asked.Id)).Conversation.Kind, (await Read(asked.Id)).Conversation.DueAt));

        // Nobody's words are in a log.
        Assert.DoesNotContain(clinic.Log.Lines, line => line.Text.Contains("chest pain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_on_no_list_is_logged_as_not_verified_and_who_is_no_longer_on_it_is_refused()
    {
        var told = Call("Is she coming?") with { With = new CallPartner(Nguyen.Id, null, CallerCheck.EntitledPerson, Rosa.PersonId) };
        await Log(told);
        Assert.Equal((CallerCheck.EntitledPerson, Rosa.PersonId, Rosa.Name), ((await Read(told.Id)).Entry.CallerCheck, (await Read(told.Id)).Entry.PersonId, (await Read(told.Id)).Entry.Person));

        var neighbour = Call("How is she?") with { With = new CallPartner(Nguyen.Id, null, CallerCheck.NotVerified, null), Name = "A neighbour" };
        await Log(neighbour);
        Assert.Equal((CallerCheck.NotVerified, null, "A neighbour"), ((await Read(neighbour.Id)).Entry.CallerCheck, (await Read(neighbour.Id)).Entry.PersonId, (await Read(neighbour.Id)).Entry.Person));

        // About a patient a colleague has a name; and who has died does not call.
        var colleague = Call("The dose") with { With = new CallPartner(Nguyen.Id, null, CallerCheck.Professional, null) };
        Assert.IsType<CallLogged.NoName>(await Log(colleague));
        Assert.IsType<CallLogged.Logged>(await Log(colleague with { Name = "Dr. Bell" }));
        Assert.IsType<CallLogged.NotEntitled>(await Log(Call("Me") with { With = new CallPartner(Register.Deceased.Id, null, CallerCheck.Patient, null) }));
        var posed = await clinic.In((CheckCaller check) => check.Run(Register.Deceased.Id, new CallerSaid(CallerCheck.Patient, null, "", ["name", "birth_date"], false), CancellationToken.None));
        Assert.Contains("deceased", Assert.IsType<CallerJudgement.Refused>(posed).Reason, StringComparison.Ordinal);

        clinic.Services.GetRequiredService<OtherModules>().Family.Clear();
        Assert.IsType<CallLogged.NotEntitled>(await Log(told with { Id = Guid.CreateVersion7() }));
        Assert.IsType<CallLogged.NoTime>(await Log(Call("Later") with { FollowUp = CallFollowUp.CallBack }));
        Assert.IsType<CallLogged.NotThere>(await Log(Call("Who?") with { With = new CallPartner(Guid.CreateVersion7(), null, CallerCheck.Patient, null) }));

        // What no form holds claims nothing.
        foreach (var value in (string?[])[null, "", $"patient|{Nguyen.Id}|entitled_person", "nobody||patient", $"conversation|{Nguyen.Id}|patient", $"patient|{Nguyen.Id}|patient|{Rosa.PersonId}"])
        {
            Assert.Null(CallPartner.Parse(value));
        }

        Assert.All([CallPartner.Nobody, told.With, neighbour.With], partner => Assert.Equal(partner, CallPartner.Parse(partner.Value)));
    }

    [Fact]
    public async Task A_promise_to_call_back_is_listed_until_somebody_is_reached_and_a_call_taken_back_counts_no_more()
    {
        var due = clinic.Clock.GetUtcNow().AddHours(2);
        var promise = Call("About the bill") with { FollowUp = CallFollowUp.CallBack, CallBackAt = due };
        await Log(promise);
        Assert.Equal((ConversationState.Open, due), ((await Read(promise.Id)).Conversation.State, (await Read(promise.Id)).Conversation.DueAt));
        var listed = Assert.Single(await List());
        Assert.Equal((ListedCall.CallBack, promise.Id, due, "call back Mon 03/02 11:00 AM", false, "(207) 555-0142"), (listed.Kind, listed.Id, listed.Due, listed.DueWords, listed.IsLate, listed.Phone));

        // Nobody was reached: it stands, and the attempt is counted.
        clinic.Clock.Advance(TimeSpan.FromHours(3));
        await Log(Back(promise, CallOutcome.NoAnswer));
        listed = Assert.Single(await List());
        Assert.Equal((1, true, "No answer"), (listed.Calls.Count, listed.IsLate, listed.Last!.Outcome));
        Assert.Equal(ConversationState.Open, (await Read(promise.Id)).Conversation.State);

        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        var reached = Back(promise, CallOutcome.Reached);
        await Log(reached);
        Assert.Empty(await List());
        var kept = Assert.Single(await clinic.In((ListCallBacks calls) => calls.OfPatient(Nguyen.Id, CancellationToken.None)), call => call.CallBackAt is not null);
        Assert.Equal(clinic.Clock.GetUtcNow(), kept.KeptAt);

        // Taken back, the promise stands again; taken back twice is once.
        Assert.Equal(CallTakenBack.Done, await TakeBack(reached.Id));
        Assert.Equal(CallTakenBack.WasSo, await TakeBack(reached.Id));
        Assert.Single(await List());
        Assert.Equal((ConversationState.Open, due), ((await Read(promise.Id)).Conversation.State, (await Read(promise.Id)).Conversation.DueAt));

        // The promise itself was a mistake: with its other call gone nothing is left to answer.
        await clinic.Sql("UPDATE correspondence.conversation_entries SET taken_back_at = now() WHERE call_outcome = 'no_answer'");
        Assert.Equal(CallTakenBack.Done, await TakeBack(promise.Id));
        Assert.Empty(await List());
        Assert.Equal((ConversationState.Closed, TakeBackCall.Mistake), ((await Read(promise.Id)).Conversation.State, (await Read(promise.Id)).Conversation.Outcome));
    }

    [Fact]
    public async Task The_list_has_what_the_modules_want_called_once_a_visit_for_who_may_work_on_it_and_calls_for_it_stay_together()
    {
        var (visit, task) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        errands.All.Add(Errand(CallKinds.Confirm, visit, Nguyen.Id) with { VisitId = visit, Attempts = 2, Last = new CallAttempt(clinic.Clock.GetUtcNow(), null, "Left a message") });
        errands.All.Add(Errand(CallKinds.Task, task, Nguyen.Id) with { VisitId = visit });
        errands.All.Add(Errand(CallKinds.Recall, Guid.CreateVersion7(), Nunez.Id) with { Right = "nobody.holds" });
        errands.All.Add(Errand(CallKinds.Recall, Guid.CreateVersion7(), Register.Closed.Id));
        var line = Assert.Single(await List());
        Assert.Equal((CallKinds.Confirm, visit, 2, "Left a message"), (line.Kind, line.Id, line.NotedThere, line.Last!.Outcome));

        // A task alone is listed: nobody else knows of it.
        errands.All.RemoveAt(0);
        Assert.Equal([task], (await List()).Select(call => call.Id));

        // After a message the next call goes to the same conversation, and one that reached them ends it.
        var (message, reached, none) = (For(visit, CallOutcome.LeftMessage), For(visit, CallOutcome.Reached), For(visit, CallOutcome.NoAnswer));
        await Log(message);
        Assert.Equal(ConversationState.Waiting, (await Read(message.Id)).Conversation.State);
        Assert.Equal(new CallLogged.Logged(reached.Id, message.Id), await Log(reached));
        Assert.Equal((ConversationState.Closed, ConversationOutcome.Answered), ((await Read(message.Id)).Conversation.State, (await Read(message.Id)).Conversation.Outcome));
        Assert.Equal(new CallLogged.Logged(none.Id, none.Id), await Log(none));
        Assert.Equal((ConversationState.Closed, ConversationOutcome.NoReply), ((await Read(none.Id)).Conversation.State, (await Read(none.Id)).Conversation.Outcome));
        Assert.Null((await Read(none.Id)).Entry.CallerCheck);
    }

    [Fact]
    public async Task Callers_are_suggested_by_name_or_number_and_nothing_of_whom_the_user_may_not_see()
    {
        var open = Call("Results") with { FollowUp = CallFollowUp.CallBack, CallBackAt = clinic.Clock.GetUtcNow() };
        var nobodys = Call("A question of a school") with { With = CallPartner.Nobody, Number = "2075550199", FollowUp = CallFollowUp.CallBack, CallBackAt = clinic.Clock.GetUtcNow() };
        await Log(open);
        await Log(nobodys);
        Assert.False((await Suggest("ng")).Searched);
        var found = await Suggest("ngu");
        Assert.Equal([Nguyen.Id], found.Patients.Select(one => one.Patient.Id));
        Assert.Equal([open.Id], found.Patients[0].Open.Select(one => one.Id));
        Assert.Equal(["patient", "entitled_person", "professional", "not_verified"], found.Patients[0].Choices.Select(choice => CallPartner.Parse(choice.Value)!.Check));
        Assert.Equal([nobodys.Id], (await Suggest("555-0199")).Held.Select(one => one.Id));
        Assert.Empty((await Suggest("quartz")).Patients);

        // Restricted meanwhile: neither by name nor by number, and no call goes into it.
        await clinic.Sql($"INSERT INTO correspondence.subject_classes VALUES ('{Nguyen.Id}', 'restricted')");
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), [TestOrganization.Harbor.Id]);
        var held = await scope.ServiceProvider.GetRequiredService<SuggestCallers>().Run("555-0142", CancellationToken.None);
        Assert.Empty(held.Held);
        Assert.True((await clinic.In((ListCallBacks calls) => calls.OfPatient(Nguyen.Id, CancellationToken.None)))[0].MayOpen);
        Assert.Equal([nobodys.Id], (await scope.ServiceProvider.GetRequiredService<ListCalls>().Run(_ => Task.FromResult(true), CancellationToken.None)).Select(call => call.Id));
        Assert.Equal(CallTakenBack.NotThere, await scope.ServiceProvider.GetRequiredService<TakeBackCall>().Run(open.Id, CancellationToken.None));
        var into = Call("More") with { With = new CallPartner(null, open.Id, CallerCheck.NotVerified, null) };
        Assert.IsType<CallLogged.NotThere>(await scope.ServiceProvider.GetRequiredService<LogCall>().Run(into, CancellationToken.None));

        // At another location nothing of it is known.
        await using var elsewhere = clinic.Services.CreateAsyncScope();
        elsewhere.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), [TestOrganization.Mesa.Id]);
        Assert.All(await elsewhere.ServiceProvider.GetRequiredService<ListCallBacks>().OfConversation(nobodys.Id, CancellationToken.None), call => Assert.False(call.MayOpen));
        Assert.Empty((await elsewhere.ServiceProvider.GetRequiredService<SuggestCallers>().Run("555-0199", CancellationToken.None)).Held);
    }

    private static CallToLog Call(string about) => new(
        Guid.CreateVersion7(), new CallPartner(Nguyen.Id, null, CallerCheck.Patient, null), null, TestOrganization.Harbor.Id, EntryDirection.In, ConversationKind.Question, about, "", "2075550142", CallOutcome.Reached, CallFollowUp.None, null);

    private static CallToLog Back(CallToLog promise, string outcome) => promise with
    {
        Id = Guid.CreateVersion7(),
        IntoId = promise.Id,
        Direction = EntryDirection.Out,
        Outcome = outcome,
        FollowUp = CallFollowUp.None,
        CallBackAt = null,
        ForId = promise.Id,
        IsUnchecked = true,
    };

    private static CallToLog For(Guid matter, string outcome) => Call("Confirm the visit") with
    {
        Direction = EntryDirection.Out,
        Kind = ConversationKind.Request,
        Outcome = outcome,
        ForId = matter,
        IsErrand = true,
        IsUnchecked = true,
    };

    private static CallToMake Errand(string kind, Guid id, Guid patient) =>
        new(kind, id, patient, TestOrganization.Harbor.Id, null, "Confirm the visit", DateTimeOffset.UnixEpoch, "visit", "/scheduling/confirm", "visits.enter", "standard");

    private Task<CallLogged> Log(CallToLog call) => clinic.In((LogCall log) => log.Run(call, CancellationToken.None));

    private Task<CallTakenBack> TakeBack(Guid entry) => clinic.In((TakeBackCall takeBack) => takeBack.Run(entry, CancellationToken.None));

    private Task<CallersFound> Suggest(string typed) => clinic.In((SuggestCallers suggest) => suggest.Run(typed, CancellationToken.None));

    private Task<IReadOnlyList<ListedCall>> List() => clinic.In((ListCalls list) => list.Run(right => Task.FromResult(right != "nobody.holds"), CancellationToken.None));

    /// <param name="entry">Empty for the first of a conversation that is open.</param>
    private Task<(Conversation Conversation, ConversationEntry Entry)> Read(Guid entry) => clinic.In(async (CorrespondenceDb db) =>
    {
        var found = await db.ConversationEntries.AsNoTracking().Where(e => e.Id == entry || (entry == Guid.Empty && db.Conversations.Any(c => c.Id == e.ConversationId && c.State == ConversationState.Open))).OrderBy(e => e.At).FirstAsync();
        return (await db.Conversations.AsNoTracking().SingleAsync(c => c.Id == found.ConversationId), found);
    });

    /// <summary>Stands in for the modules that have calls to make.</summary>
    private sealed class Errands : ICallsToMake
    {
        public List<CallToMake> All { get; } = [];

        public Task<IReadOnlyList<CallToMake>> Now(CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<CallToMake>>([.. All]);
    }

    /// <summary>Two patients in sight, and one who is registered and is not.</summary>
    private sealed class Register : IPatients
    {
        public static readonly PatientSummary Closed = Nguyen with { Id = Guid.CreateVersion7(), LastName = "Quartz", AccessClass = "restricted" };

        public static readonly PatientSummary Deceased = Nunez with { Id = Guid.CreateVersion7(), IsDeceased = true };

        private static readonly PatientSummary[] InSight = [Nguyen, Nunez, Deceased];

        public Task<PatientSummary?> Find(Guid patientId, CancellationToken stopping = default) => Task.FromResult(InSight.FirstOrDefault(patient => patient.Id == patientId));

        public Task<IReadOnlyList<PatientSummary>> Find(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<PatientSummary>>([.. InSight.Where(patient => patientIds.Contains(patient.Id))]);

        public Task<IReadOnlyList<PatientSummary>> FindByMrn(IReadOnlyCollection<string> mrns, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<PatientSummary>>([]);

        public Task<IReadOnlyList<PatientSummary>> FindByEmail(string address, int limit, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<PatientSummary>>([]);

        public Task<IReadOnlyList<PatientSummary>> Search(string text, int limit, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<PatientSummary>>(text == "ngu" ? [Nguyen] : []);
    }
}
