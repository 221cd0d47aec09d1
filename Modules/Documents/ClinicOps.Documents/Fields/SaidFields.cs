using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Fields;

/// <summary>Fields that letters say in sentences: until when to answer, for how long and how much, which records.</summary>
internal static partial class SaidFields
{
    /// <param name="days">From which days "within 14 days" is counted.</param>
    public static IEnumerable<DocumentFieldRead> OfDecision(OrderSheet sheet, CountedFrom days)
    {
        foreach (var (words, page) in DocumentSentences.Of(sheet))
        {
            var text = OrderText.Join(words);
            foreach (var (field, clause) in Clauses(words, text))
            {
                if (Deadline(clause, OrderText.Join(clause), page, days) is { } lastDay)
                {
                    yield return new(field, null, lastDay);
                }
            }

            if (!Grants().IsMatch(text) || AuthorizationOutcome.Of(text) is "denied" or "pended")
            {
                continue;
            }

            if (Amount().Matches(text).FirstOrDefault(m => !IsAskedFor(text, m)) is { } amount && FieldValues.BasisOf(amount.Groups["basis"].Value) is { } basis)
            {
                yield return new(DocumentField.Units, basis, OrderText.Read(amount.Groups["n"].Value, At(words, amount), page, "number in the sentence that grants"));
            }

            if (From().Match(text) is { Success: true } from)
            {
                foreach (var day in FieldValues.Between(DocumentField.ValidFrom, DocumentField.ValidTo, [.. words.Skip(WordAt(words, from.Index))], page, "days in the sentence that grants"))
                {
                    yield return day;
                }
            }
            else if (Until().Match(text) is { Success: true } until && FieldValues.DateAt(words, page, "last day in the sentence that grants", WordAt(words, until.Index)) is { } last)
            {
                yield return new(DocumentField.ValidTo, null, last);
            }
        }
    }

    /// <summary>"Requested: 12 visits": what stands closest before the number says whether it was granted.</summary>
    private static bool IsAskedFor(string text, Match number) =>
        text.LastIndexOf("request", number.Index, StringComparison.OrdinalIgnoreCase) is >= 0 and var asked && !Grants().IsMatch(text[..number.Index], asked);

    /// <summary>"A peer-to-peer within 14 days, an appeal within 180": each has the words up to the other.</summary>
    private static IEnumerable<(DocumentField Field, IReadOnlyList<RowWord> Words)> Clauses(IReadOnlyList<RowWord> words, string text)
    {
        var (peer, appeal) = (PeerToPeer().Match(text), Appeal().Match(text));
        if (peer.Success && appeal.Success)
        {
            var (first, second) = peer.Index < appeal.Index ? (DocumentField.PeerToPeerBy, DocumentField.AppealBy) : (DocumentField.AppealBy, DocumentField.PeerToPeerBy);
            var cut = WordAt(words, Math.Max(peer.Index, appeal.Index));

            // "Within 14 days a peer-to-peer, within 180 days an appeal": the days stand before what they are for.
            if (CountDays.Within().Match(text) is { Success: true } early && early.Index < Math.Min(peer.Index, appeal.Index))
            {
                cut = CountDays.Within().Match(text, early.Index + early.Length) is { Success: true } late && late.Index < Math.Max(peer.Index, appeal.Index) ? WordAt(words, late.Index) : cut;
            }

            yield return (first, [.. words.Take(cut)]);
            yield return (second, [.. words.Skip(cut)]);
        }
        else if (peer.Success || appeal.Success || Respond().IsMatch(text))
        {
            yield return (peer.Success ? DocumentField.PeerToPeerBy : appeal.Success ? DocumentField.AppealBy : DocumentField.RespondBy, words);
        }
    }

    /// <summary>Until and from when somebody is covered.</summary>
    public static IEnumerable<DocumentFieldRead> OfCoverage(OrderSheet sheet)
    {
        foreach (var (all, page) in DocumentSentences.Of(sheet))
        {
            // Fields above run into the sentence.
            var label = all.LastOrDefault(w => w.EndsLabel);
            var words = label is null ? all : [.. all.Where(w => w.Box.Y >= label.Box.Bottom)];
            var text = OrderText.Join(words);
            if (!Covers().IsMatch(text))
            {
                continue;
            }

            if (Ended().Match(text) is { Success: true } ended)
            {
                if (FieldValues.DateAt(words, page, "last day in the sentence about the coverage", WordAt(words, ended.Index)) is { } end)
                {
                    yield return new(DocumentField.EffectiveTo, null, end);
                }
            }
            else if (From().Match(text) is { Success: true } from)
            {
                foreach (var day in FieldValues.Between(DocumentField.EffectiveFrom, DocumentField.EffectiveTo, [.. words.Skip(WordAt(words, from.Index))], page, "days in the sentence about the coverage"))
                {
                    yield return day;
                }
            }
        }
    }

