using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Documents.Orders;

/// <summary>What a person says of an order: a value for each name, null or empty for none. Names that are left out stay as they are.</summary>
/// <param name="State">One of <see cref="OrderState"/>, or empty for what the rule decides; null leaves it.</param>
internal sealed record OrderSaid(IReadOnlyDictionary<string, string?> Values, string? State);

internal abstract record OrderCorrection
{
    private OrderCorrection()
    {
    }

    /// <param name="Mark">By which it is undone; null when nothing differed from what was there.</param>
    public sealed record Done(Guid? Mark) : OrderCorrection;

    /// <param name="Name">Of the value that cannot be one.</param>
    public sealed record NotUnderstood(string Name) : OrderCorrection;

    public sealed record Refused(DocumentAct Why) : OrderCorrection;
}

/// <summary>
/// A person corrects what was read of an order, or says how it stands. The readings stay: what is said stands in for them, at their place on the
/// page. The state is decided anew; an order that was told is told again, so that its tasks follow. All of it is taken back in one step.
/// </summary>
internal sealed class CorrectOrder(DocumentsDb db, ActOnOrder act, CurrentActor actor)
{
    private const int LongestValue = 1000;

    /// <summary>The values that a person may correct, in the order of the form.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        OrderValueName.Description, OrderValueName.Kind, OrderValueName.Code, OrderValueName.Laterality, OrderValueName.Urgency, OrderValueName.Diagnosis, OrderValueName.Icd10,
        OrderValueName.Due, OrderValueName.Repeats, OrderValueName.ValidUntil, OrderValueName.OrderingProvider, OrderValueName.Npi, OrderValueName.OrderedOn, OrderValueName.Signature,
    ];

    public static readonly IReadOnlyList<string> Kinds = ["imaging", "lab", "procedure", "pt", "dme", "medication", "referral"];

    /// <param name="version">The document's version as the page showed it.</param>
    public async Task<OrderCorrection> Run(Guid documentId, uint version, Guid orderId, OrderSaid said, CancellationToken stopping)
    {
        var values = said.Values.Where(v => Names.Contains(v.Key)).ToDictionary(v => v.Key, v => v.Value?.Trim() is { Length: > 0 } text ? Plain(v.Key, text) : null);
        if (values.FirstOrDefault(v => v.Value == Unknown).Key is { } wrong)
        {
            return new OrderCorrection.NotUnderstood(wrong);
        }

        if (values.TryGetValue(OrderValueName.Kind, out var kind) && kind is null)
        {
            return new OrderCorrection.NotUnderstood(OrderValueName.Kind);
        }

        if (values.TryGetValue(OrderValueName.Description, out var what) && what is null)
        {
            return new OrderCorrection.NotUnderstood(OrderValueName.Description);
        }

        if (said.State is { Length: > 0 } state && !OrderState.All.Contains(state))
        {
            return new OrderCorrection.NotUnderstood(OrderValueName.State);
        }

        var (looked, mark) = (false, (Guid?)null);
        bool Change(Order order, DateTimeOffset at)
        {
            looked = true;
            return (mark = Say(order, values, said.State, at)) is not null;
        }

        var outcome = await act.Run(documentId, version, orderId, Change, "order.corrected", stopping);
        return outcome is DocumentAct.Done || (looked && mark is null) ? new OrderCorrection.Done(mark) : new OrderCorrection.Refused(outcome);
    }

    /// <summary>Takes back what was said in one step: what stood before stands again.</summary>
    public Task<DocumentAct> Undo(Guid documentId, Guid orderId, Guid mark, CancellationToken stopping) =>
        act.RunAsItIs(documentId, orderId, (order, at) => TakeBack(order, mark, at), "order.correction-undone", stopping);

    private Guid? Say(Order order, Dictionary<string, string?> values, string? state, DateTimeOffset at)
    {
        var said = new List<OrderValue>();
        foreach (var (name, value) in values)
        {
            var before = order.Values.Find(name);
            if (value != (before?.Value ?? (name == OrderValueName.Kind ? order.Kind : null)))
            {
                // What the kind was before anybody said so stands in no value yet: it is what undoing goes back to.
                before ??= name == OrderValueName.Kind ? Add(Made(order, name, order.Kind, OrderValueSource.Machine, null, at, null)) : null;
                said.Add(Add(Made(order, name, value, OrderValueSource.Corrected, before, at, actor.UserId)));
            }
        }

        if (said.Exists(v => v.Name == OrderValueName.Description))
        {
            said.Add(Add(Made(order, OrderValueName.Legibility, "100", OrderValueSource.Corrected, order.Values.Find(OrderValueName.Legibility), at, actor.UserId)));
        }

        var stands = order.Values.Find(OrderValueName.State);
        if (state is { Length: > 0 } && (stands?.Value != state || stands.Source != OrderValueSource.Corrected))
        {
            said.Add(Add(Made(order, OrderValueName.State, state, OrderValueSource.Corrected, stands, at, actor.UserId)));
        }
        else if (state is "" && stands is { Source: OrderValueSource.Corrected })
        {
            said.Add(Add(Made(order, OrderValueName.State, null, OrderValueSource.Corrected, stands, at, actor.UserId)));
        }

        return said.FirstOrDefault()?.Id;
    }

    /// <summary>False when something was said since of a value concerned: then it stays as it is.</summary>
    private bool TakeBack(Order order, Guid mark, DateTimeOffset at)
    {
        if (order.Values.Find(v => v.Id == mark) is not { } first)
        {
            return false;
        }

        var said = order.Values.FindAll(v => v.At == first.At && v.By == first.By && v.Source == OrderValueSource.Corrected);
        var latest = said.ConvertAll(v => (Said: v, Latest: order.Values.Find(v.Name)));
        if (latest.Exists(v => v.Said.Name != OrderValueName.State && v.Latest != v.Said))
        {
            return false;
        }

        foreach (var (was, now) in latest)
        {
            var before = order.Values.Find(v => v.Id == was.Supersedes);
            Add(Made(order, was.Name, before?.Value, before?.Source ?? OrderValueSource.Corrected, before ?? was, at, before is null ? actor.UserId : before.By, supersedes: now!.Id));
        }

        return true;
    }

    /// <param name="before">Whose place on the page it takes; null where nothing was read.</param>
    private static OrderValue Made(Order order, string name, string? value, string source, OrderValue? before, DateTimeOffset at, Guid? by, Guid? supersedes = null) => new()
    {
        Id = Guid.CreateVersion7(),
        OrderId = order.Id,
        Name = name,
        Value = value,
        AsWritten = source == OrderValueSource.Machine ? before?.AsWritten : null,
        Page = before?.Page,
        X = before?.X,
        Y = before?.Y,
        Width = before?.Width,
        Height = before?.Height,
        Confidence = source == OrderValueSource.Machine ? before?.Confidence : null,
        Rule = source == OrderValueSource.Machine ? before?.Rule : null,
        RuleVersion = source == OrderValueSource.Machine ? before?.RuleVersion ?? 0 : 0,
        Source = source,
        Supersedes = supersedes ?? before?.Id,
        At = at,
        By = by,
    };

    private OrderValue Add(OrderValue value) => db.OrderValues.Add(value).Entity;

    /// <summary>Stands for a text that cannot be a value of its name.</summary>
    private const string Unknown = "\0";

    /// <summary>In comparable form: what the page's rules would have stored.</summary>
    private static string Plain(string name, string text) => name switch
    {
        OrderValueName.Due or OrderValueName.OrderedOn or OrderValueName.ValidUntil => WrittenDates.Plain(text) is { } day ? StoredDay.Text(day) : Unknown,
        OrderValueName.Npi => OrderCodes.IsNpi(text) ? text : Unknown,
        OrderValueName.Urgency => text is "routine" or "urgent" or "stat" ? text : Unknown,
        OrderValueName.Laterality => text is "left" or "right" or "bilateral" ? text : Unknown,
        OrderValueName.Signature => text is "signed" or "unsigned" or "verbal" ? text : Unknown,
        OrderValueName.Kind => Kinds.Contains(text) ? text : Unknown,
        _ => text.Length <= LongestValue ? text : Unknown,
    };
}
