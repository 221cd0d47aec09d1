using System.Globalization;
using System.Text.Json;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Ledger;

/// <summary>What papers say of the clinic and of who writes them: asked before the transaction that writes.</summary>
internal sealed record PaperHouse(OrganizationProfile Clinic, string? Who);

/// <summary>Says what stands on a receipt, a day sheet or the correction of one, in the transaction of what it is about. Its PDF is drawn when it is first wanted.</summary>
internal sealed class WritePaper(IntakeDb db, IOrganization organization, CurrentActor actor)
{
    public async Task<PaperHouse> House(CancellationToken stopping) =>
        new(await organization.Profile(stopping), actor.UserId is { } user ? await organization.NameOfUser(user, stopping) : null);

    /// <param name="entry">A payment, prepayment or refund.</param>
    /// <param name="account">With the entry in it.</param>
    /// <param name="visit">The visit in words; empty where it is for none, or not said.</param>
    public async Task Receipt(LedgerEntry entry, PatientAccount account, string visit, PaperHouse house, CancellationToken stopping)
    {
        // As the account is called: a line of a merged record is on the survivor's.
        var (name, mrn) = await db.Names.Where(n => n.PatientId == account.PatientId && n.Kind == NameKinds.Current)
            .Select(n => new ValueTuple<PatientName, string>(n, db.Patients.First(p => p.Id == n.PatientId).Mrn)).SingleAsync(stopping);
        var location = house.Clinic.Find(entry.LocationId);
        var isRefund = entry.Kind == LedgerKinds.Refund;
        List<PaperFact> facts =
        [
            new("Date", When(location, entry.At)),
            new("Patient", $"{name.Full} ({mrn})"),
            new("For", visit.Length > 0 ? visit : entry.CountsAs == LedgerKinds.Prepayment ? "Prepayment" : "Visit"),
            new(isRefund ? "Given back by" : "Paid by", entry.Method switch
            {
                PaymentMethods.Check => $"Check {entry.Reference}",
                PaymentMethods.Card => $"Card, terminal reference {entry.Reference}",
                _ => $"{PaymentMethods.InWords(entry.Method)} {entry.Reference}".TrimEnd(),
            }),
        ];
        if (entry is { GivenCents: { } given, ChangeCents: { } change and > 0 })
        {
            facts.Add(new("Cash handed over", Money.Text(given)));
            facts.Add(new("Change", Money.Text(change)));
        }

        if (entry.Evidence.Length > 0)
        {
            facts.Add(new(isRefund ? "Reason" : "Who paid", entry.Evidence));
        }

        facts.Add(new(isRefund ? "Given back through" : "Received by", house.Who ?? "ClinicOps"));
        List<IReadOnlyList<string>> rows = [];
        if (entry.VisitId is { } of && !isRefund && account.ChargeOf(of) is { } charge)
        {
            rows.Add(["Co-pay of the visit", Money.Text(charge.Cents)]);
        }

        rows.Add([isRefund ? "Given back now" : "Paid now", Money.Text(Math.Abs(entry.Cents))]);
        if (entry.VisitId is { } left)
        {
            rows.Add(["Open for this visit", Money.Text(account.Owed(left))]);
        }

        if (account.Prepaid > 0)
        {
            rows.Add(["Held as prepayment", Money.Text(account.Prepaid)]);
        }

        rows.Add([account.Balance < 0 ? "Balance of the account, in the patient's favor" : "Balance of the account", Money.Text(Math.Abs(account.Balance))]);

        var content = new PaperContent(isRefund ? "Refund receipt" : "Receipt", Letterhead(house, location), facts, [new(["", "Amount"], rows)], ["Please keep this receipt. Insurance may decide later that more or less is owed."]);
        Add(PaperKinds.Receipt, entry.Id, content, entry.At);
    }

