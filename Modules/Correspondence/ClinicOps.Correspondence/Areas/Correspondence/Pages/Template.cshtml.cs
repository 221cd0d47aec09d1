using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>A template in one language: its blocks beside a sample exactly as printed, and its versions. A refusal keeps everything that was typed.</summary>
[Authorize(Policy = CorrespondenceRights.WriteTemplates)]
internal sealed class TemplateModel(TemplateShelf shelf, WriteTemplate write, LetterPreviews previews, IOrganization organization, TimeProvider clock) : PageModel
{
    [BindProperty]
    public TemplateForm Form { get; set; } = new();

    /// <summary>Null while nobody has written it in this language.</summary>
    public ShelvedTemplate? Shelved { get; private set; }

    public IReadOnlyList<VersionLine> Versions { get; private set; } = [];

    /// <summary>The language that it could be in besides, and whether it is; null where there is none.</summary>
    public (string Code, string Name, bool IsThere)? OtherLanguage { get; private set; }

    public Preview Preview { get; private set; } = null!;

    /// <summary>PNG, one a page of the preview.</summary>
    public List<byte[]> Pictures { get; } = [];

    /// <summary>What the sample does not show, since the sample's values do not fit its condition.</summary>
    public IReadOnlyList<string> LeftOut { get; private set; } = [];

    /// <summary>Why nothing was saved; empty when nothing was tried, or it was.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    public string Code => Form.Code!;

    public string LanguageName => TemplatesModel.Languages.First(language => language.Code == Form.Language).Name;

    public async Task<IActionResult> OnGet(string? code, string? language, string? reader, CancellationToken stopping)
    {
        (Form.Code, Form.Language) = (code ?? LetterTemplates.OwnCode(reader ?? LetterTemplates.ToThePatient, Guid.CreateVersion7(clock.GetUtcNow())), language ?? LetterTemplates.English);
        if (!await Load(stopping))
        {
            return NotFound();
        }

        Form = TemplateForm.Of(Code, Form.Language, Shelved?.Number ?? 0, await Begin(stopping));
        await Show(stopping);
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        switch (await write.Save(Form.Code ?? "", Form.Language ?? "", Form.Seen, Form.Text(), stopping))
        {
            case TemplateWriting.Written written:
                Say(written, $"Saved as version {written.Version}. Letters that are drafted from now on say this.");
                return Redirect(Address(Form.Code!, Form.Language!));
            case TemplateWriting.ChangedMeanwhile other:
                var who = await organization.WhoAndWhen(other.By, clock.GetUtcNow() - other.At, stopping: stopping);
                return await Refuse([$"Changed by {who}, after you opened it. What you typed is still here: copy what you need, open the template again to see the other changes, and save then."], stopping);
            case TemplateWriting.Refused refused:
                return await Refuse(refused.Sentences, stopping);
            default:
                return NotFound();
        }
    }

    /// <summary>Nothing is saved: what was typed, as it would be printed.</summary>
    public Task<IActionResult> OnPostShow(CancellationToken stopping) => Refuse([], stopping);

    /// <param name="seen">The newest version as the page knew it.</param>
    /// <param name="to">Null for the built-in one.</param>
    public async Task<IActionResult> OnPostBack([FromQuery] string code, [FromQuery] string language, [FromQuery] int seen, [FromQuery] int? to, CancellationToken stopping) =>
        await Done(await write.BackTo(code, language, seen, to, stopping), to is null ? "Letters say again what is built in." : $"Letters say again what version {to} said.", code, language, stopping);

    public async Task<IActionResult> OnPostRetire([FromQuery] string code, [FromQuery] string language, [FromQuery] int seen, [FromQuery] bool retired, CancellationToken stopping) =>
        await Done(await write.Retire(code, language, seen, retired, stopping), retired ? "Retired: it is offered no more." : "It is offered again.", code, language, stopping);

    public static string Address(string code, string language) => $"/correspondence/settings/template?code={Uri.EscapeDataString(code)}&language={Uri.EscapeDataString(language)}";

    private async Task<IActionResult> Done(TemplateWriting outcome, string done, string code, string language, CancellationToken stopping)
    {
        (Form.Code, Form.Language) = (code, language);
        switch (outcome)
        {
            case TemplateWriting.Written written:
                Say(written, done);
                return Redirect(Address(code, language));
            case TemplateWriting.ChangedMeanwhile other:
                TempData["toast"] = $"Nothing was changed: {await organization.WhoAndWhen(other.By, clock.GetUtcNow() - other.At, stopping: stopping)}, was first. This is how it is now.";
                return Redirect(Address(code, language));
            default:
                return NotFound();
        }
    }

