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
    private const string NotMarkedKey = "not-marked";

    public IReadOnlyList<PrintRow> Queue { get; private set; } = [];

    /// <summary>Chosen when letters were marked a moment ago, and not among those that were.</summary>
    public IReadOnlyList<PrintRow> NotMarked { get; private set; } = [];

    /// <summary>Batches that can still be undone, the latest first.</summary>
    public IReadOnlyList<PrintedBatch> Printed { get; private set; } = [];

    /// <summary>Made with the form, so that a form sent twice marks one batch.</summary>
    public Guid BatchId { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        BatchId = Guid.CreateVersion7();
        var profile = await organization.Profile(stopping);
        Queue = await Rows(visible.Deliveries.Where(delivery => delivery.Way == DeliveryWay.Print && delivery.State == DeliveryState.Pending), profile, stopping);
        Guid[] left = [.. (TempData[NotMarkedKey] as string ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)];
        NotMarked = left.Length == 0 ? [] : await Rows(visible.Deliveries.Where(delivery => left.Contains(delivery.Id)), profile, stopping);
        var printed = await visible.Deliveries.AsNoTracking().Where(delivery => delivery.Way == DeliveryWay.Print && delivery.State == DeliveryState.Printed).ToListAsync(stopping);
        Printed =
        [
            .. from delivery in printed
               group delivery by delivery.BatchId!.Value into batch
               let first = batch.First()
               orderby first.PrintedAt descending
               select new PrintedBatch(batch.Key, batch.Count(), LocalTime.At(profile.Find(first.LocationId), first.PrintedAt!.Value + PrintLetters.UndoWindow)),
        ];
        await audit.Record(db, new AuditEntry("letters.listed", "print-queue", null, [.. Queue.Concat(NotMarked).SelectMany(row => new[] { row.Delivery.LetterId, row.PatientId }).Distinct()]), stopping);
    }

    /// <summary>In the order in which they are printed, at most <see cref="MostShown"/>.</summary>
    private async Task<IReadOnlyList<PrintRow>> Rows(IQueryable<LetterDelivery> wanted, OrganizationProfile profile, CancellationToken stopping)
    {
        var rows = await (from delivery in wanted
                          join letter in db.Letters on delivery.LetterId equals letter.Id
                          join approval in db.Approvals on delivery.ApprovalId equals approval.Id
                          orderby delivery.RequestedAt, delivery.Id
                          select new { Delivery = delivery, letter.PatientId, approval.Subject, approval.PageCount, approval.ClinicCopyHash }).AsNoTracking().Take(MostShown).ToListAsync(stopping);
        var names = (await patients.Find([.. rows.Select(row => row.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        return rows.ConvertAll(row => new PrintRow(
            row.Delivery, row.PatientId, row.Subject, row.PageCount, row.ClinicCopyHash is not null, names.GetValueOrDefault(row.PatientId), profile.Find(row.Delivery.LocationId)));
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
                            orderby delivery.RequestedAt, delivery.Id
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
            TempData["toast"] = "Nothing is printed: none of these letters may leave now. The Letters page says why; one whose record was just merged follows in a moment.";
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
        var asked = (chosen ?? []).Distinct().ToArray();
        var marked = await print.MarkPrinted(batchId, asked, stopping);
        Guid[] left = [.. asked.Except(marked)];
        TempData["toast"] = (marked.Count, left.Length) switch
        {
            (0, 0) => "Nothing was marked: choose letters of the queue.",
            (0, _) => "Nothing was marked: none of these letters may be posted now. The list says which they are.",
            (1, 0) => "1 letter is marked as printed.",
            (_, 0) => $"{marked.Count} letters are marked as printed.",
            _ => $"{(marked.Count == 1 ? "1 letter is" : $"{marked.Count} letters are")} marked as printed, {left.Length} not: the list says which. Take {(left.Length == 1 ? "it" : "them")} out before you post.",
        };
        if (left.Length > 0)
        {
            TempData[NotMarkedKey] = string.Join(' ', left);
        }

        if (marked.Count > 0)
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

internal sealed record PrintRow(LetterDelivery Delivery, Guid PatientId, string Subject, int Pages, bool WithClinicCopy, PatientSummary? Patient, Location? Location)
{
    public DateTimeOffset LocalRequestedAt => LocalTime.At(Location, Delivery.RequestedAt);
}

/// <param name="Until">When it counts as posted, on the location's clock.</param>
internal sealed record PrintedBatch(Guid Id, int Letters, DateTimeOffset Until);
