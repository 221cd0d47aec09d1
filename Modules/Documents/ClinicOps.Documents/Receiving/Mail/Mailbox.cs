using ClinicOps.Documents.Data;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>
/// One session at one account's server. A message is stored first, with all that follows from it; it is moved out of the folder
/// only when it was taken apart. Whatever a cut or a crash leaves in the folder is known by its numbers, and only moved.
/// </summary>
internal sealed class Mailbox : IDisposable
{
    /// <summary>
    /// Taken in one look, about a second's work: on a line that is cut every few seconds a look still comes to its end, so that what was
    /// taken is moved, the account counts as read, and the next session is not put off ever longer.
    /// </summary>
    private const int MostTaken = 10;

    private const int MostMovedAtOnce = 100;

    private static readonly TimeSpan LookForMoves = TimeSpan.FromSeconds(1);

    private readonly MailAccount account;
    private readonly ImapClient client;
    private readonly IServiceScopeFactory scopes;
    private readonly long mostBytes;
    private readonly IMailFolder folder;
    private readonly IMailFolder processed;
    private readonly IMailFolder rejected;
    private bool countsAnew;

    private Mailbox(MailAccount account, ImapClient client, IServiceScopeFactory scopes, long mostBytes, IMailFolder folder, IMailFolder processed, IMailFolder rejected)
    {
        (this.account, this.client, this.scopes, this.mostBytes) = (account, client, scopes, mostBytes);
        (this.folder, this.processed, this.rejected) = (folder, processed, rejected);
        Now = new MailFolder(account.Id, account.Folder, folder.UidValidity);
        folder.UidValidityChanged += (_, _) => countsAnew = true;
    }

    /// <summary>As the server counted when the mailbox was opened.</summary>
    private MailFolder Now { get; }

    /// <param name="client">Signed in; the mailbox disposes of it.</param>
    /// <param name="mostBytes">A larger message is not fetched.</param>
    /// <exception cref="MailServerProblem">A folder is not there and cannot be made.</exception>
    public static async Task<Mailbox> Open(MailAccount account, ImapClient client, IServiceScopeFactory scopes, long mostBytes, CancellationToken stopping)
    {
        try
        {
            var folder = await MailFolders.Find(client, account.Folder, stopping) ?? throw new MailServerProblem(MailFailure.FolderMissing, account.Folder);
            var processed = await MailFolders.FindOrMake(client, account.ProcessedFolder, stopping);
            var rejected = await MailFolders.FindOrMake(client, account.RejectedFolder, stopping);
            await folder.OpenAsync(FolderAccess.ReadWrite, stopping);
            return new Mailbox(account, client, scopes, mostBytes, folder, processed, rejected);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Moves what was taken apart, and takes some of what is new.</summary>
    /// <returns>Whether more is left to take.</returns>
    /// <exception cref="MailServerProblem">The server counts anew: the mailbox has to be opened again.</exception>
    public async Task<bool> Look(CancellationToken stopping)
    {
        if (countsAnew || folder.UidValidity != Now.UidValidity)
        {
            throw new MailServerProblem(MailFailure.ConnectionLost);
        }

        var there = (await folder.SearchAsync(SearchQuery.NotDeleted, stopping)).Select(uid => uid.Id).ToList();
        await Move([.. there], stopping);
        var fresh = await In((TakenMail taken) => taken.NotTaken(Now, there, stopping));
        await Take([.. fresh.Take(MostTaken)], stopping);
        await Move([.. there], stopping);
        await In(async (TakenMail taken) => { await taken.LetGoOfForgotten(Now, stopping); return true; });
        return fresh.Count > MostTaken;
    }

    /// <summary>Until the server says that something arrived, something is to be moved, or the time is up.</summary>
    public async Task Wait(TimeSpan atMost, TimeProvider clock, CancellationToken stopping)
    {
        using var over = new CancellationTokenSource(atMost, clock);
        void Arrived(object? sender, EventArgs happened) => over.Cancel();
        folder.CountChanged += Arrived;
        try
        {
            var told = client.Capabilities.HasFlag(ImapCapabilities.Idle) ? client.IdleAsync(over.Token, stopping) : null;
            using var timer = new PeriodicTimer(LookForMoves, clock);
            while (!over.IsCancellationRequested && told is not { IsCompleted: true } && await timer.WaitForNextTickAsync(stopping))
            {
                if (await In((TakenMail taken) => taken.AnyToMove(Now, stopping)))
                {
                    await over.CancelAsync();
                }
            }

            await (told ?? Task.CompletedTask);
        }
        finally
        {
            folder.CountChanged -= Arrived;
        }
    }

    public void Dispose() => client.Dispose();

    private async Task Take(IReadOnlyList<uint> uids, CancellationToken stopping)
    {
        if (uids.Count == 0)
        {
            return;
        }

        var wanted = uids.Select(uid => new UniqueId(uid)).ToList();
        foreach (var summary in (await folder.FetchAsync(wanted, MessageSummaryItems.UniqueId | MessageSummaryItems.Size, stopping)).OrderBy(summary => summary.UniqueId.Id))
        {
            try
            {
                await Take(summary.UniqueId, summary.Size ?? 0, stopping);
            }
            catch (MessageNotFoundException)
            {
                // Somebody else took it out of the folder meanwhile.
            }
        }
    }

    private async Task Take(UniqueId uid, long bytes, CancellationToken stopping)
    {
        var place = new MailPlace(account.Folder, Now.UidValidity, uid.Id);
        if (bytes > mostBytes)
        {
            var headers = await folder.GetHeadersAsync(uid, stopping);
            await In(async (TakeMessage take) => { await take.TooBig(account, place, bytes, headers, stopping); return true; });
            return;
        }

        await using var stream = await folder.GetStreamAsync(uid, stopping);
        using var raw = new MemoryStream();
        await stream.CopyToAsync(raw, stopping);
        await In((TakeMessage take) => take.Run(account, place, raw.ToArray(), stopping));
    }

    /// <summary>What is no longer in the folder was moved before a crash, or by somebody else: that is as good.</summary>
    private async Task Move(HashSet<uint> there, CancellationToken stopping)
    {
        var all = await In((TakenMail taken) => taken.ToMove(Now, stopping));
        foreach (var some in all.GroupBy(m => m.Rejected).SelectMany(kind => kind.Chunk(MostMovedAtOnce)))
        {
            var uids = some.Where(m => there.Contains((uint)m.Uid)).Select(m => new UniqueId((uint)m.Uid)).ToList();
            if (uids.Count > 0)
            {
                await folder.MoveToAsync(uids, some[0].Rejected ? rejected : processed, stopping);
            }

            await In(async (TakenMail taken) => { await taken.Moved(some, stopping); return true; });
        }
    }

    private async Task<TResult> In<T, TResult>(Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
