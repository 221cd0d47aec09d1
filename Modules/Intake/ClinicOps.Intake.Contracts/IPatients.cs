namespace ClinicOps.Intake.Contracts;

/// <summary>
/// Who the patients are, for modules that show or address them. Patient text: do not log or store. The caller audits what it shows.
/// Whom the acting user is not cleared for is not there: see <see cref="IClosedRecords"/>.
/// </summary>
public interface IPatients
{
    Task<PatientSummary?> Find(Guid patientId, CancellationToken stopping = default);

    /// <summary>The record that stands for this one: that into which it was merged, else itself.</summary>
    /// <returns>Null when there is no such patient in sight.</returns>
    async Task<PatientSummary?> FindStanding(Guid patientId, CancellationToken stopping = default) =>
        await Find(patientId, stopping) is { MergedIntoId: { } standing } ? await Find(standing, stopping) : await Find(patientId, stopping);

    /// <summary>Those of the ids that are registered, in any order.</summary>
    Task<IReadOnlyList<PatientSummary>> Find(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default);

    /// <summary>The patients registered under these MRNs, written exactly as registered; an MRN of nobody is left out.</summary>
    Task<IReadOnlyList<PatientSummary>> FindByMrn(IReadOnlyCollection<string> mrns, CancellationToken stopping = default);

    /// <summary>Those on whose record this e-mail address stands, at most <paramref name="limit"/>: several may share one, and anybody may write from it. A hint for a person, and no more.</summary>
    Task<IReadOnlyList<PatientSummary>> FindByEmail(string address, int limit, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<PatientSummary>>([]);

    /// <summary>Search by name (with typos), birth date, phone or MRN, best first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<PatientSummary>> Search(string text, int limit, CancellationToken stopping = default);
}

/// <summary>Records that are closed to the acting user by their access class. Ids only: nothing of what is in them.</summary>
public interface IClosedRecords
{
    /// <summary>Those of the ids that are registered patients and closed to the acting user; a break-glass that runs has opened them.</summary>
    Task<IReadOnlyList<Guid>> Among(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default);
}

/// <param name="AccessClass">Code of the patient's access class.</param>
public sealed record PatientSummary(
    Guid Id,
    string Mrn,
    string FirstName,
    string? MiddleName,
    string LastName,
    string? Suffix,
    DateOnly BirthDate,
    string? Sex,
    string? Phone,
    string? Address,
    string? Language,
    string? Email,
    string AccessClass)
{
    /// <summary>Nothing is booked for them, and nobody but the family is written to: refuse it, and say it wherever either is about to be done.</summary>
    public bool IsDeceased { get; init; }

    /// <summary>The record into which this one was merged; null for one that stands by itself.</summary>
    public Guid? MergedIntoId { get; init; }

    /// <summary>Whether <paramref name="Address"/> is one that nobody may be told of: mail goes to it alone.</summary>
    public bool IsAddressConfidential { get; init; }

    /// <summary>"Núñez, José B Jr".</summary>
    public string ListName => $"{LastName}, {FirstName}{(MiddleName is { Length: > 0 } m ? " " + m : "")}{(Suffix is { Length: > 0 } s ? " " + s : "")}";

    /// <summary>"José B Núñez Jr".</summary>
    public string FullName => $"{FirstName}{(MiddleName is { Length: > 0 } m ? " " + m : "")} {LastName}{(Suffix is { Length: > 0 } s ? " " + s : "")}";
}
