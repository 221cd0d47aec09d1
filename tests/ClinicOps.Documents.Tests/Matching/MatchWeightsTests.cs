using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Campaign;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Documents.Tests.Matching;

/// <summary>Weights from the patient base: they rank and explain, and decide nothing.</summary>
public sealed class MatchWeightsTests(TestCluster cluster, ITestOutputHelper output)
{
    private static readonly Place Somewhere = new(1, new Box(0, 0, 1, 1), 90, "test");

    [Fact]
    public void A_rare_name_weighs_more_than_a_common_one_and_a_common_one_says_so()
    {
        var (rare, common) = (Named("Ottoline", "Quist", 1), Named("Maria", "Garcia", 60));

        var ranked = MatchWeights.BeforeAnything.Rank([common, rare], 20_000);

        Assert.Equal([rare.Person.PatientId, common.Person.PatientId], ranked.Select(one => one.PatientId));
        Assert.Equal("full name agrees", ranked[0].Reasons[0].Words);
        Assert.Equal("full name agrees (a common last name: 60 patients)", ranked[1].Reasons[0].Words);
        Assert.All(ranked, one => Assert.Equal(("birth date agrees", true), (one.Reasons[1].Words, one.Reasons[1].Points is > 20 and < 45)));
    }

    [Fact]
    public void What_disagrees_never_adds_and_what_agrees_never_takes_away()
    {
        var odd = new MatchWeights(MatchWeights.Usual.ToDictionary(usual => usual.Key, usual => usual.Key.EndsWith("agrees", StringComparison.Ordinal) ? 0.000001 : 0.999));
        var held = Named("Maria", "Garcia", 400) with
        {
            Reasons = [new("full name agrees", 40, Somewhere, MatchLevel.NameFull), new("sex agrees", 2, Somewhere, MatchLevel.SexAgrees), new("suffix differs", -15, Somewhere, MatchLevel.SuffixDiffers)],
        };

        var reasons = Assert.Single(odd.Rank([held], 400)).Reasons;

        Assert.Equal([true, true, false], reasons.Select(reason => reason.Points > 0));
        Assert.Equal(-1, reasons[2].Points);
    }

    [Fact]
    public void Shares_of_a_field_add_up_to_one_and_move_with_what_people_filed()
    {
        var usual = EstimateWeights.Shares(new Dictionary<string, int>());
        var learned = EstimateWeights.Shares(new Dictionary<string, int> { [MatchLevel.DateAgrees] = 100, [MatchLevel.DateNear] = 300 });

        Assert.Equal(1, learned.Where(share => MatchLevel.FieldOf(share.Key) == "birth-date").Sum(share => share.Value), 0.000001);
        Assert.Equal(MatchWeights.Usual[MatchLevel.DateNear], usual[MatchLevel.DateNear], 0.000001);
        Assert.InRange(learned[MatchLevel.DateNear], 0.6, 0.75);
        Assert.Equal(usual[MatchLevel.NameFull], learned[MatchLevel.NameFull]);
    }

