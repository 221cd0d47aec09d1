using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Papers;

/// <summary>A packet that waits goes with what it is about: nothing leaves for a referral that was withdrawn or declined, or for a request that was withdrawn or is not needed.</summary>
internal sealed class PacketsStillMeant(IntakeDb db) : IPackets
{
    private static readonly string[] EndedReferral = [ReferralState.Withdrawn, ReferralState.Declined];

    private static readonly string[] EndedRequest = [AuthorizationState.Withdrawn, AuthorizationState.NotRequired];

    public async Task<bool> IsMeant(Guid packetId, CancellationToken stopping = default) =>
        await db.ReferralPackets.AnyAsync(packet => packet.Id == packetId && db.Referrals.Any(referral => referral.Id == packet.ReferralId && !EndedReferral.Contains(referral.State)), stopping)
        || await db.AuthorizationPackets.AnyAsync(packet => packet.Id == packetId && db.Authorizations.Any(request => request.Id == packet.AuthorizationId && !EndedRequest.Contains(request.State)), stopping);
}
