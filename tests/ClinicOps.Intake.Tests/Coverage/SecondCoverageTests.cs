using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.CareThread;
using ClinicOps.Intake.ChartPrep;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Intake.Readiness;
using ClinicOps.Intake.Tests.Readiness;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

/// <summary>Coverages that pay after the first: each is asked about by itself, and what one payer says is said of no other.</summary>
public sealed class SecondCoverageTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly DateTimeOffset EveningBefore = new(2026, 3, 2, 23, 30, 0, TimeSpan.Zero);

    private readonly StandingResults results = new();
    private CoverageClinic made = null!;
    private Guid patient;

    public async ValueTask InitializeAsync()
    {
        made = await CoverageClinic.Open(cluster, services => services.AddSingleton<IWaitingResults>(results).AddSingleton<IChartContents>(results).AddSingleton<IAppointmentRequests>(new StandingVisits()));
        patient = await made.Insured();
    }

    public ValueTask DisposeAsync() => made.DisposeAsync();

    [Fact]
    public async Task Each_coverage_is_asked_about_once_the_evening_before_with_its_own_answer_and_the_co_pay_is_the_first_payers()
    {
        await made.Covered(patient, "Aetna", "W1", 2);
        await made.Covered(patient, "Old Plan", "O1", 3, to: "2026-03-02");
        await made.Covered(patient, "Next Plan", "N1", 3, from: "2026-04-01");
        var (morning, noon, therapy) = (made.Visit(patient, "2026-03-03"), made.Visit(patient, "2026-03-03"), made.Visit(patient, "2026-03-03", "Physical therapy"));
        made.Clinic.Clock.SetUtcNow(EveningBefore);
        await Evenings();

        // Once for both visits of a kind of service, and for that of another kind.
        Assert.Equal(
            ["AETNA1 W1 30,98", "AETNA1 W1 30,PT", "LAKE1 M100 30,98", "LAKE1 M100 30,PT"],
            made.Questions().Select(question => $"{question.PayerId} {question.MemberId} {question.ServiceTypes}").Order(StringComparer.Ordinal));
        await Answer("LAKE1", "EB*1**30~EB*B**98***27*20*****Y~");
        await Answer("AETNA1", "EB*1**30~EB*B**98***27*5*****Y~");

        var owed = Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(morning));
        Assert.Equal(
            (2000, "Lake Mutual's answer of 03/02/2026 for 03/03/2026: co-payment, physician's visit in the office, $20.00 a visit in network. Aetna pays after it: the patient may owe less."), (owed.Cents, owed.Evidence));
        foreach (var visit in new[] { morning, noon })
        {
            var shown = await Shown(visit);
            Assert.Equal(["1 Lake Mutual verified 20", "2 Aetna verified 5"], shown.Asked.Select(one => $"{one.Paying.Turn} {one.Paying.PayerName} {one.Standing.Code} {one.Benefits.Single(benefit => benefit.Info == "B").AmountCents / 100}"));
            Assert.Equal(["Old Plan until 03/02/2026", "Next Plan from 04/01/2026"], shown.Paying.OutOfDate.Select(lapsed => $"{lapsed.Payer} {lapsed.DaysInWords}").OrderDescending());
            Assert.Equal(2, shown.Checks.Count);
        }

        // What the second payer says later is compared with what it said itself.
        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await Answer("AETNA1", "EB*1**30~EB*B**98***27*10*****Y~");
        Assert.Equal((0, "Co-payment, physician's visit in the office, a visit, in network: was $5.00 a visit in network, is $10.00 a visit in network."), ((await Shown(morning)).First.Changed.Count, Assert.Single((await Shown(morning)).Asked[1].Changed)));
        Assert.Equal(2000, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(morning)).Cents);

        // Neither that evening nor on the day is anything asked again; a coverage that was added meanwhile is.
        await Evenings();
        made.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 3, 11, 0, 0, TimeSpan.Zero));
        await Evenings();
        Assert.Equal(4, made.Questions().Count);
        await made.Covered(patient, "Cigna", "C1", 3);
        await Evenings();
        Assert.Equal(["CIGNA1", "CIGNA1"], made.Questions().Skip(4).Select(question => question.PayerId));
        Assert.Equal("third", (await Shown(therapy)).Asked[2].Paying.TurnInWords);
    }

    [Fact]
    public async Task What_the_second_payer_answers_is_told_of_it_alone_and_what_it_refuses_for_the_future_is_asked_again_of_it_alone()
    {
        var second = await made.Covered(patient, "Aetna", "W1", 2);
        var visit = made.Visit(patient);
        var id = Guid.CreateVersion7();
        Assert.Equal("Asked Lake Mutual and Aetna. The answers come by themselves: this page shows them.", (await AskAll(visit, id)).InWords);
        Assert.Equal("They are being asked already: the answers come by themselves.", (await AskAll(visit, id)).InWords);
        await made.Clinic.RunJobs();
        await Answer("LAKE1", "EB*1**30~EB*B**98***27*20*****Y~EB*R**30~LS*2120~NM1*IL*1*NOVAK*JANA~NM1*SEP*2*AETNA~NM1*GP*2*GATE WAY INC~LE*2120~");
        Assert.Contains("Amber Coverage: of the second coverage, Aetna: the payer has not answered", await Reasons(visit));
        Assert.Empty(await made.Tasks());

        // 63: asked for today, and on the day of the visit; the first payer is not.
        await Answer("AETNA1", "AAA*N**63*C~");
        Assert.Equal(["AETNA1 20260302"], made.Questions().Skip(2).Select(question => $"{question.PayerId} {question.On}"));
        await Answer("AETNA1", "AAA*N**72*C~", ofLast: true);
        Assert.Equal(["Aetna gave no answer: the member id is missing or wrong"], await made.Tasks());
        Assert.Contains("Amber Coverage: of the second coverage, Aetna: it is not verified: error", await Reasons(visit));
        made.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 9, 11, 0, 0, TimeSpan.Zero));
        await Evenings();
        Assert.Equal(["AETNA1 20260309"], made.Questions().Skip(3).Select(question => $"{question.PayerId} {question.On}"));

        // Not active is amber: the first one pays. It is said of the second again by phone, and is verified then.
        await Answer("AETNA1", "EB*6**30~EB*R**30~LS*2120~NM1*PRP*2*LAKE MUTUAL~LE*2120~", ofLast: true);
        Assert.Contains("Amber Coverage: of the second coverage, Aetna: the payer says that it is not active", await Reasons(visit));
        Assert.Equal(2000, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit)).Cents);
        Assert.Equal("Aetna says: not active", (await made.Tasks())[^1]);
        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var said = new SaidByPayer(VerifyWays.Phone, AnswerOutcome.Active, "Kim", "C-1", 700, null, "") { CoverageId = second };
        Assert.IsType<VerificationRecorded.Done>(await made.Clinic.In((RecordVerification record) => record.Run(Guid.CreateVersion7(), visit, said, CancellationToken.None)));
        Assert.DoesNotContain(await Reasons(visit), reason => reason.Contains("Aetna", StringComparison.Ordinal));
        Assert.Equal(2000, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit)).Cents);

        // A payer that puts itself behind one that is registered behind it is told of; so is one that nobody registered.
        await Answer("AETNA1", "EB*1**30~EB*R**30~LS*2120~NM1*SEP*2*LAKE MUTUAL~LE*2120~", ofLast: true);
        Assert.Equal("Another payer: LAKE MUTUAL (secondary payer)", (await made.Tasks())[^1]);

        // Chosen for the visit and lapsed since: nobody is asked, and that is said.
        await made.Clinic.Sql($"INSERT INTO intake.visit_payer_cases (visit_id, patient_id, kind, coverage_id, claim_number, adjuster, owes_nothing, service_type, changed_at) VALUES ('{visit}', '{patient}', 'health-plan', '{second}', '', '', '', '', now())");
        await made.Clinic.Sql($"UPDATE intake.patient_coverages SET valid_to = '2026-03-08' WHERE id = '{second}'");
        var asked = await AskAll(visit, Guid.CreateVersion7());
        Assert.Equal("The coverage with Aetna is not valid on the day of the visit (until 03/08/2026): choose another for the visit, or ask the patient for the new card.", asked.WhyNobody);
        Assert.Equal(["Aetna none"], (await Shown(visit)).Asked.Select(one => $"{one.Paying.PayerName} {one.Standing.Code}"));
    }

    [Fact]
    public async Task What_the_second_payer_wants_authorized_is_a_reason_with_its_act_until_that_stands_and_counts_for_no_other()
    {
        var second = await made.Covered(patient, "Aetna", "W1", 2);
        var visit = made.Visit(patient);
        await AskAll(visit, Guid.CreateVersion7());
        await made.Clinic.RunJobs();
        await Answer("LAKE1", "EB*1**30~EB*B**98***27*20*****Y~");
        await Answer("AETNA1", "EB*1**30~EB*1**98********Y*Y~");
        var asked = Assert.Single((await Ready(visit)).Reasons, reason => reason.Subject == ReadinessSubjects.Authorization);
        Assert.Equal(
            (Light.Amber, "of the second coverage, Aetna: it answered that an authorization is required for this visit, and nobody has asked for it", "Start the authorization", $"/intake/authorizations/start?patient={patient}&coverage={second}"),
            (asked.Light, asked.Words, asked.Act, asked.Href));

        Assert.Contains($"Of the second coverage, Aetna: it answered that an authorization is required for this visit, and nobody has asked for it. {asked.Href}", await Gaps(visit));

        // Whoever looks for a time, for this visit or for another, is told it as well; it does not stop them.
        Assert.Equal((true, "of the second coverage, Aetna: it wants an authorization, and nobody has asked for it"), await AtATime(visit));
        Assert.Equal((true, "of the second coverage, Aetna: it wants an authorization, and nobody has asked for it"), await AtATime(null));

        // Each step of what is asked of it shows, until the visit holds its units.
        var id = Guid.CreateVersion7();
        var request = new AuthorizationRequest("Aetna", "", [new ProcedureCode("73721", "MRI of the knee")], [], "", "", "", AuthorizationUrgency.Standard, null);
        Assert.IsType<Started.Done>(await made.Clinic.In((StartAuthorization start) => start.Run(id, patient, TestOrganization.Harbor.Id, null, request, CancellationToken.None)));
        Assert.Equal(["Amber Authorization: of the second coverage, Aetna: the authorization is still open: nobody has asked the payer"], await OfAuthorization(visit));
        Assert.Equal((true, "of the second coverage, Aetna: the authorization is still open"), await AtATime(visit));
        var version = await made.Clinic.In((IntakeDb db) => db.Authorizations.Select(a => a.Version).SingleAsync());
        var approved = new AuthorizationStep.Decide(new Contact(Contact.Phone), AuthorizationState.Approved, "PA-2", UnitBasis.Visits, 1, null, null, null, null);
        Assert.IsType<AuthorizationWork.Done>(await made.Clinic.In((WorkOnAuthorization work) => work.Run(id, version, Guid.CreateVersion7(), approved, CancellationToken.None)));
        Assert.Equal(["Amber Authorization: of the second coverage, Aetna: the visit holds no units of the authorization"], await OfAuthorization(visit));
        Assert.IsType<Reservation.Held>(await made.Clinic.In((ReserveUnits units) => units.Reserve(visit, id, null, CancellationToken.None)));
        Assert.Empty(await OfAuthorization(visit));
        Assert.Equal((true, ""), await AtATime(visit));
        Assert.Equal((true, "of the second coverage, Aetna: authorization PA-2 has no visits left"), await AtATime(null));
        Assert.DoesNotContain(await Gaps(visit), gap => gap.Contains("authorization", StringComparison.Ordinal));

        // The first payer wants one as well: the second's is none of it.
        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await Answer("LAKE1", "EB*1**30~EB*1**98********Y*Y~");
        Assert.Equal(["Red Authorization: Lake Mutual answered that an authorization is required for this visit, and nobody has asked for it"], await OfAuthorization(visit));

        // Begun at the patient, and for no visit in particular, it is asked for all the same: how it stands is said, with the way there.
        var own = Guid.CreateVersion7();
        Assert.IsType<Started.Done>(await made.Clinic.In((StartAuthorization start) => start.Run(own, patient, TestOrganization.Harbor.Id, null, request with { Payer = "Lake Mutual" }, CancellationToken.None)));
        Assert.Equal(["Red Authorization: the authorization is still open: nobody has asked the payer"], await OfAuthorization(visit));
        version = await made.Clinic.In((IntakeDb db) => db.Authorizations.Where(a => a.Id == own).Select(a => a.Version).SingleAsync());
        Assert.IsType<AuthorizationWork.Done>(await made.Clinic.In((WorkOnAuthorization work) => work.Run(own, version, Guid.CreateVersion7(), new AuthorizationStep.Submit(new Contact(Contact.Portal)), CancellationToken.None)));
        Assert.Equal(["Red Authorization: the authorization is still open: the payer has not decided"], await OfAuthorization(visit));
        Assert.Contains(await Gaps(visit), gap => gap.StartsWith("The authorization is still open: the payer has not decided (", StringComparison.Ordinal) && gap.EndsWith($" /intake/authorizations/authorization/{own}", StringComparison.Ordinal));
        Assert.Equal($"/intake/authorizations/authorization/{own}", Assert.Single((await Ready(visit)).Reasons, reason => reason.Subject == ReadinessSubjects.Authorization).Href);

        async Task<(bool IsReady, string ToSeeTo)> AtATime(Guid? of)
        {
            var question = new ReadinessQuestion(Guid.CreateVersion7(), patient, TestOrganization.Harbor.Id, new DateTimeOffset(2026, 3, 5, 15, 0, 0, TimeSpan.Zero), of, null);
            var answer = (await made.Clinic.In((IPatientReadiness ready) => ready.Of([question])))[question.Id];
            Assert.Empty(answer.For);
            return (answer.IsReady, string.Join(", ", answer.ToSeeTo));
        }

        async Task<IReadOnlyList<string>> Gaps(Guid of)
        {
            var desk = (await made.Clinic.In((LoadCheckIns load) => load.Find(of, CancellationToken.None)))!;
            var prepared = new Chart(desk, TestOrganization.Harbor, [], 0, [], [], [], new Dictionary<Guid, VisitSummary>(), null, [], PatientWarnings.None);
            return [.. FindGaps.Of(prepared).Select(gap => $"{gap.Words} {gap.Href}")];
        }

        async Task<IReadOnlyList<string>> OfAuthorization(Guid of) => [.. (await Reasons(of)).Where(reason => reason.Contains("Authorization:", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task A_care_thread_shows_each_coverage_of_its_visits_before_anybody_has_asked_with_who_is_to_ask()
    {
        var thread = Guid.CreateVersion7();
        await made.Covered(patient, "Aetna", "W1", 2);
        await made.Clinic.Sql("UPDATE intake.payers SET verify_by = 'phone' WHERE name = 'Aetna'");
        var visit = made.Visit(patient);
        Assert.Null(await Shown());

        made.Change(visit, known => known with { CareThreadId = thread });
        Assert.Equal(
            [
                "03/09/2026 Novak, Jana: Lake Mutual M100 not asked. Not asked yet: ClinicOps asks through the clearinghouse the evening before, from 6 PM.",
                "03/09/2026 Novak, Jana: Aetna W1 verify by hand. Not asked yet: staff ask by phone.",
            ],
            await Shown());

        await made.Asked(visit);
        Assert.Equal(["03/09/2026 Novak, Jana: Lake Mutual M100 asked, no answer yet. ", "03/09/2026 Novak, Jana: Aetna W1 verify by hand. Not asked yet: staff ask by phone."], await Shown());
        made.Change(visit, known => known with { State = VisitStates.Cancelled });
        Assert.Single((await Shown())!);

        async Task<IReadOnlyList<string>?> Shown()
        {
            await using var scope = made.Clinic.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), [TestOrganization.Harbor.Id]);
            return ((ThreadCoverageView?)await scope.ServiceProvider.GetRequiredService<ThreadCoveragePanel>().Load(thread, CancellationToken.None))?.Lines
                .Select(line => $"{LocalTime.Us(line.VisitOn)} {line.Patient}: {line.Payer} {line.Member} {line.Standing.Words}. {line.ToBeAsked}").ToList();
        }
    }

    private async Task Evenings()
    {
        for (var time = 0; time < 2; time++)
        {
            await made.Evening();
            await made.Clinic.RunJobs();
        }
    }

    /// <summary>The payer answers every question that it was asked, or the last alone.</summary>
    private async Task Answer(string payer, string benefits, bool ofLast = false)
    {
        var asked = made.Questions().Where(question => question.PayerId == payer).ToList();
        foreach (var question in ofLast ? asked[^1..] : asked)
        {
            await made.Drop(Message271.Of(Message271.Subscriber.Replace("TRACE1", question.Trace, StringComparison.Ordinal).Replace("M100", question.MemberId, StringComparison.Ordinal) + benefits));
        }
    }

    private Task<VisitAsked> AskAll(Guid visit, Guid id) => made.Clinic.In((AskCoverage ask) => ask.All(id, visit, CancellationToken.None));

    private async Task<VisitCoverage> Shown(Guid visit) => (await made.Clinic.In((LoadVisitCoverage load) => load.Run(visit, CancellationToken.None)))!;

    private async Task<VisitReadiness> Ready(Guid visit)
    {
        var summary = (await made.Clinic.In((IVisits visits) => visits.Find(visit)))!;
        return (await made.Clinic.In((LoadReadiness load) => load.Of([summary], CancellationToken.None)))[visit];
    }

    private async Task<IReadOnlyList<string>> Reasons(Guid visit)
    {
        var readiness = await Ready(visit);
        return [.. readiness.Reasons.Select(reason => $"{reason.Light} {reason.Subject}: {reason.Words}")];
    }
}
