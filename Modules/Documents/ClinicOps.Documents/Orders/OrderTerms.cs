using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <summary>What a page says of whether, where, how often and until when its orders are to be carried out.</summary>
/// <param name="Elsewhere">It is a copy, or somebody else acts on it.</param>
/// <param name="Repeats">"standing order", or how often in the page's words.</param>
internal sealed record OrderTerms(FieldRead? Cancelled, FieldRead? Elsewhere, FieldRead? PerformAt, FieldRead? Repeats, FieldRead? ValidUntil)
{
    /// <summary>Its own words that are crossed out; null where none are.</summary>
    public FieldRead? StruckOut { get; init; }
}

/// <summary>Reads them. A choice that is offered and not ticked says nothing, nor does what notes tell of other orders.</summary>
internal static partial class ReadOrderTerms
{
    private const string StandingOrder = "standing order";

    /// <summary>Lines below the name of an insurance that may still be of it.</summary>
    private const int CoverageLines = 5;

    public static OrderTerms Of(OrderSheet sheet, IReadOnlyList<TickedText> ticked)
    {
        var said = Said(sheet, ticked);
        return new(
            First(said, Cancels(), "words that take the order back", line => !Conditional().IsMatch(line.Text)) ?? Stamp(said),
            First(said, CopyOnly(), "words that say who acts on it"),
            PerformAt(sheet, said),
            Repeats(sheet, said),
            Until(sheet, said));
    }

    /// <summary>The terms of one order: how often it is to be done stands in its own line, else on the sheet.</summary>
    /// <param name="line">The order's words and those beside them.</param>
    public static OrderTerms OfOrder(OrderTerms sheet, string kind, IReadOnlyList<RowWord> line, int page, FieldRead? orderedOn)
    {
        // "Twice a week for six weeks" is how therapy and drugs are given, and no order to be carried out again.
        var counted = kind is "lab" or "imaging";
        var own = counted ? Words(line, Interval().Match(OrderText.Join(line)), page, "how often, in the order's line") : null;
        var repeats = own ?? (counted || sheet.Repeats?.Value == StandingOrder ? sheet.Repeats : null);
        return sheet with { Repeats = repeats, ValidUntil = sheet.ValidUntil ?? (repeats is null ? null : UntilIn(line, page) ?? After(orderedOn, line, page)) };
    }

    /// <summary>An order taken by phone is signed by who gave it, not by who wrote it down. Null when no phone order is spoken of, or it is co-signed.</summary>
    public static FieldRead? Unsigned(OrderSheet sheet, IReadOnlyList<TickedText> ticked)
    {
        var said = Said(sheet, ticked);
        var given = First(said, ByPhone(), "order given by phone, not co-signed", line => !Policy().IsMatch(line.Text), "verbal");
        var coSigned = said.Any(line => (CoSigned().IsMatch(line.Text) && !CoSignatureMissing().IsMatch(line.Text)) || SignedBy().Matches(line.Text).Any(signed => ByPrescriber(line.Text, signed.Index + signed.Length)))
            || sheet.Fields.Any(f => f.Field == OrderField.Signature && PrescriberSigns().IsMatch(f.Label) && f.Words.Any(w => w.Key.Length >= 2 && w.Key is not ("date" or "time" or "npi")));
        return coSigned ? null : given;
    }

    /// <summary>Whether a prescriber stands after the words that say it is signed, and before any nurse: who only gave the order stands before them.</summary>
    private static bool ByPrescriber(string text, int from) =>
        Prescriber().Match(text, from) is { Success: true } prescriber && !(Nurse().Match(text, from) is { Success: true } nurse && nurse.Index < prescriber.Index);

    private sealed record Line(IReadOnlyList<RowWord> Words, int Page, SheetPart Part)
    {
        public string Text { get; } = OrderText.Join(Words);

        /// <summary>Of a choice, without what stands below in its column.</summary>
        public IReadOnlyList<RowWord> Own { get; } = [.. Words.TakeWhile(word => word.Box.Y < Words[0].Box.Bottom)];
    }

