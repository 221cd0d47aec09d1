using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Bench.Ocr;

/// <summary>
/// ClinicOps's own reading processes, as the host keeps them: warm, one thread each. What is measured is all a page costs there:
/// taking the file apart, straightening the page, reading it. Speaks the wire of Modules/Documents/.../Reading/WorkerMessages.cs.
/// </summary>
internal sealed class ReadingWorkers(string program) : IDisposable
{
    private const byte Open = 1;
    private const byte Normalise = 2;
    private const byte ReadPage = 3;
    private const byte Spent = 6;

    private readonly Process[] workers = [Start(program), Start(program)];

    public async Task<Reading> Read(FaxFile file)
    {
        var bytes = await File.ReadAllBytesAsync(file.Path);
        var (worked, before, clock) = (workers.Select(SpentBy).ToList(), workers.Sum(w => ProcessorTime.Of(w.Id)), Stopwatch.StartNew());
        var words = new IReadOnlyList<string>[file.Pages.Count];
        await Task.WhenAll(workers.Select((worker, number) => Task.Run(() =>
        {
            var pages = Enumerable.Range(0, file.Pages.Count).Where(page => page % workers.Length == number).ToList();
            if (pages.Count > 0)
            {
                Ask(worker, Open, null, bytes);
            }

            foreach (var page in pages)
            {
                words[page] = Words(Ask(worker, ReadPage, page + 1, Image(Ask(worker, Normalise, page + 1, []))));
            }
        })));
        var (spent, seconds) = (workers.Sum(w => ProcessorTime.Of(w.Id)) - before, clock.Elapsed.TotalSeconds);
        var since = workers.Select(SpentBy).ToList();
        return new Reading(spent, seconds, words) { PageSeconds = since.Sum(s => s.Pages) - worked.Sum(s => s.Pages), EngineSeconds = since.Sum(s => s.Engine) - worked.Sum(s => s.Engine) };
    }

    public void Dispose()
    {
        foreach (var worker in workers)
        {
            worker.StandardInput.Close();
            worker.WaitForExit();
            worker.Dispose();
        }
    }

    private static Process Start(string program)
    {
        var start = new ProcessStartInfo(program, ["ocr-worker", "2000", "60000000", "60"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Processor time that pages took since the worker began, and of it that of the engine.</summary>
    private static (double Pages, double Engine) SpentBy(Process worker)
    {
        var answer = Ask(worker, Spent, null, []);
        return (TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(answer)).TotalSeconds, TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(sizeof(long)))).TotalSeconds);
    }

    private static byte[] Ask(Process worker, byte verb, int? number, byte[] body)
    {
        var request = new byte[number is null ? 5 : 9];
        BinaryPrimitives.WriteInt32LittleEndian(request, request.Length - 4 + body.Length);
        request[4] = verb;
        if (number is { } value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(request.AsSpan(5), value);
        }

        var input = worker.StandardInput.BaseStream;
        input.Write(request);
        input.Write(body);
        input.Flush();
        var length = new byte[4];
        worker.StandardOutput.BaseStream.ReadExactly(length);
        var answer = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        worker.StandardOutput.BaseStream.ReadExactly(answer);
        return answer;
    }

    /// <summary>Of the answer to a page that was made: its image.</summary>
    private static byte[] Image(byte[] answer)
    {
        using var reader = new BinaryReader(new MemoryStream(answer), Encoding.UTF8);
        Check(reader.ReadSByte());
        reader.ReadInt32();
        return reader.ReadBytes(reader.ReadInt32());
    }

    private static List<string> Words(byte[] answer)
    {
        using var reader = new BinaryReader(new MemoryStream(answer), Encoding.UTF8);
        Check(reader.ReadSByte());
        reader.BaseStream.Seek(4 * sizeof(int), SeekOrigin.Current);
        var words = new List<string>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            words.Add(reader.ReadString());
            reader.BaseStream.Seek((4 * sizeof(int)) + sizeof(float) + (2 * sizeof(int)) + sizeof(bool), SeekOrigin.Current);
        }

        return words;
    }

    private static void Check(sbyte problem)
    {
        if (problem >= 0)
        {
            throw new InvalidOperationException($"The worker could not make or read a page (problem {problem}).");
        }
    }
}
