namespace ClinicOps.Correspondence.Contracts;

/// <summary>
/// Papers that another module made and keeps, sent as they are: by the ways letters leave by, once, and under the rules of letters. What became of
/// them is told as <see cref="PapersEnded"/>.
/// </summary>
public interface IPapers
{
    /// <summary>The ways that are set up, of <see cref="PaperWays"/>; none where no mail server is.</summary>
    IReadOnlyList<string> Ways { get; }

    /// <summary>
    /// Has them sent. Whoever acts sees every document in them and may send letters; documents of one access class besides the standard one may lie in
    /// them. What of that does not hold any more when they are about to leave keeps them here. Sent twice with one delivery's id, they leave once.
    /// </summary>
    Task<PapersAnswer> Send(PapersToSend papers, PapersReader reader, CancellationToken stopping = default);

    /// <returns>Null where there is none.</returns>
    Task<PapersDelivery?> Find(Guid deliveryId, CancellationToken stopping = default);

    /// <summary>How these papers went, or are about to; latest first. Patient text (addresses): the caller audits what it shows.</summary>
    Task<IReadOnlyList<PapersDelivery>> Of(IReadOnlyCollection<Guid> papersIds, CancellationToken stopping = default);
}

/// <param name="Id">Under which who made them keeps them.</param>
/// <param name="Subject">What they are, for lists of staff; it stands on nothing that leaves.</param>
/// <param name="AccessClass">Code of that of the matter which they are about.</param>
/// <param name="BlobHash">Of the PDF, as it is kept.</param>
/// <param name="DocumentIds">Documents of the patient's chart that lie in them.</param>
public sealed record PapersToSend(
    Guid Id, Guid PatientId, Guid LocationId, Guid CareThreadId, Guid? OrderId, string Subject, string AccessClass, string BlobHash, int Pages, IReadOnlyList<Guid> DocumentIds);

/// <param name="DeliveryId">Made by the form that sends them.</param>
/// <param name="Way">One of <see cref="PaperWays"/>.</param>
/// <param name="Address">The fax number or e-mail address, as typed.</param>
/// <param name="Name">Whom it is for, as the cover sheet says it.</param>
/// <param name="Kind">Who reads it, which the user has made sure of: one of <see cref="PaperReaders"/>.</param>
public sealed record PapersReader(Guid DeliveryId, string Way, string Address, string Name, string Kind);

public static class PaperWays
{
    public const string Fax = "fax";
    public const string Email = "email";
}

/// <summary>Recorded codes of who reads papers.</summary>
public static class PaperReaders
{
    public const string Colleague = "colleague";
    public const string Payer = "payer";
}

public abstract record PapersAnswer
{
    private PapersAnswer()
    {
    }

    /// <summary>They leave by themselves, a fax to a number that nobody has looked at a second time as soon as somebody has; a second click finds them so too.</summary>
    public sealed record Requested(Guid DeliveryId) : PapersAnswer;

    /// <summary>The clinic has not set up that way.</summary>
    public sealed record NoSuchWay : PapersAnswer;

    /// <summary>That is no fax number, or no e-mail address.</summary>
    public sealed record NoAddress : PapersAnswer;

    /// <summary>The same papers are on their way there already.</summary>
    public sealed record OnTheirWay : PapersAnswer;

    /// <summary>A document in them has left the chart, or is closed to whoever acts; or the place is.</summary>
    public sealed record NotInSight : PapersAnswer;

    /// <summary>Documents of several closed classes lie in them: no reader can be judged by one rule.</summary>
    public sealed record SeveralClasses : PapersAnswer;

    /// <summary>They may not go there, as the record and the list of fax numbers say.</summary>
    /// <param name="Reason">In words, for the page.</param>
    /// <param name="WayOn">What to do instead, in words.</param>
    public sealed record MayNotLeave(string Reason, string WayOn) : PapersAnswer;

    /// <summary>The order they rest on is void.</summary>
    public sealed record Void : PapersAnswer;

    /// <summary>The cover sheet cannot be drawn now, or not with that name.</summary>
    public sealed record NoCover : PapersAnswer;
}

/// <summary>Papers on one way to one reader.</summary>
/// <param name="Address">As people read it. Patient text: in no log and no event.</param>
/// <param name="State">"sent", "waits to be sent", as people read it.</param>
/// <param name="Problem">What is wrong and what to do; null while nothing is.</param>
/// <param name="Reference">Under which the mail server or the fax service knows it.</param>
/// <param name="LeftAt">Null while it has not left.</param>
public sealed record PapersDelivery(
    Guid DeliveryId, Guid PapersId, string Way, string Address, string Name, string State, string? Problem, string Reference, DateTimeOffset RequestedAt, DateTimeOffset? LeftAt)
{
    /// <summary>Something may still come of it by itself.</summary>
    public bool IsUnderWay { get; init; }

    /// <summary>It did not arrive, or nobody knows, and nobody has seen to it.</summary>
    public bool IsForAPerson { get; init; }
}
