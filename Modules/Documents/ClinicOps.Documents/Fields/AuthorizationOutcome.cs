using System.Text.RegularExpressions;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Fields;

/// <summary>
/// What a payer decided: by the box that is ticked, else beside a label, else in a sentence, else in the title. Boxes that are offered and
/// not ticked say nothing, and where boxes were offered and none was read as ticked nothing else that the form prints is believed. Where
/// sentences or a sentence and the title disagree, or a ticked choice is crossed out again, nothing is read, so that a person reads it.
/// </summary>
internal static partial class AuthorizationOutcome
{
    public static FieldRead? Read(OrderSheet sheet, IReadOnlyList<TickedText> ticked, IReadOnlyList<LabelledField> labelled)
    {
        var choices = ticked.Where(t => t.OwnLine.Count <= 8 && OrderText.Join(t.OwnLine) is var text && (Of(text) is not null || Approved().IsMatch(text))).ToList();
        if (choices.Exists(t => t.IsTakenBack))
        {
            return null;
        }

        var chosen = choices.Where(t => t.Ticked).DistinctBy(t => Of(OrderText.Join(t.OwnLine))).ToList();
        if (chosen.Count == 1)
        {
            return Of(OrderText.Join(chosen[0].OwnLine)) is { } box ? OrderText.Read(box, chosen[0].OwnLine, chosen[0].Page, "ticked box") : null;
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

        var titles = Titles(sheet);
        var titled = titles.Select(t => t.Outcome).Distinct().ToList();
        var said = Said(sheet, [.. titles.SelectMany(t => t.Row.Words)]);
        if (said.Count == 0)
        {
            return titled.Count == 1 ? OrderText.Read(titled[0], titles[0].Row.Words, titles[0].Row.Page, "title that names the decision") : null;
        }

        // What was decided in part may well be headed by one of the two.
        var decided = Together(said);
        return decided is null || titled.Exists(title => title != decided && !(decided == "partial" && title is "approved" or "denied"))
            ? null
            : OrderText.Read(decided, said[0].Words, said[0].Page, "sentence that says the decision");
    }

    /// <summary>
    /// The outcome that the words say; null when they say none. "Not approved" is denied, and "denied in part" is partial. Words that
    /// approve beside a negation that does not plainly deny say nothing.
    /// </summary>
    public static string? Of(string text) =>
        Partial().Match(text) is { Success: true } part && !Negation().IsMatch(text[..part.Index]) ? "partial"
        : Withdrawn().IsMatch(text) ? "withdrawn"
        : Denied().IsMatch(text) || NotApproved().IsMatch(text) ? "denied"
        : Pended().IsMatch(text) ? "pended"
        : Approved().IsMatch(text) && !Negation().IsMatch(text) ? "approved"
        : null;

    /// <summary>Approved in one sentence and denied in another is in part, unless one tells of an earlier decision; other approvals that are not alone say nothing.</summary>
    private static string? Together(List<SaidOutcome> said)
    {
        var outcomes = said.Select(s => s.Outcome).Distinct().ToList();
        if (outcomes.Count == 1)
        {
            return outcomes[0];
        }

        if (said.Exists(s => Earlier().IsMatch(OrderText.Join(s.Words))))
        {
            return null;
        }

        return outcomes.TrueForAll(outcome => outcome is "approved" or "denied" or "partial") ? "partial"
            : outcomes.Exists(outcome => outcome is "approved" or "partial") ? null
            : outcomes[0];
    }

    private static List<SaidOutcome> Said(OrderSheet sheet, List<RowWord> inTitles)
    {
        var found = new List<SaidOutcome>();
        var apart = new HashSet<RowWord>(inTitles, ReferenceEqualityComparer.Instance);
        foreach (var (all, page) in DocumentSentences.Of(sheet))
        {
            var words = all.Where(word => !apart.Contains(word)).ToList();
            var text = OrderText.Join(words);
            if (Decides().Match(text) is { Success: true } said && !Conditional().IsMatch(text[..said.Index]) && !Policy().IsMatch(text)
                && (IsApproved().IsMatch(text) && IsDenied().IsMatch(text) && !Earlier().IsMatch(text) ? "partial" : Of(text)) is { } outcome)
            {
                found.Add(new(outcome, words, page));
            }
        }

        return found;
    }

    /// <summary>"Notice of Denial", "Approval letter": lines of their own that name one outcome.</summary>
    private static List<TitleOutcome> Titles(OrderSheet sheet) =>
    [
        .. from row in sheet.Rows.Select(r => r.Row)
           where row.Words.Count is >= 1 and <= 8 && Title().IsMatch(row.Text) && !char.IsLower(row.Text.FirstOrDefault(char.IsLetter))
               && !TickMarks.Any(row) && !Policy().IsMatch(row.Text) && !NoTitle().IsMatch(row.Text) && !Decides().IsMatch(row.Text)
           let outcome = Of(OrderText.Join(BehindLabels(row)))
           where outcome is not null
           select new TitleOutcome(outcome, row),
    ];

    /// <summary>"Result: Approved" names one by its value; "Units denied: 0" names none.</summary>
    private static IEnumerable<RowWord> BehindLabels(PageRow row) => row.Words.Skip(Enumerable.Range(0, row.Words.Count).LastOrDefault(i => row.Words[i].EndsLabel, -1) + 1);

    private sealed record SaidOutcome(string Outcome, IReadOnlyList<RowWord> Words, int Page);

    private sealed record TitleOutcome(string Outcome, PageRow Row);

    [GeneratedRegex(@"^\W*partial(ly)?\s*([-–—:;,.(].*)?$|\bpart(ial(ly)?|ly)\W+(approv|authoriz|certif|deni|deny|(un)?favorabl|overturn)\w*|\b(approv|authoriz|certif|deni|(un)?favorabl|overturn)\w*\W+(partially\b|partial\W*$)|\b(approved|authorized|denied|certified|favorable|overturned) in part\b|\b(approved|authorized) (with|as) (modif|chang|reduc)\w*|\bmodified (approval|authorization)\b|\b(approve|authorize)d? (fewer|less|only part)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Partial();

    [GeneratedRegex(@"\b(withdrawn|withdrew|void(ed)?|cancel+ed|closed without|request withdrawn)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Withdrawn();

    [GeneratedRegex(@"\b(denied|denial|deny|denies|adverse (benefit )?determination|disapproved|rejected|declined|unfavorable|non-?certified|non-?certification)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Denied();

    [GeneratedRegex(@"\b(not|cannot|(ca|could|did|do|does|wo)n['’]t|un-?able|never|no longer)[\s,]+(((at|this|that|the|present|time|currently|presently|now|be|been|being|able|to|in|a|position|therefore|fully)[\s,]+)*|(be\s+)?((?!(yet|only|just|all)\b)\w+\s+){0,2}?)(approve|approved|authorize|authorized|certify|certified|cover|covered|grant|granted)\b|\b(do|does|did)(\s+not|n['’]t)\s+(meet|satisfy)\b.{0,80}?\b(approv|authoriz|certif)\w*", RegexOptions.IgnoreCase)]
    private static partial Regex NotApproved();

    /// <summary>Limits of what is granted ("not to exceed") take nothing back.</summary>
    [GeneratedRegex(@"\b(not\b(?! (to exceed|later than|limited to)\b)|cannot|\w+n['’]t|un-?able|never\b|no longer|without\b(?! (any )?(change|modif|reduc|condition|restrict|limit)))", RegexOptions.IgnoreCase)]
    private static partial Regex Negation();

    [GeneratedRegex(@"\b(has|have|had|was|were|is|are)\s+(been\s+)?(approved|authorized|certified)\b", RegexOptions.IgnoreCase)]
    private static partial Regex IsApproved();

    [GeneratedRegex(@"\b(has|have|had|was|were|is|are)\s+(been\s+)?(denied|not approved|not authorized|not certified|not been approved)\b", RegexOptions.IgnoreCase)]
    private static partial Regex IsDenied();

    [GeneratedRegex(@"\b(overturn\w*|upheld|reconsider\w*|on appeal|previous(ly)?|initial(ly)?|original(ly)?|prior (decision|denial|approval)|earlier)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Earlier();

    [GeneratedRegex(@"\b(pend(ed|ing)|in process|under review|on hold|incomplete|awaiting|more information|additional (\w+\s+){0,2}(information|documentation|notes|records)|not yet (been )?(decided|made|determined)|unable to (make|render|reach) a (decision|determination))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Pended();

    [GeneratedRegex(@"\b(approv(ed|al|es)|authoriz(ed|es)|certified|granted|favorable|affirmed|approve|(is|are|will be|has been|have been) covered|agreed? to cover)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Approved();

    [GeneratedRegex(@"\b(has|have|had|was|were|is|are|been|hereby|we|plan)\s+(\w+\s+){0,3}?(approved?|partially|authorized?|certified|certify|denied|deny|pended|pending|placed|unable|not|cannot|could|withdrawn|modified|in part|under review|decided|determined|need|require|granted|closed)\b|\b(do|does|did)(\s+not|n['’]t)\s+(meet|satisfy)\b|\b(is|are|will be|has been|have been)\s+(not\s+)?covered\b|\bagreed?\s+to\s+cover\b", RegexOptions.IgnoreCase)]
    private static partial Regex Decides();

    [GeneratedRegex(@"\b(if|unless|when|should|whether|may(?!\s+[0-9])|once|until|in the event)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Conditional();

    [GeneratedRegex(@"\bguarantee\b|\bright to appeal\b|\bappeal (rights|process)\b|\brights? (if|when)\b|\bprior authorization (is|was) (required|needed)\b|\bclaims? (will|may|must)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Policy();

    [GeneratedRegex(@"\b(notice|letter|determination|decision|denial|approval|approved|denied|authorization|certification|pended|status)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Title();

    [GeneratedRegex(@"\b(if|unless|whether|appeals?|denial (reasons?|codes?|rationale)|reasons? for (the )?denial|(request for|prior|pre-?) ?approval|approval (request|criteria|process|department|unit))\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoTitle();
}
