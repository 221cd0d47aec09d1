namespace ClinicOps.Intake.Data;

/// <summary>
/// What an order of one kind, for patients of one payer, asks of staff: one version of a line of the table. Append-only; the line with the
/// highest number is the one in force.
/// </summary>
internal sealed class OrderTaskRule
{
    public required Guid Id { get; init; }

    /// <summary>imaging, lab, procedure, pt, dme, medication, referral, or * for any.</summary>
    public required string Kind { get; init; }

    /// <summary>The name of a payer, one of <see cref="Tasks.PayerClass"/>, or * for any.</summary>
    public required string Payer { get; init; }

    /// <summary>Counts the versions of this line, from 1: of two who change one at once, one is told of the other.</summary>
    public required int Number { get; init; }

    /// <summary>"authorize:1", "schedule:2": the task and its working days. Empty: such an order makes no task.</summary>
    public required string[] Wanted { get; init; }

    /// <summary>The line is taken out: the next broader one counts.</summary>
    public required bool IsRemoved { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
