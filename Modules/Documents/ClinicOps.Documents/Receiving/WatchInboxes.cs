using System.Text;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Receiving;

/// <summary>Looks into the drop folders again and again, for as long as the host runs jobs.</summary>
internal sealed partial class WatchInboxes(
    IServiceScopeFactory scopes,
    IOptions<DocumentsOptions> options,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<WatchInboxes> log) : BackgroundService
{
    private readonly Dictionary<Inbox, IWatchedFolder> folders = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.LookEverySeconds), clock);
        do
        {
            foreach (var folder in await Folders(stoppingToken))
            {
                await Look(folder, stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One folder in trouble (a share that is gone, a full disk) does not keep the others from being looked into.</summary>
    private async Task Look(IWatchedFolder folder, CancellationToken stopping)
    {
        try
        {
            await folder.Look(stopping);
        }
        catch (Exception outage) when (outage is not OperationCanceledException)
        {
            LogOutage(outage.GetType().Name);
        }
    }

    /// <summary>Asked anew each time: locations may be added, or taken away, while we run.</summary>
    private async Task<IReadOnlyList<IWatchedFolder>> Folders(CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var locations = (await scope.ServiceProvider.GetRequiredService<IOrganization>().Profile(stopping)).Locations;
            var inboxes = Inboxes.Of(options.Value, configuration[Inboxes.DataFolderKey], locations);
            foreach (var inbox in inboxes)
            {
                if (!folders.ContainsKey(inbox))
                {
                    folders.Add(inbox, inbox.IsFaxQueue ? new FaxQueue(inbox, options.Value, scopes, clock, log) : new DropFolder(inbox, options.Value, scopes, clock, log));
                }
            }

            foreach (var gone in folders.Keys.Except(inboxes).ToList())
            {
                folders.Remove(gone);
            }
        }
        catch (Exception outage) when (outage is not OperationCanceledException)
        {
            LogOutage(outage.GetType().Name);
        }

        return [.. folders.Values];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The inboxes cannot be looked into ({Reason}); trying again")]
    private partial void LogOutage(string reason);
}

/// <summary>A watched folder, whose files belong to a location.</summary>
/// <param name="Channel">One of <see cref="TransmissionChannel"/>.</param>
/// <param name="IsFaxQueue">It is HylaFAX's receive queue, in which nothing may be moved.</param>
internal sealed record Inbox(string Path, Guid LocationId, string Channel, bool IsFaxQueue = false);

/// <summary>One folder that files arrive in, looked into again and again.</summary>
internal interface IWatchedFolder
{
    /// <returns>How many files were received.</returns>
    Task<int> Look(CancellationToken stopping);
}

/// <summary>Which folders are watched.</summary>
internal static class Inboxes
{
    /// <summary>The instance's folder, as the host tells it.</summary>
    public const string DataFolderKey = "ClinicOps:DataFolder";

    /// <exception cref="InvalidOperationException">An inbox is configured for a location that there is not.</exception>
    public static IReadOnlyList<Inbox> Of(DocumentsOptions options, string? dataFolder, IReadOnlyList<Location> locations) => options.Inboxes.Count > 0
        ? [.. options.Inboxes.Select(inbox => new Inbox(
            Path.GetFullPath(inbox.Path),
            Named(inbox.Location, locations),
            inbox.Source == InboxOptions.FaxQueue ? TransmissionChannel.Fax : inbox.Source,
            IsFaxQueue: inbox.Source == InboxOptions.FaxQueue))]
        : dataFolder is null
            ? []
            : [.. locations.Select(location => new Inbox(Path.Combine(dataFolder, "inbox", Slug(location.Name)), location.Id, TransmissionChannel.Fax))];

    /// <summary>"Harbor Street (North)" gives "harbor-street-north".</summary>
    public static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(c);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString().Trim('-');
    }

    private static Guid Named(string name, IReadOnlyList<Location> locations) =>
        locations.FirstOrDefault(l => l.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Id
        ?? throw new InvalidOperationException($"Documents:Inboxes names a location that there is not: {name}. There are: {string.Join(", ", locations.Select(l => l.Name))}.");
}
