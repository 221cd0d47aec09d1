using System.Text.RegularExpressions;

namespace ClinicOps.Documents.Fields;

internal static partial class SaidFields
{
    private const string DateForm = @"([0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+[0-9]{1,2},?\s+[0-9]{4})";

    [GeneratedRegex(@"\bpeer.{0,3}to.{0,3}peer\b|\bp2p\b|\bspeak (to|with) (the|a|our) (medical director|reviewer|reviewing physician)\b", RegexOptions.IgnoreCase)]
    private static partial Regex PeerToPeer();

    [GeneratedRegex(@"\b(appeal|appeals|reconsideration|grievance)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Appeal();

    [GeneratedRegex(@"\b(respond|response|reply|submit|send|provide|return|fax|forward|receive[d]?|supply|furnish|produce|comply|compliance)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Respond();

    [GeneratedRegex(@"\b(need(ed)?|due|required)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Needed();

    [GeneratedRegex(@"\b(sign|signed|signature|return|complete|completed|fax)\b", RegexOptions.IgnoreCase)]
    private static partial Regex SignBack();

    [GeneratedRegex(@"\b(by|before|until|no later than|on or before|not later than|due|deadline(\s+(is|of))?)\s+([\w:.,]+\s+){0,4}?(?=" + DateForm + ")", RegexOptions.IgnoreCase)]
    private static partial Regex By();

    [GeneratedRegex(@"\b(approv|authoriz|certif|grant|valid)\w*", RegexOptions.IgnoreCase)]
    private static partial Regex Grants();

    [GeneratedRegex(@"(?<![\w/.-])(?<n>\d{1,4})\s*(\(\w+\)\s*)?((?!days?\b)[a-z]+\s+){0,3}?(?<basis>visits?|units?|sessions?|services?|treatments?|hours?|doses?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Amount();

    [GeneratedRegex(@"\b(from|between|effective|beginning|dates? of service|period)\s+(\w+\s+){0,2}?(?=" + DateForm + ")", RegexOptions.IgnoreCase)]
    private static partial Regex From();

    [GeneratedRegex(@"\b(until|through|thru|expires?( on)?)\s+(?=" + DateForm + ")", RegexOptions.IgnoreCase)]
    private static partial Regex Until();

    [GeneratedRegex(@"\b(cover(ed|age)|enrolled|eligible|insured|policy|benefits)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Covers();

    [GeneratedRegex(@"\b(terminated|termed|ended|ends|cancel+ed|lapsed|expired|expires|inactive (since|as of)|through|until)\s+((on|effective|as|of|was|is|and)\s+){0,3}(?=" + DateForm + ")", RegexOptions.IgnoreCase)]
    private static partial Regex Ended();

    [GeneratedRegex(@"\b(release|disclose|furnish|send|provide|give)\b[^.]{0,80}?\b(records|information|chart)\b( of [^.]{0,30}?)? to:?\s+(?=\S)", RegexOptions.IgnoreCase)]
    private static partial Regex ReleaseTo();

    [GeneratedRegex(@"\bI (hereby |would like to |wish to )?request\b.{0,40}\bmy\b")]
    private static partial Regex OwnRecords();

    /// <summary>Who is referred now: "was referred to" tells of another time, "referred by" of somebody else.</summary>
    [GeneratedRegex(@"\b((am|are|is|be|being|would like to|wish to|writing to|hereby|to) (hereby )?refer(red|ring)?|please refer)\s+((?!(to|by)\b)[\w,.'’-]+\s+){0,14}?to\s+(the\s+)?(?!(your|you|our|us)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Refers();

    /// <summary>"Thank you for seeing her for chronic cough (R05.3).", "please evaluate for". What is wanted ("for your opinion") is no reason.</summary>
    [GeneratedRegex(@"\b(thank you for (agreeing to )?see(ing)?|please see|kindly see|please evaluate|(am|are) referring|referred to you)\b[^.;]{0,120}?\bfor\s+((further |an? )?evaluation( and (management|treatment))? of\s+)?(?!(your|our|you|further|evaluation|evaluate|consultation|consult|treatment|management|an?\b|the|his|her|their|seeing|review|advice|opinion|follow)\b)(?<why>[a-z][a-z0-9' -]{3,70}?)(?=\s*[.;(\[]|,|$|\s(who|which|and (has|is|was)|since|in (his|her))\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Why();

    [GeneratedRegex(@"(?<![\w.-])[x×(]?(?<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\)?\s*(\(\w+\)\s*)?((?!(of|to|or|and|more|day|days|week|weeks|month|months|year|years|prior|previous|past|last|follow)\b)[a-z-]+\s+){0,2}visits?\b|\bvisits?\s*[x×]\s*(?<n>\d{1,2})\b|\bvisits?\s+(authorized|approved|allowed|requested)\W+(?<n>\d{1,2})\b(?![/-])", RegexOptions.IgnoreCase)]
    private static partial Regex VisitCount();

    [GeneratedRegex(@"\b(eval\w*|treat\w*|consult\w*)\s*[x×]\s*(?<n>\d{1,2})\b(?!\s*(weeks?|wks?|days?|months?|mos?|/|per\b|min))", RegexOptions.IgnoreCase)]
    private static partial Regex VisitTimes();

    [GeneratedRegex(@"\b(authori[sz]\w*|approv\w*|allow\w*|grant\w*|valid|good for|eval\w*|treat\w*|consult\w*|refer\w*|request\w*|up to|total of|limit\w*|maximum)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Asks();

    /// <summary>Visits that were, are left over, or are counted by the week.</summary>
    [GeneratedRegex(@"\b(used|remain\w*|left|completed|attended|past|last|previous\w*|prior visits?|ago|since|had|has been|was seen|were|ER|ED|emergency|hospital|denied|not (authorized|approved)|follow.?up visits?|(per|a|each|every) (day|week|month|year)|weekly|/\s?(wk|week|mo|month))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Were();

    [GeneratedRegex(@"\b(subpoena(ed)?|court order|(signed |hipaa |patient |valid |enclosed |attached )*(authorization|consent|release)( form)?( \w+){0,6} (is |are )?(attached|enclosed|included)|(attached|enclosed)( \w+){0,6} (authorization|release|consent))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Authority();

    [GeneratedRegex(@"\b(not|no|without)\b.{0,20}\b(attached|enclosed|authorization|included)\b|\b(attached|enclosed|included)\W+no\b", RegexOptions.IgnoreCase)]
    private static partial Regex NotAttached();
}
