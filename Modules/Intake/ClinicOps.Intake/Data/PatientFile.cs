namespace ClinicOps.Intake.Data;

/// <summary>A register file of the EHR, as somebody uploaded it. Append-only; its bytes lie in the blob store.</summary>
internal sealed class PatientFile
{
    /// <summary>Made by the form.</summary>
    public required Guid Id { get; init; }

    /// <summary>As the sender's machine called it.</summary>
    public required string FileName { get; init; }

    public required string BlobHash { get; init; }

    /// <summary>Lines that can be used.</summary>
    public required int Rows { get; init; }

    /// <summary>Lines that cannot.</summary>
    public required int Refused { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }

    /// <summary>The day by which its dates are judged, however often it is read.</summary>
    public DateOnly ReadOn => DateOnly.FromDateTime(At.UtcDateTime);
}

/// <summary>How far an uploaded file has come: the one row of it that changes.</summary>
internal sealed class PatientFileState
{
    public required Guid FileId { get; init; }

    /// <summary>One of <see cref="PatientFileStates"/>.</summary>
    public required string State { get; set; }

    /// <summary>Rises whenever lines are compared again: who saw an earlier one takes nothing unseen.</summary>
    public int Revision { get; set; }

    /// <summary>Lines that say what is registered already.</summary>
    public int Unchanged { get; set; }

    /// <summary>Who asked for what is being taken.</summary>
    public Guid? AskedBy { get; set; }

    /// <summary>Whether that was all that was left in their sight.</summary>
    public bool TakesAll { get; set; }

    public uint Version { get; init; }
}

internal static class PatientFileStates
{
    /// <summary>A job holds it against the register.</summary>
    public const string Comparing = "comparing";

    /// <summary>It is there to be looked at.</summary>
    public const string Compared = "compared";

    /// <summary>A job takes what was asked for.</summary>
    public const string Taking = "taking";
}

/// <summary>A line that would change something: ids and codes alone. What it says is read from the file, what it would change from the register.</summary>
internal sealed class PatientFileLine
{
    public required Guid Id { get; init; }

    public required Guid FileId { get; init; }

    /// <summary>In the file, the column names being line 1.</summary>
    public required int Line { get; init; }

    /// <summary>Null for somebody who is not registered.</summary>
    public Guid? PatientId { get; set; }

    /// <summary>The patient's version when the line was compared; 0 for somebody who is not registered.</summary>
    public long ShownVersion { get; set; }

    /// <summary>Names of what differs.</summary>
    public required string[] Fields { get; set; }

    /// <summary>Codes of <see cref="Importing.Doubt"/>.</summary>
    public required string[] Doubts { get; set; }

    /// <summary>One of <see cref="PatientFileLineStates"/>.</summary>
    public required string State { get; set; }

    /// <summary>Somebody changed the patient, or registered a namesake, after it was asked for: it was compared again, and waits again.</summary>
    public bool IsAgain { get; set; }
}

internal static class PatientFileLineStates
{
    public const string Waiting = "waiting";

    /// <summary>Somebody asked for it to be taken.</summary>
    public const string Asked = "asked";

    public const string Taken = "taken";

    /// <summary>It was so already when it was to be taken.</summary>
    public const string Same = "same";
}
