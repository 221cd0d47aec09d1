namespace ClinicOps.Intake.Contracts;

/// <summary>On which days a visit is covered and authorized, for who books it. It refuses nothing: whether a booked visit is ready is said by its readiness.</summary>
public interface IVisitWindows
{
    /// <param name="locationId">Where it is to be: its calendar counts.</param>
    /// <param name="taskId">The task that asks for the visit; null for none.</param>
    /// <param name="careThreadId">The chain of work it belongs to, where no task is named; null for none.</param>
    /// <returns>Null when the patient is out of sight. The caller audits what it shows.</returns>
    Task<VisitWindow?> Of(Guid patientId, Guid locationId, Guid? taskId, Guid? careThreadId, CancellationToken stopping = default);
}

/// <param name="Limits">Each by itself; empty where nothing is known that limits a visit.</param>
/// <param name="VisitsLeft">How many more visits the authorization allows; null where there is none, or one visit is not one unit of it.</param>
public sealed record VisitWindow(IReadOnlyList<WindowLimit> Limits, decimal? VisitsLeft)
{
    /// <summary>Nothing limits it.</summary>
    public static readonly VisitWindow Open = new([], null);

    /// <summary>The first day that all limits allow; null where none names a first day. It may lie after <see cref="Until"/>: then no day is allowed by all.</summary>
    public DateOnly? From => Limits.Max(limit => limit.From);

    /// <summary>The last day that all limits allow; null where none names a last day.</summary>
    public DateOnly? Until => Limits.Min(limit => limit.Until);

    /// <summary>The limits within which a day does not lie.</summary>
    public IEnumerable<WindowLimit> Beyond(DateOnly day) => Limits.Where(limit => !limit.Allows(day));
}

/// <summary>One thing that limits on which days a visit may be. Not to be logged or stored.</summary>
/// <param name="Code">One of <see cref="WindowLimits"/>.</param>
/// <param name="From">On the location's calendar; null where it has no beginning. A limit without days allows every day, and is to be said all the same.</param>
/// <param name="Until">The last day; null where it has no end.</param>
/// <param name="Words">A sentence for the page, "Authorized from 03/02/2026 to 03/15/2026, 4 of 6 visits left."</param>
/// <param name="Mend">What comes first where a visit lies outside, "the authorization must be extended first".</param>
public sealed record WindowLimit(string Code, DateOnly? From, DateOnly? Until, string Words, string Mend)
{
    public bool Allows(DateOnly day) => !(day < From) && !(day > Until);
}

/// <summary>Codes of what limits a visit.</summary>
public static class WindowLimits
{
    public const string Authorization = "authorization";

    /// <summary>A payer has not decided, or has refused.</summary>
    public const string NotAuthorized = "not-authorized";

    /// <summary>All that was approved is held or used by other visits.</summary>
    public const string UsedUp = "used-up";
    public const string Coverage = "coverage";
}
