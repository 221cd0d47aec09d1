using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The drawers of the user's locations: opened with a float, counted, closed with a reason where the count differs.</summary>
[Authorize(Policy = IntakeRights.CloseDay)]
internal sealed class DayCloseModel(
    IntakeDb db, ListDrawers drawers, OpenDrawer open, CloseDrawer close, CorrectDrawer correct, AddDrawer add, DrawerSums sums, IOrganization organization, CurrentActor actor, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const int MostClosed = 12;

    [BindProperty]
    public CountForm Form { get; set; } = new();

    public IReadOnlyList<DrawerShown> Drawers { get; private set; } = [];

    /// <summary>Latest first.</summary>
    public IReadOnlyList<ClosedDrawer> Closed { get; private set; } = [];

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>A correction of a closed drawer that was typed and refused; null when nobody tried.</summary>
    public (Guid SessionId, string? Method, string? Amount, string? Reason)? TypedCorrection { get; private set; }

    public string? Refusal { get; private set; }

    public Task OnGet(CancellationToken stopping) => Show(stopping);

    /// <param name="drawer">One of the drawers; a location's id for its first.</param>
    /// <param name="sessionId">Made by the form.</param>
    public async Task<IActionResult> OnPostOpen(Guid drawer, Guid sessionId, string? start, CancellationToken stopping) =>
        await open.Run(sessionId, drawer, Money.Parse(start), stopping) switch
        {
            DrawerOpened.Done done => Said($"Open, with {Money.Text(done.Session.FloatCents)} in it."),
            DrawerOpened.OpenAlready already => await Refused($"It was open already: by {await organization.WhoAndWhen(already.Session.By, clock.GetUtcNow() - already.Session.At, stopping: stopping)}, with {Money.Text(already.Session.FloatCents)}.", stopping),
            DrawerOpened.NotUnderstood wrong => await Refused(wrong.Why, stopping),
            DrawerOpened.OtherContent => await Refused("This form was used before. Nothing was done: open the page anew.", stopping),
            _ => NotFound(),
        };

    public async Task<IActionResult> OnPostClose(CancellationToken stopping)
    {
        if (Form.Count() is not { } count)
        {
            return await Refused(Form.Problem!, stopping);
        }

        return await close.Run(count, stopping) switch
        {
            DrawerShut.Done done => Said($"Closed. {(done.Closing.Differs ? $"The difference is {Money.Text(done.Closing.DifferenceCents)}." : "Nothing differs.")} The sheet is below."),
            DrawerShut.ShutAlready already => await Refused($"It was closed already, by {await organization.WhoAndWhen(already.Closing.By, clock.GetUtcNow() - already.Closing.At, stopping: stopping)}, with another count. Nothing was changed.", stopping),
            DrawerShut.Changed changed => await Refused($"Money moved since this page was shown: {Money.Text(changed.Expected.Total)} must be there now. Nothing was closed: look at the list, and count again.", stopping),
            DrawerShut.Differs differs => await Refused($"{CountForm.Difference(count.Counted, differs.Expected)} Count again, or say why below. Nothing was closed yet.", stopping),
            DrawerShut.NotUnderstood wrong => await Refused(wrong.Why, stopping),
            _ => NotFound(),
        };
    }

    /// <param name="correctionId">Made by the form.</param>
    /// <param name="sessionId">Of a closed drawer.</param>
    /// <param name="amount">Signed: more is there than was counted, or less.</param>
    public async Task<IActionResult> OnPostCorrect(Guid correctionId, Guid sessionId, string? method, string? amount, string? reason, CancellationToken stopping)
    {
        switch (await correct.Run(correctionId, sessionId, method ?? "", CountForm.Signed(amount ?? ""), (reason ?? "").Trim(), stopping))
        {
            case DrawerCorrected.Done done:
                return Said($"Corrected. {(done.DifferenceCents == 0 ? "Nothing differs now." : $"The difference is {Money.Text(done.DifferenceCents)} now.")}");
            case DrawerCorrected.NotUnderstood wrong:
                TypedCorrection = (sessionId, method, amount, reason);
                return await Refused(wrong.Why, stopping);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostAdd(Guid location, string? name, CancellationToken stopping) =>
        await add.Run(location, (name ?? "").Trim(), stopping) switch
        {
            DrawerAdded.Done => Said("The drawer is there. Open it with what is in it."),
            DrawerAdded.NotUnderstood wrong => await Refused(wrong.Why, stopping),
            _ => NotFound(),
        };

    private RedirectResult Said(string words)
    {
        TempData["toast"] = words;
        return Redirect("/intake/day-close");
    }

    private async Task<IActionResult> Refused(string why, CancellationToken stopping)
    {
        Refusal = why;
        ModelState.Clear();
        await Show(stopping);
        return Page();
    }

    private async Task Show(CancellationToken stopping)
    {
        var (shown, patients) = (new List<DrawerShown>(), new HashSet<Guid>());
        foreach (var drawer in await drawers.All(stopping))
        {
            if (drawer.Session is not { } session)
            {
                shown.Add(new DrawerShown(drawer, null, [], 0, ""));
                continue;
            }

            var lines = await db.LedgerEntries.AsNoTracking().Where(entry => entry.SessionId == session.Id).OrderBy(entry => entry.At).ThenBy(entry => entry.Id).ToListAsync(stopping);
            var ids = lines.Select(line => line.PatientId).Distinct().ToList();
            patients.UnionWith(ids);
            var names = await db.Names.AsNoTracking().Where(name => ids.Contains(name.PatientId) && name.Kind == NameKinds.Current).ToDictionaryAsync(name => name.PatientId, name => $"{name.Last}, {name.First}", stopping);
            var expected = await sums.Of(session, stopping);
            shown.Add(new DrawerShown(
                drawer,
                expected,
                lines.ConvertAll(line => new DrawerLine(line, LocalTime.At(drawer.Location, line.At), names.GetValueOrDefault(line.PatientId, ""))),
                expected.Total - session.FloatCents + lines.Sum(line => line.Cents),
                await organization.WhoAndWhen(session.By, clock.GetUtcNow() - session.At, stopping: stopping)));
        }

        (Drawers, Closed) = (shown, await LatelyClosed(stopping));
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(location => actor.SeesLocation(location.Id))];
        await audit.Record(db, new AuditEntry("drawers.viewed", "drawer-session", null, [.. patients]), stopping);
    }

    private async Task<IReadOnlyList<ClosedDrawer>> LatelyClosed(CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var seen = profile.Locations.Where(location => actor.SeesLocation(location.Id)).Select(location => location.Id).ToList();
        var rows = await (from closing in db.DrawerClosings
                          join session in db.DrawerSessions on closing.SessionId equals session.Id
                          join drawer in db.Drawers on session.DrawerId equals drawer.Id
                          where seen.Contains(session.LocationId)
                          orderby closing.At descending
                          select new { closing, session.LocationId, drawer.Name }).Take(MostClosed).ToListAsync(stopping);
        var sessions = rows.ConvertAll(row => row.closing.SessionId);
        var corrections = (await db.DrawerCorrections.AsNoTracking().Where(correction => sessions.Contains(correction.SessionId)).OrderBy(correction => correction.At).ToListAsync(stopping)).ToLookup(correction => correction.SessionId);
        var closed = new List<ClosedDrawer>();
        foreach (var row in rows)
        {
            var who = row.closing.By is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "ClinicOps";
            var later = new List<CorrectionLine>();
            foreach (var correction in corrections[row.closing.SessionId])
            {
                later.Add(new CorrectionLine(correction, await organization.WhoAndWhen(correction.By, clock.GetUtcNow() - correction.At, stopping: stopping)));
            }

            closed.Add(new ClosedDrawer(row.closing, row.Name, profile.Find(row.LocationId)?.Name ?? "", LocalTime.At(profile.Find(row.LocationId), row.closing.At), who, later));
        }

        return closed;
    }
}

/// <param name="Expected">Null while it is closed.</param>
/// <param name="ClosedCents">Of lines about patients out of this user's sight, what they come to.</param>
/// <param name="Opened">By whom, and how long ago.</param>
internal sealed record DrawerShown(KnownDrawer Drawer, ByMethod? Expected, IReadOnlyList<DrawerLine> Lines, long ClosedCents, string Opened);

internal sealed record DrawerLine(LedgerEntry Entry, DateTimeOffset At, string Name);

/// <param name="Corrections">What was said later of its count, in order.</param>
internal sealed record ClosedDrawer(DrawerClosing Closing, string Name, string Location, DateTimeOffset At, string Who, IReadOnlyList<CorrectionLine> Corrections)
{
    public Guid CorrectionId { get; } = Guid.CreateVersion7();

    public long Difference => CorrectDrawer.Difference(Closing, Corrections.Select(line => line.Correction));
}

/// <param name="By">By whom, and how long ago.</param>
internal sealed record CorrectionLine(DrawerCorrection Correction, string By);

/// <summary>What the form of a count holds. Public setters for the model binder alone.</summary>
internal sealed class CountForm
{
    /// <summary>Notes and coins in cents.</summary>
    public static readonly IReadOnlyList<int> Worths = [10_000, 5_000, 2_000, 1_000, 500, 100, 25, 10, 5, 1];

    public Guid SessionId { get; set; }

    public int ShownCash { get; set; }

    public int ShownCheck { get; set; }

    public int ShownCard { get; set; }

    public int ShownOther { get; set; }

    /// <summary>Number of pieces by worth in cents; empty where only the total is typed.</summary>
    public Dictionary<string, int?> Pieces { get; set; } = [];

    public string? Cash { get; set; }

    public string? Check { get; set; }

    public string? Card { get; set; }

    public string? Other { get; set; }

    public string? Reason { get; set; }

    public string? Problem { get; private set; }

    /// <returns>Null when a field is not understood; see <see cref="Problem"/>.</returns>
    public Count? Count()
    {
        var pieces = Worths.Where(worth => Pieces.GetValueOrDefault(Key(worth)) is > 0).ToList();
        long? sum = pieces.Count == 0 ? null : pieces.Sum(worth => (long)worth * Pieces[Key(worth)]!.Value);
        var cash = string.IsNullOrWhiteSpace(Cash) ? (int?)Math.Min(sum ?? -1, Money.MostCounted) : Money.Parse(Cash, Money.MostCounted);
        Problem = (cash, Part(Check, ShownCheck), Part(Card, ShownCard), Part(Other, ShownOther)) switch
        {
            (null or < 0, _, _, _) => "Count the cash: type how many there are of each, or the total.",
            var (typed, _, _, _) when sum is not null && typed != sum => $"The pieces come to {Money.Text(sum.Value)}, and the total says {Money.Text(typed.Value)}. Type one of them.",
            (_, null, _, _) => "Add the checks up and type what they come to.",
            (_, _, null, _) => "Type what the card terminal's total says.",
            (_, _, _, null) => "Type what was paid in other ways.",
            _ => null,
        };
        return Problem is null
            ? new Count(
                SessionId,
                new ByMethod(cash!.Value, Part(Check, ShownCheck)!.Value, Part(Card, ShownCard)!.Value, Part(Other, ShownOther)!.Value),
                new ByMethod(ShownCash, ShownCheck, ShownCard, ShownOther),
                string.Join(' ', pieces.Select(worth => $"{worth}:{Pieces[Key(worth)]}")),
                (Reason ?? "").Trim())
            : null;
    }

    public static string Key(int worth) => worth.ToString(CultureInfo.InvariantCulture);

    public static string Difference(ByMethod counted, ByMethod expected) => string.Join(' ', PaymentMethods.All
        .Where(method => counted.Of(method) != expected.Of(method))
        .Select(method => $"{PaymentMethods.InWords(method)}: {Money.Text(Math.Abs(counted.Of(method) - expected.Of(method)))} {(counted.Of(method) < expected.Of(method) ? "is missing" : "is too much")}."));

    /// <summary>Where nothing is expected, nothing has to be typed.</summary>
    private static int? Part(string? typed, int shown) => string.IsNullOrWhiteSpace(typed) ? shown == 0 ? 0 : null : Signed(typed);

    /// <summary>More may have been given back by card than was taken.</summary>
    public static int? Signed(string typed) => typed.Trim() is ['-' or '\u2212', .. var rest] ? -Money.Parse(rest, Money.MostCounted) : Money.Parse(typed, Money.MostCounted);
}
