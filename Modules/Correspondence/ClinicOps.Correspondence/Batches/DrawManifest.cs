using System.Globalization;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Correspondence.Batches;

/// <summary>
/// The sheet before letters that are printed together: how many there are, in their order, with the pages of each, to count the envelopes by. It lies about at the printer,
/// so that it has initials alone.
/// </summary>
internal sealed class DrawManifest(ILetterRenderer renderer, IOrganization organization, TimeProvider clock)
{
    /// <param name="locationId">Null where the letters are of several.</param>
    /// <returns>Null where it cannot be drawn now: the letters are printed without it.</returns>
    public async Task<byte[]?> Run(Guid? locationId, IReadOnlyList<ManifestLine> letters, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var location = locationId is { } id ? profile.Find(id) : null;
        var copies = letters.Count(letter => letter.WithClinicCopy);
        IReadOnlyList<IReadOnlyList<string>> rows =
            [.. letters.Select((letter, at) => (IReadOnlyList<string>)[Number(at + 1), letter.Patient is { } patient ? Initials(patient) : "-", Number(letter.Pages) + (letter.WithClinicCopy ? ", and the clinic copy" : "")])];
        var drawn = await renderer.Render(
            new LetterContent(
                "Manifest", "en",
                [
                    new LetterBlock.Letterhead(profile.Name, location is null ? [] : [location.Name]),
                    new LetterBlock.DateLine(LocalTime.At(location, clock.GetUtcNow()).ToString("MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture)),
                    new LetterBlock.Paragraph(
                        $"Manifest: {Number(letters.Count)} letters, {Number(letters.Sum(letter => letter.Pages))} pages{(copies == 0 ? "" : copies == 1 ? " and 1 clinic copy" : $" and {Number(copies)} clinic copies")} behind this sheet.\n\nCount the envelopes by it. This sheet{(copies == 0 ? "" : ", and every page that says Clinic copy,")} stays here."),
                    new LetterBlock.Table(["No.", "Initials", "Pages"], rows),
                ]),
            stopping);
        return drawn is RenderedLetter.Drawn sheet ? sheet.Pdf : null;
    }

    private static string Initials(PatientSummary patient) =>
        string.Concat(((string[])[patient.FirstName, patient.LastName]).Where(name => name.Length > 0).Select(name => StringInfo.GetNextTextElement(name).ToUpperInvariant()));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Patient">Null when no longer registered.</param>
/// <param name="WithClinicCopy">Pages of the clinic's own lie behind it, which are not counted and go into no envelope.</param>
internal sealed record ManifestLine(PatientSummary? Patient, int Pages, bool WithClinicCopy = false);
