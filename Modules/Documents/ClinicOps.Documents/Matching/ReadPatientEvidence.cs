using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>
/// Reads from a document's pages whom it concerns, from the patient's place only: the values of labels that speak of the
/// patient (beside or below the label, in a table's column), and a running head that puts a name before a birth date.
/// Persons labelled otherwise are kept apart.
/// </summary>
internal static class ReadPatientEvidence
{
    /// <param name="pages">The pages of one document, without cover sheets.</param>
    /// <param name="today">The clinic's day: no birth date lies after it.</param>
    public static PatientEvidence From(IReadOnlyList<PageText> pages, DateOnly today)
    {
        var rows = pages.Select(PageRows.Of).ToList();
        var reader = new EvidenceReader(today, dayFirst: rows.SelectMany(r => r).Any(r => WrittenDates.Read(r.Text, today)?.DayFirst == true));
        foreach (var page in rows)
        {
            reader.ReadPage(page);
        }

        return new(
            [.. reader.Names.OrderByDescending(n => n.Place.Confidence)],
            reader.BirthDates,
            reader.Sexes,
            reader.Mrns,
            reader.MemberIds,
            reader.Phones,
            reader.Addresses,
            reader.OtherPeople,
            NameMentions.In(rows, reader.RoleWords),
            pages.Count == 0 || IsCrossedOut(rows, reader) ? 0 : pages.Min(p => p.MeanConfidence),
            pages.Count == 0 ? 1 : pages.Max(p => p.UncoveredInk),
            MayBeTwo: false);
    }

    /// <summary>Somebody has crossed out what says whose the paper is: nobody but a person reads there whose it is now.</summary>
    private static bool IsCrossedOut(IReadOnlyList<IReadOnlyList<PageRow>> rows, EvidenceReader reader)
    {
        var struck = rows.SelectMany(page => page).Where(row => row.Words.Any(word => word.Struck)).ToList();
        List<Place> places = [.. reader.Names.Select(n => n.Place), .. reader.BirthDates.Select(d => d.Place), .. reader.Sexes.Concat(reader.Mrns).Concat(reader.MemberIds).Select(v => v.Place)];
        return struck.Exists(row => PatientLabels.In(row).Any(label => label is { Marked: true, Kind: not (LabelKind.Role or LabelKind.Other) })
            || places.Exists(place => place.Page == row.Page && row.Words.Any(word => word.Struck && word.Box.Overlaps(place.Box))));
    }
}

/// <summary>One pass over a document's rows, collecting what the labels say.</summary>
internal sealed class EvidenceReader(DateOnly today, bool dayFirst)
{
    /// <summary>A patient's own fields stand together: so many rows below the name or birth date, and two above.</summary>
    private const int BlockRows = 12;

    /// <summary>A form with a line each for the parts of the name: so many lines at most from the last name down to the birth date.</summary>
    private const int PartRows = 5;

    private readonly List<(PageRow Row, RowLabel Label)> nearby = [];
    private readonly List<(int Page, int Row)> anchors = [];
    private readonly List<(int Left, string Role)> columns = [];
    private string section = "";
    private int sectionRow;
    private int columnsRow;
    private bool namesPatientApart;

    public List<NameRead> Names { get; } = [];

    public List<BirthDateRead> BirthDates { get; } = [];

    public List<ValueRead> Sexes { get; } = [];

    public List<ValueRead> Mrns { get; } = [];

    public List<ValueRead> MemberIds { get; } = [];

    public List<ValueRead> Phones { get; } = [];

    public List<ValueRead> Addresses { get; } = [];

    public List<OtherPerson> OtherPeople { get; } = [];

    public HashSet<RowWord> RoleWords { get; } = new(ReferenceEqualityComparer.Instance);

    public void ReadPage(IReadOnlyList<PageRow> rows)
    {
        section = "";
        columns.Clear();
        anchors.Clear();
        nearby.Clear();
        namesPatientApart = rows.Any(row => PatientLabels.In(row).Any(l => l is { Kind: LabelKind.PatientName, Marked: true } && SaysPatient(row, l) && ReadName(rows, row, l) is not null));
        for (var i = 0; i < rows.Count; i++)
        {
            ReadRow(rows, i);
        }

        foreach (var (row, label) in nearby.Where(InPatientsBlock))
        {
            ReadField(rows, row, label);
        }
    }

    /// <summary>Near a name or birth date of the patient. A phone above it, or beside a fax number, is the sender's.</summary>
    private bool InPatientsBlock((PageRow Row, RowLabel Label) field)
    {
        var above = field.Label.Kind switch { LabelKind.Phone => 0, LabelKind.LastName => PartRows, _ => 2 };
        return anchors.Any(a => field.Row.Index >= a.Row - above && field.Row.Index <= a.Row + BlockRows)
            && !(field.Label.Kind == LabelKind.Phone && field.Row.Words.Any(w => w.Key == "fax"));
    }

