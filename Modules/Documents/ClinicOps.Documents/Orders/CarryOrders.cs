using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Orders;

/// <summary>
/// What people said of orders goes along when pages are put elsewhere by hand. By an undo the orders stand again as they stood; otherwise they are read anew, and what was
/// said of one is said of the one that is found on the same page and is the same. What cannot be carried over is told. Inside the transaction that holds the document's row.
/// </summary>
internal sealed class CarryOrders(DocumentsDb db, WithdrawOrders withdraw, FollowDeadlines deadlines, History history)
{
    private const string Dropped = "What was corrected of an order was not carried over, since that order was not found again: check the orders.";

    /// <summary>Read off a chart; what is the answer there is found again there.</summary>
    private static readonly string[] OfChart = [OrderValueName.DuplicateOf, OrderValueName.AnsweredBy];

    /// <summary>What is read of the document now; null where nothing is. Asked before its pages are put elsewhere.</summary>
    public async Task<ReadBefore?> Of(Document document, CancellationToken stopping)
    {
        if (document.TranscribedAt is not { } at)
        {
            return await Awaited(document, stopping) is { Count: > 0 } awaited ? new ReadBefore(null, awaited) : null;
        }

        var pages = await Leaves(document.Id, stopping);
        var orders = await db.Orders.AsNoTracking().Include(o => o.Values).Where(o => o.DocumentId == document.Id && o.Standing != OrderStanding.Withdrawn).OrderBy(o => o.Ordinal).ToListAsync(stopping);
        return new ReadBefore(at, [.. orders.Select(order => new StoodOrder(order.Id, Place(order.Values)?.Page is { } leaf && pages.TryGetValue(leaf, out var page) ? page : null))]);
    }

    /// <summary>The document's pages lie again as they lay: its orders and fields are those that it had, with all that was said of them, then and since.</summary>
    /// <param name="before">As it was read then.</param>
    /// <param name="since">What was read in between, of all documents concerned, and is void now.</param>
    /// <param name="from">What was said from then on was said in between.</param>
    public async Task StandAgain(Document document, ReadBefore before, IReadOnlyList<StoodOrder> since, DateTimeOffset from, Effects effects, CancellationToken stopping)
    {
        var again = new List<Earlier>();
        foreach (var was in await Load(before.Orders, stopping))
        {
            var order = withdraw.Succeed(was.Order);
            if (was.Order.PatientId is null && was.Order.Values.Find(OrderValueName.Query) is { Value: not null } asked)
            {
                Say(order, asked);
            }

            again.Add(was with { Order = order });
        }

        document.TranscribedAt = before.At;
        await db.SaveChangesAsync(stopping);
        var pages = await Leaves(document.Id, stopping);
        foreach (var between in (await Load(since, stopping)).Where(order => order.PageId is { } page && pages.ContainsValue(page)))
        {
            var said = Said(between.Order).Where(v => v.At >= from).ToList();
            if (again.Where(was => was.PageId == between.PageId && SameOrder.Answers(was.AsRead, between.AsRead)).ToList() is [var same])
            {
                said.ForEach(v => Say(same.Order, v));
            }
            else if (said.Count > 0)
            {
                Tell(document, [between.Order]);
            }
        }

        await deadlines.AfterReading(document, effects, stopping);
    }

