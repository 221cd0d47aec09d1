using System.Text.RegularExpressions;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <summary>What a sheet says once for all its orders.</summary>
/// <param name="Diagnoses">Each diagnosis of the sheet, code and words, in the order written.</param>
/// <param name="Signature">Value "signed" or "unsigned"; null when nothing on the pages speaks of a signature.</param>
internal sealed record SheetFacts(
    FieldRead? Provider, FieldRead? Npi, FieldRead? OrderedOn, FieldRead? Signature, FieldRead? Urgency, FieldRead? Side, FieldRead? Due,
    IReadOnlyList<(FieldRead? Icd10, FieldRead? Text)> Diagnoses)
{
    public required OrderTerms Terms { get; init; }
}

/// <summary>Reads provider, NPI, dates, signature, urgency, side and diagnoses, beside their labels or as a sentence says them.</summary>
internal static partial class ReadSheetFacts
{
    public static SheetFacts Of(OrderSheet sheet, IReadOnlyList<TickedText> ticked)
    {
        var signature = ReadOrderTerms.Unsigned(sheet, ticked) ?? Signature(sheet);
        return new(
            Provider(sheet, signature),
            Npi(sheet),
            OrderedOn(sheet, signature),
            signature,
            Urgency(sheet, ticked),
            Side(sheet, ticked),
            Due(sheet),
            Diagnoses(sheet))
        {
            Terms = ReadOrderTerms.Of(sheet, ticked),
        };
    }

    private static FieldRead? Provider(OrderSheet sheet, FieldRead? signature)
    {
        foreach (var field in sheet.Fields.Where(f => f.Field == OrderField.Provider))
        {
            if (NameOf(field.Words) is { Count: > 1 } name)
            {
                return OrderText.Read(OrderText.Join(name).Trim(',', '.', ' '), name, field.Page, $"provider at the label \"{field.Label}\"");
            }
        }

        // Whoever signed has ordered: "Mei Rourke, NP Electronically signed", "Electronically signed by Mei Rourke, NP".
        foreach (var row in sheet.Rows.Select(r => r.Row).Where(r => signature is not null && Signed().IsMatch(r.Text)))
        {
            for (var i = 0; i < row.Words.Count; i++)
            {
                if (NameOf([.. row.Words.Skip(i)]) is { Count: > 1 } name && name.Any(w => WrittenNames.IsCredential(w.Text)))
                {
                    return OrderText.Read(OrderText.Join(name).Trim(',', '.', ' '), name, row.Page, "provider who signed");
                }
            }
        }

        return null;
    }

    /// <summary>A name with its titles, in one cell: "Mei Rourke, NP", "Dr. Paul Winter".</summary>
    private static List<RowWord> NameOf(IReadOnlyList<RowWord> words)
    {
        var bare = words.Count > 0 && words[0].Key is "dr" or "doctor" ? 1 : 0;
        var rest = words.Skip(bare).ToList();
        var run = rest.Count == 0 ? 0 : NameWords.Run(rest);
        while (run > 0 && run < rest.Count && rest[run].Cell == rest[0].Cell && WrittenNames.IsCredential(rest[run].Text))
        {
            run++;
        }

        return run == 0 ? [] : [.. words.Take(bare + run)];
    }

    private static FieldRead? Npi(OrderSheet sheet)
    {
        FieldRead? Check(IReadOnlyList<RowWord> words, int page, string rule) =>
            words.Select(w => (Word: w, Digits: OrderCodes.Digits(w.Text.Trim('(', ')', ',', '.', ';', '#'))))
                .Where(w => OrderCodes.IsNpi(w.Digits))
                .Select(w => OrderText.Read(w.Digits, [w.Word], page, w.Word.Text.Contains(w.Digits, StringComparison.Ordinal) ? rule : rule + ", a letter put right"))
                .FirstOrDefault();

        return sheet.Fields.Where(f => f.Field == OrderField.Npi).Select(f => Check(f.Words, f.Page, "NPI at its label, check digit right")).FirstOrDefault(n => n is not null)
            ?? sheet.Rows.Where(r => r.Row.Words.Any(w => w.Key == "npi") || Signed().IsMatch(r.Row.Text))
                .Select(r => Check(r.Row.Words, r.Page, "NPI in the line of the signature, check digit right")).FirstOrDefault(n => n is not null);
    }

