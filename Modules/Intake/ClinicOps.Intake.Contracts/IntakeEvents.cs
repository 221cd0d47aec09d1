using ClinicOps.Kernel.Jobs;

namespace ClinicOps.Intake.Contracts;

/// <summary>A patient is new in the register.</summary>
public sealed record PatientRegistered(Guid PatientId) : IEvent;

/// <summary>Something of a registered patient changed that a match may rest on.</summary>
public sealed record PatientChanged(Guid PatientId) : IEvent;

public sealed record TaskDone(Guid TaskId, Guid? PatientId, Guid CareThreadId) : IEvent;

/// <summary>A task that asks for an appointment was raised, changed, done, reopened or withdrawn; ask <see cref="IAppointmentTasks"/> how it stands.</summary>
public sealed record AppointmentTaskChanged(Guid TaskId, Guid CareThreadId) : IEvent;