    public async Task DaySheet(DrawerSession session, DrawerClosing closing, PaperHouse house, CancellationToken stopping)
    {
        var location = house.Clinic.Find(session.LocationId);
        var drawer = await db.Drawers.Where(d => d.Id == session.DrawerId).Select(d => d.Name).SingleAsync(stopping);

        // Of everybody, and nobody's name: the sheet lies in a folder.
        var lines = await db.LedgerEntries.IgnoreQueryFilters([ModuleDb.AccessFilter]).Where(e => e.SessionId == session.Id).OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(stopping);
        var papers = await db.MoneyPapers.Where(p => lines.Select(l => l.Id).Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Number, stopping);
        IReadOnlyList<string> Row(string method, int expected, int counted) => [method, Money.Text(expected), Money.Text(counted), Money.Text(counted - expected)];
        List<IReadOnlyList<string>> sums =
        [
            Row("Cash, with the float", closing.CashExpected, closing.CashCounted),
            Row("Checks", closing.CheckExpected, closing.CheckCounted),
            Row("Card", closing.CardExpected, closing.CardCounted),
            Row("Other", closing.OtherExpected, closing.OtherCounted),
        ];
        List<PaperFact> facts =
        [
            new("Drawer", $"{drawer}, {location?.Name}"), new("Opened", $"{When(location, session.At)} with {Money.Text(session.FloatCents)}"), new("Closed", $"{When(location, closing.At)} by {house.Who ?? "ClinicOps"}"),
            new("Difference", Money.Text(closing.DifferenceCents)),
        ];
        if (closing.Reason.Length > 0)
        {
            facts.Add(new("Reason", closing.Reason));
        }

        var content = new PaperContent(
            "Day sheet",
            Letterhead(house, location),
            facts,
            [
                new(["", "Expected", "Counted", "Difference"], sums),
                new(
                    ["What", "Time", "Paper", "By", "Amount"],
                    [
                        .. lines.Select(line => (IReadOnlyList<string>)
                        [
                            LedgerKinds.InWords(line.Kind), LocalTime.At(location, line.At).ToString("h:mm tt", CultureInfo.InvariantCulture), papers.TryGetValue(line.Id, out var number) ? PaperKinds.Number(PaperKinds.Receipt, number) : "",
                            $"{PaymentMethods.InWords(line.Method)} {line.Reference}".TrimEnd(), Money.Text(-line.Cents),
                        ]),
                    ]),
            ],
            ["Counted by: ______________________      Checked by: ______________________"]);
        Add(PaperKinds.DaySheet, session.Id, content, closing.At);
    }

    /// <param name="before">Corrections of the same drawer that were made earlier.</param>
    public async Task Correction(DrawerSession session, DrawerClosing closing, IReadOnlyList<DrawerCorrection> before, DrawerCorrection correction, PaperHouse house, CancellationToken stopping)
    {
        var location = house.Clinic.Find(session.LocationId);
        var drawer = await db.Drawers.Where(d => d.Id == session.DrawerId).Select(d => d.Name).SingleAsync(stopping);
        var sheet = await db.MoneyPapers.Where(p => p.Id == session.Id).Select(p => PaperKinds.Number(p.Kind, p.Number)).SingleAsync(stopping);
        var content = new PaperContent(
            "Correction of a day sheet",
            Letterhead(house, location),
            [
                new("Day sheet", $"{sheet} of {When(location, closing.At)}"), new("Drawer", $"{drawer}, {location?.Name}"),
                new("Corrected", $"{When(location, correction.At)} by {house.Who ?? "ClinicOps"}"), new("Reason", correction.Reason),
            ],
            [
                new(
                    ["", "Amount"],
                    [
                        ["Difference when it was closed", Money.Text(closing.DifferenceCents)],
                        .. before.OrderBy(earlier => earlier.At).Select(earlier => (IReadOnlyList<string>)[$"Corrected {When(location, earlier.At)}, {PaymentMethods.InWords(earlier.Method).ToLowerInvariant()}", Money.Text(earlier.Cents)]),
                        [$"Corrected now, {PaymentMethods.InWords(correction.Method).ToLowerInvariant()}", Money.Text(correction.Cents)],
                        ["Difference now", Money.Text(CorrectDrawer.Difference(closing, [.. before, correction]))],
                    ]),
            ],
            ["The day sheet stays as it was printed. Corrected by: ______________________      Checked by: ______________________"]);
        Add(PaperKinds.Correction, correction.Id, content, correction.At);
    }

    private void Add(string kind, Guid id, PaperContent content, DateTimeOffset at) => db.MoneyPapers.Add(new MoneyPaper { Id = id, Kind = kind, Content = JsonSerializer.Serialize(content), At = at });

    private static string When(Location? location, DateTimeOffset at) => LocalTime.At(location, at).ToString("MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture);

    private static List<string> Letterhead(PaperHouse house, Location? location) =>
        [.. house.Clinic.Letterhead, .. location is { Address.Length: > 0 } && !house.Clinic.Letterhead.Contains(location.Address) ? [$"{location.Name}: {location.Address}"] : Array.Empty<string>()];
}
