using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Orders;

/// <summary>
/// Two charts that were one are two again: an order of the one that made way for an order of the other, as its duplicate or because that answered
/// it, is to be done again; and whoever has work of the one that came back is told of whom it is.
/// </summary>
internal sealed class PartOrders(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction)
{
    /// <param name="other">The one that came back.</param>
    /// <param name="mergedAt">An order that was read or corrected since may have been told as the one's: it is told again.</param>
    public Task Run(Guid one, Guid other, DateTimeOffset? mergedAt, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            var told = await db.Orders.AsNoTracking().Include(o => o.Values)
                .Where(o => (o.PatientId == one || o.PatientId == other) && o.Standing == OrderStanding.Told)
                .ToListAsync(stopping);
            var of = told.ToDictionary(o => o.Id.ToString(), o => o.PatientId);
            bool IsOfTheOther(Order order, string value) => order.Values.Find(value)?.Value is { } named && of.TryGetValue(named, out var patient) && patient != order.PatientId;

            // What was taken for a duplicate is decided anew, and told, where the document is transcribed.
            foreach (var documentId in told.Where(o => o.State == OrderState.Duplicate && IsOfTheOther(o, OrderValueName.DuplicateOf)).Select(o => o.DocumentId).Distinct())
            {
                effects.Enqueue(new DocumentToTranscribe(documentId));
            }

            foreach (var order in told.Where(o => (o.PatientId == other && (o.TranscribedAt > mergedAt || o.Values.Exists(value => value.At > mergedAt))) || IsOfTheOther(o, OrderValueName.AnsweredBy)))
            {
                effects.Publish(new OrderTranscribed(order.Id, order.DocumentId, order.PatientId!.Value, order.CareThreadId));
            }
        },
        stopping);
}
