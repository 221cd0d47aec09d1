using System.Text.RegularExpressions;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <summary>What a part of a document is for: it decides whether the words of an order are one there.</summary>
internal enum SheetPart
{
    /// <summary>The form itself, under no heading that says more.</summary>
    Form,

    /// <summary>Under a heading that announces orders.</summary>
    Ordered,

    /// <summary>Under "check the tests ordered": only what is ticked is ordered.</summary>
    Menu,

    /// <summary>Notes, medication lists, results, history: what is named there was or might be done; it is not ordered.</summary>
    Notes,

    /// <summary>Letterhead, title and whatever else stands above the patient.</summary>
    Head,
}

internal sealed record SheetRow(PageRow Row, SheetPart Part, bool IsHeading)
{
    public int Page => Row.Page;
}

/// <param name="At">Index of the label's row in <see cref="OrderSheet.Rows"/>.</param>
internal sealed record SheetField(OrderField Field, int At, int Page, IReadOnlyList<RowWord> Words, string Label);

/// <summary>The rows of one document with the part each belongs to, and the labelled fields on them.</summary>
internal sealed partial class OrderSheet
{
    private OrderSheet(IReadOnlyList<SheetRow> rows)
    {
        Rows = rows;
        var plain = rows.Select(r => r.Row).ToList();
        Fields =
        [
            .. from i in Enumerable.Range(0, rows.Count)
               from label in OrderLabels.In(rows[i].Row)
               where label.Field != OrderField.Other
               let words = OrderLabels.ValueOf(OnPage(plain, i, out var at), at, label)
               where words.Count > 0 && (label.Sure || label.Field is OrderField.Npi)
               select new SheetField(label.Field, i, rows[i].Page, words, string.Join(' ', rows[i].Row.Words.Skip(label.Start).Take(label.End - label.Start).Select(w => w.Text)).TrimEnd(':', ' ')),
        ];
    }

    public IReadOnlyList<SheetRow> Rows { get; }

    public IReadOnlyList<SheetField> Fields { get; }

    /// <summary>The kind of order that the title speaks of, when it speaks of one.</summary>
    public string? TitleKind { get; private init; }

    public static OrderSheet Of(IReadOnlyList<PageText> pages, SheetPart from = SheetPart.Form)
    {
        var rows = new List<SheetRow>();
        string? titleKind = null;
        var part = from;
        foreach (var page in pages)
        {
            var onPage = PageRows.Of(page).Select(WithWholeCodes).ToList();
            var titles = WeighVocabulary.TitlesOf(onPage, page);
            titleKind ??= titles.Select(t => KindOfTitle(t.Words)).FirstOrDefault(k => k is not null);
            var patientAt = onPage.Where(r => r.Box.Y < page.Height * 0.5 && PatientLabels.In(r).Any(l => l.Marked && l.Kind is LabelKind.PatientName or LabelKind.BirthDate))
                .Select(r => r.Index).DefaultIfEmpty(-1).First();
            foreach (var row in onPage)
            {
                var heading = HeadingText(row);
                var next = heading is null ? part
                    : MenuHeading().IsMatch(heading) ? SheetPart.Menu
                    : OrdersHeading().IsMatch(heading) && !NotesHeading().IsMatch(heading) ? SheetPart.Ordered
                    : NotesHeading().IsMatch(heading) ? SheetPart.Notes
                    : part;
                var turns = next != part || (heading is not null && next is SheetPart.Ordered or SheetPart.Menu && (OrdersHeading().IsMatch(heading) || MenuHeading().IsMatch(heading)));
                part = !turns && (part == SheetPart.Notes ? EndsNotes(row) : part is SheetPart.Ordered or SheetPart.Menu && EndsList(row)) ? from : next;
                var inHead = row.Index < patientAt || titles.Any(t => row.Box.Y <= t.Box.Y && row.Box.Bottom >= t.Box.Bottom && !t.Words.StartsWith("orders", StringComparison.OrdinalIgnoreCase));
                rows.Add(new(row, inHead && part != SheetPart.Notes ? SheetPart.Head : part, turns || inHead));
            }

            // A heading reaches over the page's end only for notes: they fill the pages after the form.
            part = part is SheetPart.Ordered or SheetPart.Menu ? from : part;
        }

        return new(rows) { TitleKind = titleKind };
    }

    /// <summary>The first such field between two rows, else null. Rows are indices; the upper bound is not included.</summary>
    public SheetField? Field(OrderField field, int from = 0, int to = int.MaxValue) =>
        Fields.FirstOrDefault(f => f.Field == field && f.At >= from && f.At < to);

    /// <summary>The words there that somebody has crossed out.</summary>
    public List<RowWord> CrossedOut(Matching.Place place) =>
    [
        .. Rows.Where(row => row.Page == place.Page).SelectMany(row => row.Row.Words)
            .Where(word => word.Struck && word.Box.Overlaps(place.Box)),
    ];

    private static List<PageRow> OnPage(List<PageRow> rows, int index, out int at)
    {
        var page = rows.Where(r => r.Page == rows[index].Page).ToList();
        at = page.IndexOf(rows[index]);
        return page;
    }

    /// <summary>A diagnosis code read as two words ("M54." "16") made one again.</summary>
    private static PageRow WithWholeCodes(PageRow row)
    {
        var words = row.Words.ToList();
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if (CodeHead().IsMatch(words[i].Text) && CodeTail().IsMatch(words[i + 1].Text) && words[i].Cell == words[i + 1].Cell)
            {
                words[i] = words[i] with
                {
                    Text = words[i].Text + words[i + 1].Text,
                    Key = words[i].Key + words[i + 1].Key,
                    Box = words[i].Box.Union(words[i + 1].Box),
                    Confidence = Math.Min(words[i].Confidence, words[i + 1].Confidence),
                };
                words.RemoveAt(i + 1);
            }
        }

