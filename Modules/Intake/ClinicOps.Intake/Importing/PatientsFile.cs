using System.Globalization;
using System.Text;
using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Patients;
using CsvHelper;

namespace ClinicOps.Intake.Importing;

/// <summary>
/// The register as another system writes it: CSV in UTF-8 with a line of column names in any order. What else it holds is left
/// alone. A line that cannot be used is kept with its number and the reason, in words without patient text.
/// </summary>
internal sealed record PatientsFile(IReadOnlyList<PatientsFile.Row> Rows, IReadOnlyList<PatientsFile.BadRow> BadRows)
{
    /// <summary>The names of its first line that have to be there.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "mrn", "last", "first", "middle", "dob", "sex", "phone", "email", "address", "city", "state", "zip", "payer", "member_id", "group", "pcp", "primary_language",
    ];

    /// <summary>Further names, as the EHR can say them: of what a file has no column for, nothing changes.</summary>
    public static readonly IReadOnlyList<string> OfPcp = ["pcp_npi", "pcp_practice", "pcp_phone", "pcp_fax"];

    /// <summary>What a file may say of each coverage besides payer, member id and group; of the second and third with a 2 and 3 behind, "plan2".</summary>
    public static readonly IReadOnlyList<string> OfCoverage = ["coverage_id", "plan", "valid_from", "valid_to", "relationship", "holder_first", "holder_last", "holder_dob"];

    internal static readonly string[] DateForms = ["yyyy-MM-dd", "M/d/yyyy", "yyyyMMdd", "M-d-yyyy"];

    /// <exception cref="PatientsFileProblem">It is no such file; the message says what to do.</exception>
    public static PatientsFile Read(byte[] bytes, DateOnly today)
    {
        if (bytes.AsSpan().StartsWith("PK"u8) || bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
        {
            throw new PatientsFileProblem("This is an Excel workbook: open it and save it as \"CSV UTF-8\", then use that file.");
        }

        try
        {
            using var text = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            return Read(text, today);
        }
        catch (DecoderFallbackException)
        {
            throw new PatientsFileProblem("The file is not in UTF-8: save it as \"CSV UTF-8\".");
        }
    }

    /// <exception cref="PatientsFileProblem">It is no such file; the message says what is missing.</exception>
    public static PatientsFile Read(TextReader text, DateOnly today)
    {
        var (rows, bad) = (new List<Row>(), new List<BadRow>());
        using var csv = CsvReader.Create(text, new CsvReaderOptions
        {
            TrackLineNumbers = true,
            TrimWhitespace = true,

            // One quote too many must cost one line, not the rest of the file.
            AllowLineBreaksInQuotes = false,
            MalformedData = CsvMalformedDataHandling.Skip,
            FieldCountMismatch = CsvFieldCountHandling.Skip,
            OnMalformedRecord = record => bad.Add(new BadRow((int)record.LineNumber, Why(record.Reason))),
            IncludeValuesInExceptions = false,
        });
        var cells = Cells(csv);
        var ranks = Ranks(cells);
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (csv.Read())
        {
            var line = (int)csv.LineNumber;
            var (row, reason) = RowOf(column => cells.TryGetValue(column, out var at) ? PatientDetails.Text(csv.GetString(at)) : null, ranks, line, today);
            if (row is null)
            {
                bad.Add(new BadRow(line, reason));
            }
            else if (!lines.TryAdd(NameKeys.Number(row.Mrn), line))
            {
                bad.Add(new BadRow(line, string.Create(CultureInfo.InvariantCulture, $"its MRN stands already on line {lines[NameKeys.Number(row.Mrn)]}.")));
            }
            else
            {
                rows.Add(row);
            }
        }

        return new PatientsFile(rows, [.. bad.OrderBy(line => line.Line)]);
    }

    /// <summary>Where each column stands.</summary>
    private static Dictionary<string, int> Cells(CsvReader csv)
    {
        List<string> present;
        try
        {
            csv.ReadHeader();
            present = [.. csv.Headers.Select(header => header.Trim().Trim('\uFEFF').ToLowerInvariant())];
        }
        catch (CsvFormatException)
        {
            throw new PatientsFileProblem("The first line, which names the columns, cannot be taken apart.");
        }

        if (present.Count == 0)
        {
            throw new PatientsFileProblem("The file is empty: its first line names the columns.");
        }

        return Columns.Where(column => !present.Contains(column)).ToList() is { Count: > 0 } missing
            ? throw new PatientsFileProblem($"The first line lacks the column{(missing.Count > 1 ? "s" : "")} {string.Join(", ", missing)}.")
            : present.Distinct().ToDictionary(column => column, column => present.IndexOf(column));
    }

    /// <returns>For how many coverages the file has columns.</returns>
    private static int Ranks(Dictionary<string, int> cells)
    {
        for (var rank = 2; rank <= 3; rank++)
        {
            if (!ReadCoverages.Columns(rank).Any(cells.ContainsKey))
            {
                return ReadCoverages.Columns(3).Any(cells.ContainsKey) ? throw new PatientsFileProblem("The first line names columns of a third coverage, and none of a second.") : rank - 1;
            }

            if (ReadCoverages.Needed(rank).Where(column => !cells.ContainsKey(column)).ToList() is { Count: > 0 } missing)
            {
                throw new PatientsFileProblem($"The first line names columns of a {CoverageSaid.RankInWords(rank)} coverage, and lacks {string.Join(", ", missing)}.");
            }
        }

        return 3;
    }

    private static string Why(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.FieldCountMismatch => "it has more or fewer columns than the first line.",
        _ => "its quotation marks do not pair.",
    };

    /// <param name="optional">What a cell says; null where the file has no such column.</param>
    /// <param name="ranks">For how many coverages it has columns.</param>
    private static (Row? Row, string Reason) RowOf(Func<string, string?> optional, int ranks, int line, DateOnly today)
    {
        string Cell(string column) => optional(column) ?? "";

        var (last, suffix) = NameKeys.SplitSuffix(Cell("last"));
        if (NameKeys.Number(Cell("mrn")).Length == 0)
        {
            return (null, "it has no MRN.");
        }

        if (last.Length == 0 || Cell("first").Length == 0)
        {
            return (null, "it lacks the first or the last name.");
        }

        if (!DateOnly.TryParseExact(Cell("dob"), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var born))
        {
            return (null, "its birth date cannot be read; write it as 1987-03-09.");
        }

        if (born > today || born.Year < 1880)
        {
            return (null, "its birth date is not possible.");
        }

        if (PatientDetails.SexOf(Cell("sex")) is not { } sex)
        {
            return (null, "its sex is none of F, M, X or empty.");
        }

        if (Cell("pcp_npi") is { Length: > 0 } npi && TypedCodes.Npi(npi) is null)
        {
            return (null, "the NPI of its primary care provider is none: it has ten digits, and the last one has to fit the others.");
        }

        var (coverages, wrong) = ReadCoverages.Of(optional, ranks);
        if (coverages is null)
        {
            return (null, wrong);
        }

        return (new Row(line, Cell("mrn"), new PatientDetails
        {
            Last = last,
            Suffix = suffix,
            First = Cell("first"),
            Middle = Cell("middle"),
            BirthDate = born,
            Sex = sex,
            Phone = Cell("phone"),
            Email = Cell("email"),
            AddressLine = Cell("address"),
            City = Cell("city"),
            State = Cell("state"),
            Zip = Cell("zip"),
            Coverages = coverages,
            Pcp = Cell("pcp"),
            PcpNpi = optional("pcp_npi") is { } given ? TypedCodes.Npi(given) ?? "" : null,
            PcpPractice = optional("pcp_practice"),
            PcpPhone = optional("pcp_phone"),
            PcpFax = optional("pcp_fax"),
            Language = Cell("primary_language"),
        }), "");
    }

    /// <param name="Line">In the file, the column names being line 1.</param>
    internal sealed record Row(int Line, string Mrn, PatientDetails Details);

    internal sealed record BadRow(int Line, string Reason);
}

/// <summary>Why a whole file cannot be used, for people to read. Holds no patient text.</summary>
internal sealed class PatientsFileProblem(string message) : Exception(message);
