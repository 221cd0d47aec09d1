using System.Globalization;
using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Ledger;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>A coding as it is typed. Public setters for the model binder alone.</summary>
internal sealed class CodingForm
{
    /// <summary>By their letters, A to L; what is empty is left out, and those behind it move up.</summary>
    public List<string?> Diagnoses { get; set; } = [];

    public List<LineForm> Lines { get; set; } = [];

    public string? Place { get; set; }

    public string? RenderingName { get; set; }

    public string? RenderingNpi { get; set; }

    public string? ReferringName { get; set; }

    public string? ReferringNpi { get; set; }

    public string? Authorization { get; set; }

    /// <summary>What is not understood, a sentence each, after <see cref="Content"/>.</summary>
    public List<string> Problems { get; } = [];

    public static CodingForm Of(CodingContent content) => new()
    {
        Diagnoses = [.. content.Diagnoses.Select(TypedCodes.WithPoint)],
        Lines =
        [
            .. content.Lines.Select(line => new LineForm
            {
                Code = line.Code,
                Modifiers = string.Join(' ', line.Modifiers),
                Pointers = line.Pointers,
                Units = line.Units.ToString(CultureInfo.InvariantCulture),
                Charge = line.Cents == 0 ? "" : Money.Field(line.Cents),
            }),
        ],
        Place = content.Place,
        RenderingName = content.RenderingName,
        RenderingNpi = content.RenderingNpi,
        ReferringName = content.ReferringName,
        ReferringNpi = content.ReferringNpi,
        Authorization = content.AuthorizationNumber,
    };

    /// <returns>Null when something is not understood: see <see cref="Problems"/>.</returns>
    public CodingContent? Content()
    {
        Problems.Clear();
        var typed = Diagnoses.Select((text, place) => (Text: (text ?? "").Trim(), Letter: CodingContent.Letter(place))).Where(diagnosis => diagnosis.Text.Length > 0).Take(CodingContent.MostDiagnoses).ToList();
        var diagnoses = typed.Select(diagnosis => TypedCodes.Diagnosis(diagnosis.Text) ?? Wrong(diagnosis.Text, $"\"{diagnosis.Text}\" has not the form of an ICD-10-CM code, like M25.561.")).ToList();
        if (diagnoses.GroupBy(code => code).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            Problems.Add($"{TypedCodes.WithPoint(twice.Key)} stands there twice.");
        }

        // The letters move up with the diagnoses.
        var letters = typed.Select((diagnosis, place) => (From: diagnosis.Letter, To: CodingContent.Letter(place))).ToDictionary(letter => letter.From, letter => letter.To);
        var lines = Lines.Where(line => !line.IsEmpty).Take(CodingContent.MostLines).Select(line => line.Line(letters, Problems)).ToList();
        var place = (Place ?? "").Trim();
        var content = new CodingContent(
            diagnoses, lines, place.Length == 0 ? "" : TypedCodes.Place(place) ?? Wrong(place, $"\"{place}\" is no place of service: two digits, like 11 for the office."),
            Text(RenderingName, 100), Npi(RenderingNpi), Text(ReferringName, 100), Npi(ReferringNpi), Text(Authorization, 50));
        return Problems.Count == 0 ? content : null;
    }

    private string Npi(string? typed) => (typed ?? "").Trim() is { Length: > 0 } text ? TypedCodes.Npi(text) ?? Wrong(text, $"\"{text}\" is no NPI: it has ten digits, and the last one has to fit the others.") : "";

    private string Wrong(string typed, string why)
    {
        Problems.Add(why);
        return typed;
    }

    private static string Text(string? typed, int most) => (typed ?? "").Trim() is var text && text.Length > most ? text[..most] : text;
}

internal sealed class LineForm
{
    public string? Code { get; set; }

    public string? Modifiers { get; set; }

    public string? Pointers { get; set; }

    public string? Units { get; set; }

    public string? Charge { get; set; }

    public bool IsEmpty => string.IsNullOrWhiteSpace($"{Code}{Modifiers}{Pointers}{Charge}");

    /// <param name="letters">Of the diagnoses as typed, to those as they will be.</param>
    public ServiceLine Line(IReadOnlyDictionary<char, char> letters, List<string> problems)
    {
        var typed = (Code ?? "").Trim();
        var code = TypedCodes.Procedure(typed);
        if (code is null)
        {
            problems.Add(typed.Length == 0 ? "A line has no code." : $"\"{typed}\" has not the form of a CPT or HCPCS code: five characters, like 99213 or G0463.");
        }

        var modifiers = (Modifiers ?? "").Split([' ', ',', '-'], StringSplitOptions.RemoveEmptyEntries);
        if (modifiers.Length > 4 || modifiers.Any(modifier => TypedCodes.Modifier(modifier) is null))
        {
            problems.Add($"{typed}: modifiers have two characters each, and there are at most four.");
        }

        var pointers = (Pointers ?? "").Trim().Replace(" ", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal).ToUpperInvariant();
        if (pointers.Length > 4 || pointers.Distinct().Count() != pointers.Length || pointers.Any(letter => !letters.ContainsKey(letter)))
        {
            problems.Add($"{typed}: name the diagnoses it is for by their letters, at most four, like AC.");
        }

        var units = string.IsNullOrWhiteSpace(Units) ? 1 : int.TryParse(Units, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1000 ? number : 0;
        if (units == 0)
        {
            problems.Add($"{typed}: units are a whole number, 1 to 999.");
        }

        var cents = string.IsNullOrWhiteSpace(Charge) ? 0 : Money.Parse(Charge, Money.MostOfService);
        if (cents is null)
        {
            problems.Add($"{typed}: {Money.ProblemOfCharge(Charge)}");
        }

        return new ServiceLine(
            code ?? typed, [.. modifiers.Select(modifier => TypedCodes.Modifier(modifier) ?? modifier)], string.Concat(pointers.Select(letter => letters.GetValueOrDefault(letter, letter))), Math.Max(1, units), cents ?? 0);
    }
}
