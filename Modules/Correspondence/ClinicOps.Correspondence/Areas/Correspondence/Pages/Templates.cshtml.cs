using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>Every template with the version that stands in each language, and who wrote it.</summary>
[Authorize(Policy = CorrespondenceRights.WriteTemplates)]
internal sealed class TemplatesModel(TemplateShelf shelf, IOrganization organization, TimeProvider clock) : PageModel
{
    public static readonly IReadOnlyList<(string Code, string Name)> Languages = [(LetterTemplates.English, "English"), (LetterTemplates.Spanish, "Spanish")];

    public IReadOnlyList<TemplateLine> Lines { get; private set; } = [];

    public async Task OnGet(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var lines = new List<TemplateLine>();
        foreach (var template in (await shelf.All(stopping)).GroupBy(shelved => shelved.Standing.Code))
        {
            var cells = new List<LanguageCell>();
            foreach (var (language, name) in Languages.Where(language => language.Code == LetterTemplates.English || !LetterTemplates.IsToColleague(template.Key)))
            {
                var shelved = template.FirstOrDefault(one => one.Standing.Language == language);
                var words = shelved switch
                {
                    null => "",
                    { Last: { } last } => $"version {last.Version}, {(last.BackToBuiltIn ? "back to the built-in text" : last.Retired ? "retired" : "written")} by {await organization.WhoAndWhen(last.WrittenBy, now - last.WrittenAt, stopping: stopping)}",
                    _ => $"version {shelved.Number}, built in",
                };
                cells.Add(new LanguageCell(language, name, shelved, words));
            }

            lines.Add(new TemplateLine(template.Key, template.OrderBy(one => one.Standing.Language != LetterTemplates.English).First().Standing.Name, cells));
        }

        Lines = lines;
    }

    public static string ReaderInWords(string code) => LetterTemplates.ReaderOf(code) switch
    {
        LetterTemplates.ToAColleague => "a colleague",
        LetterTemplates.ToTheFamily => "the family or the estate",
        _ => "the patient",
    };
}

/// <param name="Cells">One a language that it may be in.</param>
internal sealed record TemplateLine(string Code, string Name, IReadOnlyList<LanguageCell> Cells);

/// <param name="Shelved">Null while nobody has written it in this language.</param>
/// <param name="Words">"version 3, written by Ana Ruiz, 2 min ago".</param>
internal sealed record LanguageCell(string Code, string Name, ShelvedTemplate? Shelved, string Words);
