using System.Text.Json;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

public sealed class CoverageVerbTests(TestCluster cluster)
{
    [Theory]
    [InlineData("subscriber-health-benefit-check.271", 0)]
    [InlineData("subscriber-health-benefit-check-error.271", 1)]
    [InlineData("subscriber-health-benefit-check.270", 2)]
    [InlineData("none", 2)]
    public async Task Reading_prints_every_benefit_and_its_exit_code_says_how_it_went(string sample, int code)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());

        Assert.Equal(code, await ReadCoverageVerb.Run([Path.Combine(AppContext.BaseDirectory, "Coverage", "Samples", sample)], output, errors, TestContext.Current.CancellationToken));

        if (code == 2)
        {
            Assert.Equal("", output.ToString());
            Assert.NotEqual("", errors.ToString());
            return;
        }

        using var json = JsonDocument.Parse(output.ToString());
        var answer = json.RootElement[0];
        if (code == 0)
        {
            var copay = answer.GetProperty("people")[0].GetProperty("benefits")[3];
            Assert.Equal(("B", 1000, "Y", 10), (copay.GetProperty("info").GetString(), copay.GetProperty("amountCents").GetInt32(), copay.GetProperty("network").GetString(), copay.GetProperty("serviceTypes").GetArrayLength()));
        }
        else
        {
            Assert.Equal("50", answer.GetProperty("providers")[0].GetProperty("rejections")[0].GetProperty("code").GetString());
            Assert.Equal(1, answer.GetProperty("problems").GetArrayLength());
        }
    }

    [Fact]
    public async Task Asking_prints_the_question_of_the_coverage_that_is_valid_on_the_day()
    {
        await using var made = await CoverageClinic.Open(cluster);
        await made.Insured(mrn: "TR-77");

        var (code, output, errors) = await Ask(made, "--mrn", "TR77", "--on", "2026-03-09", "--service-type", "98", "--npi", CoverageClinic.Npi);
        Assert.Equal((0, ""), (code, errors));
        var question = Reader270.Read(output);
        Assert.Equal(("20260309", "98", "NOVAK", "M100"), (question.On, question.ServiceTypes, question.SubscriberLast, question.MemberId));

        Assert.Equal((2, "", "Say whom, when and what: coverage ask --mrn AC101550 --on 2026-03-09 --service-type 98"), await Ask(made, "--mrn", "TR77"));
        Assert.Equal((1, "", "Nobody is registered under that MRN."), await Ask(made, "--mrn", "X9", "--on", "2026-03-09", "--service-type", "98"));
        Assert.Equal((1, "", "Ask for 1 to 20 kinds of service by their X12 codes, such as 30 or 98."), await Ask(made, "--mrn", "TR77", "--on", "2026-03-09", "--service-type", "~", "--npi", CoverageClinic.Npi));
        Assert.Equal(0L, (await made.Clinic.Sql("SELECT count(*) FROM intake.eligibility_checks"))[0]);
    }

    [Fact]
    public async Task A_dependant_is_asked_about_below_the_subscriber()
    {
        await using var made = await CoverageClinic.Open(cluster);
        var child = await made.Insured("Petr", "Novak", "2015-06-07", mrn: "TR-78");
        await made.Clinic.Sql($"UPDATE intake.patient_coverages SET holder_first = 'Jana', holder_last = 'Novak', holder_born = '1980-01-02', relationship = 'child' WHERE patient_id = '{child}'");

        var question = Reader270.Read((await Ask(made, "--mrn", "TR78", "--on", "2026-03-09", "--service-type", "68", "--npi", CoverageClinic.Npi)).Output);

        Assert.Equal(("JANA", "19800102", "PETR", "20150607", "19"), (question.SubscriberFirst, question.SubscriberBorn, question.DependantFirst, question.DependantBorn, question.Relationship));
    }

    [Fact]
    public async Task The_registers_file_names_payers_and_leaves_a_second_coverage_alone()
    {
        await using var made = await CoverageClinic.Open(cluster);
        const string header = "mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language\n";
        await made.Clinic.Import(header + "TR90,Novak,Jana,,1980-01-02,F,,,,,,,Lake Mutual,M1,,,\nTR91,Novak,Petr,,1981-01-02,M,,,,,,,LAKE MUTUAL,M2,,,\nTR92,Roy,Ella,,1981-01-02,F,,,,,,,Self-pay,,,,\n");
        await made.Clinic.Sql("INSERT INTO intake.patient_coverages (id, patient_id, payer, member_id, member_key, \"group\", holder_first, holder_last, relationship, plan, rank) SELECT gen_random_uuid(), id, 'Aetna', 'S1', 's1', '', '', '', '', '', 2 FROM intake.patients WHERE mrn = 'TR90'");

        await made.Clinic.Import(header + "TR90,Novak,Jana,,1980-01-02,F,,,,,,,Other Health,M9,,,\nTR91,Novak,Petr,,1981-01-02,M,,,,,,,,,,,\n");

        Assert.Equal(["commercial", "commercial", "commercial", "self-pay"], await made.Clinic.Sql("SELECT kind FROM intake.payers ORDER BY kind, name"));
        var coverages = await made.Clinic.In((IntakeDb db) => db.Set<PatientCoverage>().OrderBy(c => c.Rank).ThenBy(c => c.Payer).ToListAsync());
        Assert.Equal(["Other Health M9", "Self-pay ", "Aetna S1"], coverages.Select(coverage => $"{coverage.Payer} {coverage.MemberId}"));
        Assert.All(coverages, coverage => Assert.NotNull(coverage.PayerId));
    }

    private static async Task<(int Code, string Output, string Errors)> Ask(CoverageClinic made, params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        await using var scope = made.Clinic.Services.CreateAsyncScope();
        var code = await AskCoverageVerb.Run(scope.ServiceProvider, arguments, output, errors, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString().TrimEnd());
    }
}
