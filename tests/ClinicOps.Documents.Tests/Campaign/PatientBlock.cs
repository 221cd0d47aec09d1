using System.Globalization;

namespace ClinicOps.Documents.Tests.Campaign;

internal enum BlockForm
{
    Lines,
    TwoColumns,
    LabelsAbove,
    TableRow,
    Banner,
    Sentence,
    DottedLines,
    NameInParts,
    SideBySide,
}

/// <summary>The patient's place on a paper, in one of the forms that offices use; with it whoever else stands there in a role.</summary>
internal sealed class PatientBlock
{
    private sealed record Field(string Label, string Value, bool Decides);

    private readonly Draw draw;
    private readonly Plan plan;
    private readonly string nameLabel;
    private readonly string dateLabel;
    private readonly string name;
    private readonly string date;
    private readonly List<Field> fields;

    public PatientBlock(Draw draw, Look look, Plan plan, string nameLabel, string dateLabel)
    {
        (this.draw, this.plan, this.dateLabel) = (draw, plan, dateLabel);
        this.nameLabel = plan.MemberIsHolder ? draw.Pick("Patient", "Patient Name", "Dependent", "Patient") : nameLabel;
        name = WrittenForms.Name(draw, plan.Shown, plan.Form, draw.Chance(0.25));
        date = WrittenForms.Date(draw, plan.Shown.Born);
        Form = plan.WithoutName || plan.WithoutDate || plan.Form == NameForm.Part ? draw.Pick(BlockForm.Lines, BlockForm.TwoColumns, BlockForm.LabelsAbove, BlockForm.DottedLines)
            : look.AfterLabel.Length == 0 ? draw.Pick(BlockForm.TwoColumns, BlockForm.LabelsAbove, BlockForm.TableRow, BlockForm.Lines)
            : draw.One(Enum.GetValues<BlockForm>());
        fields = Fields();
    }

    public BlockForm Form { get; }

    public void SetOn(Sheet sheet)
    {
        if (plan is { Subject: null, WithoutName: true })
        {
            return;
        }

        if (plan.Beside is not null)
        {
            SetList(sheet);
            return;
        }

        var otherFirst = draw.Chance(0.4);
        if (plan.Other is { } before && otherFirst && Form != BlockForm.SideBySide)
        {
            SetOther(sheet, before.Person, before.Role, before: true);
        }

        SetPatient(sheet);
        if (plan.Other is { } after && !otherFirst && Form != BlockForm.SideBySide)
        {
            SetOther(sheet, after.Person, after.Role, before: false);
        }
    }

    private List<Field> Fields()
    {
        var p = plan.Shown;
        var found = new List<Field>();
        if (!plan.WithoutDate)
        {
            found.Add(draw.Chance(0.06) ? new("DOB/Sex", $"{date} / {p.Sex}", true) : draw.Chance(0.08) ? new(dateLabel, $"{date} ({Math.Max(0, 2025 - p.Born.Year)} y)", true) : new(dateLabel, date, true));
        }

        if (draw.Chance(0.5))
        {
            found.Add(new(draw.Pick("Sex", "Gender", "Sex"), draw.Chance(0.6) ? p.Sex : p.Sex == "F" ? "Female" : "Male", false));
        }

        if (plan.ForeignNumber.Length > 0)
        {
            found.Add(new(draw.Pick("MRN", "Medical Record #", "Chart #"), plan.ForeignNumber, false));
        }
        else if (plan.ShowsMrn && p.Mrn.Length > 0)
        {
            found.Add(new(draw.Pick("MRN", "Medical Record #", "Chart #", "MRN", "Patient ID", "Med Rec No"), p.Mrn, false));
        }
        else if (draw.Chance(0.3))
        {
            found.Add(new(draw.Pick("MRN", "Account #", "Chart No", "Patient ID"), draw.Pick($"{draw.Digits(7)}", $"E{draw.Digits(7)}", $"{draw.Digits(2)}-{draw.Digits(2)}-{draw.Digits(2)}"), false));
        }

        if (plan.ShowsHousehold)
        {
            found.Add(new(draw.Pick("Phone", "Home Phone", "Tel", "Cell"), p.Phone, false));
            found.Add(new(draw.Pick("Address", "Home Address", "Street Address"), p.Address, false));
        }

        if (draw.Chance(0.3))
        {
            found.Add(new(draw.Pick("Member ID", "Insurance ID", "Subscriber ID", "Policy #", "ID #"), p.MemberId, false));
            found.Add(new(draw.Pick("Insurance", "Payer", "Plan", "Carrier"), p.Payer, false));
        }

        return draw.Chance(0.75) ? found : draw.Shuffled(found);
    }

