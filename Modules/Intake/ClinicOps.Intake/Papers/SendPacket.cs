using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Papers;

/// <summary>
/// Has a packet that was made for a referral or for a payer sent by fax or e-mail, as letters are. What became of it comes back as
/// <see cref="PapersEnded"/> and stands then in the history of what it belongs to.
/// </summary>
internal sealed class SendPacket(IntakeDb db, IPapers papers)
{
    public IReadOnlyList<string> Ways => papers.Ways;

    public async Task<PacketSent> OfReferral(Referral of, Guid packetId, PacketReader reader, CancellationToken stopping) =>
        await db.ReferralPackets.AsNoTracking().SingleOrDefaultAsync(p => p.Id == packetId && p.ReferralId == of.Id, stopping) is { } made
            ? await Send(
                new PapersToSend(made.Id, of.PatientId, of.LocationId, of.CareThreadId, of.OrderId, "Papers of a referral", of.AccessClass, made.BlobHash, made.Pages, made.DocumentIds),
                reader, PaperReaders.Colleague, stopping)
            : new PacketSent.Unknown();

    public async Task<PacketSent> OfAuthorization(PayerAuthorization of, Guid packetId, PacketReader reader, CancellationToken stopping) =>
        await db.AuthorizationPackets.AsNoTracking().SingleOrDefaultAsync(p => p.Id == packetId && p.AuthorizationId == of.Id, stopping) is { } made
            ? await Send(
                new PapersToSend(made.Id, of.PatientId, of.LocationId, of.CareThreadId, of.OrderId, "Papers for a payer", of.AccessClass, made.BlobHash, made.Pages, made.DocumentIds),
                reader, PaperReaders.Payer, stopping)
            : new PacketSent.Unknown();

    /// <summary>How packets went, by packet. The caller audits what it shows.</summary>
    public async Task<ILookup<Guid, PapersDelivery>> Deliveries(IReadOnlyCollection<Guid> packetIds, CancellationToken stopping) =>
        (packetIds.Count == 0 ? [] : await papers.Of(packetIds, stopping)).ToLookup(delivery => delivery.PapersId);

    private async Task<PacketSent> Send(PapersToSend packet, PacketReader reader, string kind, CancellationToken stopping)
    {
        if (!reader.IsConfirmed || reader.Name.Length == 0)
        {
            return new PacketSent.Refused("Say for whom it is, and tick that you made sure of the number or address: the packet tells about a patient's health.");
        }

        return await papers.Send(packet, new PapersReader(reader.DeliveryId, reader.Way, reader.Address, reader.Name, kind), stopping) switch
        {
            PapersAnswer.Requested => new PacketSent.OnItsWay(),
            PapersAnswer.NoSuchWay => new PacketSent.Refused("That way is not set up here. Choose another, or download the packet and send it yourself."),
            PapersAnswer.NoAddress => new PacketSent.Refused(reader.Way == PaperWays.Fax ? "This is no fax number. Write it as (207) 555-0100." : "This is no e-mail address. Write it as name@place.example."),
            PapersAnswer.OnTheirWay => new PacketSent.Refused("The same packet is on its way there already, or nobody knows yet whether it arrived."),
            PapersAnswer.SeveralClasses => new PacketSent.Refused("Papers of several closed kinds lie in this packet. Make one for each kind, so that each goes only where it may."),
            PapersAnswer.MayNotLeave no => new PacketSent.Refused($"{no.Reason} {no.WayOn}"),
            PapersAnswer.Void => new PacketSent.Refused("The order that it rests on is void: it does not leave any more."),
            PapersAnswer.NoCover => new PacketSent.Refused("The cover sheet could not be drawn, or not with that name. Write the name in plain letters, or try again."),
            _ => new PacketSent.Refused("A paper in it has left the chart, or is closed to you: make a new packet."),
        };
    }
}

/// <summary>To whom a packet goes, as a form says it.</summary>
/// <param name="DeliveryId">Made by the form.</param>
/// <param name="Way">One of <see cref="PaperWays"/>.</param>
/// <param name="Name">Whom it is for.</param>
/// <param name="IsConfirmed">The user has made sure that it is theirs.</param>
internal sealed record PacketReader(Guid DeliveryId, string Way, string Address, string Name, bool IsConfirmed);

internal abstract record PacketSent
{
    private PacketSent()
    {
    }

    /// <summary>It leaves by itself.</summary>
    public sealed record OnItsWay : PacketSent
    {
        public const string InWords = "The packet is on its way. This page says when it has left.";
    }

    /// <param name="Why">For the user.</param>
    public sealed record Refused(string Why) : PacketSent
    {
        public string InWords => $"{Why} Nothing was sent.";
    }

    /// <summary>There is no such packet of it.</summary>
    public sealed record Unknown : PacketSent;
}
