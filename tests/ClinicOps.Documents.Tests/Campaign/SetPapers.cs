using System.Globalization;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>Sets the papers of one transmission, page after page, each in the look of an office of its own.</summary>
internal sealed class SetPapers(Draw draw)
{
    private static readonly string[] NameLabels =
        ["Patient", "Patient Name", "Name", "Patient", "Patient Name", "Pt Name", "Pt", "Name of Patient", "Patient's Name", "Full Name", "Patient (Last, First)", "RE", "Client Name", "Regarding", "Patient Legal Name", "Individual", "Patient/Client", "Participant"];

    private static readonly string[] PayerNameLabels = ["Member", "Member Name", "Patient", "Enrollee", "Patient Name", "Beneficiary", "Covered Individual", "RE", "Insured Member"];

    private static readonly string[] DateLabels = ["DOB", "Date of Birth", "D.O.B.", "Birth Date", "DOB", "Date of Birth", "Birthdate", "Born", "DOB (mm/dd/yyyy)", "Patient DOB", "Birth Dt"];

    private readonly string receiver = "Two Rivers Clinic";
    private Look look = Look.Drawn(draw);
    private Sheet sheet = null!;
    private Person? onMachine;
    private Person? onLetterhead;

    public List<Sheet> Sheets { get; } = [];

    public List<int> Covers { get; } = [];

    public List<(Paper Paper, bool AskedWell)> Set { get; } = [];

    /// <param name="named">Whom it is about, where it says so.</param>
    public void Cover(Person? named, bool inPatientsPlace)
    {
        NewSheet();
        Covers.Add(Sheets.Count);
        sheet.Line(draw.Pick("FAX", "Facsimile Cover Sheet", "FAX TRANSMISSION", "Fax Cover Sheet", draw.One(Names.Houses)), size: 1.6);
        sheet.Gap();
        foreach (var (label, value) in draw.Shuffled([("To", receiver), ("From", draw.One(Names.Houses)), ("Fax", "(614) 555-0142"), ("Date", Day()), ("Pages", draw.Int(2, 9).ToString(CultureInfo.InvariantCulture))]))
        {
            sheet.Field(label, value);
            sheet.End();
        }

        if (named is not null)
        {
            sheet.Field(inPatientsPlace || draw.Chance(0.7) ? draw.Pick("Re", "RE", "Patient", "Subject") : "Message", WrittenForms.Name(draw, named, NameForm.Full, false));
            sheet.End();
        }

        sheet.Gap();
        sheet.Line("CONFIDENTIAL: this message is for the intended recipient only. If received in error destroy all copies.");
    }

    /// <summary>Two papers of two pages, of which only the first says whose it is: one page of each in turn, or all from the last to the first.</summary>
    public void LaidIntoEachOther(Plan one, Plan two)
    {
        Document(one, bareSecond: true);
        Document(two, bareSecond: true);
        List<int> order = draw.Chance(0.5) ? [1, 3, 2, 4] : [2, 1, 4, 3];
        var sheets = order.ConvertAll(number => Sheets[number - 1]);
        Sheets.Clear();
        Sheets.AddRange(sheets);
        var set = Set.ConvertAll(s => (s.Paper with { Pages = [.. s.Paper.Pages.Select(number => order.IndexOf(number) + 1).Order()], MayBeFiled = false, Forbidden = true, Hidden = true }, s.AskedWell));
        Set.Clear();
        Set.AddRange(set);
    }

    public void Document(Plan plan) => Document(plan, bareSecond: false);

