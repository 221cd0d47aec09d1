using System.Text.RegularExpressions;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <summary>Procedure, diagnosis and provider numbers by their form, with the letters and digits that readers confuse put right.</summary>
internal static partial class OrderCodes
{
    /// <summary>A code of a procedure, supply or drug.</summary>
    /// <param name="Repaired">A letter was taken for a digit or the other way round.</param>
    internal sealed record ProcedureCode(string Code, bool Repaired);

    private static readonly HashSet<string> States =
        [.. "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR".Split(' ')];

    private static readonly HashSet<string> CodeWords = ["cpt", "cpt4", "hcpcs", "code", "codes", "cpts", "proc", "cpthcpcs"];

    /// <summary>Whether the word announces a procedure code ("CPT", "(CPT", "HCPCS:").</summary>
    public static bool Announces(RowWord word) => CodeWords.Contains(word.Key);

    /// <summary>Whether the word announces a diagnosis ("Dx:", "ICD-10", "Diagnosis").</summary>
    public static bool AnnouncesDiagnosis(RowWord word) =>
        word.Key is "dx" or "icd" or "icd10" or "icd10cm" or "diagnosis" or "diag" or "diagnoses" or "indication" or "icd9";

    /// <summary>The CPT or HCPCS code at the word, or null. A ZIP code after a state, a quantity, or a telephone number is none.</summary>
    /// <param name="kind">The kind that the words beside it name, if any: it decides which misreadings are likely.</param>
    public static ProcedureCode? Procedure(IReadOnlyList<RowWord> words, int at, string? kind)
    {
        var raw = words[at].Text;
        var text = Modifier().Replace(raw.Trim('(', ')', '[', ']', '{', '}', ',', '.', ';', ':', '|', '-', '—'), "");
        var announced = at > 0 && Announces(words[at - 1]);
        var enclosed = raw[0] is '(' or '[' or '{' || raw[^1] is ')' or ']' or '}';
        if (Level2().IsMatch(text))
        {
            return new(text, false);
        }

        if (text.Length == 5 && text.All(char.IsAsciiDigit))
        {
            if (at > 0 && (States.Contains(words[at - 1].Text.Trim(',', '.')) || words[at - 1].Key is "box" or "zip" or "no" or "road" or "suite"))
            {
                return null;
            }

            return kind == "medication" && text[0] == '1' && (announced || enclosed) ? new("J" + text[1..], true)
                : OrderVocabulary.KindOfCode(text) is not null ? new(text, false)
                : null;
        }

        if (text.Length != 5 || !(announced || enclosed) || text.Count(char.IsAsciiDigit) < 3)
        {
            return null;
        }

        var digits = Digits(text[1..]);
        var first = text[0] switch { '£' or '€' => 'E', ']' or '|' when kind == "medication" => 'J', var c => char.ToUpperInvariant(c) };
        if (digits.All(char.IsAsciiDigit) && Level2().IsMatch(first + digits))
        {
            return new(first + digits, true);
        }

        var whole = Digits(text);
        return whole.All(char.IsAsciiDigit) && OrderVocabulary.KindOfCode(whole) is not null ? new(whole, true) : null;
    }

    /// <summary>The code in a field for codes: there it needs no announcement.</summary>
    public static ProcedureCode? Labelled(IReadOnlyList<RowWord> words, string? kind) =>
        Enumerable.Range(0, words.Count).Select(i => Procedure(words, i, kind) ?? Procedure([words[i] with { Text = $"({words[i].Text.Trim(',', ';')})" }], 0, kind))
            .FirstOrDefault(c => c is not null);

    /// <summary>The ICD-10-CM code at the word ("M54.16"), or null.</summary>
    /// <param name="expected">A diagnosis is announced here: forms without a dot and with misread letters are taken too.</param>
    public static string? Diagnosis(RowWord word, bool expected)
    {
        var text = word.Text.Trim('(', ')', '{', '}', ';', ':', '.', ',', '-', '—').TrimEnd(']').ToUpperInvariant().Replace(',', '.');
        // A small l is a misread I; a capital one begins the codes of the skin.
        text = expected && text.Length >= 3 && (text[0] is '[' or '|' or '1' or '!' || word.Text.TrimStart('(', '{')[0] == 'l') && IsCirculatory().IsMatch(text) ? "I" + text[1..] : text.TrimStart('[');
        text = text.Length > 0 && text[0] is '£' or '€' ? "E" + text[1..] : text;
        if (text.Length is < 3 or > 8 || text is "A1C" or "B12")
        {
            return null;
        }

        if (WithDot().IsMatch(text))
        {
            return text;
        }

        if (!expected)
        {
            return null;
        }

        var repaired = text[0] + Digits(text[1..Math.Min(3, text.Length)]) + (text.Length > 3 ? text[3] + Digits(text[4..]) : "");
        return WithDot().IsMatch(repaired) || ThreeLong().IsMatch(repaired) ? repaired
            : NoDot().IsMatch(text) ? $"{text[..3]}.{text[3..]}"
            : null;
    }

    /// <summary>Whether ten digits are a National Provider Identifier: its last digit is a check digit over "80840" and the others.</summary>
    public static bool IsNpi(string digits)
    {
        if (digits.Length != 10 || digits[0] is not ('1' or '2') || !digits.All(char.IsAsciiDigit))
        {
            return false;
        }

        var sum = 24;
        for (var i = 0; i < 10; i++)
        {
            var digit = digits[9 - i] - '0';
            var twice = i % 2 == 1 ? digit * 2 : digit;
            sum += twice > 9 ? twice - 9 : twice;
        }

        return sum % 10 == 0;
    }

    /// <summary>Letters that stand for digits in a number, as readers confuse them.</summary>
    public static string Digits(string text) => string.Concat(text.Select(c => c switch
    {
        'O' or 'o' or 'Q' or 'D' => '0',
        'I' or 'l' or 'i' or '|' or '!' => '1',
        'Z' or 'z' => '2',
        'S' or 's' => '5',
        'G' => '6',
        'B' => '8',
        _ => c,
    }));

    [GeneratedRegex(@"^[A-CEGHJ-MP-TV]\d{4}$")]
    private static partial Regex Level2();

    [GeneratedRegex(@"(?<=\w{5})[-–](LT|RT|50|26|TC|59|25|NU|RR|KX|GA|GY)(?=$|\W)", RegexOptions.IgnoreCase)]
    private static partial Regex Modifier();

    [GeneratedRegex(@"^[A-TV-Z]\d[0-9AB]\.[0-9A-Z]{1,4}$")]
    private static partial Regex WithDot();

    [GeneratedRegex(@"^[A-TV-Z]\d[0-9AB]$")]
    private static partial Regex ThreeLong();

    [GeneratedRegex(@"^[A-TV-Z]\d[0-9AB][0-9A-Z]{1,4}$")]
    private static partial Regex NoDot();

    [GeneratedRegex(@"^.\d\d(\.\d{1,3})?$")]
    private static partial Regex IsCirculatory();
}
