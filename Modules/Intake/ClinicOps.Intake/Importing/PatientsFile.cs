using System.Globalization;
using System.Text;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Patients;
using CsvHelper;

namespace ClinicOps.Intake.Importing;

/// <summary>
/// The register as another system writes it: CSV in UTF-8 with a line of column names in any order. What else it holds is left
/// alone. A line that cannot be used is kept with its number and the reason, in words without patient text.
/// </summary>
internal sealed record PatientsFile(IReadOnlyList<PatientsFile.Row> Rows, IReadOnlyList<PatientsFile.BadRow> BadRows)
{
    /// <summary>The names of its first line.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "mrn", "last", "first", "middle", "dob", "sex", "phone", "email", "address", "city", "state", "zip", "payer", "member_id", "group", "pcp", "primary_language",
    ];

    private static readonly string[] DateForms = ["yyyy-MM-dd", "M/d/yyyy", "yyyyMMdd", "M-d-yyyy"];

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
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (csv.Read())
        {
            var line = (int)csv.LineNumber;
            var (row, reason) = RowOf(column => PatientDetails.Text(csv.GetString(cells[column])), line, today);
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
            : Columns.ToDictionary(column => column, column => present.IndexOf(column));
    }

    private static string Why(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.FieldCountMismatch => "it has more or fewer columns than the first line.",
        _ => "its quotation marks do not pair.",
    };

    private static (Row? Row, string Reason) RowOf(Func<string, string> cell, int line, DateOnly today)
    {
        var (last, suffix) = NameKeys.SplitSuffix(cell("last"));
        if (NameKeys.Number(cell("mrn")).Length == 0)
        {
            return (null, "it has no MRN.");
        }

        if (last.Length == 0 || cell("first").Length == 0)
        {
            return (null, "it lacks the first or the last name.");
        }

        if (!DateOnly.TryParseExact(cell("dob"), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var born))
        {
            return (null, "its birth date cannot be read; write it as 1987-03-09.");
        }

        if (born > today || born.Year < 1880)
        {
            return (null, "its birth date is not possible.");
        }

        if (PatientDetails.SexOf(cell("sex")) is not { } sex)
        {
            return (null, "its sex is none of F, M, X or empty.");
        }

        // Who has no coverage has no holder of one; of a coverage the file does not say whose it is.
        var holder = cell("payer").Length + cell("member_id").Length + cell("group").Length == 0 ? "" : null;
        return (new Row(line, cell("mrn"), new PatientDetails
        {
            Last = last,
            Suffix = suffix,
            First = cell("first"),
            Middle = cell("middle"),
            BirthDate = born,
            Sex = sex,
            Phone = cell("phone"),
            Email = cell("email"),
            AddressLine = cell("address"),
            City = cell("city"),
            State = cell("state"),
            Zip = cell("zip"),
            Payer = cell("payer"),
            MemberId = cell("member_id"),
            Group = cell("group"),
            HolderFirst = holder,
            HolderLast = holder,
            Pcp = cell("pcp"),
            Language = cell("primary_language"),
        }), "");
    }

    /// <param name="Line">In the file, the column names being line 1.</param>
    internal sealed record Row(int Line, string Mrn, PatientDetails Details);

    internal sealed record BadRow(int Line, string Reason);
}

/// <summary>Why a whole file cannot be used, for people to read. Holds no patient text.</summary>
internal sealed class PatientsFileProblem(string message) : Exception(message);
