using DemoClinic.Pages;
using DemoClinic.Paper;
using DemoClinic.Register;
using static DemoClinic.Register.PatientRegister;

namespace DemoClinic.Faxes;

/// <summary>The faxes of the demo, in the order in which they arrive, with what must become of each.</summary>
internal static class DemoFaxes
{
    private static readonly string[] NoTasks = [];

    public static IReadOnlyList<Fax> All() => [.. Good(), .. Worn(), .. Alike(), .. Odd()];

    private static IEnumerable<Fax> Good()
    {
        yield return One("01-imaging-order-menu", Senders.TansyCreek, [OrderPages.ImagingMenu(Written.Of(Hartsfield))], new Wear(),
            Filed("physician_order", Hartsfield, ["schedule", "schedule"], new ExpectedOrder("imaging", "72148", "MRI lumbar spine without contrast"), new ExpectedOrder("imaging", "73562", "X-ray knee 3 views left")));
        yield return One("02-lab-order-list", Senders.CedarFerry, [OrderPages.LabList(Written.Of(Castellano))], new Wear(Skew: -0.5),
            Filed("physician_order", Castellano, ["call", "call", "call"],
                new ExpectedOrder("lab", "80053", "Comprehensive metabolic panel"), new ExpectedOrder("lab", "83036", "Hemoglobin A1c"), new ExpectedOrder("lab", "80061", "Lipid panel")));
        yield return One("03-stat-lab-critical", Senders.Copperline, ResultPages.CriticalPotassium(Written.Of(Stavros)), new Wear(Skew: 0.2, Noise: 0.1),
            Filed("lab_result", Stavros, ["urgent", "urgent"]));
        yield return One("04-therapy-order-narrative", Senders.CedarFerry, OrderPages.TherapyNarrative(Written.Of(Venkataraman) with { Born = Venkataraman.BornWords }), new Wear(Skew: 0.6),
            Filed("physician_order", Venkataraman, ["refer"], new ExpectedOrder("pt", "97161", "Physical therapy evaluation and treatment right shoulder")));
        yield return One("05-knee-mri-report", Senders.Greenhollow, ResultPages.KneeMri(Written.Of(PruittJr)), new Wear(Skew: -0.4, Specks: 40),
            Filed("imaging_report", PruittJr, NoTasks));
        yield return One("06-consult-note", Senders.HarlowNeurology, NotePages.MigraineConsult(Written.Of(Feldstein)), new Wear(),
            Filed("consult_note", Feldstein, NoTasks)).As(Form.DigitalPdf);
        yield return One("07-discharge-summary", Senders.Limestone, NotePages.HeartFailureDischarge(Written.Of(Mabry)), new Wear(Skew: 0.4, Noise: 0.15),
            Filed("discharge_summary", Mabry, ["call", "schedule"], new ExpectedOrder("lab", "80048", "Basic metabolic panel"), new ExpectedOrder("procedure", "93306", "Transthoracic echocardiogram")));
        yield return One("08-prior-auth-approval", Senders.CumberlandGap, PayerPages.Approval(Penalver, "Nuria Penalver"), new Wear(Skew: 0.5),
            Filed("prior_auth_decision", Penalver, ["decision"])).As(Form.FaxPdf);
        yield return One("09-records-request", Senders.KettleDunmore, OtherPages.RecordsRequest(Written.Of(Ostrander)), new Wear(Skew: -0.3),
            Filed("records_request", Ostrander, NoTasks));
        yield return One("10-registration-form", Senders.TansyCreek, OtherPages.Registration(LanPham, MinhPham), new Wear(Skew: 0.7, Edge: true),
            Filed("patient_form", LanPham, NoTasks));
        yield return One("11-patient-letter", Senders.OldMillPharmacy, [OtherPages.Letter(Written.Of(Ashdown) with { Name = "Peggy Ashdown" })], new Wear(Skew: -0.6),
            Filed("patient_letter", Ashdown, NoTasks));
        yield return One("12-two-patients-with-cover", Senders.Limestone,
            [OtherPages.Cover(4), .. ResultPages.AnemiaWorkup(Written.Of(AmaraOkafor)), OrderPages.Ultrasound(Written.Of(Kowalczyk))], new Wear(Skew: 0.3),
            Filed("lab_result", AmaraOkafor, NoTasks) with { Pages = [2, 3] },
            Filed("physician_order", Kowalczyk, ["schedule"], new ExpectedOrder("imaging", "76536", "Ultrasound thyroid")) with { Pages = [4] }).As(Form.FaxPdf, coverPages: 1);
    }

