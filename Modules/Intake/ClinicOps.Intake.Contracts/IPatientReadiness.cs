namespace ClinicOps.Intake.Contracts;

/// <summary>
/// Whether patients could come at a time that is not booked for them: what a payer would not pay for is not offered. Of patients whom the acting
/// user is not cleared for nothing is said. Patient text: do not log or store. The caller audits what it shows.
/// </summary>
public interface IPatientReadiness
{
    /// <summary>By the id of the question; one about a patient out of sight is left out.</summary>
    Task<IReadOnlyDictionary<Guid, PatientReadiness>> Of(IReadOnlyCollection<ReadinessQuestion> questions, CancellationToken stopping = default);
}

/// <param name="Id">Made by who asks.</param>
/// <param name="VisitId">The visit that would be moved to this time: what it holds goes along. Null for a new one.</param>
/// <param name="TaskId">The task that asks for the appointment; null where there is none.</param>
public sealed record ReadinessQuestion(Guid Id, Guid PatientId, Guid LocationId, DateTimeOffset StartsAt, Guid? VisitId, Guid? TaskId);

/// <param name="For">What speaks for it, as parts of a sentence: "authorization PA-20 is valid until 12/31/2026, 5 visits left".</param>
/// <param name="Against">What stands in the way; the patient is ready where there is nothing.</param>
public sealed record PatientReadiness(IReadOnlyList<string> For, IReadOnlyList<string> Against)
{
    public bool IsReady => Against.Count == 0;

    /// <summary>What is to be seen to and does not stop it, as parts of a sentence: what a payer wants that pays after the first.</summary>
    public IReadOnlyList<string> ToSeeTo { get; init; } = [];
}
