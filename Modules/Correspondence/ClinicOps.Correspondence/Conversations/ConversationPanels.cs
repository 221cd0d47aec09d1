using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>The panel "Conversations" of the patient page. Those of other locations are listed, and opened by who works there.</summary>
internal sealed class PatientConversationsPanel(CorrespondenceDb db, ListConversations list, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var rows = await list.Rows(db.Conversations.Where(c => c.PatientId == subjectId), stopping);
        await audit.Record(db, new AuditEntry("conversations.viewed", "patient", subjectId, [.. rows.Select(row => row.Conversation.Id)]), stopping);
        return new ConversationsPanelView(subjectId, rows);
    }
}

/// <summary>The panel "Conversations" of a care thread: those of the user's locations.</summary>
internal sealed class ThreadConversationsPanel(CorrespondenceDb db, VisibleConversations visible, ListConversations list, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var rows = await list.Rows(visible.Conversations.Where(c => c.CareThreadId == subjectId), stopping);
        if (rows.Count == 0)
        {
            return null;
        }

        await audit.Record(db, new AuditEntry("conversations.viewed", "care-thread", subjectId, [.. rows.Select(row => row.Conversation.PatientId).OfType<Guid>().Distinct()]), stopping);
        return new ConversationsPanelView(null, rows);
    }
}

internal sealed record ConversationsPanelView(Guid? PatientId, IReadOnlyList<ConversationRow> Rows);

/// <summary>The panel "Conversations" of the page Today: counts that lead to the lists. It names nobody.</summary>
internal sealed class TodayConversationsPanel(ListConversations list, IOrganization organization, CurrentActor actor, TimeProvider clock) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var (counts, now) = (await list.Counts(stopping), clock.GetUtcNow());
        var oversees = (await organization.Colleagues(stopping)).Any(colleague => colleague.Id == actor.UserId && colleague.Rights.Contains(CorrespondenceRights.OverseeConversations));
        var open = list.In(ListConversations.Late);
        return new TodayConversationsView(
            counts[ListConversations.Mine],
            await list.In(ListConversations.Mine).CountAsync(c => c.DueAt < now, stopping),
            counts[ListConversations.Nobodys],
            await list.Alarming.CountAsync(stopping),
            oversees ? await open.CountAsync(c => c.Escalations > 0, stopping) : null,
            oversees ? await open.CountAsync(c => c.Escalations > 0 && c.Kind == ConversationKind.Complaint, stopping) : null);
    }
}

/// <param name="Late">Of mine.</param>
/// <param name="HandedUp">For who oversees conversations, whosever they are; null for others.</param>
/// <param name="Complaints">Of those.</param>
internal sealed record TodayConversationsView(int Mine, int Late, int Nobodys, int Alarming, int? HandedUp, int? Complaints);