    /// <summary>To whom a letter refers and how many visits it grants. What stands in notes tells of other referrals.</summary>
    public static IEnumerable<DocumentFieldRead> OfReferral(OrderSheet sheet)
    {
        var notes = sheet.Rows.Where(r => r.Part == SheetPart.Notes).SelectMany(r => r.Row.Words).ToHashSet<RowWord>(ReferenceEqualityComparer.Instance);
        foreach (var (words, page) in DocumentSentences.Of(sheet).Where(s => !notes.Contains(s.Words[0])))
        {
            var text = OrderText.Join(words);
            if (Refers().Match(text) is { Success: true } refers && PartyNames.InSentence(words, WordAt(words, refers.Index + refers.Length)) is { Count: > 0 } name)
            {
                yield return new(DocumentField.ReferredTo, null, OrderText.Read(PartyNames.Text(name), name, page, "sentence that refers"));
            }

            if (Why().Match(text) is { Success: true } why)
            {
                var reason = At(words, why.Groups["why"]);
                yield return new(DocumentField.Reason, null, OrderText.Read(OrderText.WithSigns(reason).Trim(' ', ',', '.', ';', '('), reason, page, "sentence that says why"));
            }

            if (VisitsIn(words, page, "number in the sentence about the visits") is { } visits)
            {
                yield return visits;
            }
        }
    }

    /// <summary>"Evaluate and treat, 3 visits", "consult x 2"; null where the words tell of visits that were, or of how often in a week.</summary>
    public static DocumentFieldRead? VisitsIn(IReadOnlyList<RowWord> words, int page, string rule)
    {
        var text = OrderText.Join(words);
        var counted = (VisitCount().IsMatch(text) ? VisitCount() : VisitTimes()).Matches(text);
        if (counted.Count == 0 || !Asks().IsMatch(Around(text, counted[0])) || Were().IsMatch(text) || counted.Select(m => m.Groups["n"].Value).Distinct().Count() > 1)
        {
            return null;
        }

        var number = At(words, counted[0].Groups["n"]);
        return FieldValues.CountOf(counted[0].Groups["n"].Value) is { } n and >= 1 and <= FieldValues.MostVisits && !FieldValues.IsInDate(words, words.ToList().IndexOf(number[0]))
            ? new(DocumentField.Visits, "visits", OrderText.Read(n.ToString(CultureInfo.InvariantCulture), number, page, rule))
            : null;
    }

    public static IEnumerable<DocumentFieldRead> OfRecordsRequest(OrderSheet sheet, CountedFrom days)
    {
        foreach (var (words, page) in DocumentSentences.Of(sheet))
        {
            var text = OrderText.Join(words);
            if (ReleaseTo().Match(text) is { Success: true } release && PartyNames.InSentence(words, WordAt(words, release.Index + release.Length)) is { Count: > 0 } to)
            {
                yield return new(DocumentField.Requester, null, OrderText.Read(PartyNames.Text(to), to, page, "sentence that says to whom records go"));
            }

            if (From().Match(text) is { Success: true } from)
            {
                foreach (var day in FieldValues.Between(DocumentField.RecordsFrom, DocumentField.RecordsTo, [.. words.Skip(WordAt(words, from.Index))], page, "days in the sentence"))
                {
                    yield return day;
                }
            }

            if ((Respond().IsMatch(text) || Needed().IsMatch(text)) && Deadline(words, text, page, days) is { } due)
            {
                yield return new(DocumentField.Due, null, due);
            }

            if (Authority().Match(text) is { Success: true } authority && !NotAttached().IsMatch(text))
            {
                var kind = FieldValues.AuthorityOf(authority.Value) ?? "authorization";
                yield return new(DocumentField.Authority, null, OrderText.Read(kind, At(words, authority), page, "words that name the right to the records"));
            }
        }
    }

    /// <summary>A patient who asks for the own records, on the clinic's paper.</summary>
    public static bool AsksForOwn(OrderSheet sheet) => DocumentSentences.Of(sheet).Any(s => OwnRecords().IsMatch(OrderText.Join(s.Words)));