    private void Document(Plan plan, bool bareSecond)
    {
        look = Look.Drawn(draw);
        var wording = Attacks.WordingOf(draw, plan) is { } own ? own
            : bareSecond ? draw.One(Wording.All.Where(w => w.Type is not DocumentType.JunkFax and not DocumentType.InsuranceCard).ToList())
            : plan.MemberIsHolder ? draw.One(Wording.All.Where(w => w.Sender == Sender.Payer).ToList())
            : plan.Other is not null ? draw.One(Wording.All.Where(w => w.Type is not DocumentType.JunkFax and not DocumentType.PatientLetter).ToList())
            : draw.One(plan.Setting == Setting.Usual && plan.OnLetterhead is null && plan.TextLine is null ? Wording.All : [.. Wording.All.Where(w => w.Type is not DocumentType.JunkFax)]);
        if (wording.Type == DocumentType.JunkFax)
        {
            plan = new Plan("advertisement", null, plan.Shown, NameForm.Full, false) { WithoutName = true, WithoutDate = true };
        }

        var first = Sheets.Count + 1;
        var heading = draw.Chance(0.12) ? "" : draw.One(wording.Headings);
        // A further page would call somebody the patient who is not.
        var isOfOthers = plan.Setting is Setting.OfHolder or Setting.FamilyLeave or Setting.Household or Setting.TwoInALine or Setting.Roster or Setting.RosterInParts or Setting.Staff;
        var more = bareSecond ? 1 : isOfOthers || wording.Type is DocumentType.JunkFax or DocumentType.InsuranceCard ? 0 : plan.Stray is not null ? draw.Int(1, 2) : draw.Pick(0, 0, 0, 1, 1, 2);
        var counts = bareSecond || draw.Chance(0.5);
        (onMachine, onLetterhead) = (plan.OnMachine, plan.OnLetterhead);
        var block = new PatientBlock(draw, look, plan, wording.Sender == Sender.Payer ? draw.One(PayerNameLabels) : draw.One(NameLabels), draw.One(DateLabels));
        NewSheet();
        Head(wording.Sender, heading);
        if (plan.Setting == Setting.Usual)
        {
            block.SetOn(sheet);
        }
        else
        {
            new TrapBlock(draw, plan, draw.One(NameLabels), draw.One(DateLabels)).SetOn(sheet);
        }

        sheet.Gap();
        Body(wording, plan, draw.Int(wording.Least, wording.Most));
        Foot(plan, 1, more + 1, counts);
        var strayAt = plan.Stray is null || more == 0 ? 0 : draw.Int(2, more + 1);
        var always = plan.Stray is not null && strayAt < more + 1;
        for (var page = 2; page <= more + 1; page++)
        {
            NewSheet();
            var whose = page == strayAt ? plan with { Shown = plan.Stray!, Form = NameForm.Full } : plan;
            if (bareSecond)
            {
                sheet.At(90, $"Page {page} of {more + 1}");
            }
            else if (page == strayAt && plan.StrayHead != StrayHead.Usual)
            {
                StrayPage(plan, page, more + 1);
            }
            else
            {
                RunningHead(whose, page, more + 1, counts, must: always || page == strayAt, date: page == strayAt);
            }

            Body(wording, plan with { InText = null, WithoutName = page == strayAt || bareSecond || plan.WithoutName }, draw.Int(3, 8));
            Foot(whose, page, more + 1, counts);
        }

        var pages = Enumerable.Range(first, more + 1).Where(number => number - first + 1 != strayAt).ToList();
        Set.Add((new(plan.Trap, wording.Type, pages, plan.Subject, plan.MayBeFiled, heading, plan.Setting is Setting.Usual or Setting.Staff ? block.Form.ToString() : "trap") { Forbidden = !plan.MayBeFiled }, plan.AskedWell));
        if (strayAt > 0)
        {
            Set.Add((new(plan.Trap, wording.Type, [first + strayAt - 1], plan.Stray, false, "", "running head") { Hidden = plan.StrayHead is StrayHead.Unlabelled or StrayHead.Number or StrayHead.Signature }, true));
        }
    }

    private void NewSheet()
    {
        sheet = new(look);
        Sheets.Add(sheet);
        if (onMachine is not null || draw.Chance(0.6))
        {
            sheet.At(24, $"Mar-02-2026 0{draw.Int(7, 9)}:{draw.Int(10, 59)}  FROM: {(onMachine?.Full ?? draw.One(Names.Houses)).ToUpperInvariant()} (614) 555-01{draw.Digits(2)}  TO: 2075550111  P.{Sheets.Count}/{draw.Int(Sheets.Count, Sheets.Count + 3)}");
        }
    }