    /// <summary>What was done is undone by going back to what stood before; the very first version by retiring it.</summary>
    private void Say(TemplateWriting.Written written, string done)
    {
        TempData["toast"] = written.Version == written.Before ? "Nothing was different." : done;
        if (written.Version != written.Before)
        {
            TempData["undo-url"] = Address(Form.Code!, Form.Language!)
                + (written.Before == 0 ? $"&handler=Retire&seen={written.Version}&retired=true" : $"&handler=Back&seen={written.Version}" + (written.BeforeWasBuiltIn ? "" : $"&to={written.Before}"));
        }
    }

    private async Task<IActionResult> Refuse(IReadOnlyList<string> problems, CancellationToken stopping)
    {
        ModelState.Clear();
        Problems = problems;
        if (!await Load(stopping))
        {
            return NotFound();
        }

        await Show(stopping);
        return Page();
    }

    /// <summary>False where there is no such template, and none may be begun.</summary>
    private async Task<bool> Load(CancellationToken stopping)
    {
        var all = await shelf.All(stopping);
        var isKnown = all.Any(shelved => shelved.Standing.Code == Form.Code);
        var mayBeSpanish = !LetterTemplates.IsToColleague(Form.Code ?? "");
        if (Form.Code is null || (!isKnown && !LetterTemplates.IsOwnCode(Form.Code)) || !(Form.Language is LetterTemplates.English || (Form.Language is LetterTemplates.Spanish && mayBeSpanish)))
        {
            return false;
        }

        Shelved = all.FirstOrDefault(shelved => shelved.Standing.Code == Code && shelved.Standing.Language == Form.Language);
        var (other, name) = TemplatesModel.Languages.First(language => language.Code != Form.Language);
        OtherLanguage = isKnown && mayBeSpanish ? (other, name, all.Any(shelved => shelved.Standing.Code == Code && shelved.Standing.Language == other)) : null;
        var lines = new List<VersionLine>();
        foreach (var version in await shelf.Versions(Code, Form.Language, stopping))
        {
            var what = version.BackToBuiltIn ? "back to the built-in text" : version.Retired ? "retired" : "written";
            lines.Add(new VersionLine(version.Version, $"{what} by {await organization.WhoAndWhen(version.WrittenBy, clock.GetUtcNow() - version.WrittenAt, stopping: stopping)}"));
        }

        Versions = lines;
        return true;
    }

    /// <summary>What stands, or what there is in the other language to be translated, or what a letter of this kind usually begins with.</summary>
    private async Task<TemplateText> Begin(CancellationToken stopping)
    {
        if ((Shelved?.Standing ?? (await shelf.All(stopping)).Select(shelved => shelved.Standing).FirstOrDefault(standing => standing.Code == Code)) is { } known)
        {
            return TemplateText.Of(known);
        }

        var like = LetterTemplates.ReaderOf(Code) switch
        {
            LetterTemplates.ToAColleague => LetterTemplates.ReferralRequest,
            LetterTemplates.ToTheFamily => LetterTemplates.FamilyLetter,
            _ => LetterTemplates.FreeLetter,
        };
        return new TemplateText("", "", [.. LetterTemplates.BuiltIn(like, LetterTemplates.English)!.Blocks.Where(block => block is not (LetterBlock.Table or LetterBlock.ItemList))]);
    }

    private async Task Show(CancellationToken stopping)
    {
        var text = Form.Text();
        var samples = MergeFields.Samples(Form.Language!);
        Preview = await previews.Of(text.Subject, Form.Language!, text.Blocks, samples, stopping);
        for (var number = 1; Preview is Preview.Ready ready && number <= ready.PageCount; number++)
        {
            Pictures.Add(await previews.Picture(ready, number, stopping));
        }

        LeftOut =
        [
            .. text.Blocks.Select(block => block.OnlyIf).OfType<LetterCondition>()
                .Where(condition => !condition.Holds(samples.FirstOrDefault(sample => sample.Field == condition.Field)?.Value))
                .Select(MergeFields.InWords),
        ];
    }
}

/// <param name="Words">"written by Ana Ruiz, 2 min ago".</param>
internal sealed record VersionLine(int Number, string Words);
