using ClinicOps.Documents.Data;
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
        if (before is { Source: OrderValueSource.Corrected, Value: not null } || (before?.Value == decision.State && before.AsWritten == decision.Words))
        {
            return false;
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
    public async Task<bool> DecideInChart(Order order, OrderSetting setting, CancellationToken stopping)
    {
        var told = await db.Orders.AsNoTracking().Include(o => o.Values)
            .Where(o => o.PatientId == order.PatientId && o.Standing == OrderStanding.Told && o.DocumentId != order.DocumentId && o.Kind == order.Kind && OrderState.Work.Contains(o.State))
            .ToListAsync(stopping);
        var same = told.Where(o => o.Id.CompareTo(order.Id) < 0).OrderBy(o => o.Id).FirstOrDefault(o => SameOrder.Is(o.Values, order.Values))?.Id.ToString();
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
}