    private void Head(Sender sender, string heading)
    {
        if (onLetterhead is { } holder)
        {
            sheet.Line($"{holder.First} {holder.Last}{draw.Pick(", MD", " MD", ", DO, FACP", ", M.D., P.C.")}", size: draw.Number(1, 1.7), left: draw.Chance(0.3) ? 560 : null);
            sheet.Line(draw.Pick("Family Medicine", "Internal Medicine", "Diseases of the Skin"));
        }
        else if (sender != Sender.Patient && draw.Chance(0.85))
        {
            sheet.Line(sender switch
            {
                Sender.Laboratory => draw.Pick("Harbor Laboratories", "Keystone Clinical Labs", "Unified Pathology"),
                Sender.Imaging => draw.Pick("Lakeside Radiology", "Open View Imaging Center", "Tri-County Diagnostic"),
                Sender.Hospital => draw.Pick("St. Agnes Hospital", "Mercy Point Medical Center"),
                Sender.Payer => draw.One(Names.Payers),
                Sender.Pharmacy => draw.Pick("Main Street Pharmacy", "Corner Drug #214", "HomeMeds Mail Order"),
                Sender.Lawyer => draw.Pick("Dunn & Vail, Attorneys at Law", "Release Point Copy Service", "Northern Lakes Mutual"),
                Sender.Merchant => draw.Pick("Prime Funding Group", "Toner Depot", "Sunny Travel"),
                _ => draw.One(Names.Houses),
            }, size: draw.Number(1, 1.7), left: draw.Chance(0.3) ? 560 : null);
            if (draw.Chance(0.75))
            {
                sheet.Line($"{draw.Int(10, 990)} {draw.One(Names.Streets)}, {draw.One(Names.Towns)}, OH 43{draw.Digits(3)}");
                sheet.Line($"{draw.Pick("Tel", "Phone", "Ph", "T")}: (614) 555-01{draw.Digits(2)}   {draw.Pick("Fax", "F")}: (614) 555-01{draw.Digits(2)}");
            }
        }

        sheet.Gap();
        if (heading.Length > 0)
        {
            sheet.Line(draw.Chance(0.4) ? heading.ToUpperInvariant() : heading, size: draw.Number(1, 1.6), left: draw.Chance(0.4) ? 480 : null);
        }

        if (draw.Chance(0.3))
        {
            sheet.Field(draw.Pick("Date", "Report Date", "Printed"), Day());
            sheet.End();
        }

        sheet.Gap();
    }

    private void Body(Wording wording, Plan plan, int count)
    {
        var lines = wording.Lines.Length <= count ? wording.Lines : draw.Chance(0.5) ? draw.Some(wording.Lines, count) : [.. wording.Lines.Where(_ => draw.Chance((double)count / wording.Lines.Length))];
        foreach (var line in lines)
        {
            if (sheet.IsFull)
            {
                break;
            }

            Columns(Filled(line, plan));
        }

        if (plan.InText is { } other)
        {
            var name = WrittenForms.Name(draw, other with { Suffix = "" }, NameForm.Full, false);
            Columns(plan.TextLine is { } line ? line.Replace("{0}", draw.Chance(0.8) ? $"{other.First} {other.Last}" : name, StringComparison.Ordinal) : draw.Pick($"{name} was here as well.", $"Accompanied by {name}.", $"See also the report of {name}, DOB {WrittenForms.Date(draw, other.Born)}.", $"Brother {name} has the same condition.", $"cc: {name}"));
        }
    }

    private void Columns(string text)
    {
        var cells = text.Split("   ");
        if (cells.Length < 3)
        {
            sheet.Line(text);
            return;
        }

        sheet.Row([.. cells.Select((cell, at) => (sheet.Left + (at * (1500 - sheet.Left) / cells.Length), cell, false))]);
    }

    private string Filled(string line, Plan plan)
    {
        var provider = plan.Provider is { } named ? $"{named.First} {named.Last}" : $"{draw.PickEarly(draw.Chance(0.5) ? Names.Women : Names.Men)} {draw.PickEarly(Names.Last)}";
        var filled = line.Replace("{p}", draw.Chance(0.2) && plan.Provider is null ? $"Dr. {provider}" : $"{provider}, {draw.Pick("MD", "DO", "NP", "PA-C")}", StringComparison.Ordinal)
            .Replace("{x}", draw.Chance(0.5) || plan.WithoutName ? "the patient" : draw.Chance(0.5) ? $"{(plan.Shown.Sex == "F" ? "Ms." : "Mr.")} {plan.Shown.Last}" : $"{plan.Shown.First} {plan.Shown.Last}", StringComparison.Ordinal);
        while (filled.IndexOf("{d}", StringComparison.Ordinal) is >= 0 and var at)
        {
            filled = $"{filled[..at]}{Day()}{filled[(at + 3)..]}";
        }

        return filled.Replace("{n}", draw.Digits(5), StringComparison.Ordinal);
    }

