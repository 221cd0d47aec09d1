using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Sorting;

/// <summary>What was raised of a document already, as its history keeps it.</summary>
internal sealed class RaisedAlerts(IReadOnlyList<RaisedAlert> kept, Location? location, int deadlineDays)
{
    public static async Task<RaisedAlerts> Of(DocumentsDb db, Guid documentId, Location? location, int deadlineDays, CancellationToken stopping)
    {
        var events = await db.Events.Where(e => e.DocumentId == documentId && (e.Code == EventCode.UrgentWordingRead || e.Code == EventCode.UrgentWordingMoved))
            .OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => new { e.Code, Raised = new RaisedAlert(e.Detail, e.At) }).ToListAsync(stopping);

        // What went to another document with its page is not this one's, unless it came back.
        return new([.. events.GroupBy(e => e.Raised.Detail).Select(same => same.Last()).Where(last => last.Code == EventCode.UrgentWordingRead).Select(last => last.Raised)], location, deadlineDays);
    }

    public bool Contain(Alert alert) => kept.Any(raised => raised.Detail == alert.Detail || (raised.Detail == alert.Reason && IsOfThen(alert, raised.At)));

    /// <summary>Kept before details named the day: such a one stands for the days that were near, or had passed, when it was raised.</summary>
    private bool IsOfThen(Alert alert, DateTimeOffset then) =>
        alert.Day is { } day && Urgency.OfDeadline(day, LocalTime.DayAt(location, then), deadlineDays) == alert.Reason;
}

/// <param name="Detail">See <see cref="Alert.Detail"/>.</param>
internal sealed record RaisedAlert(string? Detail, DateTimeOffset At);
