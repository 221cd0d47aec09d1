using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Scheduling.Contracts;

/// <summary>An appointment stands: booked, or a cancelled one put back.</summary>
/// <param name="TaskId">The task it was booked for; null when it was booked for none.</param>
public sealed record AppointmentBooked(Guid AppointmentId, Guid PatientId, Guid LocationId, Guid? TaskId, Guid? CareThreadId) : IEvent;

/// <summary>An appointment is at another time, with another provider, or of another length.</summary>
public sealed record AppointmentMoved(Guid AppointmentId, Guid PatientId, Guid LocationId, Guid? TaskId, Guid? CareThreadId) : IEvent;

/// <summary>The patient did not come to an appointment, as a person said. Taken back, it is booked again.</summary>
public sealed record AppointmentMissed(Guid AppointmentId, Guid PatientId, Guid LocationId, Guid? TaskId, Guid? CareThreadId) : IEvent;

/// <summary>A patient said, to staff or by the link of a reminder, that he or she comes. A move makes it a question again.</summary>
public sealed record AppointmentConfirmed(Guid AppointmentId, Guid PatientId, Guid LocationId) : IEvent;

/// <summary>A patient is to be called about a visit; ask <see cref="IVisitReminders"/> whether that is so now.</summary>
/// <param name="Reason">One of the codes here.</param>
public sealed record VisitToCall(Guid VisitId, Guid PatientId, Guid LocationId, Guid? CareThreadId, string Reason) : IEvent
{
    public const string Unconfirmed = "unconfirmed";

    /// <summary>The mail of the reminder did not arrive, or nobody knows.</summary>
    public const string NotReached = "not-reached";
    public const string WantsOtherTime = "wants-other-time";

    /// <summary>The provider is out then: the visit cannot take place as booked.</summary>
    public const string ProviderOut = "provider-out";
}

/// <summary>A letter to a patient is to be drafted, once for each ask: ask <see cref="IPatientLetterAsks"/> what it says, and whether it is still wanted.</summary>
/// <param name="Template">One of <see cref="PatientLetterTemplates"/>.</param>
public sealed record PatientLetterDue(Guid AskId, string Template, Guid PatientId, Guid LocationId) : IEvent;

/// <summary>A letter that was asked for is wanted no more: one that has not left is withdrawn.</summary>
public sealed record PatientLetterNotDue(Guid AskId, Guid PatientId, Guid LocationId) : IEvent;

/// <summary>A patient is to be reminded of a visit by mail: whoever sends mail asks <see cref="IVisitReminders"/> what it says.</summary>
public sealed record VisitReminderDue(Guid ReminderId, Guid VisitId, Guid PatientId, Guid LocationId) : IEvent;

/// <summary>A freed time is offered to a patient, and kept for a while: whoever sends mail asks <see cref="ISlotOffers"/> what it says.</summary>
public sealed record SlotOfferDue(Guid OfferId, Guid PatientId, Guid LocationId) : IEvent;

/// <summary>An appointment does not take place; its time is free again.</summary>
public sealed record AppointmentCancelled(Guid AppointmentId, Guid PatientId, Guid LocationId, Guid? TaskId, Guid? CareThreadId) : IEvent;

/// <summary>A request for an appointment ended without one, or goes on after all; ask <see cref="IAppointmentRequests"/> how it stands.</summary>
public sealed record AppointmentRequestEnded(Guid TaskId, Guid PatientId, Guid LocationId, Guid CareThreadId) : IEvent;
