using System.Globalization;
using System.Text.RegularExpressions;
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
        var rows = pages.Select(page => JoinedWords.Parted(PageRows.Of(page))).ToList();
        var reader = new EvidenceReader(today, dayFirst: rows.SelectMany(r => r).Any(r => WrittenDates.Read(r.Text, today)?.DayFirst == true));
        foreach (var (page, at) in rows.Select((page, at) => (page, at)))
        {
            reader.ReadPage(page, pages[at].Height);
        }

        reader.SettleDates();
        reader.SettleUnreadNames();
        reader.SettleHeads();
        reader.SettleUnreadDates();
        var mentions = NameMentions.In(rows, reader.RoleWords);

        return new(
            [.. reader.Names.OrderByDescending(n => n.Place.Confidence)],
            reader.BirthDates,
            reader.Sexes,
            reader.Mrns,
            reader.MemberIds,
            reader.Phones,
            reader.Addresses,
            reader.OtherPeople,
            mentions,
            pages.Count == 0 || IsCrossedOut(rows, reader) ? 0 : pages.Min(p => p.MeanConfidence),
            pages.Count == 0 ? 1 : pages.Max(p => p.UncoveredInk),
            MayBeTwo: false,
            Heads: reader.Heads,
            HeadNumbers: reader.HeadNumbers,
            Doubt: DoubtOfPatient.In(rows, reader, mentions) ?? (OthersOfFamily.AreNamed(rows, reader, today) ? PatientDoubt.OfAnother : null));
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
internal sealed partial class EvidenceReader(DateOnly today, bool dayFirst)
{
    /// <summary>A patient's own fields stand together: so many rows below the name or birth date, and two above.</summary>
    private const int BlockRows = 12;

    /// <summary>A form with a line each for the parts of the name: so many lines at most from the last name down to the birth date.</summary>
    private const int PartRows = 5;

    /// <summary>In <see cref="NameLabels"/>, of a name that has no label but the birth date behind it.</summary>
    public const string BeforeBirthDate = "before birth date";

    /// <summary>In <see cref="BirthDateRead.Below"/>, of who has the patient's name and stands right above at a label that is none of the patient's.</summary>
    public const string Unlabelled = "somebody";

    /// <summary>A list of people is looked down so many lines.</summary>
    private const int ListRows = 14;

    /// <summary>Somebody in a role has fields of theirs below the name: so many lines.</summary>
    private const int RowsBelowOther = 4;

    private readonly List<(PageRow Row, RowLabel Label)> nearby = [];
    private readonly List<(int Page, int Row)> anchors = [];
    private readonly List<(int Row, int Left, string Role)> named = [];
    private readonly List<(int Left, string Role)> columns = [];
    private readonly List<(int Row, NameRead Name)> apart = [];
    private readonly List<(BirthDateRead Date, NameRead Name)> datesBelowApart = [];
    private readonly List<NameRead> signers = [];
    private readonly List<HeadRead> badHeads = [];
    private readonly List<ValueRead> pageNumbers = [];
    private readonly List<Place> birthDatesUnknown = [];
    private readonly List<(Place Place, string Text)> birthDatesUnread = [];
    private readonly List<Place> birthDatesOfMember = [];
    private readonly List<(int Page, List<RowWord> Words)> unreadNames = [];
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

    public List<HeadRead> Heads { get; } = [];

    /// <summary>Numbers at the head or foot of pages that say nothing else of whose they are.</summary>
    public List<ValueRead> HeadNumbers { get; } = [];

    /// <summary>Names behind a label that nobody knows, or that has no name for its value ("Policy    Michael Silva", "Dep endent: Tim Rossi"): a label misread, or one of its own.</summary>
    public List<NameRead> Apart { get; } = [];

    /// <summary>Something stands at a label of the patient, and could not be read as a name ("Patient: Ralph D'Ange1o").</summary>
    public bool NameUnread { get; private set; }

    /// <summary>Two are named at the patient's label, though one of them could not be read.</summary>
    public bool TwoNamed { get; private set; }

    /// <summary>What the labels call whoever is named in the patient's place: "member name", "patient".</summary>
    public List<string> NameLabels { get; } = [];

    public HashSet<RowWord> RoleWords { get; } = new(ReferenceEqualityComparer.Instance);

    public void ReadPage(IReadOnlyList<PageRow> rows, int height)
    {
        section = "";
        named.Clear();
        columns.Clear();
        anchors.Clear();
        nearby.Clear();
        apart.Clear();
        signers.Clear();
        badHeads.Clear();
        pageNumbers.Clear();
        var said = Said();
        namesPatientApart = rows.Any(row => PatientLabels.In(row).Any(l => l is { Kind: LabelKind.PatientName, Marked: true } && SaysPatient(row, l) && ReadName(rows, row, l) is not null));
        for (var i = 0; i < rows.Count; i++)
        {
            ReadRow(rows, i);
            if (rows[i].Box.Y < height * 0.1 || rows[i].Box.Bottom > height * 0.92)
            {
                ReadHead(rows[i]);
                ReadBadHead(rows[i]);
                ReadHeadNumber(rows[i]);
            }
        }

        foreach (var (row, label) in nearby.Where(InPatientsBlock))
        {
            ReadField(rows, row, label);
        }

        // A page that says no more than who signed it may be that person's: forms are signed by who fills them in. A professional has a title.
        if (said == Said())
        {
            Heads.AddRange(signers.Select(signer => signer.Name.First.Length == 0 ? new HeadRead(signer, null, DateUnread: true, NameUnread: true) : new HeadRead(signer, null)));
            Heads.AddRange(badHeads);
            HeadNumbers.AddRange(pageNumbers);
        }
    }

    /// <summary>All that says whose a page is. "Medical records from 1/16/2026" is no number of a record.</summary>
    private (int, int, int, int) Said() => (Names.Count, BirthDates.Count, Mrns.Count(number => number.Value.Count(char.IsLetter) <= 3), Heads.Count);

