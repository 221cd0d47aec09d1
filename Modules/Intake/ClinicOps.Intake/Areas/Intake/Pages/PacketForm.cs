using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Papers;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>To whom a packet is sent, as it is typed. Public setters for the model binder alone.</summary>
internal sealed class PacketForm
{
    public Guid PacketId { get; set; }

    /// <summary>Made by the form: a second click is the same sending.</summary>
    public Guid DeliveryId { get; set; }

    public string? Way { get; set; }

    [StringLength(200)]
    public string? Address { get; set; }

    [StringLength(100)]
    public string? Name { get; set; }

    /// <summary>The user has made sure that it is theirs.</summary>
    public bool Confirmed { get; set; }

    public PacketReader Reader() => new(DeliveryId, Way ?? "", Clipped(Address, 200), Clipped(Name, 100), Confirmed);

    private static string Clipped(string? text, int most)
    {
        var said = text?.Trim() ?? "";
        return said.Length > most ? said[..most] : said;
    }
}

/// <summary>How the packets on a page went, and the form that sends one of them.</summary>
/// <param name="PostTo">Where the form goes.</param>
/// <param name="Form">As it was sent, where that was refused.</param>
/// <param name="Whom">Whom it is for, as the record says.</param>
/// <param name="Ways">Of <see cref="PaperWays"/>, those that are set up.</param>
/// <param name="Went">By packet, latest first.</param>
/// <param name="MaySend">The user may send letters.</param>
internal sealed record PacketSending(string PostTo, PacketForm Form, string Whom, Location? Location, IReadOnlyList<string> Ways, ILookup<Guid, PapersDelivery> Went, bool MaySend);

/// <summary>How packets go, as the pages of what they belong to show it, and who may send them from there.</summary>
internal sealed class PacketDesk(SendPacket send, IAuthorizationService authorization)
{
    /// <summary>Who may send letters.</summary>
    public async Task<bool> MaySend(ClaimsPrincipal user) => (await authorization.AuthorizeAsync(user, null, CorrespondenceRights.SendLetters)).Succeeded;

    public async Task<PacketSending> Of(string postTo, PacketForm form, string whom, Location? location, IReadOnlyCollection<Guid> packetIds, bool maySend, CancellationToken stopping) =>
        new(postTo, form, whom, location, send.Ways, await send.Deliveries(packetIds, stopping), maySend);
}
