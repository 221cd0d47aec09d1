namespace ClinicOps.Kernel.Access;

/// <summary>
/// A class of records that not every user may see. Which there are is the clinic's own data; a row names its class by the code.
/// A code of which nobody knows any more is seen by the machine alone.
/// </summary>
/// <param name="Code">Recorded, "behavioural".</param>
/// <param name="Name">As people read it, "Behavioural health".</param>
public sealed record AccessClass(string Code, string Name)
{
    /// <summary>The class of everything that has none of its own: in sight of everybody.</summary>
    public const string Standard = "standard";
}
