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

    /// <summary>Those of a chain of work, earliest first, cancelled ones among them. The caller audits what it shows.</summary>
    Task<IReadOnlyList<VisitSummary>> OfThread(Guid careThreadId, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<VisitSummary>>([]);

    /// <summary>Everybody patients have visits with, as the schedule knows them. Nothing of patients.</summary>
    Task<IReadOnlyList<ProviderSummary>> Providers(CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<ProviderSummary>>([]);
}

/// <param name="Name">Without credentials, "Amara Okafor".</param>
/// <param name="Npi">Ten digits; null when not recorded.</param>
public sealed record ProviderSummary(string Name, string? Npi);

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

    /// <summary>Code of its type, as <see cref="IVisitTypes"/> has it; null for a kind of visit that the clinic has no type for, and for one that was asked of a task.</summary>
    public string? VisitTypeCode { get; init; }

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

/// <summary>The types of visits that the clinic has. About no patient.</summary>
public interface IVisitTypes
{
    /// <summary>All of them by name, also those that are no longer booked.</summary>
    Task<IReadOnlyList<KnownVisitType>> All(CancellationToken stopping = default);
}

/// <param name="Code">Short and lasting, "new-patient".</param>
/// <param name="IsRetired">No longer booked; what was booked stands.</param>
public sealed record KnownVisitType(string Code, string Name, bool IsRetired);

/// <summary>The holidays of the clinic, as staff enter them for the schedule: the one place where they stand. About no patient.</summary>
public interface IClosedDays
{
    /// <summary>All of them by day, past ones too.</summary>
    Task<IReadOnlyList<ClosedDay>> All(CancellationToken stopping = default);
}

/// <param name="LocationId">Null for the whole clinic.</param>
public sealed record ClosedDay(DateOnly Date, Guid? LocationId, string Name)
{
    public bool Closes(Guid? locationId) => LocationId is null || LocationId == locationId;
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

    /// <summary>How the request of this task ended without an appointment; null while it has not.</summary>
    Task<RequestEnd?> EndOf(Guid taskId, CancellationToken stopping = default) => Task.FromResult<RequestEnd?>(null);
}

/// <param name="Outcome">One of the codes here.</param>
/// <param name="Attempts">How often the patient was tried to be reached in vain.</param>
public sealed record RequestEnd(string Outcome, int Attempts)
{
    /// <summary>The patient does not want it.</summary>
    public const string Declined = "declined";
    public const string Unreachable = "unreachable";
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

/// <summary>Freed times that are offered to patients by mail. Asked by the machine that writes, right before it does.</summary>
public interface ISlotOffers
{
    /// <summary>What the mail of an offer says; null when it is not to be sent any more: the offer is answered, taken back or over. The link is a secret: keep and log it nowhere.</summary>
    Task<SlotOfferContent?> ToSend(Guid offerId, CancellationToken stopping = default);
}

/// <param name="Until">From this instant on the time is not kept any more.</param>
/// <param name="TakesPlace">The patient has a visit and wants it earlier: it would be moved to this time.</param>
/// <param name="Link">Where the patient takes the time or leaves it to others; made for this mail alone.</param>
public sealed record SlotOfferContent(DateTimeOffset StartsAt, Guid LocationId, DateTimeOffset Until, bool TakesPlace, string Link);

/// <summary>What letters to patients that were asked for by <see cref="PatientLetterDue"/> say. Asked by the machine that drafts them, right before it does.</summary>
public interface IPatientLetterAsks
{
    /// <summary>Null when the letter is not wanted any more: the patient was reached otherwise, or what it is about stands again.</summary>
    Task<PatientLetterContent?> ToWrite(Guid askId, CancellationToken stopping = default);
}

/// <summary>What a letter is about. Nothing clinical: no kind of visit, no reason of an absence.</summary>
/// <param name="Template">One of <see cref="PatientLetterTemplates"/>.</param>
/// <param name="CareThreadId">The chain of work that it belongs to; null for none.</param>
/// <param name="AccessClass">Code of the class of what it is about: the letter has it too.</param>
/// <param name="VisitAt">When the visit was to be that the letter is about; null where it is about none.</param>
public sealed record PatientLetterContent(string Template, Guid PatientId, Guid LocationId, Guid? CareThreadId, string AccessClass, DateTimeOffset? VisitAt);

/// <summary>Recorded codes of the templates that letters are asked for by.</summary>
public static class PatientLetterTemplates
{
    /// <summary>A visit cannot take place as it was booked.</summary>
    public const string VisitChanged = "visit-changed";

    /// <summary>It is time for the next visit.</summary>
    public const string Recall = "recall";
}

/// <summary>Pages for who holds a link and is not signed in.</summary>
public static class PatientLinks
{
    /// <summary>Name of the host's policy that limits how often an address may ask for them.</summary>
    public const string RateLimit = "patient-links";
}

/// <summary>Providers' booked times for the calendars of who holds a secret address and is not signed in.</summary>
public static class CalendarFeeds
{
    /// <summary>Name of the host's policy that limits how often an address may ask for them.</summary>
    public const string RateLimit = "calendar-feeds";
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

    /// <summary>Make, renew and withdraw the addresses by which calendars read a provider's booked times, and say what they are told.</summary>
    public const string ManageFeeds = "visits.feeds";

    /// <summary>Save visits, with the patients' names, as a file.</summary>
    public const string ExportVisits = "visits.export";

    /// <summary>See the reports on the schedule: counts over all visits, and nobody's name.</summary>
    public const string ViewReports = "visits.report";
}
