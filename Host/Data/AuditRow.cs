namespace ClinicOps.Host.Data;

/// <summary>One entry of the audit trail, as the host reads it. Written by <see cref="Kernel.Audit.AuditTrail"/> alone; the database refuses changes.</summary>
internal sealed class AuditRow
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? UserId { get; init; }

    public required string Via { get; init; }

    public required string Action { get; init; }

    public required string SubjectKind { get; init; }

    public Guid? SubjectId { get; init; }

    public required Guid[] ResultIds { get; init; }

    public string? Reason { get; init; }

    public Guid? LocationId { get; init; }
}
