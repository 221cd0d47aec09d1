using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Fields;

/// <summary>Fields that letters say in sentences: until when to answer, for how long and how much, which records.</summary>
internal static partial class SaidFields
{
    /// <param name="writtenOn">The day of the letter, from which "within 14 days" is counted; null where none was read.</param>
    public static IEnumerable<DocumentFieldRead> OfDecision(OrderSheet sheet, FieldRead? writtenOn)
    {
        foreach (var (words, page) in DocumentSentences.Of(sheet))
        {
            var text = OrderText.Join(words);
            var deadline = PeerToPeer().IsMatch(text) ? DocumentField.PeerToPeerBy
                : Appeal().IsMatch(text) ? DocumentField.AppealBy
                : Respond().IsMatch(text) ? DocumentField.RespondBy
                : (DocumentField?)null;
            if (deadline is { } field && Deadline(words, text, page, writtenOn) is { } lastDay)
            {
                yield return new(field, null, lastDay);
            }

            if (!Grants().IsMatch(text) || AuthorizationOutcome.Of(text) is "denied" or "pended")
            {
                continue;
            }

            if (Amount().Match(text) is { Success: true } amount && FieldValues.BasisOf(amount.Groups["basis"].Value) is { } basis)
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

    public static IEnumerable<DocumentFieldRead> OfRecordsRequest(OrderSheet sheet, FieldRead? writtenOn)
    {
        foreach (var (words, page) in DocumentSentences.Of(sheet))
        {
            var text = OrderText.Join(words);
            if (From().Match(text) is { Success: true } from)
            {
                foreach (var day in FieldValues.Between(DocumentField.RecordsFrom, DocumentField.RecordsTo, [.. words.Skip(WordAt(words, from.Index))], page, "days in the sentence"))
                {
                    yield return day;
                }
            }

            if ((Respond().IsMatch(text) || Needed().IsMatch(text)) && Deadline(words, text, page, writtenOn) is { } due)
            {
                yield return new(DocumentField.Due, null, due);
            }

            if (Authority().Match(text) is { Success: true } authority && !NotAttached().IsMatch(text))
            {
                var kind = authority.Value.Contains("subp", StringComparison.OrdinalIgnoreCase) ? "subpoena" : authority.Value.Contains("order", StringComparison.OrdinalIgnoreCase) ? "court order" : "authorization";
                yield return new(DocumentField.Authority, null, OrderText.Read(kind, At(words, authority), page, "words that name the right to the records"));
            }
        }
    }

    public static IEnumerable<DocumentFieldRead> OfSignatureRequest(OrderSheet sheet, FieldRead? writtenOn) =>
        from sentence in DocumentSentences.Of(sheet)
        let text = OrderText.Join(sentence.Words)
        where SignBack().IsMatch(text)
        let due = Deadline(sentence.Words, text, sentence.Page, writtenOn)
        where due is not null
        select new DocumentFieldRead(DocumentField.Due, null, due);

    /// <summary>The day named, or counted from the letter's own day; without that the words themselves, so that a person sees them.</summary>
    private static FieldRead? Deadline(IReadOnlyList<RowWord> words, string text, int page, FieldRead? writtenOn)
    {
        if (By().Match(text) is { Success: true } by && FieldValues.DateAt(words, page, "day in the sentence", WordAt(words, by.Index)) is { } named)
        {
            return named;
        }

        if (Within().Match(text) is not { Success: true } within)
        {
            return null;
        }

        var found = At(words, within);
        var days = int.Parse(within.Groups["n"].Value, CultureInfo.InvariantCulture);
        if (writtenOn is null || !DateOnly.TryParseExact(writtenOn.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return OrderText.Read(within.Value, found, page, "days counted from a day that was not read");
        }

        day = within.Groups["working"].Success ? WorkingDaysAfter(day, days) : day.AddDays(days);
        return OrderText.Read(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), found, page, "days in the sentence, counted from the letter's day");
    }

    private static DateOnly WorkingDaysAfter(DateOnly day, int days)
    {
        while (days > 0)
        {
            day = day.AddDays(1);
            days -= day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 1;
        }

        return day;
    }

    private static List<RowWord> At(IReadOnlyList<RowWord> words, Group match)
    {
        var (at, found) = (0, new List<RowWord>());
        foreach (var word in words)
        {
            if (at < match.Index + match.Length && at + word.Text.Length > match.Index)
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

    [GeneratedRegex(@"\b(by|before|until|no later than|on or before|not later than|due)\s+(\w+\s+){0,3}?(?=" + DateForm + ")", RegexOptions.IgnoreCase)]
    private static partial Regex By();

    [GeneratedRegex(@"\bwithin\s+(\w+\s+)?\(?(?<n>\d{1,3})\)?\s+((?<working>business|working)\s+|calendar\s+)?days?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Within();

    [GeneratedRegex(@"\b(approv|authoriz|certif|grant|valid)\w*", RegexOptions.IgnoreCase)]
    private static partial Regex Grants();

    [GeneratedRegex(@"\b(?<n>\d{1,4})\s*(\(\w+\)\s*)?((?!days?\b)[a-z]+\s+){0,3}?(?<basis>visits?|units?|sessions?|services?|treatments?|hours?|doses?|mg)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Amount();

    [GeneratedRegex(@"\b(from|between|effective|beginning|dates? of service|period)\s+(\w+\s+){0,2}?(?=" + DateForm + ")", RegexOptions.IgnoreCase)]
    private static partial Regex From();

    [GeneratedRegex(@"\b(until|through|thru|expires?( on)?)\s+(?=" + DateForm + ")", RegexOptions.IgnoreCase)]
    private static partial Regex Until();

    [GeneratedRegex(@"\b(subpoena(ed)?|court order|(signed |hipaa |patient |valid |enclosed |attached )*(authorization|consent|release)( form)?( \w+){0,6} (is |are )?(attached|enclosed|included)|(attached|enclosed)( \w+){0,6} (authorization|release|consent))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Authority();

    [GeneratedRegex(@"\b(not|no|without)\b.{0,20}\b(attached|enclosed|authorization|included)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NotAttached();
}
