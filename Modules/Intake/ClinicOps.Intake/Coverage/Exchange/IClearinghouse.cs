namespace ClinicOps.Intake.Coverage.Exchange;

/// <summary>Who carries questions to payers and brings their answers. A folder by default; anything that can hand over a file and give back files.</summary>
internal interface IClearinghouse
{
    /// <summary>Hands over one 270. Called outside of any transaction, once a question.</summary>
    /// <param name="name">A file name without an ending, that of the question.</param>
    Task<Handover> Send(string name, byte[] question, CancellationToken stopping);

    /// <summary>What has come and is whole, oldest first. It comes again until <see cref="Taken"/> is told of it.</summary>
    Task<IReadOnlyList<ReceivedFile>> Collect(CancellationToken stopping);

    /// <summary>The file is stored for ever and need not come again.</summary>
    Task Taken(string name, CancellationToken stopping);
}

/// <param name="Name">By which it is told as taken; nothing else is read from it.</param>
/// <param name="Bytes">Null where it is there and cannot be opened.</param>
internal sealed record ReceivedFile(string Name, byte[]? Bytes);

internal abstract record Handover
{
    private Handover()
    {
    }

    public sealed record Done : Handover;

    /// <summary>It has surely not got there: it may be tried again.</summary>
    /// <param name="Why">A sentence without patient text.</param>
    public sealed record NotReached(string Why) : Handover;

    /// <summary>It was refused, and would be again.</summary>
    public sealed record Refused(string Why) : Handover;

    /// <summary>The line broke: nobody knows.</summary>
    public sealed record Unknown : Handover;
}
