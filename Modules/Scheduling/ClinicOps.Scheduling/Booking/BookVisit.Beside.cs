using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Booking;

internal sealed partial class BookVisit
{
    /// <summary>The visit goes to the chain of work, and has the class, of the one that it belongs with.</summary>
    /// <returns>Null where that one is cancelled, about another patient, or not where this one fits beside it.</returns>
    private async Task<VisitToBook?> GoBeside(VisitToBook asked, Beside beside, CancellationToken stopping) =>
        await visible.Visits.AsNoTracking().SingleOrDefaultAsync(visit => visit.Id == beside.VisitId, stopping) is { State: VisitStates.Booked } other
            && other.PatientId == asked.PatientId && beside.Fits(other, asked.StartsAt, asked.EndsAt)
            ? asked with { CareThreadId = other.CareThreadId, AccessClass = other.AccessClass }
            : null;

    private void Link(VisitToBook asked, Beside beside) => db.VisitLinks.Add(new VisitLink
    {
        EarlierId = beside.IsAfter ? beside.VisitId : asked.Id,
        LaterId = beside.IsAfter ? asked.Id : beside.VisitId,
        MostMinutes = beside.MostMinutes,
        MadeAt = clock.GetUtcNow(),
        MadeBy = actor.UserId,
    });
}

/// <summary>That a visit is to belong with one that stands.</summary>
/// <param name="IsAfter">It follows that one; else it comes before.</param>
/// <param name="MostMinutes">Between the end of the earlier and the start of the later, 0 to 1440; null for any.</param>
internal sealed record Beside(Guid VisitId, bool IsAfter, int? MostMinutes)
{
    public const int LongestGap = 1440;

    public bool Fits(Visit other, DateTimeOffset startsAt, DateTimeOffset endsAt)
    {
        var gap = IsAfter ? startsAt - other.EndsAt : other.StartsAt - endsAt;
        return gap >= TimeSpan.Zero && !(gap > (MostMinutes is { } most ? TimeSpan.FromMinutes(most) : null));
    }
}