    /// <summary>
    /// When all is read: a birth date that could not be read stands beside one that could, and may be another's. Not where one sign makes it that of another page: "03/89/1987" above,
    /// and 03/09/1987 in the running head.
    /// </summary>
    public void SettleUnreadDates() => Heads.AddRange(
        from unread in birthDatesUnread
        where Names.Count > 0 && !BirthDates.Exists(born => born.Place.Page != unread.Place.Page && WrittenDates.IsAlmost(unread.Text, born.Date))
        select new HeadRead(new(Names[0].Name, unread.Place), null, DateUnread: true, NameUnread: true));

    /// <summary>When all is read: a number at the head of a page that says nothing else, of the form of the document's record number and another, is that of another record.</summary>
    public void SettleHeads()
    {
        foreach (var number in HeadNumbers.Where(number => Names.Count > 0 && Mrns.Exists(mrn => mrn.Value != number.Value && ScorePatients.Form(mrn.Value) == ScorePatients.Form(number.Value) && Phrases.Distance(mrn.Value, number.Value, 2) > 2)))
        {
            Heads.Add(new(new(Names[0].Name, number.Place), null, DateUnread: true, NameUnread: true));
        }
    }

    /// <summary>
    /// When all is read: a page names its patient by a name that could not be read as one ("Patient: Kathleen Wi1son"), and nobody by one that could. Its letters repaired, it identifies
    /// nobody, and may speak against whoever the other pages name.
    /// </summary>
    public void SettleUnreadNames()
    {
        foreach (var (page, words) in unreadNames.Where(unread => Names.Count > 0 && Names.TrueForAll(name => name.Place.Page != unread.Page)))
        {
            var run = words.Take(NameWords.Run(words)).ToList();
            var name = WrittenNames.Parse(Join(run)) ?? (run.Count == 1 ? WrittenNames.Parse($"{Names[0].Name.Last}, {run[0].Text}") : null);
            Heads.Add(new(new(name ?? Names[0].Name, PlaceOf(page, words, "name at the patient's label, repaired")), null, DateUnread: name is null, NameUnread: name is null));
        }
    }

    /// <summary>When all is read: a date below somebody at no known label may be theirs only if they are called as the patient is.</summary>
    public void SettleDates()
    {
        for (var i = 0; i < BirthDates.Count; i++)
        {
            var date = BirthDates[i];
            if (date.Below == Unlabelled && !datesBelowApart.Exists(d => d.Date == date && Names.Exists(n => AreCalledAlike(n.Name, d.Name.Name))))
            {
                BirthDates[i] = date = date with { Below = "" };
            }

            // "Member DOB" beside "Service recipient": the date is that of who holds the insurance.
            if (date.Below.Length == 0 && birthDatesOfMember.Contains(date.Place) && NameLabels.Exists(label => label.Split(' ').Any(word => word is "patient" or "pt" or "recipient" or "services" or "claimant")))
            {
                BirthDates[i] = date = date with { Below = Unlabelled };
            }

            if (date.Below.Length == 0 && birthDatesUnknown.Exists(place => place.Page == date.Place.Page && place.Box.Y < date.Place.Box.Y))
            {
                BirthDates[i] = date with { Below = Unlabelled };
            }
        }
    }