    private void SetPatient(Sheet sheet)
    {
        var all = plan.WithoutName ? fields : draw.Chance(0.85) ? [new Field(nameLabel, name, true), .. fields] : draw.Shuffled<Field>([new(nameLabel, name, true), .. fields]);
        switch (Form)
        {
            case BlockForm.TwoColumns:
                foreach (var pair in all.Chunk(2))
                {
                    sheet.Field(pair[0].Label, pair[0].Value, pair[0].Decides);
                    if (pair.Length > 1)
                    {
                        sheet.Field(pair[1].Label, pair[1].Value, pair[1].Decides, left: sheet.Middle);
                    }

                    sheet.End();
                }

                break;
            case BlockForm.LabelsAbove:
                LabelsAbove(sheet, all, columns: 2);
                break;
            case BlockForm.TableRow:
                LabelsAbove(sheet, all, columns: 3);
                break;
            case BlockForm.Banner:
                sheet.Row((sheet.Left, name, true), (sheet.Middle - 100, $"{dateLabel}: {date}", true), (sheet.Middle + 420, plan.Shown.Sex, false));
                Lines(sheet, fields.Where(f => f.Label != dateLabel && f.Value != plan.Shown.Sex && !f.Decides));
                break;
            case BlockForm.Sentence:
                sheet.Line($"{draw.Pick("RE", "Re", "Patient", "Regarding")}: {name}{draw.Pick(",", "  ", "   ", ";")} {draw.Pick("DOB", "D.O.B.", "Date of Birth", "born")}{draw.Pick(":", "")} {date}", decides: true);
                Lines(sheet, fields.Where(f => !f.Decides));
                break;
            case BlockForm.DottedLines:
                foreach (var field in all)
                {
                    sheet.Line($"{field.Label} {new string('.', draw.Int(6, 20))} {field.Value}", field.Decides);
                }

                break;
            case BlockForm.NameInParts:
                InParts(sheet);
                Lines(sheet, fields);
                break;
            case BlockForm.SideBySide:
                SideBySide(sheet, all);
                break;
            default:
                Lines(sheet, all);
                break;
        }
    }

    private static void Lines(Sheet sheet, IEnumerable<Field> all)
    {
        foreach (var field in all)
        {
            sheet.Field(field.Label, field.Value, field.Decides);
            sheet.End();
        }
    }

    private static void LabelsAbove(Sheet sheet, IReadOnlyList<Field> all, int columns)
    {
        foreach (var group in all.Chunk(columns))
        {
            int At(int column) => sheet.Left + (column * (1560 - sheet.Left) / columns);
            sheet.Row([.. group.Select((field, column) => (At(column), sheet.Label(field.Label), false))]);
            sheet.Row([.. group.Select((field, column) => (At(column), field.Value, field.Decides))]);
        }
    }

    private void InParts(Sheet sheet)
    {
        var p = plan.Shown;
        var last = plan.Form switch { NameForm.Former => p.Former, NameForm.Unknown => p.Last + "son", _ => p.Last };
        var lastLabel = draw.Pick("Last Name", "Last", "Surname", "Family Name");
        var firstLabel = draw.Pick("First Name", "First", "Given Name");
        List<Field> parts = [new(lastLabel, last, true), new(firstLabel, p.First, true)];
        if (p.Middle.Length > 0 && draw.Chance(0.6))
        {
            parts.Add(new("MI", p.Middle[..1], true));
        }

        if (p.Suffix.Length > 0 && draw.Chance(0.7))
        {
            parts.Add(new("Suffix", p.Suffix, true));
        }

        if (draw.Chance(0.5))
        {
            LabelsAbove(sheet, parts, columns: parts.Count);
        }
        else
        {
            Lines(sheet, draw.Chance(0.7) ? parts : [parts[1], parts[0], .. parts[2..]]);
        }
    }

