namespace ClinicOps.Intake.Data;

/// <summary>That visits of a type owe nothing, and why. Append-only: the latest number of a type is in force.</summary>
internal sealed class VisitTypeDue
{
    public required Guid Id { get; init; }

    /// <summary>The type's code, as the schedule has it.</summary>
    public required string VisitType { get; init; }

    /// <summary>Of this type, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>One of <see cref="Coverage.OwesNothing"/>; empty: such visits owe what their payer says.</summary>
    public required string OwesNothing { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
