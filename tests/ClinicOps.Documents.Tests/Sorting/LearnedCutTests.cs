using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Campaign;
using Xunit;

namespace ClinicOps.Documents.Tests.Sorting;

/// <summary>What was learned of beginnings, on transmissions that it was not learned from.</summary>
public sealed class LearnedCutTests
{
    private const int Seed = 20260319;

    private static readonly DateOnly Today = new(2026, 3, 2);

    [Fact]
    public void Transmissions_of_offices_never_learned_from_are_cut_where_their_documents_begin()
    {
        var register = GateCampaign.RegisterOf(Seed, 0);
        var cut = Enumerable.Range(0, 400).Select(index => GateCampaign.SendingOf(Seed, index, register)).Where(sending => !sending.Papers.Any(p => p.Hidden)).Take(250).Select(sending => (
            Several: sending.Papers.Count > 1,
            Right: SplitTransmission.Of(sending.Pages, Today, []) is var parts && parts.Covers.SequenceEqual(sending.Covers)
                && sending.Papers.Select(p => string.Join(' ', p.Pages)).ToHashSet().SetEquals(parts.Documents.Select(d => string.Join(' ', d))))).ToList();

        Assert.True(cut.Count(c => c.Right) >= 0.94 * cut.Count, $"cut rightly: {cut.Count(c => c.Right)} of {cut.Count}");
        Assert.True(cut.Count(c => c.Several && c.Right) >= 0.85 * cut.Count(c => c.Several), $"of several documents: {cut.Count(c => c.Several && c.Right)} of {cut.Count(c => c.Several)}");
    }
}
