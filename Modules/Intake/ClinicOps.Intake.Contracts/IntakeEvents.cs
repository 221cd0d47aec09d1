using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Intake.Contracts;

/// <summary>A patient is new in the register.</summary>
public sealed record PatientRegistered(Guid PatientId) : IEvent;

/// <summary>Something of a registered patient changed that a match may rest on.</summary>
public sealed record PatientChanged(Guid PatientId) : IEvent;

/// <summary>A patient's record was merged into another: what names it goes along. Ask <see cref="IPatientMerges"/> how the two stand now.</summary>
public sealed record PatientsMerged(Guid MergeId, Guid SurvivorId, Guid MergedId) : IEvent;

/// <summary>A merge was taken back: what went along comes back. Ask <see cref="IPatientMerges"/> how the two stand now.</summary>
public sealed record PatientsUnmerged(Guid MergeId, Guid SurvivorId, Guid MergedId) : IEvent;

/// <summary>Who may see a patient's records changed: ask <see cref="IPatients"/>, as the machine, for the class of now.</summary>
public sealed record PatientClassChanged(Guid PatientId) : IEvent;

/// <summary>A task's own access class changed with that of its document: ask <see cref="ITasks"/> for that of now.</summary>
public sealed record TaskClassChanged(Guid TaskId) : IEvent;

public sealed record TaskDone(Guid TaskId, Guid? PatientId, Guid CareThreadId) : IEvent;

/// <summary>A task that asks for an appointment was raised, changed, done, reopened or withdrawn; ask <see cref="IAppointmentTasks"/> how it stands.</summary>
public sealed record AppointmentTaskChanged(Guid TaskId, Guid CareThreadId) : IEvent;

/// <summary>A payer answered for a visit, whatever it said, or somebody recorded what it said.</summary>
public sealed record CoverageVerified(Guid CheckId, Guid PatientId, Guid VisitId) : IEvent;

/// <summary>A patient has come for a visit, on time or late.</summary>
public sealed record VisitArrived(Guid VisitId, Guid PatientId, Guid LocationId, Guid? CareThreadId) : IEvent;

/// <summary>A patient is at the desk and checked in for a visit.</summary>
/// <param name="CareThreadId">The chain of work the visit came from; null for one entered by hand.</param>
public sealed record VisitCheckedIn(Guid VisitId, Guid PatientId, Guid LocationId, Guid? CareThreadId) : IEvent;

/// <summary>A payer's decision on an authorization came, or holds no more: approved, denied, not required, expired, changed or taken back.</summary>
public sealed record AuthorizationDecided(Guid AuthorizationId, Guid PatientId, Guid CareThreadId) : IEvent;

/// <summary>A referral to this clinic was accepted, and visits count under it; or they count no more.</summary>
public sealed record ReferralDecided(Guid ReferralId, Guid PatientId, Guid CareThreadId) : IEvent;
