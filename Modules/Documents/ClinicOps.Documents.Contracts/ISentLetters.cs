namespace ClinicOps.Documents.Contracts;

/// <summary>The chart keeps every letter that left, exactly as it was sent.</summary>
public interface ISentLetters
{
    /// <summary>
    /// Files the pages to the patient's chart, as a document of type "letter_sent" of that care thread. Nothing is read or matched: the
    /// letter is ours, and so is the knowledge whom it is about. Filing the same id again finds the first. It is a transaction of
    /// its own: never call it inside one.
    /// </summary>
    /// <returns>The document's id.</returns>
    Task<Guid> File(SentLetter letter, ReadOnlyMemory<byte> pdf, CancellationToken stopping = default);

    /// <summary>
    /// Gives the filed document the letter's access class; none is filed yet, or a person gave it a class: nothing happens. A transaction of its own.
    /// </summary>
    Task Classify(Guid letterId, string accessClass, CancellationToken stopping = default);

    /// <summary>The document that the letter of this id was filed as; null while it is not.</summary>
    Task<Guid?> Find(Guid letterId, CancellationToken stopping = default);

    /// <summary>The id of the letter that this document is; null for any other document. For reactions, which act as the machine.</summary>
    Task<Guid?> LetterOf(Guid documentId, CancellationToken stopping = default);
}

/// <param name="Id">The same whenever these pages are handed in again.</param>
/// <param name="SentBy">The user who had it sent; null where a machine did.</param>
public sealed record SentLetter(Guid Id, Guid PatientId, Guid LocationId, Guid CareThreadId, string AccessClass, DateTimeOffset SentAt, Guid? SentBy);
