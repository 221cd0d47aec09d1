using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Papers;
using ClinicOps.Intake.Referrals;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>What goes with a referral of this clinic: papers of the chart are chosen, put behind its letter, and kept as one PDF.</summary>
[Authorize(Policy = IntakeRights.WorkReferrals)]
internal sealed class ReferralPacketModel(
    IntakeDb db, ListReferrals list, IChartContents contents, MakeReferralPacket make, ReferralPackets packets, SendPacket send, PacketDesk desk, IBlobStore blobs, AuditTrail audit) : PageModel
{
    /// <summary>To whom a packet is sent.</summary>
    [BindProperty]
    public PacketForm Form { get; set; } = new();

    public ReferralRow Row { get; private set; } = null!;

    /// <summary>Of the chart, newest first, each with whether it is chosen.</summary>
    public IReadOnlyList<(ChartPaper Paper, string Received, bool IsChosen)> Papers { get; private set; } = [];

    public IReadOnlyList<ShownPacket> Made { get; private set; } = [];

    public PacketSending Sending { get; private set; } = null!;

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => await Show(id, null, stopping) ? Page() : NotFound();

    /// <param name="packetId">Made by the form.</param>
    public async Task<IActionResult> OnPost(Guid id, Guid packetId, List<Guid> papers, CancellationToken stopping)
    {
        switch (await make.Run(packetId, id, papers, stopping))
        {
            case PacketMade.Done:
                TempData["toast"] = "The packet is made: send it from here, or print or download it, send it yourself, and record how.";
                return Redirect($"/intake/referrals/referral/{id}");
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

        if (await list.Find(id, stopping) is not { Referral.Direction: ReferralDirection.Out } row || await packets.Find(row.Referral, Form.PacketId, stopping) is null)
        {
            return NotFound();
        }

        switch (await send.OfReferral(row.Referral, Form.PacketId, Form.Reader(), stopping))
        {
            case PacketSent.OnItsWay:
                TempData["toast"] = PacketSent.OnItsWay.InWords;
                return Redirect($"/intake/referrals/referral/{id}");
            case PacketSent.Refused refused:
                Refusal = refused.InWords;
                return await Show(id, null, stopping) ? Page() : NotFound();
            default:
                return NotFound();
        }
    }

    /// <param name="referralPacket">Of this referral.</param>
    /// <param name="download">To be saved as a file; otherwise it is shown, to be looked at and printed.</param>
    public async Task<IActionResult> OnGetPdf(Guid id, Guid referralPacket, bool download, CancellationToken stopping)
    {
        if (await list.Find(id, stopping) is not { } row || await packets.Find(row.Referral, referralPacket, stopping) is not { } made)
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("referral.packet-viewed", "referral", id, [made.PatientId, .. made.DocumentIds], LocationId: row.Referral.LocationId), stopping);
        Response.Headers.CacheControl = "no-store";
        var pdf = await blobs.Get(made.BlobHash, stopping);
        return download ? File(pdf, "application/pdf", "referral.pdf") : File(pdf, "application/pdf");
    }

    /// <param name="chosen">As sent; null to choose what goes with the referral.</param>
    private async Task<bool> Show(Guid id, IReadOnlyCollection<Guid>? chosen, CancellationToken stopping)
    {
        if (await list.Find(id, stopping) is not { Referral.Direction: ReferralDirection.Out } row)
        {
            return false;
        }

        Row = row;
        Papers =
        [
            .. (await contents.Papers([row.Referral.PatientId], stopping)).Select(paper =>
                (paper, LocalTime.Us(LocalTime.DayAt(row.Location, paper.ReceivedAt)), (chosen ?? row.Referral.Enclosed).Contains(paper.Id))),
        ];
        Made = await packets.Of(row.Referral, stopping);
        Sending = await desk.Of($"/intake/referrals/referral/{id}/packet?handler=Send", Form, row.Referral.Facts.Request.Whom, row.Location, [.. Made.Select(made => made.Packet.Id)], await desk.MaySend(User), stopping);
        await audit.Record(db, new AuditEntry("referral.viewed", "referral", id, [row.Referral.PatientId, .. Papers.Select(of => of.Paper.Id)], LocationId: row.Referral.LocationId), stopping);
        return true;
    }
}
