namespace ClinicOps.Host.Access;

/// <summary>A class of records that not every user may see. Never removed: rows of every module name it.</summary>
internal sealed class AccessClassRow
{
    /// <summary>Recorded, "behavioural".</summary>
    public required string Code { get; init; }

    /// <summary>As people read it.</summary>
    public required string Name { get; set; }

    /// <summary>The order in lists; the standard class is first.</summary>
    public required int Position { get; set; }
}

/// <summary>Somebody opened a record they are not cleared for: of one patient, for a time, with a reason. Kept for ever.</summary>
internal sealed class GlassBreak
{
    /// <summary>Made with the form, so that a form sent twice breaks one glass.</summary>
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>As the user wrote it. It may say something of the patient: shown to who reviews, and in no log.</summary>
    public required string Reason { get; init; }

    public required DateTimeOffset BrokenAt { get; init; }

    /// <summary>When it closes by itself.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When the user closed it before that; null when not.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When somebody else looked at this use; null while nobody has.</summary>
    public DateTimeOffset? ReviewedAt { get; set; }

    public Guid? ReviewedBy { get; set; }

    public DateTimeOffset Closes => EndedAt ?? Until;
}
