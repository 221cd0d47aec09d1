using System.Globalization;
using System.Text;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Papers;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using CsvHelper;

namespace ClinicOps.Intake.Coding;

/// <summary>Everything that the items of a CMS-1500 (02/12) are filled from.</summary>
internal sealed record Claim(
    VisitSummary Visit, DateOnly Day, Location? Location, OrganizationProfile Clinic, PayingCoverage Paying, CodingContent Content, string SignedBy, DateOnly SignedOn, int Number, long PaidCents, CodingOptions Options);

/// <summary>
/// The items of the CMS-1500 by their numbers: on a plain sheet of our own, and as lines of a CSV. It is not the red form, and none of its wording: whoever
/// bills types or imports from it. CPT codes stand without descriptions, which are not ours to print.
/// </summary>
internal static class ClaimSheet
{
    private static readonly CsvWriterOptions ForBilling = new() { Injection = CsvInjection.Escape, Quoting = CsvQuoting.Always };

    private static readonly string[] LineColumns = ["24A", "24B", "24D", "24D modifiers", "24E", "24F", "24G", "24J"];

    /// <summary>Item, what it is, and what stands in it; those of item 24 are the lines.</summary>
    public static IReadOnlyList<(string Item, string What, string Value)> Items(Claim claim)
    {
        var (paying, patient) = (claim.Paying, RegisteredPatients.Summary(claim.Paying.Patient));
        // Of a case, and where the patient pays, nothing of a health plan stands on it: it would be billed to who does not pay.
        var coverage = IsOfPlan(paying) ? paying.Coverage : null;
        var content = claim.Content;
        var insured = coverage is { IsOfSomebodyElse: true } ? $"{coverage.HolderLast}, {coverage.HolderFirst}" : patient.ListName;
        return
        [
            ("1", "Kind of coverage", Kind(paying)),
            ("1a", "Insured's id", coverage?.MemberId ?? ""),
            ("2", "Patient's name", patient.ListName),
            ("3", "Patient's birth date, sex", $"{LocalTime.Us(patient.BirthDate)} {patient.Sex}".TrimEnd()),
            ("4", "Insured's name", coverage is null ? "" : insured),
            ("5", "Patient's address, phone", $"{ShownAddress.Registered(paying.Patient)} {patient.Phone}".Trim()),
            ("6", "Patient is to the insured", coverage is null ? "" : coverage.Relationship.Length > 0 ? coverage.Relationship : coverage.IsOfSomebodyElse ? "other" : "self"),
            ("9", "Other insurance", IsOfPlan(paying) ? Other(paying) : ""),
            ("10a", "Of employment", YesNo(paying.Kind == CaseKinds.WorkersCompensation)),
            ("10b", "Of an auto accident", YesNo(paying.Kind == CaseKinds.Auto)),
            ("11", "Insured's group, or claim number", paying.Case is { ClaimNumber.Length: > 0 } accident ? accident.ClaimNumber : coverage?.Group ?? ""),
            ("11a", "Insured's birth date", coverage switch { null => "", { IsOfSomebodyElse: true } => LocalTime.Us(coverage.HolderBorn), _ => LocalTime.Us(patient.BirthDate) }),
            ("11c", "Plan", coverage is not null ? $"{paying.Payer?.Name ?? coverage.Payer} {coverage.Plan}".Trim() : IsOfCase(paying) ? paying.Case?.Carrier ?? "" : ""),
            ("17", "Referring provider", content.ReferringName),
            ("17b", "Referring provider's NPI", content.ReferringNpi),
            ("21", "Diagnoses (ICD indicator 0)", string.Join("  ", content.Diagnoses.Select((code, place) => $"{CodingContent.Letter(place)} {TypedCodes.WithPoint(code)}"))),
            ("23", "Authorization or referral number", content.AuthorizationNumber),
            ("25", "Federal tax id", claim.Options.TaxId),
            ("26", "Patient's account number", patient.Mrn),
            ("27", "Accepts assignment", YesNo(claim.Options.AcceptAssignment)),
            ("28", "Total charge", Money.Field(content.TotalCents)),
            ("29", "Amount paid", Money.Field(claim.PaidCents)),
            ("31", "Signed as final", $"{claim.SignedBy}, {LocalTime.Us(claim.SignedOn)}"),
            ("32", "Where", claim.Location is { } at ? $"{at.Name}, {at.Address}" : ""),
            ("33", "Billing provider", string.Join(", ", claim.Clinic.Letterhead.Append(claim.Location?.Phone ?? "").Where(part => part.Length > 0))),
            ("33a", "Billing provider's NPI", claim.Options.BillingNpi.Length > 0 ? claim.Options.BillingNpi : content.RenderingNpi),
        ];
    }

