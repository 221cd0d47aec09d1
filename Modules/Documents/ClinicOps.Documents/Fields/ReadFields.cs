using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Fields;

/// <summary>A field of a document as read.</summary>
/// <param name="Qualifier">Of what it is one: the service of a co-pay, the basis of units; null where there is nothing to tell apart.</param>
internal sealed record DocumentFieldRead(DocumentField Field, string? Qualifier, FieldRead Read);

/// <summary>A label with the words of its value.</summary>
internal sealed record LabelledField(DocumentField Field, IReadOnlyList<RowWord> Words, int Page, string Label);

/// <summary>Reads the fields of decisions, referrals, coverage letters and cards, refill and records requests, and what is to be signed.</summary>
internal static class ReadFields
{
    /// <summary>Of the rules as a whole: raise it when what they read changes.</summary>
    public const int RuleVersion = 2;

    private static readonly string[] TitleWords =
        ["authorization", "request", "notice", "eligibility", "benefits", "verification", "letter", "referral", "form", "refill", "records", "decision", "determination", "fax", "confidential", "page"];

    /// <summary>Of these a document has as many as stand on it.</summary>
    public static readonly IReadOnlySet<DocumentField> Several = new HashSet<DocumentField> { DocumentField.CoPay, DocumentField.Code, DocumentField.Icd10 };

    /// <param name="pages">The pages of one document, without cover sheets.</param>
    public static IReadOnlyList<DocumentFieldRead> From(DocumentType type, IReadOnlyList<PageText> pages)
    {
        if (FieldForm.Of(type) is not { } form)
        {
            return [];
        }

        var sheet = OrderSheet.Of(pages);
        var ticked = TickedTexts.In(sheet);
        var labelled = Labelled(sheet, form);
        var read = labelled.SelectMany(l => FieldValues.Of(l.Field, l.Words, l.Page, l.Label)).ToList();
        var writtenOn = read.Find(r => r.Field == DocumentField.DecidedOn)?.Read ?? WrittenOn(sheet);
        read.AddRange(type switch
        {
            DocumentType.PriorAuthDecision =>
                [.. Outcome(sheet, ticked, labelled), .. SaidFields.OfDecision(sheet, writtenOn), .. Payer(sheet, DocumentField.Payer)],
            DocumentType.Referral => [.. ReadSheetFacts.Of(sheet, ticked) is { } facts ? FromOrder(facts) : []],
            DocumentType.EligibilityOrBenefitsLetter or DocumentType.InsuranceCard => [.. Standing(sheet, ticked), .. Payer(sheet, DocumentField.Payer)],
            DocumentType.PharmacyRefillRequest => Payer(sheet, DocumentField.Pharmacy),
            DocumentType.RecordsRequest => [.. SaidFields.OfRecordsRequest(sheet, writtenOn), .. Payer(sheet, DocumentField.Requester)],
            DocumentType.SignAndReturn => [.. SaidFields.OfSignatureRequest(sheet, writtenOn), .. Payer(sheet, DocumentField.Requester)],
            _ => Array.Empty<DocumentFieldRead>(),
        });
        return [.. read.GroupBy(r => (r.Field, Several.Contains(r.Field) ? (r.Qualifier ?? r.Read.Value).ToLowerInvariant() : "")).Select(same => same.First()).OrderBy(r => r.Field)];
    }

    private static List<LabelledField> Labelled(OrderSheet sheet, LabelTable<DocumentField> form)
    {
        var found = new List<LabelledField>();
        foreach (var page in sheet.Rows.Select(r => r.Row).GroupBy(r => r.Page))
        {
            var rows = page.ToList();
            for (var i = 0; i < rows.Count; i++)
            {
                // What stands beside boxes is a choice, and is read as one.
                foreach (var label in form.In(rows[i]).Where(l => l.Field != DocumentField.Other && !TickMarks.Any(rows[i])))
                {
                    var words = form.ValueOf(rows, i, label);
                    if (words.Count > 0 && (label.Sure || IsTyped(words[0])))
                    {
                        found.Add(new(label.Field, words, rows[i].Page, OrderText.Join(rows[i].Words.Skip(label.Start).Take(label.End - label.Start)).TrimEnd(':', ' ')));
                    }
                }
            }
        }

        return found;
    }

