using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Coverage.Answers;
using ClinicOps.Intake.Data;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

public sealed class CoPayTests(TestCluster cluster)
{
    private static readonly DateOnly Day = new(2026, 3, 9);

    [Theory]
    [InlineData("EB*B**98***27*20*****Y~EB*B**98***27*60*****N~", true, "20")]
    [InlineData("EB*B**98***27*20*****Y~EB*B**98***27*60*****N~", false, "60")]
    [InlineData("EB*B**98***27*20*****Y~EB*B**98***27*60*****N~", null, "The co-payment differs in the network and out of it ($20.00 in network, $60.00 out of network): say on the payer's page whether this clinic is in it.")]
    [InlineData("EB*B**98***27*20*****Y~EB*B**98***27*20*****N~", null, "20")]
    [InlineData("EB*A**98****.2****Y~", true, "The answer names no co-payment for physician's visit in the office.")]
    [InlineData("EB*A**98****.2****Y~EB*B**98***27*15*****Y~", true, "15")]
    [InlineData("EB*B**30***27*25*****Y~", true, "25")]
    [InlineData("EB*B**30***27*25*****Y~EB*B**98^UC***27*40*****Y~", true, "40")]
    [InlineData("EB*B**98***23*400*****Y~EB*B**98***27*40*****Y~", true, "40")]
    [InlineData("EB*B**98***27*0**S7*18**Y~EB*B**98***27*30**S8*19**Y~", true, "30")]
    [InlineData("EB*B**98***27*20*****Y~DTP*292*RD8*20250101-20251231~EB*B**98***27*30*****Y~DTP*292*RD8*20260101-20261231~", true, "30")]
    [InlineData("EB*B**98***27*20*****Y~MSG*PRIMARY CARE~EB*B**98***27*50*****Y~MSG*SPECIALIST~", true, "The answer names more than one co-payment for physician's visit in the office ($20.00 in network PRIMARY CARE, $50.00 in network SPECIALIST): read which one fits this visit.")]
    [InlineData("EB*B**98***27*20*****N~", true, "The answer names a co-payment for physician's visit in the office only out of the network.")]
    [InlineData("EB*B******25****N*Y*HC:99213~", true, "The answer names no co-payment for physician's visit in the office.")]
    [InlineData("EB*B**98***27*75*****Y~III*ZZ*23~", true, "The answer names a co-payment for physician's visit in the office only at: emergency room.")]
    [InlineData("EB*B**98***27*75*****Y~III*ZZ*23~EB*B**98***27*20*****Y~III*ZZ*22~III*ZZ*11~", true, "20")]
    [InlineData("EB*B**98***27*75*****Y~III*ZZ*23~EB*B**30***27*25*****Y~", true, "25")]
    [InlineData("EB*B**98***27*20*****Y~HSD*VS*30***23~", true, "The answer limits the co-payment for physician's visit in the office ($20.00 in network; 30 visits, a calendar year): read whether it fits this visit.")]
    [InlineData("EB*B**98***27*20*****Y~III*NI*AMBULANCE~EB*B**98***27*20*****Y~", true, "20")]
    [InlineData("EB*B**98***27*20*****Y~", null, "The answer names the co-payment for physician's visit in the office only in the network ($20.00 in network): say on the payer's page whether this clinic is in it.")]
    [InlineData("EB*B**98***27*60*****N~", null, "The answer names the co-payment for physician's visit in the office only out of the network ($60.00 out of network): say on the payer's page whether this clinic is in it.")]
    [InlineData("EB*B**98***27*20~", null, "20")]
    [InlineData("EB*B**98***27*20*****W~", null, "20")]
    [InlineData("EB*B**98***27*20*****Y~MSG*PRIMARY CARE ONLY~", true, "The answer limits the co-payment for physician's visit in the office ($20.00 in network; PRIMARY CARE ONLY): read whether it fits this visit.")]
    [InlineData("EB*B**98***27*0*****Y~MSG*PREVENTIVE ONLY~EB*B**98***27*0*****Y~", true, "0")]
    public void The_co_payment_of_a_visit_is_the_one_that_fits_or_none(string benefits, bool? inNetwork, string expected)
    {
        var rows = BenefitRows.Of(Guid.CreateVersion7(), Guid.CreateVersion7(), Message271.Read(Message271.Of(Message271.Subscriber + benefits)).People[0].Benefits).ToList();

        var found = FindCoPay.Of(rows, new KindOfVisit("98", "11"), Day, new DateOnly(1980, 1, 2), inNetwork);

        Assert.Equal(expected, found is CoPayFound.Amount amount ? $"{amount.Cents / 100}" : Assert.IsType<CoPayFound.NotSaid>(found).Why);
    }

