using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

/// <summary>Which answer counts for a visit, and what counts as not asked.</summary>
public sealed class WhichAnswerTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly DateTimeOffset EveningBefore = new(2026, 3, 2, 23, 30, 0, TimeSpan.Zero);

    private CoverageClinic made = null!;

    public async ValueTask InitializeAsync() => made = await CoverageClinic.Open(cluster);

    public ValueTask DisposeAsync() => made.DisposeAsync();

    [Theory]
    [InlineData("Cigna", "M100", "CIG1")]
    [InlineData("Lake Mutual", "W900", "LAKE1")]
    public async Task Another_card_written_into_a_coverage_is_another_coverage_and_is_asked_about(string payer, string memberId, string asks)
    {
        var patient = await made.Insured();
        var visit = made.Visit(patient, "2026-03-03");
        await made.Answer(await made.Asked(visit), "EB*1**30~EB*B**98***27*20~");
        Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit));
        Assert.Equal(["verified"], await made.Standings());
        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        var known = await made.Clinic.In((IntakeDb db) => db.Patients.AsNoTracking().Include(p => p.Coverages).SingleAsync());
        var card = CoverageSaid.Of(known.Coverages[0]) with { Payer = payer, MemberId = memberId };
        Assert.IsType<CoverageChange.Done>(await made.Clinic.In((ChangeCoverages change) => change.Run(patient, known.Version, known.Coverages[0].Id, card, null, CancellationToken.None)));
        await made.Clinic.Sql("UPDATE intake.payers SET electronic_id = 'CIG1' WHERE name = 'Cigna'");

        Assert.Equal("Nobody has verified the coverage for this visit: verify it.", Assert.IsType<CoPayAnswer.NotKnown>(await made.CoPay(visit)).Why);
        Assert.Equal(["not-asked"], await made.Standings());

        made.Clinic.Clock.SetUtcNow(EveningBefore);
        await made.Evening();
        await made.Clinic.RunJobs();
        var question = made.Questions()[^1];
        Assert.Equal((asks, memberId, 2), (question.PayerId, question.MemberId, made.Questions().Count));
        Assert.Equal(["waiting"], await made.Standings());

        await made.Answer(question, "EB*1**30~EB*B**98***27*35~");
        Assert.Equal(3500, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit)).Cents);
        var shown = await made.Clinic.In((LoadVisitCoverage load) => load.Run(visit, CancellationToken.None));
        Assert.Empty(shown!.First.Changed);
    }

    [Fact]
    public async Task A_visits_own_answer_counts_before_that_of_another_and_anothers_only_where_it_was_asked_for_the_same_kind()
    {
        var patient = await made.Insured();
        var physician = made.Visit(patient);
        var therapy = made.Visit(patient, type: "Physical therapy");
        var again = made.Visit(patient, "2026-03-10");
        var (ofPhysician, ofTherapy) = (await made.Asked(physician), await made.Asked(therapy));
        await made.Answer(ofPhysician, "EB*1**30~EB*B**98***27*30~EB*B**30***27*45~");
        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await made.Answer(ofTherapy, "EB*1**30~EB*B**PT***27*15~EB*B**30***27*50~");

        Assert.Equal(3000, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(physician)).Cents);
        Assert.Equal(1500, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(therapy)).Cents);
        Assert.Equal(3000, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(again)).Cents);
    }

    [Theory]
    [InlineData("2026-03-09", "2026-03-03")]
    [InlineData("2026-03-02", "2026-03-03")]
    public async Task A_visit_that_was_moved_is_asked_for_again_with_its_new_day(string from, string to)
    {
        var visit = made.Visit(await made.Insured(), from);
        await made.Answer(await made.Asked(visit), "EB*1**30~EB*B**98***27*20~");
        var starts = LocalTime.StartOf(IntakeClinic.Date(to), TestOrganization.Harbor).AddHours(10);
        made.Change(visit, known => known with { StartsAt = starts, EndsAt = starts.AddMinutes(30) });

        Assert.Equal(["not-asked"], await made.Standings());
        Assert.Equal(from == "2026-03-02", await made.CoPay(visit) is CoPayAnswer.Owed);

        made.Clinic.Clock.SetUtcNow(EveningBefore);
        await made.Evening();
        await made.Evening();
        await made.Clinic.RunJobs();
        Assert.Equal(2, made.Questions().Count);
        await made.Answer(made.Questions()[^1], "EB*1**30~EB*B**98***27*25~");
        Assert.Equal("20260303", made.Questions()[^1].On);
        Assert.Equal(["verified"], await made.Standings());
        Assert.Equal(2500, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit)).Cents);
    }
}