    /// <summary>The patient's column, and beside it that of somebody else.</summary>
    private void SideBySide(Sheet sheet, IReadOnlyList<Field> all)
    {
        var (person, role) = plan.Other ?? (Register.Anybody(draw), draw.Pick("Ordering Provider", "Referring Provider", "Pharmacy", "Guarantor", "Emergency Contact", "Subscriber"));
        var isOffice = role is "Pharmacy";
        var others = new List<Field> { new(draw.Pick("Name", "Name", "Full Name"), isOffice ? "Main Street Pharmacy" : WrittenForms.Name(draw, person, NameForm.Full, false) + (role.EndsWith("Provider", StringComparison.Ordinal) ? ", MD" : ""), false) };
        if (!isOffice && !role.EndsWith("Provider", StringComparison.Ordinal) && draw.Chance(0.6))
        {
            others.Add(new("DOB", WrittenForms.Date(draw, person.Born), false));
        }

        others.Add(new("Phone", isOffice ? "(614) 555-0188" : person.Phone, false));
        var mine = all.Select(f => f.Label == nameLabel && draw.Chance(0.7) ? f with { Label = "Name" } : f).ToList();
        var left = draw.Chance(0.65);
        var (here, there) = left ? (sheet.Left, sheet.Middle) : (sheet.Middle, sheet.Left);
        var patientTitle = draw.Pick("Patient", "Patient Information", "PATIENT");
        sheet.Row(left ? [(here, patientTitle, false), (there, role, false)] : [(there, role, false), (here, patientTitle, false)]);
        for (var i = 0; i < Math.Max(mine.Count, others.Count); i++)
        {
            void Mine()
            {
                if (i < mine.Count)
                {
                    sheet.Field(mine[i].Label, mine[i].Value, mine[i].Decides, here);
                }
            }

            void Theirs()
            {
                if (i < others.Count)
                {
                    sheet.Field(others[i].Label, others[i].Value, left: there);
                }
            }

            if (left)
            {
                Mine();
                Theirs();
            }
            else
            {
                Theirs();
                Mine();
            }

            sheet.End();
        }
    }

    private void SetOther(Sheet sheet, Person other, string role, bool before)
    {
        var written = WrittenForms.Name(draw, other, NameForm.Full, false);
        var born = WrittenForms.Date(draw, other.Born);
        if (role == "Member")
        {
            Lines(sheet, [new(draw.Pick("Member", "Member Name", "Subscriber"), written, false), new("Member ID", other.MemberId, false)]);
            return;
        }

        switch (draw.Int(0, 4))
        {
            case 0:
                sheet.Row((sheet.Left, $"{role}: {written}", false), (sheet.Middle, $"DOB: {born}", false));
                break;
            case 1:
                Lines(sheet, [new(role, written, false), new($"{role} DOB", born, false)]);
                break;
            case 2:
                sheet.Line($"{role} Information".ToUpperInvariant());
                Lines(sheet, [new("Name", written, false), new("Date of Birth", born, false), new("Phone", other.Phone, false)]);
                if (before)
                {
                    sheet.Line("PATIENT INFORMATION");
                }

                break;
            case 3:
                LabelsAbove(sheet, [new($"{role} Name", written, false), new($"{role} DOB", born, false), new("Relationship", draw.Pick("Parent", "Spouse", "Other"), false)], columns: 3);
                break;
            default:
                sheet.Line($"{role}: {written} ({draw.Pick("mother", "father", "spouse", "other")})");
                break;
        }
    }

    /// <summary>A list of those seen, or a sheet for two: nobody can say whose it is.</summary>
    private void SetList(Sheet sheet)
    {
        var other = plan.Beside!;
        var (theirs, born) = (WrittenForms.Name(draw, other, NameForm.Full, false), WrittenForms.Date(draw, other.Born));
        switch (draw.Int(0, 3))
        {
            case 0:
                sheet.Row((sheet.Left, sheet.Label(nameLabel), false), (sheet.Middle, sheet.Label(dateLabel), false));
                sheet.Row((sheet.Left, name, true), (sheet.Middle, date, true));
                sheet.Row((sheet.Left, theirs, true), (sheet.Middle, born, true));
                break;
            case 1:
                Lines(sheet, [new(nameLabel, name, true), new(dateLabel, date, true)]);
                sheet.Gap(1.5);
                Lines(sheet, [new(nameLabel, theirs, true), new(dateLabel, born, true)]);
                break;
            case 2:
                sheet.Line(string.Create(CultureInfo.InvariantCulture, $"Patients: {name} ({date}) and {theirs} ({born})"));
                break;
            default:
                sheet.Row((sheet.Left, $"{nameLabel}: {name}", true), (sheet.Middle, $"{nameLabel}: {theirs}", true));
                sheet.Row((sheet.Left, $"{dateLabel}: {date}", true), (sheet.Middle, $"{dateLabel}: {born}", true));
                break;
        }
    }
}
