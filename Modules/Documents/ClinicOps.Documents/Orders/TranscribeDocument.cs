using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Orders;

internal sealed record DocumentToTranscribe(Guid DocumentId);

/// <summary>
/// Reads the orders of a document once, be it filed or in review; tells them when, and only when, the document is filed. It is
/// enqueued at each of the two and does what is then missing.
/// </summary>
internal sealed class TranscribeDocument(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, History history, TimeProvider clock) : IJobHandler<DocumentToTranscribe>
{
    /// <summary>Of the transcription rules as a whole: raise it when what they read changes.</summary>
    public const int RuleVersion = 1;

    public async Task Run(DocumentToTranscribe arguments, JobMessage message, CancellationToken stopping)
    {
        var stored = await db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == arguments.DocumentId, stopping);
        if (stored is null)
        {
            return;
        }

        var lay = await db.LieOf(stored.Id, stopping);
        IReadOnlyList<OrderRead> orders = [];
        if (stored.TranscribedAt is null)
        {
            await db.CountDocumentAttempt(stored.Id, stopping);
            orders = TranscribeOrders.From(stored.Type, await db.TextsOf(stored.Id, stopping));
        }

        await transaction.Run(
            async effects =>
            {
                if (await db.LockDocument(arguments.DocumentId, stopping) is not { } document)
                {
                    return;
                }

                if (await db.LieOf(document.Id, stopping) != lay)
                {
                    // A person put its pages elsewhere meanwhile: what was read may stand on somebody else's.
                    effects.Enqueue(arguments);
                    return;
                }

                if (document.TranscribedAt is null && document.Type == stored.Type && stored.TranscribedAt is null && !DocumentState.InProgress.Contains(document.State))
                {
                    Add(document, orders);
                    await db.SaveChangesAsync(stopping);
                }

                if (document is { State: DocumentState.Filed, TranscribedAt: not null })
                {
                    if (document.Type is DocumentType.PhysicianOrder or DocumentType.Referral && !await db.Orders.AnyAsync(o => o.DocumentId == document.Id, stopping))
                    {
                        // An order that says nothing to the machine must not end in a chart unseen.
                        effects.Publish(new UrgentWordingRead(document.Id, document.LocationId, "orders_unread", document.CareThreadId));
                    }

                    await Tell(document, effects, stopping);
                }
            },
            stopping);
    }

    private void Add(Document document, IReadOnlyList<OrderRead> orders)
    {
        document.TranscribedAt = document.ProgressAt = clock.GetUtcNow();
        document.Attempts = 0;
        foreach (var (at, read) in orders.Index())
        {
            var order = new Order
            {
                Id = Guid.CreateVersion7(),
                DocumentId = document.Id,
                Ordinal = at + 1,
                Kind = read.Kind,
                State = read.State,
                LocationId = document.LocationId,
                CareThreadId = document.CareThreadId,
                TranscribedAt = clock.GetUtcNow(),
                AccessClass = document.AccessClass,
            };
            order.Values.AddRange(Values(order, read));
            db.Orders.Add(order);
        }

        history.Add(document, EventCode.OrdersTranscribed, orders.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private IEnumerable<OrderValue> Values(Order order, OrderRead read) =>
        from field in new (string Name, FieldRead? Read)[]
        {
            (OrderValueName.Description, read.Description),
            (OrderValueName.Code, read.Code),
            (OrderValueName.Diagnosis, read.Diagnosis),
            (OrderValueName.Icd10, read.Icd10),
            (OrderValueName.Urgency, read.Urgency),
            (OrderValueName.Laterality, read.Laterality),
            (OrderValueName.Due, read.Due),
            (OrderValueName.OrderingProvider, read.OrderingProvider),
            (OrderValueName.Npi, read.Npi),
            (OrderValueName.OrderedOn, read.OrderedOn),
            (OrderValueName.Signature, read.Signature),
        }
        where field.Read is not null
        let place = field.Read.Place
        select new OrderValue
        {
            Id = Guid.CreateVersion7(),
            OrderId = order.Id,
            Name = field.Name,
            Value = field.Read.Value,
            AsWritten = field.Read.AsWritten,
            Page = place.Page,
            X = place.Box.X,
            Y = place.Box.Y,
            Width = place.Box.Width,
            Height = place.Box.Height,
            Confidence = place.Confidence,
            Rule = place.Rule,
            RuleVersion = RuleVersion,
            Source = "machine",
            At = clock.GetUtcNow(),
        };

    private async Task Tell(Document document, Effects effects, CancellationToken stopping)
    {
        foreach (var order in await db.Orders.Where(o => o.DocumentId == document.Id && o.Standing == OrderStanding.Read).OrderBy(o => o.Ordinal).ToListAsync(stopping))
        {
            order.Standing = OrderStanding.Told;
            order.PatientId = document.PatientId;
            effects.Publish(new OrderTranscribed(order.Id, document.Id, document.PatientId!.Value, document.CareThreadId));
        }
    }
}