    [Theory]
    [InlineData("EB*1**30~", "active")]
    [InlineData("EB*6**30~", "not-active")]
    [InlineData("EB*1**35~", "unclear")]
    [InlineData("EB*1**30~DTP*291*RD8*20250101-20251231~", "not-active")]
    [InlineData("EB*1**30~AAA*N**55*C~", "active")]
    [InlineData("AAA*N**75*C~", "rejected")]
    [InlineData("EB*V**30~", "unclear")]
    [InlineData("DTP*347*D8*20260131~EB*1**30~", "not-active")]
    [InlineData("DTP*346*D8*20260310~EB*1**30~", "active")] // since January, and something from tomorrow on
    [InlineData("EB*1**30~EB*I**98~", "not-covered")] // the visit's own kind of service counts before the plan
    [InlineData("EB*1**30~EB*6**98~", "not-covered")]
    [InlineData("EB*I**98~", "not-covered")]
    [InlineData("EB*1**30~EB*I**35~", "active")] // teeth
    [InlineData("EB*1**30~EB*I**98*********N~", "active")] // out of the network, in which nobody said that we are not
    [InlineData("EB*1**30~EB*I**98~III*ZZ*22~", "active")] // at a hospital
    [InlineData("EB*1**30~EB*I**98**********HC:99215~", "active")] // one procedure
    [InlineData("EB*1**30**GOLD~EB*1**98**GOLD~EB*6**98**OLD PLAN~", "active")] // another plan
    [InlineData("EB*1**30~EB*I**98~DTP*291*RD8*20250101-20251231~", "active")] // last year
    public void An_answer_is_active_only_where_it_says_so_for_the_day(string benefits, string outcome)
    {
        var answer = Message271.Read(Message271.Of(Message271.Subscriber + benefits));
        var person = answer.People[0];

        Assert.Equal(outcome, JudgeAnswer.Outcome(person.Benefits, person.PlanDates, [.. answer.Rejections], ["30", "98"], Day));
    }

    [Fact]
    public void A_plan_that_begins_after_the_day_is_not_active_on_it()
    {
        var answer = Message271.Read(Message271.Of(Message271.Subscriber.Replace("346*D8*20260101", "346*D8*20260310", StringComparison.Ordinal) + "EB*1**30~"));

        Assert.Equal(AnswerOutcome.NotActive, JudgeAnswer.Outcome(answer.People[0].Benefits, answer.People[0].PlanDates, [], ["30", "98"], Day));
        Assert.Equal(AnswerOutcome.Active, JudgeAnswer.Outcome(answer.People[0].Benefits, answer.People[0].PlanDates, [], ["30", "98"], Day.AddDays(1)));
    }

    [Fact]
    public void What_changed_since_the_last_answer_is_said_in_words()
    {
        var (old, oldRows) = Stored("active", "EB*1**30**GOLD~EB*B**98***27*20*****Y~EB*C*IND*30***29*400~EB*B**UC***27*50*****Y~");
        var (now, nowRows) = Stored("active", "EB*1**30**GOLD~EB*B**98***27*25*****Y~EB*C*IND*30***29*400~EB*R**30~NM1*PRP*2*MEDICARE~");

        Assert.Equal(
            [
                "Co-payment, physician's visit in the office, a visit, in network: was $20.00 a visit in network, is $25.00 a visit in network.",
                "New: another payer, the health plan as a whole: MEDICARE.",
                "No longer said: co-payment, urgent care, a visit, in network.",
            ],
            CompareAnswers.Differences(old, oldRows, now, nowRows));
    }

    [Theory]
    [InlineData("UPDATE intake.patients SET sex = 'F'", "preventive", "health-plan", "Preventive care: the plan pays it whole.")]
    [InlineData("UPDATE intake.patients SET sex = 'F'", "global-period", "health-plan", "After an operation, within its global period.")]
    [InlineData("UPDATE intake.patients SET sex = 'F'", "", "workers-comp", "Workers' compensation pays: nothing is collected from the patient.")]
    public async Task Some_visits_owe_nothing_whatever_the_answer_says(string prepare, string owesNothing, string kind, string why)
    {
        await using var made = await CoverageClinic.Open(cluster);
        var patient = await made.Insured();
        var visit = made.Visit(patient);
        await made.Answer(await made.Asked(visit), "EB*1**30~EB*B**98***27*20~");
        await made.Clinic.Sql(prepare);
        await made.Clinic.Sql($"INSERT INTO intake.visit_payer_cases (visit_id, patient_id, kind, claim_number, adjuster, owes_nothing, service_type, changed_at) VALUES ('{visit}', '{patient}', '{kind}', '', '', '{owesNothing}', '', now())");

        Assert.Equal(why, Assert.IsType<CoPayAnswer.NothingOwed>(await made.CoPay(visit)).Why);
    }

