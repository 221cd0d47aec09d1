using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Orders;

/// <summary>
/// Keeps an order's state in step with its values, each decision with its reason and place as a value of its own. What a person said of the
/// state stands until a person says otherwise. Saves nothing by itself.
/// </summary>
internal sealed class StateOrders(DocumentsDb db, IOrganization organization, IOptions<DocumentsOptions> options, TimeProvider clock)
{
    /// <summary>Asked before the transaction: it is this module's alone.</summary>
    public async Task<OrderSetting> Setting(Document document, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        return new(LocalTime.DayAt(profile.Find(document.LocationId), document.ReceivedAt), [profile.Name, .. profile.Locations.SelectMany(l => new[] { l.Name, l.Address })]);
    }

    /// <summary>By the order's own values.</summary>
    /// <returns>Whether state or reason changed.</returns>
    public bool Decide(Order order, OrderSetting setting)
    {
        var values = CurrentValues.Of(order.Values).Where(v => v.Value is not null).DistinctBy(v => v.Name).ToDictionary(v => v.Name, v => v.Value!);
        var decision = DecideOrderState.Of(values, setting, options.Value.Orders);
        var before = order.Values.Find(OrderValueName.State);
        if (before is { Source: OrderValueSource.Corrected, Value: not null } || StandsFromBefore(order))
        {
            return false;
        }

        if (before?.Value == decision.State && before.AsWritten == decision.Words)
        {
            // A person's word that is taken back leaves this decision, and the order as the person had put it.
            var differs = order.State != decision.State;
            order.State = decision.State;
            return differs;
        }

        var place = decision.Evidence is { } name ? order.Values.Find(name) : null;
        db.OrderValues.Add(new OrderValue
        {
            Id = Guid.CreateVersion7(),
            OrderId = order.Id,
            Name = OrderValueName.State,
            Value = decision.State,
            AsWritten = decision.Words,
            Page = place?.Page,
            X = place?.X,
            Y = place?.Y,
            Width = place?.Width,
            Height = place?.Height,
            Confidence = place?.Confidence,
            Rule = "the state of an order by what it says of itself",
            RuleVersion = DecideOrderState.RuleVersion,
            Source = OrderValueSource.Machine,
            Supersedes = before?.Id,
            At = clock.GetUtcNow(),
        });
        order.State = decision.State;
        return true;
    }

    /// <summary>Also by what is in the patient's chart already. The caller holds the patient's orders.</summary>
    /// <param name="enters">It was no work until now: it is told for the first time, or a person said so.</param>
    public async Task<bool> DecideInChart(Order order, OrderSetting setting, bool enters, CancellationToken stopping)
    {
        var told = await db.Orders.AsNoTracking().Include(o => o.Values)
            .Where(o => o.PatientId == order.PatientId && o.Standing == OrderStanding.Told && o.DocumentId != order.DocumentId && o.Kind == order.Kind && OrderState.Work.Contains(o.State))
            .ToListAsync(stopping);
        var same = SameInChart(order, enters, told)?.Id.ToString();
        var before = order.Values.Find(OrderValueName.DuplicateOf);
        if (before?.Value != same)
        {
            db.OrderValues.Add(new OrderValue
            {
                Id = Guid.CreateVersion7(),
                OrderId = order.Id,
                Name = OrderValueName.DuplicateOf,
                Value = same,
                Rule = "the same order in the chart: what is ordered, its side, its provider and its day",
                RuleVersion = DecideOrderState.RuleVersion,
                Source = OrderValueSource.Machine,
                Supersedes = before?.Id,
                At = clock.GetUtcNow(),
            });
        }

        return Decide(order, setting);
    }

    /// <summary>
    /// The order after which this one comes: who was no work yet gives way to all that is work, in whichever order they were read; who is work
    /// already, only to what was read before it. Of two equal ones one is left, and never none.
    /// </summary>
    /// <param name="told">What is work in the patient's chart, of the same kind and of other documents.</param>
    internal static Order? SameInChart(Order order, bool enters, IEnumerable<Order> told)
    {
        // What a person said and took back is not how it stands: the decision under it is.
        var stands = order.Values.Find(OrderValueName.State) is { } decided ? decided.Value : order.State;
        enters = enters || stands is null || !OrderState.Work.Contains(stands);
        return told.Where(o => enters || o.Id.CompareTo(order.Id) < 0).OrderBy(o => o.Id).FirstOrDefault(o => SameOrder.Is(o.Values, order.Values));
    }

    /// <summary>
    /// Whether it was decided before decisions were kept as values, by what no value of it tells: nothing could decide it anew. Every order read
    /// since has such a value from the first.
    /// </summary>
    internal static bool StandsFromBefore(Order order) =>
        order.Values.Find(OrderValueName.State) is null
        && (order.State == OrderState.Elsewhere || (order.State == OrderState.Illegible && order.Values.Named(OrderValueName.Legibility) is null));

    /// <summary>
    /// Of an order that may be no work any more: what was taken for a duplicate of it may be the only one now, and what it answered is to be done
    /// or asked again. The caller holds the patient's orders.
    /// </summary>
    public async Task AskAgain(Order order, Effects effects, CancellationToken stopping)
    {
        var id = order.Id.ToString();
        var others = db.Orders.AsNoTracking().Where(o => o.PatientId == order.PatientId && o.Standing == OrderStanding.Told && o.DocumentId != order.DocumentId);
        var copies = await others.Where(o => o.State == OrderState.Duplicate).Select(o => o.DocumentId).Distinct().ToListAsync(stopping);
        copies.ForEach(copy => effects.Enqueue(new DocumentToTranscribe(copy)));
        var answered = await others.Where(o => o.Values.Any(v => v.Name == OrderValueName.AnsweredBy && v.Value == id)).ToListAsync(stopping);
        answered.ForEach(asked => effects.Publish(new OrderTranscribed(asked.Id, asked.DocumentId, asked.PatientId!.Value, asked.CareThreadId)));
    }
}
