using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Host.Tests.ChartPrep;

/// <param name="Missed">Gaps that are there and were not found.</param>
/// <param name="Invented">Gaps that were found and are none.</param>
/// <param name="Prepared">Seconds for packets and lists of all.</param>
/// <param name="WrongPackets">Packets whose papers are not those that belong there, or that say not what is missing.</param>
/// <param name="Reds">Red reasons on the pages of the visits.</param>
/// <param name="Untold">Red reasons that are no gap which stops the visit, and such gaps that are no red reason.</param>
internal sealed record ChartFigures(
    int Visits, int Seeded, int Found, IReadOnlyList<string> Missed, IReadOnlyList<string> Invented, double Prepared, double Printed, int PrintedPages, IReadOnlyList<string> WrongPackets, int Reds, IReadOnlyList<string> Untold)
{
    public double Precision => Found == 0 ? 1 : (Found - Invented.Count) / (double)Found;

    public double Recall => Seeded == 0 ? 1 : (Seeded - Missed.Count) / (double)Seeded;
}

/// <summary>Draws visits of tomorrow, lets the nightly job prepare them, and asks the page, the packets and the print what they say.</summary>
internal static partial class ChartCampaign
{
    private const string Page = "/intake/chart-prep";

    public static Task<RunningHost> Open(TestCluster cluster) =>
        RunningHost.Start(cluster, build: builder => builder.Configuration["Intake:ChartPrep:FromHour"] = "0");

    /// <param name="keepIn">A folder for the PDFs, to be looked at; null for none.</param>
    public static async Task<ChartFigures> Run(RunningHost host, int seed, int count, string? keepIn)
    {
        var drawn = await DrawnVisits.Draw(host, seed, count, TimeProvider.System.GetUtcNow());
        var clock = Stopwatch.StartNew();
        await Job(host, "intake.prepare-charts", "{}");
        var prepared = clock.Elapsed.TotalSeconds;
        using var user = await host.SignedIn("Coordinator");
        var page = await user.Read($"{Page}?location={TestOrganization.Harbor.Id}");
        var found = GapsOn(page);
        var (missed, invented, wrong) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var visit in drawn)
        {
            var said = found.GetValueOrDefault(visit.Visit) ?? [];
            missed.AddRange(visit.Gaps.Except(said).Select(gap => $"{visit.Name}: {gap}"));
            invented.AddRange(said.Except(visit.Gaps).Select(gap => $"{visit.Name}: {gap}"));
        }

        clock.Restart();
        foreach (var visit in drawn)
        {
            var pdf = await Pdf(user, $"{Page}/visit/{visit.Visit}/packet");
            await Keep(keepIn, $"packet-{visit.Name.Replace(", ", "-", StringComparison.Ordinal)}.pdf", pdf);
            if (await WrongIn(visit, pdf) is { } why)
            {
                wrong.Add($"{visit.Name}: {why}");
            }
        }

