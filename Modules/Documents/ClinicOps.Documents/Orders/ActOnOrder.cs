using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Orders;

/// <summary>
/// The frame of everything a person says of an order: its document seen by this user and as the page showed it; then what is said, the state
/// decided anew, and an order that was told told again.
/// </summary>
internal sealed class ActOnOrder(DocumentsDb db, ActOnDocument act, StateOrders states, VisibleToActor visible, History history, TimeProvider clock)
{
    /// <param name="version">The document's version as the page showed it.</param>
    /// <param name="change">Adds values, at this instant; false when there is nothing to add, and then nothing is done.</param>
    public async Task<DocumentAct> Run(Guid documentId, uint version, Guid orderId, Func<Order, DateTimeOffset, bool> change, string audited, CancellationToken stopping)
    {
        if (await visible.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == documentId, stopping) is not { } shown)
        {
            return new DocumentAct.DocumentUnknown();
        }

        var setting = await states.Setting(shown, stopping);
        return await act.Run(
            documentId,
            version,
            async (document, effects) =>
            {
                var order = await db.Orders.Include(o => o.Values).SingleOrDefaultAsync(o => o.Id == orderId && o.DocumentId == documentId && o.Standing != OrderStanding.Withdrawn, stopping);
                if (order is null)
                {
                    return new DocumentAct.NotNow(document.State);
                }

                var (at, wasWork) = (clock.GetUtcNow(), OrderState.Work.Contains(order.State));
                if (!change(order, at))
                {
                    return new DocumentAct.NotNow(document.State);
                }

                order.Kind = order.Values.Named(OrderValueName.Kind) ?? order.Kind;
                if (order.Values.Find(OrderValueName.State) is { Source: OrderValueSource.Corrected, Value: { } state })
                {
                    order.State = state;
                }

                await Follow(order, wasWork, setting, effects, stopping);
                document.ProgressAt = at;
                history.Add(document, EventCode.OrderCorrected, order.Id.ToString());
                effects.Audit(new AuditEntry(audited, "document", documentId, document.SubjectId is { } patient ? [patient] : [], LocationId: document.LocationId));
                return null;
            },
            stopping);
    }

    private async Task Follow(Order order, bool wasWork, OrderSetting setting, Effects effects, CancellationToken stopping)
    {
        if (order is not { Standing: OrderStanding.Told, PatientId: { } patient })
        {
            states.Decide(order, setting);
            return;
        }

        await db.HoldOrdersOf(patient, stopping);
        await states.DecideInChart(order, setting, enters: !wasWork, stopping);
        effects.Publish(new OrderTranscribed(order.Id, order.DocumentId, patient, order.CareThreadId));

        // It is work no more, or another order than it was, or work again in place of what it answers.
        if (wasWork || OrderState.Work.Contains(order.State))
        {
            await states.AskAgain(order, effects, stopping);
        }
    }

    /// <summary>On the document as it is, for taking back: nothing is shown to be overtaken.</summary>
    public async Task<DocumentAct> RunAsItIs(Guid documentId, Guid orderId, Func<Order, DateTimeOffset, bool> change, string audited, CancellationToken stopping) =>
        await visible.Documents.Where(d => d.Id == documentId).Select(d => (uint?)d.Version).SingleOrDefaultAsync(stopping) is { } version
            ? await Run(documentId, version, orderId, change, audited, stopping)
            : new DocumentAct.DocumentUnknown();
}
