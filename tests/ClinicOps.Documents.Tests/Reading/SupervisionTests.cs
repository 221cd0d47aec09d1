using System.Diagnostics;
using ClinicOps.Documents.Reading;
using Xunit;

namespace ClinicOps.Documents.Tests.Reading;

/// <summary>Workers that die, hang or swell: the host lives, and one page is lost at most.</summary>
public sealed class SupervisionTests
{
    private static readonly byte[] LetterFax = TestPages.Fax(TestPages.Pdf([TestPages.Letter, TestPages.Letter]), 2, 200, 200);

    [Fact]
    public async Task A_worker_killed_at_work_costs_nothing_and_killed_again_one_page()
    {
        using var workers = ReadingPool.Make(new ReadingOptions { Workers = 1 });
        var image = await LetterImage(workers);

        var once = workers.Read(image, 1, TestContext.Current.CancellationToken);
        Kill(Assert.Single(workers.Ids));
        Assert.IsType<PageReading.Done>(await once);

        var twice = workers.Read(image, 2, TestContext.Current.CancellationToken);
        for (var (kills, last) = (0, 0); kills < 2; kills++)
        {
            SpinWait.SpinUntil(() => twice.IsCompleted || (workers.Ids is [var next] && next != last));
            if (workers.Ids is [var worker])
            {
                Kill(last = worker);
            }
        }

        Assert.Equal(new PageReading.Failed(PageProblem.WorkerDied), await twice);
        Assert.IsType<PageReading.Done>(await workers.Read(image, 3, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_worker_that_hangs_is_killed_by_the_clock()
    {
        using var workers = ReadingPool.Make(new ReadingOptions { Workers = 1, PageSeconds = 10 });
        await workers.Inspect(LetterFax, TestContext.Current.CancellationToken);
        var stuck = Assert.Single(workers.Ids);
        Process.Start("kill", ["-STOP", $"{stuck}"]).WaitForExit();

        Assert.Equal(
            new PageNormalisation.Failed(1, PageProblem.TookTooLong),
            Assert.Single(await workers.Normalise(LetterFax, [1], TestContext.Current.CancellationToken)));
        Assert.False(IsAlive(stuck));
        Assert.IsType<FileInspection.Readable>(await workers.Inspect(LetterFax, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_worker_that_swells_is_killed()
    {
        using var workers = ReadingPool.Make(new ReadingOptions { Workers = 1 });
        var image = await LetterImage(workers);
        using var narrow = ReadingPool.Make(new ReadingOptions { Workers = 1, WorkerMegabytes = 50 });

        Assert.Equal(new PageReading.Failed(PageProblem.TooLarge), await narrow.Read(image, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_file_is_opened_again_for_the_worker_that_comes_after()
    {
        using var workers = ReadingPool.Make(new ReadingOptions { Workers = 1 });
        await workers.Inspect(LetterFax, TestContext.Current.CancellationToken);
        Kill(Assert.Single(workers.Ids));

        var pages = await workers.Normalise(LetterFax, [1, 2], TestContext.Current.CancellationToken);

        Assert.All(pages, page => Assert.IsType<PageNormalisation.Made>(page));
    }

    [Fact]
    public async Task A_worker_is_kept_warm_and_replaced_after_its_share_of_pages()
    {
        using var workers = ReadingPool.Make(new ReadingOptions { Workers = 1, PagesPerWorker = 2 });
        await workers.Normalise(LetterFax, [1], TestContext.Current.CancellationToken);
        var first = Assert.Single(workers.Ids);
        await workers.Normalise(LetterFax, [1], TestContext.Current.CancellationToken);

        Assert.Empty(workers.Ids);
        Assert.False(IsAlive(first));
        await workers.Normalise(LetterFax, [1], TestContext.Current.CancellationToken);
        Assert.NotEqual(first, Assert.Single(workers.Ids));
    }

    [Fact]
    public async Task Who_stops_waiting_gets_no_answer_and_the_next_gets_the_right_one()
    {
        using var workers = ReadingPool.Make(new ReadingOptions { Workers = 1 });
        var image = await LetterImage(workers);
        using var stopping = new CancellationTokenSource(50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workers.Read(image, 1, stopping.Token));

        var next = Assert.IsType<PageReading.Done>(await workers.Read(image, 2, TestContext.Current.CancellationToken));
        Assert.Equal(2, next.Text.Number);
    }

    [Fact]
    public async Task A_worker_is_nice_single_threaded_unprivileged_and_offline()
    {
        using var workers = ReadingPool.Make(new ReadingOptions { Workers = 1 });
        await workers.Inspect(LetterFax, TestContext.Current.CancellationToken);
        var worker = Assert.Single(workers.Ids);

        Assert.Contains("OMP_THREAD_LIMIT=1\0", await File.ReadAllTextAsync($"/proc/{worker}/environ"), StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1\n", await File.ReadAllTextAsync($"/proc/{worker}/status"), StringComparison.Ordinal);
        Assert.InRange(int.Parse((await File.ReadAllTextAsync($"/proc/{worker}/stat")).Split(' ')[18], System.Globalization.CultureInfo.InvariantCulture), 10, 19);
        if (Environment.IsPrivilegedProcess)
        {
            var status = await File.ReadAllLinesAsync($"/proc/{worker}/status");
            Assert.DoesNotContain(status, line => line.StartsWith("Uid:", StringComparison.Ordinal) && line.Split('\t').Skip(1).Contains("0"));
            Assert.Equal("Groups:\t", status.Single(line => line.StartsWith("Groups:", StringComparison.Ordinal)).TrimEnd(' '));
        }

        if (CanCutNetwork())
        {
            var devices = (await File.ReadAllLinesAsync($"/proc/{worker}/net/dev")).Skip(2).Select(line => line.Split(':')[0].Trim());
            Assert.Equal(["lo"], devices);
        }
    }

    [Fact]
    public async Task No_worker_outlives_the_pool()
    {
        var workers = ReadingPool.Make(new ReadingOptions { Workers = 2 });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => workers.Inspect(LetterFax, TestContext.Current.CancellationToken)));
        var ids = workers.Ids;
        Assert.InRange(ids.Count, 1, 2);

        workers.Dispose();

        Assert.All(ids, id => Assert.False(IsAlive(id)));
    }

    private static async Task<byte[]> LetterImage(OcrWorkers workers) =>
        Assert.IsType<PageNormalisation.Made>(Assert.Single(await workers.Normalise(LetterFax, [1], TestContext.Current.CancellationToken))).Image;

    private static void Kill(int worker)
    {
        using var process = Process.GetProcessById(worker);
        process.Kill();
    }

    private static bool IsAlive(int worker) =>
        Directory.Exists($"/proc/{worker}") && !File.ReadAllText($"/proc/{worker}/stat").Contains(") Z ", StringComparison.Ordinal);

    private static bool CanCutNetwork()
    {
        using var attempt = Process.Start(new ProcessStartInfo("unshare", ["--map-root-user", "--net", "true"]) { RedirectStandardError = true })!;
        attempt.WaitForExit();
        return attempt.ExitCode == 0;
    }
}
