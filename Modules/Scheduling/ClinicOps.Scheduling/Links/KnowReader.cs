using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Scheduling.Links;

/// <summary>
/// How the holder of a link is spoken to: in the language of the mail which brought it. Asked in a scope of its own, since the record may be of a class that a guest does
/// not see; nothing else of it comes out.
/// </summary>
internal sealed class KnowReader(IServiceScopeFactory scopes)
{
    public async Task<LinkWords> WordsFor(Guid patientId, CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsLink();
        var reader = await scope.ServiceProvider.GetRequiredService<IPatients>().FindStanding(patientId, stopping);
        return ReaderLanguage.IsSpanish(reader?.Language) ? LinkWords.Spanish : LinkWords.English;
    }
}