    private static FieldRead? OrderedOn(OrderSheet sheet, FieldRead? signature)
    {
        FieldRead? At(OrderField field, string rule) =>
            sheet.Fields.Where(f => f.Field == field && sheet.Rows[f.At].Part != SheetPart.Notes)
                .Select(f => OrderText.DateIn(f.Words, 0, f.Page, $"{rule} \"{f.Label}\"")).FirstOrDefault(d => d is not null);

        return At(OrderField.OrderedOn, "date at the label")
            ?? At(OrderField.Date, "date at the label")
            ?? (signature is null ? null : sheet.Rows.Where(r => Signed().IsMatch(r.Row.Text) || r.Row.Words.Any(w => w.Key is "signed" or "signature"))
                .Select(r => AnyDate(r.Row, "date in the line of the signature")).FirstOrDefault(d => d is not null));
    }

    private static FieldRead? AnyDate(PageRow row, string rule) =>
        Enumerable.Range(0, row.Words.Count).Where(i => row.Words[i].Text.Any(char.IsDigit) || row.Words[i].Key.Length >= 3)
            .Select(i => OrderText.DateIn(row.Words, i, row.Page, rule)).FirstOrDefault(d => d is not null);

    /// <summary>What a form prints beside a line that is still to be signed.</summary>
    private static readonly HashSet<string> PrintedAtLine =
        ["date", "npi", "time", "title", "name", "print", "printed", "physician", "provider", "prescriber", "practitioner", "signature", "ordering", "the", "of", "and", "credentials", "license", "md", "do", "np", "pa", "pac", "dea"];

    private static FieldRead? Signature(OrderSheet sheet)
    {
        FieldRead Say(string value, IReadOnlyList<RowWord> words, int page, string rule) => OrderText.Read(value, words, page, rule);

        var missing = sheet.Rows.FirstOrDefault(r => Unsigned().IsMatch(r.Row.Text));
        if (missing is not null)
        {
            return Say("unsigned", missing.Row.Words, missing.Page, "words that say a signature is missing");
        }

        var said = sheet.Rows.Where((r, at) => SaysSigned(r.Row, sheet.Rows.ElementAtOrDefault(at + 1) is { } next && next.Page == r.Page ? next.Row : null)).FirstOrDefault();
        if (said is not null)
        {
            return Say("signed", said.Row.Words, said.Page, "words that say it was signed");
        }

        // Pen strokes beside the label are read as some word or other; blanks and the next label are none.
        var field = sheet.Fields.FirstOrDefault(f => f.Field == OrderField.Signature && f.Words.Any(w => w.Key.Length >= 2 && !PrintedAtLine.Contains(w.Key)) && (sheet.Rows[f.At].Row.Words.Contains(f.Words[0]) || !IsFooter(f.Words)));
        return field is null ? null : Say("signed", [.. field.Words], field.Page, $"writing at the label \"{field.Label}\"");
    }

    /// <summary>A sentence that says so, or a label with somebody's name behind it or in the line below: the label alone is a line nobody has signed.</summary>
    private static bool SaysSigned(PageRow row, PageRow? below) => Signed().Matches(row.Text).Any(match =>
    {
        if (OnlyAsked().IsMatch(row.Text[..match.Index]) || (match.Value.EndsWith("on file", StringComparison.OrdinalIgnoreCase) && OfPatient().IsMatch(row.Text[..match.Index])))
        {
            return false;
        }

        if (!IsLabel().IsMatch(match.Value))
        {
            return true;
        }

        var behind = row.Words.Skip(row.WordAt(match.Index + match.Length - 1) + 1).TakeWhile(w => !w.EndsLabel).ToList();
        return behind.Any(w => w.Key.Length >= 2 && !PrintedAtLine.Contains(w.Key) && (w.Text.Any(char.IsLetter) || !match.Value.Contains("by", StringComparison.OrdinalIgnoreCase)))
            || (behind.Count == 0 && below is { Words.Count: >= 2 and <= 8 } next && !next.Words.Take(3).Any(w => w.EndsLabel) && !NameWords.NameAnOrganization(next.Words)
                && (next.Words.Skip(1).Any(w => WrittenNames.IsCredential(w.Text)) || (next.Words.Count <= 3 && next.Words.All(w => char.IsUpper(w.Text[0]) && w.Text.All(c => char.IsLetter(c) || c is '.' or '-' or '\'' or '’')))));
    });

    /// <summary>What stands below an empty line may be the practice and its address.</summary>
    private static bool IsFooter(IReadOnlyList<RowWord> words) => NameWords.NameAnOrganization(words) || words.Any(w => w.Text.Any(char.IsDigit));

