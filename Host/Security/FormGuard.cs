using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Security;

/// <summary>
/// Every request that may change something carries the form's token. Razor Pages ask for it themselves, after their own limits
/// on the size of a form; this asks at every other endpoint.
/// </summary>
internal sealed class FormGuard(RequestDelegate next, IAntiforgery antiforgery)
{
    private const string Stale = "clinicops.stale-form";

    /// <summary>Whether this request was refused because its form was too old, or of another session.</summary>
    public static bool WasStale(HttpContext context) => context.Items.ContainsKey(Stale);

    public async Task Invoke(HttpContext context)
    {
        var method = context.Request.Method;
        var isSafe = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
        var isErrorPage = context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null;
        var isPage = context.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null;
        if (!isSafe && !isErrorPage && !isPage && !await antiforgery.IsRequestValidAsync(context))
        {
            context.Items[Stale] = true;
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await next(context);
    }

    /// <summary>Marks what Razor Pages refused for the same reason.</summary>
    internal sealed class MarkStalePages : IAlwaysRunResultFilter
    {
        public void OnResultExecuting(ResultExecutingContext context)
        {
            if (context.Result is IAntiforgeryValidationFailedResult)
            {
                context.HttpContext.Items[Stale] = true;
            }
        }

        public void OnResultExecuted(ResultExecutedContext context)
        {
        }
    }
}
