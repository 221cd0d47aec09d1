using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>The print queue: open the chosen letters as one PDF, print it, mark them as printed.</summary>
[Authorize(Policy = CorrespondenceRights.SendLetters)]
internal sealed class PrintModel(
    CorrespondenceDb db, VisibleToActor visible, PrintLetters print, IBlobStore blobs, IPatients patients, IOrganization organization, AuditTrail audit) : PageModel
{
    /// <summary>More than an afternoon's envelopes: the rest comes with the next batch.</summary>
    public const int MostShown = 100;

    public IReadOnlyList<PrintRow> Queue { get; private set; } = [];

    /// <summary>Batches that can still be undone, the latest first.</summary>
    public IReadOnlyList<PrintedBatch> Printed { get; private set; } = [];

    /// <summary>Made with the form, so that a form sent twice marks one batch.</summary>
    public Guid BatchId { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        BatchId = Guid.CreateVersion7();
        var profile = await organization.Profile(stopping);
        var rows = await (from delivery in visible.Deliveries
                          join letter in db.Letters on delivery.LetterId equals letter.Id
                          join approval in db.Approvals on delivery.ApprovalId equals approval.Id
                          where delivery.Way == DeliveryWay.Print && (delivery.State == DeliveryState.Pending || delivery.State == DeliveryState.Printed)
                          orderby delivery.RequestedAt
                          select new { Delivery = delivery, letter.PatientId, approval.Subject, approval.PageCount }).AsNoTracking().ToListAsync(stopping);
        var names = (await patients.Find([.. rows.Select(row => row.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        Queue =
        [
            .. rows.Where(row => row.Delivery.State == DeliveryState.Pending).Take(MostShown).Select(row => new PrintRow(
                row.Delivery, row.Subject, row.PageCount, names.GetValueOrDefault(row.PatientId), profile.Find(row.Delivery.LocationId))),
        ];
        Printed =
        [
            .. from row in rows
               where row.Delivery.State == DeliveryState.Printed
               group row.Delivery by row.Delivery.BatchId!.Value into batch
               let first = batch.First()
               orderby first.PrintedAt descending
               select new PrintedBatch(batch.Key, batch.Count(), LocalTime.At(profile.Find(first.LocationId), first.PrintedAt!.Value + PrintLetters.UndoWindow)),
        ];
        await audit.Record(db, new AuditEntry("letters.listed", "print-queue", null, [.. rows.SelectMany(row => new[] { row.Delivery.LetterId, row.PatientId }).Distinct()]), stopping);
    }

    /// <summary>The approved bytes of the chosen letters, one after the other. A form posts, since ids in an address would be kept in histories.</summary>
    public async Task<IActionResult> OnPostOpen(Guid[]? chosen, CancellationToken stopping)
    {
        var ids = chosen ?? [];
        var wanted = await (from delivery in visible.Deliveries
                            join approval in db.Approvals on delivery.ApprovalId equals approval.Id
                            join letter in db.Letters on delivery.LetterId equals letter.Id
                            where ids.Contains(delivery.Id) && delivery.Way == DeliveryWay.Print
                                && (delivery.State == DeliveryState.Pending || delivery.State == DeliveryState.Printed)
                            orderby delivery.RequestedAt
                            select new { delivery.LetterId, letter.PatientId, approval.PdfHash }).Take(MostShown).ToListAsync(stopping);
        if (wanted.Count == 0)
        {
            TempData["toast"] = "Choose at least one letter.";
            return Redirect("/correspondence/letters/print");
        }

        var pdfs = new List<byte[]>();
        foreach (var letter in wanted)
        {
            pdfs.Add(await blobs.Get(letter.PdfHash, stopping));
        }

        await audit.Record(db, new AuditEntry("letters.opened-for-print", "print-queue", null, [.. wanted.SelectMany(letter => new[] { letter.LetterId, letter.PatientId }).Distinct()]), stopping);
        Response.Headers.CacheControl = "no-store";
        return File(await PrintBatch.Of(pdfs, stopping), "application/pdf");
    }

    public async Task<IActionResult> OnPostPrinted(Guid batchId, Guid[]? chosen, CancellationToken stopping)
    {
        var marked = await print.MarkPrinted(batchId, chosen ?? [], stopping);
        TempData["toast"] = marked switch
        {
            0 => "Nothing was marked: choose letters that are still in the queue.",
            1 => "1 letter is marked as printed.",
            _ => $"{marked} letters are marked as printed.",
        };
        if (marked > 0)
        {
            TempData["undo-url"] = $"/correspondence/letters/print?handler=Undo&batchId={batchId}";
        }

        return Redirect("/correspondence/letters/print");
    }

    public async Task<IActionResult> OnPostUndo(Guid batchId, CancellationToken stopping)
    {
        var undone = await print.Undo(batchId, stopping);
        TempData["toast"] = undone switch
        {
            0 => "Nothing was undone: these letters count as posted already.",
            1 => "1 letter is in the queue again.",
            _ => $"{undone} letters are in the queue again.",
        };
        return Redirect("/correspondence/letters/print");
    }
}

internal sealed record PrintRow(LetterDelivery Delivery, string Subject, int Pages, PatientSummary? Patient, Location? Location)
{
    public DateTimeOffset LocalRequestedAt => LocalTime.At(Location, Delivery.RequestedAt);
}

/// <param name="Until">When it counts as posted, on the location's clock.</param>
internal sealed record PrintedBatch(Guid Id, int Letters, DateTimeOffset Until);
