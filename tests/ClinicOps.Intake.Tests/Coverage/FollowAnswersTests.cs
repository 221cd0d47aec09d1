using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Readiness;
using ClinicOps.Intake.Tests.Readiness;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

/// <summary>What becomes of answers: for how long they hold, which of several counts, and the tasks that they leave and mend.</summary>
public sealed class FollowAnswersTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Active = "EB*1**30~EB*B**98***27*20~";
    private const string WrongMember = "AAA*N**72*C~";
    private const string NotActive = "Lake Mutual says: not active";
    private const string NoAnswer = "Lake Mutual gave no answer: the member id is missing or wrong";

    private readonly StandingResults results = new();
    private CoverageClinic made = null!;

    public async ValueTask InitializeAsync() =>
        made = await CoverageClinic.Open(cluster, services => services.AddSingleton<IWaitingResults>(results).AddSingleton<IChartContents>(results).AddSingleton<IAppointmentRequests>(new StandingVisits()));

    public ValueTask DisposeAsync() => made.DisposeAsync();

    [Fact]
    public async Task An_answer_holds_for_some_days_and_what_will_be_older_on_the_day_is_asked_again_the_evening_before()
    {
        var (early, late) = (made.Visit(await made.Insured(), "2026-03-20"), made.Visit(await made.Insured("Petr"), "2026-03-20"));
        await made.Answer(await made.Asked(early), Active);
        made.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 9, 14, 0, 0, TimeSpan.Zero));
        Assert.DoesNotContain(await Reasons(early), reason => reason.Contains("Coverage:", StringComparison.Ordinal));
        made.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 13, 14, 0, 0, TimeSpan.Zero));
        Assert.Contains("Amber Coverage: the coverage was verified 11 days ago, and it may have ended since > Verify the coverage", await Reasons(early));
        await made.Answer(await made.Asked(late), Active, "PETR");

        // A week before the day is not too long ago; eleven days more are. It is asked once.
        made.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 19, 23, 30, 0, TimeSpan.Zero));
        Assert.Equal(["aged", "verified"], await made.Standings());
        for (var time = 0; time < 2; time++)
        {
            await made.Evening();
            await made.Clinic.RunJobs();
        }

        Assert.Equal(["20260320", "20260320", "20260320"], made.Questions().Select(question => question.On));
        Assert.Equal(["waiting", "verified"], await made.Standings());
        await made.Answer(made.Questions()[^1], Active);
        Assert.Equal(["verified", "verified"], await made.Standings());

        // Months after the visit it is as old as it was on its day.
        made.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 6, 1, 14, 0, 0, TimeSpan.Zero));
        Assert.DoesNotContain(await Reasons(early), reason => reason.Contains("Coverage:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_said_last_counts_for_the_standing_and_the_co_pay_alike_and_a_rejection_never_before_it()
    {
        var (first, second, third) = (made.Visit(await made.Insured(), "2026-03-03"), made.Visit(await made.Insured("Petr"), "2026-03-03"), made.Visit(await made.Insured("Eva"), "2026-03-03"));
        var (ofFirst, ofSecond, ofThird) = (await made.Asked(first), await made.Asked(second), await made.Asked(third));

        // Asked yesterday, told by phone this morning, and only then the answers of yesterday's questions.
        made.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 3, 13, 0, 0, TimeSpan.Zero));
        await Record(first, AnswerOutcome.Active, copay: 3000);
        await Record(second, AnswerOutcome.NotActive);
        await made.Answer(ofThird, Active, "EVA");
        made.Clinic.Clock.Advance(TimeSpan.FromHours(1));
        await made.Answer(ofFirst, WrongMember);
        await made.Answer(ofSecond, Active, "PETR");
        await made.Answer(ofThird, WrongMember, "EVA");

        Assert.Equal(["verified", "verified", "verified"], await made.Standings());
        Assert.Equal((3000, 2000, 2000), (await Owed(first), await Owed(second), await Owed(third)));

        // A question that is under way again is said, and its rejection leaves what was said before it; nobody asks by himself again.
        await made.Asked(first);
        Assert.Equal("waiting", (await made.Standings())[0]);
        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(20));
        await made.Answer(made.Questions()[^1], WrongMember);
        Assert.Equal("verified", (await made.Standings())[0]);
        await made.Evening();
        await made.Clinic.RunJobs();
        Assert.Equal(4, made.Questions().Count);

        async Task<int> Owed(Guid visit) => Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit)).Cents;
    }

    [Fact]
    public async Task What_is_said_for_another_visit_is_a_task_of_its_own_and_what_is_due_before_it_was_is_brought_forward()
    {
        const string notActive = "EB*6**30~EB*R**30~LS*2120~NM1*PRP*2*MEDICARE~LE*2120~";
        const string other = "Another payer: MEDICARE (primary payer)";
        var patient = await made.Insured();
        var far = made.Visit(patient, "2026-03-30");
        await made.Answer(await made.Asked(far), notActive);
        await made.Clinic.Sql("UPDATE intake.tasks SET snoozed_until = '2026-03-20', snooze_reason = 'Later'");
        Assert.Equal([$"{other} far 2026-03-29 routine snoozed", $"{NotActive} far 2026-03-29 routine snoozed"], await Tasks());

        // One for each visit of what stops it, and one for all of what is dealt with once.
        var tomorrow = made.Visit(patient, "2026-03-03");
        await made.Answer(await made.Asked(tomorrow), notActive);
        Assert.Equal([$"{other} tomorrow 2026-03-02 urgent", $"{NotActive} far 2026-03-29 routine snoozed", $"{NotActive} tomorrow 2026-03-02 urgent"], await Tasks());

        var starts = LocalTime.StartOf(IntakeClinic.Date("2026-03-05"), TestOrganization.Harbor).AddHours(10);
        made.Change(far, known => known with { StartsAt = starts, EndsAt = starts.AddMinutes(30) });
        await made.Answer(await made.Asked(far), notActive);
        Assert.Equal([$"{other} tomorrow 2026-03-02 urgent", $"{NotActive} far 2026-03-04 routine", $"{NotActive} tomorrow 2026-03-02 urgent"], await Tasks());

        async Task<IReadOnlyList<string>> Tasks() =>
            [.. (await made.Clinic.In((IntakeDb db) => db.Tasks.AsNoTracking().ToListAsync()))
                .Select(task => $"{task.Title} {(task.VisitId == far ? "far" : "tomorrow")} {task.Due:O} {task.Urgency}{(task.SnoozedUntil is null ? "" : " snoozed")}").Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task A_task_about_a_coverage_is_done_by_the_answer_that_mends_it_and_by_no_others()
    {
        var patient = await made.Insured();
        var second = await made.Covered(patient, "Aetna", "W1", 2);
        var visit = made.Visit(patient);
        await made.Clinic.In((AskCoverage ask) => ask.All(Guid.CreateVersion7(), visit, CancellationToken.None));
        await made.Clinic.RunJobs();
        foreach (var question in made.Questions())
        {
            await made.Answer(question, WrongMember);
        }

        const string ofSecond = "Aetna gave no answer: the member id is missing or wrong open";
        Assert.Equal([ofSecond, $"{NoAnswer} open"], await Tasks());
        await Record(visit, AnswerOutcome.NotActive);
        Assert.Equal([ofSecond, $"{NoAnswer} done", $"{NotActive} open"], await Tasks());

        // It was for the day from which the visit was moved.
        var ofOldDay = made.Questions().Single(question => question.PayerId == "LAKE1");
        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(20));
        made.Change(visit, known => known with { StartsAt = known.StartsAt.AddDays(1), EndsAt = known.EndsAt.AddDays(1) });
        await Record(visit, AnswerOutcome.NotActive);
        await made.Answer(ofOldDay, Active);
        Assert.Equal([ofSecond, $"{NoAnswer} done", $"{NotActive} open"], await Tasks());
        await made.Answer(await made.Asked(visit), Active);
        Assert.Equal([ofSecond, $"{NoAnswer} done", $"{NotActive} done"], await Tasks());
        Assert.Equal(["The payer answered: active."], await made.Clinic.Sql($"SELECT e.words FROM intake.task_events e JOIN intake.tasks t ON t.id = e.task_id WHERE t.title = '{NotActive}' AND e.what = 'done'"));

        // Another card instead of it: what was said of the old one needs nobody any more.
        await Record(visit, AnswerOutcome.NotCovered);
        Assert.Contains("Lake Mutual says: not covered (physician's visit in the office) open", await Tasks());
        await made.Clinic.Sql($"UPDATE intake.patient_coverages SET valid_to = '2026-03-01' WHERE id <> '{second}'");
        await Record(visit, AnswerOutcome.Active);
        Assert.DoesNotContain(await Tasks(), task => task.EndsWith("open", StringComparison.Ordinal));

        async Task<IReadOnlyList<string>> Tasks() =>
            [.. (await made.Clinic.In((IntakeDb db) => db.Tasks.AsNoTracking().ToListAsync())).Select(task => $"{task.Title} {task.State}").Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task By_phone_it_is_said_as_much_as_in_an_answer_of_the_clearinghouse_and_is_the_same_task()
    {
        var visit = made.Visit(await made.Insured());
        Assert.Equal(
            "An authorization is required only where the coverage pays: say one of the two.",
            Assert.IsType<VerificationRecorded.NotUnderstood>(await Recorded(visit, Said(AnswerOutcome.NotActive) with { AuthorizationNeeded = true })).Why);
        await Record(visit, AnswerOutcome.NotCovered);
        Assert.Equal("Lake Mutual says that this kind of service is not covered: agree on who pays.", Assert.IsType<CoPayAnswer.NotKnown>(await made.CoPay(visit)).Why);
        Assert.Contains("Red Coverage: the payer says that this kind of service is not covered > Agree on who pays", await Reasons(visit));

        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<VerificationRecorded.Done>(await Recorded(visit, Said(AnswerOutcome.Active) with { AuthorizationNeeded = true, CoPayCents = 2000 }));
        Assert.Contains("Red Authorization: Lake Mutual answered that an authorization is required for this visit, and nobody has asked for it > Start the authorization", await Reasons(visit));
        Assert.Equal(
            ["Lake Mutual says: an authorization is required (physician's visit in the office) open", "Lake Mutual says: not covered (physician's visit in the office) done"],
            await made.Clinic.Sql("SELECT title || ' ' || state FROM intake.tasks ORDER BY title"));
        var shown = (await made.Clinic.In((LoadVisitCoverage load) => load.Run(visit, CancellationToken.None)))!;
        Assert.Equal(["Active or not", "Co-payment", "Authorization and limits"], shown.First.Sections().Select(section => section.Heading));
    }

    private static SaidByPayer Said(string outcome) => new(VerifyWays.Phone, outcome, "Kim", "C-1", null, null, "");

    private async Task Record(Guid visit, string outcome, int? copay = null)
    {
        Assert.IsType<VerificationRecorded.Done>(await Recorded(visit, Said(outcome) with { CoPayCents = copay }));
        made.Clinic.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private Task<VerificationRecorded> Recorded(Guid visit, SaidByPayer said) => made.Clinic.In((RecordVerification record) => record.Run(Guid.CreateVersion7(), visit, said, CancellationToken.None));

    private async Task<IReadOnlyList<string>> Reasons(Guid visit)
    {
        var summary = (await made.Clinic.In((IVisits visits) => visits.Find(visit)))!;
        var readiness = (await made.Clinic.In((LoadReadiness load) => load.Of([summary], CancellationToken.None)))[visit];
        return [.. readiness.Reasons.Select(reason => $"{reason.Light} {reason.Subject}: {reason.Words} > {reason.Act}")];
    }
}
