namespace ClinicOps.Intake.Data;

/// <summary>
/// Units of an authorization that a visit takes. Append-only: a reservation is ended by a row that names it, a use likewise. A row that no
/// other names counts.
/// </summary>
internal sealed class AuthorizationUse
{
    public required Guid Id { get; init; }

    public required Guid AuthorizationId { get; init; }

    public required Guid VisitId { get; init; }

    /// <summary>One of <see cref="UseKind"/>.</summary>
    public required string Kind { get; init; }

    public required decimal Units { get; init; }

    /// <summary>The row that this one ends; each is ended once. Null for a reservation.</summary>
    public Guid? EndsId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when a machine did it.</summary>
    public Guid? By { get; init; }
}

internal static class UseKind
{
    public const string Reserved = "reserved";

    /// <summary>The visit does not take place: a reservation is given back.</summary>
    public const string Released = "released";

    /// <summary>The visit is done: a reservation has become a use.</summary>
    public const string Used = "used";

    /// <summary>A use that was none is given back.</summary>
    public const string Returned = "returned";
}

/// <summary>What a letter says of a request, proposed to who works on it. One for each document.</summary>
internal sealed class DecisionProposal
{
    public required Guid DocumentId { get; init; }

    public required Guid PatientId { get; set; }

    /// <summary>The request it fits; null where none or several do.</summary>
    public Guid? AuthorizationId { get; set; }

    /// <summary>One of <see cref="ProposalState"/>.</summary>
    public required string State { get; set; }

    /// <summary>approved, partial, denied, pended or withdrawn; empty where the machine could not tell.</summary>
    public string Outcome { get; set; } = "";

    public string Number { get; set; } = "";

    public string Service { get; set; } = "";

    /// <summary>As read, "12 visits".</summary>
    public string Units { get; set; } = "";

    public DateOnly? ValidFrom { get; set; }

    public DateOnly? ValidTo { get; set; }

    public DateOnly? PeerToPeerBy { get; set; }

    public DateOnly? AppealBy { get; set; }

    public DateOnly? RespondBy { get; set; }

    public required Guid LocationId { get; set; }

    public string AccessClass { get; set; } = "standard";

    public required DateTimeOffset ReadAt { get; set; }

    /// <summary>The step that took it over.</summary>
    public Guid? AcceptedBy { get; set; }

    public uint Version { get; init; }
}

internal static class ProposalState
{
    public const string Open = "open";
    public const string Accepted = "accepted";

    /// <summary>A person said that it is not about this request.</summary>
    public const string Dismissed = "dismissed";

    /// <summary>The letter left the record.</summary>
    public const string Withdrawn = "withdrawn";
}

/// <summary>
/// Whether an authorization is needed, for one payer, plan, codes and site: one version of a line. Append-only; the line with the highest number
/// is the one in force.
/// </summary>
internal sealed class AuthorizationRule
{
    public required Guid Id { get; init; }

    /// <summary>The name of a payer, one of <see cref="Tasks.PayerClass"/>, or * for any.</summary>
    public required string Payer { get; init; }

    /// <summary>The name of one of the payer's plans, or * for any.</summary>
    public string Plan { get; init; } = "*";

    /// <summary>A code, "73721", a range, "70450-70498", or * for any.</summary>
    public required string Codes { get; init; }

    /// <summary>As written on requests, or * for any.</summary>
    public required string Site { get; init; }

    /// <summary>Counts the versions of this line, from 1: of two who change one at once, one is told of the other.</summary>
    public required int Number { get; init; }

    public required bool IsNeeded { get; init; }

    /// <summary>Where it is known from: the payer's list, the name of who was called.</summary>
    public required string SaidBy { get; init; }

    public required DateOnly SaidOn { get; init; }

    /// <summary>The line is taken out: the next broader one counts.</summary>
    public required bool IsRemoved { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
