using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Correspondence.Contracts;

/// <summary>An answer by e-mail did not arrive, was not sent at all, or nobody can say whether it arrived: its conversation is open again, and a person sees to it.</summary>
/// <param name="EntryId">The answer: each is told by itself.</param>
/// <param name="PatientId">Whom it was about when it was written; null where nobody had said.</param>
/// <param name="Outcome">"failed", "unknown" or "cancelled".</param>
public sealed record AnswerNotDelivered(Guid EntryId, Guid ConversationId, Guid? PatientId, Guid LocationId, Guid CareThreadId, string Outcome) : IEvent;
