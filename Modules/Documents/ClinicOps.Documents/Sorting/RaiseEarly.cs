using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Reading;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Sorting;

/// <summary>
/// STAT and critical wording, and a deadline that has passed, do not wait for the next page of a fax, nor for what is attached to be read: they are told as soon as they were read, of the
/// transmission, since nobody knows yet of which document. Each once, however many pages say it; when the transmission is cut into documents, it becomes the document's. Of what may be
/// closed to some it is told then only. Inside the transaction that holds the transmission's row.
/// </summary>
internal sealed class RaiseEarly(DocumentsDb db, History history, IOrganization organization, TimeProvider clock)
{
    /// <summary>The day where the transmission came in: no deadline has passed but on it or before.</summary>
    public async Task<DateOnly> Today(Guid transmissionId, CancellationToken stopping)
    {
        var location = await db.Transmissions.Where(t => t.Id == transmissionId).Select(t => t.LocationId).SingleAsync(stopping);
        return LocalTime.DayAt((await organization.Profile(stopping)).Find(location), clock.GetUtcNow());
    }

    /// <summary>What of that stands on these pages. A day that is counted, or has no year, is left out: the paper's own day may stand on another page.</summary>
    public static IReadOnlyList<string> In(IReadOnlyList<PageText> pages, DateOnly today) =>
        [.. Urgency.Alerts(UrgentWording.In(pages), today, deadlineDays: 0).Select(alert => alert.Reason).Distinct()];

    /// <param name="reasons">Codes of <see cref="Urgency"/>.</param>
    public async Task Run(Transmission transmission, IReadOnlyList<string> reasons, Effects effects, CancellationToken stopping)
    {
        if (reasons.Count == 0 || transmission.AccessClass != "standard" || transmission.RepeatOf is not null)
        {
            return;
        }

        foreach (var reason in reasons.Except(await Raised(db, transmission.Id, stopping)))
        {
            history.Add(transmission.Id, null, EventCode.UrgentWordingRead, reason);
            effects.Publish(new UrgentPageRead(transmission.Id, transmission.LocationId, reason, transmission.CareThreadId));
        }
    }

    /// <summary>Of a repeat, what whoever sent it wrote beside it: who may see the repeat is known when it is sorted, and then it is told of its first document.</summary>
    public void Keep(Transmission transmission, IReadOnlyList<UrgentKind> kinds)
    {
        if (transmission.RepeatOf is not null)
        {
            kinds.Select(Urgency.ReasonOf).OfType<string>().Distinct().ToList().ForEach(reason => history.Add(transmission.Id, null, EventCode.UrgentWordingRead, reason));
        }
    }

    /// <summary>What was told of a transmission before it was cut into documents.</summary>
    public static Task<List<string>> Raised(DocumentsDb db, Guid transmissionId, CancellationToken stopping) =>
        db.Events.Where(e => e.TransmissionId == transmissionId && e.DocumentId == null && e.Code == EventCode.UrgentWordingRead && e.Detail != null).Select(e => e.Detail!).ToListAsync(stopping);
}