    public static IEnumerable<DocumentFieldRead> OfSignatureRequest(OrderSheet sheet, CountedFrom days) =>
        from sentence in DocumentSentences.Of(sheet)
        let text = OrderText.Join(sentence.Words)
        where SignBack().IsMatch(text)
        let due = Deadline(sentence.Words, text, sentence.Page, days)
        where due is not null
        select new DocumentFieldRead(DocumentField.Due, null, due);

    /// <summary>The day named, or counted from the letter's own day or the day it came; without that the words themselves, so that a person sees them.</summary>
    private static FieldRead? Deadline(IReadOnlyList<RowWord> words, string text, int page, CountedFrom days)
    {
        if (By().Match(text) is { Success: true } by && FieldValues.DateAt(words, page, "day in the sentence", WordAt(words, by.Index)) is { } named)
        {
            return named;
        }

        if (DayWithoutYear.In(text, days) is { } found)
        {
            return OrderText.Read(StoredDay.Text(found.Day.Day), At(words, found.Words.Index, found.Words.Length), page, found.Day.How);
        }

        return CountDays.In(text, days).FirstOrDefault() is not { } counted ? null
            : OrderText.Read(counted.Day is { } day ? StoredDay.Text(day) : text.Substring(counted.At, counted.Length), At(words, counted.At, counted.Length), page, counted.How);
    }

    /// <summary>What is said close to the match: a title in front of it is not.</summary>
    private static string Around(string text, Match match)
    {
        var from = Math.Max(0, match.Index - 80);
        return text[from..Math.Min(text.Length, match.Index + match.Length + 60)];
    }

    private static List<RowWord> At(IReadOnlyList<RowWord> words, Group match) => At(words, match.Index, match.Length);

    private static List<RowWord> At(IReadOnlyList<RowWord> words, int from, int length)
    {
        var (at, found) = (0, new List<RowWord>());
        foreach (var word in words)
        {
            if (at < from + length && at + word.Text.Length > from)
            {
                found.Add(word);
            }

            at += word.Text.Length + 1;
        }

        return found;
    }

    private static int WordAt(IReadOnlyList<RowWord> words, int character)
    {
        var at = 0;
        for (var i = 0; i < words.Count; i++)
        {
            if (at + words[i].Text.Length > character)
            {
                return i;
            }

            at += words[i].Text.Length + 1;
        }

        return words.Count;
    }

    private const string DateForm = @"([0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+[0-9]{1,2},?\s+[0-9]{4})";

    [GeneratedRegex(@"\bpeer.{0,3}to.{0,3}peer\b|\bp2p\b|\bspeak (to|with) (the|a|our) (medical director|reviewer|reviewing physician)\b", RegexOptions.IgnoreCase)]
    private static partial Regex PeerToPeer();

