using System.Text.RegularExpressions;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <summary>An order found on a sheet.</summary>
/// <param name="At">Index of its row.</param>
/// <param name="Rule">How it was found, in plain words.</param>
/// <param name="Side">Its side, when a place of its own says it.</param>
/// <param name="InContext">It stands where the form asks for orders, so its kind may come from the title.</param>
internal sealed record FoundOrder(OrderParts Parts, int At, string Rule, FieldRead? Side = null, bool InContext = false);

/// <summary>Finds orders written in words: beside a label, in a list under a heading, in a sentence that asks for something.</summary>
internal static partial class WrittenOrders
{
    /// <summary>The values of the labels that ask what is ordered, with the codes in the code field beside them.</summary>
    public static IReadOnlyList<FoundOrder> Labelled(OrderSheet sheet, IReadOnlySet<RowWord> taken)
    {
        var found = new List<FoundOrder>();
        var items = sheet.Fields.Where(f => f.Field == OrderField.Item && sheet.Rows[f.At].Part is SheetPart.Form or SheetPart.Ordered && !f.Words.Any(taken.Contains)
            && !(sheet.Rows[f.At].IsHeading && f.Words[0].Box.Y > sheet.Rows[f.At].Row.Box.Bottom - 4)).ToList();
        for (var n = 0; n < items.Count; n++)
        {
            var item = items[n];
            if (OrderText.TakesBack(OrderText.Join(item.Words)))
            {
                continue;
            }

            var before = n + 1 < items.Count ? items[n + 1].At : int.MaxValue;
            var details = sheet.Fields.Where(f => f.Field == OrderField.Detail && f.At >= item.At && f.At < before && f.Page == item.Page && f.At <= item.At + 8)
                .SelectMany(f => f.Words).Where(w => !item.Words.Contains(w)).ToList();
            var orders = OrderText.Split(item.Words).Select(w => OrderText.Parts(w, item.Page)).Where(p => p.Description.Count > 0).ToList();
            var codes = orders.All(o => o.Code is null) ? CodesOf(sheet.Field(OrderField.Code, item.At, before), orders) : [];
            for (var k = 0; k < orders.Count; k++)
            {
                var parts = orders[k];
                var words = orders.Count == 1 && details.Count > 0 ? (IReadOnlyList<RowWord>)[.. parts.Description, .. details] : parts.Description;
                var kind = OrderVocabulary.KindOf(words);
                var code = parts.Code ?? codes.ElementAtOrDefault(k);
                found.Add(new(
                    parts with { Description = words, Code = code, Weight = kind.Weight, Kind = kind.Kind ?? (code is null ? null : OrderVocabulary.KindOfCode(code.Value)) },
                    item.At,
                    $"order at the label \"{item.Label}\"",
                    InContext: true));
            }
        }

        return found;
    }

    /// <summary>The lines under a heading that announces orders; a line that names nothing goes on with the one above.</summary>
    public static IReadOnlyList<FoundOrder> Listed(OrderSheet sheet, IReadOnlySet<RowWord> taken)
    {
        var lines = new List<(int At, List<RowWord> Words)>();
        for (var i = 0; i < sheet.Rows.Count; i++)
        {
            var (row, part, heading) = sheet.Rows[i];
            if (part != SheetPart.Ordered || heading || row.Words.Any(taken.Contains) || OrderLabels.In(row).Any(l => l.Start == 0 && l.Sure && row.Words[l.End - 1].EndsLabel))
            {
                continue;
            }

            var parts = OrderText.Parts(row.Words, row.Page);
            var goesOn = lines.Count > 0 && Follows(sheet, i, lines[^1].Words)
                && (parts.Description.Count == 0 || parts.Kind is null || (parts.Weight < 4 && parts.Code is null && char.IsLower(row.Text[0])));
            if (!goesOn && parts.Kind is null)
            {
                continue;
            }

            if (goesOn && !OrderText.TakesBack(row.Text))
            {
                lines[^1].Words.AddRange(row.Words);
            }
            else
            {
                lines.Add((i, [.. row.Words]));
            }
        }

        return
        [
            .. from line in lines
               where !OrderText.TakesBack(OrderText.Join(line.Words)) && !Cue().IsMatch(OrderText.Join(line.Words))
               from parts in OrderText.Orders(line.Words, sheet.Rows[line.At].Page)
               where parts.Description.Count <= 25 && (parts.Code is not null || !Instruction().IsMatch(OrderText.Join(parts.Description)))
               select new FoundOrder(parts, line.At, "line under a heading of orders", InContext: true),
        ];
    }

    /// <summary>The row stands right under the words, at their margin or further in.</summary>
    private static bool Follows(OrderSheet sheet, int at, List<RowWord> words)
    {
        var (row, above) = (sheet.Rows[at].Row, sheet.Rows[at - 1].Row);
        return at > 0 && above.Words.Contains(words[^1]) && row.Page == above.Page
            && row.Box.Y - above.Box.Bottom <= 1.2 * row.Words.Max(w => w.Box.Height) && row.Box.X >= words[0].Box.X - row.Words[0].Box.Height
            && !OrderLabels.In(row).Any(l => l.Sure);
    }

