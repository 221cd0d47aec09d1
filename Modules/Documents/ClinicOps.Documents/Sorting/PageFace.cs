using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Sorting;

/// <summary>What a page shows for the question whether it begins a document.</summary>
/// <param name="HeadedAtTop">A title stands in its first lines; one further down names a part.</param>
/// <param name="BirthDateUnread">Figures stand at a label of the birth date, and no date could be made of them.</param>
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
    bool IsAdvertisement)
{
    public int Number => Page.Number;

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
                && rows.Any(row => PatientLabels.In(row).Any(l => l is { Marked: true, Role.Length: 0, Kind: LabelKind.BirthDate } && row.Words.Skip(l.Start + 1).Take(6).Any(w => w.Text.Any(char.IsDigit)))),
            IsAdvertisement: patient.Names.Count == 0 && patient.BirthDates.Count == 0 && WeighVocabulary.TypeOf(WeighVocabulary.Of([(rows, page)]).Ranked) == DocumentType.JunkFax);
    }

    /// <summary>What the page prints of its own number, at its head or foot: "page 2 of 5"; null when it does not.</summary>
    public static (int Page, int Of)? CountOf(IReadOnlyList<PageRow> rows, PageText page) =>
        rows.Where(r => r.Box.Y < page.Height * 0.2 || r.Box.Y > page.Height * 0.85)
            .Select(r => OwnCount().Match(r.Text))
            .Where(m => m.Success)
            .Select(m => ((int, int)?)(int.Parse(m.Groups["n"].Value, CultureInfo.InvariantCulture), int.Parse(m.Groups["m"].Value, CultureInfo.InvariantCulture)))
            .FirstOrDefault(c => c!.Value.Item1 >= 1 && c.Value.Item1 <= c.Value.Item2);

    /// <summary>Both begin with the same lines: a running head, or the head of the same office.</summary>
    public bool SameHead(PageFace page)
    {
        var (a, b) = (Head(), page.Head());
        return a.Length >= 20 && b.Length >= 20 && Phrases.Distance(a, b, a.Length / 8) <= a.Length / 8;
    }

    private string Head() => string.Concat(Rows.Take(5).SelectMany(r => r.Words).Where(w => !w.Text.Any(char.IsDigit)).Select(w => w.Key));

    /// <summary>"Signature of patient: on file" speaks of nobody new.</summary>
    private static bool StartsCell(PageRow row, RowLabel label) => label.Start == 0 || row.Words[label.Start - 1].Cell != row.Words[label.Start].Cell;

    [GeneratedRegex(@"\b[pf]a[gq]e\s*(?<n>[0-9]{1,3})\s*(of|/)\s*(?<m>[0-9]{1,3})\b", RegexOptions.IgnoreCase)]
    private static partial Regex OwnCount();

    [GeneratedRegex(@"\((?:.{0,3}[0-9]{3}.{0,3})\)?\s*[0-9]{3}.?[0-9]{4}|\b(tel|phone|fax|ph)\b\s*[:.#]?\s*\(?[0-9]{3}", RegexOptions.IgnoreCase)]
    private static partial Regex PhoneLine();

    [GeneratedRegex(@"^[0-9]+\s+\S.*,\s*[A-Z]{2}\b\s*([0-9]{5})?")]
    private static partial Regex StreetLine();

    [GeneratedRegex(@"\(?\b(continued|cont'?d|cont\.)\)?", RegexOptions.IgnoreCase)]
    private static partial Regex Continued();
}
