using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Sorting;

/// <param name="Documents">Page numbers of each document, in order; every page that is no cover is in exactly one.</param>
/// <param name="Covers">Pages of fax cover sheets: they follow their transmission and belong to no document.</param>
internal sealed record TransmissionParts(IReadOnlyList<IReadOnlyList<int>> Documents, IReadOnlyList<int> Covers);

/// <summary>
/// Cuts a transmission into documents by what the pages themselves print: a new heading, "Page 1 of n", another patient.
/// A page that says nothing new belongs to the document before it. The line of the sending machine counts all pages of the
/// call and is not looked at.
/// </summary>
internal static partial class SplitTransmission
{
    /// <summary>A page with at least this score begins a document.</summary>
    private const double Begins = 2.0;

    /// <summary>Confidence (0 to 100) of words that are no misreading of others.</summary>
    private const float ReadWell = 80;

    /// <param name="today">The clinic's day; no birth date lies after it.</param>
    public static TransmissionParts Of(IReadOnlyList<PageText> pages, DateOnly today)
    {
        var documents = new List<List<Face>>();
        var covers = new List<int>();
        foreach (var page in pages)
        {
            var face = Face.Of(page, today);
            if (IsCover(face, page))
            {
                covers.Add(page.Number);
            }
            else if (documents.Count == 0 || NewDocument(documents[^1], face) >= Begins)
            {
                documents.Add([face]);
            }
            else
            {
                documents[^1].Add(face);
            }
        }

        return new([.. documents.Select(d => (IReadOnlyList<int>)[.. d.Select(f => f.Number)])], covers);
    }

    /// <summary>What a page shows for the question whether it begins a document.</summary>
    private sealed record Face(
        int Number,
        IReadOnlyList<PageRow> Rows,
        PatientEvidence Patient,
        IReadOnlyList<TypeEvidence> Titles,
        (int Page, int Of)? Count,
        bool Letterhead,
        bool PatientBlock,
        bool Salutation,
        bool SaysContinued)
    {
        public static Face Of(PageText page, DateOnly today)
        {
            var rows = PageRows.Of(page);
            var top = rows.Where(r => r.Box.Y < page.Height * 0.25).ToList();
            var patient = ReadPatientEvidence.From([page], today);
            var titles = ClassifyDocument.TitlesOf(rows, page).Where(t => t.Weight >= 10).ToList();
            return new(
                page.Number,
                rows,
                patient,
                titles,
                PageCount(rows, page),
                Letterhead: top.Any(r => PhoneLine().IsMatch(r.Text)) || top.Any(r => StreetLine().IsMatch(r.Text) && !PatientLabels.In(r).Any(l => l.Kind == LabelKind.Address)),
                PatientBlock: patient.Names.Any(n => n.Place.Rule.StartsWith("name at", StringComparison.Ordinal)),
                Salutation: rows.Any(r => r.Box.Y < page.Height * 0.5 && r.Words[0].Key == "dear"),
                SaysContinued: rows.Where(r => r.Box.Y < page.Height * 0.25).Any(r => Continued().IsMatch(r.Text)));
        }
    }

    private static double NewDocument(List<Face> document, Face page)
    {
        var before = document[^1];
        if (page.Count is { } count)
        {
            if (count.Page == 1 && count.Of > 1)
            {
                return Begins + 1;
            }

            if (count.Page > 1 && !AnotherPatient(document, page))
            {
                return 0;
            }
        }

        var score = AnotherPatient(document, page) ? 3.0 : 0;
        score += page.Titles.Count > 0 ? 1.5 : 0;
        score += page.Letterhead ? 1.0 : 0;
        score += page.PatientBlock ? 0.8 : 0;
        score += page.Salutation ? 0.7 : 0;
        score += before.Count is { } last && last.Page == last.Of && last.Of > 1 ? 0.7 : 0;
        score -= page.SaysContinued ? 1.5 : 0;

        // The same head as on the page before, for the same patient, is a running head.
        return SameHead(before, page) && !AnotherPatient(document, page) ? Math.Min(score, Begins - 0.5) : score;
    }

    /// <summary>Both name somebody, and no name (or no birth date) of this page fits any of the document's.</summary>
    private static bool AnotherPatient(List<Face> document, Face page)
    {
        var names = document.SelectMany(f => f.Patient.Names).ToList();
        var dates = document.SelectMany(f => f.Patient.BirthDates).ToList();
        var otherName = names.Count > 0 && page.Patient.Names.Count > 0
            && !page.Patient.Names.Any(n => names.Exists(o => SameLastName(n.Name, o.Name)));
        var otherDate = dates.Count > 0 && page.Patient.BirthDates.Count > 0
            && !page.Patient.BirthDates.Any(d => dates.Exists(o => o.Date == d.Date));
        var sameName = names.Count > 0 && page.Patient.Names.Count > 0 && !otherName;
        var sameDate = dates.Count > 0 && page.Patient.BirthDates.Count > 0 && !otherDate;

        // One of the two misread does not make another patient; a twin has the same birth date and last name.
        return (otherName && !sameDate) || (otherDate && !sameName)
            || (sameName && page.Patient.Names.Any(n => names.Exists(o => OtherFirstName(n, o))) && !page.Patient.Names.Any(n => names.Exists(o => !OtherFirstName(n, o))));
    }

