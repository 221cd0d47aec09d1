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
}
