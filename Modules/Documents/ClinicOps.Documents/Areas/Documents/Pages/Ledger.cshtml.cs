using System.Globalization;
using System.Text;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Ledger;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>Pages received and where they are, by day, location and channel; every number leads to what it counts.</summary>
[Authorize(Policy = DocumentsRights.Oversee)]
internal sealed class LedgerModel(
    DocumentsDb db, DayLedger days, PageLedger ledger, VisibleToActor visible, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    public LedgerPeriod Period { get; private set; } = null!;

    public IReadOnlyList<LedgerDay> Days { get; private set; } = [];

    public bool SeveralLocations { get; private set; }

    /// <summary>Transmissions of these days, of all locations and classes, whose pages do not balance.</summary>
    public int Unbalanced { get; private set; }

    public bool Balances => Unbalanced == 0 && Days.All(day => day.Balances);

    /// <param name="part">One of <see cref="LedgerPart"/>.</param>
    public int Of(string part) => Days.SelectMany(day => day.Pieces).Where(piece => piece.Part == part).Sum(piece => piece.Pages);

    public int In(string place) => Days.Sum(day => day.In(place));

    public async Task OnGet(DateOnly? from, DateOnly? until, CancellationToken stopping)
    {
        await Load(from, until, stopping);
        Unbalanced = (await ledger.Lines(LocalTime.StartOf(Period.From, null).AddDays(-1), stopping)).Count(line => !line.Balances);
        await audit.Record(db, new AuditEntry("documents.ledger-viewed", "ledger", null), stopping);
    }

    /// <summary>The table as a file for a spreadsheet.</summary>
    public async Task<IActionResult> OnPostExport(DateOnly? from, DateOnly? until, CancellationToken stopping)
    {
        await Load(from, until, stopping);
        await audit.Record(db, new AuditEntry("documents.ledger-exported", "ledger", null), stopping);
        var file = new StringBuilder(CsvLine.Of(["day", "location", "channel", "received", .. LedgerPlace.All, "balances"]));
        foreach (var day in Days)
        {
            file.Append(CsvLine.Of(
            [
                day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                day.LocationName,
                day.Channel,
                Number(day.Received),
                .. LedgerPlace.All.Select(place => Number(day.In(place))),
                day.Balances ? "yes" : "no",
            ]));
        }

        return File(Encoding.UTF8.GetBytes(file.ToString()), "text/csv; charset=utf-8", $"page-ledger-{Period.From:yyyy-MM-dd}-{Period.Until:yyyy-MM-dd}.csv");
    }

    private async Task Load(DateOnly? from, DateOnly? until, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        SeveralLocations = profile.Locations.Count(location => visible.Location(location.Id)) > 1;
        Period = LedgerPeriod.Of(from, until, profile, visible, clock.GetUtcNow());
        Days = DayLedger.Days(await days.Pieces(Period.From, Period.Until, stopping));
    }

    private static string Number(int pages) => pages.ToString(CultureInfo.InvariantCulture);
}
