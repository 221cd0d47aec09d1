using System.Collections.Concurrent;
using System.Diagnostics;
using ClinicOps.Documents.Reading.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Reading;

/// <summary>
/// The pool of reading processes. A worker that crashes, hangs or swells is replaced, and the page it was on is the only one lost;
/// so that a death which is not the page's fault (the kernel short of memory) costs nothing, a page gets a second worker once.
/// </summary>
internal sealed partial class OcrWorkers : IPageReader, IDisposable
{
    private readonly ReadingOptions options;
    private readonly ILogger<OcrWorkers> log;
    private readonly SemaphoreSlim places;
    private readonly ConcurrentBag<WorkerProcess> idle = [];
    private readonly ConcurrentDictionary<WorkerProcess, bool> living = new();
    private readonly Lazy<string[]> command;

    public OcrWorkers(IOptions<ReadingOptions> options, ILogger<OcrWorkers> log)
    {
        this.options = options.Value;
        this.log = log;
        places = new SemaphoreSlim(this.options.PoolSize);
        command = new Lazy<string[]>(Command);
    }

    /// <summary>Process ids of the workers there are.</summary>
    internal IReadOnlyList<int> Ids => [.. living.Keys.Select(worker => worker.Id)];

    public Task<FileInspection> Inspect(ReadOnlyMemory<byte> file, CancellationToken stopping) => InPlace(
        async lease => await Ask(lease, WorkerVerb.Open, null, file, stopping) switch
        {
            WorkerAnswer.Given given => WorkerMessages.DecodeInspection(given.Body),
            WorkerAnswer.Lost lost => new FileInspection.Refused(lost.Problem),
            _ => throw new UnreachableException(),
        },
        stopping);

    public Task<IReadOnlyList<PageNormalisation>> Normalise(ReadOnlyMemory<byte> file, IReadOnlyList<int> pages, CancellationToken stopping) => InPlace(
        async lease =>
        {
            var made = new List<PageNormalisation>();
            WorkerProcess? holder = null;
            foreach (var page in pages)
            {
                made.Add(await NormalisePage(lease, file, page, holder, stopping));
                holder = lease.Worker;
            }

            return (IReadOnlyList<PageNormalisation>)made;
        },
        stopping);

    public Task<PageReading> Read(ReadOnlyMemory<byte> image, int number, CancellationToken stopping) => Read(WorkerVerb.Read, image, number, stopping);

    public Task<PageReading> Turn(ReadOnlyMemory<byte> image, int number, int quarters, CancellationToken stopping) => Read(WorkerVerb.Turn, image, (4 * number) + quarters, stopping);

    public Task<byte[]?> Thumbnail(ReadOnlyMemory<byte> image, int width, CancellationToken stopping) => InPlace(
        async lease => await Ask(lease, WorkerVerb.Thumbnail, width, image, stopping) is WorkerAnswer.Given { Body: { Length: > 0 } png } ? png : null,
        stopping);

    public void Dispose()
    {
        foreach (var worker in living.Keys)
        {
            worker.Dispose();
        }

        places.Dispose();
    }

    private Task<PageReading> Read(WorkerVerb verb, ReadOnlyMemory<byte> image, int number, CancellationToken stopping) => InPlace(
        async lease => await Ask(lease, verb, number, image, stopping) switch
        {
            WorkerAnswer.Given given => WorkerMessages.DecodeReading(given.Body),
            WorkerAnswer.Lost lost => new PageReading.Failed(lost.Problem),
            _ => throw new UnreachableException(),
        },
        stopping);

    /// <param name="holder">The worker that has the file open; null when none has.</param>
    private async Task<PageNormalisation> NormalisePage(Lease lease, ReadOnlyMemory<byte> file, int page, WorkerProcess? holder, CancellationToken stopping)
    {
        for (var retried = false; ; retried = true)
        {
            WorkerAnswer answer = new WorkerAnswer.Given([]);
            if (holder is null || lease.Worker != holder)
            {
                answer = await AskOnce(lease, WorkerVerb.Open, null, file, stopping);
            }

            if (answer is WorkerAnswer.Given)
            {
                answer = await AskOnce(lease, WorkerVerb.Normalise, page, default, stopping);
            }

            switch (answer)
            {
                case WorkerAnswer.Given given:
                    return WorkerMessages.DecodeNormalisation(given.Body);
                case WorkerAnswer.Lost lost when lost.Problem != PageProblem.WorkerDied || retried:
                    return new PageNormalisation.Failed(page, lost.Problem);
            }
        }
    }