    private static FieldRead? Urgency(OrderSheet sheet, IReadOnlyList<TickedText> ticked)
    {
        var choices = ticked.Where(t => t.Words.Count <= 5 && OrderText.UrgencyOf(OrderText.Join(t.Words)) is not null && OrderVocabulary.KindOf(t.Words).Kind is null).ToList();
        var chosen = choices.Where(t => t.Ticked).ToList();
        if (chosen.Select(t => OrderText.UrgencyOf(OrderText.Join(t.Words))).Distinct().Count() == 1)
        {
            return OrderText.Read(OrderText.UrgencyOf(OrderText.Join(chosen[0].Words))!, chosen[0].Words, chosen[0].Page, "ticked urgency");
        }

        var boxed = choices.Select(t => t.At).ToHashSet();
        var boxedWords = ticked.SelectMany(t => t.Words).ToHashSet();
        foreach (var field in sheet.Fields.Where(f => f.Field == OrderField.Urgency && !boxed.Contains(f.At)))
        {
            var levels = field.Words.Select(w => OrderText.UrgencyOf(w.Text)).Where(u => u is not null).Distinct().ToList();
            if (levels.Count == 1)
            {
                return OrderText.Read(OrderText.UrgencyOf(OrderText.Join(field.Words))!, field.Words, field.Page, $"urgency at the label \"{field.Label}\"");
            }
        }

        foreach (var (at, words) in WrittenOrders.Sentences(sheet, boxedWords))
        {
            if (SaysUrgency().Match(OrderText.Join(words)) is { Success: true } said && OrderText.UrgencyOf(said.Groups["level"].Value) is { } level)
            {
                var word = words.Last(w => w.Key == said.Groups["level"].Value.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal) || OrderText.UrgencyOf(w.Text) == level);
                return OrderText.Read(level, [word], sheet.Rows[at].Page, "sentence that says the urgency");
            }
        }