    private void RunningHead(Plan whose, int page, int of, bool counts, bool must, bool date)
    {
        var name = WrittenForms.Name(draw, whose.Shown, whose.Form, false);
        var count = counts ? $"   Page {page} of {of}" : "";
        if (whose.WithoutName || (!must && draw.Chance(0.35)))
        {
            if (counts)
            {
                sheet.At(90, $"Page {page} of {of}");
            }
        }
        else if (date || (!whose.WithoutDate && draw.Chance(0.6)))
        {
            sheet.At(90, $"{draw.Pick("", "Patient: ", "Name: ")}{name}   DOB{draw.Pick("", ":")} {WrittenForms.Date(draw, whose.Shown.Born)}{count}");
        }
        else
        {
            sheet.At(90, $"{draw.Pick("Patient: ", "Patient Name: ", "RE: ")}{name}{count}");
        }

        if (draw.Chance(0.3))
        {
            sheet.Line("(continued)");
        }
    }

    /// <summary>What a page that lies among another's shows of whom it is about.</summary>
    private void StrayPage(Plan plan, int page, int of)
    {
        var stray = plan.Stray!;
        var (name, born) = ($"{stray.Last}, {stray.First}{(stray.Middle.Length > 0 && draw.Chance(0.5) ? $" {stray.Middle[0]}" : "")}", WrittenForms.Date(draw, stray.Born));
        name = draw.Chance(0.4) ? name.ToUpperInvariant() : name;
        switch (plan.StrayHead)
        {
            case StrayHead.WithTime:
                sheet.At(draw.Int(50, 120), draw.Pick(
                    $"{name}   DOB: {born}   {Day()} {draw.Int(1, 12)}:{draw.Int(10, 59)} {draw.Pick("AM", "PM")}   Page {page} of {of}",
                    $"Printed {Day()} {draw.Int(1, 12)}:{draw.Int(10, 59)}   Patient: {name} ({born})   Page {page} of {of}",
                    $"{Day()} {draw.Int(10, 23)}:{draw.Int(10, 59)}   {name}   {born}   {page}/{of} Fax",
                    $"From: Chart   {name} MRN: {draw.Digits(7)} DOB {born}   {draw.Int(10, 23)}:{draw.Int(10, 59)}   Page {page} of {of}"));
                break;
            case StrayHead.Unlabelled:
                sheet.At(draw.Chance(0.7) ? draw.Int(60, 130) : 2100, draw.Pick(
                    $"{name}   {born}", $"{name}   {born}   {stray.Sex}   {draw.Digits(7)}", $"{name}   {stray.Sex}   {born}", $"{draw.Digits(7)}   {name}   {born}", $"{name} | {born} | Page {page} of {of}", $"{name} ({born})"));
                break;
            case StrayHead.Number:
                var number = draw.Chance(0.4) && stray.IsRegistered ? stray.Mrn : draw.Digits(7);
                sheet.At(draw.Int(70, 130), draw.Pick($"MRN: {number}", $"Medical Record No: {number}   Page {page} of {of}", $"Chart #: {number}   (continued)"));
                break;
            default:
                sheet.Line(draw.Pick($"Electronically signed by {stray.First} {stray.Last} on {Day()}", $"Signed by: {stray.First} {stray.Last}   {Day()}", $"{stray.First} {stray.Last}   electronically signed {Day()}", $"Completed by: {stray.First} {stray.Last}", $"Verified by {stray.First} {stray.Last}"));
                break;
        }
    }

    private void Foot(Plan plan, int page, int of, bool counts)
    {
        if (page == of && plan is not { Subject: null, WithoutName: true } && draw.Chance(0.5))
        {
            sheet.Gap();
            sheet.Line($"{draw.Pick("Electronically signed by", "Signed:", "Provider:", "Sincerely,")} {Filled("{p}", onLetterhead is { } holder ? plan with { Provider = holder } : plan)}");
        }

        if (page == 1 && counts && of > 1 && draw.Chance(0.8))
        {
            sheet.At(2090, $"Page {page} of {of}");
        }
    }

    private string Day() => WrittenForms.Date(draw, new DateOnly(2026, 1, 5).AddDays(draw.Int(0, 50)));
}