    /// <summary>On papers drawn at random: learned on some of them, measured on others.</summary>
    [Fact]
    public void Among_doubtful_papers_the_right_patient_stands_no_lower_and_the_gate_says_the_same()
    {
        const int Seed = 20260302;
        const int Papers = 100;
        var register = GateCampaign.RegisterOf(Seed, 0);
        var rules = new RulesAlone(register);
        var asked = new Dictionary<(int First, MatchWeights? Weights), List<(Sending Sending, IReadOnlyList<(IReadOnlyList<int> Pages, DocumentType Type, FilingDecision Decision)> Judged)>>();
        var levels = new List<string>();
        foreach (var (mrn, decision) in Doubtful(0, MatchWeights.BeforeAnything))
        {
            levels.AddRange(decision.Ranked.Where(one => rules.MrnOf(one) == mrn).SelectMany(one => one.Reasons.Select(reason => reason.Level!).Distinct()));
        }

        var learned = new MatchWeights(EstimateWeights.Shares(levels.CountBy(level => level).ToDictionary()));
        var (before, after) = (Ranks(null), Ranks(learned));

        output.WriteLine($"{before.Count} doubtful papers about somebody registered: mean reciprocal rank {before.Average():F4} by points set by hand, {after.Average():F4} by weights; first {before.Count(r => r == 1)} and {after.Count(r => r == 1)}");
        Assert.True(before.Count > 20);
        Assert.True(after.Average() >= before.Average() - 0.01, $"{after.Average():F4} after, {before.Average():F4} before");
        Assert.Equal(Judged(Papers, null).SelectMany(one => one.Judged).Select(Said), Judged(Papers, learned).SelectMany(one => one.Judged).Select(Said));

        // Each asked once of each weights.
        List<(Sending Sending, IReadOnlyList<(IReadOnlyList<int> Pages, DocumentType Type, FilingDecision Decision)> Judged)> Judged(int first, MatchWeights? weights)
        {
            if (!asked.TryGetValue((first, weights), out var judged))
            {
                asked[(first, weights)] = judged = [.. Enumerable.Range(first, Papers).Select(index => GateCampaign.SendingOf(Seed, index, register)).Select(sending => (sending, rules.Judge(sending, weights)))];
            }

            return judged;
        }

        List<double> Ranks(MatchWeights? weights) => [.. Doubtful(Papers, weights).Select(one => Reciprocal(one.Decision.Ranked, one.Mrn))];

        // Whom nothing tells apart share the middle of their places: which of them stands first is no merit of a weight.
        double Reciprocal(IReadOnlyList<RankedPatient> ranked, string mrn) =>
            ranked.FirstOrDefault(one => rules.MrnOf(one) == mrn) is { } right ? 1 / (ranked.Count(one => one.Score > right.Score) + ((ranked.Count(one => one.Score == right.Score) + 1) / 2.0)) : 0;

        IEnumerable<(string Mrn, FilingDecision.Review Decision)> Doubtful(int first, MatchWeights? weights) =>
            from one in Judged(first, weights)
            from paper in one.Sending.Papers
            where paper.Subject is { IsRegistered: true }
            let became = one.Judged.FirstOrDefault(part => part.Pages.Intersect(paper.Pages).Any())
            where became.Decision is FilingDecision.Review
            select (paper.Subject!.Mrn, (FilingDecision.Review)became.Decision);

        static string Said((IReadOnlyList<int> Pages, DocumentType Type, FilingDecision Decision) one) => one.Decision switch
        {
            FilingDecision.Auto auto => $"filed to {auto.PatientId}",
            FilingDecision.Review review => review.Reason.ToString(),
            var other => throw new InvalidOperationException(other.ToString()),
        };
    }

    [Fact]
    public async Task What_people_file_is_learned_from_and_the_next_document_is_ranked_by_it()
    {
        var (opened, register, _) = await PipelineClinic.Open(cluster);
        await using var clinic = opened;
        register.Register("Elena", "Rossi", new DateOnly(1990, 6, 21), middle: "M");
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();
        var first = FileDocument.Suggestions(document)[0];
        Assert.Contains(first.Reasons, reason => reason.Level == MatchLevel.DateNear);
        await using (var scope = clinic.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), []);
            Assert.IsType<DocumentAct.Done>(await scope.ServiceProvider.GetRequiredService<FileDocument>().Run(document.Id, document.Version, first.PatientId, null, CancellationToken.None));
        }

        for (var night = 0; night < 2; night++)
        {
            await clinic.In((EstimateWeights estimate) => estimate.Run(new WeightsToEstimate(), new JobMessage(Guid.CreateVersion7(), "documents.estimate-match-weights"), CancellationToken.None));
        }

        var learned = await clinic.In((DocumentsDb db) => db.LearnedWeights.ToDictionaryAsync(weight => weight.Level));
        Assert.Equal(MatchWeights.Usual.Count, learned.Count);
        Assert.Equal((1, true), (learned[MatchLevel.DateNear].Filings, learned[MatchLevel.DateNear].OfRight > MatchWeights.Usual[MatchLevel.DateNear]));

        await clinic.Sql($"UPDATE documents.match_weights SET of_right = 0.9 WHERE level = '{MatchLevel.DateNear}'");
        await clinic.Receive(PipelineClinic.Fax([.. PipelineClinic.Lab, "Sheet 10002", "Accession 7744001"]));
        await clinic.RunJobs();
        var next = FileDocument.Suggestions((await clinic.Documents()).Single(d => d.Id != document.Id))[0];
        Assert.True(next.Score > first.Score + 5, $"{next.Score} after {first.Score}");
    }

    private static HeldAgainst Named(string first, string last, int bearers)
    {
        var name = new RegisteredName(first, "", last, "", NameKind.Current, bearers, bearers);
        var person = new PatientCandidate(Guid.CreateVersion7(), "A-1", [name], new DateOnly(1990, 6, 20), "F", [], [], []) { BirthDateBearers = 1 };
        return new HeldAgainst(
            person, new NameFit(NameStrength.Full, name, false, false, false), true, false, false, false, false, false, [], false,
            [new("full name agrees", 40, Somewhere, MatchLevel.NameFull), new("birth date agrees", 35, Somewhere, MatchLevel.DateAgrees)]);
    }
}
