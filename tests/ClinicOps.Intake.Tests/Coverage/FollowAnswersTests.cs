using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Readiness;
using ClinicOps.Intake.Tests.Readiness;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

/// <summary>What becomes of answers: for how long they hold, and which of several counts.</summary>
public sealed class FollowAnswersTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Active = "EB*1**30~EB*B**98***27*20~";
    private const string WrongMember = "AAA*N**72*C~";

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
