namespace ClinicOps.Documents.Contracts;

public interface IAuthorizationDecisions
{
    /// <summary>The decision as read of a document; null unless it is one, filed to a patient, and was read.</summary>
    Task<AuthorizationDecision?> Find(Guid documentId, CancellationToken stopping = default);
}

/// <summary>What a payer decided, as it was read, or as a person corrected it. Patient text: do not log or copy into events.</summary>
/// <param name="Outcome">approved, partial, denied, pended or withdrawn; null where the machine could not tell.</param>
/// <param name="Number">Of the authorization, or of the case.</param>
/// <param name="RespondBy">The last day to send what the payer asks for.</param>
/// <param name="Units">How many of what were approved: "12 visits".</param>
public sealed record AuthorizationDecision(
    Guid DocumentId,
    Guid PatientId,
    Guid LocationId,
    Guid CareThreadId,
    string? Outcome,
    string? Number,
    string? Service,
    DateOnly? ValidFrom,
    DateOnly? ValidTo,
    DateOnly? PeerToPeerBy,
    DateOnly? AppealBy,
    DateOnly? RespondBy,
    string? Units = null);