    /// <summary>Every line outside notes, of a line with boxes only what is ticked.</summary>
    private static List<Line> Said(OrderSheet sheet, IReadOnlyList<TickedText> ticked) =>
    [
        .. from i in Enumerable.Range(0, sheet.Rows.Count)
           let row = sheet.Rows[i]
           where row.Part != SheetPart.Notes
           from line in TickMarks.Any(row.Row)
               ? ticked.Where(t => t.At == i && t.Ticked).Select(t => new Line(t.Words, t.Page, row.Part))
               : [new Line(row.Row.Words, row.Page, row.Part)]
           select line,
    ];

    private static FieldRead? First(List<Line> said, Regex pattern, string rule, Func<Line, bool>? counts = null, string? value = null) =>
        said.Where(line => counts is null || counts(line)).Select(line => Words(line.Words, pattern.Match(line.Text), line.Page, rule, value)).FirstOrDefault(found => found is not null);

    /// <summary>A stamp over the form, or a choice that is ticked: one word, alone in its line.</summary>
    private static FieldRead? Stamp(List<Line> said) =>
        said.Where(line => line.Own.Count <= 3 && Stamped().IsMatch(OrderText.Join(line.Own)))
            .Select(line => OrderText.Read(OrderText.Join(line.Own), line.Own, line.Page, "stamp that takes the order back")).FirstOrDefault();

    private static FieldRead? PerformAt(OrderSheet sheet, List<Line> said) =>
        sheet.Fields.Where(f => f.Field == OrderField.PerformAt && f.Words.Any(w => w.Key.Length > 2))
            .Select(f => OrderText.Read(OrderText.Join(f.Words).Trim(' ', ',', '.'), f.Words, f.Page, $"place at the label \"{f.Label}\"")).FirstOrDefault()
        ?? said.Select(line => DoneAt().Match(line.Text) is { Success: true } at ? Words(line.Words, at.Groups["where"], line.Page, "place named in the sentence") : null)
            .FirstOrDefault(found => found is not null);

    private static FieldRead? Repeats(OrderSheet sheet, List<Line> said) =>
        First(said, Standing(), "words that call it a standing order", line => !Policy().IsMatch(line.Text), StandingOrder)
        ?? sheet.Fields.Where(f => f.Field == OrderField.Repeats).Select(f => Words(f.Words, Interval().Match(OrderText.Join(f.Words)), f.Page, $"how often, at the label \"{f.Label}\"")).FirstOrDefault(found => found is not null)
        ?? First(said, Interval(), "how often, in a line of its own", line => SpeaksOfRepeating().IsMatch(line.Text));

    private static FieldRead? Until(OrderSheet sheet, List<Line> said) =>
        sheet.Fields.Where(f => f.Field == OrderField.ValidUntil && !IsOfCoverage(sheet, f)).Select(f => OrderText.DateIn(f.Words, 0, f.Page, $"date at the label \"{f.Label}\"")).FirstOrDefault(d => d is not null)
        ?? said.Where(line => Standing().IsMatch(line.Text) || Interval().IsMatch(line.Text) || (Valid().IsMatch(line.Text) && !Coverage().IsMatch(line.Text))).Select(line => UntilIn(line.Words, line.Page)).FirstOrDefault(d => d is not null);

    /// <summary>"End date" says of nothing what ends: in the line of the insurance, or below it with no other field of the order between, it is the coverage.</summary>
    private static bool IsOfCoverage(OrderSheet sheet, SheetField field)
    {
        string Text(int at) => sheet.Rows[at].Row.Text;
        bool IsOfOrder(int at) => sheet.Fields.Any(f => f != field && f.At == at) || Standing().IsMatch(Text(at)) || Interval().IsMatch(Text(at));

        if (!BareLastDay().IsMatch(field.Label) || Coverage().IsMatch(Text(field.At)))
        {
            return Coverage().IsMatch(Text(field.At));
        }

        if (IsOfOrder(field.At))
        {
            return false;
        }

        var above = Enumerable.Range(1, CoverageLines).Select(n => field.At - n)
            .TakeWhile(at => at >= 0 && sheet.Rows[at].Page == field.Page && (Coverage().IsMatch(Text(at)) || (!sheet.Rows[at].IsHeading && !IsOfOrder(at))));
        return above.Any(at => Coverage().IsMatch(Text(at)));
    }