    /// <summary>Sentences that ask for something to be done: "Please schedule ...", "I am ordering ...".</summary>
    public static IReadOnlyList<FoundOrder> Asked(OrderSheet sheet, IReadOnlySet<RowWord> taken)
    {
        var found = new List<FoundOrder>();
        foreach (var (at, words) in Sentences(sheet, taken))
        {
            if (Cue().Match(OrderText.Join(words)) is not { Success: true } cue || OrderText.TakesBack(OrderText.Join(words)))
            {
                continue;
            }

            var asked = words.Skip(WordAt(words, cue.Index + cue.Length)).ToList();
            var colon = asked.FindIndex(w => w.EndsLabel);
            asked = colon >= 0 && colon <= 12 ? asked[(colon + 1)..] : asked;
            // "... for evaluation of the cough" is a reason; "physical therapy evaluation" is the order itself.
            var why = asked.FindIndex(w => w.Key is "because" or "given" or "secondary" or "due" or "evaluate" or "rule" or "regarding"
                    || (w.Key == "evaluation" && asked.TakeWhile(before => before != w).LastOrDefault()?.Key == "for"))
                is var reason and > 1 && OrderVocabulary.KindOf(asked[..reason]).Kind is not null && asked[reason].Key != "evaluate" ? reason : asked.Count;
            asked = asked[..why];
            while (asked.Count > 0 && LeadingWord().IsMatch(asked[0].Key))
            {
                asked.RemoveAt(0);
            }

            found.AddRange(OrderText.Orders(asked, sheet.Rows[at].Page)
                .Where(p => p.Weight >= 4 || p.Code is not null)
                .Select(p => new FoundOrder(p with { Description = Trimmed(p.Description) }, at, "sentence that asks for it")));
        }

        return found;
    }

    /// <summary>Lines that name an order outright though nothing announces them: the last resort.</summary>
    public static IReadOnlyList<FoundOrder> Bare(OrderSheet sheet, IReadOnlySet<RowWord> taken) =>
    [
        .. from i in Enumerable.Range(0, sheet.Rows.Count)
           let row = sheet.Rows[i]
           where row.Part is SheetPart.Form or SheetPart.Ordered && !row.IsHeading && row.Row.Words.Count <= 16 && !row.Row.Words.Any(taken.Contains)
               && !OrderText.TakesBack(row.Row.Text) && !Denied().IsMatch(row.Row.Text) && !Instruction().IsMatch(row.Row.Text)
               && !OrderLabels.In(row.Row).Any(l => l.Start == 0 && l.Sure) && !Matching.PatientLabels.In(row.Row).Any(l => l.Marked)
           from parts in OrderText.Orders(row.Row.Words, row.Page)
           where parts.Weight >= 4
           select new FoundOrder(parts.Code is null ? parts with { Code = CodeAlone(sheet, i + 1) } : parts, i, "line that names an order"),
    ];

    /// <summary>
    /// "CPT 72148" on a line of its own is the code of the order that ends on the line right above it, if that one alone ends there, has none of its own, and the code is of
    /// its kind.
    /// </summary>
    public static List<FoundOrder> WithCodesBelow(List<FoundOrder> found, OrderSheet sheet)
    {
        var ends = found.Select(order => LastRow(order, sheet)).ToList();
        return [.. found.Select((order, i) => order.Parts.Code is null && ends.Count(end => end == ends[i]) == 1 && CodeBelow(order, ends[i], sheet) is { } code
            ? order with { Parts = order.Parts with { Code = code, Kind = order.Parts.Kind ?? OrderVocabulary.KindOfCode(code.Value) } }
            : order)];
    }

    private static int LastRow(FoundOrder order, OrderSheet sheet)
    {
        var last = order.At;
        while (last + 1 < sheet.Rows.Count && sheet.Rows[last + 1].Page == order.Parts.Page && sheet.Rows[last + 1].Row.Words.Any(order.Parts.Description.Contains))
        {
            last++;
        }

        return last;
    }

    private static FieldRead? CodeBelow(FoundOrder order, int end, OrderSheet sheet)
    {
        if (order.Parts.Description.Count == 0 || end + 1 >= sheet.Rows.Count)
        {
            return null;
        }

        var (row, above) = (sheet.Rows[end + 1].Row, sheet.Rows[end].Row);
        return row.Page == above.Page && sheet.Rows[end + 1].Part is SheetPart.Form or SheetPart.Ordered && !TickMarks.Any(row)
            && row.Box.Y - above.Box.Bottom <= 1.2 * row.Words.Max(w => w.Box.Height) && row.Box.X >= above.Box.X - row.Words[0].Box.Height
            && CodeAlone(sheet, end + 1) is { } code && (order.Parts.Kind is null || OrderVocabulary.KindOfCode(code.Value) == order.Parts.Kind)
            ? code
            : null;
    }

