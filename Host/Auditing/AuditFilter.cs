using System.Globalization;

namespace ClinicOps.Host.Auditing;

/// <summary>Which part of the trail is asked for: ids, codes and days, so that it may stand in an address.</summary>
internal sealed class AuditFilter
{
    public Guid? Patient { get; init; }

    public Guid? User { get; init; }

    /// <summary>A kind of record, "document".</summary>
    public string? Kind { get; init; }

    /// <summary>First day, on the clock that the page shows.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day.</summary>
    public DateOnly? To { get; init; }

    /// <summary>The last entry of the page before, as <see cref="AuditPlace"/> writes it.</summary>
    public string? Before { get; init; }

    /// <summary>The same part of the trail as a query string, "?patient=...", from another place on.</summary>
    public string Query(AuditPlace? before = null)
    {
        var parts = new List<string>();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        Add("patient", Patient?.ToString());
        Add("user", User?.ToString());
        Add("kind", Kind);
        Add("from", From?.ToString("O", CultureInfo.InvariantCulture));
        Add("to", To?.ToString("O", CultureInfo.InvariantCulture));
        Add("before", before?.ToString());
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    public AuditFilter WithPatient(Guid? patient) => new() { Patient = patient, User = User, Kind = Kind, From = From, To = To };
}

/// <summary>A place in the trail, which is ordered by instant and id: "638674380000000000_0193...".</summary>
internal sealed record AuditPlace(DateTimeOffset At, Guid Id)
{
    public static AuditPlace? Parse(string? text) =>
        text?.Split('_') is [var ticks, var id]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && at <= DateTimeOffset.MaxValue.Ticks
        && Guid.TryParse(id, out var entry)
            ? new AuditPlace(new DateTimeOffset(at, TimeSpan.Zero), entry)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}_{Id}");
}
