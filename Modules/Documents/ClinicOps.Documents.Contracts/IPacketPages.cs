namespace ClinicOps.Documents.Contracts;

/// <summary>The pages of a patient's papers as one PDF, for what is printed or sent together. The caller audits it.</summary>
public interface IPacketPages
{
    /// <summary>
    /// Writes the pages of these documents in this order: each as it was straightened, with the words that were read under it. A page at a time, so that
    /// no more than one lies in memory; nothing is written where no document is left. What is not filed to the patient (any more), or not in
    /// sight of whoever acts, is left out and counted. A page that cannot be read, or whose file is damaged, says so in its place.
    /// </summary>
    /// <param name="forEverybody">Also leave out what has an access class of its own: for what everybody sees who sees the patient, made by a machine, which sees all.</param>
    /// <param name="mostPages">Documents that do not fit whole are left out and counted apart.</param>
    Task<PacketPages> Write(Guid patientId, IReadOnlyList<Guid> documentIds, bool forEverybody, int mostPages, Stream to, CancellationToken stopping = default);
}

/// <param name="Documents">Those that were written, in order.</param>
/// <param name="Closed">How many were left out because they are not for whoever reads the packet, or not there.</param>
/// <param name="TooLong">How many were left out because they would have made the packet too long.</param>
public sealed record PacketPages(IReadOnlyList<PacketDocument> Documents, int Closed, int TooLong)
{
    public int Pages => Documents.Sum(document => document.Pages);
}

public sealed record PacketDocument(Guid Id, string TypeName, DateTimeOffset ReceivedAt, int Pages);
