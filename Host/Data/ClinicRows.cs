namespace ClinicOps.Host.Data;

/// <summary>The clinic itself: one row.</summary>
internal sealed class ClinicIdentity
{
    /// <summary>The key of the only row.</summary>
    public const int Only = 1;

    public int Id { get; init; } = Only;

    public required string Name { get; set; }

    /// <summary>Lines at the head of letters.</summary>
    public List<string> Letterhead { get; set; } = [];

    public uint Version { get; init; }
}

internal sealed class ClinicLocation
{
    /// <summary>The one location of a new database, until a clinic is imported: <c>import clinic</c> removes it or, when the file names it, takes it over.</summary>
    public static readonly Guid Default = Guid.Parse("0190a000-0000-7000-8000-000000000001");

    public required Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>IANA name, "America/New_York".</summary>
    public required string TimeZone { get; set; }

    public string Address { get; set; } = "";

    public string Phone { get; set; } = "";

    public string Fax { get; set; } = "";

    /// <summary>The order in lists.</summary>
    public int Position { get; set; }

    /// <summary>Nothing new is put there. It is never removed: records of every module name it.</summary>
    public bool Closed { get; set; }

    public uint Version { get; init; }
}
