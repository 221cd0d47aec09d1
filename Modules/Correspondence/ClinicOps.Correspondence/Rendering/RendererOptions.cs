using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>Which renderer draws the letters: setting "Correspondence:Renderer", checked at start.</summary>
internal sealed class RendererOptions : IValidatableObject
{
    public const string Chromium = "chromium";

    /// <summary>Only where the build has it: -p:QuestPdf=true.</summary>
    public const string QuestPdf = "questpdf";

#if QUESTPDF
    private static bool HasQuestPdf => true;
#else
    private static bool HasQuestPdf => false;
#endif

    public string Renderer { get; set; } = Chromium;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Renderer switch
    {
        Chromium => [],
        QuestPdf when HasQuestPdf => [],
        QuestPdf =>
        [
            new ValidationResult(
                "Correspondence:Renderer is questpdf, and this build has no QuestPDF: build it with -p:QuestPdf=true (Modules/Correspondence/README.md says how), "
                + "or take the setting out: letters are then drawn by Chromium."),
        ],
        _ => [new ValidationResult("Correspondence:Renderer is chromium or questpdf.")],
    };
}
