using ClinicOps.Correspondence.Batches;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Papers;
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
    CorrespondenceDb db, VisibleToActor visible, PrintLetters print, PapersMayLeave mayLeave, AskAgain askAgain, DrawManifest manifest, IBlobStore blobs, IPatients patients, IOrganization organization,
    AuditTrail audit) : PageModel
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
                          select new { Delivery = delivery, letter.PatientId, approval.Subject, approval.PageCount, approval.ClinicCopyHash }).AsNoTracking().ToListAsync(stopping);
        var names = (await patients.Find([.. rows.Select(row => row.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        Queue =
        [
            .. rows.Where(row => row.Delivery.State == DeliveryState.Pending).Take(MostShown).Select(row => new PrintRow(
                row.Delivery, row.Subject, row.PageCount, row.ClinicCopyHash is not null, names.GetValueOrDefault(row.PatientId), profile.Find(row.Delivery.LocationId))),
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

    /// <summary>The approved bytes of the chosen letters, one after the other; of several behind a manifest. A form posts, since ids in an address would be kept in histories.</summary>
    public async Task<IActionResult> OnPostOpen(Guid[]? chosen, CancellationToken stopping)
    {
        var ids = chosen ?? [];
        var wanted = await (from delivery in visible.Deliveries
                            join approval in db.Approvals on delivery.ApprovalId equals approval.Id
                            join letter in db.Letters on delivery.LetterId equals letter.Id
                            where ids.Contains(delivery.Id) && delivery.Way == DeliveryWay.Print
                                && (delivery.State == DeliveryState.Pending || delivery.State == DeliveryState.Printed)
                            orderby delivery.RequestedAt
                            select new { Delivery = delivery, Letter = letter, Approval = approval }).AsNoTracking().Take(MostShown).ToListAsync(stopping);
        if (wanted.Count == 0)
        {
            TempData["toast"] = "Choose at least one letter.";
            return Redirect("/correspondence/letters/print");
        }

        var (pdfs, opened, lines) = (new List<byte[]>(), new List<Guid>(), new List<(Guid PatientId, Guid LocationId, int Pages, bool WithClinicCopy)>());
        foreach (var one in wanted)
        {
            if (await mayLeave.WhyNotEnclosed(one.Letter, stopping) is not null)
            {
                TempData["toast"] = $"Nothing was opened: an enclosure of “{one.Letter.Subject}” has left the chart, or was closed. Take its approval back, or print the others without it.";
                return Redirect("/correspondence/letters/print");
            }

            if (!await askAgain.MayBePrinted(one.Letter, one.Delivery, one.Approval, stopping))
            {
                continue;
            }

            pdfs.Add(await blobs.Get(one.Approval.PdfHash, stopping));
            if (one.Approval.ClinicCopyHash is { } copy)
            {
                pdfs.Add(await blobs.Get(copy, stopping));
            }

            lines.Add((one.Letter.PatientId, one.Letter.LocationId, one.Approval.PageCount, one.Approval.ClinicCopyHash is not null));
            opened.AddRange([one.Letter.Id, one.Letter.PatientId]);
        }

        if (pdfs.Count == 0)
        {
            TempData["toast"] = "Nothing is printed: none of these letters may leave any more. The Letters page says why.";
            return Redirect("/correspondence/letters/print");
        }

        if (lines.Count > 1)
        {
            var people = (await patients.Find([.. lines.Select(line => line.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
            Guid? location = lines.TrueForAll(line => line.LocationId == lines[0].LocationId) ? lines[0].LocationId : null;
            if (await manifest.Run(location, [.. lines.Select(line => new ManifestLine(people.GetValueOrDefault(line.PatientId), line.Pages, line.WithClinicCopy))], stopping) is { } sheet)
            {
                pdfs.Insert(0, sheet);
            }
        }

        await audit.Record(db, new AuditEntry("letters.opened-for-print", "print-queue", null, [.. opened.Distinct()]), stopping);
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

internal sealed record PrintRow(LetterDelivery Delivery, string Subject, int Pages, bool WithClinicCopy, PatientSummary? Patient, Location? Location)
{
    public DateTimeOffset LocalRequestedAt => LocalTime.At(Location, Delivery.RequestedAt);
}

/// <param name="Until">When it counts as posted, on the location's clock.</param>
internal sealed record PrintedBatch(Guid Id, int Letters, DateTimeOffset Until);
