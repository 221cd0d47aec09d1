using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Correspondence;

/// <summary>Letters about patients. README.md says what is here and what comes.</summary>
public sealed class CorrespondenceModule : IModule
{
    public string Name => "correspondence";

    public void Register(ModuleBuilder module)
    {
        module.UseDatabase<CorrespondenceDb>();

        module.AddOptions<ChromiumOptions>("Correspondence:Chromium").AddHealthCheck<BrowserIsThere>("letters");

        module.Services.AddScoped<VisibleToActor>().AddScoped<CollectValues>().AddScoped<DraftLetter>().AddScoped<EditLetter>();
        module.Services.AddSingleton<FontCoverage>().AddSingleton<ILetterRenderer, ChromiumRenderer>().AddSingleton<LetterPreviews>();
        module.Services.AddScoped<ILetters, PatientLetters>();

        module.On<OrderWithdrawn, OnOrderWithdrawn>("correspondence.withdraw-letters", "Withdraw unsent letters of a withdrawn order");

        module.AddRight(CorrespondenceRights.ViewLetters, "See letters");
        module.AddRight(CorrespondenceRights.DraftLetters, "Draft letters");
        module.AddNavigation("Letters", "/correspondence/letters", CorrespondenceRights.ViewLetters, 50);
        module.AddPanel<PatientLettersPanel>("patient", "Letters", "/Areas/Correspondence/Pages/_PatientLetters.cshtml", CorrespondenceRights.ViewLetters, 40);
    }
}
