using System.Text.RegularExpressions;
using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Sorting;

internal enum UrgentKind
{
    /// <summary>Asked for at once: STAT, ASAP, emergent.</summary>
    Stat,

    /// <summary>A result in the panic range or called as critical.</summary>
    CriticalValue,

    /// <summary>A day by which somebody must act: respond by, due, needed by, appeal before.</summary>
    Deadline,
}

/// <summary>Urgent words on a page.</summary>
/// <param name="Due">The day a deadline names, when it could be read.</param>
/// <param name="How">How that day was reckoned, in plain words; null where the text has it whole.</param>
internal sealed record UrgentMention(UrgentKind Kind, int Page, Box Box, float Confidence, string Words, DateOnly? Due, string? How = null);

/// <summary>
/// Finds what a person must hear of within minutes of reading: before any matching, and while the document waits in
/// review. Leaves out what is negated ("no critical values") and what only stands in a form's choice ("[ ] STAT") or legend
/// ("C = critical").
/// </summary>
internal static partial class UrgentWording
{
    /// <param name="pages">Of one document, for its own day is that from which it counts.</param>
    /// <param name="today">"Respond by 11/30" and "by the 15th" are reckoned from the paper's own day, else from when it came, else from this; null reads no day without its year.</param>
    /// <param name="received">On which they came, for "within 10 days of receipt"; null leaves out what is counted.</param>
    /// <param name="holidays">That are no business days; null where nobody asked.</param>
    public static IReadOnlyList<UrgentMention> In(IReadOnlyList<PageText> pages, DateOnly? today = null, DateOnly? received = null, Holidays? holidays = null)
    {
        var rows = pages.Select(PageRows.Of).ToList();
        var writtenOn = new Lazy<DateOnly?>(() => StoredDay.Of(ReadFields.WrittenOn(OrderSheet.Of(pages))?.Value));
        return
        [
            .. rows.SelectMany(page => page).SelectMany(InRow),
            .. rows.SelectMany(OverLineEnd),
            .. today is { } now ? rows.SelectMany(page => WithoutYear(page, () => new CountedFrom(writtenOn.Value, received ?? now))) : [],
            .. received is { } came ? rows.SelectMany(page => Counted(page, () => new CountedFrom(writtenOn.Value, came, holidays))) : [],
        ];
    }

    /// <summary>In plain text, as an e-mail has it: what must be heard at once, whatever is attached.</summary>
    public static IReadOnlyList<UrgentKind> InLines(IEnumerable<string> lines) =>
    [
        .. from line in lines
           let words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
           where words.Length > 0
           from mention in InRow(new PageRow(0, 0, [.. words.Select((word, i) => new RowWord(word, word.ToLowerInvariant(), new Box(i, 0, 1, 1), 100, 0))]))
           select mention.Kind,
    ];

    private static IEnumerable<UrgentMention> InRow(PageRow row)
    {
        foreach (var (kind, pattern) in new[] { (UrgentKind.Stat, Stat()), (UrgentKind.CriticalValue, Critical()), (UrgentKind.Deadline, Deadline()) })
        {
            foreach (var match in pattern.Matches(row.Text).Cast<Match>().Where(m => Speaks(row.Text, m, kind)))
            {
                var words = WordsAt(row, match.Index, match.Length);
                var due = kind != UrgentKind.Deadline ? null : Matching.WrittenDates.Plain(match.Groups["date"].Value);
                if (words.Count > 0 && (kind != UrgentKind.Deadline || due is not null))
                {
                    yield return new(kind, row.Page, Box.Around(words.Select(w => w.Box)), words.Min(w => w.Confidence), match.Value, due);
                }
            }
        }
    }

