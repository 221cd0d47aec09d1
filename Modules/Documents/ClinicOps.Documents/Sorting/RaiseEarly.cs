using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Reading;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Sorting;

/// <summary>
/// STAT and critical wording does not wait for the last page of a long fax, nor for what is attached to be read: it is told as soon as it was read, of the transmission, since
/// nobody knows yet of which document. Each once, however many pages say it; when the transmission is cut into documents, it becomes the document's. Of what may be closed to some it
/// is told then only. Inside the transaction that holds the transmission's row.
/// </summary>
internal sealed class RaiseEarly(DocumentsDb db, History history)
{
    public Task OfPages(Transmission transmission, IReadOnlyList<PageText> pages, Effects effects, CancellationToken stopping) =>
        Run(transmission, [.. UrgentWording.In(pages).Select(mention => mention.Kind)], effects, stopping);

    public async Task Run(Transmission transmission, IReadOnlyList<UrgentKind> kinds, Effects effects, CancellationToken stopping)
    {
        var reasons = kinds.Select(Urgency.ReasonOf).OfType<string>().Distinct().ToList();
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
