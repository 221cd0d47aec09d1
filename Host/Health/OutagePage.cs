using Npgsql;

namespace ClinicOps.Host.Health;

/// <summary>
/// Says in plain words that the database or the disk cannot be had, instead of failing: a page that needs neither. Work goes on by
/// itself; what a form held is still in the browser.
/// </summary>
internal static partial class OutagePage
{
    private const int NoSpaceLeft = 28;
    private const int ReadOnlyFileSystem = 30;

    public static void Use(IApplicationBuilder app) =>
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception failure) when (ReasonOf(failure) is not null && !context.Response.HasStarted)
            {
                LogOutage(context.RequestServices.GetRequiredService<ILogger<HouseState>>(), failure.GetType().Name);
                await Write(context, ReasonOf(failure)!);
            }
        });

    /// <summary>A sentence; null for what is no outage but a mistake of ours.</summary>
    public static string? ReasonOf(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            switch (failure)
            {
                case PostgresException { SqlState: PostgresErrorCodes.DiskFull }:
                case IOException { HResult: NoSpaceLeft or ReadOnlyFileSystem }:
                    return "The disk of ClinicOps is full or cannot be written.";
                case PostgresException { SqlState: ['4', '0', ..] }:
                    return null;
                case NpgsqlException { IsTransient: true }:
                case PostgresException { SqlState: ['5', '7', 'P', ..] }:
                    return "ClinicOps cannot reach its database.";
            }
        }

        return null;
    }

    private static async Task Write(HttpContext context, string reason)
    {
        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "15";
        context.Response.ContentType = "text/html; charset=utf-8";
        var form = HttpMethods.IsGet(context.Request.Method) ? "" : " Nothing of this form was saved: go back, your browser still has what you typed, and send it again then.";
        await context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>Not available · ClinicOps</title>
              <link rel="stylesheet" href="/css/site.css">
            </head>
            <body>
              <main id="main">
                <section class="card stack narrow">
                  <h1>Not available right now</h1>
                  <p>{reason} Nothing that was received is lost, and work goes on by itself when this is mended. Try again in a minute.{form}</p>
                  <p>If it stays like this, tell whoever looks after ClinicOps.</p>
                  <p><a class="btn" href="/">To the start</a></p>
                </section>
              </main>
            </body>
            </html>
            """);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request was answered that the database or the disk cannot be had ({Reason})")]
    private static partial void LogOutage(ILogger log, string reason);
}