    /// <summary>An amount, a number or a day, right behind words that begin a cell: they are its label without a colon.</summary>
    private static bool IsTyped(RowWord word) => word.Text[0] == '$' || (word.Text.Count(char.IsDigit) >= 2 && word.Text.Count(char.IsDigit) * 2 >= word.Text.Length);

    private static IEnumerable<DocumentFieldRead> Outcome(OrderSheet sheet, IReadOnlyList<TickedText> ticked, IReadOnlyList<LabelledField> labelled) =>
        AuthorizationOutcome.Read(sheet, ticked, labelled) is { } outcome ? [new(DocumentField.Outcome, null, outcome)] : [];

    /// <summary>What the sheet says for the order of a referral is also the referral's own.</summary>
    private static IEnumerable<DocumentFieldRead> FromOrder(SheetFacts facts)
    {
        if (facts.Provider is { } provider)
        {
            yield return new(DocumentField.ReferringProvider, null, provider);
        }

        if (facts.Urgency is { } urgency)
        {
            yield return new(DocumentField.Urgency, null, urgency);
        }

        foreach (var (icd10, text) in facts.Diagnoses)
        {
            if (icd10 is not null)
            {
                yield return new(DocumentField.Icd10, null, icd10);
            }

            if (text is not null)
            {
                yield return new(DocumentField.Diagnosis, null, text);
            }
        }
    }

    /// <summary>"[X] Active  [ ] Terminated", or a sentence: "is active as of".</summary>
    private static IEnumerable<DocumentFieldRead> Standing(OrderSheet sheet, IReadOnlyList<TickedText> ticked)
    {
        var chosen = ticked.Where(t => t.Ticked && t.OwnLine.Count <= 5).Select(t => (t, Status: FieldValues.StatusOf(OrderText.Join(t.OwnLine)))).Where(t => t.Status is not null).ToList();
        if (chosen.Select(c => c.Status).Distinct().Count() == 1)
        {
            yield return new(DocumentField.Status, null, OrderText.Read(chosen[0].Status!, chosen[0].t.OwnLine, chosen[0].t.Page, "ticked box"));
        }
        else if (chosen.Count == 0 && !ticked.Any(t => FieldValues.StatusOf(OrderText.Join(t.OwnLine)) is not null))
        {
            foreach (var (words, page) in DocumentSentences.Of(sheet).Where(s => OrderText.Join(s.Words) is var text && text.Contains("coverage", StringComparison.OrdinalIgnoreCase) && FieldValues.StatusOf(text) is not null).Take(1))
            {
                yield return new(DocumentField.Status, null, OrderText.Read(FieldValues.StatusOf(OrderText.Join(words))!, words, page, "sentence about the coverage"));
            }
        }
    }

    /// <summary>Who sends a paper stands at its head: the first line that is a name and neither address, number, day nor title.</summary>
    private static IEnumerable<DocumentFieldRead> Payer(OrderSheet sheet, DocumentField field)
    {
        var name = sheet.Rows.Take(4).Select(r => r.Row).FirstOrDefault(r => r.Words.Count is >= 1 and <= 9 && !r.Words.Any(w => w.EndsLabel)
            && r.Text.Count(char.IsLetter) >= 4 && !r.Text.Contains('@') && FieldValues.DateAt(r.Words, r.Page, "") is null && r.Text.Count(char.IsDigit) <= 3 && !TickMarks.Any(r)
            && !IsTitle(r.Text));
        if (name is not null)
        {
            yield return new(field, null, OrderText.Read(name.Text.Trim(' ', ',', '.', '-'), [.. name.Words], name.Page, "name at the head of the page"));
        }
    }

    private static bool IsTitle(string text) => TitleWords.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>A letter's own day: alone in a line of the upper half of its first page, or at "Date".</summary>
    private static FieldRead? WrittenOn(OrderSheet sheet) =>
        sheet.Fields.Where(f => f.Field is OrderField.Date or OrderField.OrderedOn).Select(f => OrderText.DateIn(f.Words, 0, f.Page, $"date at the label \"{f.Label}\"")).FirstOrDefault(d => d is not null)
        ?? sheet.Rows.Take(12).Select(r => r.Row).Where(r => r.Words.Count <= 4 && !r.Words.Any(w => w.EndsLabel))
            .Select(r => OrderText.DateIn(r.Words, 0, r.Page, "day of the letter")).FirstOrDefault(d => d is not null);
}