        return words.Count == row.Words.Count ? row : row with { Words = words };
    }

    /// <summary>A short line that has no value: the name of what follows.</summary>
    private static string? HeadingText(PageRow row)
    {
        var words = row.Words.Where(w => w.Key.Length > 0).ToList();
        return words.Count is 0 or > 10 || row.Text.TrimEnd(' ', '=').EndsWith('.') || row.Words.SkipLast(1).Any(w => w.EndsLabel)
            || words.Exists(w => w.Text.Any(char.IsDigit)) || TickMarks.Any(row)
            ? null
            : string.Join(' ', words.Select(w => w.Key));
    }

    /// <summary>Fields that only an order form has stand below the notes again.</summary>
    private static bool EndsNotes(PageRow row) =>
        OrderLabels.In(row).Any(l => l.Sure && l.Field is OrderField.Code or OrderField.Urgency or OrderField.Due or OrderField.Npi);

    /// <summary>Fields that a form has once for all its orders: what stands below them is no list of orders any more.</summary>
    private static bool EndsList(PageRow row) =>
        OrderLabels.In(row).Any(l => l is { Sure: true, Start: 0 } && l.Field is OrderField.Due or OrderField.Provider or OrderField.Npi or OrderField.OrderedOn or OrderField.Date or OrderField.Signature)
        && !TickMarks.Any(row);

    private static string? KindOfTitle(string title) => TitleKinds().Match(title) switch
    {
        { Success: false } => null,
        var m => m.Groups.Cast<Group>().Skip(1).First(g => g.Success).Name,
    };

    [GeneratedRegex(@"(?<imaging>radiolog|imaging|mri|\bct\b|ultrasound|x.?ray|mammogra|diagnostic im)|(?<lab>\blab|pathology|specimen|blood)|(?<dme>\bdme\b|equipment|written order|medical necessity|supply)|(?<pt>therap|rehab)|(?<procedure>procedure|sleep|endoscop|cardiac|infusion|surg)|(?<medication>prescription|\brx\b|medication)", RegexOptions.IgnoreCase)]
    private static partial Regex TitleKinds();

    [GeneratedRegex(@"^((new|active|current|physicians?|provider|doctors?|medical|lab|laboratory|imaging|radiology|outpatient|therapy|follow ?up|post ?discharge|discharge|additional|pending) )?orders?( details?| information| request| requested| placed| section| list| summary| at discharge| on discharge| after discharge| upon discharge)?\b|\b(tests?|stud(y|ies)|exams?|examinations?|procedures?|services?|items?|equipment|supplies|medications?|imaging|labs?|therap(y|ies)|treatments?)s? (is |are |has been |have been |to be |being )?(ordered|requested|prescribed|needed|required|performed|perform|done|scheduled|obtained|completed)$|^(requested|ordered|prescribed) (tests?|exams?|stud(y|ies)|services?|items?|procedures?|medications?|equipment|therap(y|ies)|labs?|imaging)|^(please|kindly) (perform|do|order|schedule|arrange|obtain|provide|complete|dispense|supply|draw)\b|^(rx|prescriptions?|prescribed|ordered|requested|plan of treatment|treatment plan|treatment orders?|to be done|what is ordered)$|\b(is|are) (hereby )?(ordered|requested|prescribed)$")]
    private static partial Regex OrdersHeading();

    [GeneratedRegex(@"^(please )?(check|select|mark|indicate|choose|circle|tick)\b.*\b(tests?|stud(y|ies)|exams?|items?|services?|procedures?|orders?|medications?|equipment|below|box(es)?|appl(y|ies)|one|all)\b|\b(check|select|choose|tick|mark) (all|one|only|any|those|that|if|box|boxes|below|appropriate)\b")]
    private static partial Regex MenuHeading();

    [GeneratedRegex(@"^[\[(]?[A-TV-Z]\d[0-9AB]\.$")]
    private static partial Regex CodeHead();

    [GeneratedRegex(@"^[0-9A-Z]{1,4}[\])]?[,;.]?$")]
    private static partial Regex CodeTail();

    [GeneratedRegex(@"\b(clinical|progress|office|visit|chart|supporting|nursing|attached|medical) (notes?|records?|documentation|documents|history)\b|\bnotes?( attached| follow)?$|^(last|recent|most recent|previous|prior|past) |^((current|active|home|discharge|known|present|daily|outpatient|other|patient|his|her) )?(medications?|meds|medicines)( list| reconciliation| at discharge| on discharge)?$|^(medication|medicine|problem|allergy|drug) (list|history|profile|reconciliation)|^allerg(y|ies)\b|\b(history|hpi)\b|^(physical )?exam(ination)? findings|^physical exam(ination)?$|^review of systems|^assessment\b|^(plan|impression|findings|results?|vitals?( signs)?|subjective|objective|recommendations?|hospital course|procedures performed|immunizations?|discussion|comments?|background|surgeries|attachments?|enclosures?|for your information)$|\bresults$|^chief complaint|^(discharge )?instructions|^follow ?up( appointments?| care| instructions)?$|^problem|^already (done|completed)|^completed\b|^tests? (performed|completed|done)$|^procedures? (performed|completed|done)$")]
    private static partial Regex NotesHeading();
}
