using System.Globalization;
using ClinicOps.Intake.Ledger;
using CsvHelper;

namespace ClinicOps.Intake.Coding;

/// <summary>
/// A list of codes as a clinic has it: CSV in UTF-8 with the columns system, code, description and, where there is one, charge in dollars or cents, in any order. A list of
/// fees has no system: each line of it is a procedure. What else it holds is left alone; a line that cannot be used is kept with its number and the reason.
/// </summary>
internal sealed record CodesFile(IReadOnlyList<CodesFile.Row> Rows, IReadOnlyList<(int Line, string Why)> BadRows)
{
    private static readonly string[] Required = ["system", "code", "description"];

    private static readonly string[] RequiredOfFees = ["code", "description"];

    /// <param name="areFees">Every line has its charge, and is a procedure where it does not say otherwise.</param>
    /// <exception cref="CodesFileProblem">It is no such file; the message says why.</exception>
    public static CodesFile Read(TextReader text, bool areFees = false)
    {
        var (rows, bad, seen) = (new List<Row>(), new List<(int Line, string Why)>(), new HashSet<(string System, string Code)>());
        using var csv = CsvReader.Create(text, new CsvReaderOptions
        {
            TrackLineNumbers = true,
            TrimWhitespace = true,
            AllowLineBreaksInQuotes = false,
            MalformedData = CsvMalformedDataHandling.Skip,
            FieldCountMismatch = CsvFieldCountHandling.Skip,
            OnMalformedRecord = record => bad.Add(((int)record.LineNumber, "it has more or fewer columns than the first line, or its quotation marks do not pair.")),
            IncludeValuesInExceptions = false,
        });
        List<string> present;
        try
        {
            csv.ReadHeader();
            present = [.. csv.Headers.Select(header => header.Trim().Trim('\uFEFF').ToLowerInvariant())];
        }
        catch (CsvFormatException)
        {
            throw new CodesFileProblem("The first line, which names the columns, cannot be taken apart.");
        }

        if ((areFees ? RequiredOfFees : Required).Where(column => !present.Contains(column)).ToList() is { Count: > 0 } missing)
        {
            throw new CodesFileProblem($"The first line lacks the column{(missing.Count > 1 ? "s" : "")} {string.Join(", ", missing)}.");
        }

        if (areFees && !present.Contains("cents") && !present.Contains("charge"))
        {
            throw new CodesFileProblem("The first line lacks the column cents, or charge for dollars.");
        }

        while (csv.Read())
        {
            string Cell(string column) => present.IndexOf(column) is >= 0 and var at ? csv.GetString(at) ?? "" : "";
            var line = (int)csv.LineNumber;
            var (system, description, charge) = (Cell("system").ToLowerInvariant(), Cell("description"), Cell("cents") is { Length: > 0 } whole ? whole : Cell("charge"));
            system = areFees && system.Length == 0 ? CodeSystems.Procedure : system;
            var code = system switch
            {
                CodeSystems.Diagnosis => TypedCodes.Diagnosis(Cell("code")),
                CodeSystems.Procedure => TypedCodes.Procedure(Cell("code")),
                CodeSystems.Modifier => TypedCodes.Modifier(Cell("code")),
                CodeSystems.Place => TypedCodes.Place(Cell("code")),
                _ => null,
            };
            var cents = charge.Length == 0 ? null : Cell("cents").Length == 0 ? Money.Parse(charge, Money.MostOfService) : int.TryParse(charge, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Money.MostOfService ? number : (int?)null;
            var isTooMuch = Cell("cents").Length == 0 ? Money.IsTooMuchForService(charge) : long.TryParse(charge, NumberStyles.None, CultureInfo.InvariantCulture, out var whatever) && whatever > Money.MostOfService;
            var why = !CodeSystems.All.Contains(system) ? $"its system is none of {string.Join(", ", CodeSystems.All)}."
                : code is null ? "its code has not the form of one."
                : charge.Length > 0 && cents is null ? isTooMuch ? $"its charge is more than {Money.Text(Money.MostOfService)}." : "its charge is no amount, like 120.00, or 12000 in the column cents."
                : areFees && (cents is null || system != CodeSystems.Procedure) ? "it is no procedure with its charge."
                : areFees && description.Length is 0 or > 200 ? "its description is missing, or longer than 200 characters."
                : !seen.Add((system, code)) ? "its code stands on an earlier line."
                : null;
            if (why is null)
            {
                rows.Add(new Row(system, code!, description, cents));
            }
            else
            {
                bad.Add((line, why));
            }
        }

        return new CodesFile(rows, [.. bad.OrderBy(row => row.Line)]);
    }

    internal sealed record Row(string System, string Code, string Description, int? ChargeCents);
}

/// <summary>Why a whole file cannot be used, for people to read.</summary>
internal sealed class CodesFileProblem(string message) : Exception(message);
