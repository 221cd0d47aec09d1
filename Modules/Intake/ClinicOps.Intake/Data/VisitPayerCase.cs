namespace ClinicOps.Intake.Data;

/// <summary>Who pays for one visit, where that is not simply the patient's first coverage.</summary>
internal sealed class VisitPayerCase
{
    public required Guid VisitId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>One of <see cref="Coverage.CaseKinds"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>Of a health plan: which coverage; null for the first that is valid on the day.</summary>
    public Guid? CoverageId { get; set; }

    /// <summary>Who pays for workers' compensation or an accident, by name; empty while nobody has said it.</summary>
    public string Carrier { get; set; } = "";

    /// <summary>Of workers' compensation or an accident.</summary>
    public string ClaimNumber { get; set; } = "";

    /// <summary>Who works on the claim at the payer, with the number to call.</summary>
    public string Adjuster { get; set; } = "";

    /// <summary>What the latest good-faith estimate for who pays themselves comes to; null while there is none. One that was said before there were papers is without one.</summary>
    public int? EstimateCents { get; set; }

    /// <summary>One of <see cref="Coverage.OwesNothing"/>; empty where the visit's type decides, and else the answer of the payer.</summary>
    public string OwesNothing { get; set; } = "";

    /// <summary>Why it is said of this visit, in a person's words; empty where the code says it all.</summary>
    public string OwesWhy { get; set; } = "";

    /// <summary>X12 code of the kind of service; empty for that of the visit's type.</summary>
    public string ServiceType { get; set; } = "";

    public required DateTimeOffset ChangedAt { get; set; }

    public Guid? ChangedBy { get; set; }

    public uint Version { get; init; }
}
