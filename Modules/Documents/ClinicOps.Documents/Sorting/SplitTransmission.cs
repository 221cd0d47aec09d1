using System.Text.RegularExpressions;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Sorting;

/// <param name="Documents">Page numbers of each document, in order; every page that is no cover is in exactly one.</param>
/// <param name="Covers">Pages of fax cover sheets, and sheets laid between documents to part them: they follow their transmission and belong to no document.</param>
internal sealed record TransmissionParts(IReadOnlyList<IReadOnlyList<int>> Documents, IReadOnlyList<int> Covers);

/// <summary>
/// Cuts a transmission into documents by what the pages themselves print: a new heading, "Page 1 of n", another patient.
/// A page that says nothing new belongs to the document before it. The line of the sending machine counts all pages of the
/// call and is not looked at.
/// </summary>
internal static partial class SplitTransmission
{
    /// <summary>A page about another patient with at least this score of the rules begins a document.</summary>
    private const double Begins = 2.0;

    /// <summary>From which certainty on a page begins a document.</summary>
    private const double LeastCertain = 0.5;

    /// <summary>From which certainty of both kinds on a page is of another kind than those before it.</summary>
    private const double SurelyAnother = 0.95;

    /// <summary>Of fewer words, nobody tells a kind.</summary>
    private const int TellingWords = 30;

    private static readonly LinearWeights Learned = LinearWeights.Embedded("cut-weights.txt");

    /// <param name="today">The clinic's day; no birth date lies after it.</param>
    /// <param name="separatorCodes">Texts of the bar codes on sheets that part documents, as the clinic entered them.</param>
    public static TransmissionParts Of(IReadOnlyList<PageText> pages, DateOnly today, IReadOnlyList<string> separatorCodes) =>
        Of(pages, today, separatorCodes, Learned, ClassifyDocument.Learned);

    /// <param name="cuts">What was learned of beginnings: "goes on" and "begins".</param>
    /// <param name="types">What was learned of kinds.</param>
    public static TransmissionParts Of(IReadOnlyList<PageText> pages, DateOnly today, IReadOnlyList<string> separatorCodes, LinearWeights cuts, LinearWeights types)
    {
        var documents = new List<List<PageFace>>();
        var covers = new List<int>();
        var parted = true;
        foreach (var page in pages)
        {
            var face = PageFace.Of(page, today);
            var coded = page.BarCodes.Any(code => PartsDocuments(code, separatorCodes));
            if (IsSeparator(face, page, coded))
            {
                covers.Add(page.Number);
                parted = true;
                continue;
            }

            // A label with such a code on a document's first page parts too; the page stays with what it begins.
            parted |= coded;
            if (IsCover(face, page))
            {
                covers.Add(page.Number);
                continue;
            }

            if (parted || (ByRule(documents[^1], face) ?? cuts.Shares(Features(documents[^1], face, types))[1] >= LeastCertain))
            {
                documents.Add([face]);
            }
            else
            {
                documents[^1].Add(face);
            }

            parted = false;
        }

        return new([.. documents.Select(d => (IReadOnlyList<int>)[.. d.Select(f => f.Number)])], covers);
    }

    /// <summary>What the page prints of its own number: "page 2 of 5"; null when it does not.</summary>
    public static (int Page, int Of)? PageCountOf(PageText page) => PageFace.CountOf(PageRows.Of(page), page);

    /// <summary>
    /// Whether a page after the first looks like a beginning without being surely one: it speaks of a patient who cannot be seen to be
    /// the document's, or has a heading or letterhead of its own. Or the first page is the second of its paper: the one before it, which
    /// was taken for another's, may speak of both.
    /// </summary>
    public static bool MayBeTwo(IReadOnlyList<PageText> document, DateOnly today)
    {
        var faces = document.Select(page => PageFace.Of(page, today)).ToList();
        var said = faces.Select(face => face.Count?.Of ?? 0).DefaultIfEmpty().Max();
        return (faces is [{ Count.Page: > 1 } or { GoesOn: true }, ..] && !faces.Exists(face => face.Count is { Page: 1 }))
            || (said > 1 && faces.Skip(1).Where((face, i) => face is { Count: null, SpeaksOfPatient: false } && !(face.GoesOn && said == faces.Count && !faces.Exists(other => other.Count?.Page == i + 2))).Any())
            || (faces.Count > 1 && (faces.Exists(face => face.CountUnread) || (said > 1 && said < faces.Count)))
            || Enumerable.Range(1, Math.Max(0, faces.Count - 1)).Any(at => MayBegin(faces[..at], faces[at]) || IsOfAnotherKind(faces[..at], faces[at]) || CountsClash(faces[..at], faces[at]));
    }

