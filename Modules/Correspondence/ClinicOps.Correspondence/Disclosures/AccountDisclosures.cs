using System.Globalization;
using System.Text;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Disclosures;

/// <summary>
/// The accounting of disclosures (45 CFR 164.528): what left about a patient in a period, without what need not be accounted for, which is a setting. Of every location, with that of
/// records that were merged into this one. The caller audits what it shows.
/// </summary>
internal sealed class AccountDisclosures(CorrespondenceDb db, IOptions<DisclosureOptions> options, IOrganization organization, ILetterRenderer renderer, TimeProvider clock)
{
    /// <summary>As many years back as the setting says, until today.</summary>
    public (DateOnly From, DateOnly Until) UsualPeriod(Location? location)
    {
        var today = LocalTime.DayAt(location, clock.GetUtcNow());
        return (today.AddYears(-options.Value.Years), today);
    }

    /// <param name="until">The last day of it.</param>
    /// <param name="all">Also what need not be accounted for.</param>
    /// <returns>Latest first; what did not leave after all is in none.</returns>
    public async Task<IReadOnlyList<Disclosure>> Of(Guid patientId, DateOnly from, DateOnly until, Location? location, bool all, CancellationToken stopping)
    {
        var (first, end) = (LocalTime.StartOf(from, location), LocalTime.StartOf(until.AddDays(1), location));
        var rows = await db.DisclosuresOf(patientId).AsNoTracking()
            .Where(row => row.State != DisclosureState.NotLeft && row.LeftAt >= first && row.LeftAt < end)
            .OrderByDescending(row => row.LeftAt).ThenByDescending(row => row.Id).ToListAsync(stopping);
        return all ? rows : rows.FindAll(MustBeAccounted);
    }

    /// <summary>Whatever else is left out: what reached somebody who was not meant is accounted for.</summary>
    public bool MustBeAccounted(Disclosure row) =>
        row.Purpose == DisclosurePurpose.Mistake
        || (!(row.Kind == DisclosureKind.Patient && options.Value.LeavesOutThePatient) && !options.Value.PurposesLeftOut.Contains(row.Purpose));

    /// <summary>What an accounting leaves out, in words; empty where nothing.</summary>
    public string LeftOutInWords => string.Join(", ", options.Value.PurposesLeftOut.Select(DisclosureWords.Purpose).Concat(options.Value.LeavesOutThePatient ? ["to the patient"] : []));

    /// <summary>For the patient, as a letter.</summary>
    public async Task<RenderedLetter> Draw(PatientSummary patient, IReadOnlyList<Disclosure> rows, DateOnly from, DateOnly until, Location? location, bool all, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        string[] head = location is null ? [] : [$"{location.Name} · {location.Address}", $"Phone {location.Phone} · Fax {location.Fax}"];
        var leftOut = !all && LeftOutInWords is { Length: > 0 } words ? $" Not listed, as the law allows: {words}." : "";
        return await renderer.Render(
            new LetterContent(
                "Accounting of disclosures", "en",
                [
                    new LetterBlock.Letterhead(profile.Name, head),
                    new LetterBlock.DateLine(LocalTime.Us(LocalTime.DayAt(location, clock.GetUtcNow()))),
                    new LetterBlock.AddressBlock([patient.FullName, CollectValues.InLines(patient.Address) ?? ""]),
                    new LetterBlock.Paragraph(
                        $"Accounting of disclosures\n\nThis lists to whom we gave health information about {patient.FullName}, born {LocalTime.Us(patient.BirthDate)}, "
                        + $"from {LocalTime.Us(from)} to {LocalTime.Us(until)}.{leftOut}"),
                    rows.Count == 0
                        ? new LetterBlock.Paragraph("There is nothing to list in this period.")
                        : new LetterBlock.Table(
                            ["Day", "To whom", "What", "Why"],
                            [.. rows.Select(row => (IReadOnlyList<string>)[LocalTime.Us(LocalTime.DayAt(location, row.LeftAt)), Whom(row), DisclosureWords.What(row), Why(row)])]),
                    new LetterBlock.Paragraph(location is null ? "Please call us with your questions." : $"Please call us at {location.Phone} with your questions."),
                ]),
            stopping);
    }

    /// <summary>For spreadsheets: every cell in quotes, and none that one would reckon as a formula.</summary>
    public static byte[] Csv(IReadOnlyList<Disclosure> rows, Location? location)
    {
        var file = new StringBuilder();
        Line(file, "left", "to whom", "kind", "address or number", "way", "what", "pages", "purpose", "authority", "state");
        foreach (var row in rows)
        {
            Line(
                file,
                LocalTime.At(location, row.LeftAt).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), row.Recipient, DisclosureWords.Kind(row.Kind), DisclosureWords.Address(row), DisclosureWords.Way(row.Way), row.What,
                row.Pages == 0 ? "" : row.Pages.ToString(CultureInfo.InvariantCulture), DisclosureWords.Purpose(row.Purpose), row.Authority, DisclosureWords.State(row.State) ?? "left");
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(file.ToString())];
    }

    private static string Whom(Disclosure row) => string.Join(", ", new[] { row.Recipient, DisclosureWords.Kind(row.Kind), DisclosureWords.Address(row) }.Where(part => part.Length > 0));

    private static string Why(Disclosure row) =>
        string.Join(": ", new[] { DisclosureWords.Purpose(row.Purpose), row.Authority }.Where(part => part.Length > 0)) + (DisclosureWords.State(row.State) is { } state ? $" ({state})" : "");

    private static void Line(StringBuilder file, params string[] cells) => file.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    private static string Cell(string text)
    {
        var plain = text.Trim(' ', '\t', '\r', '\n', '\u00a0', '\u200b', '\ufeff');
        var led = plain.Length > 0 && "=+-@".Contains(plain[0], StringComparison.Ordinal) ? "'" + plain : plain;
        return $"\"{led.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
