using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Scheduling.Contracts;

/// <summary>An appointment stands: booked, or a cancelled one put back.</summary>
/// <param name="TaskId">The task it was booked for; null when it was booked for none.</param>
public sealed record AppointmentBooked(Guid AppointmentId, Guid PatientId, Guid LocationId, Guid? TaskId, Guid? CareThreadId) : IEvent;

/// <summary>An appointment is at another time, or with another provider.</summary>
public sealed record AppointmentMoved(Guid AppointmentId, Guid PatientId, Guid LocationId, Guid? TaskId, Guid? CareThreadId) : IEvent;

/// <summary>An appointment does not take place; its time is free again.</summary>
public sealed record AppointmentCancelled(Guid AppointmentId, Guid PatientId, Guid LocationId, Guid? TaskId, Guid? CareThreadId) : IEvent;
