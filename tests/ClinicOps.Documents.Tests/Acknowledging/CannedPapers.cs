using ClinicOps.Correspondence.Contracts;

namespace ClinicOps.Documents.Tests.Acknowledging;

/// <summary>Stands in for Correspondence, which sends papers; unless a test says so, no way is set up.</summary>
internal sealed class CannedPapers : IPapers
{
    public List<PapersDelivery> Deliveries { get; } = [];

    public List<(PapersToSend Papers, PapersReader Reader)> Sent { get; } = [];

    public IReadOnlyList<string> Ways { get; set; } = [];

    public Task<PapersAnswer> Send(PapersToSend papers, PapersReader reader, CancellationToken stopping = default)
    {
        if (!Deliveries.Exists(known => known.DeliveryId == reader.DeliveryId))
        {
            Sent.Add((papers, reader));
            Deliveries.Insert(0, new PapersDelivery(reader.DeliveryId, papers.Id, reader.Way, reader.Address, reader.Name, "waits to be sent", null, $"ref-{reader.DeliveryId:N}", default, null) { IsUnderWay = true });
        }

        return Task.FromResult<PapersAnswer>(new PapersAnswer.Requested(reader.DeliveryId));
    }

    public Task<PapersDelivery?> Find(Guid deliveryId, CancellationToken stopping = default) => Task.FromResult(Deliveries.Find(delivery => delivery.DeliveryId == deliveryId));

    public Task<IReadOnlyList<PapersDelivery>> Of(IReadOnlyCollection<Guid> papersIds, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<PapersDelivery>>(Deliveries.FindAll(delivery => papersIds.Contains(delivery.PapersId)));
}
