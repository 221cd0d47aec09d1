using System.Text.RegularExpressions;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>
/// Words that recognition joined, taken apart where the letters say where: "RyanJenkins", "andMarla", "LeDOB:". Who is named there is seen otherwise by nobody but a person. "McDonald", "FitzGerald" and
/// "MacLeod" are one word each.
/// </summary>
internal static partial class JoinedWords
{
    public static IReadOnlyList<PageRow> Parted(IReadOnlyList<PageRow> rows) =>
        [.. rows.Select(row => row.Words.Any(word => Place(word.Text) is not null) ? new PageRow(row.Page, row.Index, [.. row.Words.SelectMany(Parted)]) : row)];

    private static IEnumerable<RowWord> Parted(RowWord word)
    {
        if (Place(word.Text) is not { } at)
        {
            return [word];
        }

        var left = word.Box.Width * at / word.Text.Length;
        return
        [
            word with { Text = word.Text[..at], Key = NameKeys.Key(word.Text[..at]), Box = word.Box with { Width = left }, Sign = "" },
            word with { Text = word.Text[at..], Key = NameKeys.Key(word.Text[at..]), Box = word.Box with { X = word.Box.X + left, Width = word.Box.Width - left } },
        ];
    }

    private static int? Place(string text) => Joined().Match(text) is { Success: true } joined ? joined.Groups["rest"].Index : null;

    [GeneratedRegex(@"^(:(?<rest>\p{Lu}[\p{L}'’-]+)|(and|aud|by|for)(?<rest>\p{Lu}\p{Ll}+)|(?!(Mac|Fitz|Van|Von|Del|Des|Dela|Saint|Santa|San)\p{Lu})\p{Lu}\p{Ll}{2,}(?<rest>\p{Lu}\p{Ll}{2,})|\p{Lu}\p{Ll}+,?(?<rest>DOB|MRN|SSN)|\p{Lu}[\p{Lu}0-9'’-]{2,}(?<rest>DOB|MRN|SSN)|\p{Lu}[\p{L}'’-]{2,},?(?<rest>[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4}))[,.:;]?$")]
    private static partial Regex Joined();
}
