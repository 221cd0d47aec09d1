namespace ClinicOps.Scheduling.Data;

/// <summary>A kind of visit: how long it takes, what it needs, whom it is for.</summary>
internal sealed class VisitType
{
    /// <summary>The most minutes that a buffer has.</summary>
    public const int MostBuffer = 120;

    /// <summary>The most that may stand at once with one provider.</summary>
    public const int MostCapacity = 20;

    public required Guid Id { get; init; }

    /// <summary>Short and lasting, "new-patient".</summary>
    public required string Code { get; init; }

    public required string Name { get; set; }

    /// <summary>5 to 720.</summary>
    public required int Minutes { get; set; }

    /// <summary>Minutes that provider and rooms are taken before the visit begins, 0 to 120.</summary>
    public int BufferBefore { get; set; }

    /// <summary>And after it has ended.</summary>
    public int BufferAfter { get; set; }

    /// <summary>How many visits may stand at once where this type is booked, with providers who have no number of their own for it. 1: no double-booking.</summary>
    public int Capacity { get; set; } = 1;

    /// <summary>One of <see cref="PatientRule"/>.</summary>
    public string ForWhom { get; set; } = PatientRule.Anybody;

    /// <summary>What the patient is told beforehand; empty for nothing.</summary>
    public string Instructions { get; set; } = "";

    /// <summary>Codes of the kinds of orders it is for, "imaging".</summary>
    public List<string> Serves { get; set; } = [];

    /// <summary>No longer booked; what was booked stands.</summary>
    public bool IsRetired { get; set; }

    public List<VisitTypeNeed> Needs { get; init; } = [];

    public uint Version { get; init; }

    public bool IsFor(string? orderKind) => orderKind is { Length: > 0 } && (Code == orderKind || Serves.Contains(orderKind));
}

/// <summary>Codes of whom a type is for.</summary>
internal static class PatientRule
{
    public const string Anybody = "anybody";

    /// <summary>Who was not seen here within three years: what a payer calls a new patient.</summary>
    public const string New = "new";

    /// <summary>Who was.</summary>
    public const string Established = "established";

    public static readonly string[] All = [Anybody, New, Established];
}

/// <summary>A visit type needs one room or device of this kind, at the location of the visit.</summary>
internal sealed class VisitTypeNeed
{
    public required Guid VisitTypeId { get; init; }

    public required Guid KindId { get; init; }

    public ResourceKind? Kind { get; init; }
}

/// <summary>How many visits of a type may stand at once with one provider, instead of the type's own number.</summary>
internal sealed class ProviderCapacity
{
    public required Guid ProviderId { get; init; }

    public required Guid VisitTypeId { get; init; }

    public required int Capacity { get; set; }
}
