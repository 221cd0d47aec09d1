using System.Globalization;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Correspondence.Papers;

/// <summary>
/// The sheet before a fax: for whom it is, who sends it, how many pages, and what to do where it reached somebody else. It lies open at the machine, so it
/// names no patient and no matter.
/// </summary>
internal sealed class DrawCover(ILetterRenderer renderer, IOrganization organization, TimeProvider clock)
{
    /// <param name="name">Whom it is for.</param>
    /// <param name="number">Digits.</param>
    /// <param name="pages">Behind this one.</param>
    /// <returns>Null where it cannot be drawn now, or no font has a character of the name.</returns>
    public async Task<byte[]?> Run(Guid locationId, string name, string number, int pages, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var location = profile.Find(locationId);
        string[] lines = location is null ? [] : [$"{location.Name} · {location.Address}", $"Phone {location.Phone} · Fax {location.Fax}"];
        IReadOnlyList<IReadOnlyList<string>> rows =
        [
            ["To", name],
            ["Fax", FaxNumber.Shown(number)],
            ["From", profile.Name + (location is null ? "" : ", " + location.Name)],
            ["Pages with this one", (pages + 1).ToString(CultureInfo.InvariantCulture)],
        ];
        var drawn = await renderer.Render(
            new LetterContent(
                "Fax", "en",
                [
                    new LetterBlock.Letterhead(profile.Name, lines),
                    new LetterBlock.DateLine(LocalTime.Us(LocalTime.DayAt(location, clock.GetUtcNow()))),
                    new LetterBlock.Paragraph("Fax"),
                    new LetterBlock.Table([], rows),
                    new LetterBlock.Paragraph(
                        "The pages behind this one hold health information that the law protects. They are for the reader named above alone, who may pass them on only as the law allows.\n\n"
                        + $"If they reached somebody else, please call us{(location is null ? "" : $" at {location.Phone}")} at once, and destroy them: do not read, copy or keep them."),
                ]),
            stopping);
        return drawn is RenderedLetter.Drawn sheet ? sheet.Pdf : null;
    }
}