    private static FieldRead? UntilIn(IReadOnlyList<RowWord> words, int page) =>
        Enumerable.Range(0, words.Count).Where(i => words[i].Key is "until" or "through" or "thru" or "expires" or "ending" or "till")
            .SelectMany(i => Enumerable.Range(i + 1, 2).Where(at => at < words.Count)).Select(at => OrderText.DateIn(words, at, page, "last day named with how often")).FirstOrDefault(d => d is not null);

    /// <summary>"Every 3 months x 12 months" lasts a year from the day it was written.</summary>
    private static FieldRead? After(FieldRead? orderedOn, IReadOnlyList<RowWord> words, int page)
    {
        var lasts = Lasts().Match(OrderText.Join(words));
        if (!lasts.Success || StoredDay.Of(orderedOn?.Value) is not { } from)
        {
            return null;
        }

        var count = int.Parse(lasts.Groups["n"].Value, CultureInfo.InvariantCulture);
        var until = char.ToLowerInvariant(lasts.Groups["unit"].Value[0]) switch { 'w' => from.AddDays(7 * count), 'y' => from.AddYears(count), _ => from.AddMonths(count) };
        return Words(words, lasts, page, "how long, counted from the day of the order", StoredDay.Text(until));
    }

    private static FieldRead? Words(IReadOnlyList<RowWord> words, Group match, int page, string rule, string? value = null)
    {
        if (!match.Success)
        {
            return null;
        }

        var (at, found) = (0, new List<RowWord>());
        foreach (var word in words)
        {
            if (at < match.Index + match.Length && at + word.Text.Length > match.Index)
            {
                found.Add(word);
            }

            at += word.Text.Length + 1;
        }

        return found.Count == 0 ? null : OrderText.Read(value ?? match.Value.Trim(' ', ',', '.', ';'), found, page, rule);
    }

    [GeneratedRegex(@"\b(cancel|void|disregard|discontinue|withdraw)\s+(this|the|my|our|above|below|following|entire|all)\s+((?!(previous|prior|earlier)\b)\w+\s+){0,3}(orders?|requests?|referrals?|prescriptions?|requisitions?|exams?|stud(y|ies)|tests?|procedures?|services?)\b|(?<!\b(previous|prior|earlier)\s+)\b(order|request|referral|requisition)s?\s+(has been|have been|is|are|was|were)\s+(now\s+)?(cancel+ed|voided|withdrawn|discontinued)\b|\border\s+status\s*:?\s*(cancel+ed|void(ed)?|discontinued)\b|^\W*(cancel+(ed)?|void(ed)?)(\s+(order|request|referral))\W*$|\bcancel order\b", RegexOptions.IgnoreCase)]
    private static partial Regex Cancels();

