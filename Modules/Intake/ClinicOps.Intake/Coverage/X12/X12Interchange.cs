namespace ClinicOps.Intake.Coverage.X12;

/// <summary>What came of reading bytes as X12.</summary>
internal abstract record X12Reading
{
    private X12Reading()
    {
    }

    /// <param name="Interchanges">At least one, in the order of the file.</param>
    /// <param name="NotRead">What of the file could not be read, a sentence each.</param>
    public sealed record Read(IReadOnlyList<X12Interchange> Interchanges, IReadOnlyList<string> NotRead) : X12Reading;

    /// <param name="Why">A sentence without anything of the content.</param>
    public sealed record Refused(string Why) : X12Reading;
}

/// <summary>One ISA..IEA as it stands in the file. What is wrong with its envelopes is told, and costs no content.</summary>
/// <param name="Header">The ISA segment.</param>
/// <param name="Acknowledgements">TA1 segments: what the receiver of an interchange of ours says about it.</param>
internal sealed record X12Interchange(
    X12Separators Separators,
    X12Segment Header,
    IReadOnlyList<X12Segment> Acknowledgements,
    IReadOnlyList<X12Transaction> Transactions,
    IReadOnlyList<string> Problems)
{
    /// <summary>ISA13.</summary>
    public string ControlNumber => Header[13].Trim();
}

/// <summary>One ST..SE.</summary>
/// <param name="Kind">ST01, "271"; empty where ST is missing.</param>
/// <param name="Segments">From ST to SE.</param>
internal sealed record X12Transaction(string Kind, string ControlNumber, IReadOnlyList<X12Segment> Segments, IReadOnlyList<string> Problems);

/// <param name="Number">In its interchange, ISA being 1.</param>
/// <param name="Raw">As it stands in the file, without its terminator.</param>
/// <param name="Elements">The segment's name first, so that [3] is its third element.</param>
internal sealed record X12Segment(int Number, string Raw, IReadOnlyList<string> Elements)
{
    public string Name => Elements[0];

    /// <summary>Empty where the segment ends before.</summary>
    public string this[int element] => element < Elements.Count ? Elements[element] : "";
}

/// <summary>The characters that an interchange says it is written with.</summary>
/// <param name="Repetition">Null where nothing repeats: before version 00402, ISA11 is a letter.</param>
internal sealed record X12Separators(char Element, char? Repetition, char Component, char Terminator)
{
    /// <summary>The parts of an element that may repeat, none of them empty.</summary>
    public IReadOnlyList<string> Repeats(string element) =>
        Repetition is { } separator ? element.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : element.Trim().Length == 0 ? [] : [element.Trim()];
}

/// <summary>Problems as they are found: after so many, only that there are more.</summary>
internal sealed class X12Problems
{
    private const int Most = 40;

    private readonly List<string> told = [];

    public IReadOnlyList<string> Told => told;

    public void Add(string problem)
    {
        if (told.Count < Most)
        {
            told.Add(problem);
        }
        else if (told.Count == Most)
        {
            told.Add("There are more problems than are told here.");
        }
    }
}
