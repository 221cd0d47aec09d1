using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Fields;

/// <summary>Makes the words beside a label a value of its field; nothing when they cannot be one.</summary>
internal static partial class FieldValues
{
    /// <summary>More visits than this are a number of something else.</summary>
    public const int MostVisits = 200;

    private const int LongestText = 30;

    private static readonly string[] NumberWords =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"];

    public static IEnumerable<DocumentFieldRead> Of(DocumentField field, IReadOnlyList<RowWord> words, int page, string label)
    {
        var rule = $"value at the label \"{label}\"";
        return field switch
        {
            _ when field.Kind() == FieldKind.Day => Dated(field, words, page, rule),
            // One day is the day of a visit, no period.
            DocumentField.Period or DocumentField.RecordsPeriod when OneDay().IsMatch(label) => Between(field == DocumentField.Period ? DocumentField.ValidFrom : DocumentField.RecordsFrom, field == DocumentField.Period ? DocumentField.ValidTo : DocumentField.RecordsTo, words, page, rule).ToList() is { Count: 2 } days ? days : [],
            DocumentField.Period => Between(DocumentField.ValidFrom, DocumentField.ValidTo, words, page, rule),
            DocumentField.RecordsPeriod => Between(DocumentField.RecordsFrom, DocumentField.RecordsTo, words, page, rule),
            DocumentField.CoPay => Amount(field, words, page, rule, label),
            _ when field.Kind() == FieldKind.Amount => Amount(field, words, page, rule, null),
            DocumentField.Units => Counted(field, words, page, rule, BasisOf(label) ?? "units"),
            DocumentField.Visits => Counted(field, words, page, rule, "visits"),
            DocumentField.Quantity or DocumentField.Refills => Counted(field, words, page, rule, null),
            DocumentField.AuthNumber or DocumentField.MemberId or DocumentField.Group or DocumentField.RxNumber => Number(field, words, page, rule),
            DocumentField.Code => CodeIn(words, page, rule),
            DocumentField.Service or DocumentField.What => Service(field, words, page, rule),
            DocumentField.Drug => Drug(words, page, rule),
            DocumentField.Diagnosis => Diagnosis(words, page, rule),
            DocumentField.Urgency => Read(field, OrderText.UrgencyOf(OrderText.Join(words)), words, page, rule),
            DocumentField.Status => Read(field, StatusOf(OrderText.Join(words)), words, page, rule),
            DocumentField.ReferredTo or DocumentField.ReferringProvider or DocumentField.Requester or DocumentField.Prescriber or DocumentField.RenderingProvider or DocumentField.Signer or DocumentField.Payer =>
                Named(field, words, page, rule),
            DocumentField.Plan when !words.Any(w => w.Text.Count(char.IsLetter) >= 2) => [],
            DocumentField.Authority => Read(field, AuthorityOf(OrderText.Join(words)), words, page, rule),
            DocumentField.Outcome or DocumentField.Correspondent or DocumentField.Other => [],
            _ => Text(field, words, page, rule),
        };
    }

    /// <summary>active or inactive; null when the words say neither.</summary>
    public static string? StatusOf(string text) =>
        Inactive().IsMatch(text) ? "inactive" : Active().IsMatch(text) ? "active" : null;

    /// <summary>By what right records are asked for: subpoena, court order or authorization; null where the words deny or do not say it.</summary>
    public static string? AuthorityOf(string text) =>
        NoAuthority().IsMatch(text) ? null
        : text.Contains("subp", StringComparison.OrdinalIgnoreCase) ? "subpoena"
        : text.Contains("court", StringComparison.OrdinalIgnoreCase) ? "court order"
        : Authorizes().IsMatch(text) ? "authorization"
        : null;

