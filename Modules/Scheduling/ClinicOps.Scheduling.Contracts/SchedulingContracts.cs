namespace ClinicOps.Scheduling.Contracts;

public interface IVisits
{
    /// <summary>A patient's visits, latest first. The caller audits what it shows.</summary>
    Task<IReadOnlyList<VisitSummary>> OfPatient(Guid patientId, CancellationToken stopping = default);

    /// <summary>Those of several patients, latest first. The caller audits what it shows.</summary>
    async Task<IReadOnlyList<VisitSummary>> OfPatients(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default)
    {
        var found = new List<VisitSummary>();
        foreach (var patient in patientIds)
        {
            found.AddRange(await OfPatient(patient, stopping));
        }

        return found;
    }

    /// <summary>Null when there is no such visit, or whoever asks may not know of it. The caller audits what it shows.</summary>
    Task<VisitSummary?> Find(Guid visitId, CancellationToken stopping = default);

    /// <summary>Those of a location that begin in this stretch of time, in its order, cancelled ones left out. The caller audits what it shows.</summary>
    Task<IReadOnlyList<VisitSummary>> Starting(Guid locationId, DateTimeOffset from, DateTimeOffset before, CancellationToken stopping = default);
}

/// <param name="State">One of <see cref="VisitStates"/>.</param>
public sealed record VisitSummary(
    Guid Id,
    Guid PatientId,
    Guid LocationId,
    string ProviderName,
    string VisitType,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string State)
{
    /// <summary>Who sees the patient, as the schedule knows them.</summary>
    public Guid ProviderId { get; init; }

    /// <summary>Ten digits; null when not recorded.</summary>
    public string? ProviderNpi { get; init; }

    /// <summary>As the schedule has it, "Cardiology"; null when not recorded.</summary>
    public string? ProviderSpecialty { get; init; }

    /// <summary>The chain of work it came from; null for a visit entered by hand.</summary>
    public Guid? CareThreadId { get; init; }

    /// <summary>Its own, beside the patient's: who does not see the class does not see the visit.</summary>
    public string AccessClass { get; init; } = "standard";

    /// <summary>The record it was booked for, where that was merged into the patient's since: what must stay apart (money) stays with it. Null for all others.</summary>
    public Guid? BookedForId { get; init; }

    /// <summary>The record to which what is made for the visit belongs, whatever it was merged into: its money, its signatures, its steps.</summary>
    public Guid OwnRecordId => BookedForId ?? PatientId;

    /// <summary>The task it was booked for; null for a visit that none asked for, or where whoever asks may not know of it.</summary>
    public Guid? TaskId { get; init; }

    public DateTimeOffset EnteredAt { get; init; }
}

/// <summary>Codes of what a visit is.</summary>
public static class VisitStates
{
    public const string Booked = "booked";
    public const string Done = "done";
    public const string Cancelled = "cancelled";

    /// <summary>The patient did not come. A person says so, never a machine.</summary>
    public const string Missed = "missed";
}

public interface IAppointmentRequests
{
    /// <summary>The appointment that stands for this task; null when none was booked, or it was cancelled. The caller audits what it shows.</summary>
    Task<VisitSummary?> AppointmentOf(Guid taskId, CancellationToken stopping = default);

    /// <summary>Those of several tasks, by task; a task without one is left out. The caller audits what it shows.</summary>
    async Task<IReadOnlyDictionary<Guid, VisitSummary>> AppointmentsOf(IReadOnlyCollection<Guid> taskIds, CancellationToken stopping = default)
    {
        var found = new Dictionary<Guid, VisitSummary>();
        foreach (var task in taskIds.Distinct())
        {
            if (await AppointmentOf(task, stopping) is { } visit)
            {
                found[task] = visit;
            }
        }

        return found;
    }
}

/// <summary>How it stands with asking patients about their visits. Asked by the machine that writes or raises calls, right before it does.</summary>
public interface IVisitReminders
{
    /// <summary>What the mail of a reminder says; null when it is not to be sent any more: the visit is confirmed, moved, cancelled or over. The link is a secret: keep and log it nowhere.</summary>
    Task<VisitReminderContent?> ToSend(Guid reminderId, CancellationToken stopping = default);

    /// <summary>Whether a patient is to be called about a visit that stands and is to come.</summary>
    Task<bool> NeedsCall(Guid visitId, CancellationToken stopping = default);
}

/// <param name="Link">Where the patient confirms, cancels or asks for another time; made for this mail alone.</param>
public sealed record VisitReminderContent(DateTimeOffset StartsAt, Guid LocationId, string Link);

/// <summary>Pages for who holds a link and is not signed in.</summary>
public static class PatientLinks
{
    /// <summary>Name of the host's policy that limits how often an address may ask for them.</summary>
    public const string RateLimit = "patient-links";
}

/// <summary>What users may be allowed to do with the schedule; the host maps these to roles.</summary>
public static class SchedulingRights
{
    public const string ViewVisits = "visits.view";

    /// <summary>Book, move and cancel.</summary>
    public const string EnterVisits = "visits.enter";

    /// <summary>Upload files of the EHR, see how they differ, and take that.</summary>
    public const string ImportVisits = "visits.import";

    /// <summary>Hours, holidays, blocks, rooms and devices, visit types, how many may stand at once.</summary>
    public const string SetUpSchedule = "schedule.set-up";

    /// <summary>Say on the flow board how far a visit has come, and that a patient did not come.</summary>
    public const string RunFlow = "visits.flow";

    /// <summary>Say how visits are confirmed.</summary>
    public const string SetUpConfirmation = "visits.set-up-confirmation";

    /// <summary>Show the screen of the waiting room.</summary>
    public const string ShowWaitingRoom = "visits.waiting-room";
}