    private async Task<WorkerAnswer> Ask(Lease lease, WorkerVerb verb, int? number, ReadOnlyMemory<byte> body, CancellationToken stopping)
    {
        var answer = await AskOnce(lease, verb, number, body, stopping);
        return answer is WorkerAnswer.Lost { Problem: PageProblem.WorkerDied } ? await AskOnce(lease, verb, number, body, stopping) : answer;
    }

    private async Task<WorkerAnswer> AskOnce(Lease lease, WorkerVerb verb, int? number, ReadOnlyMemory<byte> body, CancellationToken stopping)
    {
        var worker = lease.Worker ??= StartWorker();
        try
        {
            var answer = await worker.Ask(verb, number, body, stopping);
            if (answer is WorkerAnswer.Lost lost)
            {
                LogLost(worker.Id, verb, lost.Problem);
                Drop(lease);
            }

            return answer;
        }
        catch (OperationCanceledException)
        {
            Drop(lease);
            throw;
        }
    }

    private async Task<T> InPlace<T>(Func<Lease, Task<T>> work, CancellationToken stopping)
    {
        await places.WaitAsync(stopping);
        var lease = new Lease { Worker = TakeIdle() };
        try
        {
            return await work(lease);
        }
        finally
        {
            Return(lease);
            places.Release();
        }
    }

    private WorkerProcess? TakeIdle()
    {
        while (idle.TryTake(out var worker))
        {
            if (worker.IsAlive)
            {
                return worker;
            }

            Drop(new Lease { Worker = worker });
        }

        return null;
    }

    private void Return(Lease lease)
    {
        if (lease.Worker is { IsAlive: true } worker && worker.Pages < options.PagesPerWorker)
        {
            idle.Add(worker);
        }
        else
        {
            Drop(lease);
        }
    }

    private void Drop(Lease lease)
    {
        if (lease.Worker is { } worker)
        {
            living.TryRemove(worker, out _);
            worker.Dispose();
            lease.Worker = null;
        }
    }

    private WorkerProcess StartWorker()
    {
        var worker = WorkerProcess.Start(options, command.Value);
        living[worker] = true;
        LogStarted(worker.Id);
        return worker;
    }

    private string[] Command()
    {
        var program = Path.Combine(AppContext.BaseDirectory, options.Program);
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"The reading workers' program is not there: {program}.");
        }

        var limits = new WorkerLimits(options.MostPages, options.MostMegapixels * 1_000_000L, (int)Math.Ceiling(options.PageSeconds));
        var confined = Confinement.Ways(options, program).FirstOrDefault(way => Confinement.Works(way.Words));
        if (confined is null)
        {
            throw new InvalidOperationException("The reading workers cannot be started at all: look whether nice, prlimit, setpriv and unshare are there.");
        }

        if (!confined.Offline)
        {
            LogNetworkNotCut();
        }

        if (confined.AsRoot)
        {
            LogAsRoot();
        }

        return [.. confined.Words, OcrWorker.Name, .. limits.ToArguments()];
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Reading worker {ProcessId} started")]
    private partial void LogStarted(int processId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading worker {ProcessId} was lost at {Verb}: {Problem}")]
    private partial void LogLost(int processId, WorkerVerb verb, PageProblem problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This kernel refuses a network namespace of their own to the reading workers: they could reach the network")]
    private partial void LogNetworkNotCut();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reading workers run as root: the account set for them cannot run the program. Put the program where everybody may read it, or run ClinicOps under an account of its own")]
    private partial void LogAsRoot();

    /// <summary>One place in the pool and the worker in it, if there is one.</summary>
    private sealed class Lease
    {
        public WorkerProcess? Worker { get; set; }
    }
}
