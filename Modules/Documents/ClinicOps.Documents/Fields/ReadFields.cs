using System.Text.RegularExpressions;
using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Fields;

/// <summary>A field of a document as read.</summary>
/// <param name="Qualifier">Of what it is one: the service of a co-pay, the basis of units; null where there is nothing to tell apart.</param>
internal sealed record DocumentFieldRead(DocumentField Field, string? Qualifier, FieldRead Read);

/// <summary>A label with the words of its value.</summary>
internal sealed record LabelledField(DocumentField Field, IReadOnlyList<RowWord> Words, int Page, string Label);

/// <summary>Reads the fields of decisions, referrals, consult notes, coverage letters and cards, refill and records requests, and what is to be signed.</summary>
internal static partial class ReadFields
{
    /// <summary>Of the rules as a whole: raise it when what they read changes.</summary>
    public const int RuleVersion = 6;

    private static readonly string[] TitleWords =
        ["authorization", "request", "notice", "eligibility", "benefits", "verification", "letter", "referral", "form", "refill", "records", "decision", "determination", "fax", "confidential", "page"];

    /// <summary>Words that only names of firms and houses end with.</summary>
    private static readonly HashSet<string> EndsOfNames =
        ["llp", "llc", "pllc", "lpa", "pc", "inc", "corp", "corporation", "company", "solutions", "attorneys", "attorney", "law", "associates", "partners", "bureau", "administration", "hospital", "clinic", "casualty", "retrieval"];

    /// <summary>As whole words, since names hold them too: "card" is in "Cardiology".</summary>
    private static readonly HashSet<string> TitleKeys = ["response", "report", "card", "cards", "front", "identification", "rejection", "summary", "status", "inquiry", "audit", "subpoena", "deposition", "consent", "chart", "notification", "court"];

    /// <summary>Words that the title of a consult note holds.</summary>
    private static readonly HashSet<string> NoteTitleKeys = ["consult", "consultation", "note", "evaluation", "visit", "report", "letter"];

    private const int MostRowsAboveTitle = 14;
    private const int MostWordsOfTitle = 8;

    /// <summary>With these a line begins that speaks to somebody, or says where somebody is.</summary>
    private static readonly HashSet<string> NoSender = ["dear", "to", "attn", "attention", "re", "from", "date", "po", "phone", "fax", "tel", "suite", "via", "patient", "member", "custodian", "page", "urgent", "stat", "name", "full", "client", "individual", "pt", "subscriber", "insured", "birth", "dob"];

    /// <summary>Of these a document has as many as stand on it.</summary>
    public static readonly IReadOnlySet<DocumentField> Several = new HashSet<DocumentField> { DocumentField.CoPay, DocumentField.Code, DocumentField.Icd10 };

    private static readonly DocumentField[] Parties = [DocumentField.ReferredTo, DocumentField.ReferringProvider];

    /// <param name="pages">The pages of one document, without cover sheets.</param>
    /// <param name="received">The day they came, for what is to be done within some days of it; null where nobody says.</param>
    /// <param name="holidays">That are no business days; null where nobody asked.</param>
    public static IReadOnlyList<DocumentFieldRead> From(DocumentType type, IReadOnlyList<PageText> pages, DateOnly? received = null, Holidays? holidays = null)
    {
        if (FieldForm.Of(type) is not { } form)
        {
            return [];
        }

        var sheet = OrderSheet.Of(pages);
        var ticked = TickedTexts.In(sheet);
        var labelled = Labelled(sheet, form);
        var read = labelled.SelectMany(l => FieldValues.Of(l.Field, l.Words, l.Page, l.Label)).Select(r => OfCoverage(type, r)).Where(r => r.Field != DocumentField.Specialty || Specialties.NamedIn(r.Read.Value) is not null).ToList();
        var days = new CountedFrom(StoredDay.Of((read.Find(r => r.Field == DocumentField.DecidedOn)?.Read ?? WrittenOn(sheet))?.Value), received, holidays);
        read.AddRange(type switch
        {
            DocumentType.PriorAuthDecision =>
                [.. Outcome(sheet, ticked, labelled), .. SaidFields.OfDecision(sheet, days), .. Payer(sheet, DocumentField.Payer)],
            DocumentType.Referral =>
            [
                .. PartySections.In(sheet, form, Parties), .. ReadSheetFacts.Of(sheet, ticked) is { } facts ? FromOrder(facts).Where(r => !IsReferredTo(r, read)) : [], .. TickedVisits(sheet, ticked), .. SaidFields.OfReferral(sheet),
                .. Correspondent(labelled, DocumentField.ReferredTo), .. Addressee(sheet),
            ],
            DocumentType.EligibilityOrBenefitsLetter or DocumentType.InsuranceCard => [.. Standing(sheet, ticked), .. SaidFields.OfCoverage(sheet), .. Payer(sheet, DocumentField.Payer)],
            DocumentType.PharmacyRefillRequest => Payer(sheet, DocumentField.Pharmacy),
            DocumentType.RecordsRequest =>
                [.. SaidFields.OfRecordsRequest(sheet, days), .. PartySections.In(sheet, form, [DocumentField.Requester]), .. SaidFields.AsksForOwn(sheet) ? [] : Payer(sheet, DocumentField.Requester), .. Correspondent(labelled, DocumentField.Requester)],
            DocumentType.ConsultNote => [.. NoteSpecialty(sheet), .. Payer(sheet, DocumentField.Site).Where(read => !read.Read.Value.Split(' ').Any(word => NoteTitleKeys.Contains(word.ToLowerInvariant())))],
            DocumentType.SignAndReturn => [.. SaidFields.OfSignatureRequest(sheet, days), .. Payer(sheet, DocumentField.Requester)],
            _ => Array.Empty<DocumentFieldRead>(),
        });
        // What somebody has crossed out is no value any more: a person reads what stands in its place.
        return [.. read.Where(r => sheet.CrossedOut(r.Read.Place).Count == 0).GroupBy(r => (r.Field, Several.Contains(r.Field) ? (r.Qualifier ?? r.Read.Value).ToLowerInvariant() : "")).Select(same => same.First()).OrderBy(r => r.Field)];
    }

