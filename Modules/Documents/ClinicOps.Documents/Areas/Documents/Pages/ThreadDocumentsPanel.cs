using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Orders;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The panel "Received" of a care thread: the transmission it began with, its documents and the orders read of them, at the user's locations.</summary>
internal sealed class ThreadDocumentsPanel(DocumentsDb db, VisibleToActor visible, InboxRows inbox, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        // A letter of ours that was filed carries the thread as well; it stands among the letters.
        var received = await inbox.Read(visible.Transmissions.Where(t => t.CareThreadId == subjectId && t.Source != TransmissionSource.Letter).OrderBy(t => t.ReceivedAt), severalLocations: true, stopping);
        if (received.Count == 0)
        {
            return null;
        }

        var documents = received.SelectMany(row => row.Documents).Select(document => document.Id).ToList();
        var orders = await db.Orders.AsNoTracking().Include(order => order.Values)
            .Where(order => documents.Contains(order.DocumentId) && order.Standing != OrderStanding.Withdrawn)
            .OrderBy(order => order.TranscribedAt).ThenBy(order => order.Id)
            .ToListAsync(stopping);
        await audit.Record(db, new AuditEntry("documents.listed", "care-thread", subjectId, [.. documents, .. received.SelectMany(row => row.PatientIds).Distinct()]), stopping);
        return new ThreadDocumentsView(
            received, orders.ToLookup(order => order.DocumentId, order => new ThreadOrder(order.Id, order.DocumentId, order.Kind, order.State, order.Values.Named(OrderValueName.Description))));
    }
}

internal sealed record ThreadDocumentsView(IReadOnlyList<InboxRow> Received, ILookup<Guid, ThreadOrder> Orders);

/// <param name="Description">As it stands; null where none was found.</param>
internal sealed record ThreadOrder(Guid Id, Guid DocumentId, string Kind, string State, string? Description);
