using System.Globalization;
using System.Text;

namespace ClinicOps.Intake.Coverage.X12;

/// <summary>
/// Text as a 270 may carry it: capital letters, digits and a few signs, none of them one of our separators. A name is brought to that and
/// the change is noted; an id is never changed: with anything else in it, the question is refused.
/// </summary>
internal sealed class X12Text
{
    private const string Signs = " !\"&'()+,-./;?=";

    private readonly List<string> notes = [];

    public IReadOnlyList<string> Notes => notes;

    /// <summary>The first thing that cannot be sent, as a sentence; null while everything can.</summary>
    public string? Refusal { get; private set; }

    /// <param name="what">"last name".</param>
    /// <param name="longest">In characters; a longer name is cut.</param>
    public string Name(string what, string written, int longest, bool isNeeded = true)
    {
        var plain = new StringBuilder();
        var (withoutAccents, withoutSigns) = (false, false);
        foreach (var c in written.Trim().Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
            {
                withoutAccents = true;
                continue;
            }

            var sent = Spelled(c);
            withoutAccents |= sent.Length > 0 && c > '\u007F';
            if (sent.Length == 0 && char.IsLetter(c))
            {
                Refuse($"The {what} has letters that an X12 message cannot carry: write it in Latin letters as on the insurance card.");
                return "";
            }

            withoutSigns |= sent.Length == 0;
            plain.Append(sent.Length == 0 ? " " : sent);
        }

        var name = string.Join(' ', plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Note(withoutAccents, $"The {what} is sent without its accents.");
        Note(withoutSigns, $"The {what} is sent without a sign that an X12 message cannot carry.");
        Note(name.Length > longest, $"The {what} is sent with its first {longest} characters.");
        name = name.Length > longest ? name[..longest].TrimEnd() : name;
        if (name.Length == 0 && isNeeded)
        {
            Refuse($"The {what} is missing.");
        }

        return name;
    }

    /// <param name="what">"member id".</param>
    public string Id(string what, string written, int longest, int shortest = 2)
    {
        var id = written.Trim().Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (id.Length < shortest)
        {
            Refuse($"The {what} is {(id.Length == 0 ? "missing" : "too short")}.");
        }
        else if (id.Length > longest)
        {
            Refuse($"The {what} is longer than {longest} characters.");
        }
        else if (!id.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || Signs.Contains(c, StringComparison.Ordinal)))
        {
            Refuse($"The {what} has a sign that an X12 message cannot carry: write it as on the insurance card.");
        }

        return id;
    }

    public void Refuse(string why) => Refusal ??= why;

    private static string Spelled(char c)
    {
        var upper = char.ToUpperInvariant(c);
        return char.IsAsciiLetterUpper(upper) || char.IsAsciiDigit(upper) || Signs.Contains(upper, StringComparison.Ordinal) ? upper.ToString() : upper switch
        {
            '\u2019' or '\u2018' or '\u02BC' or '`' or '\u00B4' => "'",
            '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' => "-",
            'ß' or 'ẞ' => "SS",
            'Æ' => "AE",
            'Œ' => "OE",
            'Ø' => "O",
            'Ł' => "L",
            'Đ' or 'Ð' => "D",
            'Þ' => "TH",
            'ı' or 'İ' => "I",
            _ => "",
        };
    }

    private void Note(bool holds, string note)
    {
        if (holds)
        {
            notes.Add(note);
        }
    }
}
