namespace ClinicOps.Scheduling.Contracts;

/// <summary>To whom a location writes together, by what the schedule knows. Ids alone. The caller audits what it shows, and asks Intake who has died or wants no mail.</summary>
public interface IPatientsToWrite
{
    /// <summary>Who is to come again by this day and has not come to an end with it.</summary>
    Task<PatientsToWrite> RecallDue(Guid locationId, DateOnly until, CancellationToken stopping = default);

    /// <summary>Who did not come to a visit on one of these days, and has had or booked none after it, wherever in the clinic.</summary>
    Task<PatientsToWrite> MissedAndNotBack(Guid locationId, DateOnly from, DateOnly until, CancellationToken stopping = default);

    /// <summary>Who has, or had, a visit on or after this day that was not cancelled.</summary>
    Task<PatientsToWrite> SeenSince(Guid locationId, DateOnly since, CancellationToken stopping = default);
}

/// <param name="InSight">Each once, in any order.</param>
/// <param name="Closed">How many more there are whose record or visit is closed to whoever asks: a number, and nothing of them.</param>
public sealed record PatientsToWrite(IReadOnlyList<Guid> InSight, int Closed);
