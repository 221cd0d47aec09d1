namespace ClinicOps.Intake.Data;

/// <summary>A good-faith estimate as it was made for who pays themselves: its lines, and its PDF. Append-only: a change is the next number, and the earlier ones stay.</summary>
internal sealed class Estimate
{
    /// <summary>Made by the form on the page.</summary>
    public required Guid Id { get; init; }

    /// <summary>Or the <see cref="AskedEstimate"/> that it was made for before a visit was booked.</summary>
    public required Guid VisitId { get; init; }

    /// <summary>The record that the visit was booked for.</summary>
    public required Guid PatientId { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>Of this visit, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>An <see cref="Estimates.EstimateContent"/> as JSON.</summary>
    public required string Content { get; init; }

    /// <summary>Of all lines, in cents.</summary>
    public required int TotalCents { get; init; }

    /// <summary>First and last day of what it is for: the visit's own, or those of a series.</summary>
    public required DateOnly FirstDay { get; init; }

    public required DateOnly LastDay { get; init; }

    /// <summary>The day on the location's calendar that stands on it.</summary>
    public required DateOnly MadeOn { get; init; }

    public required DateOnly ValidTo { get; init; }

    public required string PdfHash { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}

/// <summary>An estimate reached the patient: when, and how. Append-only; one may be handed over and mailed besides.</summary>
internal sealed class EstimateGiving
{
    /// <summary>Made by the form on the page.</summary>
    public required Guid Id { get; init; }

    public required Guid EstimateId { get; init; }

    public required DateOnly GivenOn { get; init; }

    /// <summary>One of <see cref="Estimates.GivingWays"/>.</summary>
    public required string Way { get; init; }

    /// <summary>To whom, or where to; empty for the patient.</summary>
    public string Whom { get; init; } = "";

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