    private static IEnumerable<Fax> Worn()
    {
        yield return One("13-referral-coarse", Senders.TansyCreek, ReferralPages.Cardiology(Written.Of(Whitcomb)), new Wear(Skew: 0.4, Coarse: true, Noise: 0.1, Specks: 10),
            Filed("referral", Whitcomb, ["refer"], new ExpectedOrder("referral", null, "Cardiology consultation")) with { Reasons = ["TwoBirthDates", "PoorlyRead"] }).As(Form.OldTiff);
        yield return One("14-refill-skewed", Senders.OldMillPharmacy, [OtherPages.Refill(Written.Of(Lamoureux), "Losartan 50 mg tablet")], new Wear(Skew: 2.6, Noise: 0.3, Streaks: 1),
            Filed("pharmacy_refill_request", Lamoureux, NoTasks));
        yield return One("15-benefits-upside-down", Senders.BluegrassMeadow, PayerPages.Benefits(Villanueva), new Wear(Skew: 0.4),
            Filed("eligibility_or_benefits_letter", Villanueva, NoTasks)).WornBy(new Wear(Skew: 0.4), new Wear(Skew: -0.4, UpsideDown: true));
        yield return One("16-echo-order-unsigned", Senders.CedarFerry, [OrderPages.Echocardiogram(Written.Of(Fitzwater), signed: false)], new Wear(Skew: 0.8, Ink: 120, Specks: 60),
            Filed("physician_order", Fitzwater, ["query"], new ExpectedOrder("procedure", "93306", "Transthoracic echocardiogram", "unsigned")));
        yield return One("17-insurance-card", Senders.TansyCreek, [PayerPages.Card(Lindqvist)], new Wear(),
            InReview("insurance_card", ["NoBirthDate", "PoorlyRead"])).As(Form.Photo);
    }

    /// <summary>People who are easily taken for one another: what cannot be told for sure is for a person.</summary>
    private static IEnumerable<Fax> Alike()
    {
        yield return One("18-father-or-son", Senders.HarlowNeurology, [NotePages.TremorConsult("Walter G Pruitt Sr", PruittJr.BornUs)], new Wear(Skew: 0.3),
            InReview("consult_note", ["SuffixDiffers"]));
        yield return One("19-which-twin", Senders.TansyCreek, [OrderPages.TwinOrder("A. Okafor", AmaraOkafor.BornUs)], new Wear(Skew: -0.4),
            InReview("physician_order", ["Ambiguous", "NeedsThirdIdentifier"], new ExpectedOrder("lab", "84443", "TSH")));
        yield return One("20-day-and-month", Senders.Copperline, [ResultPages.Lipids(new Written("Helen Brandt", BrandtInJuly.BornUs, "F"))], new Wear(Skew: 0.5),
            InReview("lab_result", ["LookAlikeSwappedDate"]));
        yield return One("21-other-birth-date", Senders.Copperline, [ResultPages.Lipids(new Written("Maria E Delgado", "05/22/1969", "F"))], new Wear(Skew: -0.2),
            InReview("lab_result", ["BirthDateDiffers"]));
        yield return One("22-former-name", Senders.Greenhollow, [ResultPages.Mammogram(Written.Of(Rasmussen) with { Name = "Katherine V Holloway" })], new Wear(Skew: 0.4),
            InReview("imaging_report", ["NameDiffers"]));
        yield return One("23-not-registered", Senders.TansyCreek, [OrderPages.Walker(new Written("Cornelius Bexley", "09/26/1946", "M", null, "52 Locust Grove Rd, Harlow Gap, KY 42994"))], new Wear(Skew: -0.5),
            InReview("physician_order", ["NotRegistered"], new ExpectedOrder("dme", "E0143", "Front-wheeled walker")));
        yield return One("24-no-birth-date", Senders.CedarFerry, [OrderPages.Echocardiogram(Written.Of(Tillman) with { Born = null }, signed: true)], new Wear(Skew: 0.2),
            InReview("physician_order", ["NoBirthDate"], new ExpectedOrder("procedure", "93306", "Transthoracic echocardiogram")));
    }

    private static IEnumerable<Fax> Odd()
    {
        yield return One("25-advertisement", Senders.TonerDepot, [OtherPages.Advertisement()], new Wear(Skew: 0.3),
            InReview("junk_fax", ["Junk"]));
        var first = Good().First();
        yield return first with { Name = "26-repeat-of-01", RepeatOf = first.Name, Documents = [InReview("physician_order", ["Repeat"], [.. first.Documents[0].Orders]) with { Pages = [1] }] };
    }

    private static Fax One(string name, Practice from, IReadOnlyList<string> pages, Wear wear, params Expected[] documents) =>
        new(name, Form.Tiff, LocationOf(name), MachineLine(name, from), pages, [wear], [.. documents.Select(d => d.Pages.Length > 0 ? d : d with { Pages = [.. Enumerable.Range(1, pages.Count)] })]);

    private static ClinicLocation LocationOf(string name) => name[..2] is "04" or "10" or "14" or "19" or "23" ? OurClinic.Westgate : OurClinic.Riverside;

    /// <summary>Minutes of a Monday morning, in the wording of two makers of fax machines.</summary>
    private static string MachineLine(string name, Practice from)
    {
        var number = int.Parse(name[..2], System.Globalization.CultureInfo.InvariantCulture);
        var sender = from.Name.ToUpperInvariant();
        sender = sender[..Math.Min(22, sender.Length)].Replace("&", "AND", StringComparison.Ordinal);
        return number % 2 == 0
            ? $"Nov-23-2026 08:{number + 10:D2}  FROM: {sender} {from.Fax}   TO: {LocationOf(name).Fax}   P.%p/%n"
            : $"11/23/2026  8:{number + 10:D2} AM   {sender}   FAX {from.Fax}   PAGE %p OF %n";
    }

    private static Expected Filed(string type, Person patient, string[] tasks, params ExpectedOrder[] orders) => new([], type, patient.Mrn, [], orders, tasks);

    private static Expected InReview(string type, string[] reasons, params ExpectedOrder[] orders) => new([], type, null, reasons, orders, NoTasks);
}