    [Fact]
    public async Task What_was_said_on_the_phone_counts_with_who_said_so_and_is_recorded_once()
    {
        await using var made = await CoverageClinic.Open(cluster);
        var visit = made.Visit(await made.Insured());
        Assert.Equal("Nobody has verified the coverage for this visit: verify it.", Assert.IsType<CoPayAnswer.NotKnown>(await made.CoPay(visit)).Why);
        var (id, said) = (Guid.CreateVersion7(), new SaidByPayer(VerifyWays.Phone, AnswerOutcome.Active, "Kim", "C-123", 3000, null, ""));

        Assert.IsType<VerificationRecorded.Done>(await Record(id, said));
        Assert.IsType<VerificationRecorded.Done>(await Record(id, said));
        Assert.Equal("Write the reference: the call's number, or what the portal shows.", Assert.IsType<VerificationRecorded.NotUnderstood>(await Record(Guid.CreateVersion7(), said with { Reference = "" })).Why);

        var owed = Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit));
        Assert.Equal((3000, "Lake Mutual by phone (Kim, reference C-123) of 03/02/2026 for 03/09/2026: co-payment, physician's visit in the office, $30.00 a visit."), (owed.Cents, owed.Evidence));
        Assert.Equal(1L, (await made.Clinic.Sql("SELECT count(*) FROM intake.eligibility_checks"))[0]);

        Task<VerificationRecorded> Record(Guid check, SaidByPayer what) => made.Clinic.In((RecordVerification record) => record.Run(check, visit, what, CancellationToken.None));
    }

    [Fact]
    public async Task A_coverage_that_was_chosen_for_a_visit_and_taken_out_since_is_to_be_chosen_anew()
    {
        await using var made = await CoverageClinic.Open(cluster);
        var patient = await made.Insured();
        var visit = made.Visit(patient);
        var second = await made.Covered(patient, "Aetna", "W1", 2);
        Assert.IsType<PayerCaseSet.Done>(await made.Clinic.In((SetPayerCase set) => set.Run(visit, patient, patient, 0, new PayerCaseSaid(CaseKinds.HealthPlan, second, "", "", "", ""), CancellationToken.None)));

        await made.Clinic.Sql($"DELETE FROM intake.patient_coverages WHERE id = '{second}'");

        const string why = "The coverage that was chosen for this visit was taken out of the record: choose another for the visit.";
        Assert.Equal(why, Assert.IsType<CoPayAnswer.NotKnown>(await made.CoPay(visit)).Why);
        Assert.Equal(why, Assert.IsType<CoverageAsked.CannotBe>(await made.Ask(visit)).Why);
    }

    [Fact]
    public async Task A_qualified_medicare_beneficiary_is_who_is_one_on_the_day_of_the_visit_by_an_active_line()
    {
        await using var made = await CoverageClinic.Open(cluster);
        var visit = made.Visit(await made.Insured());
        var question = await made.Asked(visit);
        const string active = "EB*1**30~EB*B**98***27*20~";
        foreach (var line in new[] { "EB*R**30*QM~NM1*PRP*2*MEDICAID~", "EB*6**35*QM~", "EB*1**30*QM~DTP*291*RD8*20250101-20251231~" })
        {
            made.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
            await made.Answer(question, active + line);
            Assert.Equal(2000, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit)).Cents);
        }

        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await made.Answer(question, active + "EB*1**30*QM~DTP*291*RD8*20260101-20261231~");
        Assert.Equal(OwesNothing.Words(OwesNothing.Qmb), Assert.IsType<CoPayAnswer.NothingOwed>(await made.CoPay(visit)).Why);
    }

    private static (EligibilityAnswer Answer, List<EligibilityBenefit> Rows) Stored(string outcome, string benefits)
    {
        var answer = new EligibilityAnswer { Id = Guid.CreateVersion7(), Number = 0, Outcome = outcome, Rejections = [], Differs = [], Plan = "GOLD", At = default };
        return (answer, [.. BenefitRows.Of(answer.Id, Guid.CreateVersion7(), Message271.Read(Message271.Of(Message271.Subscriber + benefits)).People[0].Benefits)]);
    }
}