    /// <summary>
    /// Whether a document of the transmission begins with a page that prints a later number: the pages lay in another order, or one is lost, and a
    /// second page may stand behind the first page of another. The same where one has fewer pages than it says, and another has a page without a number, or just as many as that one should.
    /// </summary>
    public static bool IsOutOfOrder(IReadOnlyList<IReadOnlyList<int>> documents, IReadOnlyList<PageText> pages)
    {
        var counted = documents.Select(numbers => numbers.Select(number => pages.FirstOrDefault(page => page.Number == number)).OfType<PageText>().Select(page => (Page: page, Count: PageCountOf(page))).ToList())
            .Where(document => document.Count > 0).ToList();
        return counted.Exists(document => document[0] is var (first, count)
                && (count is { Page: > 1 } || (count is null && PageFace.IsCountSpoilt(PageRows.Of(first), first)) || (count is null && PageFace.BareCountAtTop(PageRows.Of(first), first) is > 1 and var bare && bare != first.Number)))
            || counted.Where(Lacks).Any(lacking => counted.Exists(other => other != lacking && other.Count > 1 && (other.Skip(1).Any(page => page.Count is null) || Said(other) == Said(lacking))));

        static int Said(List<(PageText Page, (int Page, int Of)? Count)> document) => document.Max(page => page.Count?.Of ?? 0);

        static bool Lacks(List<(PageText Page, (int Page, int Of)? Count)> document) => Said(document) > document.Count;
    }

    /// <summary>"Page 2 of 2" twice, or "page 2 of 3" behind "page 1 of 2": pages of two papers were laid into each other.</summary>
    private static bool CountsClash(List<PageFace> document, PageFace page) =>
        page.Count is { Of: > 1 } count && document.Exists(face => face.Count is { Of: > 1 } before && (before.Of != count.Of || before.Page >= count.Page));

    /// <summary>
    /// A page that counts on ("page 2 of 2"), says of nobody whose it is, and is surely of another kind than the pages before it: it was laid among them. One paper is of one
    /// kind from its first page to its last.
    /// </summary>
    private static bool IsOfAnotherKind(List<PageFace> document, PageFace page)
    {
        // Notes lie behind a referral as they should: they count themselves, or not at all.
        if (page.Count is not { Page: > 1 } || page.SpeaksOfPatient || page.Page.Words.Count < TellingWords)
        {
            return false;
        }

        var (own, theirs) = (ClassifyDocument.Shares([(page.Rows, page.Page)], ClassifyDocument.Learned), ClassifyDocument.Shares([.. document.Take(4).Select(face => (face.Rows, face.Page))], ClassifyDocument.Learned));
        var (kind, before) = (Array.IndexOf(own, own.Max()), Array.IndexOf(theirs, theirs.Max()));

        // A referral is one paper with the notes that it rests on.
        return kind != before && own[kind] >= SurelyAnother && theirs[before] >= SurelyAnother && ClassifyDocument.Learned.Answers[before] != DocumentType.Referral.Code();
    }

    private static bool MayBegin(List<PageFace> document, PageFace page)
    {
        var names = document.SelectMany(f => f.Patient.Names).ToList();
        var sameName = page.Patient.Names.Any(n => names.Exists(o => SameLastName(n.Name, o.Name) && SameFirstName(n.Name, o.Name)));
        var sameDate = page.Patient.BirthDates.Any(d => document.Any(f => f.Patient.BirthDates.Any(o => o.Date == d.Date)));
        var sameNumber = page.Patient.Mrns.Any(m => document.Any(f => f.Patient.Mrns.Any(o => o.Value == m.Value)));
        var follows = page.SaysContinued || page.Count is { Page: > 1 } || document[^1].SameHead(page);
        if (!follows && (page.HeadedAtTop || page.Letterhead || page.Salutation))
        {
            // A beginning, if ever: namesakes, and twins by birth date, must not be taken for the document's patient.
            return !((sameName && sameDate) || (sameName && sameNumber));
        }

        // A birth date that could not be read may be that of a namesake; a head that is alike but for the person is somebody else's.
        return page.BirthDateUnread || document.Exists(face => face.SameLines(page) && face.HeadOfAnother(page)) || (page.SpeaksOfPatient && !(page.Patient.Names.Count > 0 ? sameName : sameDate || sameNumber))
            || page.IsAdvertisement != document[0].IsAdvertisement;
    }

    /// <summary>Letter by letter, but for an initial, a nickname, and an initial run into it ("ElenaM").</summary>
    private static bool SameFirstName(WrittenName a, WrittenName b)
    {
        var (x, y) = (NameKeys.Key(RunIn().Replace(a.First, "")), NameKeys.Key(RunIn().Replace(b.First, "")));
        return x == y || NameKeys.FirstKeys(a.First).Intersect(NameKeys.FirstKeys(b.First)).Any() || Nicknames.SameAs(x).Contains(y)
            || (x.Length > 0 && y.Length > 0 && (x.Length == 1 || y.Length == 1) && x[0] == y[0])
            || x == NameKeys.Key(b.Last) || y == NameKeys.Key(a.Last) || x == NameKeys.Key(b.Middle) || y == NameKeys.Key(a.Middle);
    }

