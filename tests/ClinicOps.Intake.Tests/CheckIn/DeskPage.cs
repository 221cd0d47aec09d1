using System.Security.Claims;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Areas.Intake.Pages;
using ClinicOps.Intake.Coverage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Intake.Tests.CheckIn;

/// <summary>The page of a visit at the desk, as it is when a user who may do everything sends something to it; without the host around it.</summary>
internal static class DeskPage
{
    public static CheckInVisitModel Open(IServiceProvider services)
    {
        var mayAll = new MayAll();
        return Of(services, ActivatorUtilities.CreateInstance<CheckInVisitModel>(services, mayAll, new LoadCards(services.GetRequiredService<IPatientDocuments>(), mayAll)));
    }

    /// <summary>Any other page, as a request has it.</summary>
    public static T Of<T>(IServiceProvider services, T page)
        where T : PageModel
    {
        var http = new DefaultHttpContext { RequestServices = services, User = new ClaimsPrincipal() };
        page.PageContext = new PageContext(new Microsoft.AspNetCore.Mvc.ActionContext(http, new RouteData(), new ActionDescriptor(), new ModelStateDictionary()));
        page.TempData = new TempDataDictionary(http, new NoTempData());
        return page;
    }

    private sealed class MayAll : IAuthorizationService
    {
        public Task<AuthorizationResult> AuthorizeAsync(ClaimsPrincipal user, object? resource, IEnumerable<IAuthorizationRequirement> requirements) => Task.FromResult(AuthorizationResult.Success());

        public Task<AuthorizationResult> AuthorizeAsync(ClaimsPrincipal user, object? resource, string policyName) => Task.FromResult(AuthorizationResult.Success());
    }

    private sealed class NoTempData : ITempDataProvider
    {
        public IDictionary<string, object> LoadTempData(HttpContext context) => new Dictionary<string, object>();

        public void SaveTempData(HttpContext context, IDictionary<string, object> values)
        {
        }
    }
}
