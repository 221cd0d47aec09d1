namespace ClinicOps.Scheduling.Data;

/// <summary>How visits of a kind are confirmed. A kind without a rule of its own goes by the one of every other kind; without that, nobody is asked by a machine.</summary>
internal sealed class ConfirmationRule
{
    public required Guid Id { get; init; }

    /// <summary>Null for every kind without a rule of its own.</summary>
    public Guid? VisitTypeId { get; init; }

    /// <summary>So many days before the visit a reminder is e-mailed to who allowed it; null for none.</summary>
    public int? MailDaysBefore { get; set; }

    /// <summary>So many days before the visit an unconfirmed one becomes a call; null for none.</summary>
    public int? CallDaysBefore { get; set; }

    public Guid? ChangedBy { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    public uint Version { get; init; }
}
