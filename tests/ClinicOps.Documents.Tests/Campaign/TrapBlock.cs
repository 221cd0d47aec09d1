using System.Globalization;

namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>The patient's place of papers whose trap lies in how it is set: lists, heads, fields that are somebody else's.</summary>
internal sealed class TrapBlock(Draw draw, Plan plan, string nameLabel, string dateLabel)
{
    private readonly Person shown = plan.Shown;

    public void SetOn(Sheet sheet)
    {
        switch (plan.Setting)
        {
            case Setting.RosterInParts:
                RosterInParts(sheet);
                break;
            case Setting.Roster:
                Roster(sheet);
                break;
            case Setting.Household:
                Household(sheet);
                break;
            case Setting.TwoInALine:
                TwoInALine(sheet);
                break;
            case Setting.NamesakePays:
                NamesakePays(sheet);
                break;
            case Setting.ContactWithDate:
                Contact(sheet);
                break;
            case Setting.Heads:
                Heads(sheet);
                break;
            case Setting.OfHolder:
                OfHolder(sheet);
                break;
            case Setting.FamilyLeave:
                FamilyLeave(sheet);
                break;
            case Setting.DayOfService:
                DayOfService(sheet);
                break;
            default:
                Staff(sheet);
                break;
        }
    }

    private void RosterInParts(Sheet sheet)
    {
        var (numbered, dated, lastFirst, rows) = (draw.Chance(0.3), draw.Chance(0.85), draw.Chance(0.8), draw.Chance(0.25));
        var (last, first) = (draw.Pick("Last Name", "Last", "Surname", "LAST NAME", "Family Name"), draw.Pick("First Name", "First", "Given Name", "FIRST NAME"));
        List<string> heads = [.. numbered ? ["#"] : Array.Empty<string>(), lastFirst ? last : first, lastFirst ? first : last, .. dated ? [draw.Pick("DOB", "Date of Birth", "Birth Date")] : Array.Empty<string>(), draw.Pick("MRN", "Phone", "Reason", "PCP", "Due")];
        Table(sheet, heads, plan.Listed.Select((p, at) => (List<string>)[.. numbered ? [Number(at + 1)] : Array.Empty<string>(), lastFirst ? p.Last : p.First, lastFirst ? p.First : p.Last, .. dated ? [Date(p)] : Array.Empty<string>(), heads[^1] switch { "MRN" => draw.Chance(0.5) && p.IsRegistered ? p.Mrn : draw.Digits(7), "Phone" => p.Phone, _ => draw.Pick("A1c", "Mammogram", "Annual visit", "Colonoscopy") }]), rows);
    }

    private void Roster(Sheet sheet)
    {
        var (comma, dated, rows) = (draw.Chance(0.6), draw.Chance(0.85), draw.Chance(0.3));
        List<string> heads = [draw.Pick("Patient", "Patient Name", "Name", "Member", "Member Name"), .. dated ? [draw.Pick("DOB", "Date of Birth", "Birth Date")] : Array.Empty<string>(), draw.Pick("Phone", "Reason", "Provider", "Time")];
        Table(sheet, heads, plan.Listed.Select(p => (List<string>)[comma ? $"{p.Last}, {p.First}" : $"{p.First} {p.Last}", .. dated ? [Date(p)] : Array.Empty<string>(), heads[^1] switch { "Phone" => p.Phone, "Time" => $"{draw.Int(8, 16)}:30", "Provider" => "Dr. Quill", _ => draw.Pick("A1c", "Follow up", "Eye exam") }]), rows);
    }

    /// <param name="between">A second line stands below each: an address, a remark.</param>
    private void Table(Sheet sheet, List<string> heads, IEnumerable<List<string>> rows, bool between)
    {
        int At(int column) => sheet.Left + (column * (1560 - sheet.Left) / heads.Count);
        sheet.Row([.. heads.Select((head, column) => (At(column), head, false))]);
        foreach (var row in rows)
        {
            sheet.Row([.. row.Select((cell, column) => (At(column), cell, true))]);
            if (between)
            {
                sheet.Line(draw.Pick($"{draw.Int(10, 990)} {draw.One(Names.Streets)}, {draw.One(Names.Towns)}", "no answer, call again", "last seen 2025"), left: At(heads[0] == "#" ? 1 : 0));
            }
        }
    }

    private void Household(Sheet sheet)
    {
        string[] related = ["Self", "Spouse", "Child", "Child", "Child"];
        if (draw.Chance(0.3))
        {
            sheet.Field(draw.Pick("Household", "Family", "Case"), $"{shown.Last} {draw.Digits(5)}");
            sheet.End();
        }

        switch (draw.Int(0, 2))
        {
            case 0:
                Table(sheet, [draw.Pick("Name", "Member", "Household Member", "Patient"), draw.Pick("DOB", "Date of Birth"), draw.Pick("Relationship", "Relation")], plan.Listed.Select((p, at) => (List<string>)[$"{p.First} {p.Last}", Date(p), related[at]]), between: false);
                break;
            case 1:
                foreach (var (p, at) in plan.Listed.Select((p, at) => (p, at)))
                {
                    sheet.Line($"{draw.Pick("Name", "Member", "Name")}: {p.First} {p.Last}   {draw.Pick("DOB", "Born")}: {Date(p)}   {related[at]}");
                }

                break;
            default:
                sheet.Line($"{draw.Pick("Household members", "Members", "Family", "Persons covered")}: {string.Join(draw.Pick(", ", "; "), plan.Listed.Select(p => $"{p.First} {p.Last} ({Date(p)})"))}");
                sheet.Field(nameLabel, $"{shown.First} {shown.Last}");
                sheet.End();
                sheet.Field(dateLabel, Date(shown));
                sheet.End();
                break;
        }
    }