    /// <summary>The period of a coverage is from when until when it is effective.</summary>
    private static DocumentFieldRead OfCoverage(DocumentType type, DocumentFieldRead read) =>
        type is not (DocumentType.EligibilityOrBenefitsLetter or DocumentType.InsuranceCard) ? read
        : read.Field == DocumentField.ValidFrom ? read with { Field = DocumentField.EffectiveFrom }
        : read.Field == DocumentField.ValidTo ? read with { Field = DocumentField.EffectiveTo }
        : read;

    private static IEnumerable<DocumentFieldRead> Outcome(OrderSheet sheet, IReadOnlyList<TickedText> ticked, IReadOnlyList<LabelledField> labelled) =>
        AuthorizationOutcome.Read(sheet, ticked, labelled) is { } outcome ? [new(DocumentField.Outcome, null, outcome)] : [];

    /// <summary>"Community provider: Harbor Clinic" is no provider who refers.</summary>
    private static bool IsReferredTo(DocumentFieldRead provider, List<DocumentFieldRead> read) =>
        provider.Field == DocumentField.ReferringProvider
        && read.Exists(r => r.Field == DocumentField.ReferredTo && r.Read.Place.Page == provider.Read.Place.Page && r.Read.Place.Box.X <= provider.Read.Place.Box.X && r.Read.Place.Box.Right >= provider.Read.Place.Box.Right
            && r.Read.Place.Box.Y < provider.Read.Place.Box.Bottom && r.Read.Place.Box.Bottom > provider.Read.Place.Box.Y);

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

    /// <summary>"Visits: [ ] 1  [X] 3", "[X] Evaluate and treat, 3 visits".</summary>
    private static IEnumerable<DocumentFieldRead> TickedVisits(OrderSheet sheet, IReadOnlyList<TickedText> ticked)
    {
        foreach (var choice in ticked.Where(t => t.Ticked && t.OwnLine.Count <= 10))
        {
            var row = sheet.Rows[choice.At].Row;
            var number = choice.OwnLine[0];
            if (choice.OwnLine.Count <= 2 && FieldValues.CountOf(number.Text) is { } n and >= 1 and <= FieldValues.MostVisits
                && (row.Words[0].Key == "visits" || OrderText.Join(row.Words.TakeWhile(w => !w.EndsLabel)).EndsWith("visits", StringComparison.OrdinalIgnoreCase) || choice.OwnLine.Any(w => w.Key is "visit" or "visits")))
            {
                yield return new(DocumentField.Visits, "visits", OrderText.Read(n.ToString(System.Globalization.CultureInfo.InvariantCulture), [number], choice.Page, "ticked number of visits"));
            }
            else if (SaidFields.VisitsIn(choice.OwnLine, choice.Page, "number in the ticked choice") is { } visits)
            {
                yield return visits;
            }
        }
    }

    /// <summary>"To: Harbor Cardiology" on a referral, "From: Hart and Lowe LLP" on a request.</summary>
    private static IEnumerable<DocumentFieldRead> Correspondent(IReadOnlyList<LabelledField> labelled, DocumentField field) =>
        labelled.Where(l => l.Field == DocumentField.Correspondent).SelectMany(l => FieldValues.Named(field, l.Words, l.Page, $"value at the label \"{l.Label}\""));