    /// <summary>For each order that was just read, the one that stood on the same page before it was put here; null where there is none, or nobody can say which.</summary>
    public async Task<CarriedOrders> Match(Document document, IReadOnlyList<OrderRead> read, CancellationToken stopping)
    {
        var awaited = await Load(await Awaited(document, stopping), stopping);
        if (awaited.Count == 0)
        {
            return new([.. read.Select(_ => (Order?)null)], []);
        }

        var pages = await Leaves(document.Id, stopping);
        var here = awaited.Where(was => was.PageId is { } page ? pages.ContainsValue(page) : was.Order.DocumentId == document.Id).ToList();
        var found = read.Select(order => (order.Kind, Values: Plain(order), PageId: pages.GetValueOrDefault(order.Description.Place.Page))).ToList();
        List<(int Now, Earlier Was)> pairs =
        [
            .. from now in Enumerable.Range(0, found.Count)
               from was in here
               where was.Kind == found[now].Kind && was.PageId == found[now].PageId && SameOrder.Answers(was.AsRead, found[now].Values)
               select (now, was),
        ];

        // The same words at the same place are the same order, whatever else is like it.
        var sure = pairs.Where(pair => IsAtSamePlace(pair.Was.AsRead, found[pair.Now].Values)).ToList();
        Earlier? Only(IReadOnlyList<(int Now, Earlier Was)> among, int now) =>
            among.Where(pair => pair.Now == now).ToList() is [var one] && among.Count(pair => pair.Was == one.Was) == 1 ? one.Was : null;

        var matched = Enumerable.Range(0, found.Count).Select(now => Only(sure, now) ?? Only([.. pairs.Where(pair => !sure.Exists(s => s.Now == pair.Now || s.Was == pair.Was))], now)).ToList();
        return new([.. matched.Select(was => was?.Order)], [.. here.Except(matched.OfType<Earlier>()).Select(was => was.Order).Where(order => Said(order).Any())]);
    }

    /// <summary>All that people said of the earlier one is said of this one, at its place.</summary>
    public void Say(Order order, Order earlier) => Said(earlier).ToList().ForEach(said => Say(order, said));

    /// <summary>Who looks at the document is told that something was not carried over.</summary>
    public void Tell(Document document, IReadOnlyList<Order> dropped)
    {
        foreach (var order in dropped)
        {
            history.Add(document, EventCode.OrderCorrectionsDropped, order.Id.ToString());
        }

        if (dropped.Count > 0 && document.State == DocumentState.Review)
        {
            document.ReviewWords = $"{document.ReviewWords} {Dropped}".Trim();
        }
    }

    private static IEnumerable<OrderValue> Said(Order order) =>
        CurrentValues.Of(order.Values).Where(v => v.Source != OrderValueSource.Machine && !OfChart.Contains(v.Name) && (v.Value is not null || v.Name is not (OrderValueName.State or OrderValueName.Query)));

    private void Say(Order order, OrderValue said)
    {
        var before = order.Values.Find(said.Name);
        if (before?.Value == said.Value && before?.Source == said.Source)
        {
            return;
        }

        // What the kind was before anybody said so stands in no value yet: it is what undoing goes back to.
        before ??= said.Name == OrderValueName.Kind ? Add(order, said.Name, order.Kind, null, OrderValueSource.Machine, null, said.At, null) : null;
        Add(order, said.Name, said.Value, said.AsWritten, said.Source, before, said.At, said.By);
        order.Kind = said.Name == OrderValueName.Kind && said.Value is { } kind ? kind : order.Kind;
        order.State = said.Name == OrderValueName.State && said.Value is { } state ? state : order.State;
    }

    private OrderValue Add(Order order, string name, string? value, string? words, string source, OrderValue? before, DateTimeOffset at, Guid? by) => db.OrderValues.Add(new OrderValue
    {
        Id = Guid.CreateVersion7(),
        OrderId = order.Id,
        Name = name,
        Value = value,
        AsWritten = words,
        Page = before?.Page,
        X = before?.X,
        Y = before?.Y,
        Width = before?.Width,
        Height = before?.Height,
        Source = source,
        Supersedes = before?.Id,
        At = at,
        By = by,
    }).Entity;

    /// <summary>The orders that stood when the document's pages were put where they lie now, and for which none was read since.</summary>
    private async Task<IReadOnlyList<StoodOrder>> Awaited(Document document, CancellationToken stopping)
    {
        var acts = await db.PageActs.Where(a => a.TransmissionId == document.TransmissionId).OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Select(a => new { a.Before, a.After }).ToListAsync(stopping);
        if (acts.Find(act => act.After.Any(part => part.DocumentId == document.Id)) is not { } last)
        {
            return [];
        }

        List<StoodOrder> stood = [.. last.Before.SelectMany(part => part.Read?.Orders ?? [])];
        if (stood.Count == 0)
        {
            return [];
        }

        Guid?[] ids = [.. stood.Select(order => (Guid?)order.Id)];
        var succeeded = await Every.Where(o => ids.Contains(o.SuccessorOf)).Select(o => o.SuccessorOf!.Value).ToListAsync(stopping);
        return [.. stood.Where(order => !succeeded.Contains(order.Id))];
    }

