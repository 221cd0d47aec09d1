using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Orders;

internal sealed record DocumentToTranscribe(Guid DocumentId);

/// <summary>
/// Reads the orders and other fields of a document once, be it filed or in review; tells them when, and only when, the document is filed. It is
/// enqueued at each of the two and does what is then missing.
/// </summary>
internal sealed class TranscribeDocument(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, StateOrders states, CarryOrders carry, AskSender ask, TellFields tell, FollowDeadlines deadlines, ReadHolidays holidays, History history, TimeProvider clock)
    : IJobHandler<DocumentToTranscribe>
{
    /// <summary>Of the transcription rules as a whole: raise it when what they read changes.</summary>
    public const int RuleVersion = 4;

    public async Task Run(DocumentToTranscribe arguments, JobMessage message, CancellationToken stopping)
    {
        var stored = await db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == arguments.DocumentId, stopping);
        if (stored is null)
        {
            return;
        }

        var setting = await states.Setting(stored, stopping);
        var lay = await db.LieOf(stored.Id, stopping);
        IReadOnlyList<OrderRead> orders = [];
        IReadOnlyList<DocumentFieldRead> fields = [];
        if (stored.TranscribedAt is null)
        {
            await db.CountDocumentAttempt(stored.Id, stopping);
            var texts = await db.TextsOf(stored.Id, stopping);
            (orders, fields) = (TranscribeOrders.From(stored.Type, texts), ReadFields.From(stored.Type, texts, setting.Received, await holidays.At(stored.LocationId, stopping)));
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
                    var carried = await carry.Match(document, orders, stopping);
                    Add(document, orders, carried.Earlier, setting);
                    carry.Tell(document, carried.Dropped);
                    db.DocumentValues.AddRange(fields.Select(field => Value(document, field)));
                    await db.SaveChangesAsync(stopping);
                    await deadlines.AfterReading(document, effects, stopping);
                    await RaiseStat(document, orders, effects, stopping);
                }

                if (document is { State: DocumentState.Filed, TranscribedAt: not null })
                {
                    if (document.Type is DocumentType.PhysicianOrder or DocumentType.Referral && !await db.Orders.AnyAsync(o => o.DocumentId == document.Id && (o.Standing != OrderStanding.Withdrawn || o.TranscribedAt >= document.TranscribedAt), stopping))
                    {
                        // An order that says nothing to the machine must not end in a chart unseen.
                        effects.Publish(new UrgentWordingRead(document.Id, document.LocationId, "orders_unread", document.CareThreadId));
                    }

                    await Tell(document, setting, effects, stopping);
                    await tell.OfFiling(document, effects, stopping);
                }
            },
            stopping);
    }

    /// <summary>What only the fields of an order's form say ("stat" beside a tick of its own) is heard here at the latest.</summary>
    private async Task RaiseStat(Document document, IReadOnlyList<OrderRead> orders, Effects effects, CancellationToken stopping)
    {
        var stat = new Alert(Urgency.ReasonOf(UrgentKind.Stat)!, null);
        if (orders.Any(order => order.Urgency?.Value == "stat") && !(await RaisedAlerts.Of(db, document.Id, null, 0, stopping)).Contain(stat))
        {
            FollowDeadlines.Raise(document, stat, history, effects);
        }
    }

    /// <param name="earlier">For each the one it stands in for; null where it is read for the first time.</param>
    private void Add(Document document, IReadOnlyList<OrderRead> orders, IReadOnlyList<Order?> earlier, OrderSetting setting)
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
                LocationId = document.LocationId,
                CareThreadId = document.CareThreadId,
                SuccessorOf = earlier[at]?.Id,
                TranscribedAt = clock.GetUtcNow(),
                AccessClass = document.AccessClass,
            };
            db.Orders.Add(order);
            db.OrderValues.AddRange(Values(order, read));
            if (earlier[at] is { } was)
            {
                carry.Say(order, was);
            }

            states.Decide(order, setting);
        }

        history.Add(document, EventCode.OrdersTranscribed, orders.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private IEnumerable<OrderValue> Values(Order order, OrderRead read) =>
        from field in read.Values
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
            Source = OrderValueSource.Machine,
            At = clock.GetUtcNow(),
        };

    private static DocumentValue Value(Document document, DocumentFieldRead field) => new()
    {
        Id = Guid.CreateVersion7(),
        DocumentId = document.Id,
        Name = field.Field.Code(),
        Qualifier = field.Qualifier,
        Value = field.Read.Value,
        AsWritten = field.Read.AsWritten,
        Page = field.Read.Place.Page,
        X = field.Read.Place.Box.X,
        Y = field.Read.Place.Box.Y,
        Width = field.Read.Place.Box.Width,
        Height = field.Read.Place.Box.Height,
        Confidence = field.Read.Place.Confidence,
        Rule = field.Read.Place.Rule,
        RuleVersion = ReadFields.RuleVersion,
        At = document.TranscribedAt!.Value,
    };

    /// <summary>Also of an order that was taken for a duplicate it is asked again: the one before it may be void by now.</summary>
    private async Task Tell(Document document, OrderSetting setting, Effects effects, CancellationToken stopping)
    {
        var patient = document.PatientId!.Value;
        await db.HoldOrdersOf(patient, stopping);
        foreach (var order in await db.Orders.Include(o => o.Values)
            .Where(o => o.DocumentId == document.Id && (o.Standing == OrderStanding.Read || (o.Standing == OrderStanding.Told && o.State == OrderState.Duplicate)))
            .OrderBy(o => o.Ordinal).ToListAsync(stopping))
        {
            var isNew = order.Standing == OrderStanding.Read;
            order.Standing = OrderStanding.Told;
            order.PatientId = patient;
            var changed = await states.DecideInChart(order, setting, isNew, stopping);
            if (isNew)
            {
                await ask.SuggestAnswer(order, document, stopping);
            }

            if (isNew || changed)
            {
                effects.Publish(new OrderTranscribed(order.Id, document.Id, patient, document.CareThreadId));
            }
        }
    }
}
