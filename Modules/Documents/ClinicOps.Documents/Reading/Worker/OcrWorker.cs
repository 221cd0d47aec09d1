using System.Buffers.Binary;
using System.Globalization;
using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>What a worker must refuse, told by its parent on the command line.</summary>
internal sealed record WorkerLimits(int MostPages, long MostPixels, int ToolSeconds)
{
    public string[] ToArguments() =>
        [MostPages.ToString(CultureInfo.InvariantCulture), MostPixels.ToString(CultureInfo.InvariantCulture), ToolSeconds.ToString(CultureInfo.InvariantCulture)];

    public static WorkerLimits FromArguments(string[] arguments) => new(
        int.Parse(arguments[0], CultureInfo.InvariantCulture),
        long.Parse(arguments[1], CultureInfo.InvariantCulture),
        int.Parse(arguments[2], CultureInfo.InvariantCulture));

    public bool Allows(long width, long height) => width > 0 && height > 0 && width * height <= MostPixels;
}

/// <summary>
/// The child process that decodes and reads what was received: requests on the standard input, answers on the standard output
/// (<see cref="WorkerMessages"/>). It knows no database and no network. It does not defend itself: what it cannot do kills it, or
/// its parent does, and that costs the page.
/// </summary>
internal sealed class OcrWorker : IDisposable
{
    public const string Name = "ocr-worker";

    private readonly WorkerLimits limits;
    private readonly ReadImage reading = new();
    private ReceivedFile? file;

    /// <summary>Processor time of this process while it took files apart, made pages ready and read them; the wire is not in it.</summary>
    private readonly SpentProcessor onPages = new();

    private OcrWorker(WorkerLimits limits) => this.limits = limits;

    public static Task<int> Run(string[] arguments, CancellationToken stopping)
    {
        StartWatchingParent();
        using var worker = new OcrWorker(WorkerLimits.FromArguments(arguments));
        using var requests = Console.OpenStandardInput();
        using var answers = Console.OpenStandardOutput();
        var length = new byte[4];
        while (NextRequest(requests) is { } request)
        {
            var answer = worker.Answer((WorkerVerb)request[0], request.AsMemory(1));
            BinaryPrimitives.WriteInt32LittleEndian(length, answer.Length);
            answers.Write(length);
            answers.Write(answer);
            answers.Flush();
        }

        return Task.FromResult(0);
    }

    public void Dispose()
    {
        file?.Dispose();
        reading.Dispose();
    }

    private byte[] Answer(WorkerVerb verb, ReadOnlyMemory<byte> body)
    {
        switch (verb)
        {
            case WorkerVerb.Open:
                file?.Dispose();
                file = ReceivedFile.Open(body.ToArray(), limits);
                return WorkerMessages.Encode(file.Inspection);
            case WorkerVerb.Normalise:
                var page = BinaryPrimitives.ReadInt32LittleEndian(body.Span);
                return WorkerMessages.Encode(onPages.On(() => file!.Normalise(page)));
            case WorkerVerb.Read:
                return WorkerMessages.Encode(onPages.On(() => reading.Run(body.Span[4..], BinaryPrimitives.ReadInt32LittleEndian(body.Span))));
            case WorkerVerb.Turn:
                var (number, quarters) = Math.DivRem(BinaryPrimitives.ReadInt32LittleEndian(body.Span), 4);
                return WorkerMessages.Encode(onPages.On(() => reading.RunTurned(body.Span[4..], number, quarters)));
            case WorkerVerb.Thumbnail:
                return Thumbnail.Make(body.Span[4..], BinaryPrimitives.ReadInt32LittleEndian(body.Span)) ?? [];
            case WorkerVerb.Spent:
                return WorkerMessages.EncodeSpent(onPages.Total, TesseractEngine.Spent.Total);
            default:
                throw new InvalidDataException($"There is no verb {verb}.");
        }
    }

    /// <summary>Null at the end of the input: the parent is done with this worker.</summary>
    private static byte[]? NextRequest(Stream requests)
    {
        Span<byte> length = stackalloc byte[4];
        if (requests.ReadAtLeast(length, 4, throwOnEndOfStream: false) < 4)
        {
            return null;
        }

        var size = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (size is < 1 or > WorkerMessages.LongestFrame)
        {
            throw new InvalidDataException("The request stream is out of step.");
        }

        var request = new byte[size];
        requests.ReadExactly(request);
        return request;
    }

    /// <summary>A killed host cannot say good-bye, and native code in the middle of a page does not look at its input.</summary>
    private static void StartWatchingParent()
    {
        var parent = SystemCalls.ParentId();
        var watch = new Thread(() =>
        {
            while (SystemCalls.ParentId() == parent)
            {
                Thread.Sleep(TimeSpan.FromSeconds(1));
            }

            SystemCalls.Exit(1);
        });
        watch.IsBackground = true;
        watch.Start();
    }
}
