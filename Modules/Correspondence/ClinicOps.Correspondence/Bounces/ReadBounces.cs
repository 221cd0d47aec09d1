using System.Net.Sockets;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicOps.Correspondence.Bounces;

internal sealed record BouncesToRead;

/// <summary>
/// Looks into the mailbox where bounces arrive. A message is stored with its effect first and moved away afterwards, so that a crash in
/// between neither loses nor doubles it. Mail of people is left where it is, and said on the page.
/// </summary>
internal sealed partial class ReadBounces(
    CorrespondenceDb db,
    DatabaseAccess access,
    MailConnection connection,
    RecordReturnedMail record,
    IBlobStore blobs,
    IOptions<MailOptions> options,
    TimeProvider clock,
    ILogger<ReadBounces> log) : IJobHandler<BouncesToRead>
{
    private const int MostAtOnce = 200;
    private const int MostBytes = 20_000_000;

    /// <summary>One reader at a time: the lock's key.</summary>
    private static readonly Guid Turn = Guid.Parse("0190b0c0-0000-7000-8000-000000000001");

    private MailboxOptions Mailbox => options.Value.Bounces;

    private string Account => Mailbox.Account();

    public async Task Run(BouncesToRead arguments, JobMessage message, CancellationToken stopping)
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
            var people = await Read(client, limit.Token);
            await Note(failing: false, people, stopping);
            await client.DisconnectAsync(quit: true, limit.Token);
        }
        catch (Exception problem) when (MailConnection.IsOfTheServer(problem) && !stopping.IsCancellationRequested)
        {
            // The clock asks again in a minute; until it succeeds the page says since when it does not.
            LogUnreadable(problem.GetType().Name);
            await Note(failing: true, people: null, stopping);
        }
    }

    /// <returns>How many messages of people lie there.</returns>
    private async Task<int> Read(ImapClient client, CancellationToken stopping)
    {
        var folder = await client.GetFolderAsync(Mailbox.Folder, stopping);
        await folder.OpenAsync(FolderAccess.ReadWrite, stopping);
        var there = await folder.SearchAsync(SearchQuery.All, stopping);
        var known = await db.ReturnedMails.AsNoTracking()
            .Where(m => m.Account == Account && m.Folder == Mailbox.Folder && m.UidValidity == folder.UidValidity)
            .ToDictionaryAsync(m => m.Uid, m => m.Kind, stopping);
        var done = new List<UniqueId>();
        var people = 0;
        foreach (var uid in there.Where(uid => known.ContainsKey(uid.Id)).Concat(there.Where(uid => !known.ContainsKey(uid.Id)).Take(MostAtOnce)))
        {
            var kind = known.GetValueOrDefault(uid.Id) ?? await Take(folder, uid, stopping);
            if (kind == ReturnedKind.Other)
            {
                people++;
            }
            else
            {
                done.Add(uid);
            }
        }

        if (done.Count > 0)
        {
            await folder.MoveToAsync(done, await DoneFolder(client, folder, stopping), stopping);
        }

        return people;
    }

    private async Task<string> Take(IMailFolder folder, UniqueId uid, CancellationToken stopping)
    {
        var summary = (await folder.FetchAsync([uid], MessageSummaryItems.Size | MessageSummaryItems.UniqueId, stopping)).FirstOrDefault();
        if (summary?.Size > MostBytes)
        {
            // No report is that long.
            return ReturnedKind.Other;
        }

        using var raw = new MemoryStream();
        await using (var stream = await folder.GetStreamAsync(uid, stopping))
        {
            await stream.CopyToAsync(raw, stopping);
        }

        raw.Position = 0;
        var report = await Report(raw, stopping);
        var hash = await blobs.Put(raw.ToArray(), stopping);
        return await record.Run(Account, Mailbox.Folder, folder.UidValidity, uid.Id, hash, report, stopping);
    }

    /// <summary>What is no message at all is for a person to look at: it must not keep those behind it from being read.</summary>
    private static async Task<MailReport> Report(Stream raw, CancellationToken stopping)
    {
        try
        {
            return MailReport.Of(await MimeMessage.LoadAsync(raw, stopping));
        }
        catch (FormatException)
        {
            return new MailReport(ReturnedKind.Other, null, DeliveryProblem.Bounced, null);
        }
    }

    private async Task<IMailFolder> DoneFolder(ImapClient client, IMailFolder folder, CancellationToken stopping)
    {
        try
        {
            return await client.GetFolderAsync(Mailbox.DoneFolder, stopping);
        }
        catch (FolderNotFoundException)
        {
            var root = client.GetFolder(client.PersonalNamespaces[0]);
            return await root.CreateAsync(Mailbox.DoneFolder, isMessageFolder: true, stopping) ?? folder;
        }
    }

    private async Task Note(bool failing, int? people, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO bounce_mailboxes (account, read_at, failing_since, from_people)
            VALUES ({Account}, {(failing ? null : (DateTimeOffset?)now)}, {(failing ? (DateTimeOffset?)now : null)}, {people ?? 0})
            ON CONFLICT (account) DO UPDATE SET
                read_at = coalesce(excluded.read_at, bounce_mailboxes.read_at),
                failing_since = CASE WHEN excluded.failing_since IS NULL THEN NULL ELSE coalesce(bounce_mailboxes.failing_since, excluded.failing_since) END,
                from_people = CASE WHEN excluded.failing_since IS NULL THEN excluded.from_people ELSE bounce_mailboxes.from_people END
            """,
            stopping);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mailbox of bounces cannot be read: {Problem}")]
    private partial void LogUnreadable(string problem);
}
