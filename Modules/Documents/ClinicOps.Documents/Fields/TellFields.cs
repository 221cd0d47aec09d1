using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Fields;

/// <summary>Tells other modules of what was read of a payer's decision, a referral or a consult note, inside the transaction that holds its document's row.</summary>
internal sealed class TellFields(DocumentsDb db, History history)
{
    /// <summary>Once for each filing.</summary>
    public async Task OfFiling(Document document, Effects effects, CancellationToken stopping)
    {
        if (ToldAs(document.Type) is { } told && await Filing(document, stopping) is var filing && !await WasTold(document, told, filing, stopping))
        {
            history.Add(document, told, filing);
            effects.Publish(EventOf(document));
        }
    }

    /// <summary>Again, where a correction makes another thing of what was told. What was not told yet is told as it then stands.</summary>
    public async Task Again(Document document, IReadOnlyList<StandingField> before, IReadOnlyList<StandingField> now, Effects effects, CancellationToken stopping)
    {
        if (ToldAs(document.Type) is { } told && Said(document, now) is { } said && !said.Equals(Said(document, before))
            && await WasTold(document, told, await Filing(document, stopping), stopping))
        {
            history.Add(document, document.Type == DocumentType.PriorAuthDecision ? EventCode.DecisionToldAgain : EventCode.FieldsToldAgain);
            effects.Publish(EventOf(document));
        }
    }

    /// <summary>The document left the record: whoever was told of it is told of that.</summary>
    public async Task Withdraw(Document document, Effects effects, CancellationToken stopping)
    {
        string[] all = [EventCode.DecisionTold, EventCode.ReferralTold, EventCode.ConsultNoteTold];
        foreach (var told in await db.Events.Where(e => e.DocumentId == document.Id && all.Contains(e.Code)).Select(e => e.Code).Distinct().ToListAsync(stopping))
        {
            effects.Publish(told switch
            {
                EventCode.DecisionTold => (IEvent)new AuthorizationDecisionWithdrawn(document.Id, document.CareThreadId),
                EventCode.ReferralTold => new ReferralWithdrawn(document.Id, document.CareThreadId),
                _ => new ConsultNoteWithdrawn(document.Id, document.CareThreadId),
            });
        }
    }

    /// <summary>The history's code of having told; null for a type that nobody waits for.</summary>
    private static string? ToldAs(DocumentType type) => type switch
    {
        DocumentType.PriorAuthDecision => EventCode.DecisionTold,
        DocumentType.Referral => EventCode.ReferralTold,
        DocumentType.ConsultNote => EventCode.ConsultNoteTold,
        _ => null,
    };

    private static IEvent EventOf(Document document) => document.Type switch
    {
        DocumentType.PriorAuthDecision => new AuthorizationDecisionRead(document.Id, document.PatientId!.Value, document.CareThreadId),
        DocumentType.Referral => new ReferralRead(document.Id, document.PatientId!.Value, document.CareThreadId),
        _ => new ConsultNoteFiled(document.Id, document.PatientId!.Value, document.CareThreadId),
    };

    private static object? Said(Document document, IReadOnlyList<StandingField> fields) => document.Type switch
    {
        DocumentType.PriorAuthDecision => AuthorizationDecisions.Of(document, fields),
        DocumentType.Referral => ReferralDocuments.ReferralOf(document, fields),
        _ => ReferralDocuments.NoteOf(document, fields),
    };

    private async Task<string> Filing(Document document, CancellationToken stopping) =>
        (await db.TimesFiled(document.Id).Select(f => f.Id).FirstAsync(stopping)).ToString();

    private Task<bool> WasTold(Document document, string told, string filing, CancellationToken stopping) =>
        db.Events.AnyAsync(e => e.DocumentId == document.Id && e.Code == told && e.Detail == filing, stopping);
}
