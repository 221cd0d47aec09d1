using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>
/// The default renderer: blocks as HTML, printed by one warm Chromium, one letter at a time. A browser that fails or takes too long
/// is ended and the letter tried once more with a new one; it is also exchanged after a number of letters, and ended when idle.
/// </summary>
internal sealed partial class ChromiumRenderer : ILetterRenderer, IDisposable
{
    private readonly FontCoverage fonts;
    private readonly ChromiumOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<ChromiumRenderer> log;
    private readonly SemaphoreSlim turn = new(1);
    private readonly ITimer idle;
    private ChromiumBrowser? browser;
    private int printed;

    public ChromiumRenderer(FontCoverage fonts, IOptions<ChromiumOptions> options, TimeProvider clock, ILogger<ChromiumRenderer> log)
    {
        this.fonts = fonts;
        this.options = options.Value;
        this.clock = clock;
        this.log = log;
        idle = clock.CreateTimer(_ => EndIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The browser that is warm now, for tests that kill it; null when none is.</summary>
    internal int? BrowserProcessId => browser?.ProcessId;

    public async Task<RenderedLetter> Render(LetterContent letter, CancellationToken stopping)
    {
        if (await fonts.Missing(letter.Blocks.SelectMany(block => block.Texts).Append(letter.Title)) is { Count: > 0 } missing)
        {
            return new RenderedLetter.CannotDraw(missing);
        }

        var html = LetterHtml.Of(letter);
        await turn.WaitAsync(stopping);
        try
        {
            return await Try(html, stopping) ?? await Try(html, stopping) ?? new RenderedLetter.Unavailable();
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose()
    {
        idle.Dispose();
        End();
        turn.Dispose();
    }

    /// <summary>Null when the browser failed.</summary>
    private async Task<RenderedLetter?> Try(string html, CancellationToken stopping)
    {
        using var tooLong = new CancellationTokenSource(options.TimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLong.Token, stopping);
        try
        {
            browser ??= await ChromiumBrowser.Start(options, either.Token);
            var pdf = await browser.PrintToPdf(html, either.Token);
            if (++printed >= options.LettersPerBrowser)
            {
                End();
            }

            idle.Change(options.IdleLimit, Timeout.InfiniteTimeSpan);
            return new RenderedLetter.Drawn(pdf);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested && failure is ChromiumProblem or OperationCanceledException or IOException or System.ComponentModel.Win32Exception)
        {
            LogFailed(failure is OperationCanceledException ? "took too long" : failure.Message);
            End();
            return null;
        }
        catch
        {
            End();
            throw;
        }
    }

    private void End()
    {
        browser?.Dispose();
        browser = null;
        printed = 0;
    }

    private void EndIdle()
    {
        if (turn.Wait(0))
        {
            End();
            turn.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A letter could not be drawn: {Reason}")]
    private partial void LogFailed(string reason);
}
