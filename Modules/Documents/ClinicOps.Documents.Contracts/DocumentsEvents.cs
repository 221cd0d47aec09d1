using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Documents.Contracts;

/// <summary>A fax, e-mail, scan or upload has been stored and will be worked on.</summary>
public sealed record TransmissionReceived(Guid TransmissionId, Guid LocationId, Guid CareThreadId) : IEvent;

/// <summary>A document now belongs to a patient's record.</summary>
/// <param name="DocumentType">Code of the type, "physician_order".</param>
/// <param name="FiledBy">The user, or null when the gate filed it.</param>
public sealed record DocumentFiled(Guid DocumentId, Guid PatientId, string DocumentType, Guid? FiledBy, Guid CareThreadId) : IEvent;

/// <summary>A filing was undone: whatever followed from it is to be taken back, or raised as an incident where it was already sent.</summary>
public sealed record DocumentUnfiled(Guid DocumentId, Guid PatientId, Guid CareThreadId) : IEvent;

/// <summary>A document's own access class changed: ask <see cref="IDocumentClasses"/> for that of now. What came of it follows.</summary>
/// <param name="ByHand">A person said so of this document; otherwise it followed the letter that it is (an event from before this field existed counts as that).</param>
public sealed record DocumentClassChanged(Guid DocumentId, bool ByHand) : IEvent;

/// <summary>An order of a filed document stands transcribed; ask <see cref="IOrders"/> for it.</summary>
public sealed record OrderTranscribed(Guid OrderId, Guid DocumentId, Guid PatientId, Guid CareThreadId) : IEvent;

/// <summary>An order is void: its filing was undone, or a person corrected it away.</summary>
public sealed record OrderWithdrawn(Guid OrderId, Guid DocumentId, Guid CareThreadId) : IEvent;

/// <summary>A payer's decision in a filed document was read, or corrected by a person; ask <see cref="IAuthorizationDecisions"/> for it.</summary>
public sealed record AuthorizationDecisionRead(Guid DocumentId, Guid PatientId, Guid CareThreadId) : IEvent;

/// <summary>A document with a payer's decision left the record, or is no decision after all: ask <see cref="IAuthorizationDecisions"/> how it stands.</summary>
public sealed record AuthorizationDecisionWithdrawn(Guid DocumentId, Guid CareThreadId) : IEvent;

/// <summary>A referral in a filed document was read, or corrected by a person; ask <see cref="IReferralDocuments"/> for it.</summary>
public sealed record ReferralRead(Guid DocumentId, Guid PatientId, Guid CareThreadId) : IEvent;

/// <summary>A document with a referral left the record, or is none after all: ask <see cref="IReferralDocuments"/> how it stands.</summary>
public sealed record ReferralWithdrawn(Guid DocumentId, Guid CareThreadId) : IEvent;

/// <summary>A consult note is in a patient's record and was read, or corrected by a person; ask <see cref="IReferralDocuments"/> for what it says of itself.</summary>
public sealed record ConsultNoteFiled(Guid DocumentId, Guid PatientId, Guid CareThreadId) : IEvent;

/// <summary>A consult note left the record, or is none after all: ask <see cref="IReferralDocuments"/> how it stands.</summary>
public sealed record ConsultNoteWithdrawn(Guid DocumentId, Guid CareThreadId) : IEvent;

/// <summary>Wording on a document must be seen by a person within minutes (STAT, critical value, passed deadline), whoever the patient is.</summary>
/// <param name="Reason">Code: "critical_result", "stat", "deadline_passed", "deadline_near", or "orders_unread" (a filed order in which no order could be read).</param>
/// <param name="Day">Of a deadline: each is told by itself. Null for the others, and in what was stored before days were told.</param>
/// <param name="MovedFrom">The document of which the same was told while the page lay there: what was done about it is this one's now. Null where it is told for the first time.</param>
public sealed record UrgentWordingRead(Guid DocumentId, Guid LocationId, string Reason, Guid CareThreadId, DateOnly? Day = null, Guid? MovedFrom = null) : IEvent;

/// <summary>
/// The same of STAT and critical wording, and of a deadline that has passed, while its transmission is still being read, or in the e-mail it came with: nobody knows yet of which document. Told once of each reason;
/// <see cref="UrgentWordingRead"/> follows with the same reason and care thread when there are documents.
/// </summary>
/// <param name="Reason">Code: "critical_result", "stat" or "deadline_passed", whose day is told with the document.</param>
public sealed record UrgentPageRead(Guid TransmissionId, Guid LocationId, string Reason, Guid CareThreadId) : IEvent;

/// <summary>STAT or critical wording in an e-mail of which nothing could be received: it waits for a person, and no document will say it.</summary>
/// <param name="Reason">Code: "critical_result" or "stat".</param>
public sealed record UrgentMailRead(Guid MailMessageId, Guid LocationId, string Reason) : IEvent;

/// <summary>Who acknowledged a document asks for something to be done; ask <see cref="IAskedActions"/> for what.</summary>
public sealed record ActionAskedFor(Guid StepId, Guid DocumentId, Guid? PatientId, Guid LocationId, Guid CareThreadId) : IEvent;

/// <summary>What was asked for is void: it was taken back, or the document left the record.</summary>
public sealed record ActionTakenBack(Guid StepId, Guid DocumentId, Guid CareThreadId) : IEvent;