    /// <summary>The code of a line that holds nothing else: its label was not read.</summary>
    private static FieldRead? CodeAlone(OrderSheet sheet, int at)
    {
        var parts = at < sheet.Rows.Count ? OrderText.Parts(sheet.Rows[at].Row.Words, sheet.Rows[at].Page) : null;
        return parts?.Description.Count == 0 ? parts.Code : null;
    }

    /// <summary>As many codes as orders stand in the order of the orders; any other number belongs to none in particular.</summary>
    private static List<FieldRead> CodesOf(SheetField? field, List<OrderParts> orders)
    {
        if (field is null)
        {
            return [];
        }

        var pieces = Pieces(field.Words);
        return pieces.Count == orders.Count
            ? [.. pieces.Select((p, i) => (Code: OrderCodes.Labelled(p, orders[i].Kind), Words: p))
                .Select(p => p.Code is null ? null! : OrderText.Read(p.Code.Code, p.Words, field.Page, $"code at the label \"{field.Label}\""))]
            : [];
    }

    /// <summary>The values of a list in one field, parted by commas or semicolons.</summary>
    private static List<List<RowWord>> Pieces(IReadOnlyList<RowWord> words)
    {
        var pieces = new List<List<RowWord>> { new() };
        foreach (var word in words)
        {
            pieces[^1].Add(word);
            if (word.Text[^1] is ',' or ';')
            {
                pieces.Add([]);
            }
        }

        return pieces;
    }

    /// <summary>The sentences of the form, without notes and letterhead, joined over its lines.</summary>
    public static IEnumerable<(int At, List<RowWord> Words)> Sentences(OrderSheet sheet, IReadOnlySet<RowWord> taken)
    {
        var sentence = new List<RowWord>();
        var at = 0;
        for (var i = 0; i < sheet.Rows.Count; i++)
        {
            var (row, part, _) = sheet.Rows[i];
            var apart = sheet.Rows[i].IsHeading || (i > 0 && sheet.Rows[i - 1].IsHeading) || TickMarks.Any(row) || (i > 0 && (row.Page != sheet.Rows[i - 1].Page || row.Box.Y - sheet.Rows[i - 1].Row.Box.Bottom > 1.5 * row.Words.Max(w => w.Box.Height)));
            if (apart || part is SheetPart.Notes or SheetPart.Head or SheetPart.Menu || row.Words.Any(taken.Contains))
            {
                if (sentence.Count > 0)
                {
                    yield return (at, sentence);
                }

                sentence = [];
            }

            if (part is SheetPart.Notes or SheetPart.Head or SheetPart.Menu || row.Words.Any(taken.Contains))
            {
                continue;
            }

            foreach (var word in row.Words)
            {
                at = sentence.Count == 0 ? i : at;
                sentence.Add(word);
                if (word.Text.EndsWith('.') && word.Key.Length > 2)
                {
                    yield return (at, sentence);
                    sentence = [];
                }
            }
        }

        if (sentence.Count > 0)
        {
            yield return (at, sentence);
        }
    }

    private static int WordAt(List<RowWord> words, int character)
    {
        var at = 0;
        for (var i = 0; i < words.Count; i++)
        {
            if (at >= character)
            {
                return i;
            }

            at += words[i].Text.Length + 1;
        }

        return words.Count;
    }

    private static List<RowWord> Trimmed(IReadOnlyList<RowWord> words) => [.. words.SkipWhile(w => LeadingWord().IsMatch(w.Key))];

    [GeneratedRegex(@"^(an?|the|this|that|above|named|following|below|patient|pt|for|to|have|has|her|him|his|their|with|of|us|me|my|be|is|are|in|also|undergo|receive|get|new|him/her)?$")]
    private static partial Regex LeadingWord();

    [GeneratedRegex(@"\b((please|kindly|pls)\s+(\w+\s+){0,2}?(perform|schedule|arrange|obtain|do|provide|order|complete|get|book|administer|dispense|supply|draw|run|start|give|furnish|deliver|evaluate|set up|send)\b|(i am|we are|i'm|i|we)\s+(hereby\s+)?(requesting|ordering|prescribing|request|order|prescribe)\b|(patient|pt|he|she)\s+(is to have|needs|requires|will need|is scheduled for|should have|is to undergo)\b|\b(order|request|prescription|rx)\s+for\b|\bthe following\b.{0,60}\b(ordered|requested|prescribed)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Cue();

    [GeneratedRegex(@"^\W*(call|fax|send|mail|bring|prior|prefers?|contact|notify|copy|cc|see|attach(ed)?|remind|report|results?|thank|if|note|interpreter|patient|pt|phone|tel|hold|stop)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Instruction();

    [GeneratedRegex(@"\b(no|not|prior|previous|last|past|history|results?|showed|shows|was|were|had|reviewed|declined|negative|positive|normal|allergic|medications?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Denied();
}
