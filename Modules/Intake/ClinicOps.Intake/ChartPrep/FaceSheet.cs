using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Papers;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;
using static ClinicOps.Intake.Papers.SheetPart;

namespace ClinicOps.Intake.ChartPrep;

/// <summary>The first sheet of a packet, in words: who comes, who pays, what is missing, what is open, and which papers follow.</summary>
internal static class FaceSheet
{
    private const int MostTasks = 12;

    /// <param name="chosen">The papers that go with it.</param>
    /// <param name="tooLong">How many of those that were wanted do not fit.</param>
    public static Sheet Of(Chart chart, IReadOnlyList<ChartPaper> chosen, int tooLong, IReadOnlyList<string> letterhead)
    {
        var gaps = FindGaps.Of(chart);
        var foot = $"{chart.ListName}, {chart.Patient.Mrn}, born {LocalTime.Us(chart.Patient.BirthDate)}; visit of {When(chart.Start)}";
        return new Sheet(chart.ListName, When(chart.Start), letterhead, foot, [.. ToKnow(chart), .. Visit(chart), .. Payer(chart), .. Missing(chart, gaps), .. Orders(chart), .. Tasks(chart), .. Papers(chart, chosen, tooLong)]);
    }

    /// <summary>Before all else: who goes into the room reads this first.</summary>
    private static IEnumerable<SheetPart> ToKnow(Chart chart) => chart.ToKnow.All.Select(words => new Line(words, IsBold: true));

    private static IEnumerable<SheetPart> Visit(Chart chart)
    {
        var patient = RegisteredPatients.Summary(chart.Patient);
        yield return new Fact("Visit", $"{chart.Visit.VisitType}, {chart.Visit.ProviderName}, {chart.Location?.Name ?? "a closed location"}");
        yield return new Fact("Born", $"{LocalTime.Us(patient.BirthDate)} ({Age(patient.BirthDate, chart.Day)}){(patient.Sex is { } sex ? ", " + sex : "")}");
        yield return new Fact("MRN", patient.Mrn);
        yield return new Fact("Phone", patient.Phone ?? "none");
        if (chart.Reach.Count > 0)
        {
            yield return new Fact("To reach", string.Join(' ', chart.Reach));
        }

        yield return new Fact("Address", ShownAddress.OnPaper(chart.Patient, chart.Day));
        if (patient.Language is { Length: > 0 } language && !language.Equals("English", StringComparison.OrdinalIgnoreCase))
        {
            yield return new Fact("Language", language);
        }

        yield return new Fact("Primary care", PrimaryCare.Of(chart.Patient)?.InWords ?? "not recorded");
        yield return new Fact("Last visit", chart.LastVisit is { } last ? $"{LocalTime.Us(LocalTime.DayAt(chart.Location, last.StartsAt))}, {last.VisitType}, {last.ProviderName}" : "none before");
    }

    private static IEnumerable<SheetPart> Payer(Chart chart)
    {
        yield return new Heading("Coverage and money");
        var paying = chart.Paying;
        if (paying.Kind != CaseKinds.HealthPlan)
        {
            yield return new Fact("Paid by", $"{CaseKinds.All.First(kind => kind.Code == paying.Kind).Words}{(paying.Case is { ClaimNumber.Length: > 0 } claim ? $", {(claim.Carrier.Length > 0 ? $"{claim.Carrier}, " : "")}claim {claim.ClaimNumber}, {claim.Adjuster}" : "")}");
        }

        if (paying.Coverage is { } coverage)
        {
            var holder = coverage.IsOfSomebodyElse ? $", insured through {coverage.HolderFirst} {coverage.HolderLast}" : "";
            yield return new Fact("Coverage", $"{paying.Payer?.Name ?? coverage.Payer}{(coverage.Plan.Length > 0 ? " " + coverage.Plan : "")}, member {coverage.MemberId}{(coverage.Group.Length > 0 ? ", group " + coverage.Group : "")}{holder}");
        }

        yield return new Fact("Verified", chart.Coverage.Words + (chart.Coverage.Why.Length > 0 ? ". " + chart.Coverage.Why : ""));
        foreach (var (behind, stands) in paying.Behind.Zip(chart.Coverage.Behind))
        {
            yield return new Fact($"Pays {behind.TurnInWords}", $"{behind.PayerName}{(behind.Coverage!.Plan.Length > 0 ? " " + behind.Coverage.Plan : "")}, member {behind.Coverage.MemberId}: {stands.Standing.Words}");
        }

        yield return new Fact("Co-pay due", chart.Desk.CoPayDue is { } due ? $"{Money.Text(due)}. {chart.Desk.Evidence}" : $"not known. {chart.Desk.Evidence}");
        if (chart.Desk.OwedBesides > 0)
        {
            yield return new Fact("Owed besides", Money.Text(chart.Desk.OwedBesides));
        }

        foreach (var authorization in chart.Authorizations)
        {
            yield return new Fact("Authorization", $"{AuthorizationTasks.Subject(authorization)}: {authorization.State.Replace('_', ' ')}{(authorization.Number.Length > 0 ? ", number " + authorization.Number : "")}{(authorization.ValidTo is { } to ? ", to " + LocalTime.Us(to) : "")}");
        }
    }