    private void ReadRow(IReadOnlyList<PageRow> rows, int index)
    {
        var row = rows[index];
        var labels = PatientLabels.In(row);
        if (labels.Count == 1 && labels[0] is { Kind: LabelKind.Role, Start: 0 } heading && OpensSection(rows, index, heading))
        {
            section = heading.Role;
            sectionRow = index;
            return;
        }

        if (OpensColumns(rows, index, labels))
        {
            columns.Clear();
            columns.AddRange(labels.Select(label => (row.Words[label.Start].Box.X, label.OfPatient ? "" : label.Role.Length > 0 ? label.Role : "another")));
            (section, columnsRow) = ("", index);
            anchors.Add((row.Page, row.Index));
            return;
        }

        if (labels.Count == 0 || index - columnsRow > BlockRows)
        {
            columns.Clear();
        }

        if (labels.Any(l => l.OfPatient && l.Marked) || (section.Length > 0 && index - sectionRow > BlockRows))
        {
            section = "";
        }

        var person = section;
        foreach (var label in labels)
        {
            // In one row, fields after another person's name are that person's, until the patient is named again. Under heads, a
            // field is that of the person at the head of its column.
            person = columns.Count > 0 ? RoleOfColumn(row, label) : label.OfPatient ? "" : label.Role.Length > 0 && label.Kind != LabelKind.Other ? label.Role : person;
            ReadLabel(rows, row, label, label.Role.Length > 0 ? label.Role : person is "provider" or "correspondent" && section.Length == 0 && columns.Count == 0 ? "" : person);
        }

        ReadNameBeforeBirthDate(row, labels);
    }

    /// <summary>
    /// A role alone on its line ("Guarantor", "Guarantor Information"; "Physician Order" is none), with labels and no value on the
    /// next line, heads a block of that person's fields.
    /// </summary>
    private static bool OpensSection(IReadOnlyList<PageRow> rows, int index, RowLabel heading) =>
        Fills(rows[index], heading, rows[index].Words.Count)
        && index + 1 < rows.Count
        && PatientLabels.In(rows[index + 1]) is [{ Start: 0, Marked: true, OfPatient: false } next, ..]
        && next.Kind is LabelKind.Name or LabelKind.FirstName or LabelKind.LastName or LabelKind.Phone or LabelKind.BirthDate or LabelKind.Other or LabelKind.Address;

    /// <summary>Two people or more side by side, each at the head of a column of labels: "Subscriber" beside "Patient Information".</summary>
    private static bool OpensColumns(IReadOnlyList<PageRow> rows, int index, IReadOnlyList<RowLabel> labels)
    {
        var row = rows[index];
        return labels.Count >= 2 && labels.Count == row.Cells
            && labels.All(l => (l.Kind is LabelKind.Role or LabelKind.PatientName or LabelKind.Other) && Fills(row, l, row.Words.Count(w => w.Cell <= row.Words[l.Start].Cell)))
            && labels.Any(l => l.OfPatient) && labels.Any(l => !l.OfPatient)
            && index + 1 < rows.Count
            && PatientLabels.In(rows[index + 1]) is [{ Start: 0, Marked: true }, ..];
    }

    private static bool Fills(PageRow row, RowLabel heading, int cellEnd) =>
        heading.End >= cellEnd || (heading.End == cellEnd - 1 && row.Words[heading.End].Key is "information" or "info" or "details" or "data" or "section");

    private string RoleOfColumn(PageRow row, RowLabel label)
    {
        var x = row.Words[label.Start].Box.X + row.Box.Height;
        return columns.LastOrDefault(column => column.Left <= x, columns[0]).Role;
    }

    private void ReadLabel(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label, string role)
    {
        if (role.Length > 0)
        {
            if (label.Kind is LabelKind.Role or LabelKind.Name or LabelKind.PatientName)
            {
                ReadOtherPerson(rows, row, label, role);
            }
            else if (label.Kind == LabelKind.MemberId && section.Length == 0)
            {
                ReadField(rows, row, label);
            }

            return;
        }

        switch (label.Kind)
        {
            // Where a payer names the patient as such, its member is the one who holds the insurance.
            case LabelKind.PatientName when namesPatientApart && SaysMember(row, label):
                ReadOtherPerson(rows, row, label, "subscriber");
                break;
            case LabelKind.PatientName when ReadName(rows, row, label) is { } name:
                Names.Add(name);
                Names.AddRange(MoreOfList(rows, row, label));
                anchors.Add((row.Page, row.Index));
                break;
            case LabelKind.BirthDate:
                ReadBirthDate(rows, row, label);
                break;
            case LabelKind.Name or LabelKind.LastName or LabelKind.Sex or LabelKind.Phone or LabelKind.Address when !label.OfPatient:
                nearby.Add((row, label));
                break;
            case LabelKind.Mrn or LabelKind.MemberId or LabelKind.Sex or LabelKind.Phone or LabelKind.Address or LabelKind.LastName:
                ReadField(rows, row, label);
                break;
        }
    }

