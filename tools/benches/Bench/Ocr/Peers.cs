using System.Diagnostics;

namespace Bench.Ocr;

/// <summary>The others, as their users run them.</summary>
internal static class Peers
{
    private const int AtOnce = 2;

    /// <summary>A process a page, two at a time, each with one thread: the fastest way to run it on two processors.</summary>
    public static Task<Reading> Tesseract(FaxFile file, string work) => Measured(async () =>
    {
        var words = new IReadOnlyList<string>[file.Pages.Count];
        await Parallel.ForAsync(0, file.Pages.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (at, stopping) =>
        {
            var output = Path.Combine(work, $"tesseract-{at}");
            await Run("tesseract", [file.Path, output, "-l", "eng", "-c", $"tessedit_page_number={at}"], ("OMP_THREAD_LIMIT", "1"));
            words[at] = Words(await File.ReadAllTextAsync(output + ".txt", stopping));
        });
        return words;
    });

    public static Task<Reading> OcrMyPdf(FaxFile file, string work, params string[] options) => Measured(async () =>
    {
        var text = Path.Combine(work, "ocrmypdf.txt");
        await Run("ocrmypdf", ["--jobs", $"{AtOnce}", "--output-type", "pdf", "--sidecar", text, "-l", "eng", .. options, file.Path, Path.Combine(work, "ocrmypdf.pdf")]);
        var pages = (await File.ReadAllTextAsync(text)).Split('\f');
        return [.. file.Pages.Select((_, at) => Words(pages.ElementAtOrDefault(at) ?? ""))];
    });

    internal static async Task<Reading> Measured(Func<Task<IReadOnlyList<IReadOnlyList<string>>>> read)
    {
        var (before, clock) = (ProcessorTime.OfEndedChildren(), Stopwatch.StartNew());
        var words = await read();
        return new Reading(ProcessorTime.OfEndedChildren() - before, clock.Elapsed.TotalSeconds, words);
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static async Task Run(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors}");
        }
    }
}