    private static IEnumerable<SheetPart> Missing(Chart chart, IReadOnlyList<Gap> gaps)
    {
        yield return new Heading(gaps.Count switch { 0 => "Nothing is missing", 1 => "What is missing (1)", var several => $"What is missing ({several})" });
        foreach (var gap in gaps)
        {
            yield return new Line(gap.Words, IsTick: true, IsBold: gap.Stops);
        }

        if (FindGaps.All(chart).Count - gaps.Count is > 0 and var aside)
        {
            yield return new Line(aside == 1 ? "Besides, 1 thing was said not to be needed." : $"Besides, {aside} things were said not to be needed.");
        }

        if (chart.Desk.Readiness.ClosedMatters is > 0 and var closed)
        {
            yield return new Line(closed == 1 ? "1 authorization or referral has an access class of its own, and nothing is said of it here." : $"{closed} authorizations or referrals have an access class of their own, and nothing is said of them here.");
        }
    }

    private static IEnumerable<SheetPart> Orders(Chart chart)
    {
        var open = chart.Orders.Where(order => !order.IsAnswered && (order is { IsWork: true, ResultId: null } || (!order.IsWork && order.State is not ("duplicate" or "cancelled" or "elsewhere")))).ToList();
        if (open.Count == 0)
        {
            yield break;
        }

        yield return new Heading("Open orders");
        yield return new Table(
            ["Ordered", "What", "By", "Stands"],
            [0.14, 0.42, 0.22, 0.22],
            [
                .. open.Select(order => (IReadOnlyList<string>)
                [
                    LocalTime.Us(order.OrderedOn ?? LocalTime.DayAt(chart.Location, order.ReceivedAt)),
                    $"{order.Description}{(order.Code is { Length: > 0 } code ? $" ({code})" : "")}",
                    order.OrderingProvider ?? "",
                    chart.Booked.GetValueOrDefault(order.Id) is { } booked ? booked.Id == chart.Visit.Id ? "this visit" : "booked " + LocalTime.Us(LocalTime.DayAt(chart.Location, booked.StartsAt)) : order.State.Replace('_', ' '),
                ]),
            ]);
    }

    private static IEnumerable<SheetPart> Tasks(Chart chart)
    {
        if (chart.Tasks.Count == 0)
        {
            yield break;
        }

        yield return new Heading("Open tasks");
        foreach (var task in chart.Tasks.Take(MostTasks))
        {
            yield return new Line($"{task.Title}{(task.Due is { } due ? $" (due {LocalTime.Us(due)})" : "")}");
        }

        if (chart.Tasks.Count > MostTasks)
        {
            yield return new Line($"And {chart.Tasks.Count - MostTasks} more.");
        }
    }

    private static IEnumerable<SheetPart> Papers(Chart chart, IReadOnlyList<ChartPaper> chosen, int tooLong)
    {
        yield return new Heading(chosen.Count == 0 ? "No papers go with this sheet" : "Papers behind this sheet");
        if (chosen.Count > 0)
        {
            yield return new Table(
                ["Received", "What", "Pages"],
                [0.2, 0.6, 0.2],
                [.. chosen.Select(paper => (IReadOnlyList<string>)[LocalTime.Us(LocalTime.DayAt(chart.Location, paper.ReceivedAt)), paper.TypeName, paper.Pages.ToString(CultureInfo.InvariantCulture)])]);
        }

        if (tooLong > 0)
        {
            yield return new Line(tooLong == 1 ? "1 more paper would make the packet too long: open the chart." : $"{tooLong} more papers would make the packet too long: open the chart.");
        }

        if (chart.ClosedPapers > 0)
        {
            yield return new Line(chart.ClosedPapers == 1 ? "1 paper of the chart has an access class of its own and is in no packet." : $"{chart.ClosedPapers} papers of the chart have an access class of their own and are in no packet.");
        }
    }

    private static string Age(DateOnly born, DateOnly on)
    {
        var years = on.Year - born.Year - (on < born.AddYears(on.Year - born.Year) ? 1 : 0);
        return years >= 2 ? $"{years} years" : $"{((on.Year - born.Year) * 12) + on.Month - born.Month - (on.Day < born.Day ? 1 : 0)} months";
    }

    public static string When(DateTimeOffset start) => start.ToString("ddd MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture);
}
