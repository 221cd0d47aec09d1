using ClinicOps.Correspondence.Calls;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>It is Monday 2026-03-02, nine in the morning at Harbor.</summary>
public sealed class ConversationTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.CreateVersion7();
    private static readonly Guid Far = Guid.CreateVersion7();

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync()
    {
        var profile = await TestOrganization.Two.Profile(CancellationToken.None);
        IReadOnlySet<string> work = new HashSet<string> { CorrespondenceRights.WorkConversations };
        IReadOnlyList<Colleague> colleagues = [new(Ana, "Ana Ruiz", [TestOrganization.Harbor.Id], [], work), new(Far, "Far Away", [TestOrganization.Mesa.Id], [], work)];
        clinic = await Open(cluster, services => services.AddSingleton<IOrganization>(new TestOrganization(profile, colleagues)));
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_question_that_nobody_answers_in_a_working_day_is_handed_up_once_a_day_until_somebody_does()
    {
        var id = await Ask(ConversationKind.Question, "Where do I park?");
        Assert.Equal((ConversationState.Open, (DateTimeOffset?)Utc(3, 3, 14)), ((await Find(id)).State, (await Find(id)).DueAt));
        await Escalate();
        Assert.Equal(0, (await Find(id)).Escalations);

        clinic.Clock.Advance(TimeSpan.FromHours(25));
        await Escalate();
        await Escalate();
        Assert.Equal(1, (await Find(id)).Escalations);
        clinic.Clock.Advance(TimeSpan.FromHours(25));
        await Escalate();
        Assert.Equal((2, 2), ((await Find(id)).Escalations, (await Steps(id)).Count(step => step == ConversationStep.HandedUp)));

        await Say(id, EntryChannel.Call, EntryDirection.Out, "Behind the house.", weOwe: false);
        var answered = await Find(id);
        Assert.Equal((ConversationState.Waiting, (DateTimeOffset?)null, 0), (answered.State, answered.DueAt, answered.Escalations));
        await Escalate();
        Assert.Equal(0, (await Find(id)).Escalations);

        // They ask again after it was closed: it is open, and due from now.
        await Done((work, stopping) => work.Close(id, ConversationOutcome.Answered, "", null, stopping));
        Assert.IsType<AddEntryResult.Closed>(await Say(id, EntryChannel.Call, EntryDirection.Out, "More.", weOwe: false));
        await Say(id, EntryChannel.Link, EntryDirection.In, "And on Sundays?", weOwe: true);
        var again = await Find(id);
        Assert.Equal((ConversationState.Open, (string?)null, (DateTimeOffset?)clinic.Clock.GetUtcNow().AddDays(1)), (again.State, again.Outcome, again.DueAt));
    }

    [Fact]
    public async Task What_came_in_while_an_answer_was_written_is_not_answered_by_it_and_is_not_closed()
    {
        var id = await Ask(ConversationKind.Question, "Where do I park?");
        var (seen, due) = ((await Find(id)).LastEntryAt, (await Find(id)).DueAt);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await Say(id, EntryChannel.Email, EntryDirection.In, "And by bus?", weOwe: true);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(Assert.IsType<AddEntryResult.Added>(await Answer(id, seen)).CameSince);
        Assert.Equal((ConversationState.Open, due), ((await Find(id)).State, (await Find(id)).DueAt));
        Assert.IsType<ConversationChange.Refused>(await Work((work, stopping) => work.CloseAnswered(id, stopping)));

        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(Assert.IsType<AddEntryResult.Added>(await Answer(id, (await Find(id)).LastEntryAt)).CameSince);
        Assert.Equal((ConversationState.Waiting, (DateTimeOffset?)null), ((await Find(id)).State, (await Find(id)).DueAt));
        await Done((work, stopping) => work.CloseAnswered(id, stopping));
        Assert.Equal((ConversationState.Closed, (string?)ConversationOutcome.Answered), ((await Find(id)).State, (await Find(id)).Outcome));
    }

    [Fact]
    public void Weekends_and_closed_days_do_not_count_and_the_hour_stays_over_the_change_of_the_clocks()
    {
        var friday = Utc(3, 6, 20);
        Assert.Equal(Utc(3, 9, 19), DueTimes.After(friday, 1, TestOrganization.Harbor, _ => false));
        Assert.Equal(Utc(3, 10, 19), DueTimes.After(friday, 1, TestOrganization.Harbor, day => day == new DateOnly(2026, 3, 9)));
    }

    [Fact]
    public async Task A_complaint_is_acknowledged_in_a_day_answered_in_seven_and_closed_only_with_words()
    {
        var id = await Ask(ConversationKind.Complaint, "I waited two hours.");
        Assert.Equal(Utc(3, 3, 14), (await Find(id)).DueAt);
        await Say(id, EntryChannel.Note, EntryDirection.Internal, "Ask the desk.", weOwe: false);
        await Say(id, EntryChannel.Call, EntryDirection.Out, "Nobody there.", weOwe: true, outcome: CallOutcome.NoAnswer);
        Assert.Null((await Find(id)).AcknowledgedAt);

        await Say(id, EntryChannel.Email, EntryDirection.Out, "We look into it.", weOwe: false);
        var heard = await Find(id);
        Assert.Equal(((DateTimeOffset?)clinic.Clock.GetUtcNow(), (DateTimeOffset?)Utc(3, 11, 13)), (heard.AcknowledgedAt, heard.DueAt));

        // It waits for nobody: without an outcome it is handed up all the same.
        clinic.Clock.Advance(TimeSpan.FromDays(10));
        await Escalate();
        Assert.Equal(1, (await Find(id)).Escalations);

        Assert.IsType<ConversationChange.Refused>(await Work((work, stopping) => work.Close(id, ConversationOutcome.Resolved, " ", null, stopping)));
        var seen = (await Find(id)).LastEntryAt;
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await Say(id, EntryChannel.Link, EntryDirection.In, "One more thing.", weOwe: true);
        Assert.IsType<ConversationChange.Refused>(await Work((work, stopping) => work.Close(id, ConversationOutcome.Resolved, "Said sorry.", seen, stopping)));
        var stood = await Find(id);
        var step = await Done((work, stopping) => work.Close(id, ConversationOutcome.Resolved, "Said sorry.", (DateTimeOffset?)null, stopping));
        Assert.Equal((ConversationState.Closed, "Said sorry."), ((await Find(id)).State, (await Find(id)).OutcomeWords));
        await Done((work, stopping) => work.Undo(id, step, stopping));
        Assert.Equal((ConversationState.Open, "", stood.DueAt, 1), ((await Find(id)).State, (await Find(id)).OutcomeWords, (await Find(id)).DueAt, (await Find(id)).Escalations));
        Assert.IsType<ConversationChange.Refused>(await Work((work, stopping) => work.Undo(id, step, stopping)));

        // Made a question by mistake, it is handed up as before.
        var kind = await Done((work, stopping) => work.SetKind(id, ConversationKind.Question, stopping));
        Assert.Equal(0, (await Find(id)).Escalations);
        await Done((work, stopping) => work.Undo(id, kind, stopping));
        Assert.Equal((ConversationKind.Complaint, stood.DueAt, 1), ((await Find(id)).Kind, (await Find(id)).DueAt, (await Find(id)).Escalations));
    }

    [Fact]
    public async Task What_tells_nobody_anything_leaves_owed_what_was_owed_and_an_answer_taken_back_is_owed_again()
    {
        var id = await Ask(ConversationKind.Complaint, "I waited two hours.");
        var due = (await Find(id)).DueAt;
        await Say(id, EntryChannel.Call, EntryDirection.Out, "Nobody there.", weOwe: false, outcome: CallOutcome.LeftMessage);
        await Say(id, EntryChannel.WalkIn, EntryDirection.In, "A neighbour asks.", weOwe: false, check: CallerCheck.NotVerified);
        Assert.Equal((ConversationState.Open, due), ((await Find(id)).State, (await Find(id)).DueAt));

        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var spoke = Entry(id, EntryChannel.Call, EntryDirection.Out, "We look into it.", CallOutcome.Reached);
        await clinic.In((AddEntry add) => add.Run(spoke, false, CancellationToken.None));
        Assert.Equal((ConversationState.Waiting, (DateTimeOffset?)spoke.At), ((await Find(id)).State, (await Find(id)).AcknowledgedAt));
        await clinic.In((TakeBackCall takeBack) => takeBack.Run(spoke.Id, CancellationToken.None));
        Assert.Equal((ConversationState.Open, (DateTimeOffset?)null, due), ((await Find(id)).State, (await Find(id)).AcknowledgedAt, (await Find(id)).DueAt));
    }

    [Fact]
    public async Task Alarming_words_that_come_in_hold_the_conversation_open_until_a_clinician_has_them_and_a_note_alarms_nobody()
    {
        var id = await Ask(ConversationKind.Question, "I have no chest pain, when is my visit?");
        await Say(id, EntryChannel.Note, EntryDirection.Internal, "Sounds like chest pain to me.", weOwe: false);
        Assert.Null((await Find(id)).RedFlagAt);

        await Say(id, EntryChannel.Email, EntryDirection.In, "Now I have chest pain since this morning.", weOwe: true);
        var alarmed = await Find(id);
        Assert.Equal(((DateTimeOffset?)clinic.Clock.GetUtcNow(), "chest pain"), (alarmed.RedFlagAt, alarmed.RedFlagWords));
        Assert.IsType<ConversationChange.Refused>(await Work((work, stopping) => work.Close(id, ConversationOutcome.Answered, "", (DateTimeOffset?)null, stopping)));
        Assert.IsType<ConversationChange.Refused>(await Work((work, stopping) => work.HandOver(id, Guid.CreateVersion7(), null, stopping)));
        Assert.False((await clinic.In((IConversations all) => all.Find(id)))!.RedFlagSeen);

        // Whoever says the last word, it is not theirs before a clinician has it; and what came since is read first.
        await Say(id, EntryChannel.Email, EntryDirection.Out, "Please call 911.", weOwe: false);
        Assert.Equal((ConversationState.Open, 1), ((await Find(id)).State, (await Counts())[ListConversations.All]));
        var read = (await Find(id)).RedFlagAt!.Value;
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await Say(id, EntryChannel.Email, EntryDirection.In, "The chest pain is worse.", weOwe: true);
        Assert.IsType<ConversationChange.Refused>(await Work((work, stopping) => work.SeeRedFlag(id, read, stopping)));
        await Done((work, stopping) => work.SeeRedFlag(id, clinic.Clock.GetUtcNow(), stopping));
        Assert.Equal(((Guid?)Ana, true), ((await Find(id)).RedFlagSeenBy, (await clinic.In((IConversations all) => all.Find(id)))!.RedFlagSeen));

        // Another one is another alarm.
        await Say(id, EntryChannel.Link, EntryDirection.In, "I can't breathe.", weOwe: true);
        Assert.Equal(((DateTimeOffset?)null, "chest pain · can't breathe"), ((await Find(id)).RedFlagSeenAt, (await Find(id)).RedFlagWords));
        Assert.DoesNotContain(clinic.Log.Lines, line => line.Text.Contains("chest", StringComparison.OrdinalIgnoreCase));

        // What they say in a call that the clinic makes alarms too.
        var called = await Ask(ConversationKind.Question, "When is my visit?");
        await Say(called, EntryChannel.Call, EntryDirection.Out, "She says that she passed out today.", weOwe: false, outcome: CallOutcome.Reached);
        Assert.Equal((ConversationState.Open, "passed out"), ((await Find(called)).State, (await Find(called)).RedFlagWords));
        Assert.NotNull((await Find(called)).DueAt);
    }

    [Fact]
    public async Task A_subject_alone_alarms_and_what_is_asked_twice_at_once_begins_one_conversation()
    {
        var asked = New(ConversationKind.Question) with { Subject = "My father had a stroke just now" };
        var first = Entry(asked.Id, EntryChannel.Email, EntryDirection.In, "Please call.");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => clinic.In((OpenConversation open) => open.Run(asked, first, CancellationToken.None))));
        Assert.NotNull((await Find(asked.Id)).RedFlagAt);
        Assert.Equal([1L, 1L, 1L], await clinic.Sql(
            "SELECT count(*) FROM correspondence.conversations UNION ALL SELECT count(*) FROM correspondence.conversation_entries UNION ALL SELECT count(*) FROM correspondence.conversation_events WHERE what = 'red_flag'"));
    }

    [Fact]
    public async Task Nothing_is_told_but_to_who_is_the_patient_is_named_or_was_called_back()
    {
        var mother = new MailRecipient(Guid.CreateVersion7(), "Mai Nguyễn", null);
        clinic.Services.GetRequiredService<OtherModules>().Family.Add(mother);
        Assert.IsType<CallerJudgement.Refused>(await Judge(Nguyen.Id, new CallerSaid(CallerCheck.Patient, null, "", ["name", "name", "shoe_size"], false)));
        Assert.Equal("birth_date,name", Assert.IsType<CallerJudgement.Checked>(await Judge(Nguyen.Id, new CallerSaid(CallerCheck.Patient, null, "", ["name", "birth_date"], false))).With);
        var told = Assert.IsType<CallerJudgement.Checked>(await Judge(Nguyen.Id, new CallerSaid(CallerCheck.EntitledPerson, mother.PersonId, "", [], false)));
        Assert.Equal(("Mai Nguyễn", mother.PersonId), (told.Person, told.PersonId!.Value));
        Assert.Contains("People and notes", Assert.IsType<CallerJudgement.Refused>(await Judge(Nguyen.Id, new CallerSaid(CallerCheck.EntitledPerson, Guid.CreateVersion7(), "A friend", [], false))).WayOn, StringComparison.Ordinal);
        Assert.IsType<CallerJudgement.Refused>(await Judge(Nguyen.Id, new CallerSaid(CallerCheck.Professional, null, "Dr. Bell", [], false)));
        Assert.IsType<CallerJudgement.Checked>(await Judge(Nguyen.Id, new CallerSaid(CallerCheck.Professional, null, "Dr. Bell", [], true)));
        Assert.IsType<CallerJudgement.Refused>(await Judge(null, new CallerSaid(CallerCheck.Patient, null, "", ["name", "birth_date"], false)));
        Assert.IsType<CallerJudgement.Checked>(await Judge(null, new CallerSaid(CallerCheck.NotVerified, null, "", [], false)));
    }

    [Fact]
    public async Task A_canned_answer_is_filled_in_the_readers_language_and_never_with_a_gap()
    {
        Assert.IsType<CannedChange.Refused>(await Save(new CannedAnswerSaid(Guid.CreateVersion7(), "parking", "en", "Where to park", "Call {{location.fone}}.", null)));
        Assert.IsType<CannedChange.Done>(await Save(new CannedAnswerSaid(Guid.CreateVersion7(), "parking", "en", "Where to park", "Dear {{patient.first_name}}, call {{location.phone}}.", null)));
        Assert.IsType<CannedChange.Done>(await Save(new CannedAnswerSaid(Guid.CreateVersion7(), "parking", "es", "Where to park", "Llame al {{location.phone}}.", null)));
        Assert.IsType<CannedChange.Refused>(await Save(new CannedAnswerSaid(Guid.CreateVersion7(), "parking", "es", "Again", "Otra.", null)));

        var conversation = await Find(await Ask(ConversationKind.Question, "Where do I park?"));
        var english = Assert.Single(await clinic.In((CannedAnswers answers) => answers.For(conversation, Nguyen, CancellationToken.None)));
        Assert.Equal("Dear Ánh, call (207) 555-0110.", (await clinic.In((CannedAnswers answers) => answers.Fill(english, conversation, Nguyen, CancellationToken.None))).Words);
        var unknown = await clinic.In((CannedAnswers answers) => answers.Fill(english, conversation, null, CancellationToken.None));
        Assert.Null(unknown.Words);
        Assert.Equal(["patient.first_name"], unknown.Missing);
        Assert.Equal("es", Assert.Single(await clinic.In((CannedAnswers answers) => answers.For(conversation, Nunez, CancellationToken.None))).Language);
    }

    [Fact]
    public async Task An_owner_works_there_an_act_is_undone_and_an_entry_by_mistake_stays()
    {
        var id = await Ask(ConversationKind.Question, "Where do I park?");
        Assert.IsType<ConversationChange.Refused>(await Work((work, stopping) => work.GiveTo(id, Far, stopping)));
        var given = await Done((work, stopping) => work.GiveTo(id, Ana, stopping));
        Assert.Equal(1, (await Counts())[ListConversations.Mine]);
        await Done((work, stopping) => work.Undo(id, given, stopping));
        Assert.Equal((0, 1), ((await Counts())[ListConversations.Mine], (await Counts())[ListConversations.Nobodys]));

        var moved = await Done((work, stopping) => work.SetPatient(id, Nunez.Id, stopping));
        await Done((work, stopping) => work.Undo(id, moved, stopping));
        Assert.Equal(Nguyen.Id, (await Find(id)).PatientId);

        // What nobody wrote down came in by itself, and was said.
        var came = Entry(id, EntryChannel.Link, EntryDirection.In, "And by bus?");
        await clinic.In((AddEntry add) => add.Run(came, true, CancellationToken.None));
        Assert.IsType<ConversationChange.Refused>(await Work((work, stopping) => work.TakeBack(id, came.Id, true, stopping)));
        var mine = new ConversationEntry { Id = Guid.CreateVersion7(), ConversationId = id, Channel = EntryChannel.Note, Direction = EntryDirection.Internal, At = clinic.Clock.GetUtcNow(), By = Ana, Words = "Of somebody else." };
        await clinic.In((AddEntry add) => add.Run(mine, false, CancellationToken.None));
        await Done((work, stopping) => work.TakeBack(id, mine.Id, true, stopping));
        Assert.Equal(["Of somebody else."], await clinic.Sql($"SELECT words FROM correspondence.conversation_entries WHERE id = '{mine.Id}' AND taken_back_by = '{Ana}'"));
    }

    [Fact]
    public async Task Handed_over_a_question_ends_with_its_task_and_a_complaint_stays_open()
    {
        var (question, complaint) = (await Ask(ConversationKind.Question, "May I have my records?"), await Ask(ConversationKind.Complaint, "I waited."));
        var seen = (await Find(question)).LastEntryAt;
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await Say(question, EntryChannel.Link, EntryDirection.In, "And the bill?", weOwe: true);
        Assert.IsType<ConversationChange.Refused>(await Work((work, stopping) => work.HandOver(question, Guid.CreateVersion7(), seen, stopping)));
        var step = await Done((work, stopping) => work.HandOver(question, Guid.CreateVersion7(), clinic.Clock.GetUtcNow(), stopping));
        await Done((work, stopping) => work.HandOver(complaint, Guid.CreateVersion7(), null, stopping));
        Assert.Equal((ConversationState.Closed, (string?)ConversationOutcome.HandedOver), ((await Find(question)).State, (await Find(question)).Outcome));
        Assert.Equal(ConversationState.Open, (await Find(complaint)).State);
        await Done((work, stopping) => work.Undo(question, step, stopping));
        Assert.Equal((ConversationState.Open, (Guid?)null, (DateTimeOffset?)Utc(3, 3, 14)), ((await Find(question)).State, (await Find(question)).TaskId, (await Find(question)).DueAt));
    }

    [Fact]
    public async Task Who_may_not_see_the_patient_or_works_elsewhere_finds_nothing_of_it()
    {
        var id = await Ask(ConversationKind.Question, "Where do I park?");
        Assert.Equal(1, (await Counts())[ListConversations.All]);
        Assert.IsType<ConversationChange.NotThere>(await As<WorkOnConversation, ConversationChange>(Far, TestOrganization.Mesa.Id, work => work.GiveTo(id, null, CancellationToken.None)));
        Assert.IsType<AddEntryResult.NotThere>(await As<AddEntry, AddEntryResult>(Far, TestOrganization.Mesa.Id, add => add.Run(Entry(id, EntryChannel.Note, EntryDirection.Internal, "No."), false, CancellationToken.None)));

        await clinic.Sql($"INSERT INTO correspondence.subject_classes VALUES ('{Nguyen.Id}', 'restricted')");
        Assert.Equal(0, (await Counts())[ListConversations.All]);
        Assert.Empty(await As<ListConversations, IReadOnlyList<ConversationRow>>(Ana, TestOrganization.Harbor.Id, list => list.Search("park", CancellationToken.None)));
        Assert.IsType<ConversationChange.NotThere>(await Work((work, stopping) => work.GiveTo(id, Ana, stopping)));
        Assert.Single(await clinic.In((ListConversations list) => list.Search("park", CancellationToken.None)));
        Assert.Empty(await clinic.In((ListConversations list) => list.Search("p%k", CancellationToken.None)));
    }

    private NewConversation New(string kind) => new(Guid.CreateVersion7(), Nguyen.Id, TestOrganization.Harbor.Id, null, kind, "About my visit", "Ánh", "anh@patient.example");

    private async Task<Guid> Ask(string kind, string words)
    {
        var asked = New(kind);
        return await clinic.In((OpenConversation open) => open.Run(asked, Entry(asked.Id, EntryChannel.WalkIn, EntryDirection.In, words), CancellationToken.None));
    }

    private ConversationEntry Entry(Guid conversation, string channel, string direction, string words, string? outcome = null, string? check = null) => new()
    {
        Id = Guid.CreateVersion7(),
        ConversationId = conversation,
        Channel = channel,
        Direction = direction,
        At = clinic.Clock.GetUtcNow(),
        Words = words,
        CallOutcome = outcome,
        CallerCheck = check,
    };

    private Task<AddEntryResult> Say(Guid id, string channel, string direction, string words, bool weOwe, string? outcome = null, string? check = null) =>
        clinic.In((AddEntry add) => add.Run(Entry(id, channel, direction, words, outcome, check), weOwe, CancellationToken.None));

    private Task<AddEntryResult> Answer(Guid id, DateTimeOffset seen) =>
        clinic.In((AddEntry add) => add.Run(Entry(id, EntryChannel.Email, EntryDirection.Out, "Behind the house."), false, CancellationToken.None, seen));

    private Task<ConversationChange> Work(Func<WorkOnConversation, CancellationToken, Task<ConversationChange>> act) =>
        As<WorkOnConversation, ConversationChange>(Ana, TestOrganization.Harbor.Id, work => act(work, CancellationToken.None));

    private async Task<Guid> Done(Func<WorkOnConversation, CancellationToken, Task<ConversationChange>> act) => Assert.IsType<ConversationChange.Done>(await Work(act)).StepId!.Value;

    private Task<IReadOnlyDictionary<string, int>> Counts() => As<ListConversations, IReadOnlyDictionary<string, int>>(Ana, TestOrganization.Harbor.Id, list => list.Counts(CancellationToken.None));

    private Task<CallerJudgement> Judge(Guid? patient, CallerSaid said) => clinic.In((CheckCaller check) => check.Run(patient, said, CancellationToken.None));

    private Task<CannedChange> Save(CannedAnswerSaid said) => clinic.In((CannedAnswers answers) => answers.Save(said, null, CancellationToken.None));

    private Task Escalate() => clinic.In((EscalateConversations job) => job.Run(new ConversationsToEscalate(), new JobMessage(Guid.CreateVersion7(), "correspondence.escalate-conversations"), CancellationToken.None));

    private Task<Conversation> Find(Guid id) => clinic.In((CorrespondenceDb db) => db.Conversations.AsNoTracking().SingleAsync(c => c.Id == id));

    private Task<List<string>> Steps(Guid id) => clinic.In((CorrespondenceDb db) => db.ConversationEvents.Where(e => e.ConversationId == id).OrderBy(e => e.At).Select(e => e.What).ToListAsync());

    private static DateTimeOffset Utc(int month, int day, int hour) => new(2026, month, day, hour, 0, 0, TimeSpan.Zero);

    private async Task<TResult> As<T, TResult>(Guid user, Guid location, Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(user, [location]);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