    /// <summary>"Dear Dr. Quill" in a letter; "Dear Colleague" names nobody.</summary>
    private static IEnumerable<DocumentFieldRead> Addressee(OrderSheet sheet) =>
        from row in sheet.Rows.Select(r => r.Row)
        where row.Words.Count is >= 3 and <= 7 && row.Words[0].Key == "dear" && row.Words[1].Key is "dr" or "doctor"
        let name = row.Words.Skip(1).ToList()
        where PartyNames.Text(name) is { Length: > 5 }
        select new DocumentFieldRead(DocumentField.ReferredTo, null, OrderText.Read(PartyNames.Text(name).TrimEnd(':', ',', ' '), name, row.Page, "the one whom the letter addresses"));

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
            foreach (var (words, page) in DocumentSentences.Of(sheet).Where(s => OrderText.Join(s.Words) is var text && text.Contains("coverage", StringComparison.OrdinalIgnoreCase) && !text.Contains('?') && FieldValues.StatusOf(text) is not null).Take(1))
            {
                yield return new(DocumentField.Status, null, OrderText.Read(FieldValues.StatusOf(OrderText.Join(words))!, words, page, "sentence about the coverage"));
            }
        }
    }

    /// <summary>"Dermatology Consultation Note": the title says whose note it is. A letterhead may name another specialty of the same house.</summary>
    private static IEnumerable<DocumentFieldRead> NoteSpecialty(OrderSheet sheet)
    {
        var titles = sheet.Rows.Take(MostRowsAboveTitle).Select(r => r.Row).Where(r => !r.Words.Any(w => w.EndsLabel) && r.Words.Count <= MostWordsOfTitle && r.Words.Any(w => NoteTitleKeys.Contains(w.Key)));
        var named = titles.Select(row => ReadReferral.In([.. row.Words], row.Page, "specialty in the title")).OfType<FieldRead>().ToList();
        if (named.Select(read => read.Value).Distinct().Count() == 1)
        {
            yield return new(DocumentField.Specialty, null, named[0]);
        }
    }

    /// <summary>Who sends a paper stands at its head: the first line that is a name and neither address, number, day nor title.</summary>
    private static IEnumerable<DocumentFieldRead> Payer(OrderSheet sheet, DocumentField field)
    {
        // A name may have a slogan or the title in a cell beside it.
        var name = sheet.Rows.Take(4).Select(r => (Whole: r.Row, First: new PageRow(r.Row.Page, r.Row.Index, [.. r.Row.Words.TakeWhile((w, at) => at == 0 || w.Cell == r.Row.Words[at - 1].Cell || r.Row.Words[at - 1].Sign.Length > 0 || r.Row.Words[at - 1].Text == "&")]))).FirstOrDefault(row => row is var (r, first) && first.Words.Count is >= 1 and <= 9 && !r.Words.Any(w => w.EndsLabel)
            && first.Text.Count(char.IsLetter) >= 4 && !r.Text.Contains('@') && FieldValues.DateAt(r.Words, r.Page, "") is null && r.Text.Count(char.IsDigit) <= 3 && !TickMarks.Any(r)
            && !r.Words[0].Text.All(char.IsDigit) && !NoSender.Contains(r.Words[0].Key) && !IsTitle(first)).First;
        if (name is not null)
        {
            yield return new(field, null, OrderText.Read(OrderText.WithSigns(name.Words).Trim(' ', ',', '.', '-'), [.. name.Words], name.Page, "name at the head of the page"));
        }
    }

    /// <summary>"Request for Medical Records"; but "Lantern Records Services" is a name.</summary>
    private static bool IsTitle(PageRow row) =>
        (TitleWords.Any(word => row.Text.Contains(word, StringComparison.OrdinalIgnoreCase)) || row.Words.Any(w => TitleKeys.Contains(w.Key))) && !row.Words.Skip(1).TakeLast(2).Any(w => EndsOfNames.Contains(w.Key));

    /// <summary>A letter's own day: alone in a line of the upper half of its first page, or at "Date", "Date of notice".</summary>
    public static FieldRead? WrittenOn(OrderSheet sheet) =>
        sheet.Fields.Where(f => f.Field is OrderField.Date or OrderField.OrderedOn).Select(f => OrderText.DateIn(f.Words, 0, f.Page, $"date at the label \"{f.Label}\"")).FirstOrDefault(d => d is not null)
        ?? sheet.Rows.Take(12).Select(r => r.Row).Where(r => r.Words.Count <= 4 && !r.Words.Any(w => w.EndsLabel))
            .Select(r => OrderText.DateIn(r.Words, 0, r.Page, "day of the letter")).FirstOrDefault(d => d is not null)
        ?? sheet.Rows.Select(r => (r.Row, Label: LetterDay().Match(r.Row.Text))).Where(r => r.Label.Success)
            .Select(r => FieldValues.DateAt(r.Row.Words, r.Row.Page, "day of the letter, at its label", r.Row.WordAt(r.Label.Index + r.Label.Length - 1))).FirstOrDefault(d => d is not null);

    [GeneratedRegex(@"\b(date of (this |the )?(notice|letter|request|mailing)|(notice|letter|request|mailing) date|date (mailed|issued|sent)|(mailed|issued|sent) on)\b", RegexOptions.IgnoreCase)]
    private static partial Regex LetterDay();
}
