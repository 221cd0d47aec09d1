using ClinicOps.Documents.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>A folder of an account as its server counts it now.</summary>
internal sealed record MailFolder(Guid AccountId, string Folder, long UidValidity);

/// <summary>A message that may be moved.</summary>
/// <param name="Rejected">It waits for a person; else everything in it became documents.</param>
internal sealed record MailToMove(Guid Id, long Uid, bool Rejected);

/// <summary>Which messages of a folder were taken, and which of them may be moved.</summary>
internal sealed class TakenMail(DocumentsDb db, TimeProvider clock)
{
    /// <summary>Of these numbers those that were not taken, in the order given.</summary>
    public async Task<IReadOnlyList<uint>> NotTaken(MailFolder folder, IReadOnlyList<uint> uids, CancellationToken stopping)
    {
        var asked = uids.Select(uid => (long)uid).ToArray();
        var taken = await Of(folder).Where(m => asked.Contains(m.Uid)).Select(m => m.Uid).ToHashSetAsync(stopping);
        return [.. uids.Where(uid => !taken.Contains(uid))];
    }

    public async Task<IReadOnlyList<MailToMove>> ToMove(MailFolder folder, CancellationToken stopping) =>
        await Movable(folder).Select(found => new MailToMove(found.Id, found.Uid, found.End == MailState.Kept)).ToListAsync(stopping);

    public Task<bool> AnyToMove(MailFolder folder, CancellationToken stopping) => Movable(folder).AnyAsync(stopping);

    public async Task Moved(IReadOnlyList<MailToMove> messages, CancellationToken stopping)
    {
        var (ids, now) = (messages.Select(m => m.Id).ToArray(), clock.GetUtcNow());
        await db.MailMessages.Where(m => ids.Contains(m.Id)).ExecuteUpdateAsync(set => set.SetProperty(m => m.MovedAt, now), stopping);
    }

    /// <summary>What was taken under numbers that the server has forgotten is not moved under them any more: found again, it has new ones.</summary>
    public async Task LetGoOfForgotten(MailFolder folder, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        await db.MailMessages
            .Where(m => m.AccountId == folder.AccountId && m.Folder == folder.Folder && m.UidValidity != folder.UidValidity && m.MovedAt == null && m.State != MailState.Stored)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.MovedAt, now), stopping);
    }

    private IQueryable<MailMessage> Of(MailFolder folder) =>
        db.MailMessages.Where(m => m.AccountId == folder.AccountId && m.Folder == folder.Folder && m.UidValidity == folder.UidValidity);

    /// <summary>One found again under other numbers goes where the one taken first does, and not before that is known.</summary>
    private IQueryable<Found> Movable(MailFolder folder) => Of(folder)
        .Where(m => m.MovedAt == null)
        .Select(m => new Found
        {
            Id = m.Id,
            Uid = m.Uid,
            End = m.SameAs == null
                ? m.State
                : db.MailMessages.Where(first => first.AccountId == m.AccountId && first.BlobHash == m.BlobHash && first.SameAs == null)
                    .OrderByDescending(first => first.State == MailState.Stored).Select(first => first.State).First(),
        })
        .Where(found => found.End != MailState.Stored);

    private sealed class Found
    {
        public Guid Id { get; init; }

        public long Uid { get; init; }

        public required string End { get; init; }
    }
}
