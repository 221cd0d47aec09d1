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

    /// <summary>One of <see cref="FilingWhy"/>.</summary>
    public required string Why { get; init; }

    /// <summary>What identified the person, or spoke against.</summary>
    public IReadOnlyList<MatchReason> Reasons { get; init; } = [];
}

internal static class FilingAct
{
    public const string Filed = "filed";
    public const string Unfiled = "unfiled";
}

/// <summary>Why a document was filed or taken out. Recorded: never rename one.</summary>
internal static class FilingWhy
{
    public const string Gate = "gate";
    public const string Review = "review";

    /// <summary>A person undid what had taken it out, where the gate had filed it: the filing is the gate's, and is looked at again as such.</summary>
    public const string GateAgain = "gate-again";

    /// <summary>A letter of ours, as it left.</summary>
    public const string SentLetter = "sent-letter";

    /// <summary>A person took it out.</summary>
    public const string Undone = "undone";

    /// <summary>A person filed it elsewhere, or as something else.</summary>
    public const string Refiled = "refiled";

    /// <summary>The register changed, and the machine would not file it there any more.</summary>
    public const string NoLongerOnlyFit = "no-longer-only-fit";

    /// <summary>A person changed its pages.</summary>
    public const string PagesChanged = "pages-changed";

    /// <summary>A person who checked it again, without being told whose it was, named somebody else.</summary>
    public const string Recheck = "recheck";
}