    /// <summary>
    /// Whether the page begins a document, where that needs no weighing: what it prints of its own number, another patient and an
    /// advertisement decide, so that no weight joins pages of two people; null otherwise.
    /// </summary>
    public static bool? ByRule(IReadOnlyList<PageFace> document, PageFace page)
    {
        if (page.Count is { Page: 1, Of: > 1 })
        {
            return true;
        }

        var another = AnotherPatient(document, page);
        if (page.Count is { Page: > 1 } && !another)
        {
            return false;
        }

        // An advertisement never goes on about a patient, nor a patient's paper after an advertisement.
        if (page.IsAdvertisement != document[0].IsAdvertisement && (page.IsAdvertisement || page.SpeaksOfPatient))
        {
            return true;
        }

        // The same head as on the page before, for the same patient as far as it names one, is a running head.
        return another ? Rule(document, page, another) >= Begins : document[^1].SameHead(page) ? false : null;
    }

    /// <summary>For learning, and to decide by what was learned.</summary>
    public static IReadOnlyList<(string Name, double Value)> Features(IReadOnlyList<PageFace> document, PageFace page, LinearWeights types)
    {
        var another = AnotherPatient(document, page);
        var compared = page.Patient.Names.Count > 0 && document.Any(p => p.Patient.Names.Count > 0);
        return CutFeatures.Of(document, page, Rule(document, page, another), another ? false : compared ? true : null, types);
    }

    private static double Rule(IReadOnlyList<PageFace> document, PageFace page, bool another)
    {
        var score = another ? 3.0 : 0;
        score += page.Titles.Count > 0 ? 1.5 : 0;
        score += page.Letterhead ? 1.0 : 0;
        score += page.PatientBlock || (page.HeadedAtTop && page.Patient.Names.Count > 0) ? 0.8 : 0;
        score += page.Salutation ? 0.7 : 0;
        score += document[^1].Count is { } last && last.Page == last.Of && last.Of > 1 ? 0.7 : 0;
        return score - (page.SaysContinued ? 1.5 : 0);
    }

    /// <summary>Both name somebody, and no name (or no birth date) of this page fits any of the document's.</summary>
    private static bool AnotherPatient(IReadOnlyList<PageFace> document, PageFace page)
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

    /// <summary>A double name may be written in full, in part, or with its first half as a middle name.</summary>
    private static bool SameLastName(WrittenName a, WrittenName b) =>
        Families(a).Intersect(NameKeys.LastKeys(b.Last)).Any() || Families(b).Intersect(NameKeys.LastKeys(a.Last)).Any()
        || Similar(NameKeys.Key(a.Last), NameKeys.Key(b.Last)) || Similar(NameKeys.Key(a.Last), NameKeys.Key(b.First)) || Similar(NameKeys.Key(a.First), NameKeys.Key(b.Last));

    private static IEnumerable<string> Families(WrittenName name) => NameKeys.LastKeys(name.Last).Concat(NameKeys.Parts(name.Middle).Where(part => part.Length >= 4));

    /// <summary>
    /// Maria and Marla are one name misread, unless both were read well: then they may be twins. Linda and "LindaL" are one name all
    /// the same, with an initial that was run into it.
    /// </summary>
    private static bool OtherFirstName(NameRead one, NameRead two)
    {
        var (a, b) = (one.Name, two.Name);
        var (x, y) = (NameKeys.Key(a.First), NameKeys.Key(b.First));
        var sure = Math.Min(one.Place.Confidence, two.Place.Confidence) >= PageText.WellRead
            && !x.StartsWith(y, StringComparison.Ordinal) && !y.StartsWith(x, StringComparison.Ordinal)
            && !NameKeys.FirstKeys(a.First).Intersect(NameKeys.FirstKeys(b.First)).Any();
        return x.Length > 1 && y.Length > 1 && x != y && (sure || !Similar(x, y)) && !Nicknames.SameAs(x).Contains(y)
            && !Similar(x, NameKeys.Key(b.Last)) && !Similar(x, NameKeys.Key(b.Middle)) && !Similar(y, NameKeys.Key(a.Middle));
    }

    private static bool Similar(string a, string b) => a.Length > 0 && b.Length > 0 && (a == b || Phrases.Distance(a, b, 3) <= Math.Min(a.Length, b.Length) / 3);

    [GeneratedRegex(@"(?<=\p{Ll})\p{Lu}$")]
    private static partial Regex RunIn();
}
