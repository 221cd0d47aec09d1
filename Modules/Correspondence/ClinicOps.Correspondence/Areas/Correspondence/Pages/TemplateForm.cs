using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>What the form of a template holds. Public setters for the model binder alone.</summary>
internal sealed class TemplateForm
{
    public string? Code { get; set; }

    public string? Language { get; set; }

    /// <summary>The number of the newest version when the page was opened; 0 for none.</summary>
    public int Seen { get; set; }

    public string? Name { get; set; }

    public string? Subject { get; set; }

    public bool WithClinicCopy { get; set; }

    /// <summary>In the order in which they stand on the page.</summary>
    public List<BlockForm> Blocks { get; set; } = [];

    public static TemplateForm Of(string code, string language, int seen, TemplateText text) => new()
    {
        Code = code,
        Language = language,
        Seen = seen,
        Name = text.Name,
        Subject = text.Subject,
        WithClinicCopy = text.WithClinicCopy,
        Blocks = [.. text.Blocks.Select(BlockForm.Of)],
    };

    public TemplateText Text() => new(Name ?? "", Subject ?? "", [.. Blocks.Where(block => !block.Removed).Select(block => block.ToBlock()).OfType<LetterBlock>()]) { WithClinicCopy = WithClinicCopy };
}

/// <summary>A block of the form, as its partial view needs it.</summary>
/// <param name="Key">In the names of its inputs; they stay when it is moved.</param>
/// <param name="Number">From 1; 0 for one that is not on the page yet.</param>
internal sealed record BlockOnPage(string Key, int Number, BlockForm Block);