    private void ReadField(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label)
    {
        switch (label.Kind)
        {
            case LabelKind.Name when label.Marked && ReadName(rows, row, label) is { } name:
                Names.Add(name);
                break;
            case LabelKind.LastName when ReadSplitName(rows, row, label) is { } name:
                Names.Add(name);
                anchors.Add((row.Page, row.Index));
                break;
            case LabelKind.Sex:
                Add(Sexes, rows, row, label, LabelledValue.Sex, "sex beside its label");
                break;
            case LabelKind.Mrn:
                Add(Mrns, rows, row, label, LabelledValue.Number(4), "number beside a record-number label");
                break;
            case LabelKind.MemberId:
                Add(MemberIds, rows, row, label, LabelledValue.Number(6), "number beside a member-id label");
                break;
            case LabelKind.Phone:
                Add(Phones, rows, row, label, LabelledValue.Phone, "phone among the patient's fields");
                break;
            case LabelKind.Address:
                Add(Addresses, rows, row, label, LabelledValue.Address, "address among the patient's fields");
                break;
        }
    }

    /// <summary>A list of patients: below the first name under the label stands another, "Last, First" like it.</summary>
    private static IEnumerable<NameRead> MoreOfList(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label)
    {
        if (LabelledValue.SecondBelow(rows, row, label) is { Count: > 1 } words && words.Take(NameWords.Run(words)).ToList() is { Count: > 1 } run
            && run[0].Text.EndsWith(',') && WrittenNames.Parse(Join(run)) is { } name)
        {
            yield return new(name, PlaceOf(row.Page, run, $"second name below the label \"{LabelText(row, label)}\""));
        }
    }

    private static NameRead? ReadName(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label)
    {
        foreach (var value in LabelledValue.Of(rows, row, label))
        {
            var words = value.Take(NameWords.Run(value)).ToList();
            if (words.Count > 0
                && !NameWords.NameAnOrganization(value)
                && !(words.Count < value.Count && value[words.Count].Cell == words[^1].Cell && WrittenNames.IsCredential(value[words.Count].Text))
                && (label.Marked || words.Count(w => char.IsUpper(w.Text[0])) >= 2)
                && WrittenNames.Parse(string.Join(' ', words.Select(w => w.Text))) is { } name)
            {
                return new(name, PlaceOf(row.Page, words, $"name at the label \"{LabelText(row, label)}\""));
            }
        }

        return null;
    }

    private static bool SaysPatient(PageRow row, RowLabel label) => Keys(row, label).Any(key => key is "patient" or "patients" or "pt");

    private static bool SaysMember(PageRow row, RowLabel label) => Keys(row, label).Any(key => key is "member" or "enrollee");

    private static IEnumerable<string> Keys(PageRow row, RowLabel label) => row.Words.Skip(label.Start).Take(label.End - label.Start).Select(w => w.Key);

    /// <summary>A form with a field each for the parts of the name.</summary>
    private static NameRead? ReadSplitName(IReadOnlyList<PageRow> rows, PageRow row, RowLabel lastLabel)
    {
        if (!lastLabel.Marked)
        {
            return null;
        }

        var near = rows.Where(r => r.Index >= row.Index - 1 && r.Index <= row.Index + 3)
            .SelectMany(r => PatientLabels.In(r).Select(l => (Row: r, Label: l))).Where(l => l.Label.Marked && l.Label.Role.Length == 0).ToList();
        var last = PartOf(rows, row, lastLabel);
        var first = near.Where(n => n.Label.Kind == LabelKind.FirstName).Select(n => PartOf(rows, n.Row, n.Label)).FirstOrDefault(p => p.Count > 0);
        if (last.Count == 0 || first is null)
        {
            return null;
        }

        var middle = near.Where(n => n.Label.Kind == LabelKind.MiddleName).Select(n => PartOf(rows, n.Row, n.Label)).FirstOrDefault(p => p.Count > 0) ?? [];
        var suffix = near.Where(n => n.Label.Kind == LabelKind.Suffix).Select(n => PartOf(rows, n.Row, n.Label)).FirstOrDefault(p => p.Count > 0) ?? [];
        var text = $"{Join(last)} {Join(suffix)}".Trim() + $", {Join(first)} {Join(middle)}";
        return WrittenNames.Parse(text.Trim()) is { } name
            ? new(name, PlaceOf(row.Page, [.. last, .. first, .. middle], "name from its parts' fields"))
            : null;
    }