    /// <summary>What whoever bills will ask for, in sentences: nobody has registered it.</summary>
    public static IReadOnlyList<string> Missing(PayingCoverage paying) =>
    [
        .. IsOfPlan(paying) && paying.Coverage is null ? new[] { $"Missing: the insured (1a, 4, 6, 11). {paying.WhyNot}".TrimEnd() } : [],
        .. IsOfPlan(paying) && paying.Coverage is { IsOfSomebodyElse: true, HolderBorn: null } ? new[] { "Missing: the insured's birth date (11a). Write it into the coverage." } : [],
        .. IsOfCase(paying) && paying.Case is not { Carrier.Length: > 0 } ? new[] { "Missing: who pays for the case (11c). Say it on the visit's coverage page." } : [],
    ];

    public static byte[] Pdf(Claim claim)
    {
        var items = Items(claim);
        var who = RegisteredPatients.Summary(claim.Paying.Patient);
        var version = claim.Number == 1 ? LocalTime.Us(claim.Day) : $"{LocalTime.Us(claim.Day)}, correction {claim.Number - 1}";
        using var pen = new PaperPen("Coding of a visit");
        var sheets = claim.Content.Lines.Chunk(CodingContent.LinesOfSheet).DefaultIfEmpty([]).ToList();
        foreach (var (place, lines) in sheets.Index())
        {
            DrawSheet.With(pen, OfLines(place, lines));
        }

        return pen.Finish();

        // A claim of several sheets has its total on the last.
        Sheet OfLines(int place, ServiceLine[] lines) => new("Hand-off to billing", version, claim.Clinic.Letterhead, $"{who.ListName}, {who.Mrn}; visit of {LocalTime.Us(claim.Day)}; items as on the CMS-1500",
        [
            .. claim.Number == 1 ? Array.Empty<SheetPart>() : [new SheetPart.Line("This corrects what was handed off before for the same visit.", IsBold: true)],
            .. Missing(claim.Paying).Select(missing => new SheetPart.Line(missing, IsBold: true)),
            .. sheets.Count == 1 ? Array.Empty<SheetPart>() : [new SheetPart.Line($"Sheet {place + 1} of {sheets.Count}", IsBold: true)],
            new SheetPart.Table(["Item", "What it is", "Value"], [0.08, 0.32, 0.6], [.. items.TakeWhile(item => item.Item != "25").Select(Row)]),
            new SheetPart.Heading("24 Services"),
            new SheetPart.Table(
                ["A Date", "B Place", "D Code, modifiers", "E Diagnoses", "F Charge", "G Units", "J NPI"],
                [0.15, 0.09, 0.22, 0.14, 0.14, 0.1, 0.16],
                [.. lines.Select(line => (IReadOnlyList<string>)[LocalTime.Us(claim.Day), claim.Content.Place, $"{line.Code} {string.Join(' ', line.Modifiers)}".TrimEnd(), line.Pointers, Money.Field(line.Cents), $"{line.Units}", claim.Content.RenderingNpi])]),
            new SheetPart.Line($"Rendering provider: {claim.Content.RenderingName}"),
            new SheetPart.Heading("Below"),
            new SheetPart.Table(["Item", "What it is", "Value"], [0.08, 0.32, 0.6], [.. items.SkipWhile(item => item.Item != "25").Select(item => item.Item is "28" or "29" && place + 1 < sheets.Count ? item with { Value = "continued" } : item).Select(Row)]),
        ]);

        static IReadOnlyList<string> Row((string Item, string What, string Value) item) => [item.Item, item.What, item.Value];
    }

    /// <summary>A line for each service, each with all other items: what a billing program imports.</summary>
    public static byte[] Csv(Claim claim)
    {
        var items = Items(claim);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, ForBilling, leaveOpen: true))
        {
            csv.WriteRecord(["visit", "version", .. items.Select(item => item.Item), .. LineColumns]);
            foreach (var line in claim.Content.Lines)
            {
                csv.WriteRecord(
                [
                    claim.Visit.Id.ToString(), $"{claim.Number}", .. items.Select(item => item.Value),
                    claim.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), claim.Content.Place, line.Code, string.Join(' ', line.Modifiers), line.Pointers, Money.Field(line.Cents), $"{line.Units}", claim.Content.RenderingNpi,
                ]);
            }
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static string Kind(PayingCoverage paying) => paying.Kind switch
    {
        CaseKinds.WorkersCompensation or CaseKinds.Auto => CaseKinds.All.First(kind => kind.Code == paying.Kind).Words,
        _ when paying.IsSelfPay => "The patient pays",
        _ => paying.Payer is { } payer ? PayerKinds.All.First(kind => kind.Code == payer.Kind).Words : "",
    };

    private static bool IsOfCase(PayingCoverage paying) => paying.Kind is CaseKinds.WorkersCompensation or CaseKinds.Auto;

    private static bool IsOfPlan(PayingCoverage paying) => !IsOfCase(paying) && !paying.IsSelfPay;

    /// <summary>What pays next after it, never the same card again.</summary>
    private static string Other(PayingCoverage paying) => paying.Behind is [{ Coverage: { } second }, ..] ? $"{second.Payer}, {second.MemberId}" : "";

    private static string YesNo(bool isSo) => isSo ? "yes" : "no";
}