    private void TwoInALine(Sheet sheet)
    {
        var (one, two) = (plan.Listed[0], plan.Listed[1]);
        var both = draw.Pick($"{one.First} {one.Last} {draw.Pick("and", "&", "/")} {two.First} {two.Last}", $"{one.First} and {two.First} {one.Last}", $"{one.Last}, {one.First} {draw.Pick("and", "&", "/")} {two.First}", $"{one.Last}, {one.First}; {two.Last}, {two.First}");
        if (draw.Chance(0.5))
        {
            sheet.Line($"{draw.Pick("RE", "Patient", "Patients", "Regarding")}: {both}{draw.Pick(",", "  ", "   ")} DOB: {Date(one)}");
            return;
        }

        sheet.Field(nameLabel, both);
        sheet.End();
        sheet.Field(dateLabel, Date(one));
        sheet.End();
    }

    private void NamesakePays(Sheet sheet)
    {
        var role = draw.Pick("Guarantor", "Responsible Party", "Subscriber", "Father", "Emergency Contact", "Policy Holder", "Insured", "Bill To");
        var payer = Name(plan.Listed[0]);
        void Patient()
        {
            sheet.Field(nameLabel, Name(shown), decides: true);
            sheet.End();
            if (draw.Chance(0.6))
            {
                sheet.Field("Age", $"{Math.Max(1, 2025 - shown.Born.Year)}");
                sheet.End();
            }

            if (draw.Chance(0.3))
            {
                sheet.Field(dateLabel, draw.Pick("unknown", "see chart", "________"));
                sheet.End();
            }
        }

        void Payer()
        {
            sheet.Field(role, payer);
            sheet.End();
            foreach (var (label, value) in draw.Shuffled([(draw.Pick("DOB", "Date of Birth", "Birth Date"), Date(plan.Listed[0])), ("Relationship", "Father"), ("Phone", plan.Listed[0].Phone)]).Where(f => f.Item1 is not ("Relationship" or "Phone") || draw.Chance(0.5)))
            {
                sheet.Field(label, value);
                sheet.End();
            }
        }

        if (draw.Chance(0.6))
        {
            Patient();
            Payer();
        }
        else
        {
            Payer();
            Patient();
        }
    }

    private void Contact(Sheet sheet)
    {
        var contact = plan.Listed[0];
        var role = draw.Pick("Emergency Contact", "Guarantor", "Subscriber", "Policy Holder", "Next of Kin", "Responsible Party", "Spouse", "Parent/Guardian", "Contact Person", "Notify in Emergency");
        void Patient()
        {
            sheet.Field(nameLabel, Name(shown), decides: true);
            sheet.End();
            sheet.Field(dateLabel, Date(shown), decides: true);
            sheet.End();
        }

        void Other()
        {
            switch (draw.Int(0, 3))
            {
                case 0:
                    sheet.Field(role, Name(contact));
                    sheet.End();
                    sheet.Field(draw.Pick("DOB", "Birth Date", "Date of Birth"), Date(contact));
                    sheet.End();
                    break;
                case 1:
                    sheet.Line($"{role}: {Name(contact)} ({draw.Pick("DOB", "born", "b.")} {Date(contact)}), {contact.Phone}");
                    break;
                case 2:
                    sheet.Line(role.ToUpperInvariant());
                    sheet.Line($"{Name(contact)}   {Date(contact)}   {contact.Phone}");
                    break;
                default:
                    sheet.Row((sheet.Left, role, false), (sheet.Middle, "Birth Date", false));
                    sheet.Row((sheet.Left, Name(contact), false), (sheet.Middle, Date(contact), false));
                    break;
            }
        }

        if (draw.Chance(0.6))
        {
            Patient();
            Other();
        }
        else
        {
            Other();
            Patient();
        }
    }

