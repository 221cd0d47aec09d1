namespace ClinicOps.Correspondence.Contracts;

public interface ILetters
{
    /// <summary>A patient's letters, latest first. The caller audits what it shows.</summary>
    Task<IReadOnlyList<LetterSummary>> OfPatient(Guid patientId, CancellationToken stopping = default);

    /// <summary>Code of the letter's own access class, for what comes of it; that of the standard class when there is no such letter.</summary>
    Task<string> ClassOf(Guid letterId, CancellationToken stopping = default);
}

/// <param name="State">draft, approved or withdrawn.</param>
public sealed record LetterSummary(Guid Id, Guid PatientId, Guid? TaskId, string Subject, string State, DateTimeOffset DraftedAt)
{
    /// <summary>Code of the template that it was drafted from.</summary>
    public string Template { get; init; } = "";
}

/// <summary>What users may be allowed to do with letters; the host maps these to roles.</summary>
public static class CorrespondenceRights
{
    public const string ViewLetters = "letters.view";
    public const string DraftLetters = "letters.draft";
    public const string ApproveLetters = "letters.approve";
    public const string SendLetters = "letters.send";
}
