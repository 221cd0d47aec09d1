using System.Globalization;
using System.Text;

namespace ClinicOps.Intake.Coverage.X12;

/// <summary>Writes a 270 (005010X279A1): one subscriber, and below a dependant where the patient is one, asked about one day.</summary>
internal static class Write270
{
    private const char Element = '*';
    private const char Repetition = '^';
    private const char Component = ':';
    private const char Terminator = '~';
    private const string Version = "005010X279A1";

    /// <summary>TRN03, ten characters: "9" says that the nine behind it are not assigned by anybody.</summary>
    private const string Origin = "9CLINICOPS";

    public const int MostServiceTypes = 20;

    public static Written270 Of(Question270 question)
    {
        var text = new X12Text();
        var (sender, receiver) = (text.Id("clinic's id at the clearinghouse", question.SenderId, 15), text.Id("clearinghouse's id", question.ReceiverId, 15));
        var body = Body(question, text);
        if (question.ControlNumber is < 1 or > 999_999_999)
        {
            text.Refuse("The control number is not between 1 and 999,999,999.");
        }

        if (question.ServiceTypes.Count is 0 or > MostServiceTypes || !question.ServiceTypes.All(X12Words.IsServiceType))
        {
            text.Refuse($"Ask for 1 to {MostServiceTypes} kinds of service by their X12 codes, such as 30 or 98.");
        }

        if (text.Refusal is { } why)
        {
            return new Written270.Refused(why);
        }

        var control = Invariant($"{question.ControlNumber:000000000}");
        var at = question.At.UtcDateTime;
        List<string> segments =
        [
            Segment(
                "ISA", "00", new string(' ', 10), "00", new string(' ', 10), "ZZ", sender.PadRight(15), "ZZ", receiver.PadRight(15), Invariant($"{at:yyMMdd}"), Invariant($"{at:HHmm}"),
                Repetition.ToString(), "00501", control, "0", question.IsTest ? "T" : "P", Component.ToString()),
            Segment("GS", "HS", sender, receiver, Invariant($"{at:yyyyMMdd}"), Invariant($"{at:HHmm}"), question.ControlNumber.ToString(CultureInfo.InvariantCulture), "X", Version),
            Segment("ST", "270", control, Version),
            Segment("BHT", "0022", "13", control, Invariant($"{at:yyyyMMdd}"), Invariant($"{at:HHmm}")),
            .. body,
            Segment("SE", Invariant($"{body.Count + 3}"), control),
            Segment("GE", "1", question.ControlNumber.ToString(CultureInfo.InvariantCulture)),
            Segment("IEA", "1", control),
        ];
        var written = new StringBuilder();
        foreach (var segment in segments)
        {
            written.Append(segment).Append(Terminator).Append('\n');
        }

        return new Written270.Written(written.ToString(), text.Notes);
    }

    private static List<string> Body(Question270 question, X12Text text)
    {
        var (subscriber, dependant) = (question.Subscriber, question.Dependant);
        if (question.ProviderNpi.Trim() is not { Length: 10 } npi || !npi.All(char.IsAsciiDigit))
        {
            text.Refuse("The NPI the question is asked with is missing or has not ten digits.");
        }

        List<string> body =
        [
            Segment("HL", "1", "", "20", "1"),
            Segment("NM1", "PR", "2", text.Name("payer's name", question.PayerName, 60), "", "", "", "", "PI", text.Id("payer id", question.PayerId, 80)),
            Segment("HL", "2", "1", "21", "1"),
            Segment("NM1", "1P", "2", text.Name("clinic's name", question.ProviderName, 60), "", "", "", "", "XX", question.ProviderNpi.Trim()),
            Segment("HL", "3", "2", "22", dependant is null ? "0" : "1"),
        ];
        if (dependant is null)
        {
            body.AddRange([Trace(question, text), .. Person("IL", subscriber, text, ""), .. Asked(question)]);
        }
        else
        {
            body.AddRange(
            [
                .. Person("IL", subscriber, text, "subscriber's "),
                Segment("HL", "4", "3", "23", "0"),
                Trace(question, text),
                .. Person("03", dependant, text, ""),
                .. Asked(question),
            ]);
        }

        return body;
    }

    private static string Trace(Question270 question, X12Text text) => Segment("TRN", "1", text.Id("trace number", question.TraceNumber, 50), Origin);

    private static IEnumerable<string> Person(string role, Person270 person, X12Text text, string whose)
    {
        string[] name =
        [
            "NM1", role, "1", text.Name($"{whose}last name", person.Last, 60), text.Name($"{whose}first name", person.First, 35),
            text.Name($"{whose}middle name", person.Middle, 25, isNeeded: false), "", text.Name($"{whose}suffix", person.Suffix, 10, isNeeded: false),
        ];
        yield return role == "IL" ? Segment([.. name, "MI", text.Id("member id", person.MemberId, 80)]) : Segment(name);
        if (person.Born is { } born)
        {
            yield return Segment("DMG", "D8", Invariant($"{born:yyyyMMdd}"), person.Sex is "F" or "M" ? person.Sex : "");
        }

        if (role == "03" && person.Relationship is "01" or "19" or "34")
        {
            yield return Segment("INS", "N", person.Relationship);
        }
    }

    private static IEnumerable<string> Asked(Question270 question) =>
        question.ServiceTypes.Select(code => Segment("EQ", code)).Prepend(Segment("DTP", "291", "D8", Invariant($"{question.On:yyyyMMdd}")));

    /// <summary>Nothing stands behind the last element that says something.</summary>
    private static string Segment(params string[] elements) => string.Join(Element, elements).TrimEnd(Element);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
