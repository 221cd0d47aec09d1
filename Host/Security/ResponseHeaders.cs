namespace ClinicOps.Host.Security;

/// <summary>
/// What browsers are told to refuse: scripts, styles, frames and connections of any other origin or written into a page; and
/// to keep no copy of a page, since nearly all show patients.
/// </summary>
internal static class ResponseHeaders
{
    private const string Strict =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "frame-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Scripts and styles are the same for everybody: kept, and asked about each time.</summary>
    public static StaticFileOptions OfStaticFiles => new() { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" };

    public static void Use(IApplicationBuilder app) =>
        app.Use((context, next) =>
        {
            // At the last moment, since a failed request is emptied before its error page is written.
            context.Response.OnStarting(() =>
            {
                Add(context.Response.Headers);
                return Task.CompletedTask;
            });
            return next(context);
        });

    private static void Add(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Strict;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }
    }
}
