using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Orders;

/// <summary>Takes back the orders of a document, inside the transaction that holds the document's row.</summary>
internal sealed class WithdrawOrders(DocumentsDb db, StateOrders states, History history, TimeProvider clock)
{
    /// <summary>
    /// What was told is void. Successors with the same values, corrections included, wait until the document is filed again: an
    /// order that was withdrawn once never comes back to life under its old id.
    /// </summary>
    public async Task AfterUnfiling(Document document, Effects effects, CancellationToken stopping)
    {
        foreach (var order in await Standing(document, OrderStanding.Told, stopping))
        {
            await Withdraw(order, document, effects, stopping);
            Succeed(order);
        }
    }

    /// <summary>An order with the same values waits in the place of a withdrawn one, until the document is filed.</summary>
    public Order Succeed(Order withdrawn) => db.Orders.Add(Successor(withdrawn)).Entity;

    /// <summary>
    /// The document was filed again in the chart that it had left: what was asked there about its orders, and what answered it, is said of those that wait in
    /// their place.
    /// </summary>
    public async Task InChartAgain(Document document, Guid patientId, CancellationToken stopping)
    {
        foreach (var order in await Standing(document, OrderStanding.Read, stopping))
        {
            var before = order;
            while (before is { PatientId: null, SuccessorOf: { } earlier })
            {
                before = await db.Orders.AsNoTracking().Include(o => o.Values).SingleOrDefaultAsync(o => o.Id == earlier, stopping);
            }

            if (before is { PatientId: { } told } && told == patientId)
            {
                db.OrderValues.AddRange(CurrentValues.Of(before.Values)
                    .Where(v => v.Value is not null && v.Name is OrderValueName.Query or OrderValueName.AnsweredBy && order.Values.Find(v.Name) is null)
                    .Select(v => Copy(v, order.Id)).ToList());
            }
        }
    }

    /// <summary>The document is of another kind than was thought: its orders are void, and are to be read again.</summary>
    public async Task BeforeReadingAgain(Document document, Effects effects, CancellationToken stopping)
    {
        foreach (var standing in (string[])[OrderStanding.Told, OrderStanding.Read])
        {
            foreach (var order in await Standing(document, standing, stopping))
            {
                await Withdraw(order, document, effects, stopping);
            }
        }

        document.TranscribedAt = null;
    }

    /// <summary>What this transaction has withdrawn already does not stand any more, whatever the stored rows say.</summary>
    private async Task<List<Order>> Standing(Document document, string standing, CancellationToken stopping) =>
        (await db.Orders.Include(o => o.Values).Where(o => o.DocumentId == document.Id && o.Standing == standing).OrderBy(o => o.Ordinal).ToListAsync(stopping))
        .FindAll(order => order.Standing == standing);

    private async Task Withdraw(Order order, Document document, Effects effects, CancellationToken stopping)
    {
        if (order.Standing == OrderStanding.Told)
        {
            if (order.PatientId is { } patient)
            {
                // A copy that is told at this moment is seen here, or sees that this one is gone.
                await db.HoldOrdersOf(patient, stopping);
            }

            await states.AskAgain(order, effects, stopping);
            effects.Publish(new OrderWithdrawn(order.Id, document.Id, document.CareThreadId));
        }

        order.Standing = OrderStanding.Withdrawn;
        history.Add(document, EventCode.OrdersWithdrawn, order.Id.ToString());
    }

    /// <summary>What was read off the chart that it leaves, or asked about it there.</summary>
    private static readonly string[] OfThisChart = [OrderValueName.DuplicateOf, OrderValueName.Query, OrderValueName.AnsweredBy];

    private Order Successor(Order order)
    {
        var successor = new Order
        {
            Id = Guid.CreateVersion7(),
            DocumentId = order.DocumentId,
            Ordinal = order.Ordinal,
            Kind = order.Kind,
            State = order.State,
            SuccessorOf = order.Id,
            LocationId = order.LocationId,
            CareThreadId = order.CareThreadId,
            TranscribedAt = clock.GetUtcNow(),
            AccessClass = order.AccessClass,
        };
        successor.Values.AddRange(CurrentValues.Of(order.Values).Where(v => !OfThisChart.Contains(v.Name)).Select(v => Copy(v, successor.Id)));
        return successor;
    }

    private static OrderValue Copy(OrderValue v, Guid orderId) => new()
    {
        Id = Guid.CreateVersion7(),
        OrderId = orderId,
        Name = v.Name,
        Value = v.Value,
        AsWritten = v.AsWritten,
        Page = v.Page,
        X = v.X,
        Y = v.Y,
        Width = v.Width,
        Height = v.Height,
        Confidence = v.Confidence,
        Rule = v.Rule,
        RuleVersion = v.RuleVersion,
        Source = v.Source,
        At = v.At,
        By = v.By,
    };
}

/// <summary>Of an order's values, those that nothing supersedes.</summary>
internal static class CurrentValues
{
    public static IEnumerable<OrderValue> Of(IReadOnlyCollection<OrderValue> values)
    {
        var superseded = values.Select(v => v.Supersedes).OfType<Guid>().ToHashSet();
        return values.Where(v => !superseded.Contains(v.Id));
    }

    public static OrderValue? Find(this IReadOnlyCollection<OrderValue> values, string name) => Of(values).FirstOrDefault(v => v.Name == name);

    /// <summary>The value of that name; null where the page does not say.</summary>
    public static string? Named(this IReadOnlyCollection<OrderValue> values, string name) => values.Find(name)?.Value;
}
