namespace ClinicOps.Scheduling.Data;

/// <summary>That visits were booked together as a series. Never changed: a visit that is moved or cancelled stays in it.</summary>
internal sealed class VisitSeries
{
    /// <summary>Made by the form, so that a double click books one.</summary>
    public required Guid Id { get; init; }

    /// <summary>The request it was booked for; its first visit stands for it.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>So many of <see cref="Unit"/> lay between one visit and the next, as it was asked for.</summary>
    public required int Every { get; init; }

    /// <summary>One of <see cref="SeriesUnit"/>.</summary>
    public required string Unit { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public Guid? MadeBy { get; init; }
}

internal static class SeriesUnit
{
    public const string Days = "days";
    public const string Weeks = "weeks";
    public const string Months = "months";

    public static readonly string[] All = [Days, Weeks, Months];
}

/// <summary>Which visit of a series this is. Append-only.</summary>
internal sealed class SeriesVisit
{
    public required Guid SeriesId { get; init; }

    /// <summary>From 1, in the order of time as they were booked.</summary>
    public required int Number { get; init; }

    public required Guid VisitId { get; init; }
}

/// <summary>Several changes of visits that were made at once, so that one undo takes them all back. Append-only.</summary>
internal sealed class VisitAct
{
    /// <summary>Made by the form.</summary>
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when a machine did it.</summary>
    public Guid? By { get; init; }

    /// <summary>Of <see cref="VisitChange"/>, one a visit.</summary>
    public required Guid[] ChangeIds { get; init; }
}
