using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Orders;

/// <summary>The orders of filed documents, for other modules.</summary>
internal sealed class TranscribedOrders(DocumentsDb db) : IOrders
{
    public async Task<OrderAsTranscribed?> Find(Guid orderId, CancellationToken stopping = default)
    {
        var order = await db.Orders.AsNoTracking().Include(o => o.Values).SingleOrDefaultAsync(o => o.Id == orderId && o.Standing == OrderStanding.Told, stopping);
        return order is null ? null : Told(order, await IsAnswered(order, stopping));
    }

    public async Task<IReadOnlyList<OrderAsTranscribed>> FindAll(IReadOnlyCollection<Guid> orderIds, CancellationToken stopping = default)
    {
        var found = new List<OrderAsTranscribed>();
        foreach (var order in orderIds.Count == 0 ? [] : await db.Orders.AsNoTracking().Include(o => o.Values).Where(o => orderIds.Contains(o.Id) && o.Standing == OrderStanding.Told).ToListAsync(stopping))
        {
            found.Add(Told(order, await IsAnswered(order, stopping)));
        }

        return found;
    }

    /// <summary>As long as the order that came in its place is there to be carried out.</summary>
    private async Task<bool> IsAnswered(Order order, CancellationToken stopping) =>
        order.Values.Find(OrderValueName.AnsweredBy) is { Source: OrderValueSource.Confirmed, Value: { } answer } && Guid.TryParse(answer, out var by)
        && await db.Orders.AnyAsync(o => o.Id == by && o.PatientId == order.PatientId && o.Standing == OrderStanding.Told && OrderState.Work.Contains(o.State), stopping);

    private static OrderAsTranscribed Told(Order order, bool isAnswered) => new(
        order.Id,
        order.DocumentId,
        order.PatientId!.Value,
        order.LocationId,
        order.CareThreadId,
        order.Kind,
        order.State,
        order.Values.Named(OrderValueName.Description) ?? "",
        order.Values.Named(OrderValueName.Code),
        order.Values.Named(OrderValueName.Diagnosis),
        order.Values.Named(OrderValueName.Icd10),
        order.Values.Named(OrderValueName.Urgency) ?? "routine",
        order.Values.Named(OrderValueName.Laterality),
        StoredDay.Of(order.Values.Named(OrderValueName.Due)),
        order.Values.Named(OrderValueName.OrderingProvider),
        StoredDay.Of(order.Values.Named(OrderValueName.OrderedOn)),
        order.Values.Find(OrderValueName.State)?.AsWritten,
        isAnswered);
}