        // Put together when it is opened: that is of the packet's time.
        prepared += clock.Elapsed.TotalSeconds;
        clock.Restart();
        var print = await Pdf(user, $"{Page}/print?location={TestOrganization.Harbor.Id}");
        var printed = clock.Elapsed.TotalSeconds;
        await Keep(keepIn, "print.pdf", print);
        await Keep(keepIn, "schedule.pdf", await Pdf(user, $"{Page}/schedule?location={TestOrganization.Harbor.Id}&form=pdf"));
        var (reds, untold) = await Compared(host, page, drawn);
        return new ChartFigures(drawn.Count, drawn.Sum(visit => visit.Gaps.Count), found.Values.Sum(of => of.Count), missed, invented, prepared, printed, await PagesOf(print), wrong, reds, untold);
    }

    /// <summary>Whether the list of gaps and the readiness of each visit, as the desk sees it, say the same of what stands in its way.</summary>
    private static async Task<(int Reds, IReadOnlyList<string> Untold)> Compared(RunningHost host, string page, IReadOnlyList<DrawnVisit> drawn)
    {
        using var desk = await host.SignedIn("FrontDesk");
        var (all, untold) = (0, new List<string>());
        foreach (var visit in drawn)
        {
            var reds = RedReason().Matches(await desk.Read($"/intake/check-in/visit/{visit.Visit}")).Select(reason => (Subject: reason.Groups["subject"].Value, Words: reason.Groups["words"].Value)).ToList();
            var stops = StoppingGap().Matches(page).Where(gap => gap.Groups["visit"].Value == $"{visit.Visit}").Select(gap => (Key: gap.Groups["gap"].Value, Words: gap.Groups["words"].Value)).ToList();
            untold.AddRange(reds.Where(red => !stops.Exists(stop => IsSame(red, stop))).Select(red => $"{visit.Name}: not in the list: {red.Words}"));
            untold.AddRange(stops.Where(stop => !reds.Exists(red => IsSame(red, stop))).Select(stop => $"{visit.Name}: not in readiness: {stop.Words}"));
            all += reds.Count;
        }

        return (all, untold);

        // Of a result that nobody acknowledged the list names the paper.
        static bool IsSame((string Subject, string Words) red, (string Key, string Words) stop) =>
            red.Subject == "Results" ? stop.Key.StartsWith("unacknowledged", StringComparison.Ordinal) : stop.Words.StartsWith(red.Words, StringComparison.Ordinal);
    }

    /// <summary>As the job server runs it.</summary>
    public static async Task Job(RunningHost host, string name, string arguments)
    {
        await using var scope = host.App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsJob(name);
        var kind = host.App.Services.GetRequiredService<ModuleCatalog>().JobNamed(name);
        await kind.Invoke(scope.ServiceProvider, JsonSerializer.Deserialize(arguments, kind.Arguments)!, new JobMessage(Guid.CreateVersion7(), name), CancellationToken.None);
    }

    /// <summary>What the page says is missing, by visit; what was said not to be needed is not.</summary>
    public static Dictionary<Guid, HashSet<string>> GapsOn(string page) =>
        GapForm().Matches(page).Where(form => !form.Groups["rest"].Value.Contains("name=\"undo\"", StringComparison.Ordinal))
            .GroupBy(form => Guid.Parse(form.Groups["visit"].Value))
            .ToDictionary(of => of.Key, of => of.Select(form => WebUtility.HtmlDecode(form.Groups["gap"].Value)).ToHashSet(StringComparer.Ordinal));

    public static async Task<byte[]> Pdf(WebVisitor user, string address)
    {
        using var answer = await user.Get(address);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync() : throw new InvalidOperationException($"{address} answers {(int)answer.StatusCode}");
    }

    public static async Task<string> TextOf(byte[] pdf) => await Tool("pdftotext", ["-layout", "-", "-"], pdf);

    public static async Task<int> PagesOf(byte[] pdf) => int.Parse(PageCount().Match(await Tool("pdfinfo", ["-"], pdf)).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string?> WrongIn(DrawnVisit visit, byte[] pdf)
    {
        var (text, pages) = (await TextOf(pdf), await PagesOf(pdf));
        var sheets = FootOfSheet().Count(text);
        return pages - sheets != visit.Pages ? $"{pages - sheets} pages of papers instead of {visit.Pages}"
            : !text.Contains(visit.Gaps.Count == 0 ? "Nothing is missing" : $"What is missing ({visit.Gaps.Count})", StringComparison.Ordinal) ? "the face sheet says not how much is missing"
            : null;
    }

    private static async Task<string> Tool(string name, string[] arguments, byte[] input)
    {
        using var process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, problems) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 && (await problems).Length == 0 ? await output : throw new InvalidOperationException($"{name} says: {await problems}");
    }

    private static Task Keep(string? folder, string name, byte[] pdf) => folder is null ? Task.CompletedTask : File.WriteAllBytesAsync(Path.Combine(folder, name), pdf);

    [GeneratedRegex("""name="visit" value="(?<visit>[0-9a-f-]+)">\s*<input type="hidden" name="gap" value="(?<gap>[^"]+)">(?<rest>.*?)</form>""", RegexOptions.Singleline)]
    private static partial Regex GapForm();

    [GeneratedRegex("""<span class="badge badge-stop">stops</span> (?<words>[^<]*?)\s*<a [^>]*>[^<]*</a>\s*<form[^>]*>\s*<input type="hidden" name="visit" value="(?<visit>[0-9a-f-]+)">\s*<input type="hidden" name="gap" value="(?<gap>[^"]+)">""")]
    private static partial Regex StoppingGap();

    /// <summary>As the desk's page says it, without its full stop.</summary>
    [GeneratedRegex("""<span class="badge badge-stop">(?<subject>[A-Z][a-z]+)</span>\s*<span>(?<words>[^<]*)\.</span>""")]
    private static partial Regex RedReason();

    [GeneratedRegex(@"Pages:\s+(\d+)")]
    private static partial Regex PageCount();

    /// <summary>Each page of a face sheet ends so.</summary>
    [GeneratedRegex(@"; visit of .*page \d+")]
    private static partial Regex FootOfSheet();
}
