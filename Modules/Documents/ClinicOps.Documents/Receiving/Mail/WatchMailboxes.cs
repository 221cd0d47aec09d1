using ClinicOps.Documents.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>Keeps one watch at every account that is switched on, and begins anew with one that was changed.</summary>
internal sealed partial class WatchMailboxes(IServiceScopeFactory scopes, MailServer server, IOptions<DocumentsOptions> options, TimeProvider clock, ILogger<WatchMailboxes> log) : BackgroundService
{
    private readonly Dictionary<Guid, Watch> watches = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.LookEverySeconds), clock);
        try
        {
            do
            {
                await Follow(await Accounts(stoppingToken), stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            await Follow([], CancellationToken.None);
        }
    }

    private async Task Follow(IReadOnlyList<MailAccount>? accounts, CancellationToken stopping)
    {
        if (accounts is null)
        {
            return;
        }

        foreach (var (id, watch) in watches.Where(w => !accounts.Any(account => account.Id == w.Key && account.Version == w.Value.Version)).ToList())
        {
            await watch.Stop.CancelAsync();
            await watch.Done;
            watch.Stop.Dispose();
            watches.Remove(id);
        }

        foreach (var account in accounts.Where(account => !watches.ContainsKey(account.Id)))
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            watches[account.Id] = new Watch(account.Version, stop, new MailboxWatch(account, server, scopes, options.Value, clock, log).Run(stop.Token));
        }
    }

    /// <summary>Null when they cannot be asked for: the watches that there are go on.</summary>
    private async Task<IReadOnlyList<MailAccount>?> Accounts(CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<DocumentsDb>().MailAccounts.AsNoTracking().Where(account => account.Enabled).ToListAsync(stopping);
        }
        catch (Exception outage) when (outage is not OperationCanceledException)
        {
            LogOutage(outage.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail accounts cannot be asked for ({Reason}); trying again")]
    private partial void LogOutage(string reason);

    private sealed record Watch(uint Version, CancellationTokenSource Stop, Task Done);
}

/// <summary>Looks into one mailbox for as long as it may: told by the server, and by the clock behind that; after a failure later and later.</summary>
internal sealed partial class MailboxWatch(MailAccount account, MailServer server, IServiceScopeFactory scopes, DocumentsOptions options, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    public async Task Run(CancellationToken stopping)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                using var mailbox = await Mailbox.Open(account, await server.SignIn(account, stopping), scopes, options.MostMailBytes, stopping);
                while (true)
                {
                    var more = await mailbox.Look(stopping);
                    failures = 0;
                    await Tell(health => health.Succeeded(account.Id, stopping));
                    if (!more)
                    {
                        await mailbox.Wait(TimeSpan.FromSeconds(options.MailEverySeconds), clock, stopping);
                    }
                }
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                await Failed(MailServer.FailureOf(failure), ++failures, stopping);
            }
        }
    }

    /// <summary>A line that was cut is taken up again at once, and told only when that fails too.</summary>
    private async Task Failed(MailFailure failure, int failures, CancellationToken stopping)
    {
        LogFailed(account.Id, failure, failures);
        if (failures > 1 || failure is not MailFailure.ConnectionLost)
        {
            await Tell(health => health.Failed(account.Id, failure, stopping));
        }

        try
        {
            await Task.Delay(failures == 1 ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures), LongestPause.TotalSeconds)), clock, stopping);
        }
        catch (OperationCanceledException)
        {
            // The host stops, or the account was changed.
        }
    }

    private async Task Tell(Func<MailHealth, Task> tell)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await tell(scope.ServiceProvider.GetRequiredService<MailHealth>());
        }
        catch (Exception outage) when (outage is not OperationCanceledException)
        {
            LogNotTold(account.Id, outage.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail account {AccountId} cannot be read ({Failure}, {Failures} in a row); trying again")]
    private partial void LogFailed(Guid accountId, MailFailure failure, int failures);

    [LoggerMessage(Level = LogLevel.Error, Message = "How mail account {AccountId} does cannot be written down ({Reason})")]
    private partial void LogNotTold(Guid accountId, string reason);
}
