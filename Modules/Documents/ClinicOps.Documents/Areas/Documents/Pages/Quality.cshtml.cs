using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Quality;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>How much is filed automatically, what of it was taken back, and how much of it can be wrong, with the bound.</summary>
[Authorize(Policy = DocumentsRights.Oversee)]
internal sealed class QualityModel(
    DocumentsDb db, QualityFigures figures, RecheckQueue queue, VisibleToActor visible, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const int MostWeeks = 12;
    private const int MostWrong = 50;

    public IReadOnlyList<QualityWeek> Weeks { get; private set; } = [];

    public QualityWeek InAll { get; private set; } = null!;

    /// <summary>What the bound speaks of, in words; empty while nothing was re-checked.</summary>
    public string BoundIsOf { get; private set; } = "";

    public KnownWrong Known { get; private set; } = null!;

    /// <summary>On whose calendar the weeks are.</summary>
    public string ClockOf { get; private set; } = "";

    /// <summary>The latest answers that named somebody else, of what this user has in sight.</summary>
    public IReadOnlyList<WrongRecheck> Wrong { get; private set; } = [];

    public RecheckSample? Sample { get; private set; }

    public int Waiting { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var location = profile.Locations.FirstOrDefault(known => visible.Location(known.Id));
        var weeks = await figures.Weeks(location?.TimeZone ?? "Etc/UTC", stopping);
        (ClockOf, Weeks, InAll) = (location?.Name ?? "UTC", [.. weeks.Take(MostWeeks)], QualityWeek.InAll(weeks));
        BoundIsOf = SampleOf([.. weeks.Select(week => week.Rechecked).Where(week => week.Checked > 0)]);
        Known = await figures.Known(stopping);
        Sample = await db.RecheckSamples.AsNoTracking().OrderByDescending(s => s.Week).FirstOrDefaultAsync(stopping);
        Waiting = await queue.Waiting.CountAsync(stopping);
        var wrong = await queue.InSight.AsNoTracking()
            .Where(r => r.Verdict == RecheckVerdict.Wrong)
            .OrderByDescending(r => r.CheckedAt)
            .Take(MostWrong)
            .Select(r => new { r.DocumentId, r.CheckedBy, r.CheckedAt, r.Document!.Type, r.Document.State, r.Document.LocationId })
            .ToListAsync(stopping);
        var rows = new List<WrongRecheck>();
        foreach (var r in wrong)
        {
            var who = await organization.NameOfUser(r.CheckedBy!.Value, stopping) ?? "somebody no longer known";
            rows.Add(new WrongRecheck(r.DocumentId, r.Type, r.State, who, LocationClock.Words(r.CheckedAt!.Value, clock.GetUtcNow(), profile.Find(r.LocationId))));
        }

        Wrong = rows;
        await audit.Record(db, new AuditEntry("documents.quality-viewed", "document", null, [.. rows.Select(row => row.DocumentId)]), stopping);
    }

    /// <summary>Rounded up: a bound that is told may be too high, and never too low. "0.73 %".</summary>
    public static string Percent(double share) => (Math.Ceiling((share * 10_000) - 1e-5) / 100).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    /// <summary>So that nobody takes the bound for more than it is: of the filings that were drawn from, all alike.</summary>
    public static string SampleOf(IReadOnlyList<RecheckedWeek> weeks) => weeks.Count == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"It is the bound of the re-checked sample: {weeks.Sum(week => week.Checked)} of the {weeks.Sum(week => week.Population)} automatic filings of {(weeks.Count == 1 ? "1 week" : $"{weeks.Count} weeks")}. Each week's are drawn by chance, each filing as likely as another whatever its type, channel or location, and nothing is weighted: it says nothing of one type or channel alone, and of what seldom comes few or none were checked.{(weeks.Count > 1 ? " Quiet weeks weigh as much in it as busy ones; each week's own bound stands below." : "")}");

    /// <summary>Of a count that is no bound, rounded as usual: "83 %"; a dash where nothing was counted.</summary>
    public static string Share(int of, int all) => all == 0 ? "–" : (100.0 * of / all).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    /// <summary>Over a column.</summary>
    public static string Correction(string why) => why switch
    {
        FilingWhy.Refiled => "Filed elsewhere",
        FilingWhy.NoLongerOnlyFit => "Register changed",
        FilingWhy.Recheck => "By re-check",
        _ => "Taken out",
    };
}

/// <param name="State">Where the document is now: one of <see cref="DocumentState"/>.</param>
/// <param name="When">On the location's clock, in words.</param>
internal sealed record WrongRecheck(Guid DocumentId, DocumentType Type, string State, string CheckedBy, string When);
