using System.Security.Claims;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Documents.Tests.Pages;

/// <summary>One request of one user: a page's model with everything it asks for.</summary>
internal static class PageScope
{
    public static async Task<TResult> As<TPage, TResult>(this TestClinic clinic, Guid user, Guid[] locations, Func<TPage, Task<TResult>> act)
        where TPage : PageModel
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(user, locations);
        var page = ActivatorUtilities.CreateInstance<TPage>(scope.ServiceProvider);
        page.TempData = new TempDataDictionary(new DefaultHttpContext(), new NothingKept());
        page.PageContext.HttpContext = new DefaultHttpContext();
        page.MetadataProvider = new EmptyModelMetadataProvider();
        page.PageContext.ViewData = new ViewDataDictionary(page.MetadataProvider, page.ModelState);
        return await act(page);
    }

    private sealed class NothingKept : ITempDataProvider
    {
        public IDictionary<string, object> LoadTempData(HttpContext context) => new Dictionary<string, object>();

        public void SaveTempData(HttpContext context, IDictionary<string, object> values)
        {
        }
    }
}

/// <summary>Tasks are Intake's: here nothing came of a document.</summary>
internal sealed class NoTasks : ITasks
{
    public Task<TaskSummary?> Find(Guid taskId, CancellationToken stopping = default) => Task.FromResult<TaskSummary?>(null);

    public Task<IReadOnlyList<TaskSummary>> OfDocuments(IReadOnlyCollection<Guid> documentIds, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<TaskSummary>>([]);
}

/// <summary>Which role holds which right is the host's to say, and tested there.</summary>
internal sealed class EverythingAllowed : IAuthorizationService
{
    public Task<AuthorizationResult> AuthorizeAsync(ClaimsPrincipal user, object? resource, IEnumerable<IAuthorizationRequirement> requirements) =>
        Task.FromResult(AuthorizationResult.Success());

    public Task<AuthorizationResult> AuthorizeAsync(ClaimsPrincipal user, object? resource, string policyName) => Task.FromResult(AuthorizationResult.Success());
}
