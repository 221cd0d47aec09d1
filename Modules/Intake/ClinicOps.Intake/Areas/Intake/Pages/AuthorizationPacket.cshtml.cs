using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Papers;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>What goes to the payer: papers of the chart are chosen, put behind the request, and kept as one PDF.</summary>
[Authorize(Policy = IntakeRights.WorkAuthorizations)]
internal sealed class AuthorizationPacketModel(
    IntakeDb db, ListAuthorizations list, IChartContents contents, MakeAuthorizationPacket make, SendPacket send, PacketDesk desk, IBlobStore blobs, IOrganization organization, AuditTrail audit,
    TimeProvider clock) : PageModel
{
    /// <summary>To whom a packet is sent.</summary>
    [BindProperty]
    public PacketForm Form { get; set; } = new();

    public AuthorizationRow Row { get; private set; } = null!;

    /// <summary>Of the chart, newest first, each with whether it is chosen.</summary>
    public IReadOnlyList<(ChartPaper Paper, string Received, bool IsChosen)> Papers { get; private set; } = [];

    /// <summary>Latest first; one with a paper in it that has left the chart, or is closed to the user, is not opened.</summary>
    public IReadOnlyList<(AuthorizationPacket Packet, string When, bool MayOpen)> Made { get; private set; } = [];

    public PacketSending Sending { get; private set; } = null!;

    /// <summary>Whose member id the request names; null where it names none.</summary>
    public PatientCoverage? Insured { get; private set; }

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => await Show(id, null, stopping) ? Page() : NotFound();

    /// <param name="packetId">Made by the form.</param>
    public async Task<IActionResult> OnPost(Guid id, Guid packetId, List<Guid> papers, CancellationToken stopping)
    {
        switch (await make.Run(packetId, id, papers, stopping))
        {
            case PacketMade.Done:
                TempData["toast"] = "The packet is made: open it below, and send it to the payer from here or yourself.";
                return Redirect($"/intake/authorizations/authorization/{id}/packet");
            case { Refusal: { } refusal }:
                Refusal = refusal;
                break;
            default:
                return NotFound();
        }

        return await Show(id, papers, stopping) ? Page() : NotFound();
    }

    /// <summary>One that was made is sent, by who may send letters.</summary>
    public async Task<IActionResult> OnPostSend(Guid id, CancellationToken stopping)
    {
        if (!await desk.MaySend(User))
        {
            return Forbid();
        }

        if (await list.Find(id, stopping) is not { } row || await db.AuthorizationPackets.AsNoTracking().SingleOrDefaultAsync(p => p.Id == Form.PacketId && p.AuthorizationId == id, stopping) is not { } made
            || !MayOpen(made, await contents.Papers([row.Authorization.PatientId], stopping)))
        {
            return NotFound();
        }

        switch (await send.OfAuthorization(row.Authorization, made.Id, Form.Reader(), stopping))
        {
            case PacketSent.OnItsWay:
                TempData["toast"] = PacketSent.OnItsWay.InWords;
                return Redirect($"/intake/authorizations/authorization/{id}/packet");
            case PacketSent.Refused refused:
                Refusal = refused.InWords;
                return await Show(id, null, stopping) ? Page() : NotFound();
            default:
                return NotFound();
        }
    }

    /// <param name="packet">Of this authorization.</param>
    public async Task<IActionResult> OnGetPdf(Guid id, Guid packet, CancellationToken stopping)
    {
        if (await list.Find(id, stopping) is not { } row || await db.AuthorizationPackets.AsNoTracking().SingleOrDefaultAsync(p => p.Id == packet && p.AuthorizationId == id, stopping) is not { } made
            || !MayOpen(made, await contents.Papers([row.Authorization.PatientId], stopping)))
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("authorization.packet-viewed", "authorization", id, [made.PatientId, .. made.DocumentIds], LocationId: row.Authorization.LocationId), stopping);
        Response.Headers.CacheControl = "no-store";
        return File(await blobs.Get(made.BlobHash, stopping), "application/pdf");
    }

    /// <param name="chosen">As sent; null to choose what came with the order.</param>
    private async Task<bool> Show(Guid id, IReadOnlyCollection<Guid>? chosen, CancellationToken stopping)
    {
        if (await list.Find(id, stopping) is not { } row)
        {
            return false;
        }

        (Row, Insured) = (row, await make.Insured(row.Authorization, stopping));
        var (location, now) = (row.Location, clock.GetUtcNow());
        var lying = await contents.Papers([row.Authorization.PatientId], stopping);
        Papers =
        [
            .. lying.Select(paper =>
                (paper, LocalTime.Us(LocalTime.DayAt(location, paper.ReceivedAt)), chosen?.Contains(paper.Id) ?? paper.CareThreadId == row.Authorization.CareThreadId)),
        ];
        var packets = new List<(AuthorizationPacket Packet, string When, bool MayOpen)>();
        foreach (var packet in await db.AuthorizationPackets.AsNoTracking().Where(p => p.AuthorizationId == id).OrderByDescending(p => p.At).ToListAsync(stopping))
        {
            packets.Add((packet, await organization.WhoAndWhen(packet.By, now - packet.At, stopping: stopping), MayOpen(packet, lying)));
        }

        Made = packets;
        Sending = await desk.Of($"/intake/authorizations/authorization/{id}/packet?handler=Send", Form, row.Authorization.Payer, location, [.. packets.Select(made => made.Packet.Id)], await desk.MaySend(User), stopping);
        await audit.Record(db, new AuditEntry("authorization.viewed", "authorization", id, [row.Authorization.PatientId, .. Papers.Select(of => of.Paper.Id)], LocationId: row.Authorization.LocationId), stopping);
        return true;
    }

    /// <summary>Whoever opens it sees every paper in it by themselves.</summary>
    private static bool MayOpen(AuthorizationPacket packet, IReadOnlyList<ChartPaper> inSight) => packet.DocumentIds.All(id => inSight.Any(paper => paper.Id == id));
}
