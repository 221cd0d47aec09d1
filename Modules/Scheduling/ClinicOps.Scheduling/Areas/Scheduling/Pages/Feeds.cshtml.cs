using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Confirmation;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Feeds;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Who reads which provider's calendar from outside. An address is shown once, right after it was made or renewed, and to nobody again.</summary>
[Authorize(Policy = SchedulingRights.ManageFeeds)]
internal sealed class FeedsModel(
    SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, FeedLinks links, VisibleToActor visible, IOptions<ConfirmationOptions> options, IOrganization organization, CurrentActor actor, AuditTrail audit, TimeProvider clock)
    : PageModel
{
    private const string Address = "/scheduling/settings/feeds";

    public IReadOnlyList<FeedLine> Lines { get; private set; } = [];

    public IReadOnlyList<Provider> Providers { get; private set; } = [];

    /// <summary>Null while nobody has changed anything.</summary>
    public FeedSettings? Settings { get; private set; }

    /// <summary>What was just made or renewed.</summary>
    public ShownFeed? Shown { get; private set; }

    public string Refusal { get; private set; } = "";

    public Guid? TypedId { get; private set; }

    public Guid? TypedProvider { get; private set; }

    public string TypedName { get; private set; } = "";

    public Task OnGet(CancellationToken stopping) => Load(stopping);

    /// <param name="feedId">Made by the form: sent twice, it is one subscription, and the same address.</param>
    public async Task<IActionResult> OnPost(Guid feedId, Guid providerId, string? forWhom, CancellationToken stopping)
    {
        if (feedId == Guid.Empty || await db.Providers.AsNoTracking().SingleOrDefaultAsync(known => known.Id == providerId, stopping) is not { } provider || !visible.Location(provider.LocationId))
        {
            return NotFound();
        }

        var name = forWhom?.Trim() ?? "";
        if (name.Length is 0 or > FeedSubscription.LongestName)
        {
            (TypedId, TypedProvider, TypedName) = (feedId, providerId, name);
            return await Refuse($"Say who reads it, in at most {FeedSubscription.LongestName} letters. Nothing was made.", stopping);
        }

        try
        {
            await transaction.Run(
                async effects =>
                {
                    if (!await db.FeedSubscriptions.AnyAsync(known => known.Id == feedId, stopping))
                    {
                        db.FeedSubscriptions.Add(new FeedSubscription { Id = feedId, ProviderId = providerId, ForWhom = name, ChangedBy = actor.UserId, ChangedAt = clock.GetUtcNow() });
                        effects.Audit(new AuditEntry("feed.made", "feed", feedId, LocationId: provider.LocationId));
                    }
                },
                stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
        }

        // Only who made it is shown it, and only that one: an id that somebody else's form made says nothing.
        return await db.FeedSubscriptions.AsNoTracking().SingleAsync(known => known.Id == feedId, stopping) is { Revision: 1, WithdrawnAt: null } made
            && made.ChangedBy == actor.UserId && made.ProviderId == providerId
            ? await Show(made, stopping)
            : NotFound();
    }

    /// <param name="revision">Of the address as the page knew it.</param>
    public async Task<IActionResult> OnPostRenew(Guid feedId, int revision, CancellationToken stopping)
    {
        var renewed = await Change(feedId, "feed.renewed", subscription => subscription.Revision == revision && subscription.WithdrawnAt is null, subscription => subscription.Revision++, stopping);
        return renewed switch
        {
            null => NotFound(),
            { Subscription: var done, Changed: true } => await Show(done, stopping),

            // The same form, sent twice.
            { Subscription: var done } when done.Revision == revision + 1 && done.ChangedBy == actor.UserId && done.WithdrawnAt is null => await Show(done, stopping),
            { Subscription: var done } => await Refuse($"Nothing was renewed: changed meanwhile by {await organization.WhoAndWhen(done.ChangedBy, clock.GetUtcNow() - done.ChangedAt, stopping: stopping)}. Look at it first.", stopping),
        };
    }

    public async Task<IActionResult> OnPostWithdraw([FromQuery] Guid feedId, CancellationToken stopping)
    {
        if (await Change(feedId, "feed.withdrawn", subscription => subscription.WithdrawnAt is null, subscription => subscription.WithdrawnAt = clock.GetUtcNow(), stopping) is null)
        {
            return NotFound();
        }

        TempData["toast"] = "Withdrawn: the address is nothing any more.";
        TempData["undo-url"] = $"{Address}?handler=Restore&feedId={feedId}";
        return Redirect(Address);
    }

    public async Task<IActionResult> OnPostRestore([FromQuery] Guid feedId, CancellationToken stopping)
    {
        if (await Change(feedId, "feed.restored", subscription => subscription.WithdrawnAt is not null, subscription => subscription.WithdrawnAt = null, stopping) is null)
        {
            return NotFound();
        }

        TempData["toast"] = "Put back: the address is good again.";
        return Redirect(Address);
    }

    /// <param name="version">Of the settings as the page knew them, 0 for none.</param>
    public async Task<IActionResult> OnPostSettings(uint version, bool initials, CancellationToken stopping)
    {
        try
        {
            var saved = await transaction.Run(
                async effects =>
                {
                    var settings = await db.FeedSettings.SingleOrDefaultAsync(stopping);
                    if ((settings?.ShowsInitials ?? false) == initials)
                    {
                        return true;
                    }

                    if ((settings?.Version ?? 0) != version)
                    {
                        return false;
                    }

                    settings ??= db.FeedSettings.Add(new FeedSettings { Id = FeedSettings.Only, ChangedAt = clock.GetUtcNow() }).Entity;
                    (settings.ShowsInitials, settings.ChangedBy, settings.ChangedAt) = (initials, actor.UserId, clock.GetUtcNow());
                    effects.Audit(new AuditEntry("feed-settings.changed", "feed-settings", settings.Id, Reason: initials ? "initials" : "no-initials"));
                    return true;
                },
                stopping);
            if (saved)
            {
                TempData["toast"] = "Saved.";
                return Redirect(Address);
            }
        }
        catch (DbUpdateException lost) when (lost is DbUpdateConcurrencyException || lost.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
        }

        var now = await db.FeedSettings.AsNoTracking().SingleAsync(stopping);
        return await Refuse($"Nothing was saved: changed meanwhile by {await organization.WhoAndWhen(now.ChangedBy, clock.GetUtcNow() - now.ChangedAt, stopping: stopping)}. Look at it first.", stopping);
    }

    /// <returns>Null where there is none in sight; else how it stands, and whether this changed it: what was so already, or is not as it was seen, is left.</returns>
    private async Task<(FeedSubscription Subscription, bool Changed)?> Change(Guid feedId, string action, Func<FeedSubscription, bool> mayChange, Action<FeedSubscription> change, CancellationToken stopping)
    {
        if (await OfVisibleProvider(feedId, stopping) is not { } provider)
        {
            return null;
        }

        try
        {
            return await transaction.Run(
                async effects =>
                {
                    var subscription = await db.FeedSubscriptions.SingleAsync(known => known.Id == feedId, stopping);
                    if (!mayChange(subscription))
                    {
                        return (subscription, false);
                    }

                    change(subscription);
                    (subscription.ChangedBy, subscription.ChangedAt) = (actor.UserId, clock.GetUtcNow());
                    effects.Audit(new AuditEntry(action, "feed", feedId, LocationId: provider.LocationId));
                    return (subscription, true);
                },
                stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return (await db.FeedSubscriptions.AsNoTracking().SingleAsync(known => known.Id == feedId, stopping), false);
        }
    }

    private async Task<Provider?> OfVisibleProvider(Guid feedId, CancellationToken stopping) =>
        await db.Providers.AsNoTracking().SingleOrDefaultAsync(provider => db.FeedSubscriptions.Any(known => known.Id == feedId && known.ProviderId == provider.Id), stopping) is { } found && visible.Location(found.LocationId) ? found : null;

    private async Task<IActionResult> Show(FeedSubscription subscription, CancellationToken stopping)
    {
        // Reachable from outside where patients' links are; else as staff reach this page.
        var house = options.Value.MayMail ? options.Value.PublicAddress.TrimEnd('/') : $"{Request.Scheme}://{Request.Host}";
        Shown = new ShownFeed(subscription.ForWhom, $"{house}/feeds/{links.Token(subscription.Id, subscription.Revision)}");
        await audit.Record(db, new AuditEntry("feed.address-shown", "feed", subscription.Id), stopping);
        await Load(stopping);
        return Page();
    }

    private async Task<IActionResult> Refuse(string why, CancellationToken stopping)
    {
        ModelState.Clear();
        Refusal = why;
        await Load(stopping);
        return Page();
    }

    private async Task Load(CancellationToken stopping)
    {
        Providers = [.. (await db.Providers.AsNoTracking().OrderBy(provider => provider.Name).ToListAsync(stopping)).Where(provider => visible.Location(provider.LocationId))];
        Settings = await db.FeedSettings.AsNoTracking().SingleOrDefaultAsync(stopping);
        var names = Providers.ToDictionary(provider => provider.Id, provider => provider.DisplayName);
        var read = await db.FeedReads.AsNoTracking().ToDictionaryAsync(known => known.SubscriptionId, known => known.At, stopping);
        var now = clock.GetUtcNow();
        var lines = new List<FeedLine>();
        foreach (var subscription in (await db.FeedSubscriptions.AsNoTracking().OrderBy(known => known.ForWhom).ToListAsync(stopping)).Where(known => names.ContainsKey(known.ProviderId)))
        {
            lines.Add(new FeedLine(
                subscription,
                names[subscription.ProviderId],
                read.TryGetValue(subscription.Id, out var at) ? LocalTime.Ago(now - at) : "never",
                await organization.WhoAndWhen(subscription.ChangedBy, now - subscription.ChangedAt, stopping: stopping)));
        }

        Lines = [.. lines.OrderBy(line => line.Subscription.WithdrawnAt is not null).ThenBy(line => line.Provider, StringComparer.Ordinal)];
    }
}

/// <param name="LastRead">"12 min ago".</param>
/// <param name="Changed">Who made, renewed or withdrew it, and when.</param>
internal sealed record FeedLine(FeedSubscription Subscription, string Provider, string LastRead, string Changed);

internal sealed record ShownFeed(string ForWhom, string Address);
