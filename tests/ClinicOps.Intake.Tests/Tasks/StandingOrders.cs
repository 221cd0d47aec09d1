using ClinicOps.Documents.Contracts;
using ClinicOps.Testing;

namespace ClinicOps.Intake.Tests.Tasks;

/// <summary>Stands in for Documents: the orders that there are just now.</summary>
internal sealed class StandingOrders : IOrders, IDocumentClasses, IAuthorizationDecisions
{
    private readonly Dictionary<Guid, OrderAsTranscribed> orders = [];

    /// <summary>Runs before each answer: for what happens between a question and the commit that follows it.</summary>
    public Action<int>? BeforeAnswer { get; set; }

    public int Asked { get; private set; }

    public OrderAsTranscribed Add(string kind = "imaging", string state = "ready", string urgency = "routine", DateOnly? due = null, Guid? patient = null)
    {
        var order = new OrderAsTranscribed(
            Guid.CreateVersion7(), Guid.CreateVersion7(), patient ?? Guid.CreateVersion7(), TestOrganization.Harbor.Id, Guid.CreateVersion7(), kind, state,
            "MRI of the knee", "73721", "Knee pain", "M25.561", urgency, "right", due, "Dr. Quill", new DateOnly(2026, 2, 27));
        return orders[order.Id] = order;
    }

    /// <summary>The payers' decisions that there are just now, by document.</summary>
    public Dictionary<Guid, AuthorizationDecision> Decisions { get; } = [];

    Task<AuthorizationDecision?> IAuthorizationDecisions.Find(Guid documentId, CancellationToken stopping) => Task.FromResult(Decisions.GetValueOrDefault(documentId));

    /// <summary>What every document's own access class is.</summary>
    public string AccessClass { get; set; } = "standard";

    public Task<string> Of(Guid documentId, CancellationToken stopping = default) => Task.FromResult(AccessClass);

    public void Put(OrderAsTranscribed order) => orders[order.Id] = order;

    public void Remove(Guid orderId) => orders.Remove(orderId);

    public Task<OrderAsTranscribed?> Find(Guid orderId, CancellationToken stopping = default)
    {
        BeforeAnswer?.Invoke(++Asked);
        return Task.FromResult(orders.GetValueOrDefault(orderId));
    }

    public Task<IReadOnlyList<OrderAsTranscribed>> FindAll(IReadOnlyCollection<Guid> orderIds, CancellationToken stopping = default)
    {
        if (orderIds.Count > 0)
        {
            BeforeAnswer?.Invoke(++Asked);
        }

        return Task.FromResult<IReadOnlyList<OrderAsTranscribed>>([.. orderIds.Where(orders.ContainsKey).Select(id => orders[id])]);
    }
}

/// <summary>Stands in for Documents: what was asked for at acknowledging and stands.</summary>
internal sealed class StandingActions : IAskedActions
{
    public Dictionary<Guid, AskedAction> Standing { get; } = [];

    public Task<AskedAction?> Find(Guid stepId, CancellationToken stopping = default) => Task.FromResult(Standing.GetValueOrDefault(stepId));
}