    private void Heads(Sheet sheet)
    {
        var other = plan.Listed[0];
        var (mine, theirs) = (draw.Pick("Patient", "Patient Information", "PATIENT DATA", "Client", "About the Patient"), draw.Pick("Insured", "Policyholder Information", "Bill To", "Guarantor", "Person Responsible for Payment", "Parent / Guardian", "Caregiver", "Contact", "Responsible Party Details", "INSURED PARTY"));
        var only = draw.Chance(0.25);
        var (left, right) = !only && draw.Chance(0.5) ? ((mine, shown), (theirs, other)) : ((theirs, other), (mine, shown));
        sheet.Row((sheet.Left, left.Item1, false), (sheet.Middle, only ? draw.Pick("Claim Details", "Plan", "Visit Summary") : right.Item1, false));
        if (only)
        {
            // One person with all fields under the head of a role; the patient is named once, below.
            sheet.Row((sheet.Left, $"Name: {Name(other)}", false), (sheet.Middle, $"Claim No: {draw.Digits(8)}", false));
            sheet.Row((sheet.Left, $"DOB: {Date(other)}", false), (sheet.Middle, $"Group: {draw.Digits(5)}", false));
            sheet.Field(draw.Pick("Patient", "Dependent", "Patient Name", "Services for"), Name(shown));
            sheet.End();
            return;
        }

        foreach (var (label, of) in new (string, Func<Person, string>)[] { (draw.Pick("Name", "Full Name"), Name), (draw.Pick("DOB", "Date of Birth"), Date), ("Phone", p => p.Phone) })
        {
            sheet.Field(label, of(left.Item2), left: sheet.Left);
            sheet.Field(label, of(right.Item2), left: sheet.Middle);
            sheet.End();
        }
    }

    private void OfHolder(Sheet sheet)
    {
        var patient = plan.Listed[0];
        var holder = draw.Pick("Member", "Member Name", "Enrollee", "Beneficiary", "Insured Member", "Covered Person");
        sheet.Field(holder, Name(shown), decides: true);
        sheet.End();
        foreach (var (label, value) in draw.Shuffled([(draw.Pick("DOB", "Date of Birth", "Member DOB"), Date(shown)), ("Member ID", shown.MemberId), ("Plan", shown.Payer), ("Address", shown.Address)]))
        {
            sheet.Field(label, value);
            sheet.End();
        }

        var name = Name(patient);
        var line = draw.Pick(
            $"Dependent: {name}", $"Dependent Name: {name}", $"Patient: {name}", $"Services for: {name}", $"For: {name} (child)", $"Claimant: {name}   Relationship: Child", $"This notice is about your dependent {name}.",
            $"This decision concerns services for your child, {patient.First} {patient.Last}.", $"Patient name: {patient.First}   Relationship to member: dependent", $"Family Member: {name}", $"Relationship: Child   Name: {name}", $"Service recipient: {name}");
        sheet.Gap();
        sheet.Line(line);
    }

    private void FamilyLeave(Sheet sheet)
    {
        var patient = plan.Listed[0];
        sheet.Field(draw.Pick("Employee", "Employee Name", "Employee's Name", "Name of Employee", "Applicant"), Name(shown), decides: true);
        sheet.End();
        sheet.Field(draw.Pick("DOB", "Date of Birth", "Employee Date of Birth"), Date(shown));
        sheet.End();
        sheet.Gap();
        sheet.Field(draw.Pick("Family Member", "Name of family member for whom you will provide care", "Patient's Name (if different from employee)", "Care recipient", "Relative", "Person needing care"), Name(patient));
        sheet.End();
        sheet.Field("Relationship", draw.Pick("Son", "Spouse", "Parent", "Daughter"));
        sheet.End();
    }

    private void DayOfService(Sheet sheet)
    {
        var day = Date(plan.Listed[0]);
        var service = draw.Pick("Date of Service", "DOS", "Service Date", "Exam Date", "Seen on", "Collected");
        switch (draw.Int(0, 3))
        {
            case 0:
                Table(sheet, [nameLabel, dateLabel, service], [[Name(shown), "", day]], between: false);
                break;
            case 1:
                sheet.Field(nameLabel, Name(shown), decides: true);
                sheet.End();
                sheet.Field(service, day);
                sheet.End();
                break;
            case 2:
                sheet.Field(nameLabel, Name(shown), decides: true);
                sheet.End();
                sheet.Row((sheet.Left, sheet.Label(dateLabel), false), (sheet.Middle, sheet.Label(service), false));
                sheet.Row((sheet.Middle, day, false));
                break;
            default:
                sheet.Row((sheet.Left, $"{nameLabel}: {Name(shown)}", true), (sheet.Middle, $"{service}: {day}", false));
                sheet.Field(dateLabel, "");
                sheet.End();
                break;
        }
    }

    private void Staff(Sheet sheet)
    {
        List<(string, string)> fields =
        [
            (draw.Pick("Employee", "Employee Name", "Applicant", "Applicant Name", "Name", "Participant", "Practitioner", "Individual"), Name(shown)),
            (dateLabel, Date(shown)),
            .. draw.Chance(0.5) ? [("Address", shown.Address)] : Array.Empty<(string, string)>(),
            .. draw.Chance(0.4) ? [("Phone", shown.Phone)] : Array.Empty<(string, string)>(),
        ];
        foreach (var (label, value) in fields)
        {
            sheet.Field(label, value, decides: true);
            sheet.End();
        }
    }

    private string Name(Person p) => WrittenForms.Name(draw, p, NameForm.Full, false);

    private string Date(Person p) => WrittenForms.Date(draw, p.Born);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