    /// <summary>Despite a slip in either: "Raymond Johnsan" is called as Raymond Johnson is.</summary>
    private static bool AreCalledAlike(WrittenName one, WrittenName two) =>
        NameKeys.LastKeys(one.Last).Any(last => NameKeys.LastKeys(two.Last).Any(other => Phrases.Distance(last, other, 1) <= 1))
        && NameKeys.FirstKeys(one.First).Any(first => NameKeys.FirstKeys(two.First).Any(other => Phrases.Distance(first, other, 1) <= 1));

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
            columns.AddRange(HeadsOf(row, labels));
            (section, columnsRow) = ("", index);
            if (columns.Exists(column => column.Role.Length == 0))
            {
                anchors.Add((row.Page, row.Index));
            }

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
            person = columns.Count > 0 && !label.OfPatient ? RoleOfColumn(row, label) : label.OfPatient ? "" : label.Role.Length > 0 && label.Kind != LabelKind.Other ? label.Role : person;
            ReadLabel(rows, row, label, label.Role.Length > 0 ? label.Role : person is "provider" or "correspondent" or "signer" && section.Length == 0 && columns.Count == 0 ? "" : person);
        }

        ReadNameBeforeBirthDate(row, labels);
        ReadNameApart(row, labels);
        ReadNameAlone(rows, row, labels);
        if (!labels.Any(l => l.Role == "signer") && (row.Words[0].Key == "by" || row.Words.Any(SaysSigned)) && SignerOf(row, null) is { } signed)
        {
            signers.Add(signed);
        }
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

    /// <summary>
    /// Two people or more side by side, each at the head of a column of labels: "Subscriber" beside "Patient Information", "Insured" beside
    /// "Claim Details". Heads are few words without a colon, somebody in a role among them, and labels begin below everybody.
    /// </summary>
    private static bool OpensColumns(IReadOnlyList<PageRow> rows, int index, IReadOnlyList<RowLabel> labels)
    {
        var row = rows[index];
        if (row.Cells < 2 || index + 1 == rows.Count || !labels.Any(l => (l.Kind is LabelKind.Role or LabelKind.Other || IsContact(row, l)) && StartsCell(row, l))
            || !labels.Any(l => (l.Kind is LabelKind.Role or LabelKind.PatientName || IsContact(row, l)) && StartsCell(row, l)))
        {
            return false;
        }

        var below = rows[index + 1];
        var under = PatientLabels.In(below);
        return row.Words.GroupBy(w => w.Cell).Where(cell => !IsJoined(row, cell.First())).All(cell => cell.Count() <= 5 && cell.All(w => !w.EndsLabel && !w.Text.Any(char.IsDigit))
                && (labels.Any(l => row.Words[l.Start] == cell.First()) || cell.Any(w => !NameWords.CanBe(w)))
                && (!labels.Any(l => row.Words[l.Start] == cell.First() && (l.Kind is LabelKind.Role or LabelKind.PatientName || IsContact(row, l)))
                    || under.Any(l => l.Marked && Math.Abs(below.Words[l.Start].Box.X - cell.First().Box.X) <= 2 * row.Box.Height)))
            && labels.All(l => l.Kind is LabelKind.Role or LabelKind.PatientName or LabelKind.Other || IsContact(row, l) || !StartsCell(row, l));
    }

    /// <summary>"Contact" alone is the label of a phone; above a name it heads somebody's fields.</summary>
    private static bool IsContact(PageRow row, RowLabel label) =>
        label.Kind == LabelKind.Phone && row.Words[label.Start].Key == "contact" && Fills(row, label, row.Words.Count(word => word.Cell <= row.Words[label.Start].Cell));

    /// <summary>"Parent / Guardian" is one head, however wide the stroke stands.</summary>
    private static bool IsJoined(PageRow row, RowWord first) => row.Words.Zip(row.Words.Skip(1)).Any(pair => pair.Second == first && pair.First.Sign.Length > 0);

    /// <summary>Whose column begins where; of a head that says nobody, the column is the patient's or nobody's.</summary>
    private static IEnumerable<(int Left, string Role)> HeadsOf(PageRow row, IReadOnlyList<RowLabel> labels) =>
        from cell in row.Words.GroupBy(w => w.Cell)
        let head = labels.FirstOrDefault(l => row.Words[l.Start] == cell.First())
        select (cell.First().Box.X, head is null || head.OfPatient ? "" : head.Role.Length > 0 ? head.Role : "another");

    private static bool StartsCell(PageRow row, RowLabel label) => label.Start == 0 || row.Words[label.Start - 1].Cell != row.Words[label.Start].Cell;

    private static bool Fills(PageRow row, RowLabel heading, int cellEnd) =>
        heading.End >= cellEnd || (heading.End == cellEnd - 1 && row.Words[heading.End].Key is "information" or "info" or "details" or "data" or "section");

    private string RoleOfColumn(PageRow row, RowLabel label)
    {
        var x = row.Words[label.Start].Box.X + row.Box.Height;
        return columns.LastOrDefault(column => column.Left <= x, columns[0]).Role;
    }

    /// <summary>Whose field it is by the head of its column, where not every head could be read: "Guarantor" beside "Patienf Information", and "NAME:" right below it. Empty where it is the patient's, or nobody's.</summary>
    private static string RoleAbove(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label)
    {
        var first = row.Words[label.Start];
        for (var above = row.Index - 1; StartsCell(row, label) && above >= 0 && above >= row.Index - RowsBelowOther; above--)
        {
            var head = rows[above].Words.FirstOrDefault(word => Math.Abs(word.Box.X - first.Box.X) <= row.Box.Height);
            if (head is not null && rows[above].Cells > 1 && PatientLabels.In(rows[above]).FirstOrDefault(l => rows[above].Words[l.Start] == head && StartsCell(rows[above], l)) is { } known
                && known is { Kind: LabelKind.Role or LabelKind.PatientName } && Fills(rows[above], known, rows[above].Words.Count(word => word.Cell <= head.Cell)) && !rows[above].Words[known.End - 1].EndsLabel)
            {
                return known.Role;
            }
        }

        return "";
    }

    private void ReadLabel(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label, string role)
    {
        role = role.Length == 0 && columns.Count == 0 && label is { Kind: LabelKind.Name or LabelKind.BirthDate, OfPatient: false } ? RoleAbove(rows, row, label) : role;
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
            case LabelKind.PatientName when ReadNames(rows, row, label) is { Count: > 0 } names:
                AddNames([.. names, .. MoreOfList(rows, row, label)], row, label);
                anchors.Add((row.Page, row.Index));
                TwoNamed |= NamesAnother(rows, row, label);
                break;
            case LabelKind.PatientName when IsNameUnread(rows, row, label):
                NameUnread = true;
                unreadNames.Add((row.Page, [.. LabelledValue.Of(rows, row, label).First().TakeWhile(word => !word.EndsLabel).Take(4).Select(Letters)]));
                break;
            case LabelKind.BirthDate:
                ReadBirthDate(rows, row, label);
                break;
            case LabelKind.Name or LabelKind.LastName or LabelKind.Sex or LabelKind.Phone or LabelKind.Address when !label.OfPatient:
                nearby.Add((row, label));
                if (label.Kind is LabelKind.Name or LabelKind.LastName)
                {
                    named.Add((row.Index, row.Words[label.Start].Box.X, ""));
                }

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
            case LabelKind.Name when label.Marked && ReadNames(rows, row, label) is { Count: > 0 } names:
                AddNames([.. names, .. MoreOfList(rows, row, label)], row, label);
                TwoNamed |= NamesAnother(rows, row, label);
                break;
            case LabelKind.LastName when ReadSplitName(rows, row, label) is { } name:
                AddNames([name, .. MoreInParts(rows, row, label)], row, label);
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

    private void AddNames(IReadOnlyList<NameRead> names, PageRow row, RowLabel label)
    {
        Names.AddRange(names);
        NameLabels.Add(string.Join(' ', Keys(row, label).Where(key => key.Length > 0)));
        named.Add((row.Index, row.Words[label.Start].Box.X, ""));
    }

    /// <summary>
    /// A list of people: below the first name under the label stand others, "Last, First", or each with a birth date, or of the same family. Lines
    /// between them say something else of each.
    /// </summary>
    private IEnumerable<NameRead> MoreOfList(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label)
    {
        if (LabelledValue.Of(rows, row, label).FirstOrDefault() is not [var first, ..] value || row.Words.Contains(first) || WrittenNames.Parse(Join(value.Take(NameWords.Run(value)))) is not { } head)
        {
            yield break;
        }

        var dates = PatientLabels.In(row).FirstOrDefault(l => l.Kind == LabelKind.BirthDate);
        foreach (var (by, words) in LabelledValue.FurtherBelow(rows, row, label, ListRows))
        {
            if (words.Take(NameWords.Run(words)).ToList() is { Count: > 1 } run && WrittenNames.Parse(Join(run)) is { } name
                && (run[0].Text.EndsWith(',') || NameKeys.LastKeys(name.Last).Intersect(NameKeys.LastKeys(head.Last)).Any()
                    || (dates is not null && WrittenDates.Read(Join(LabelledValue.Below(rows, row, dates, by).Take(3)), today) is not null)))
            {
                yield return new(name, PlaceOf(row.Page, run, $"further name below the label \"{LabelText(row, label)}\""));
            }
        }
    }

    /// <summary>The same where last and first name stand in columns of their own.</summary>
    private static IEnumerable<NameRead> MoreInParts(IReadOnlyList<PageRow> rows, PageRow row, RowLabel lastLabel)
    {
        if (PatientLabels.In(row).FirstOrDefault(l => l.Kind == LabelKind.FirstName) is not { } firstLabel || LabelledValue.Of(rows, row, lastLabel).FirstOrDefault() is not [var word, ..] || row.Words.Contains(word))
        {
            yield break;
        }

        foreach (var (by, last) in LabelledValue.FurtherBelow(rows, row, lastLabel, ListRows))
        {
            var first = LabelledValue.Below(rows, row, firstLabel, by);
            if (IsPart(last) && IsPart(first) && WrittenNames.Parse($"{Join(last).TrimEnd(',')}, {Join(first)}") is { } name)
            {
                yield return new(name, PlaceOf(row.Page, [.. last, .. first], "further name in the columns of its parts"));
            }
        }

        static bool IsPart(IReadOnlyList<RowWord> words) => words.Count is 1 or 2 or 3 && words.All(w => NameWords.CanBe(w) && char.IsUpper(w.Text[0]));
    }

    /// <summary>A name at the patient's label is joined to another, whether or not that could be read: "Rossi, Elena; Ros si", "Rossi, Elena and".</summary>
    private static bool NamesAnother(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label)
    {
        if (LabelledValue.Of(rows, row, label).FirstOrDefault() is not { Count: > 1 } value || NameWords.Run(value) is not (> 1 and var at))
        {
            return false;
        }

        // "Chavez, Matthew;    Michael", however wide the gap.
        if (value.Take(at).Any(word => word.Text.EndsWith(';') || word.Sign is "&" or "+") && (at < value.Count || !value[at - 1].Text.EndsWith(';')))
        {
            return true;
        }

        // "Van Dyke, Jacob   Joshua, DOB: ...": so far apart because a word between them was lost.
        if (at == value.Count - 1 && value[at].Cell != value[at - 1].Cell && value.Take(at - 1).Any(word => word.Text.EndsWith(',')) && value[at].Key.Length >= 3 && char.IsUpper(value[at].Text[0]) && NameWords.CanBe(value[at])
            && !PatientLabels.IsWordOfLabels(value[at].Key) && !NameWords.MarksOrganization(value[at].Key) && !WrittenNames.IsCredential(value[at].Text))
        {
            return true;
        }

        // "Cole, Isabella 5ophia": the word between was lost, or it is a middle name; a person sees which.
        if (at < value.Count && value[at].Cell == value[at - 1].Cell && value[at].Text.Any(char.IsDigit) && Letters(value[at]) is var further && NameWords.CanBe(further) && char.IsUpper(further.Text[0]))
        {
            return true;
        }

        return value[at - 1].Sign is "&" or "+" || (at < value.Count && value[at].Cell == value[at - 1].Cell
            && SaysAnd(value[at]) && (at + 1 == value.Count || value[at + 1].Cell != value[at].Cell || char.IsUpper(value[at + 1].Text[0])));
    }

    private static NameRead? ReadName(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label) => ReadNames(rows, row, label).FirstOrDefault();

    /// <summary>The name at the label, and another that is joined to it: "Emma Stone and Emily Stone".</summary>
    private static List<NameRead> ReadNames(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label)
    {
        foreach (var value in LabelledValue.Of(rows, row, label))
        {
            var words = value.Take(NameWords.Run(value)).ToList();
            if (words.Count > 0
                && !NameWords.NameAnOrganization(value)
                && !(words.Count < value.Count && value[words.Count].Cell == words[^1].Cell && WrittenNames.IsCredential(value[words.Count].Text))
                && (label.Marked || words.Count(w => char.IsUpper(w.Text[0])) >= 2)
                && !(char.IsLower(words[0].Text[0]) && !WrittenNames.IsParticle(words[0].Key) && words.Exists(w => char.IsUpper(w.Text[0])))
                && WrittenNames.Parse(string.Join(' ', words.Select(w => w.Text))) is { } name)
            {
                var rule = $"name at the label \"{LabelText(row, label)}\"";
                return [new(name, PlaceOf(row.Page, words, rule)), .. Joined(value, words.Count, name) is (var other, var of) ? [new NameRead(other, PlaceOf(row.Page, of, "further " + rule))] : Array.Empty<NameRead>()];
            }
        }

        return [];
    }

    /// <summary>"and", and what recognition makes of it.</summary>
    private static bool SaysAnd(RowWord word) => word.Key is "ancl" or "arid" || (word.Key.Length == 3 && Phrases.Distance(word.Key, "and", 1) <= 1) || word.Text is "8" or "§";

    /// <summary>Of one word, with the last name of the first.</summary>
    private static (WrittenName Name, IReadOnlyList<RowWord> Words)? Joined(IReadOnlyList<RowWord> value, int at, WrittenName first)
    {
        var byWord = at < value.Count && SaysAnd(value[at]);
        if (at >= value.Count || !(byWord || value[at - 1].Sign is "&" or "+" or "/" || value[at - 1].Text.EndsWith(';')))
        {
            return null;
        }

        var rest = value.Skip(byWord ? at + 1 : at).ToList();
        var run = rest.Take(NameWords.Run(rest)).TakeWhile(w => char.IsUpper(w.Text[0])).ToList();
        return run.Count > 1 && WrittenNames.Parse(Join(run)) is { } whole ? (whole, run)
            : run.Count == 1 && run[0].Key.Length > 1 && !value[at - 1].Text.EndsWith(';') && WrittenNames.Parse($"{first.Last}, {run[0].Text}") is { } half ? (half, run)
            : null;
    }

    /// <summary>Letters with a figure among them, or a first name alone, where a name stands.</summary>
    private static bool IsNameUnread(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label) =>
        label.Marked && SaysPatient(row, label) && LabelledValue.Of(rows, row, label).FirstOrDefault() is [var first, ..] value
        && first.Text.Any(char.IsUpper) && !NameWords.NameAnOrganization(value)
        && (value.Take(3).Any(word => word.Text.Any(char.IsDigit) && word.Text.Count(char.IsLetter) >= 3) || (char.IsUpper(first.Text[0]) && first.Key.Length > 1 && NameWords.CanBe(first)));

    private static bool SaysPatient(PageRow row, RowLabel label) => Keys(row, label).Any(key => key is "patients" or "pt" || Phrases.Alike(key, "patient"));

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
                var nobody = NamedApartAbove(row).ToList();
                var below = NamedBeside(row, label, isBelow: !row.Words.Contains(value[0])) is { Length: > 0 } beside ? beside : NamedAbove(row, label) is { Length: > 0 } role ? role : nobody.Count == 0 ? "" : Unlabelled;
                var swapped = dayFirst && date.DayAndMonthCouldSwap ? new[] { new DateOnly(date.Date.Year, date.Date.Day, date.Date.Month) } : [];
                BirthDates.Add(new BirthDateRead(
                    date.Date,
                    [.. date.OtherReadings, .. swapped],
                    date.DayAndMonthCouldSwap,
                    date.Repaired,
                    PlaceOf(row.Page, words.Take(shortest), $"date at the label \"{LabelText(row, label)}\""),
                    below));
                if (below == Unlabelled)
                {
                    datesBelowApart.AddRange(nobody.Select(name => (BirthDates[^1], name)));
                }

                if (Keys(row, label).Any(key => key is "member" or "enrollee" or "insured" or "covered" or "cardholder"))
                {
                    birthDatesOfMember.Add(BirthDates[^1].Place);
                }

                anchors.Add((row.Page, row.Index));
                if (!row.Words.Contains(value[0]))
                {
                    BirthDates.AddRange(MoreDates(rows, row, label));
                    SeeUnreadBelow(rows, row, label);
                }

                return;
            }
        }

        // "Patient DOB: 76-Mar-2008" beside another: whose could not be read may be anybody.
        if (label.Marked && LabelledValue.Of(rows, row, label).FirstOrDefault() is { } unread && unread.TakeWhile(w => w.Cell == unread[0].Cell).Take(3).ToList() is var figures && figures.Sum(w => w.Text.Count(char.IsDigit)) >= 4)
        {
            birthDatesUnread.Add((PlaceOf(row.Page, figures, "figures where a birth date should stand"), Join(figures)));
        }

        // "Birthdate: unknown": the patient's is not known there, and another that stands below is somebody else's.
        if (label.Marked && LabelledValue.Of(rows, row, label).FirstOrDefault() is [var said, ..] && said.Key.Length > 2 && said.Key.All(char.IsLetter) && said.Key is not ("month" or "mmddyyyy" or "mon"))
        {
            birthDatesUnknown.Add(PlaceOf(row.Page, [said], "words where the birth date should stand"));
        }
    }

    /// <summary>Below a date of a list stands what looks like one, and there is no such day: "10.70.1966".</summary>
    private void SeeUnreadBelow(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label)
    {
        var spoilt = LabelledValue.FurtherBelow(rows, row, label, most: 3).Select(further => further.Words[0]).FirstOrDefault(word => DateLike().IsMatch(word.Text) && WrittenDates.Read(word.Text, today) is null);
        if (spoilt is not null)
        {
            birthDatesUnread.Add((PlaceOf(row.Page, [spoilt], "figures below a birth date"), ""));
        }
    }

    /// <summary>The next date below the first, in a line of its own or the one after it: of a list.</summary>
    private IEnumerable<BirthDateRead> MoreDates(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label) =>
        (from further in LabelledValue.FurtherBelow(rows, row, label, most: 3)
         let words = further.Words.Take(3).ToList()
         let second = WrittenDates.Read(Join(words), today)
         where second is not null && second.Date <= (further.By == 2 ? today : today.AddDays(-60))
         select new BirthDateRead(second.Date, second.OtherReadings, second.DayAndMonthCouldSwap, second.Repaired, PlaceOf(row.Page, words, "second date below the label"))).Take(1);

    /// <summary>The role of who is named nearest above the label, in its column where several stand side by side; empty where that is the patient, or nobody.</summary>
    private string NamedAbove(PageRow row, RowLabel label)
    {
        var above = named.Where(n => n.Row < row.Index && n.Row >= row.Index - RowsBelowOther).ToList();
        var nearest = above.Where(n => n.Row == above.Max(last => last.Row)).OrderBy(n => n.Left).ToList();
        var x = row.Words[label.Start].Box.X + row.Box.Height;
        return nearest.Count == 0 ? "" : (nearest.FindLast(n => n.Left <= x) is { Row: > 0 } own ? own : nearest[0]).Role;
    }

    /// <summary>"Contact Person: David Le (born 15-Apr-1959)": the role of who is named nearest before it, a provider in the same cell alone, or empty where that is the patient.</summary>
    /// <param name="isBelow">The date stands below its label, as a name does below the label beside it.</param>
    private static string NamedBeside(PageRow row, RowLabel label, bool isBelow) =>
        PatientLabels.In(row).LastOrDefault(l => l.End <= label.Start && (l.Kind is LabelKind.PatientName or LabelKind.Name || (l.Kind == LabelKind.Role && l.Marked))) is { Kind: LabelKind.Role } role
            && (isBelow || role.Role != "provider" || row.Words[label.Start].Cell == row.Words[role.Start].Cell) ? role.Role : "";

    /// <summary>Who stands above at no known label, nearer than anybody at a label of their own.</summary>
    private IEnumerable<NameRead> NamedApartAbove(PageRow row)
    {
        var nearest = named.Where(n => n.Row <= row.Index).Select(n => n.Row).DefaultIfEmpty(-1).Max();
        return apart.Where(a => a.Row < row.Index && a.Row >= row.Index - RowsBelowOther && a.Row > nearest).Select(a => a.Name);
    }

    /// <summary>"ROSSI, ELENA   06/20/1990   F" at the head or the foot of a page. A day of this week is that of printing.</summary>
    private void ReadHead(PageRow row)
    {
        var labels = PatientLabels.In(row);
        var words = row.Words.Select(Letters).ToList();
        var at = Enumerable.Range(0, words.Count).FirstOrDefault(
            i => i + 1 < words.Count && EndsLastName(words[i]) && IsCapital(words[i]) && IsCapital(words[i + 1]) && words[i + 1].Cell - words[i].Cell <= 1, -1);
        if (at < 0)
        {
            return;
        }

        while (at > 0 && words[at - 1].Cell == words[at].Cell && IsCapital(words[at - 1]) && words[at - 1].Text[^1] is not (',' or '.'))
        {
            at--;
        }

        var rest = words.Skip(at).ToList();
        var run = rest.Take(NameWords.Run(rest)).ToList();
        if ((run.Count < rest.Count && WrittenNames.IsCredential(rest[run.Count].Text)) || WrittenNames.Parse(Join(run)) is not { } name)
        {
            return;
        }

        // A date behind a label of something else ("DOS", "Admitted") is none of birth.
        var dates = Enumerable.Range(0, row.Words.Count).Where(from => labels.LastOrDefault(l => l.Start < from) is not { Kind: LabelKind.Other }).Select(from => (Words: row.Words.Skip(from).Take(3).ToList(), From: from))
            .Select(part => (part.Words, Date: WrittenDates.Read(Join(part.Words), today))).Where(part => part.Date?.Date < today.AddDays(-60)).ToList();
        var unread = dates.Count == 0 && (row.Words.Any(w => BeginsLikeDate().IsMatch(w.Text) && WrittenDates.Read(w.Text, today) is null)
            || labels.Any(l => l is { Kind: LabelKind.BirthDate, Role.Length: 0 } && row.Words.Skip(l.End).Take(3).Any(w => w.Text.Any(char.IsDigit)) && !BirthDates.Exists(d => d.Place.Page == row.Page && d.Place.Box.Overlaps(row.Box))));
        if (dates.Count > 0 || unread || labels.Any(l => l.Kind == LabelKind.Mrn) || row.Words.Where((word, i) => IsNumber(word) && labels.LastOrDefault(l => l.Start <= i) is not { Kind: LabelKind.Other or LabelKind.Phone or LabelKind.Address or LabelKind.MemberId }).Any())
        {
            var read = new NameRead(name, PlaceOf(row.Page, run, "name at the head or foot of a page"));
            Heads.Add(dates.OrderBy(part => part.Date!.Date).FirstOrDefault() is { Date: { } born } oldest
                ? new(read, new(born.Date, born.OtherReadings, born.DayAndMonthCouldSwap, born.Repaired, PlaceOf(row.Page, oldest.Words, "date at the head or foot of a page")))
                : new(read, null, unread));
        }

        // Of a record. With a dash it is a phone number, behind which the sender's street and town are no name: "Quarry Ln, Fairmont, OH (614) 555-0114".
        static bool IsNumber(RowWord word) => word.Text.Trim(',', '.', '#') is { Length: >= 6 and <= 9 } text && text.All(char.IsAsciiDigit);

        // A point was a comma; behind "Dr" or "St" it is one.
        static bool EndsLastName(RowWord word) => word.Text.EndsWith(',') || (word.Text.EndsWith('.') && word.Key.Length > 3);

        static bool IsCapital(RowWord word) => NameWords.CanBe(word) && char.IsUpper(word.Text[0]) && word.Key.Length > 1;
    }

    /// <summary>
    /// A head in which the name is broken ("Jenkin s, Steven", "Cloria MoralesDOB"), of a page that says nothing else: its date speaks against whoever was not born then. The date of
    /// a form's revision is none.
    /// </summary>
    private void ReadBadHead(PageRow row)
    {
        var names = row.Words.Select(Letters).Where(word => char.IsUpper(word.Text[0]) && word.Key.Length > 1 && NameWords.CanBe(word)).Take(4).ToList();
        if (names.Count == 0 || row.Words.Any(word => word.Key is "rev" or "revised" or "revision" or "form" or "version" or "effective" or "approved" or "updated" or "expires" or "omb" or "copyright")
            || NameWords.NameAnOrganization(names) || (names.Count == 1 ? Alone(names[0]) : WrittenNames.Parse(Join(names))) is not { } name)
        {
            return;
        }

        var labels = PatientLabels.In(row);
        var readable = Enumerable.Range(0, row.Words.Count).Select(from => (From: from, Date: WrittenDates.Read(Join(row.Words.Skip(from).Take(3)), today))).Where(read => read.Date is not null).ToList();
        var dates = readable.Where(read => labels.LastOrDefault(l => l.Start < read.From) is not { Kind: LabelKind.Other }).Select(read => read.Date!).Where(date => date.Date < today.AddYears(-1)).ToList();
        var unread = dates.Count == 0 && (row.Words.Any(w => DateLike().IsMatch(w.Text) && WrittenDates.Read(w.Text, today) is null)
            || (readable.Count == 0 && (SpoiltDate().IsMatch(row.Text) || (names.Count > 1 && SpoiltMonth().IsMatch(row.Text))))
            || (names.Count > 1 && SpoiltYear().Matches(WithoutDates(row)).Any(match => int.Parse(match.Groups["year"].Value.Replace('l', '1').Replace('I', '1'), CultureInfo.InvariantCulture) < today.Year)));
        var read = new NameRead(name, PlaceOf(row.Page, names, "broken name at the head or foot of a page"));
        if (dates.MinBy(date => date.Date) is { } born)
        {
            badHeads.Add(new(read, new(born.Date, born.OtherReadings, born.DayAndMonthCouldSwap, born.Repaired, PlaceOf(row.Page, row.Words, "date at the head or foot of a page")), NameUnread: true));
        }
        else if (unread)
        {
            badHeads.Add(new(read, null, DateUnread: true, NameUnread: true));
        }

        // "Tran,    I M 7957-01-15": of the name one word was left.
        static WrittenName Alone(RowWord word) => new(word.Text, "", "", word.Text.TrimEnd(','), "", "", OrderIsPlain: false);
    }

    /// <summary>What is left of a head line when every date that can be read is taken out: "20:19 Lopez, Diane 12/2 9/1948".</summary>
    private string WithoutDates(PageRow row)
    {
        var left = row.Words.ToList();
        for (var from = 0; from < left.Count; from++)
        {
            var length = Enumerable.Range(1, 3).FirstOrDefault(n => WrittenDates.Read(Join(left.Skip(from).Take(n)), today) is not null && (n == 1 || WrittenDates.Read(Join(left.Skip(from + 1).Take(n - 1)), today) is null));
            if (length > 0)
            {
                left.RemoveRange(from, Math.Min(length, left.Count - from));
                from--;
            }
        }

        return Join(left);
    }

    /// <summary>"#: 7951430 (continued)": its label was lost, or is one that nobody knows.</summary>
    private void ReadHeadNumber(PageRow row)
    {
        var labels = PatientLabels.In(row);
        foreach (var (word, at) in row.Words.Select((word, at) => (word, at)))
        {
            if (word.Key.Count(char.IsAsciiDigit) >= 5 && word.Text.All(c => char.IsLetterOrDigit(c) || c is '-' or '#' or ':') && labels.LastOrDefault(l => l.Start <= at) is not { Kind: LabelKind.Other or LabelKind.Phone or LabelKind.Address or LabelKind.MemberId })
            {
                pageNumbers.Add(new(NameKeys.Number(word.Text), PlaceOf(row.Page, [word], "number at the head or foot of a page")));
            }
        }
    }

    /// <summary>"8RUCE" was "BRUCE", and "Tay1or" was "Taylor": a figure or two among letters.</summary>
    public static RowWord Letters(RowWord word)
    {
        if (word.Text.Count(char.IsDigit) is not (1 or 2) || word.Text.Count(char.IsLetter) < 3 || word.Text.Any(c => c is '/' or ':' or '#'))
        {
            return word;
        }

        var capitals = word.Text.Count(char.IsUpper) > 1;
        var text = string.Concat(word.Text.Select((c, i) => c switch
        {
            '0' => i == 0 || capitals ? 'O' : 'o',
            '1' => i == 0 || capitals ? 'I' : 'l',
            '5' => i == 0 || capitals ? 'S' : 's',
            '8' => i == 0 || capitals ? 'B' : 'b',
            '6' => i == 0 || capitals ? 'G' : 'b',
            '2' => i == 0 || capitals ? 'Z' : 'z',
            _ => c,
        }));
        return word with { Text = text, Key = NameKeys.Key(text) };
    }

    /// <summary>
    /// Behind words that are no label of a name: "Policy    Michael Silva" was "Policy holder", "Dep endent: Tim Rossi" a dependent. A clerk sees that somebody is named there,
    /// though not as what.
    /// </summary>
    private void ReadNameApart(PageRow row, IReadOnlyList<RowLabel> labels)
    {
        var words = row.Words.Select(Letters).ToList();
        for (var i = 1; i < words.Count; i++)
        {
            var begins = row.Words[i - 1].EndsLabel || (words[i].Cell != words[i - 1].Cell && words[i - 1].Text.Any(char.IsLetter) && !words[i - 1].Text.EndsWith(','));
            if (!begins || labels.Any(l => l.Start <= i && l.End >= i && (l.Role.Length > 0 || l.Kind is LabelKind.PatientName or LabelKind.Name or LabelKind.FirstName or LabelKind.MiddleName or LabelKind.LastName or LabelKind.Suffix)))
            {
                continue;
            }

            var rest = words.Skip(i).ToList();
            var run = rest.Take(NameWords.Run(rest)).TakeWhile(w => char.IsUpper(w.Text[0])).ToList();
            if (run.Count >= 2 && !(run.Count < rest.Count && WrittenNames.IsCredential(rest[run.Count].Text)) && !NameWords.NameAnOrganization(rest) && WrittenNames.Parse(Join(run)) is { } name)
            {
                Apart.Add(new(name, PlaceOf(row.Page, run, "name at no known label")));
                apart.Add((row.Index, Apart[^1]));
            }
        }
    }

    /// <summary>A line that is nothing but a name, and no value of the label above it: the label beside it was lost ("Guarantor: Michael Landry").</summary>
    private void ReadNameAlone(IReadOnlyList<PageRow> rows, PageRow row, IReadOnlyList<RowLabel> labels)
    {
        var isValue = row.Index > 0 && PatientLabels.In(rows[row.Index - 1]).Any(l => l.Kind is LabelKind.Name or LabelKind.PatientName or LabelKind.LastName or LabelKind.Role);
        if (labels.Count == 0 && !isValue && row.Words.Count is 2 or 3 && row.Cells == 1 && NameWords.Run(row.Words) == row.Words.Count && row.Words.All(word => char.IsUpper(word.Text[0])) && WrittenNames.Parse(Join(row.Words)) is { } name)
        {
            apart.Add((row.Index, new(name, PlaceOf(row.Page, row.Words, "name without a label"))));
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

                // "Emma and Emily Stone": of whichever of them it is.
                if (from > 1 && SaysAnd(row.Words[from - 1]) && NameWords.CanBe(row.Words[from - 2]) && WrittenNames.Parse($"{name.Last}, {row.Words[from - 2].Text}") is { } other)
                {
                    Names.Add(new(other, PlaceOf(row.Page, [row.Words[from - 2]], "further name before the birth date")));
                }

                NameLabels.Add(BeforeBirthDate);
                named.Add((row.Index, words[0].Box.X, ""));
            }
        }
    }

    private void ReadOtherPerson(IReadOnlyList<PageRow> rows, PageRow row, RowLabel label, string role)
    {
        if (role == "signer" && SignerOf(row, label) is { } signed)
        {
            signers.Add(signed);
        }

        foreach (var value in LabelledValue.Of(rows, row, label))
        {
            var repaired = value.Select(Letters).ToList();
            var words = repaired.Take(NameWords.Run(repaired)).ToList();
            if (words.Count == 0)
            {
                continue;
            }

            if (!label.Marked && words.Count(w => char.IsUpper(w.Text[0])) < 2)
            {
                return;
            }

            // Who a letter goes to or comes from may be anybody, another patient too: that role excuses no name.
            // Who signed may be the patient whose page it is: it takes a title to be a professional. "Marian Quill, MD for Marco Rossi" excuses one.
            RoleWords.UnionWith(role is "correspondent" or "signer" ? [] : label.Marked ? value.Take(12).TakeWhile(w => w.Key is not ("for" or "re" or "regarding" or "patient" or "pt" or "with")) : value.Take(words.Count));
            if (role is not ("provider" or "correspondent" or "signer" or "employer"))
            {
                named.Add((row.Index, row.Words[label.Start].Box.X, role));
            }

            if (WrittenNames.Parse(Join(words)) is { } name)
            {
                OtherPeople.Add(new(role, new(name, PlaceOf(row.Page, words, $"name at the label \"{LabelText(row, label)}\""))));
            }

            return;
        }
    }

    /// <summary>"siqncd", "Completed" of which "by" was lost: the words by which somebody puts a name to a page, read well or badly.</summary>
    private static bool SaysSigned(RowWord word) =>
        word.Key.StartsWith("verified", StringComparison.Ordinal) || word.Key.StartsWith("reviewed", StringComparison.Ordinal) || word.Key.StartsWith("signed", StringComparison.Ordinal) || Phrases.Alike(word.Key, "electronically") || (char.IsUpper(word.Text[0]) && Phrases.Alike(word.Key, "completed")) || (word.Key.Length == 6 && Phrases.Distance(word.Key, "signed", 2) <= 2);

    /// <summary>
    /// Who signed, where nothing says that it is a professional: no "Dr. Hale", no "R. Hale, MD", and no short capitals behind a comma that may be a title misread. Broken or
    /// misread, the name is somebody's all the same.
    /// </summary>
    private static NameRead? SignerOf(PageRow row, RowLabel? label)
    {
        var titled = row.Words.Any(word => word.Key is "dr" or "drs" or "doctor" || WrittenNames.IsCredential(word.Text))
            || row.Words.Zip(row.Words.Skip(1)).Any(pair => pair.First.Text[^1] is ',' or '.' && pair.Second.Text.Length <= 6 && pair.Second.Text.Count(char.IsUpper) >= 2);
        var words = row.Words.Where((_, at) => label is null || at < label.Start || at >= label.End).Select(Letters)
            .Where(word => char.IsUpper(word.Text[0]) && word.Key.Length > 1 && NameWords.CanBe(word) && !NameWords.IsOfForms(word.Key)).Take(4).ToList();
        if (titled || words.Count == 0)
        {
            return null;
        }

        // "Signed by: Keller 03/01/2026": of the name one word was left, and who it is cannot be told.
        var rule = "name of who signed a page that names nobody else";
        return words.Count == 1 ? new(new(words[0].Text, "", "", words[0].Text, "", "", OrderIsPlain: false), PlaceOf(row.Page, words, rule))
            : WrittenNames.Parse(Join(words)) is { } name ? new(name, PlaceOf(row.Page, words, rule))
            : null;
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

    /// <summary>"10-Man-1993": a date that recognition spoilt. "614-555-0167" is a phone number.</summary>
    [GeneratedRegex(@"^(?!\(?[0-9]{3}[-.][0-9]{3}[-.][0-9]{4})\(?[0-9OolI]{1,4}[-/.][0-9A-Za-z]{1,3}[-/.][0-9OolI]{2,4}[),.]?$")]
    private static partial Regex DateLike();

    /// <summary>"05-01-19682/3": a date and what was joined to it.</summary>
    [GeneratedRegex(@"^(?!\(?[0-9]{3}[-.][0-9]{3}[-.][0-9]{4})\(?[0-9OolI]{1,4}[-/.][0-9A-Za-z]{1,3}[-/.][0-9OolI]{2}")]
    private static partial Regex BeginsLikeDate();

    /// <summary>"7957-01-15", "0 3/17/1988": the shape of a date, though there is no such day.</summary>
    [GeneratedRegex(@"(?<![0-9-])[0-9OIl]{1,4}\s?[/.-]\s?[0-9OIl]{1,2}\s?[/.-]\s?[0-9OIl]{2,4}(?![0-9-])")]
    private static partial Regex SpoiltDate();

    /// <summary>"(April 9, 19 76)".</summary>
    [GeneratedRegex(@"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[\s-]+[0-9OIl]{1,2}\b[\s,.-]*[0-9OIl]{2}", RegexOptions.IgnoreCase)]
    private static partial Regex SpoiltMonth();

    /// <summary>"12/2 9/1948", "Mav 20, 1991": the year of a date of which the rest was spoilt.</summary>
    [GeneratedRegex(@"[0-9OIl]{1,2}\s?[,./\s-]\s*(?<year>(19|20|[lI]9)[0-9]{2})(?![0-9/-])")]
    private static partial Regex SpoiltYear();

    private static string Join(IEnumerable<RowWord> words) => string.Join(' ', words.Select(w => w.Text));
}
