using ClinicOps.Kernel.Data;

namespace ClinicOps.Kernel.Joining;

/// <summary>
/// Two records of which the owner says that they are one: what names <see cref="FromId"/> belongs to <see cref="ToId"/> as long as this row
/// is here. Every module that has rows about such subjects keeps this list, so that a row which still comes in under the old name
/// (a form opened before, an event on its way) is led on by the database itself, whoever writes: see <see cref="JoinTriggers"/>.
/// </summary>
public sealed class JoinedSubject
{
    public required Guid FromId { get; init; }

    /// <summary>It is joined to nothing itself.</summary>
    public required Guid ToId { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>One column of one row that was led from one subject to another, kept so that parting them brings it back.</summary>
public sealed class CarriedRow
{
    public required Guid Id { get; init; }

    public required Guid FromId { get; init; }

    public required Guid ToId { get; init; }

    public required string TableName { get; init; }

    public required string ColumnName { get; init; }

    public required Guid RowId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null while the row is still to come back when the two are parted.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>One of <see cref="CarryEnd"/>; null while it has not ended.</summary>
    public string? Ending { get; init; }
}

public static class CarryEnd
{
    /// <summary>The two were parted, and the row went back.</summary>
    public const string Returned = "returned";

    /// <summary>Somebody said meanwhile whose it is: it stays where they put it.</summary>
    public const string Changed = "changed";
}

/// <summary>A column of a module's tables that names a subject, and what becomes of it when subjects are joined: see <see cref="ModuleDb.SubjectColumns"/>.</summary>
/// <param name="Key">The table's primary key, one uuid; empty for what stays.</param>
/// <param name="StaysWhy">Null: it goes along. Otherwise why it keeps its name, for people who read the list.</param>
/// <param name="Along">Another column of the row, which is empty or names the same: it goes wherever this one goes. Null for none.</param>
/// <param name="GoesIf">SQL over the row, {1} being the subject it would go to: it goes along only where this holds too (the other has one such already); null for always.</param>
/// <param name="ReturnsIf">SQL over the row: it goes back only where this holds too; null for always.</param>
public sealed record SubjectColumn(string Table, string Key, string Column, string? StaysWhy = null, string? Along = null, string? GoesIf = null, string? ReturnsIf = null)
{
    /// <summary>From what such a row may have come: made while the subjects were one, it goes back with that.</summary>
    public IReadOnlyList<ComesOf> Of { get; init; } = [];

    public IEnumerable<string> Columns => Along is null ? [Column] : [Column, Along];

    public static SubjectColumn Stays(string table, string why, string column = "patient_id") => new(table, "", column, why);
}

/// <summary>A row names the one that it came from.</summary>
/// <param name="Column">Where it says so.</param>
/// <param name="Table">Of the same module, and one that goes along.</param>
/// <param name="Key">The column there that is named.</param>
public sealed record ComesOf(string Column, string Table, string Key);

/// <summary>How a subject stands with its owner.</summary>
/// <param name="LeadsTo">The subject it is joined to; null while it stands by itself.</param>
/// <param name="Joined">The subjects that are joined to it.</param>
/// <param name="Classes">Access class of it and of all the others named here that are there.</param>
public sealed record SubjectStanding(Guid? LeadsTo, IReadOnlyList<Guid> Joined, IReadOnlyDictionary<Guid, string> Classes);
