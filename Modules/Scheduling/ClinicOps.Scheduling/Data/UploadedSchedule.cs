namespace ClinicOps.Scheduling.Data;

/// <summary>A schedule file of the EHR, as somebody uploaded it. Append-only; its bytes lie in the blob store.</summary>
internal sealed class UploadedSchedule
{
    /// <summary>Made by the form.</summary>
    public required Guid Id { get; init; }

    /// <summary>As the sender's machine called it.</summary>
    public required string FileName { get; init; }

    public required string BlobHash { get; init; }

    public required int Visits { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
