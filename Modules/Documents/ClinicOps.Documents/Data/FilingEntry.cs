using ClinicOps.Documents.Matching;

namespace ClinicOps.Documents.Data;

/// <summary>A document came into a patient's record, or was taken out of it. Only ever added to.</summary>
internal sealed class FilingEntry
{
    public required Guid Id { get; init; }

    public required Guid DocumentId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>"filed" or "unfiled".</summary>
    public required string Act { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when the machine did it.</summary>
    public Guid? By { get; init; }

    /// <summary>Code of why: "gate", "review", "undone", "no-longer-only-fit", "sent-letter".</summary>
    public required string Why { get; init; }

    /// <summary>What identified the person, or spoke against.</summary>
    public IReadOnlyList<MatchReason> Reasons { get; init; } = [];
}

internal static class FilingAct
{
    public const string Filed = "filed";
    public const string Unfiled = "unfiled";
}
