using System.Security.Cryptography;
using System.Text;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Feeds;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>
/// A provider's booked times for a calendar that subscribes to them. Nobody is signed in: the address is what entitles. Whatever is wrong with one
/// (made elsewhere, cut, renewed since, withdrawn), the answer is the same as where there is nothing.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(CalendarFeeds.RateLimit)]
internal sealed class FeedModel(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, FeedLinks links, LoadFeed load, TimeProvider clock) : PageModel
{
    /// <summary>Reason of the entry of a reading that was told that nothing has changed, and nothing else.</summary>
    private const string Unchanged = "unchanged";

    public async Task<IActionResult> OnGet(string? token, CancellationToken stopping)
    {
        if (links.Read(token) is not var (id, revision)
            || await db.FeedSubscriptions.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id && known.Revision == revision && known.WithdrawnAt == null, stopping) is not { } subscription
            || await load.Run(subscription.ProviderId, stopping) is not { } feed)
        {
            return NotFound();
        }

        var text = Encoding.UTF8.GetBytes(CalendarText.Of(feed));
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 16))}\"");
        var isKnown = Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false) || known.Equals(EntityTagHeaderValue.Any));
        await transaction.Run(
            async effects =>
            {
                await db.NoteFeedRead(id, clock.GetUtcNow(), stopping);
                effects.Audit(new AuditEntry("feed.read", "feed", id, isKnown ? [] : feed.Named, isKnown ? Unchanged : null));
            },
            stopping);
        Response.Headers.ETag = tag.ToString();
        Response.Headers.CacheControl = "private, no-cache";
        return isKnown ? StatusCode(StatusCodes.Status304NotModified) : File(text, "text/calendar; charset=utf-8");
    }
}
