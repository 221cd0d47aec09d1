using System.Text.RegularExpressions;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Fields;

/// <summary>
/// What a payer decided: by the box that is ticked, else beside a label, else in a sentence, else in the title. Boxes that are offered and
/// not ticked say nothing, and where boxes were offered and none was read as ticked nothing else that the form prints is believed.
/// </summary>
internal static partial class AuthorizationOutcome
{
    public static FieldRead? Read(OrderSheet sheet, IReadOnlyList<TickedText> ticked, IReadOnlyList<LabelledField> labelled)
    {
        var choices = ticked.Where(t => t.OwnLine.Count <= 8 && Of(OrderText.Join(t.OwnLine)) is not null).ToList();
        var chosen = choices.Where(t => t.Ticked).DistinctBy(t => Of(OrderText.Join(t.OwnLine))).ToList();
        if (chosen.Count == 1)
        {
            return OrderText.Read(Of(OrderText.Join(chosen[0].OwnLine))!, chosen[0].OwnLine, chosen[0].Page, "ticked box");
        }

        if (choices.Count > 1)
        {
            return null;
        }

        var beside = labelled.Where(l => l.Field == DocumentField.Outcome).Select(l => (l, Of: Of(OrderText.Join(l.Words)))).Where(l => l.Of is not null).DistinctBy(l => l.Of).ToList();
        if (beside.Count > 0)
        {
            // Some lines approved and others denied: part of what was asked for.
            var (one, outcome) = beside[0];
            return OrderText.Read(beside.Exists(l => l.Of == "approved") && beside.Exists(l => l.Of == "denied") ? "partial" : outcome!, one.Words, one.Page, $"value at the label \"{one.Label}\"");
        }

        return Said(sheet) ?? Titled(sheet);
    }

    /// <summary>The outcome that the words say; null when they say none. "Not approved" is denied, and "denied in part" is partial.</summary>
    public static string? Of(string text) =>
        Partial().IsMatch(text) ? "partial"
        : Withdrawn().IsMatch(text) ? "withdrawn"
        : Denied().IsMatch(text) ? "denied"
        : Pended().IsMatch(text) ? "pended"
        : Approved().IsMatch(text) ? "approved"
        : null;

    private static FieldRead? Said(OrderSheet sheet)
    {
        foreach (var (words, page) in DocumentSentences.Of(sheet))
        {
            var text = OrderText.Join(words);
            if (Decides().Match(text) is { Success: true } said && !Conditional().IsMatch(text[..said.Index]) && !Policy().IsMatch(text) && Of(text) is { } outcome)
            {
                return OrderText.Read(outcome, words, page, "sentence that says the decision");
            }
        }

        return null;
    }

    /// <summary>"Notice of Denial", "Approval letter": a line of its own that names one outcome.</summary>
    private static FieldRead? Titled(OrderSheet sheet) =>
        sheet.Rows.Where(r => r.Row.Words.Count is >= 1 and <= 8 && Title().IsMatch(r.Row.Text) && !TickMarks.Any(r.Row) && !Policy().IsMatch(r.Row.Text))
            .Select(r => Of(r.Row.Text) is { } outcome ? OrderText.Read(outcome, r.Row.Words, r.Page, "title that names the decision") : null).FirstOrDefault(found => found is not null);

    [GeneratedRegex(@"\bpartial(ly)?\b|\b(approved|authorized|denied|certified) in part\b|\bpart(ly|ially) (approved|denied|favorable)\b|\b(approved|authorized) (with|as) (modif|chang|reduc)\w*|\bmodified (approval|authorization)\b|\b(approve|authorize)d? (fewer|less|only part)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Partial();

    [GeneratedRegex(@"\b(withdrawn|withdrew|void(ed)?|cancel+ed|closed without|request withdrawn)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Withdrawn();

    [GeneratedRegex(@"\b(denied|denial|deny|denies|adverse (benefit )?determination|disapproved|rejected|declined|unfavorable|non-?certified|non-?certification)\b|\b(not|cannot|can not|could not|unable to|un-?able|do not|did not|won't|will not|no longer)\s+(be\s+)?(\w+\s+){0,2}?(approve|approved|authorize|authorized|certify|certified|cover|covered|grant|granted)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Denied();

    [GeneratedRegex(@"\b(pend(ed|ing)|in process|under review|on hold|incomplete|awaiting|more information|additional (\w+\s+){0,2}(information|documentation|notes|records)|not yet (been )?(decided|made|determined)|unable to (make|render|reach) a (decision|determination))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Pended();

    [GeneratedRegex(@"\b(approv(ed|al|es)|authoriz(ed|es)|certified|granted|favorable|affirmed|approve)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Approved();

    [GeneratedRegex(@"\b(has|have|had|was|were|is|are|been|hereby|we|plan)\s+(\w+\s+){0,3}?(approved?|partially|authorized?|certified|certify|denied|deny|pended|pending|placed|unable|not|cannot|could|withdrawn|modified|in part|under review|decided|determined|need|require|granted|closed)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Decides();

    [GeneratedRegex(@"\b(if|unless|when|should|whether|may|once|until|in the event)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Conditional();

    [GeneratedRegex(@"\bguarantee\b|\bright to appeal\b|\bappeal (rights|process)\b|\brights? (if|when)\b|\bprior authorization (is|was) (required|needed)\b|\bclaims? (will|may|must)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Policy();

    [GeneratedRegex(@"\b(notice|letter|determination|decision|denial|approval|approved|denied|authorization|certification|pended|status)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Title();
}
