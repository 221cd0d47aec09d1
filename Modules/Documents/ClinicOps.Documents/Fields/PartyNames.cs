using System.Text.RegularExpressions;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Fields;

/// <summary>Names of practices, firms and providers as they stand beside labels, in sentences and at the head of a page.</summary>
internal static partial class PartyNames
{
    private const int LongestName = 12;

    /// <summary>
    /// The words that are the name: without telephone numbers, addresses and reasons that stand behind it in the same field. Empty where no
    /// name is there ("first available", "see attached", a number, a day).
    /// </summary>
    public static IReadOnlyList<RowWord> Of(IReadOnlyList<RowWord> words)
    {
        var name = new List<RowWord>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (NoName().IsMatch(word.Text) || word.EndsLabel || TickMarks.At(words, i).Tick != Tick.None || (name.Count > 0 && (IsReason(name[^1], word) || Behind().IsMatch(word.Text))))
            {
                break;
            }

            // What stands below is an address or another field, unless the line above breaks off.
            if (name.Count > 0 && word.Box.Y >= name[^1].Box.Bottom && !BreaksOff(name[^1]) && word.Key is not ("of" or "and" or "at"))
            {
                break;
            }

            if (word.Key.Length > 0)
            {
                name.Add(word);
            }

            if (word.Text.EndsWith('.') && word.Key.Length > 3 && !Short().IsMatch(word.Text))
            {
                break;
            }
        }

        var text = OrderText.Join(name);
        return name.Count is 0 or > LongestName || text.Count(char.IsLetter) < 3 || text.Count(char.IsDigit) * 2 > text.Count(char.IsLetter) || Nobody().IsMatch(text)
            || name[0].Text.All(char.IsDigit) || OrderText.UrgencyOf(name[0].Text) is not null || FieldValues.DateAt(name, 1, "") is not null ? [] : name;
    }

    /// <summary>The name that begins at the word in a sentence: capital words, and small ones between them.</summary>
    public static IReadOnlyList<RowWord> InSentence(IReadOnlyList<RowWord> words, int at)
    {
        var run = new List<RowWord>();
        foreach (var word in words.Skip(at).Take(LongestName))
        {
            var small = word.Key is "of" or "and" or "the" or "at";
            if (!small && !char.IsUpper(word.Text.FirstOrDefault(char.IsLetter)))
            {
                break;
            }

            run.Add(word);
            if (word.Text[^1] is ';' or ':' || (word.Text[^1] == '.' && !Short().IsMatch(word.Text)))
            {
                break;
            }
        }

        while (run.Count > 0 && run[^1].Key is "of" or "and" or "the" or "at")
        {
            run.RemoveAt(run.Count - 1);
        }

        return Of(run);
    }

    /// <summary>As written, without quotation marks: specks beside a name are read as such.</summary>
    public static string Text(IReadOnlyList<RowWord> name) => string.Concat(OrderText.WithSigns(name).Where(c => c is not ('"' or '“' or '”'))).Trim(' ', ',', ';', '.', '-', '(');

    /// <summary>"Harbor Cardiology for chest pain"; but "Center for Pain" is a name.</summary>
    private static bool IsReason(RowWord before, RowWord word) =>
        (word.Key == "for" && before.Key is not ("center" or "centre" or "institute" or "clinic" or "hospital" or "foundation" or "associates" or "program" or "specialists" or "partners" or "services"))
        || word.Key is "regarding" or "re" or "because" or "who" or "with" or "due" or "please";

    private static bool BreaksOff(RowWord word) => word.Sign.Length > 0 || word.Text[^1] is '-' or '–' or '&' or '/' || word.Key is "of" or "and" or "the";

    /// <summary>Numbers, addresses of mail, and the labels of both.</summary>
    [GeneratedRegex(@"^\(?(phone|ph|fax|fx|tel|telephone|npi|npi#|upin|upin/npi|email|e-?mail|address|addr|dob|mrn|po|p\.o|suite|ste)\)?[./:#]*$|^\(?\d{3}\)?[-. ]?\d{3}|@|^\d{5}(-\d{4})?$|^_{2,}$", RegexOptions.IgnoreCase)]
    private static partial Regex NoName();

    /// <summary>A bracket or a house number behind a name.</summary>
    [GeneratedRegex(@"^[(\[]|^\d{2,}$")]
    private static partial Regex Behind();

    [GeneratedRegex(@"^(dr|mr|mrs|ms|st|inc|co|corp|ltd|esq|jr|sr|p\.?c|l\.?l\.?[pc]|m\.?d|d\.?o|assoc|dept|[a-z])\.,?$|^[A-Z]\.", RegexOptions.IgnoreCase)]
    private static partial Regex Short();

    /// <summary>Words that stand where a name may stand and name nobody.</summary>
    [GeneratedRegex(@"\bconcern\b|\bof choice\b|^(the |a |to )?(whom|any(one|body)?|first|next|none|n/?a|unknown|tbd|same\b(?! day)|see|yes|no|not|please|pls|us|you|your|our|my|me|myself|self|patient'?s?( choice)?$|above|below|attached|enclosed|requester|requestor|sender|recipient|legal|personal|insurance$|consult(ation)? (only|and)|evaluat\w*|eval|treat\w*|continu\w*|further|specialty|services?$|schedul\w*|referrals?\b|intake|front desk|new patients?|custodian|(medical |health )?records?( (department|dept|custodian|office|room|request|staff).*)?$|(health )?information (management|department|desk)|him\b(?! )|provider$|physician$|doctor$|specialist$|name\b|it is|he|she|they|this|that|which|will|is|are|was|has|may|be)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Nobody();
}