        // A line that offers several levels chooses none.
        return choices.Count > 0 ? null
            : sheet.Rows.Where(r => r.Part is SheetPart.Form or SheetPart.Ordered && r.Row.Words.Select(w => OrderText.UrgencyOf(w.Text)).OfType<string>().Distinct().Count() == 1)
                .SelectMany(r => r.Row.Words.Select(w => (Word: w, r.Page)))
                .Where(w => w.Word.Text.Trim('*', '!', '.', ',', '(', ')') is "STAT" or "URGENT" or "ASAP")
                .Select(w => OrderText.Read(OrderText.UrgencyOf(w.Word.Text)!, [w.Word], w.Page, "urgent word on the form")).FirstOrDefault();
    }

    private static FieldRead? Side(OrderSheet sheet, IReadOnlyList<TickedText> ticked)
    {
        var chosen = ticked.Where(t => t.Ticked && t.Words.Count <= 2).Select(t => (Ticked: t, Side: OrderText.SideOf(t.Words))).Where(s => s.Side is not null).ToList();
        if (chosen.Count > 0)
        {
            var side = chosen.Select(c => c.Side!.Value.Side).Distinct().Count() == 1 ? chosen[0].Side!.Value.Side : "bilateral";
            return OrderText.Read(side, chosen[0].Ticked.Words, chosen[0].Ticked.Page, "ticked side");
        }

        return sheet.Fields.Where(f => f.Field == OrderField.Side)
            .Select(f => OrderText.SideOf(f.Words) is { } s ? OrderText.Read(s.Side, [s.Word], f.Page, $"side at the label \"{f.Label}\"") : null).FirstOrDefault(s => s is not null);
    }

    private static FieldRead? Due(OrderSheet sheet) =>
        sheet.Fields.Where(f => f.Field == OrderField.Due).Select(f => OrderText.DateIn(f.Words, 0, f.Page, $"date at the label \"{f.Label}\"")).FirstOrDefault(d => d is not null)
        ?? WrittenOrders.Sentences(sheet, new HashSet<RowWord>())
            .Select(s => DueIn(s.Words, sheet.Rows[s.At].Page)).FirstOrDefault(d => d is not null);

    private static FieldRead? DueIn(List<RowWord> words, int page) =>
        Enumerable.Range(0, words.Count).Select(i => OrderText.DueStarts(words, i) is { } at ? OrderText.DateIn(words, at, page, "date in the sentence") : null).FirstOrDefault(d => d is not null);

    private static List<(FieldRead? Icd10, FieldRead? Text)> Diagnoses(OrderSheet sheet)
    {
        var labelled = sheet.Fields.Where(f => f.Field == OrderField.Diagnosis && sheet.Rows[f.At].Part != SheetPart.Notes)
            .SelectMany(f => DiagnosesIn(f.Words, f.Page, expected: true)).ToList();
        var coded = labelled.Where(d => d.Icd10 is not null).DistinctBy(d => d.Icd10!.Value).ToList();
        if (coded.Count > 0)
        {
            // "Reason: migraine" and "Diagnosis: G43.909" are the two halves of one.
            var words = labelled.FirstOrDefault(d => d.Icd10 is null).Text;
            return coded is [var (icd, text)] && text is null ? [(icd, words)] : coded;
        }

        var said = WrittenOrders.Sentences(sheet, new HashSet<RowWord>()).SelectMany(r => DiagnosesIn(r.Words, sheet.Rows[r.At].Page, expected: false)).Where(d => d.Icd10 is not null).DistinctBy(d => d.Icd10!.Value).ToList();
        return said.Count > 0 ? [.. said.Select(d => (d.Icd10, d.Text ?? labelled.FirstOrDefault().Text))] : labelled;
    }

    private static IEnumerable<(FieldRead? Icd10, FieldRead? Text)> DiagnosesIn(IReadOnlyList<RowWord> words, int page, bool expected)
    {
        var pieces = new List<List<RowWord>> { new() };
        foreach (var word in words)
        {
            // A second code begins a second diagnosis, with or without a semicolon before it.
            if (pieces[^1].Exists(w => OrderCodes.Diagnosis(w, expected) is not null) && OrderCodes.Diagnosis(word, expected) is not null)
            {
                pieces.Add([]);
            }

            pieces[^1].Add(word);
            if (word.Text.EndsWith(';'))
            {
                pieces.Add([]);
            }
        }

        foreach (var piece in pieces.Where(p => p.Count > 0))
        {
            var code = piece.FirstOrDefault(w => OrderCodes.Diagnosis(w, expected) is not null);
            var text = piece.Where(w => w != code && w.Key.Length > 0 && !OrderCodes.AnnouncesDiagnosis(w)).ToList();
            text = expected || code is null ? text : InSentence(piece, code);
            yield return (
                code is null ? null : OrderText.Read(OrderCodes.Diagnosis(code, expected)!, [code], page, expected ? "diagnosis code at its label" : "diagnosis code in the text"),
                text.Count == 0 ? null : OrderText.Read(OrderText.Join(text).Trim(' ', ',', ';', '.', '(', ')', '-'), text, page, "diagnosis as written"));
        }
    }

    /// <summary>"for chronic knee pain (M25.569)" has its words before the code, "M54.16 Radiculopathy." after it.</summary>
    private static List<RowWord> InSentence(List<RowWord> piece, RowWord code)
    {
        var at = piece.IndexOf(code);
        var lead = piece.FindLastIndex(at, w => w.Key is "for" or "with" or "of" or "is" or "has");
        var before = lead >= 0 && at - lead is > 1 and <= 8 ? piece[(lead + 1)..at] : [];
        var after = piece.Skip(at + 1).ToList();
        var stop = after.FindIndex(w => w.Text.EndsWith('.') || w.Text.EndsWith(';'));
        after = stop >= 0 ? after[..(stop + 1)] : after;
        after = [.. after.TakeWhile(w => OrderText.UrgencyOf(w.Text) is null && !w.EndsLabel && !OrderCodes.Announces(w) && !TickMarks.IsGlyph(w.Text)).Take(8)];
        return code.Text[0] is '(' or '[' && before.Count > 0 ? before
            : after.Count > 0 ? after
            : [.. piece.Take(at).SkipWhile(w => w.Box.Bottom < code.Box.Y).TakeLast(8)];
    }

    [GeneratedRegex(@"electronically (signed|approved|authenticated)(\s+by)?\s*:?|\be-?signed(\s+by)?\s*:?|digitally signed(\s+by)?\s*:?|signed electronically(\s+by)?\s*:?|signed by\b\s*:?|/s/|authenticated by\s*:?|electronic signature (on file|of\b)|signature on file|\bsigned\s*:", RegexOptions.IgnoreCase)]
    private static partial Regex Signed();

    [GeneratedRegex(@"(\bby|:|/s/|\bof)\s*:?$", RegexOptions.IgnoreCase)]
    private static partial Regex IsLabel();

    /// <summary>"Not valid unless signed by", "to be electronically signed".</summary>
    [GeneratedRegex(@"\b(to be|must be|should be|unless|until|not valid|if|once|when|only)\s+(\w+\s+){0,2}$", RegexOptions.IgnoreCase)]
    private static partial Regex OnlyAsked();

    [GeneratedRegex(@"\b(patient|guarantor|insured|subscriber|member|beneficiary|parent|guardian|responsible party)('s|’s)?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex OfPatient();

    [GeneratedRegex(@"\b(unsigned|not (yet )?signed|awaiting (\w+ )?signature|pending (\w+ )?signature|signature (is )?(pending|needed|missing|outstanding)|needs (\w+ )?signature|\bdraft\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Unsigned();

    [GeneratedRegex(@"\b(priority|urgency|request|referral|order|this)\s+(is|as|:)\s+(?<level>stat|urgent|routine|elective|emergent|expedited|non.?urgent)\b|\b(?<level>stat|urgent|routine)\s+(order|request|referral|priority)\b", RegexOptions.IgnoreCase)]
    private static partial Regex SaysUrgency();
}
