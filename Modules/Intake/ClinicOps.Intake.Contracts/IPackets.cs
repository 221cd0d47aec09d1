namespace ClinicOps.Intake.Contracts;

/// <summary>Packets that were made for a referral or for a payer, for whoever sends them.</summary>
public interface IPackets
{
    /// <summary>Asked right before one leaves: whether what it is about still stands, and was not withdrawn while it waited.</summary>
    Task<bool> IsMeant(Guid packetId, CancellationToken stopping = default);
}
