using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Sorting;

/// <summary>What a page shows for the question whether it begins a document.</summary>
/// <param name="HeadedAtTop">A title stands in its first lines; one further down names a part.</param>
/// <param name="BirthDateUnread">Figures stand at a label of the birth date, and no date could be made of them.</param>
/// <param name="CountUnread">It prints a number of its own that cannot be, or could not be read: "Page 7 of 2", "Page of 2".</param>
/// <param name="SpeaksOfPatient">A label of the patient's name, birth date or record number is on it, whether or not its value could be read.</param>
internal sealed partial record PageFace(
    PageText Page,
    IReadOnlyList<PageRow> Rows,
    PatientEvidence Patient,
    IReadOnlyList<TypeEvidence> Titles,
    (int Page, int Of)? Count,
    bool Letterhead,
    bool PatientBlock,
    bool Salutation,
    bool SaysContinued,
    bool HeadedAtTop,
    bool SpeaksOfPatient,
    bool BirthDateUnread,
    bool CountUnread,
    bool IsAdvertisement)
{
    public int Number => Page.Number;

    /// <summary>Rows at the head without a label that hold a date which may be of birth, "Elena Rossi 06/20/1990 F": the dates, and the words beside them.</summary>
    private IReadOnlyList<(IReadOnlyList<DateOnly> Dates, IReadOnlyList<string> Names)> HeadNames { get; init; } = [];

    public static PageFace Of(PageText page, DateOnly today)
    {
        var rows = PageRows.Of(page);
        var top = rows.Where(r => r.Box.Y < page.Height * 0.25).ToList();
        var patient = ReadPatientEvidence.From([page], today);
        var titles = WeighVocabulary.TitlesOf(rows, page).Where(t => t.Weight >= 10).ToList();
        return new(
            page,
            rows,
            patient,
            titles,
            CountOf(rows, page),
            Letterhead: top.Any(r => PhoneLine().IsMatch(r.Text) && r.Words.TakeWhile(w => !w.Text.Any(char.IsDigit)).Count() <= 4) || top.Any(r => StreetLine().IsMatch(r.Text) && !PatientLabels.In(r).Any(l => l.Kind == LabelKind.Address)),
            PatientBlock: patient.Names.Any(n => !n.Place.Rule.StartsWith("name before", StringComparison.Ordinal)),
            Salutation: rows.Any(r => r.Box.Y < page.Height * 0.5 && r.Words[0].Key == "dear"),
            SaysContinued: rows.Where(r => r.Box.Y < page.Height * 0.25).Any(r => Continued().IsMatch(r.Text)),
            HeadedAtTop: titles.Any(t => rows.Take(3).Any(r => r.Box.Y <= t.Box.Y && t.Box.Bottom <= r.Box.Bottom)),
            SpeaksOfPatient: patient.Names.Count > 0 || patient.BirthDates.Count > 0
                || rows.Any(row => PatientLabels.In(row).Any(l => StartsCell(row, l)
                    && l is { Marked: true, Role.Length: 0, Kind: LabelKind.PatientName or LabelKind.LastName or LabelKind.BirthDate or LabelKind.Mrn })),
            BirthDateUnread: patient.BirthDates.Count == 0
                && rows.Any(row => PatientLabels.In(row).Any(l => l is { Role.Length: 0, Kind: LabelKind.BirthDate }
                    && ((l.Marked && row.Words.Skip(l.Start + 1).Take(6).Any(w => w.Text.Any(char.IsDigit))) || row.Words.Skip(l.End).Take(1).Any(w => DateShape().IsMatch(w.Text))))),
            CountUnread: (CountOf(rows, page) is null && rows.Where(r => r.Box.Y < page.Height * 0.2 || r.Box.Y > page.Height * 0.85).Any(r => OwnCount().IsMatch(r.Text) || SpoiltCount().IsMatch(r.Text)))
                || (CountOf(rows, page) is null && BareCountAtTop(rows, page) is { } bare && bare != page.Number),
            IsAdvertisement: patient.Names.Count == 0 && patient.BirthDates.Count == 0 && WeighVocabulary.TypeOf(WeighVocabulary.Of([(rows, page)]).Ranked) == DocumentType.JunkFax)
        { HeadNames = [.. rows.Take(HeadRows).Where(row => PatientLabels.In(row).Count == 0).Select(row => NamesIn(row, today)).Where(named => named.Dates.Count > 0 && named.Names.Count > 1)] };
    }

    private const int HeadRows = 8;

    private static (IReadOnlyList<DateOnly> Dates, IReadOnlyList<string> Names) NamesIn(PageRow row, DateOnly today) => (
        [.. Enumerable.Range(0, row.Words.Count).Select(from => WrittenDates.Read(string.Join(' ', row.Words.Skip(from).Take(3).Select(word => word.Text)), today)?.Date).OfType<DateOnly>().Where(date => date < today.AddDays(-60)).Distinct()],
        [.. row.Words.Where(word => NameWords.CanBe(word) && char.IsUpper(word.Text[0]) && word.Key.Length > 1).Select(word => word.Key).Distinct()]);

    /// <summary>
    /// What the page prints of its own number, at its head or foot: "page 2 of 5", "Pg. 2/5", "Page: 2 (5)", "p. 2 of 5", or "2/5" with nothing beside it; null when it does
    /// not. Above all else a bare count is rather the sending machine's, of all pages of the call.
    /// </summary>
    public static (int Page, int Of)? CountOf(IReadOnlyList<PageRow> rows, PageText page) =>
        rows.Where(r => r.Box.Y < page.Height * 0.2 || r.Box.Y > page.Height * 0.85)
            .SelectMany(r => Counts(r, page))
            .Where(m => m.Success)
            .Select(m => ((int, int)?)(int.Parse(m.Groups["n"].Value, CultureInfo.InvariantCulture), int.Parse(m.Groups["m"].Value, CultureInfo.InvariantCulture)))
            .FirstOrDefault(c => c!.Value.Item1 >= 1 && c.Value.Item1 <= c.Value.Item2);

    /// <summary>"Page of 2", "Page 2 of": a count of its own of which a figure was lost; "Page 1 of" is a first page all the same.</summary>
    public static bool IsCountSpoilt(IReadOnlyList<PageRow> rows, PageText page) =>
        rows.Where(r => r.Box.Y < page.Height * 0.2 || r.Box.Y > page.Height * 0.85).Any(r => SpoiltCount().Match(r.Text) is { Success: true } count && count.Groups["n"].Value != "1");

    /// <summary>"2 of 2" alone above all else: the sending machine's, where it is the number of the page in its call. "P.2/5" is a machine's in any case.</summary>
    public static int? BareCountAtTop(IReadOnlyList<PageRow> rows, PageText page) =>
        rows is [var row, ..] && row.Box.Y < page.Height * 0.07 && LoneCount().Match(row.Text) is { Success: true } count ? int.Parse(count.Groups["n"].Value, CultureInfo.InvariantCulture) : null;

    private static IEnumerable<Match> Counts(PageRow row, PageText page)
    {
        // A stroke that stands by itself is a sign of the word before it.
        var words = row.Words.Select(word => (word.Cell, Text: word.Sign == "/" ? word.Text + "/" : word.Text)).ToList();
        yield return OwnCount().Match(string.Join(' ', words.Select(word => word.Text)));

        // "Visit 2 of 6" is no count of pages: at the head one stands in a row of its own.
        if (row.Box.Y > page.Height * 0.85 || (row.Box.Y >= page.Height * 0.07 && row.Cells == 1))
        {
            foreach (var cell in words.GroupBy(word => word.Cell))
            {
                yield return BareCount().Match(string.Join(' ', cell.Select(word => word.Text)));
            }
        }
    }

    /// <summary>"(continued)" at its head: a later page, whatever lies before it.</summary>
    public bool GoesOn => Rows.Any(row => row.Box.Y < Page.Height * 0.25 && ContinuedAlone().IsMatch(row.Text));

    /// <summary>A running head that goes on: the same lines, and whom they name is not another.</summary>
    public bool SameHead(PageFace page) => SameLines(page) && !HeadOfAnother(page);

    /// <summary>
    /// Whether somebody else stands at the head, where no label says of whom: beside no date that is the same, or under another name beside the same. A word more on the one
    /// page, or one misread, is nobody else.
    /// </summary>
    public bool HeadOfAnother(PageFace page) => HeadNames.Count > 0 && page.HeadNames.Count > 0
        && !HeadNames.Any(one => page.HeadNames.Any(other => one.Dates.Intersect(other.Dates).Any() && (Fit(one.Names, other.Names) || Fit(other.Names, one.Names))));

    private static bool Fit(IReadOnlyList<string> names, IReadOnlyList<string> others) =>
        names.All(name => others.Any(other => Phrases.Distance(name, other, 2) <= (name.Length < 5 ? 0 : name.Length < 8 ? 1 : 2)));

    /// <summary>Both begin with the same lines: a running head, or the head of the same office.</summary>
    public bool SameLines(PageFace page)
    {
        var (a, b) = (Head(), page.Head());
        return a.Length >= 20 && b.Length >= 20 && Phrases.Distance(a, b, a.Length / 8) <= a.Length / 8;
    }

    private string Head() => string.Concat(Rows.Take(5).SelectMany(r => r.Words).Where(w => !w.Text.Any(char.IsDigit)).Select(w => w.Key));

    /// <summary>"Signature of patient: on file" speaks of nobody new.</summary>
    private static bool StartsCell(PageRow row, RowLabel label) => label.Start == 0 || row.Words[label.Start - 1].Cell != row.Words[label.Start].Cell;

    [GeneratedRegex(@"\b([pf][ao][gq][ec]|pg|sheet)\s*(no\.?|number|\#)?\s*[:.]?\s*(?<n>[0-9]{1,3})\s*((out\s+)?of|/)\s*(?<m>[0-9]{1,3})\b|\b([pf]a[gq][ec]|pg)\s*[:.]?\s*(?<n>[0-9]{1,3})\s*\((of\s*)?(?<m>[0-9]{1,3})\)|(?<![\w.])p\s*\.?\s*(?<n>[1-9][0-9]?)\s*of\s*(?<m>[0-9]{1,2})\b", RegexOptions.IgnoreCase)]
    private static partial Regex OwnCount();

    [GeneratedRegex(@"^\W*(p\s*\.?\s*)?(?<n>[1-9][0-9]?)\s*(of|/)\s*(?<m>[1-9][0-9]?)\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex BareCount();

    [GeneratedRegex(@"\((?:.{0,3}[0-9]{3}.{0,3})\)?\s*[0-9]{3}.?[0-9]{4}|\b(tel|phone|fax|ph)\b\s*[:.#]?\s*\(?[0-9]{3}", RegexOptions.IgnoreCase)]
    private static partial Regex PhoneLine();

    [GeneratedRegex(@"^[0-9]+\s+\S.*,\s*[A-Z]{2}\b\s*([0-9]{5})?")]
    private static partial Regex StreetLine();

    [GeneratedRegex(@"^\W*(?<n>[1-9][0-9]?)\s+of\s+[1-9][0-9]?\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex LoneCount();

    /// <summary>"Page of 2", "Page 2 of".</summary>
    [GeneratedRegex(@"^\W*[pf][ao][gq][ec]\W+(?<n>[0-9]{0,3})\s*of(\s+[0-9]{1,3})?\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex SpoiltCount();

    /// <summary>"82/08/1980": there is no such day.</summary>
    [GeneratedRegex(@"^[0-9OIl]{1,4}[/.-][0-9OIl]{1,3}[/.-][0-9OIl]{2,4}$")]
    private static partial Regex DateShape();

    [GeneratedRegex(@"\((continued|cont'?d|cont\.?)\)|^\W*(continued|cont'?d)\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex ContinuedAlone();

    [GeneratedRegex(@"\(?\b(continued|cont'?d|cont\.)\)?", RegexOptions.IgnoreCase)]
    private static partial Regex Continued();
}
