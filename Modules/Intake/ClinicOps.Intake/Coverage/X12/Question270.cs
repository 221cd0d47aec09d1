namespace ClinicOps.Intake.Coverage.X12;

/// <summary>One question about one person's coverage, to be written as a 270.</summary>
internal sealed record Question270
{
    /// <summary>ISA06 and GS02: the clinic as the clearinghouse knows it.</summary>
    public required string SenderId { get; init; }

    /// <summary>ISA08 and GS03.</summary>
    public required string ReceiverId { get; init; }

    public required string PayerName { get; init; }

    public required string PayerId { get; init; }

    /// <summary>An organisation's name.</summary>
    public required string ProviderName { get; init; }

    /// <summary>Ten digits.</summary>
    public required string ProviderNpi { get; init; }

    public required Person270 Subscriber { get; init; }

    /// <summary>The patient, where that is not the subscriber.</summary>
    public Person270? Dependant { get; init; }

    /// <summary>The day of the visit, or the one the payer can answer for.</summary>
    public required DateOnly On { get; init; }

    /// <summary>EQ01 codes, at least one.</summary>
    public required IReadOnlyList<string> ServiceTypes { get; init; }

    /// <summary>TRN02, by which the answer finds this question; of this clinic's questions, no two have the same.</summary>
    public required string TraceNumber { get; init; }

    /// <summary>ISA13, GS06 and ST02: 1 to 999,999,999, from the database.</summary>
    public required int ControlNumber { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>ISA15 says T instead of P.</summary>
    public bool IsTest { get; init; }
}

/// <param name="MemberId">Of the subscriber; empty for a dependant without an own one.</param>
/// <param name="Sex">F, M, or anything else for not said.</param>
/// <param name="Relationship">INS02 of a dependant, "01" spouse, "19" child, "34" other; empty for not said.</param>
internal sealed record Person270(string Last, string First, string Middle, string Suffix, string MemberId, DateOnly? Born, string Sex, string Relationship = "");

internal abstract record Written270
{
    private Written270()
    {
    }

    /// <param name="Text">The whole interchange, one segment a line.</param>
    /// <param name="Notes">What is sent otherwise than it is written here, without the values: "the last name is sent without accents".</param>
    public sealed record Written(string Text, IReadOnlyList<string> Notes) : Written270;

    /// <param name="Why">A sentence that says what to mend, without the values.</param>
    public sealed record Refused(string Why) : Written270;
}