    private static List<RowWord> PartOf(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label) =>
        LabelledValue.Of(rows, row, label)
            .Select(v => v.TakeWhile(w => NameWords.CanBe(w) && w.Cell == v[0].Cell).Take(3).ToList())
            .FirstOrDefault(v => v.Count > 0) ?? [];

    private void ReadBirthDate(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label)
    {
        foreach (var value in LabelledValue.Of(rows, row, label))
        {
            var words = value.Take(5).ToList();
            var wanted = Enumerable.Range(1, words.Count).Select(n => words.Take(n).ToList())
                .Select(w => (Words: w, Date: WrittenDates.Read(Join(w), today)))
                .LastOrDefault(w => w.Date is not null);
            if (wanted.Date is { } date && date.Date <= today)
            {
                var shortest = Enumerable.Range(1, words.Count).First(n => WrittenDates.Read(Join(words.Take(n)), today)?.Date == date.Date);
                var swapped = dayFirst && date.DayAndMonthCouldSwap ? new[] { new DateOnly(date.Date.Year, date.Date.Day, date.Date.Month) } : [];
                BirthDates.Add(new(
                    date.Date,
                    [.. date.OtherReadings, .. swapped],
                    date.DayAndMonthCouldSwap,
                    date.Repaired,
                    PlaceOf(row.Page, words.Take(shortest), $"date at the label \"{LabelText(row, label)}\"")));
                anchors.Add((row.Page, row.Index));
                if (WrittenDates.Read(Join(LabelledValue.SecondBelow(rows, row, label).Take(3)), today) is { } second && second.Date <= today)
                {
                    BirthDates.Add(new(second.Date, second.OtherReadings, second.DayAndMonthCouldSwap, second.Repaired, PlaceOf(row.Page, LabelledValue.SecondBelow(rows, row, label).Take(3), "second date below the label")));
                }

                return;
            }
        }
    }

    /// <summary>A running head without labels: "Anthony N Marlow DOB 06/20/1990".</summary>
    private void ReadNameBeforeBirthDate(PageRow row, IReadOnlyList<RowLabel> labels)
    {
        foreach (var label in labels.Where(l => l.Kind == LabelKind.BirthDate && l.Role.Length == 0))
        {
            var from = label.Start;
            while (from > 0 && label.Start - from < 5 && NameWords.CanBe(row.Words[from - 1]) && char.IsUpper(row.Words[from - 1].Text.TrimStart('(', '"')[0])
                && !labels.Any(l => l.End > from - 1 && l.Start <= from - 1))
            {
                from--;
            }

            var words = row.Words.Skip(from).Take(label.Start - from).ToList();
            var labelled = labels.Any(l => l.End == from && (l.Marked || l.Role.Length > 0)) || words.Exists(RoleWords.Contains);
            if (words.Count >= 2 && !labelled && section.Length == 0 && columns.Count == 0 && WrittenNames.Parse(Join(words)) is { } name)
            {
                Names.Add(new(name, PlaceOf(row.Page, words, "name before the birth date")));
            }
        }
    }

    private void ReadOtherPerson(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label, string role)
    {
        foreach (var value in LabelledValue.Of(rows, row, label))
        {
            var words = value.Take(NameWords.Run(value)).ToList();
            if (words.Count == 0)
            {
                continue;
            }

            if (!label.Marked && words.Count(w => char.IsUpper(w.Text[0])) < 2)
            {
                return;
            }

            // Who a letter goes to or comes from may be anybody, another patient too: that role excuses no name.
            RoleWords.UnionWith(role == "correspondent" ? [] : label.Marked ? value.Take(12) : words);
            if (WrittenNames.Parse(Join(words)) is { } name)
            {
                OtherPeople.Add(new(role, new(name, PlaceOf(row.Page, words, $"name at the label \"{LabelText(row, label)}\""))));
            }

            return;
        }
    }

    private static void Add(
        List<ValueRead> to, IReadOnlyList<PageRow> rows, PageRow row, RowLabel label,
        Func<IReadOnlyList<RowWord>, (string Value, int Words)?> read, string rule)
    {
        foreach (var value in LabelledValue.Of(rows, row, label))
        {
            if (read(value) is { } found)
            {
                to.Add(new(found.Value, PlaceOf(row.Page, value.Take(found.Words), rule)));
                return;
            }
        }
    }

    private static Place PlaceOf(int page, IEnumerable<RowWord> words, string rule)
    {
        var all = words.ToList();
        return new(page, Box.Around(all.Select(w => w.Box)), all.Min(w => w.Confidence), rule);
    }

    private static string LabelText(PageRow row, RowLabel label) =>
        Join(row.Words.Skip(label.Start).Take(label.End - label.Start)).TrimEnd(':', ' ');

    private static string Join(IEnumerable<RowWord> words) => string.Join(' ', words.Select(w => w.Text));
}