    private async Task<IReadOnlyList<Earlier>> Load(IReadOnlyList<StoodOrder> stood, CancellationToken stopping)
    {
        if (stood.Count == 0)
        {
            return [];
        }

        Guid[] ids = [.. stood.Select(order => order.Id)];
        var orders = await Every.Where(o => ids.Contains(o.Id)).ToListAsync(stopping);
        var loaded = new List<Earlier>();
        foreach (var order in orders.OrderBy(o => Array.IndexOf(ids, o.Id)))
        {
            var read = AsRead(order).ToList();
            var kind = read.Find(v => v.Name == OrderValueName.Kind)?.Value;

            // A successor has of what a person corrected only the correction: what was read stands with the one before it.
            for (var earlier = order.SuccessorOf; earlier is { } id;)
            {
                var before = await Every.SingleAsync(o => o.Id == id, stopping);
                read.AddRange(AsRead(before).Where(v => read.TrueForAll(known => known.Name != v.Name)).ToList());
                kind ??= read.Find(v => v.Name == OrderValueName.Kind)?.Value;
                earlier = before.SuccessorOf;
            }

            loaded.Add(new(order, stood.First(one => one.Id == order.Id).PageId, kind ?? order.Kind, read));
        }

        return loaded;
    }

    /// <summary>What the machine had read first, whatever was said over it.</summary>
    private static IEnumerable<OrderValue> AsRead(Order order) => order.Values.Where(v => v.Source == OrderValueSource.Machine && v.Supersedes is null).DistinctBy(v => v.Name);

    private static List<OrderValue> Plain(OrderRead order) =>
    [
        .. order.Values.Select(v => new OrderValue
        {
            Id = Guid.CreateVersion7(),
            OrderId = Guid.Empty,
            Name = v.Name,
            Value = v.Read.Value,
            Page = v.Read.Place.Page,
            X = v.Read.Place.Box.X,
            Y = v.Read.Place.Box.Y,
            Source = OrderValueSource.Machine,
            At = default,
        }),
    ];

    private static bool IsAtSamePlace(IReadOnlyCollection<OrderValue> one, IReadOnlyCollection<OrderValue> other) =>
        Place(one) is { X: not null } a && Place(other) is { X: not null } b && (a.X, a.Y) == (b.X, b.Y);

    private static OrderValue? Place(IReadOnlyCollection<OrderValue> values) =>
        values.Find(OrderValueName.Description) is { Page: not null } described ? described : CurrentValues.Of(values).FirstOrDefault(v => v.Page is not null);

    /// <summary>Those of documents that were merged too.</summary>
    private IQueryable<Order> Every => db.Orders.IgnoreQueryFilters([DocumentsDb.MergedFilter]).AsNoTracking().Include(o => o.Values);

    private Task<Dictionary<int, Guid>> Leaves(Guid documentId, CancellationToken stopping) =>
        db.Pages.Where(p => p.DocumentId == documentId).Select(p => new { Leaf = p.NumberThere ?? p.Number, p.Id }).ToDictionaryAsync(p => p.Leaf, p => p.Id, stopping);

    /// <param name="AsRead">Its values as the machine read them.</param>
    private sealed record Earlier(Order Order, Guid? PageId, string Kind, IReadOnlyList<OrderValue> AsRead);
}

/// <param name="Earlier">Of each order that was read, the one it stands in for; null where there is none.</param>
/// <param name="Dropped">Of which a person had said something, and that was not found again.</param>
internal sealed record CarriedOrders(IReadOnlyList<Order?> Earlier, IReadOnlyList<Order> Dropped);
