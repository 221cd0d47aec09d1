using ClinicOps.Kernel.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Correspondence.Conversations.Links;

/// <summary>Acts for the holder of a link in a scope of its own, since the record may be of a class that a guest does not see; nothing else of it comes out.</summary>
internal sealed class AtTheLink(IServiceScopeFactory scopes)
{
    public async Task<LinkedMessage> Act(Func<AnswerMessageLink, Task<LinkedMessage>> act)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsLink();
        return await act(scope.ServiceProvider.GetRequiredService<AnswerMessageLink>());
    }
}
