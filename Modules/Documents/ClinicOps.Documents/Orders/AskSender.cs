using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Orders;

/// <summary>
/// The question to the sender of an order that is no work: asked by a person, answered when the same order comes again from the same sender. The
/// machine only suggests the answer; a person confirms it, and then the first order asks nothing of anybody any more.
/// </summary>
internal sealed class AskSender(DocumentsDb db, ActOnOrder act, CurrentActor actor, TimeProvider clock)
{
    private const string AskedValue = "asked";
    private const int LongestQuestion = 4000;

    /// <param name="question">The words that were used, kept with who asked.</param>
    public Task<DocumentAct> Asked(Guid documentId, uint version, Guid orderId, string? question, CancellationToken stopping) => act.Run(
        documentId,
        version,
        orderId,
        (order, at) => !OrderState.Work.Contains(order.State)
            && Add(order, OrderValueName.Query, AskedValue, OrderValueSource.Confirmed, at, question is { Length: > LongestQuestion } ? question[..LongestQuestion] : question),
        "order.asked",
        stopping);

    /// <summary>A person says that the suggested order stands in its place.</summary>
    public Task<DocumentAct> Answered(Guid documentId, uint version, Guid orderId, CancellationToken stopping) => act.Run(
        documentId,
        version,
        orderId,
        (order, at) => order.Values.Find(OrderValueName.AnsweredBy) is { Value: { } answer, Source: OrderValueSource.Machine }
            && Add(order, OrderValueName.AnsweredBy, answer, OrderValueSource.Confirmed, at),
        "order.answered",
        stopping);

    /// <summary>Takes back the last thing that was noted: that it is answered, else that it was asked.</summary>
    public Task<DocumentAct> Undo(Guid documentId, Guid orderId, CancellationToken stopping) => act.RunAsItIs(
        documentId,
        orderId,
        (order, at) => order.Values.Find(OrderValueName.AnsweredBy) is { Source: OrderValueSource.Confirmed, Value: { } answer }
            ? Add(order, OrderValueName.AnsweredBy, answer, OrderValueSource.Machine, at)
            : order.Values.Find(OrderValueName.Query) is { Value: not null } && Add(order, OrderValueName.Query, null, OrderValueSource.Confirmed, at),
        "order.query-undone",
        stopping);

    /// <summary>Of an order that is told for the first time: whether it is what a sender was asked for. The caller holds the patient's orders.</summary>
    public async Task SuggestAnswer(Order told, Document document, CancellationToken stopping)
    {
        if (!OrderState.Work.Contains(told.State))
        {
            return;
        }

        var sender = await db.Transmissions.Where(t => t.Id == document.TransmissionId).Select(t => t.ReceivedFrom).SingleOrDefaultAsync(stopping);
        var asked = await db.Orders.Include(o => o.Values)
            .Where(o => o.PatientId == told.PatientId && o.Standing == OrderStanding.Told && o.DocumentId != document.Id && o.Kind == told.Kind && !OrderState.Work.Contains(o.State)
                && o.Document!.TransmissionId != document.TransmissionId && o.Document.Transmission!.ReceivedFrom == sender
                && o.Values.Any(v => v.Name == OrderValueName.Query))
            .ToListAsync(stopping);
        foreach (var order in asked.Where(o => o.Values.Named(OrderValueName.Query) is not null && o.Values.Named(OrderValueName.AnsweredBy) is null && SameOrder.Answers(o.Values, told.Values)
            && (sender is not null || SameOrder.SameProvider(o.Values, told.Values))))
        {
            Add(order, OrderValueName.AnsweredBy, told.Id.ToString(), OrderValueSource.Machine, clock.GetUtcNow());
        }
    }

    private bool Add(Order order, string name, string? value, string source, DateTimeOffset at, string? words = null)
    {
        db.OrderValues.Add(new OrderValue
        {
            Id = Guid.CreateVersion7(),
            OrderId = order.Id,
            Name = name,
            Value = value,
            AsWritten = words,
            Rule = source == OrderValueSource.Machine ? "the same order again from the same sender" : null,
            RuleVersion = source == OrderValueSource.Machine ? DecideOrderState.RuleVersion : 0,
            Source = source,
            Supersedes = order.Values.Find(name)?.Id,
            At = at,
            By = source == OrderValueSource.Machine ? null : actor.UserId,
        });
        return true;
    }
}