    /// <summary>A number of things: "6", "(6)", "x6", "six"; null for words that are none.</summary>
    public static int? CountOf(string text) =>
        Whole().Match(text.Trim('"', '“', '”', '‘', '’', '\'', '*', '_')) is { Success: true } whole ? int.Parse(whole.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
        : Array.IndexOf(NumberWords, text.Trim('(', ')', '.', ',').ToLowerInvariant()) is >= 0 and var n ? n + 1
        : null;

    /// <summary>The person, practice or firm that the words name.</summary>
    public static IEnumerable<DocumentFieldRead> Named(DocumentField field, IReadOnlyList<RowWord> words, int page, string rule) =>
        PartyNames.Of(words) is { Count: > 0 } name ? [new(field, null, OrderText.Read(PartyNames.Text(name), name, page, rule))] : [];

    public static FieldRead? DateAt(IReadOnlyList<RowWord> words, int page, string rule, int from = 0) =>
        Enumerable.Range(from, Math.Max(0, words.Count - from)).Where(i => words[i].Text.Any(char.IsDigit) || words[i].Key.Length >= 3)
            .Select(i => OrderText.DateIn(words, i, page, rule)).FirstOrDefault(found => found is not null);

    /// <summary>What a number counts: "visits", "units", "mg".</summary>
    public static string? BasisOf(string text) => Basis().Match(text.ToLowerInvariant()) switch
    {
        { Success: false } => null,
        var m when m.Value.StartsWith("mg", StringComparison.Ordinal) || m.Value.StartsWith("day", StringComparison.Ordinal) => m.Value.StartsWith('d') ? "days" : "mg",
        var m => m.Value.TrimEnd('s') + "s",
    };

    public static IEnumerable<DocumentFieldRead> Between(DocumentField from, DocumentField to, IReadOnlyList<RowWord> words, int page, string rule)
    {
        var apart = WithDashesApart(words);
        if (DateAt(apart, page, rule) is not { } first)
        {
            return [];
        }

        var after = apart.ToList().FindLastIndex(w => first.Place.Box.Right >= w.Box.Right && w.Box.Y < first.Place.Box.Bottom && first.AsWritten.Contains(w.Text, StringComparison.Ordinal)) + 1;
        return DateAt(apart, page, rule, Math.Max(1, after)) is { } last ? [new(from, null, first), new(to, null, last)] : [new(from, null, first)];
    }

    private static IEnumerable<DocumentFieldRead> Dated(DocumentField field, IReadOnlyList<RowWord> words, int page, string rule)
    {
        if (field is not (DocumentField.ValidFrom or DocumentField.EffectiveFrom or DocumentField.RecordsFrom))
        {
            return DateAt(words, page, rule) is { } day ? [new DocumentFieldRead(field, null, day)] : [];
        }

        // "Valid from 03/07/2025 to 06/05/2025" has the other day in the same value.
        var to = field switch { DocumentField.ValidFrom => DocumentField.ValidTo, DocumentField.EffectiveFrom => DocumentField.EffectiveTo, _ => DocumentField.RecordsTo };
        return Between(field, to, words, page, rule);
    }

    /// <summary>"01/01/2025-06/30/2025" as three words.</summary>
    private static IReadOnlyList<RowWord> WithDashesApart(IReadOnlyList<RowWord> words) =>
    [
        .. words.SelectMany(word =>
        {
            var dash = TwoDates().Match(word.Text);
            return dash.Success
                ? new[] { word with { Text = dash.Groups[1].Value, Box = word.Box with { Width = word.Box.Width / 2 } }, word with { Text = dash.Groups[2].Value, Box = word.Box with { X = word.Box.X + (word.Box.Width / 2), Width = word.Box.Width / 2 } } }
                : [word];
        }),
    ];

    private static IEnumerable<DocumentFieldRead> Amount(DocumentField field, IReadOnlyList<RowWord> words, int page, string rule, string? of)
    {
        // The first amount is the one meant; a percentage is co-insurance and no amount.
        var amounts = words.Take(6).Select((word, i) => (Word: word, Match: Money().Match(word.Text.TrimEnd('.', ',', ';')), At: i)).Where(w => w.Match.Success).ToList();

        // "$300 of $1,500" is how much of the whole is met.
        var found = amounts.Count > 1 && field is DocumentField.Deductible or DocumentField.OutOfPocketMax && amounts is [var part, var whole, ..] && whole.At == part.At + 2 && words[part.At + 1].Key == "of" ? amounts[1] : amounts.FirstOrDefault();
        if (found.Word is not null && found.Word.Text[0] != '$' && found.At + 1 < words.Count && (BasisOf(words[found.At + 1].Key) is not null || words[found.At + 1].Text[0] == '%'))
        {
            return [];
        }

        return found.Word is { } amount && decimal.TryParse(found.Match.Groups[1].Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var dollars)
            ? Read(field, Dollars(dollars), [amount], page, rule, of)
            : words.Count > 0 && words[0].Key is "none" or "waived" ? Read(field, "0", [words[0]], page, rule, of) : [];
    }

    /// <summary>An amount as it is stored: without cents where there are none.</summary>
    public static string Dollars(decimal amount) => (amount == decimal.Truncate(amount) ? decimal.Truncate(amount) : amount).ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<DocumentFieldRead> Counted(DocumentField field, IReadOnlyList<RowWord> words, int page, string rule, string? basis)
    {
        var at = words.Take(4).ToList().FindIndex(word => CountOf(word.Text) is not null);
        if (at < 0 || IsInDate(words, at))
        {
            return [];
        }

        var after = OrderText.Join(words.Skip(at + 1).TakeWhile(w => w.Box.Y < words[at].Box.Bottom).Take(4));
        var number = CountOf(words[at].Text)!.Value;
        if (field is DocumentField.Visits or DocumentField.Units && (Spent().IsMatch(OrderText.Join(words)) || Frequency().IsMatch(after)))
        {
            return [];
        }

        var said = BasisOf(OrderText.Join(words.Skip(at).Take(4)));
        return field == DocumentField.Quantity && said == "mg" ? []
            : field == DocumentField.Visits && (number is < 1 or > MostVisits || words[at].Sign.Length > 0 || OtherThanVisits().IsMatch(after)) ? []
            : Read(field, number.ToString(CultureInfo.InvariantCulture), [words[at]], page, rule, basis is null ? said : said ?? basis);
    }

    /// <summary>"March 3, 2026" counts nothing.</summary>
    public static bool IsInDate(IReadOnlyList<RowWord> words, int at)
    {
        var near = words.Skip(Math.Max(0, at - 2)).Take(Math.Min(at, 2) + 3).Where(w => w == words[at] || (w.Cell == words[at].Cell && w.Box.Y < words[at].Box.Bottom && w.Box.Bottom > words[at].Box.Y)).ToList();
        return Enumerable.Range(0, near.IndexOf(words[at]) + 1).Any(i => OrderText.DateIn(near, i, 1, "") is { } day && day.Place.Box.Right >= words[at].Box.Right);
    }

    private static IEnumerable<DocumentFieldRead> Number(DocumentField field, IReadOnlyList<RowWord> words, int page, string rule)
    {
        var first = words.FirstOrDefault(word => word.Text.Any(char.IsDigit) && word.Key.Length >= 3 && WrittenDates.Plain(word.Text) is null);
        var at = first is null ? -1 : words.ToList().IndexOf(first);
        if (at is < 0 or > 2)
        {
            return [];
        }

        // "PA 15133766": the letters in front are part of it, and the gap is the reading's.
        var prefix = at > 0 && Prefix().IsMatch(words[at - 1].Text) && words[at - 1].Cell == first!.Cell && words[at - 1].Box.Y < first.Box.Bottom && char.IsDigit(first.Text[0]) ? words[at - 1] : null;
        return Read(field, prefix?.Text + first!.Text.Trim('#', ':', ',', '.', ';', '(', ')'), prefix is null ? [first] : [prefix, first], page, rule);
    }

    private static IEnumerable<DocumentFieldRead> CodeIn(IReadOnlyList<RowWord> words, int page, string rule)
    {
        foreach (var word in words)
        {
            if (OrderCodes.Labelled([word], null) is { } code)
            {
                yield return new(DocumentField.Code, null, OrderText.Read(code.Code, [word], page, rule));
            }
        }
    }

    private static IEnumerable<DocumentFieldRead> Service(DocumentField field, IReadOnlyList<RowWord> words, int page, string rule)
    {
        var at = Enumerable.Range(0, words.Count).FirstOrDefault(i => OrderCodes.Procedure(words, i, null) is not null, -1);
        var text = (at > 0 ? words.Take(at) : words).Where(w => w.Key.Length > 0 || w.Text == "&").ToList();
        while (text.Count > 0 && OrderCodes.Announces(text[^1]))
        {
            text.RemoveAt(text.Count - 1);
        }

        return [.. Text(field, text, page, rule), .. at >= 0 && field == DocumentField.Service ? new[] { new DocumentFieldRead(DocumentField.Code, null, OrderText.Read(OrderCodes.Procedure(words, at, null)!.Code, [words[at]], page, "code beside the service")) } : []];
    }

    /// <summary>"Sertraline 100 mg tablet" is the drug and its strength.</summary>
    private static IEnumerable<DocumentFieldRead> Drug(IReadOnlyList<RowWord> words, int page, string rule)
    {
        var at = words.ToList().FindIndex(w => char.IsAsciiDigit(w.Text[0]));
        var strength = at < 0 ? [] : words.Skip(at).Take(Whole().IsMatch(words[at].Text) || words[at].Text.All(c => char.IsDigit(c) || c is '.' or '/' or '-') ? 2 : 1).ToList();
        return [.. Text(DocumentField.Drug, at > 0 ? [.. words.Take(at)] : words, page, rule), .. strength.Count == 0 || at == 0 ? [] : Text(DocumentField.Strength, strength, page, "strength beside the drug")];
    }

    private static IEnumerable<DocumentFieldRead> Diagnosis(IReadOnlyList<RowWord> words, int page, string rule)
    {
        var code = words.FirstOrDefault(word => OrderCodes.Diagnosis(word, expected: true) is not null);
        return
        [
            .. code is null ? [] : Read(DocumentField.Icd10, OrderCodes.Diagnosis(code, expected: true), [code], page, rule),
            .. Text(DocumentField.Diagnosis, [.. words.Where(word => word != code && !OrderCodes.AnnouncesDiagnosis(word))], page, rule),
        ];
    }

    private static IEnumerable<DocumentFieldRead> Text(DocumentField field, IReadOnlyList<RowWord> words, int page, string rule)
    {
        var text = OrderText.WithSigns([.. words.Take(LongestText)]).Trim(' ', ',', ';', ':', '.', '-');
        return text.Any(char.IsLetterOrDigit) && !Blank().IsMatch(text) ? Read(field, text, words, page, rule) : [];
    }

    private static IEnumerable<DocumentFieldRead> Read(DocumentField field, string? value, IReadOnlyList<RowWord> words, int page, string rule, string? qualifier = null) =>
        value is null || words.Count == 0 ? [] : [new(field, qualifier, OrderText.Read(value, words, page, rule))];

    [GeneratedRegex(@"\b(inactive|not active|terminated|termed|not eligible|ineligible|no coverage|cancel+ed|lapsed|not covered|disenrolled)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Inactive();

    [GeneratedRegex(@"\b(active|eligible|in force|covered|enrolled|current)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Active();

    [GeneratedRegex(@"^[$S]?\s?(\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+(?:\.\d{2})?)$")]
    private static partial Regex Money();

    [GeneratedRegex(@"^[#xX×]?\(?(\d{1,3}(?:,\d{3})+|\d{1,5})\)?[.,;]?$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\b(visits?|units?|sessions?|services?|treatments?|days?|hours?|doses?|mg|months?)\b")]
    private static partial Regex Basis();

    [GeneratedRegex(@"^(\d{1,2}/\d{1,2}/\d{2,4})[-–—](\d{1,2}/\d{1,2}/\d{2,4})$")]
    private static partial Regex TwoDates();

    [GeneratedRegex(@"^(date\b(?! range)|dos$)", RegexOptions.IgnoreCase)]
    private static partial Regex OneDay();

    /// <summary>Of a number: of those that were granted they are another part.</summary>
    [GeneratedRegex(@"\b(used|remain(ing|s)?|left|completed|attended|exhausted|denied|to date)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Spent();

    [GeneratedRegex(@"^\W*((x|times?)\b\W*)?(/|per\b|a\b|an\b|each\b|every\b|weekly|monthly|daily)", RegexOptions.IgnoreCase)]
    private static partial Regex Frequency();

    [GeneratedRegex(@"^\W*(days?|weeks?|wks?|months?|mos?|years?|yrs?|mg|pages?|of|-|to|/|or)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OtherThanVisits();

    [GeneratedRegex(@"\b(authori[sz]\w*|consent\w*|release|yes|attached|enclosed|on file)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Authorizes();

    [GeneratedRegex(@"\b(no|none|not|without|n/?a|pending|revoked?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoAuthority();

    [GeneratedRegex("^(?!(NO|ID|REF|NUM|NR|OF|IS)$)[A-Z]{2,4}$")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^(n/?a|none|null|_+|-+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Blank();
}
