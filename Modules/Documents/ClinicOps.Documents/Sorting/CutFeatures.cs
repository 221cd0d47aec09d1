namespace ClinicOps.Documents.Sorting;

/// <summary>
/// What may speak for a document that begins with a page, or for one that goes on: what it prints, what kind of paper it looks like
/// alone, what it has in common with the pages before it, and how it is set. How much each says was learned (cut-weights.txt, tools/train-types).
/// Words themselves are not learned from: tried, they told offices never seen apart no better.
/// </summary>
internal static class CutFeatures
{
    /// <summary>Rows that are the head of a page.</summary>
    private const int Rows = 4;

    /// <summary>Pages of a document that are weighed: a record of 300 pages must not be gone through again for each of them.</summary>
    private const int Pages = 4;

    /// <param name="document">The pages of the document so far, in order.</param>
    /// <param name="rule">What the rules of <see cref="SplitTransmission"/> score.</param>
    /// <param name="types">By which kinds of paper are told apart.</param>
    /// <param name="samePatient">Null when one of both names nobody.</param>
    public static IReadOnlyList<(string Name, double Value)> Of(IReadOnlyList<PageFace> document, PageFace page, double rule, bool? samePatient, LinearWeights types)
    {
        var found = new List<(string, double)>();
        var before = document[^1];
        void Say(string name, bool holds = true, double value = 1)
        {
            if (holds)
            {
                found.Add((name, value));
            }
        }

        Say("rule", value: Math.Clamp(rule, -1, 4) / 2);
        Say(page.Count is { Page: 1 } ? "first-of-its-count" : page.Count is { } ? "later-in-its-count" : document.Any(p => p.Count is not null) ? "count-stops" : "no-count");
        Say("count-follows", page.Count is { } count && before.Count is { } last && count.Page == last.Page + 1 && count.Of == last.Of);
        Say("last-was-the-last", before.Count is { Page: > 0 } end && end.Page == end.Of);
        Say("last-was-not-the-last", before.Count is { Page: > 0 } middle && middle.Page < middle.Of);
        Say(samePatient switch { true => "same-patient", false => "other-patient", null when page.SpeaksOfPatient => "speaks-of-a-patient", _ => "speaks-of-nobody" });
        Say("same-birth-date", page.Patient.BirthDates.Any(d => document.Any(p => p.Patient.BirthDates.Any(o => o.Date == d.Date))));
        Say("same-mrn", page.Patient.Mrns.Any(m => document.Any(p => p.Patient.Mrns.Any(o => o.Value == m.Value))));
        Say("nobody-before", !document.Any(p => p.SpeaksOfPatient));
        Say("patient-after-nobody", page.SpeaksOfPatient && !document.Any(p => p.SpeaksOfPatient));
        Say("title", page.Titles.Count > 0);
        Say("headed", page.HeadedAtTop);
        Say("letterhead", page.Letterhead);
        Say("patient-block", page.PatientBlock);
        Say("salutation", page.Salutation);
        Say("continued", page.SaysContinued);
        Say("same-head", before.SameLines(page) || document[0].SameLines(page));
        OfKind(document, page, types, Say);
        OfWords(document, page, Say);
        OfLook(before, page, Say);
        return found;
    }

    private static void OfKind(IReadOnlyList<PageFace> document, PageFace page, LinearWeights types, Action<string, bool, double> say)
    {
        var (alone, sofar) = (ClassifyDocument.Shares([(page.Rows, page.Page)], types), ClassifyDocument.Shares([.. document.Take(Pages).Select(p => (p.Rows, p.Page))], types));
        var (own, theirs) = (alone.Max(), sofar.Max());
        var (kind, before) = (types.Answers[Array.IndexOf(alone, own)], types.Answers[Array.IndexOf(sofar, theirs)]);
        say("looks-like-" + kind, true, own);
        say("headless-" + kind, !page.SpeaksOfPatient && !page.Letterhead && !page.Salutation, own);
        say("goes-on-from-" + before, true, theirs);
        say("kind-alone", true, own);
        say("kind-in-common", true, alone.Zip(sofar, Math.Min).Sum());
        say("surely-another-kind", kind != before, Math.Min(own, theirs));
        say("surely-the-same-kind", kind == before, Math.Min(own, theirs));
        say("kind-alone-sure", own >= 0.8, 1);
        say("kind-alone-unsure", own < 0.45, 1);
    }

    private static void OfWords(IReadOnlyList<PageFace> document, PageFace page, Action<string, bool, double> say)
    {
        var (own, theirs) = (Stems(page.Rows).ToHashSet(), document.TakeLast(Pages).SelectMany(p => Stems(p.Rows)).ToHashSet());
        var common = own.Count == 0 ? 0 : own.Count(theirs.Contains) / (double)own.Count;
        say("words-in-common", true, common);
        say(own.Count < 15 ? "few-words" : own.Count < 50 ? "some-words" : "many-words", true, 1);
        say("begins-in-a-sentence", page.Rows is [{ Words: [{ Text: [var first, ..] }, ..] }, ..] && char.IsLower(first), 1);
    }

    private static void OfLook(PageFace before, PageFace page, Action<string, bool, double> say)
    {
        if (page.Rows.Count == 0 || before.Rows.Count == 0)
        {
            return;
        }

        // Of the letters' size and the margins nothing is said: a scan within a paper has others, and two papers of one office have the same.
        var height = Height(page);
        say("large-at-the-top", page.Rows.Take(Rows).Any(r => r.Words.Average(w => w.Box.Height) > 1.3 * height), 1);
        var foot = before.Rows[^1].Box.Bottom / (double)before.Page.Height;
        say(foot > 0.8 ? "page-before-full" : foot > 0.5 ? "page-before-more-than-half" : "page-before-less-than-half", true, 1);
        say("begins-low", page.Rows[0].Box.Y > 0.12 * page.Page.Height, 1);
    }

    private static double Height(PageFace page) => page.Rows.SelectMany(r => r.Words).Select(w => w.Box.Height).Order().ElementAt(page.Rows.Sum(r => r.Words.Count) / 2);

    private static IEnumerable<string> Stems(IEnumerable<PageRow> rows) => rows.SelectMany(r => r.Words).Select(w => TypeFeatures.Stem(w.Key)).Where(s => s.Length > 2);
}
