using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <summary>
/// Reads the physician's instructions of one document: order forms, referrals, and the orders at discharge of a discharge
/// summary. Refill requests, recommendations in notes and reports, boxes that are not ticked and lines taken back are none.
/// </summary>
internal static class TranscribeOrders
{
    /// <param name="pages">The pages of one document, without cover sheets.</param>
    public static IReadOnlyList<OrderRead> From(DocumentType type, IReadOnlyList<PageText> pages) => type switch
    {
        DocumentType.PhysicianOrder => OrdersOn(OrderSheet.Of(pages)),
        DocumentType.Referral => Referral(OrderSheet.Of(pages)),

        // What a discharge summary tells of the stay was done there; only what it heads as orders is asked of the reader.
        DocumentType.DischargeSummary => OrdersOn(OrderSheet.Of(pages, SheetPart.Notes)),
        _ => [],
    };

    private static List<OrderRead> OrdersOn(OrderSheet sheet)
    {
        var ticked = TickedTexts.In(sheet);
        var taken = ticked.SelectMany(t => t.Words).ToHashSet();
        var found = ticked.Where(t => (t.Ticked || t.IsTakenBack) && sheet.Rows[t.At].Part != SheetPart.Notes && !OrderText.TakesBack(OrderText.Join(t.Words)))
            .SelectMany(t => OrderText.Orders(t.Words, t.Page).Select(p => new FoundOrder(p, t.At, "ticked box"))).ToList();
        void Take(IEnumerable<FoundOrder> more)
        {
            foreach (var order in more.ToList())
            {
                found.Add(order);
                taken.UnionWith(sheet.Rows[order.At].Row.Words);
                taken.UnionWith(order.Parts.Description);
            }
        }

        Take(TabledOrders.In(sheet, OrderField.Item).Where(o => !sheet.Rows[o.At].Row.Words.Any(taken.Contains)));
        Take(WrittenOrders.Labelled(sheet, taken));
        Take(WrittenOrders.Listed(sheet, taken));
        Take(WrittenOrders.Asked(sheet, taken));
        if (!found.Exists(f => f.Parts.Kind is not null))
        {
            Take(WrittenOrders.Bare(sheet, taken));
        }

        found = WrittenOrders.WithCodesBelow(found, sheet);
        var facts = ReadSheetFacts.Of(sheet, ticked);
        var orders = found.Select(f => (Found: f, Kind: KindOf(f, sheet))).Where(f => f.Kind is not null)
            .DistinctBy(f => (StruckOut(f.Found, sheet) is null, f.Found.Parts.Code?.Value ?? string.Concat(f.Found.Parts.Description.Select(w => w.Key)))).OrderBy(f => f.Found.At).ToList();
        return [.. orders.Select((o, i) => Made(o.Found, o.Kind!, facts, i, orders.Count, sheet))];
    }

    /// <summary>By the order's own words or code; a form's title decides for words it asked for that name no kind.</summary>
    private static string? KindOf(FoundOrder found, OrderSheet sheet) =>
        found.Parts.Kind is { } own
            ? found.Parts.Weight < 4 && found.InContext && sheet.TitleKind is { } title && found.Parts.Code is null ? title : own
            : found.InContext && found.Rule.StartsWith("order at", StringComparison.Ordinal) ? sheet.TitleKind : null;

    private static OrderRead Made(FoundOrder found, string kind, SheetFacts facts, int index, int count, OrderSheet sheet)
    {
        var parts = found.Parts;
        var terms = ReadOrderTerms.OfOrder(facts.Terms, kind, found.Rule == "ticked box" ? parts.Description : sheet.Rows[found.At].Row.Words, parts.Page, facts.OrderedOn);
        var description = OrderText.Read(OrderText.Join(parts.Description).Trim(' ', ',', ';', ':', '.', '-', '(', '['), parts.Description, parts.Page, found.Rule);
        var diagnosis = parts.Icd10 is not null || parts.Diagnosis is not null ? (parts.Icd10, parts.Diagnosis)
            : Shared(facts.Diagnoses, index, found.Rule == "ticked box" ? -1 : count);
        var side = OrderText.SideOf(parts.Description) is { } own ? OrderText.Read(own.Side, [own.Word], parts.Page, "side in the order") : found.Side ?? facts.Side;
        return new(
            kind, description, parts.Description.Select(w => w.Confidence).DefaultIfEmpty(100).Average(), parts.Code, diagnosis.Item2, diagnosis.Item1, parts.Urgency ?? facts.Urgency, side,
            parts.Due ?? facts.Due, facts.Provider, facts.Npi, facts.OrderedOn, facts.Signature, terms with { StruckOut = StruckOut(found, sheet) });
    }

    /// <summary>What of an order's words or code is crossed out on its page; null where nothing is.</summary>
    private static FieldRead? StruckOut(FoundOrder found, OrderSheet sheet)
    {
        var words = found.Parts.Description.Where(word => word.Struck).ToList();
        if (words.Count == 0 && found.Parts.Code is { } code)
        {
            words = sheet.CrossedOut(code.Place);
        }

        return StruckOut(words, found.Parts.Page);
    }

    private static FieldRead? StruckOut(List<RowWord> words, int page) => words.Count == 0 ? null : OrderText.Read(OrderText.Join(words), words, page, "a stroke through its words");

    /// <summary>
    /// One diagnosis is every order's; as many as orders were written are theirs in turn (a menu has an order of its own); of any
    /// other number none is sure.
    /// </summary>
    private static (FieldRead? Icd10, FieldRead? Text) Shared(IReadOnlyList<(FieldRead? Icd10, FieldRead? Text)> all, int index, int count) =>
        all.Count == 1 ? all[0] : all.Count == count ? all[index] : (null, null);

    private static List<OrderRead> Referral(OrderSheet sheet)
    {
        var ticked = TickedTexts.In(sheet);
        var facts = ReadSheetFacts.Of(sheet, ticked);
        var takenBack = ticked.Where(t => t.IsTakenBack).Select(t => ReadReferral.In(t.Words, t.Page, "ticked specialty, crossed out")).OfType<FieldRead>().ToList();
        if ((ReadReferral.SpecialtyOf(sheet, ticked) ?? takenBack.FirstOrDefault()) is not { } specialty)
        {
            return [];
        }

        var table = TabledOrders.In(sheet, OrderField.ReferTo) is [var first, ..] ? first.Parts : null;
        var diagnosis = facts.Diagnoses.Count > 0 && table?.Icd10 is null ? facts.Diagnoses[0] : (table?.Icd10, table?.Diagnosis);
        var words = specialty with { Value = $"{specialty.Value} consultation" };
        List<RowWord> struck = [.. sheet.CrossedOut(specialty.Place), .. takenBack.SelectMany(back => sheet.CrossedOut(back.Place))];
        return
        [
            new("referral", words, specialty.Place.Confidence, null, diagnosis.Item2, diagnosis.Item1, table?.Urgency ?? facts.Urgency, facts.Side, facts.Due, facts.Provider, facts.Npi, facts.OrderedOn, facts.Signature, facts.Terms with { Repeats = null, StruckOut = StruckOut([.. struck.Distinct()], specialty.Place.Page) }),
        ];
    }
}
