using ClinicOps.Correspondence.Bounces;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Jobs;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicOps.Correspondence.Conversations.Mail;

internal sealed record RepliesToRead;

/// <summary>
/// Takes the mail that people write, in the way of <see cref="ReadBounces"/>: each message is stored with its effect first and moved away afterwards, so that a crash in
/// between neither loses nor doubles it. What nobody can read is taken too, and says so; what cannot be stored stays where it is, and holds up nothing behind it.
/// </summary>
internal sealed partial class ReadReplies(
    CorrespondenceDb db,
    DatabaseAccess access,
    MailConnection connection,
    RecordReturnedMail recordReport,
    TakeMail take,
    IBlobStore blobs,
    IOptions<MailOptions> options,
    TimeProvider clock,
    ILogger<ReadReplies> log) : IJobHandler<RepliesToRead>
{
    private const int MostAtOnce = 200;

    /// <summary>Of what is read; larger ones are kept unread.</summary>
    private const int MostBytesRead = 20_000_000;

    /// <summary>Of what is kept here; larger ones stay in the mailbox alone.</summary>
    private const int MostBytesKept = 60_000_000;

    /// <summary>As slow as a line may be on which the longest message arrives all the same.</summary>
    private const int LeastBytesASecond = 100_000;

    /// <summary>One reader at a time: the lock's key.</summary>
    private static readonly Guid Turn = Guid.Parse("0190b0c0-0000-7000-8000-000000000002");

    private MailboxOptions Mailbox => options.Value.Replies;

    private string Account => Mailbox.Account();

    public async Task Run(RepliesToRead arguments, JobMessage message, CancellationToken stopping)
    {
        await using var held = Mailbox.IsConfigured ? await SenderLock.TryTake(access, Turn, stopping) : null;
        if (held is null)
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(options.Value.TimeLimit);
        using var client = new ImapClient();
        try
        {
            await connection.Open(client, Mailbox, limit.Token);
            var isWhole = await Read(client, limit);
            await Note(failing: !isWhole, stopping);
            await client.DisconnectAsync(quit: true, limit.Token);
        }
        catch (Exception problem) when (MailConnection.IsOfTheServer(problem) && !stopping.IsCancellationRequested)
        {
            // The clock asks again in a minute; until it succeeds the pages say since when it does not.
            LogUnreadable(problem.GetType().Name);
            await Note(failing: true, stopping);
        }
    }

    /// <returns>False where a message could not be taken: the pages say that the mailbox is not read, since a person has to look.</returns>
    private async Task<bool> Read(ImapClient client, CancellationTokenSource limit)
    {
        var stopping = limit.Token;
        var folder = await client.GetFolderAsync(Mailbox.Folder, stopping);
        await folder.OpenAsync(FolderAccess.ReadWrite, stopping);
        var there = await folder.SearchAsync(SearchQuery.All, stopping);
        var known = await Known(folder.UidValidity, there, stopping);
        var (isWhole, canMove) = (true, true);
        IMailFolder? done = null;
        foreach (var uid in there.Where(uid => known.Contains(uid.Id)).Concat(there.Where(uid => !known.Contains(uid.Id)).Take(MostAtOnce)))
        {
            // Each has its time: neither a long mailbox nor a long message is begun anew for ever.
            limit.CancelAfter(options.Value.TimeLimit);
            if (!known.Contains(uid.Id))
            {
                if (!await CouldTake(folder, uid, limit))
                {
                    isWhole = false;
                    continue;
                }

                FaultPoint.At("correspondence.read-replies.taken");
            }

            // One by one: a long mailbox is not all taken before its first message is out of the way.
            try
            {
                if (canMove)
                {
                    done ??= await DoneFolder(client, stopping);
                    await folder.MoveToAsync(uid, done, stopping);
                }
            }
            catch (Exception problem) when (problem is ImapCommandException or FolderNotFoundException)
            {
                // Taken it is all the same, and known next time: what came behind it is read.
                LogNotMoved(problem.GetType().Name);
                (isWhole, canMove) = (false, false);
            }
        }

        return isWhole;
    }

    /// <summary>Whatever a message brings about that is not the mail server's doing is this message's alone: it is tried again with the next reading.</summary>
    private async Task<bool> CouldTake(IMailFolder folder, UniqueId uid, CancellationTokenSource limit)
    {
        try
        {
            await Take(folder, uid, limit);
            return true;
        }
        catch (Exception broken) when (!MailConnection.IsOfTheServer(broken))
        {
            LogNotTaken(broken.GetType().Name);
            return false;
        }
    }

    /// <summary>Those of these that were taken, and not moved away any more.</summary>
    private async Task<HashSet<uint>> Known(long uidValidity, IList<UniqueId> there, CancellationToken stopping)
    {
        var ids = there.Select(uid => (long)uid.Id).ToList();
        var mails = await db.ReceivedMails.AsNoTracking().Where(m => m.Account == Account && m.Folder == Mailbox.Folder && m.UidValidity == uidValidity && ids.Contains(m.Uid)).Select(m => m.Uid).ToListAsync(stopping);
        var reports = await db.ReturnedMails.AsNoTracking().Where(m => m.Account == Account && m.Folder == Mailbox.Folder && m.UidValidity == uidValidity && m.Kind != ReturnedKind.Other && ids.Contains(m.Uid)).Select(m => m.Uid).ToListAsync(stopping);
        return [.. mails.Concat(reports).Select(uid => (uint)uid)];
    }

    private async Task Take(IMailFolder folder, UniqueId uid, CancellationTokenSource limit)
    {
        var stopping = limit.Token;
        var summary = (await folder.FetchAsync([uid], MessageSummaryItems.Size | MessageSummaryItems.UniqueId, stopping)).FirstOrDefault();
        var place = new MailPlace(Account, Mailbox.Folder, folder.UidValidity, uid.Id);
        if (summary?.Size > MostBytesKept)
        {
            await take.Run(place, null, IncomingMail.Unread($"A message came that is too large to be taken in. It lies in the folder {Mailbox.DoneFolder} of the mailbox {Mailbox.User}: open it in your mail program."), stopping);
            return;
        }

        limit.CancelAfter(options.Value.TimeLimit + TimeSpan.FromSeconds((summary?.Size ?? 0) / (double)LeastBytesASecond));
        using var raw = new MemoryStream();
        await using (var stream = await folder.GetStreamAsync(uid, stopping))
        {
            await stream.CopyToAsync(raw, stopping);
        }

        var hash = await blobs.Put(raw.GetBuffer().AsMemory(0, (int)raw.Length), stopping);
        raw.Position = 0;
        var (mail, report) = raw.Length > MostBytesRead
            ? (IncomingMail.Unread($"A message came that is too large to be read here. It is kept as it came, and lies in the folder {Mailbox.DoneFolder} of the mailbox {Mailbox.User}: open it in your mail program."), null)
            : await Parse(raw, stopping);

        // A mail server's report on one of ours is that, wherever it comes to. On anything else it is an automatic mail.
        if (report is { MailId: not null } && await recordReport.IsOfOurs(report, stopping))
        {
            await recordReport.Run(place.Account, place.Folder, place.UidValidity, place.Uid, hash, report, stopping);
            return;
        }

        await take.Run(place, hash, mail, stopping);
    }

    /// <summary>The bytes are anybody's: whatever breaks in reading them, the message is taken, and a person looks.</summary>
    private async Task<(IncomingMail Mail, MailReport? Report)> Parse(Stream raw, CancellationToken stopping)
    {
        try
        {
            var message = await MimeMessage.LoadAsync(raw, stopping);
            var report = MailReport.Of(message);
            return (IncomingMail.Of(message), report.Kind == ReturnedKind.Other ? null : report);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            LogBroken(broken.GetType().Name);
            return (IncomingMail.Unread($"A message came that is malformed and could not be read. It is kept as it came, and lies in the folder {Mailbox.DoneFolder} of the mailbox {Mailbox.User}: open it in your mail program."), null);
        }
    }

    private async Task<IMailFolder> DoneFolder(ImapClient client, CancellationToken stopping)
    {
        try
        {
            return await client.GetFolderAsync(Mailbox.DoneFolder, stopping);
        }
        catch (FolderNotFoundException)
        {
            var root = client.GetFolder(client.PersonalNamespaces[0]);
            return await root.CreateAsync(Mailbox.DoneFolder, isMessageFolder: true, stopping) ?? throw new FolderNotFoundException(Mailbox.DoneFolder);
        }
    }

    /// <summary>Beside the state of the bounces' mailbox: a row for each account.</summary>
    private async Task Note(bool failing, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO bounce_mailboxes (account, read_at, failing_since, from_people)
            VALUES ({Mailbox.Key()}, {(failing ? null : (DateTimeOffset?)now)}, {(failing ? (DateTimeOffset?)now : null)}, 0)
            ON CONFLICT (account) DO UPDATE SET
                read_at = coalesce(excluded.read_at, bounce_mailboxes.read_at),
                failing_since = CASE WHEN excluded.failing_since IS NULL THEN NULL ELSE coalesce(bounce_mailboxes.failing_since, excluded.failing_since) END
            """,
            stopping);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mailbox that people write to cannot be read: {Problem}")]
    private partial void LogUnreadable(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message that people wrote cannot be taken: {Problem}")]
    private partial void LogNotTaken(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Messages that were taken cannot be moved away: {Problem}")]
    private partial void LogNotMoved(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message that people wrote cannot be read: {Problem}")]
    private partial void LogBroken(string problem);
}
