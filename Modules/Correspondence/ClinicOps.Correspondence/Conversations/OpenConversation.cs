using ClinicOps.Correspondence.Conversations.Mail;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Correspondence.Conversations;

/// <param name="Id">Made by who asks: a form sent twice, or a mail read twice, begins one conversation.</param>
/// <param name="CareThreadId">Of what it is about; null for a thread of its own.</param>
/// <param name="Kind">One of <see cref="ConversationKind"/>.</param>
/// <param name="Address">In lower case, or digits.</param>
/// <param name="DueAt">Null for that of its kind.</param>
internal sealed record NewConversation(
    Guid Id,
    Guid? PatientId,
    Guid LocationId,
    Guid? CareThreadId,
    string Kind,
    string Subject,
    string Correspondent,
    string? Address,
    string AccessClass = "standard",
    Guid? OwnerId = null,
    DateTimeOffset? DueAt = null);

/// <summary>Begins a conversation with the first that was said in it, if anything was. Asked again with its id, it finds the first.</summary>
internal sealed class OpenConversation(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, AddEntry add, DueTimes due, ConversationHistory history, CurrentActor actor, TimeProvider clock)
{
    private const int LongestSubject = 200;

    /// <returns>The id of the conversation.</returns>
    public async Task<Guid> Run(NewConversation asked, ConversationEntry? first, CancellationToken stopping)
    {
        try
        {
            return await transaction.Run(effects => Within(effects, asked, first, stopping), stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The same was asked a moment earlier.
            db.ChangeTracker.Clear();
            return await transaction.Run(effects => Within(effects, asked, first, stopping), stopping);
        }
    }

    /// <summary>The same inside a transaction that is open already.</summary>
    public async Task<Guid> Within(Effects effects, NewConversation asked, ConversationEntry? first, CancellationToken stopping)
    {
        if (await db.Conversations.IgnoreQueryFilters([ModuleDb.AccessFilter]).AnyAsync(c => c.Id == asked.Id, stopping))
        {
            if (first is not null)
            {
                await add.Within(effects, first, first.Direction != EntryDirection.Out, stopping);
            }

            return asked.Id;
        }

        var now = clock.GetUtcNow();
        var conversation = new Conversation
        {
            Id = asked.Id,
            PatientId = asked.PatientId,
            LocationId = asked.LocationId,
            CareThreadId = asked.CareThreadId ?? Guid.CreateVersion7(now),
            Kind = asked.Kind,
            Subject = asked.Subject.Length > LongestSubject ? MailText.Cut(asked.Subject, LongestSubject - 1) + "…" : asked.Subject,
            Correspondent = asked.Correspondent,
            Address = asked.Address,
            AccessClass = asked.AccessClass,
            OwnerId = asked.OwnerId,
            OpenedBy = actor.UserId,
            OpenedAt = now,
            LastEntryAt = first?.At ?? now,
            DueAt = asked.DueAt ?? await due.First(asked.Kind, asked.LocationId, first?.At ?? now, stopping),
        };
        db.Conversations.Add(conversation);
        history.Add(conversation, ConversationStep.Opened, after: conversation.Kind);
        effects.Audit(new AuditEntry("conversation.opened", "conversation", conversation.Id, asked.PatientId is { } patient ? [patient] : [], LocationId: asked.LocationId));
        if (first is not null)
        {
            await add.Put(effects, conversation, first, first.Direction != EntryDirection.Out, stopping, asked.Subject);
        }

        return asked.Id;
    }
}
