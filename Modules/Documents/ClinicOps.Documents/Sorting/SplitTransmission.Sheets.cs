using System.Text.RegularExpressions;
using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Sorting;

/// <summary>Sheets that are no part of a document: what parts two of them, and covers.</summary>
internal static partial class SplitTransmission
{
    /// <summary>
    /// A sheet that somebody laid between two documents and that says so, in words or by a bar code, with little else on it. A bar code
    /// alone may be a label on somebody's paper, and of handwriting hardly a word is read: no page that anybody wrote on is taken away
    /// from its document for that. Ill-read words are not counted: they are bars misread, or ink that makes the page no bare sheet.
    /// </summary>
    private static bool IsSeparator(PageFace face, PageText page, bool coded) =>
        page.Words.Count < PageText.FewWords && !face.SpeaksOfPatient
        && (face.Rows.Any(row => SeparatorTitle().IsMatch(row.Text))
            || (coded && page.OnlyBarCodes && page.Words.Count(word => word.Confidence >= PageText.WellRead) <= PageText.MostWordsBesideCode));

    /// <summary>A patch code is made for nothing else; of all others only what the clinic entered: labels and cards have bar codes too.</summary>
    private static bool PartsDocuments(BarCode code, IReadOnlyList<string> separatorCodes) =>
        code.Format == BarCode.Patch || separatorCodes.Any(entered => CodeKey(entered) is { Length: > 0 } key && key == CodeKey(code.Text));

    /// <summary>Case, blanks and hyphens make no other code.</summary>
    private static string CodeKey(string text) => string.Concat(text.Where(c => c != '-' && !char.IsWhiteSpace(c))).ToUpperInvariant();

    /// <summary>A sheet that says to whom, from whom, how many pages, and nothing of a patient.</summary>
    private static bool IsCover(PageFace face, PageText page)
    {
        var text = string.Join('\n', face.Rows.Select(WithColon));
        var marks = CoverMarks().Matches(text).Select(m => m.Value.ToUpperInvariant().Trim(' ', ':', '\n')).Distinct().Count();
        var said = CoverTitle().IsMatch(text) ? 2 : 0;
        var confidential = Confidentiality().IsMatch(text) ? 1 : 0;
        return marks >= 2 && marks + said + confidential >= 4 && page.Words.Count < 220
            && face.Patient.BirthDates.Count == 0
            && face.Titles.Count == 0;
    }

    /// <summary>A wide gap after a word or two does for a colon.</summary>
    private static string WithColon(PageRow row)
    {
        var first = row.Words.TakeWhile(w => w.Cell == 0).ToList();
        return row.Cells == 1 || first.Count > 2 || first[^1].EndsLabel ? row.Text
            : $"{string.Join(' ', first.Select(w => w.Text))}: {string.Join(' ', row.Words.Skip(first.Count).Select(w => w.Text))}";
    }

    [GeneratedRegex(@"(?m)^\W*(to|from|attn|attention|company|re|subject|date|phone|fax|pages?|cc|sender|recipient|message|comments?|notes?)\b[^\n:]{0,20}\s*[:;]|\b(number of pages|total pages|no\. of pages|pages including|# of pages|pages to follow|fax number|pages sent)\b", RegexOptions.IgnoreCase)]
    private static partial Regex CoverMarks();

    [GeneratedRegex(@"(?m)^\W*(fax|facsimile)\W*$|\b(fax|facsimile)\s+(cover|transmi\w+|transmission|message|memo)|\bcover (sheet|page|letter)\b|\burgent\s+for review\b|\bplease reply\b", RegexOptions.IgnoreCase)]
    private static partial Regex CoverTitle();

    // The row says that and nothing else: "Lidocaine 5% patch 2 patches daily" parts nothing.
    [GeneratedRegex(@"^\W*((document|batch|patch|file|page|patient|job)\s+(separator|separation|divider)(\s+(sheet|page))?|(separat(or|ion)|divider)\s+(sheet|page)|patch\s*(code\s*)?(page|sheet|[23t])?|scan\s+separator(\s+(sheet|page))?|separator|start\s+of\s+(new|next)\s+document|end\s+of\s+document\W+next(\s+document)?)\W*([0-9]{1,4}\W*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex SeparatorTitle();

    [GeneratedRegex(@"confidential|in error|intended recipient|destroy all copies|privileged|protected health information", RegexOptions.IgnoreCase)]
    private static partial Regex Confidentiality();
}
