namespace ClinicOps.Intake.Data;

/// <summary>A code out of the lists that the clinic has imported.</summary>
internal sealed class MedicalCode
{
    /// <summary>One of <see cref="Coding.CodeSystems"/>.</summary>
    public required string System { get; init; }

    /// <summary>As sheets have it, without a point: "M25561", "99213".</summary>
    public required string Code { get; init; }

    public required string Description { get; set; }

    /// <summary>The clinic's usual charge in cents; null where it is not set.</summary>
    public int? ChargeCents { get; set; }

    public required DateTimeOffset ImportedAt { get; set; }

    public uint Version { get; init; }
}

/// <summary>What was found and done at one finished visit, in codes, and how far it is on its way to billing. What happened is in <see cref="CodingEvent"/>.</summary>
internal sealed class VisitCoding
{
    public required Guid VisitId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>That of the visit.</summary>
    public string AccessClass { get; set; } = "standard";

    /// <summary>One of <see cref="Coding.CodingStates"/>.</summary>
    public required string State { get; set; }

    /// <summary>A <see cref="Coding.CodingContent"/> as JSON.</summary>
    public required string Content { get; set; }

    /// <summary>Who said that it is final; null while nobody has.</summary>
    public Guid? SignedBy { get; set; }

    public DateTimeOffset? SignedAt { get; set; }

    /// <summary>How often it was handed off.</summary>
    public int HandedOff { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public Guid? ChangedBy { get; set; }

    public uint Version { get; init; }
}

/// <summary>What happened to the coding of a visit, by whom. Append-only.</summary>
internal sealed class CodingEvent
{
    public required Guid Id { get; init; }

    public required Guid VisitId { get; init; }

    /// <summary>saved, signed, signature-taken-back, handed-off or reopened.</summary>
    public required string What { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }

    /// <summary>Why it was opened again; empty for all else.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The content as it was then.</summary>
    public required string Content { get; init; }
}

/// <summary>What was handed to billing, as it was given out. Append-only: a correction is another of the next number.</summary>
internal sealed class CodingHandOff
{
    /// <summary>Made by the form on the page.</summary>
    public required Guid Id { get; init; }

    public required Guid VisitId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>Of this visit, from 1.</summary>
    public required int Number { get; init; }

    public required Guid SignedBy { get; init; }

    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>The sheet as PDF.</summary>
    public required string PdfHash { get; init; }

    public required string CsvHash { get; init; }

    /// <summary>In cents, of all lines.</summary>
    public required int TotalCents { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
