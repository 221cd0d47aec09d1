using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Fields;

/// <summary>Tells other modules of a payer's decision, inside the transaction that holds its document's row.</summary>
internal sealed class TellDecision(DocumentsDb db, History history)
{
    /// <summary>Once for each filing.</summary>
    public async Task OfFiling(Document document, Effects effects, CancellationToken stopping)
    {
        if (document.Type == DocumentType.PriorAuthDecision && await Filing(document, stopping) is var filing && !await WasTold(document, filing, stopping))
        {
            history.Add(document, EventCode.DecisionTold, filing);
            Tell(document, effects);
        }
    }

    /// <summary>Again, where a correction makes another decision of what was told. What was not told yet is told as it then stands.</summary>
    public async Task Again(Document document, IReadOnlyList<StandingField> before, IReadOnlyList<StandingField> now, Effects effects, CancellationToken stopping)
    {
        if (AuthorizationDecisions.Of(document, now) is { } decision && decision != AuthorizationDecisions.Of(document, before)
            && await WasTold(document, await Filing(document, stopping), stopping))
        {
            history.Add(document, EventCode.DecisionToldAgain);
            Tell(document, effects);
        }
    }

    private static void Tell(Document document, Effects effects) => effects.Publish(new AuthorizationDecisionRead(document.Id, document.PatientId!.Value, document.CareThreadId));

    private async Task<string> Filing(Document document, CancellationToken stopping) =>
        (await db.TimesFiled(document.Id).Select(f => f.Id).FirstAsync(stopping)).ToString();

    private Task<bool> WasTold(Document document, string filing, CancellationToken stopping) =>
        db.Events.AnyAsync(e => e.DocumentId == document.Id && e.Code == EventCode.DecisionTold && e.Detail == filing, stopping);
}