    [GeneratedRegex(@"\b(appeal|appeals|reconsideration|grievance)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Appeal();

    [GeneratedRegex(@"\b(respond|response|reply|submit|send|provide|return|fax|forward|receive[d]?|supply|furnish|produce|comply|compliance)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Respond();

    [GeneratedRegex(@"\b(need(ed)?|due|required)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Needed();

    [GeneratedRegex(@"\b(sign|signed|signature|return|complete|completed|fax)\b", RegexOptions.IgnoreCase)]
    private static partial Regex SignBack();

    [GeneratedRegex(@"\b(by|before|until|no later than|on or before|not later than|due|deadline(\s+(is|of))?)\s+([\w:.,]+\s+){0,4}?(?=" + DateForm + ")", RegexOptions.IgnoreCase)]
    private static partial Regex By();

    [GeneratedRegex(@"\b(approv|authoriz|certif|grant|valid)\w*", RegexOptions.IgnoreCase)]
    private static partial Regex Grants();

    [GeneratedRegex(@"(?<![\w/.-])(?<n>\d{1,4})\s*(\(\w+\)\s*)?((?!days?\b)[a-z]+\s+){0,3}?(?<basis>visits?|units?|sessions?|services?|treatments?|hours?|doses?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Amount();

    [GeneratedRegex(@"\b(from|between|effective|beginning|dates? of service|period)\s+(\w+\s+){0,2}?(?=" + DateForm + ")", RegexOptions.IgnoreCase)]
    private static partial Regex From();

    [GeneratedRegex(@"\b(until|through|thru|expires?( on)?)\s+(?=" + DateForm + ")", RegexOptions.IgnoreCase)]
    private static partial Regex Until();

    [GeneratedRegex(@"\b(cover(ed|age)|enrolled|eligible|insured|policy|benefits)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Covers();

    [GeneratedRegex(@"\b(terminated|termed|ended|ends|cancel+ed|lapsed|expired|expires|inactive (since|as of)|through|until)\s+((on|effective|as|of|was|is|and)\s+){0,3}(?=" + DateForm + ")", RegexOptions.IgnoreCase)]
    private static partial Regex Ended();

    [GeneratedRegex(@"\b(release|disclose|furnish|send|provide|give)\b[^.]{0,80}?\b(records|information|chart)\b( of [^.]{0,30}?)? to:?\s+(?=\S)", RegexOptions.IgnoreCase)]
    private static partial Regex ReleaseTo();

    [GeneratedRegex(@"\bI (hereby |would like to |wish to )?request\b.{0,40}\bmy\b")]
    private static partial Regex OwnRecords();

    /// <summary>Who is referred now: "was referred to" tells of another time, "referred by" of somebody else.</summary>
    [GeneratedRegex(@"\b((am|are|is|be|being|would like to|wish to|writing to|hereby|to) (hereby )?refer(red|ring)?|please refer)\s+((?!(to|by)\b)[\w,.'’-]+\s+){0,14}?to\s+(the\s+)?(?!(your|you|our|us)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Refers();

    /// <summary>"Thank you for seeing her for chronic cough (R05.3).", "please evaluate for". What is wanted ("for your opinion") is no reason.</summary>
    [GeneratedRegex(@"\b(thank you for (agreeing to )?see(ing)?|please see|kindly see|please evaluate|(am|are) referring|referred to you)\b[^.;]{0,120}?\bfor\s+((further |an? )?evaluation( and (management|treatment))? of\s+)?(?!(your|our|you|further|evaluation|evaluate|consultation|consult|treatment|management|an?\b|the|his|her|their|seeing|review|advice|opinion|follow)\b)(?<why>[a-z][a-z0-9' -]{3,70}?)(?=\s*[.;(\[]|,|$|\s(who|which|and (has|is|was)|since|in (his|her))\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Why();

    [GeneratedRegex(@"(?<![\w.-])[x×(]?(?<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\)?\s*(\(\w+\)\s*)?((?!(of|to|or|and|more|day|days|week|weeks|month|months|year|years|prior|previous|past|last|follow)\b)[a-z-]+\s+){0,2}visits?\b|\bvisits?\s*[x×]\s*(?<n>\d{1,2})\b|\bvisits?\s+(authorized|approved|allowed|requested)\W+(?<n>\d{1,2})\b(?![/-])", RegexOptions.IgnoreCase)]
    private static partial Regex VisitCount();

    [GeneratedRegex(@"\b(eval\w*|treat\w*|consult\w*)\s*[x×]\s*(?<n>\d{1,2})\b(?!\s*(weeks?|wks?|days?|months?|mos?|/|per\b|min))", RegexOptions.IgnoreCase)]
    private static partial Regex VisitTimes();

    [GeneratedRegex(@"\b(authori[sz]\w*|approv\w*|allow\w*|grant\w*|valid|good for|eval\w*|treat\w*|consult\w*|refer\w*|request\w*|up to|total of|limit\w*|maximum)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Asks();

    /// <summary>Visits that were, are left over, or are counted by the week.</summary>
    [GeneratedRegex(@"\b(used|remain\w*|left|completed|attended|past|last|previous\w*|prior visits?|ago|since|had|has been|was seen|were|ER|ED|emergency|hospital|denied|not (authorized|approved)|follow.?up visits?|(per|a|each|every) (day|week|month|year)|weekly|/\s?(wk|week|mo|month))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Were();

    [GeneratedRegex(@"\b(subpoena(ed)?|court order|(signed |hipaa |patient |valid |enclosed |attached )*(authorization|consent|release)( form)?( \w+){0,6} (is |are )?(attached|enclosed|included)|(attached|enclosed)( \w+){0,6} (authorization|release|consent))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Authority();

    [GeneratedRegex(@"\b(not|no|without)\b.{0,20}\b(attached|enclosed|authorization|included)\b|\b(attached|enclosed|included)\W+no\b", RegexOptions.IgnoreCase)]
    private static partial Regex NotAttached();
}
