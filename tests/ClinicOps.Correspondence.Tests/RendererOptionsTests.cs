using System.ComponentModel.DataAnnotations;
using ClinicOps.Correspondence.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Correspondence.Tests;

public sealed class RendererOptionsTests
{
    [Fact]
    public void Letters_are_drawn_by_chromium_unless_the_settings_say_otherwise() => Assert.Empty(Problems(new RendererOptions()));

    [Fact]
    public void Another_renderer_is_a_mistake_that_names_the_choices() =>
        Assert.Equal(["Correspondence:Renderer is chromium or questpdf."], Problems(new RendererOptions { Renderer = "word" }));

    [Fact]
    public void The_letters_are_drawn_by_the_renderer_of_the_settings() => Assert.IsType<ChromiumRenderer>(Chosen(RendererOptions.Chromium));

#if QUESTPDF
    [Fact]
    public void A_build_that_has_questpdf_takes_it_and_draws_with_it()
    {
        Assert.Empty(Problems(new RendererOptions { Renderer = RendererOptions.QuestPdf }));
        Assert.IsType<Rendering.QuestPdf.QuestPdfRenderer>(Chosen(RendererOptions.QuestPdf));
    }
#else
    [Fact]
    public void A_build_without_questpdf_says_how_to_get_it() =>
        Assert.Contains("-p:QuestPdf=true", Assert.Single(Problems(new RendererOptions { Renderer = RendererOptions.QuestPdf })), StringComparison.Ordinal);
#endif

    private static ILetterRenderer Chosen(string name)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton<FontCoverage>();
        services.AddOptions<ChromiumOptions>();
        services.AddOptions<RendererOptions>().Configure(options => options.Renderer = name);
        using var provider = services.BuildServiceProvider();
        return ChosenRenderer.Make(provider);
    }

    private static List<string> Problems(RendererOptions options)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        return problems.ConvertAll(problem => problem.ErrorMessage!);
    }
}
