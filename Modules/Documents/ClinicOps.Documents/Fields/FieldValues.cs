using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Fields;

/// <summary>Makes the words beside a label a value of its field; nothing when they cannot be one.</summary>
internal static partial class FieldValues
{
    private const int LongestText = 30;

    public static IEnumerable<DocumentFieldRead> Of(DocumentField field, IReadOnlyList<RowWord> words, int page, string label)
    {
        var rule = $"value at the label \"{label}\"";
        return field switch
        {
            DocumentField.ValidFrom or DocumentField.ValidTo or DocumentField.DecidedOn or DocumentField.PeerToPeerBy or DocumentField.AppealBy or DocumentField.RespondBy
                or DocumentField.EffectiveFrom or DocumentField.EffectiveTo or DocumentField.LastFilled or DocumentField.Due or DocumentField.RecordsFrom or DocumentField.RecordsTo =>
                Dated(field, words, page, rule),
            DocumentField.Period => Between(DocumentField.ValidFrom, DocumentField.ValidTo, words, page, rule),
            DocumentField.RecordsPeriod => Between(DocumentField.RecordsFrom, DocumentField.RecordsTo, words, page, rule),
            DocumentField.CoPay => Amount(field, words, page, rule, label),
            DocumentField.Deductible or DocumentField.DeductibleMet or DocumentField.OutOfPocketMax => Amount(field, words, page, rule, null),
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
            DocumentField.Outcome or DocumentField.Other => [],
            _ => Text(field, words, page, rule),
        };
    }

    /// <summary>active or inactive; null when the words say neither.</summary>
    public static string? StatusOf(string text) =>
        Inactive().IsMatch(text) ? "inactive" : Active().IsMatch(text) ? "active" : null;

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
        var found = words.Take(6).Select(word => (Word: word, Match: Money().Match(word.Text.TrimEnd('.', ',', ';')))).FirstOrDefault(w => w.Match.Success);
        return found.Word is { } amount && decimal.TryParse(found.Match.Groups[1].Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var dollars)
            ? Read(field, (dollars == decimal.Truncate(dollars) ? decimal.Truncate(dollars) : dollars).ToString(CultureInfo.InvariantCulture), [amount], page, rule, of)
            : words.Count > 0 && words[0].Key is "none" or "waived" ? Read(field, "0", [words[0]], page, rule, of) : [];
    }

    private static IEnumerable<DocumentFieldRead> Counted(DocumentField field, IReadOnlyList<RowWord> words, int page, string rule, string? basis)
    {
        var at = words.Take(4).ToList().FindIndex(word => Whole().IsMatch(word.Text));
        if (at < 0)
        {
            return [];
        }

        var said = BasisOf(OrderText.Join(words.Skip(at).Take(4)));
        return Read(field, Whole().Match(words[at].Text).Groups[1].Value.Replace(",", "", StringComparison.Ordinal), [words[at]], page, rule, basis is null ? said : said ?? basis);
    }

    private static IEnumerable<DocumentFieldRead> Number(DocumentField field, IReadOnlyList<RowWord> words, int page, string rule)
    {
        var first = words.FirstOrDefault(word => word.Text.Any(char.IsDigit) && word.Key.Length >= 3 && WrittenDates.Plain(word.Text) is null);
        return first is null || words.ToList().IndexOf(first) > 2 ? [] : Read(field, first.Text.Trim('#', ':', ',', '.', ';', '(', ')'), [first], page, rule);
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
        var text = OrderText.Join(words.Take(LongestText)).Trim(' ', ',', ';', ':', '.', '-');
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

    [GeneratedRegex(@"^#?\(?(\d{1,3}(?:,\d{3})+|\d{1,5})\)?[.,;]?$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\b(visits?|units?|sessions?|services?|treatments?|days?|hours?|doses?|mg|months?)\b")]
    private static partial Regex Basis();

    [GeneratedRegex(@"^(\d{1,2}/\d{1,2}/\d{2,4})[-–—](\d{1,2}/\d{1,2}/\d{2,4})$")]
    private static partial Regex TwoDates();

    [GeneratedRegex(@"^(n/?a|none|null|_+|-+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Blank();
}
