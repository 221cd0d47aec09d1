using System.Globalization;
using System.Text;
using ClinicOps.Documents.Tests.Campaign;

namespace ClinicOps.Documents.Tests.Sorting.Training;

/// <summary>Fills the slots of a line: one person and one sender a paper, all else drawn each time.</summary>
internal sealed class SlotValues(Draw draw)
{
    private static readonly Dictionary<string, string[]> Pools = PoolsIn(Path.Combine(AppContext.BaseDirectory, "Papers", "slots.pool"));

    private readonly Dictionary<string, string> ofPaper = [];
    private bool woman;

    public void NewPaper(bool samePatient)
    {
        if (samePatient && ofPaper.Count > 0)
        {
            return;
        }

        ofPaper.Clear();
        woman = draw.Chance(0.5);
        var (first, last) = (draw.PickEarly(woman ? Names.Women : Names.Men), draw.Chance(0.05) ? draw.One(Names.Unusual) : draw.PickEarly(Names.Last));
        var middle = draw.Chance(0.4) ? $" {draw.Letter()}{draw.Pick("", ".")}" : "";
        (ofPaper["fn"], ofPaper["ln"]) = (first, last);
        ofPaper["name"] = draw.Chance(0.55) ? $"{first}{middle} {last}" : draw.Chance(0.3) ? $"{last}, {first}".ToUpperInvariant() : $"{last}, {first}{middle}";
        ofPaper["dob"] = Day(new DateOnly(1932, 1, 1).AddDays(draw.Int(0, 30000)));
        ofPaper["age"] = draw.Int(3, 92).ToString(CultureInfo.InvariantCulture);
        (ofPaper["sex"], ofPaper["he"], ofPaper["his"]) = woman ? ("F", "she", "her") : ("M", "he", "his");
        ofPaper["mr"] = woman ? draw.Pick("Ms.", "Mrs.") : "Mr.";
        (ofPaper["mrn"], ofPaper["mem"]) = (draw.Digits(draw.Int(6, 9)), $"{draw.Letter()}{draw.Letter()}{draw.Letter()}{draw.Digits(8)}");
        ofPaper["clinic"] = draw.Pick("Two Rivers Clinic", "Harbor Clinic", "Maple Grove Medical Group", "Stonebridge Family Medicine", "Cedar Point Specialty Clinic", "Westlake Outpatient Clinic");
        ofPaper["d0"] = Day(new DateOnly(2026, 1, 5).AddDays(draw.Int(0, 50)));
    }

    public string Fill(string text)
    {
        // Alternatives first, from the inside out; then values, which may hold slots themselves.
        while (text.IndexOf('}', StringComparison.Ordinal) is >= 0 and var close)
        {
            var open = text.LastIndexOf('{', close);
            text = $"{text[..open]}{draw.One(text[(open + 1)..close].Split('|'))}{text[(close + 1)..]}";
        }

        var filled = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('<', at);
            var close = open < 0 ? -1 : text.IndexOf('>', open);
            if (close < 0 || !char.IsAsciiLetter(text[open + 1]))
            {
                filled.Append(text, at, (open < 0 ? text.Length : open + 1) - at);
                at = open < 0 ? text.Length : open + 1;
                continue;
            }

            filled.Append(text, at, open - at).Append(Value(text[(open + 1)..close]));
            at = close + 1;
        }

        return filled.ToString();
    }

    private string Value(string slot) => ofPaper.TryGetValue(slot, out var known) ? known : slot switch
    {
        "d" => Day(new DateOnly(2026, 1, 5).AddDays(draw.Int(-300, 50))),
        "n" => draw.Digits(draw.Int(4, 6)),
        "n4" => draw.Digits(4),
        "nn" => draw.Digits(draw.Int(8, 11)),
        "npi" => "1" + draw.Digits(9),
        "s" => draw.Int(1, 9).ToString(CultureInfo.InvariantCulture),
        "ss" => draw.Int(10, 98).ToString(CultureInfo.InvariantCulture),
        "money" => $"${draw.Int(5, 2500).ToString("N0", CultureInfo.InvariantCulture)}{draw.Pick("", ".00", $".{draw.Int(10, 99)}")}",
        "phone" => $"({draw.Pick("614", "740", "513")}) 555-01{draw.Digits(2)}",
        "time" => $"{draw.Int(1, 12)}:{draw.Int(10, 59)}{draw.Pick("", " AM", " PM", "am")}",
        "addr" => $"{draw.Int(10, 9900)} {draw.One(Names.Streets)}, {draw.One(Names.Towns)}, OH 43{draw.Digits(3)}",
        "pn" => $"{draw.PickEarly(draw.Chance(0.5) ? Names.Women : Names.Men)} {draw.PickEarly(Names.Last)}",
        "p" => draw.Chance(0.25) ? $"Dr. {Value("pn")}" : $"{Value("pn")}, {draw.Pick("MD", "MD", "DO", "NP", "PA-C")}",
        "dr" => $"Dr. {draw.PickEarly(Names.Last)}",
        "x" => draw.Pick("the patient", "the patient", $"{ofPaper["mr"]} {ofPaper["ln"]}", $"{ofPaper["fn"]} {ofPaper["ln"]}", "this patient", $"{ofPaper["fn"]}"),
        "payer" => draw.Chance(0.4) ? draw.One(Names.Payers) : Pooled("payer"),
        "org" => draw.Chance(0.4) ? draw.One(Names.Houses) : Pooled("org"),
        "bp" => $"{draw.Int(98, 172)}/{draw.Int(58, 104)}",
        "dec" => $"{draw.Int(0, 19)}.{draw.Int(0, 9)}",
        _ => Pooled(slot),
    };

    private string Pooled(string slot) => Fill(draw.One(Pools[slot]));

    private string Day(DateOnly day) => day.ToString(draw.Pick("MM/dd/yyyy", "MM/dd/yyyy", "M/d/yyyy", "MM/dd/yy", "MM-dd-yyyy", "MMMM d, yyyy", "MMM d, yyyy", "dd-MMM-yyyy", "yyyy-MM-dd"), CultureInfo.InvariantCulture);

    /// <summary>"slot: a|b|c" a line; a slot that comes again has more.</summary>
    private static Dictionary<string, string[]> PoolsIn(string path) =>
        File.ReadLines(path).Where(l => l.Contains(": ", StringComparison.Ordinal))
            .Select(l => (Slot: l[..l.IndexOf(':', StringComparison.Ordinal)], Values: l[(l.IndexOf(':', StringComparison.Ordinal) + 2)..].Split('|')))
            .GroupBy(l => l.Slot).ToDictionary(g => g.Key, g => g.SelectMany(l => l.Values).ToArray());
}