    private static bool SameLastName(WrittenName a, WrittenName b) =>
        Similar(NameKeys.Key(a.Last), NameKeys.Key(b.Last)) || Similar(NameKeys.Key(a.Last), NameKeys.Key(b.First)) || Similar(NameKeys.Key(a.First), NameKeys.Key(b.Last));

    /// <summary>
    /// Maria and Marla are one name misread, unless both were read well: then they may be twins. Linda and "LindaL" are one name all
    /// the same, with an initial that was run into it.
    /// </summary>
    private static bool OtherFirstName(NameRead one, NameRead two)
    {
        var (a, b) = (one.Name, two.Name);
        var (x, y) = (NameKeys.Key(a.First), NameKeys.Key(b.First));
        var sure = Math.Min(one.Place.Confidence, two.Place.Confidence) >= ReadWell
            && !x.StartsWith(y, StringComparison.Ordinal) && !y.StartsWith(x, StringComparison.Ordinal)
            && !NameKeys.FirstKeys(a.First).Intersect(NameKeys.FirstKeys(b.First)).Any();
        return x.Length > 1 && y.Length > 1 && x != y && (sure || !Similar(x, y)) && !Nicknames.SameAs(x).Contains(y)
            && !Similar(x, NameKeys.Key(b.Last)) && !Similar(x, NameKeys.Key(b.Middle)) && !Similar(y, NameKeys.Key(a.Middle));
    }

    private static bool Similar(string a, string b) => a.Length > 0 && b.Length > 0 && (a == b || Phrases.Distance(a, b, 3) <= Math.Min(a.Length, b.Length) / 3);

    private static bool SameHead(Face before, Face page)
    {
        var (a, b) = (Head(before), Head(page));
        return a.Length >= 20 && b.Length >= 20 && Phrases.Distance(a, b, a.Length / 8) <= a.Length / 8;
    }

    private static string Head(Face face) => string.Concat(face.Rows.Take(5).SelectMany(r => r.Words).Where(w => !w.Text.Any(char.IsDigit)).Select(w => w.Key));

    private static (int Page, int Of)? PageCount(IReadOnlyList<PageRow> rows, PageText page) =>
        rows.Where(r => r.Box.Y < page.Height * 0.2 || r.Box.Y > page.Height * 0.85)
            .Select(r => OwnCount().Match(r.Text))
            .Where(m => m.Success)
            .Select(m => ((int, int)?)(int.Parse(m.Groups["n"].Value, CultureInfo.InvariantCulture), int.Parse(m.Groups["m"].Value, CultureInfo.InvariantCulture)))
            .FirstOrDefault(c => c!.Value.Item1 >= 1 && c.Value.Item1 <= c.Value.Item2);

    /// <summary>A sheet that says to whom, from whom, how many pages, and nothing of a patient.</summary>
    private static bool IsCover(Face face, PageText page)
    {
        var text = string.Join('\n', face.Rows.Select(r => r.Text));
        var marks = CoverMarks().Matches(text).Select(m => m.Value.ToUpperInvariant().Trim(' ', ':', '\n')).Distinct().Count();
        var said = CoverTitle().IsMatch(text) ? 2 : 0;
        var confidential = Confidentiality().IsMatch(text) ? 1 : 0;
        return marks >= 2 && marks + said + confidential >= 4 && page.Words.Count < 220
            && face.Patient.BirthDates.Count == 0
            && face.Titles.Count == 0;
    }

    [GeneratedRegex(@"\bpage\s*(?<n>[0-9]{1,3})\s*(of|/)\s*(?<m>[0-9]{1,3})\b", RegexOptions.IgnoreCase)]
    private static partial Regex OwnCount();

    [GeneratedRegex(@"\((?:.{0,3}[0-9]{3}.{0,3})\)?\s*[0-9]{3}.?[0-9]{4}|\b(tel|phone|fax|ph)\b\s*[:.#]?\s*\(?[0-9]{3}", RegexOptions.IgnoreCase)]
    private static partial Regex PhoneLine();

    [GeneratedRegex(@"^[0-9]+\s+\S.*,\s*[A-Z]{2}\b\s*([0-9]{5})?")]
    private static partial Regex StreetLine();

    [GeneratedRegex(@"\(?\b(continued|cont'?d|cont\.)\)?", RegexOptions.IgnoreCase)]
    private static partial Regex Continued();

    [GeneratedRegex(@"(?m)^\W*(to|from|attn|attention|company|re|subject|date|phone|fax|pages?|cc|sender|recipient|message|comments?|notes?)\b[^\n:]{0,20}\s*[:;]|\b(number of pages|total pages|no\. of pages|pages including|# of pages|pages to follow|fax number|pages sent)\b", RegexOptions.IgnoreCase)]
    private static partial Regex CoverMarks();

    [GeneratedRegex(@"(?m)^\W*(fax|facsimile)\W*$|\b(fax|facsimile)\s+(cover|transmi\w+|transmission|message|memo)|\bcover (sheet|page|letter)\b|\burgent\s+for review\b|\bplease reply\b", RegexOptions.IgnoreCase)]
    private static partial Regex CoverTitle();

    [GeneratedRegex(@"confidential|in error|intended recipient|destroy all copies|privileged|protected health information", RegexOptions.IgnoreCase)]
    private static partial Regex Confidentiality();
}