    /// <summary>"Please respond by March 6," whose year stands on the line below: a day over two lines, neither of which has it whole.</summary>
    private static IEnumerable<UrgentMention> OverLineEnd(IReadOnlyList<PageRow> rows)
    {
        foreach (var (row, next) in rows.Zip(rows.Skip(1)).Where(two => GoesOn(two.First, two.Second)))
        {
            var text = $"{row.Text} {next.Text}";
            bool IsOverTheEnd(Group date) => date.Index < row.Text.Length && date.Index + date.Length > row.Text.Length;
            foreach (var match in Deadline().Matches(text).Where(m => IsOverTheEnd(m.Groups["date"]) && Speaks(text, m, UrgentKind.Deadline)))
            {
                if (Matching.WrittenDates.Plain(match.Groups["date"].Value) is { } due)
                {
                    var words = WordsAt(row, match.Index, row.Text.Length - match.Index);
                    yield return new(UrgentKind.Deadline, row.Page, Box.Around(words.Select(w => w.Box)), words.Min(w => w.Confidence), match.Value, due);
                }
            }
        }
    }

    /// <summary>"Please reply no later than Friday, March 6", over the end of a line too.</summary>
    /// <param name="from">Asked only where such a day stands.</param>
    private static IEnumerable<UrgentMention> WithoutYear(IReadOnlyList<PageRow> rows, Func<CountedFrom> from)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var text = i + 1 < rows.Count && GoesOn(row, rows[i + 1]) ? $"{row.Text} {rows[i + 1].Text}" : row.Text;
            foreach (var match in DeadlineWithoutYear().Matches(text).Where(m => m.Index < row.Text.Length && Speaks(text, m, UrgentKind.Deadline) && IsOfPaper(text, m)))
            {
                if (DayWithoutYear.Reckon(match, from()) is { } named)
                {
                    var words = WordsAt(row, match.Index, Math.Min(match.Length, row.Text.Length - match.Index));
                    yield return new(UrgentKind.Deadline, row.Page, Box.Around(words.Select(w => w.Box)), words.Min(w => w.Confidence), match.Value, named.Day, named.How);
                }
            }
        }
    }

    /// <summary>"Return by Friday" is said to a patient: what is also done by people is a deadline where the sentence speaks of papers.</summary>
    private static bool IsOfPaper(string text, Match match) =>
        match.Groups["slash"].Success || !AlsoOfPeople().IsMatch(match.Value) || Answers().IsMatch(SentenceAt(text, match.Index));

    /// <summary>"Please respond within 10 days of receipt", over the end of a line too: asked of the clinic, and not promised or told.</summary>
    /// <param name="from">Asked only where something is counted.</param>
    private static IEnumerable<UrgentMention> Counted(IReadOnlyList<PageRow> rows, Func<CountedFrom> from)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (!MayCount().IsMatch(row.Text))
            {
                continue;
            }

            var (before, after) = (i > 0 && GoesOn(rows[i - 1], row) ? rows[i - 1].Text + " " : "", i + 1 < rows.Count && GoesOn(row, rows[i + 1]) ? " " + rows[i + 1].Text : "");
            var text = before + row.Text + after;
            bool BeginsHere(Match within) => within.Index >= before.Length && within.Index < before.Length + row.Text.Length;
            if (!CountDays.Within().Matches(text).Any(BeginsHere))
            {
                continue;
            }

            foreach (var counted in CountDays.In(text, from()))
            {
                var at = counted.At - before.Length;
                if (counted.Latest is { } due && at >= 0 && at < row.Text.Length && IsAsked(text, counted))
                {
                    var words = WordsAt(row, at, Math.Min(counted.Length, row.Text.Length - at));
                    yield return new(UrgentKind.Deadline, row.Page, Box.Around(words.Select(w => w.Box)), words.Min(w => w.Confidence), text.Substring(counted.At, counted.Length), due, counted.How);
                }
            }
        }
    }

    private static bool GoesOn(PageRow row, PageRow next) => next.Box.Y - row.Box.Bottom < 1.5 * row.Words.Max(word => word.Box.Height);

    private static bool IsAsked(string text, CountedDay counted)
    {
        var sentence = SentenceAt(text, counted.At);
        var box = Boxes().Matches(text[..counted.At]).LastOrDefault();
        return (box is null || Ticked().IsMatch(box.Value)) && !NothingAsked().IsMatch(sentence)
            && (counted.SaysFrom ? Demands().IsMatch(sentence) && Acts().IsMatch(sentence) : Answers().IsMatch(sentence) && (Demands().IsMatch(sentence) || Imperative().IsMatch(sentence)));
    }

    private static string SentenceAt(string text, int at)
    {
        var (begins, ends) = (text.LastIndexOf(". ", at, StringComparison.Ordinal) + 1, text.IndexOf(". ", at, StringComparison.Ordinal));
        return text[begins..(ends < 0 ? text.Length : ends)];
    }

    private static bool Speaks(string text, Match match, UrgentKind kind)
    {
        var before = text[..match.Index];
        var after = text[(match.Index + match.Length)..];
        if (Legend().IsMatch(before) || LegendAfter().IsMatch(after) || Denied(kind).IsMatch(before) || (kind == UrgentKind.Stat && AnsweredNo().IsMatch(after)))
        {
            return false;
        }

        // A choice is spoken only when its own box, the nearest one before it, is ticked; a row of bare choices says nothing. Of "[ ] Fasting STAT CBC"
        // the box is another's, of "[ ] Fasting   Potassium 6.9 CRITICAL" too: urgency that is not heard is the worse mistake.
        var box = Boxes().Matches(before).LastOrDefault();
        if (box is not null && LeadsFromBox().IsMatch(before[(box.Index + box.Length)..]))
        {
            return Ticked().IsMatch(box.Value);
        }

        return !(kind == UrgentKind.Stat ? Choices() : FlagChoices()).IsMatch(text);
    }

    private static Regex Denied(UrgentKind kind) => kind switch
    {
        UrgentKind.Stat => NotStat(),
        UrgentKind.Deadline => NotDue(),
        _ => Negated(),
    };

    private static List<RowWord> WordsAt(PageRow row, int start, int length)
    {
        var first = row.WordAt(start);
        return [.. row.Words.Skip(first).Take(row.WordAt(start + length - 1) - first + 1)];
    }

    /// <summary>In small letters only where it is no short form of "status" or "statistics": at a label of priority, in a ticked box, alone in its row, beside what is to be done.</summary>
    [GeneratedRegex(@"\b(STAT|S\.T\.A\.T\.?)(?![a-z])|(?<=\b(?i:priority|urgency|turn\s*around(\s+time)?)\b\s*[:.]?\s*|\[[xX✓✔]\]\s*|[☑☒■]\s*|^\W*)(?i:stat)(?=\W*$|\s*[\[☐□,;!(])|\b(?i:stat)(?=\s+(?i:CT|CTA|MRI|MRA|CBC|BMP|CMP|INR|EKG|ECG|labs?|x-?rays?|ultrasound|US|doppler|echo|troponin|cultures?|d-?dimer|read|results?|orders?|referral|consult\w*|evaluation|appointment|review|transfer)\b)|(?<=\b(?i:do|run|process|order(ed)?|repeat|draw|needed|requested|please|all|results?|scan|labs?|as)\s+)(?i:stat)(?=\W*$|[.,;!)])|\b(ASAP|A\.S\.A\.P\.?|[Ee]mergent(ly)?|EMERGENT|[Ii]mmediate(ly)? attention|[Ss]ame[- ]day|(?i:life[- ]threatening))\b")]
    private static partial Regex Stat();

    /// <summary>The bare word only as a flag: in capitals, or behind a figure. Critical care, a critical access hospital, a panic disorder are none.</summary>
    [GeneratedRegex(@"\b(?i:called\s+(in\s+)?as\s+critical\b|critical(?=\s*:\s*\p{L}[^:]{0,40}[0-9])|critical\s+(potassium|sodium|glucose|calcium|magnesium|hemoglobin|hgb|hematocrit|platelets?|wbc|inr|troponin|lactate|creatinine|bilirubin|ammonia|blood\s+(gas|sugar|culture))\b)|\b(?i:critical(ly)?\s+(value|result|finding|low|high|abnormal|lab|alert|call|phoned|notified)s?|panic\s+(value|level|result|high|low)s?|alert\s+value)\b|\b(?i:critical)(?=\s*[!*])|(?<=[0-9]\S*\s+(\S+\s+){0,2})\b(?i:critical|panic)\b(?=\s*($|[^A-Za-z\s]))|\b(CRITICAL|PANIC)\b(?!\s+(CARE|ACCESS|ILL|ILLNESS(ES)?|LIMB|AORTIC|STENOSIS|CONGENITAL|INCIDENT|AIRWAY|CONDITION|DISORDER|ATTACKS?|DISEASE|HOSPITAL|PATHWAY|SYNDROME|TRANSPORT|PERIOD|INFORMATION|ELEMENTS?)\b)|\b(LL|HH)(?=\s+[<0-9])")]
    private static partial Regex Critical();

    // What asks for something by a day; of what is told as done ("completed", "submitted", "received") only with the word that makes it a demand.
    private const string DemandOver =
        @"(?:respond|reply|appeal|submit|return(?!\s+to\b)|answer|produce|provide|send|(?:must|should|shall|to|needs? to|ha(?:s|ve) to)\s+be\s+(?:received|requested|returned|submitted|filed|produced|provided|completed|made|sent))\b[^.;:0-9]{0,60}?\b(?:by|before|no later than|not later than|on or before)\s+";

    private const string Demand =
        @"\b(?:(?:respond|reply|needed|due|required|appeal|deadline|answer|response\s+due|records\s+due)\s*(?:date|by|before|no later than|on or before|back by)?\s*[:;]?\s*"
        + @"|(?:return|returned|complete|completed|submit|submitted|file|produced?|provided?|send)\s*(?:by|before|no later than|not later than|on or before|back by)\s*[:;]?\s*"
        + "|" + DemandOver + ")"
        + @"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\.?,?\s+)?";

    [GeneratedRegex(Demand + @"(?<date>[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+[0-9]{1,2},?\s+[0-9]{4})", RegexOptions.IgnoreCase)]
    private static partial Regex Deadline();

    /// <summary>What is due, needed or asked for; what is told as done, or of people, only with the word that makes it a demand.</summary>
    [GeneratedRegex(
        @"\b(?:(?:respond|reply|needed|due|required|appeal|response|records(?!\s*[:;])|deadline|answer)\s*(?:due\s*)?(?:date\s*[:;]|by|before|no later than|not later than|on or before|back by|is|[:;])\s*[:;]?\s*"
        + @"|(?:return|returned|complete|completed|submit|submitted|file|produced?|provided?|send)\s*(?:by|before|no later than|not later than|on or before|back by)\s*[:;]?\s*"
        + "|" + DemandOver + ")" + DayWithoutYear.Form,
        RegexOptions.IgnoreCase)]
    private static partial Regex DeadlineWithoutYear();

    [GeneratedRegex(@"\b(within|than|before|by|have|has|up to)\b", RegexOptions.IgnoreCase)]
    private static partial Regex MayCount();

    [GeneratedRegex(@"\b(please|kindly|must|should|shall|needs? to|ha(s|ve) to|required?|requires|requested|asked|(you|your \w+|provider|physician|member) (have|has|may)|due|deadline|respond|reply|submit|provide|return|send|furnish|produce|answer|file)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Demands();

    [GeneratedRegex(@"\b(respon[ds]\w*|repl(y|ies)|submit\w*|provid(e|ed|ing)|sen[dt]|return(ed)?|fax(ed)?|forward(ed)?|furnish\w*|produced?|appeal\w*|filed?|request(ed|ing)?|answer\w*|comply|compliance|sign(ed)?|completed?|receive[ds]?|records|information|documentation|peer.{0,3}to.{0,3}peer)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Acts();

    /// <summary>What only a paper asks for; "return within 2 weeks" is said to a patient.</summary>
    [GeneratedRegex(@"\b(respon[ds]\w*|reply|submit(ted)?|furnish(ed)?|appeal\w*|answer|comply|(return|sign|complete|send|provide|fax|forward|produce)(ed)?\s+(back\b|(and|or)\s+(return|fax|sign|send)|(us|the|this|these|all|any|your|our|requested|enclosed|attached|signed|completed|medical|additional|missing)\s+(\w+\s+){0,3}?(form|request|records?|documents?|documentation|information|notes?|order|orders|certification|plan|questionnaire|letter|copy|copies)))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Answers();

    [GeneratedRegex(@"^(?:return|returned|complete|completed|send|provided?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex AlsoOfPeople();

    /// <summary>A sentence that begins with what is to be done.</summary>
    [GeneratedRegex(@"^\W*(respond|reply|submit|provide|send|return|fax|forward|furnish|produce|answer|sign|complete|file|appeals?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Imperative();

    [GeneratedRegex(@"\b(no|not)\s+(further |additional )?(response|reply|action|answer)s?\b|\b(claims?|bills?|invoices?|payments?)\s+(must|should|are to|will|may)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NothingAsked();

    [GeneratedRegex(@"\b(no|not|non|without|denies|never|negative for|none|isn't|ruled out)\b([\s-]+[\w'/,-]+){0,3}\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Negated();

    /// <summary>Directly before it: of "without contrast STAT" and of "Fasting: No STAT" the word denies something else.</summary>
    [GeneratedRegex(@"(?<![:?]\s*)\b(no|not|non|never|isn't|no longer)\b[\s-]*((a|an|considered|marked|ordered|required|needed|as|for|be|to)\s+){0,3}$", RegexOptions.IgnoreCase)]
    private static partial Regex NotStat();

    [GeneratedRegex(@"\b(no|not)\s+((longer|response|reply|records?|appeal)\s+((is|are)\s+)?)?$", RegexOptions.IgnoreCase)]
    private static partial Regex NotDue();

    [GeneratedRegex(@"^\s*[:?]\s*(no|n)\b", RegexOptions.IgnoreCase)]
    private static partial Regex AnsweredNo();

    /// <summary>Between a box and its own choice stand only words that lead to it: "[ ] Process as STAT", "[ ] Priority: STAT".</summary>
    [GeneratedRegex(@"^[\s:]*((this|is|a|an|please|order|process|as|call|phone|fax|report|run|results?|do|draw|tests?|priority|read|reading|page|provider|physician|wet|with|and|response|records?|information|documents?)[\s:,/]*){0,5}$", RegexOptions.IgnoreCase)]
    private static partial Regex LeadsFromBox();

    /// <summary>"Flag: CRITICAL" says it of a result; "Flags: H = high, C = critical" of none.</summary>
    [GeneratedRegex(@"(\b[A-Z*]{1,2}\s*=\s*$)|(\b(legend|key)\s*:.*$)|(\bflags?\s*:?\s*[A-Z*]{1,2}\s*=.*$)", RegexOptions.IgnoreCase)]
    private static partial Regex Legend();

    [GeneratedRegex(@"^\s*=\s|^\s*(are|is) (defined|those|any)\b|^\s+(means|indicates)\b|^\s*(values? )?(will be|are) (called|phoned)", RegexOptions.IgnoreCase)]
    private static partial Regex LegendAfter();

    [GeneratedRegex(@"\[[^\]]{0,2}\]|[☐☑☒□■]|\(\s?[xX]?\s?\)")]
    private static partial Regex Boxes();

    [GeneratedRegex(@"[xX✓✔☑☒■]|\[[^\s\]]\]")]
    private static partial Regex Ticked();

    /// <summary>"Routine / Urgent / STAT", with nothing but choices between them: "NOT ROUTINE - please process STAT" chooses.</summary>
    [GeneratedRegex(@"\broutine\b([\s/|,;_()-]*\b(or|and|urgent|asap|timed|expedited|emergent|elective|standard|today|same[ -]day|[0-9]+\s*(hrs?|hours?))\b)*[\s/|,;_()-]*\b(urgent|stat)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Choices();

    /// <summary>"Flag: normal / abnormal / critical".</summary>
    [GeneratedRegex(@"\bnormal\W+((or|abnormal|high|low)\W+)+(critical|panic)\b", RegexOptions.IgnoreCase)]
    private static partial Regex FlagChoices();
}
