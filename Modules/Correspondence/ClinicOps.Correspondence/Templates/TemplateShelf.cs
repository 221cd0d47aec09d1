using ClinicOps.Correspondence.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Templates;

/// <summary>Every template there is: as staff left it, else as it is built in.</summary>
internal sealed class TemplateShelf(CorrespondenceDb db)
{
    /// <summary>Each in each of its languages, the built-in ones first, in their order; retired ones too.</summary>
    public async Task<IReadOnlyList<ShelvedTemplate>> All(CancellationToken stopping)
    {
        var written = (await db.TemplateVersions.AsNoTracking()
            .Where(row => !db.TemplateVersions.Any(later => later.Code == row.Code && later.Language == row.Language && later.Version > row.Version))
            .ToListAsync(stopping)).ToDictionary(row => (row.Code, row.Language));
        var builtIn = LetterTemplates.All.Select(template => new ShelvedTemplate(template, written.GetValueOrDefault((template.Code, template.Language)))).ToList();
        var own = written.Values.Where(row => LetterTemplates.BuiltIn(row.Code, row.Language) is null).OrderBy(row => row.Name, StringComparer.OrdinalIgnoreCase).ThenBy(row => row.Code, StringComparer.Ordinal)
            .Select(row => new ShelvedTemplate(null, row));
        return [.. builtIn, .. own];
    }

    /// <summary>The template in the reader's language, in English where there is none; null when nothing has that code, or it is retired.</summary>
    /// <param name="language">As registered, "es" or "Spanish"; null when nobody has recorded one.</param>
    public async Task<LetterTemplate?> Find(string code, string? language, CancellationToken stopping)
    {
        var offered = (await All(stopping)).Where(shelved => shelved.Standing.Code == code && !shelved.IsRetired).Select(shelved => shelved.Standing).ToList();
        return offered.Find(template => template.Language == LetterTemplates.LanguageOf(language))
            ?? offered.Find(template => template.Language == LetterTemplates.English)
            ?? offered.FirstOrDefault();
    }

    /// <summary>What staff choose from: each template once, by its English name where it has one. The notice of a location that closes is written to all at once alone.</summary>
    public async Task<IReadOnlyList<LetterTemplate>> Choices(CancellationToken stopping) =>
    [
        .. (await All(stopping)).Where(shelved => !shelved.IsRetired && !LetterTemplates.IsAskedFor(shelved.Standing.Code) && shelved.Standing.Code != LetterTemplates.ClosingNotice)
            .OrderBy(shelved => shelved.Standing.Language != LetterTemplates.English).DistinctBy(shelved => shelved.Standing.Code).Select(shelved => shelved.Standing),
    ];

    /// <summary>Null when it was never written in that language.</summary>
    public async Task<ShelvedTemplate?> Shelved(string code, string language, CancellationToken stopping) =>
        (await All(stopping)).FirstOrDefault(shelved => shelved.Standing.Code == code && shelved.Standing.Language == language);

    /// <summary>What staff wrote, the newest first.</summary>
    public async Task<IReadOnlyList<LetterTemplateVersion>> Versions(string code, string language, CancellationToken stopping) =>
        await db.TemplateVersions.AsNoTracking().Where(row => row.Code == code && row.Language == language).OrderByDescending(row => row.Version).ToListAsync(stopping);
}

/// <summary>A template in one language.</summary>
/// <param name="BuiltIn">As the program has it; null for one that staff wrote.</param>
/// <param name="Last">What staff did last; null while the built-in one was never touched. One of the two is there.</param>
internal sealed record ShelvedTemplate(LetterTemplate? BuiltIn, LetterTemplateVersion? Last)
{
    /// <summary>What letters are drafted from.</summary>
    public LetterTemplate Standing => BuiltIn is { } builtIn && (Last is null || Last.BackToBuiltIn) ? builtIn : Last!.AsTemplate();

    /// <summary>The number of the newest version, whoever wrote it: the next one is one more.</summary>
    public int Number => Math.Max(Last?.Version ?? 0, BuiltIn?.Version ?? 0);

    public bool IsRetired => Last?.Retired == true;

    public bool IsAsBuiltIn => BuiltIn is not null && ReferenceEquals(Standing, BuiltIn);
}
