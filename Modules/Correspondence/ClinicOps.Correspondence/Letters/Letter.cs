using ClinicOps.Correspondence.Templates;

namespace ClinicOps.Correspondence.Letters;

/// <summary>A letter about a patient: its text as blocks with merge fields, and the values those stand for.</summary>
internal sealed class Letter
{
    public required Guid Id { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>The task it was drafted from; null for a letter begun at the patient.</summary>
    public Guid? TaskId { get; init; }

    /// <summary>The order the task came from: when that is withdrawn, a letter that has not left is withdrawn with it.</summary>
    public Guid? OrderId { get; init; }

    public required Guid CareThreadId { get; init; }

    public required Guid LocationId { get; init; }

    public required string TemplateCode { get; init; }

    public required int TemplateVersion { get; init; }

    public required string Subject { get; set; }

    /// <summary>BCP 47, "en". What a screen reader speaks and how lines are hyphenated.</summary>
    public required string Language { get; init; }

    public required IReadOnlyList<LetterBlock> Blocks { get; set; }

    public required IReadOnlyList<MergeValue> Values { get; set; }

    /// <summary>One of <see cref="LetterState"/>.</summary>
    public required string State { get; set; }

    public string AccessClass { get; set; } = "standard";

    /// <summary>A person gave its pages in the chart a class of their own: it follows its task's class no more.</summary>
    public bool ClassifiedByHand { get; set; }

    public Guid? DraftedBy { get; init; }

    public required DateTimeOffset DraftedAt { get; init; }

    /// <summary>As its template had it: printed twice, for its reader, and marked, on pages of its own, for the clinic.</summary>
    public bool WithClinicCopy { get; init; }

    /// <summary>Null until a person has changed the draft.</summary>
    public Guid? EditedBy { get; set; }

    public DateTimeOffset? EditedAt { get; set; }

    /// <summary>When what it rested on became void although it had left already; null otherwise.</summary>
    public DateTimeOffset? VoidedAt { get; set; }

    /// <summary>Of papers that another module made, the documents of the chart that lie in them; of a letter, its enclosures in their order.</summary>
    public Guid[] DocumentIds { get; set; } = [];

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }

    /// <summary>No letter of ours: papers that another module made and keeps, approved by being sent. They are neither edited, nor drawn, nor filed a second time.</summary>
    public bool IsPapers => TemplateCode == LetterTemplates.Papers;
}

/// <summary>Codes. Whether and how an approved letter left is said by its deliveries.</summary>
internal static class LetterState
{
    public const string Draft = "draft";

    /// <summary>Its pages are frozen; nothing of it is edited unless the approval is taken back first.</summary>
    public const string Approved = "approved";

    /// <summary>Taken back before it left: kept, and shown as such.</summary>
    public const string Withdrawn = "withdrawn";
}