    [GeneratedRegex(@"(^|[.?!]\s+)\W*to cancel\b|\b(if|unless|to cancel or|should you|you may|in order to|must be cancel|fee|policy|hours?|altered)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Conditional();

    [GeneratedRegex(@"^\W*(VOID(ED)?|CANCEL+ED|CANCEL|ORDER CANCEL+ED|VOID VOID|ORDER VOID(ED)?)\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex Stamped();

    [GeneratedRegex(@"\b(copy|information|fyi) only\b|\bfor your (information|records) only\b|\bno action (is )?(needed|required)\b|\bordered (and performed )?elsewhere\b|\b(courtesy|information) copy\b|\b(already|being) (scheduled|performed|done) (at|by|with) (another|an outside|a different)\b", RegexOptions.IgnoreCase)]
    private static partial Regex CopyOnly();

    [GeneratedRegex(@"\b(?i:(to be|please have (it|this|them)|will be|must be)\s+(done|performed|completed|drawn|carried out)\s+at\s+(the\s+)?)(?<where>[A-Z][\w&'.]*(\s+(of|and|&|[A-Z][\w&'.]*)){0,6})")]
    private static partial Regex DoneAt();

    [GeneratedRegex(@"\b(standing|recurring)\s+(lab(oratory)?\s+|imaging\s+|test\s+)?orders?\b|^\W*(standing|recurring)\W*$|\border\s+(type|class)\s*:?\s*(standing|recurring)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Standing();

    [GeneratedRegex(@"\b(repeat(ed)?|recheck)\s+(every|q\.?|each)\b.{0,25}|\bevery\s+(other\s+)?(\d+|one|two|three|four|six|twelve)?\s*(weeks?|months?|wks?|mos?)\b|\bq\.?\s?\d+\s?(weeks?|wks?|months?|mos?|mths?)\b|\b(weekly|monthly|quarterly|every quarter)\s+(x|for|until|through|times)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Interval();

    [GeneratedRegex(@"^\W*(repeat|recheck|frequency|recurring|how often)\b", RegexOptions.IgnoreCase)]
    private static partial Regex SpeaksOfRepeating();

    [GeneratedRegex(@"\b(order|request|valid|in effect|in force)\b.{0,20}\b(until|through|thru|expires)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Valid();

    [GeneratedRegex(@"\b(x|for|times)\s*(?<n>\d{1,2})\s*(?<unit>months?|mos?|weeks?|wks?|years?|yrs?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Lasts();

    [GeneratedRegex(@"\b(verbal|telephone|phone|telephonic)\s+orders?\b(?!\s*(date|form|number|no\b|#|status|details?))(?!\s*((taken|received)\s*(by)?\s*:?\s*_*|[:_]+)\s*$)|(?<!\w)(v\.\s?o\.|t\.\s?o\.)(?!\w)|(?-i:\b(VO|VORB|TORB|V/O|T/O)\b)\s*[/:]?\s*(per|from|by|dr)\b|\border(s|ed)?\s+(was\s+|were\s+)?(taken|received|given)\s+(by|over|per)\s+(the\s+)?(phone|telephone)\b|\bper\s+(phone|telephone)\s+(order|call|conversation)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ByPhone();

    [GeneratedRegex(@"\b(not (be )?accepted|are accepted|do not accept|must be|require[sd]?|policy|apply|only when|cannot)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Policy();

    [GeneratedRegex(@"\b(co-?\s?signed|counter-?\s?signed|co-?\s?signature|counter-?\s?signature|authenticated)\b\W*(by|on|:)?\W*\w{2,}", RegexOptions.IgnoreCase)]
    private static partial Regex CoSigned();

    [GeneratedRegex(@"\b(pending|needed|required|missing|awaiting|awaits|needs|to follow|outstanding|not)\b|_{3,}", RegexOptions.IgnoreCase)]
    private static partial Regex CoSignatureMissing();

    [GeneratedRegex(@"\b(electronically|digitally)\s+(co-?)?(signed|approved|authenticated)|\be-?signed\b|/s/|\bsigned by\b", RegexOptions.IgnoreCase)]
    private static partial Regex SignedBy();

    [GeneratedRegex(@"(?<![\w.])(M\.?D\.?|D\.?O\.?|N\.?P\.?|FNP(-\w+)?|APRN|ARNP|CNP|DNP|PA(-C)?|DPM|DDS|DMD|CNM)(?!\w)")]
    private static partial Regex Prescriber();

    /// <summary>Who writes a phone order down and cannot give one. "RN, FNP" is a practitioner.</summary>
    [GeneratedRegex(@"(?<![\w.])(R\.?N|L\.?P\.?N|L\.?V\.?N|M\.?A|[CR]MA|CCMA|CNA)\.?(?!\w)(?![\s,]+((MSN|BSN),?\s+)?(FNP|APRN|ARNP|CNP|DNP|NP|CNM)\b)")]
    private static partial Regex Nurse();

    /// <summary>Labels of a last day that do not say of what.</summary>
    [GeneratedRegex(@"^\W*(expires( on)?|expiration( date)?|end date|stop date)\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex BareLastDay();

    [GeneratedRegex(@"\b(insurance|insured|coverage|payer|payor|subscriber|policyholder|health plan|medicare|medicaid)\b|\b(policy|member|group|plan)\s*((holder|id|no|number|name)\b|#)", RegexOptions.IgnoreCase)]
    private static partial Regex Coverage();

    [GeneratedRegex(@"\b(physician|provider|prescriber|practitioner|clinician|md)", RegexOptions.IgnoreCase)]
    private static partial Regex PrescriberSigns();
}
