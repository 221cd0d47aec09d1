namespace ClinicOps.Documents.Matching;

/// <summary>What a clinic may set about automatic filing. The safety rules themselves are not options.</summary>
internal sealed record GateOptions
{
    /// <summary>People living where the clinic's patients come from: how many namesakes there can be that are not registered.</summary>
    public int CatchmentPopulation { get; init; } = 250_000;

    /// <summary>Expected number (0 to 1) of unregistered persons with the same name and birth date above which a third identifier is asked.</summary>
    public double MostExpectedNamesakes { get; init; } = 0.003;

    /// <summary>Filing pauses when the register was not refreshed for longer than this.</summary>
    public TimeSpan RegisterMayBeOld { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Least confidence (0 to 100) of the deciding words where a look-alike is registered.</summary>
    public float LookAlikeWordConfidence { get; init; } = 80;

    /// <summary>Least confidence (0 to 100) of the deciding words in every other case.</summary>
    public float WordConfidence { get; init; } = 30;

    /// <summary>
    /// Least mean word confidence (0 to 100) of the worst page. Of what the gate got wrong in 10,527 drawn documents five of seven lay below 75, of what it got right
    /// one in forty: a page so bad has its labels and figures misread in ways that no rule foresees.
    /// </summary>
    public float PageConfidence { get; init; } = 75;

    /// <summary>Most ink (share, 0 to 1) that no word covers, on the worst page.</summary>
    public double UncoveredInk { get; init; } = 0.6;

    /// <summary>Least confidence (0 to 1) of the document's type. From here on 97 of 100 kinds said of offices never learned from were right.</summary>
    public double TypeConfidence { get; init; } = 0.8;

    /// <summary>Candidates kept in a decision, best first.</summary>
    public int Ranked { get; init; } = 8;
}
