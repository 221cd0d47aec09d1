using Microsoft.Extensions.DependencyInjection;
#if QUESTPDF
using ClinicOps.Correspondence.Rendering.QuestPdf;
using Microsoft.Extensions.Options;
#endif

namespace ClinicOps.Correspondence.Rendering;

/// <summary>The renderer that the settings name; Chromium where the build has no other.</summary>
internal static class ChosenRenderer
{
    public static ILetterRenderer Make(IServiceProvider services)
    {
#if QUESTPDF
        if (services.GetRequiredService<IOptions<RendererOptions>>().Value.Renderer == RendererOptions.QuestPdf)
        {
            return ActivatorUtilities.CreateInstance<QuestPdfRenderer>(services);
        }
#endif
        return ActivatorUtilities.CreateInstance<ChromiumRenderer>(services);
    }
}
