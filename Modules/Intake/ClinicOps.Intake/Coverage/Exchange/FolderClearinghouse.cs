using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Coverage.Exchange;

/// <summary>
/// Two folders that the clearinghouse's own program empties and fills. A question appears whole under its name or not at all. An answer is
/// taken when its file has been quiet for a while and ends as an interchange does; one that never ends is taken after an hour, to be told.
/// </summary>
internal sealed class FolderClearinghouse(IOptions<CoverageOptions> options, IConfiguration configuration, TimeProvider clock) : IClearinghouse
{
    public const string DataFolderKey = "ClinicOps:DataFolder";

    private const int MostAtOnce = 200;

    private static readonly TimeSpan NeverEnds = TimeSpan.FromHours(1);

    public string? Out => options.Value.OutFolder ?? InData("out");

    public string? In => options.Value.InFolder ?? InData("in");

    public async Task<Handover> Send(string name, byte[] question, CancellationToken stopping)
    {
        if (Out is not { } folder)
        {
            return new Handover.NotReached("No folder for questions is set: Coverage:OutFolder.");
        }

        var passing = Path.Combine(folder, $".{name}.part");
        try
        {
            MakeOwn(folder);
            await using (var file = new FileStream(passing, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(question, stopping);
                file.Flush(flushToDisk: true);
            }

            File.Move(passing, Path.Combine(folder, $"{name}.270"), overwrite: true);
            return new Handover.Done();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new Handover.NotReached("The folder for questions cannot be written to.");
        }
    }

    public async Task<IReadOnlyList<ReceivedFile>> Collect(CancellationToken stopping)
    {
        if (In is not { } folder)
        {
            return [];
        }

        MakeOwn(folder);
        var received = new List<ReceivedFile>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(IsWhole).OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal).ToList())
        {
            try
            {
                var bytes = file.Length > X12.X12Reader.MostBytes ? await Beginning(file, stopping) : await File.ReadAllBytesAsync(file.FullName, stopping);
                if (Ends(bytes) || clock.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > NeverEnds)
                {
                    received.Add(new ReceivedFile(file.Name, bytes));
                }
            }
            catch (Exception refused) when (refused is FileNotFoundException or DirectoryNotFoundException)
            {
                // The clearinghouse's program took it away meanwhile.
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                received.Add(new ReceivedFile(file.Name, null));
            }

            if (received.Count(one => one.Bytes is not null) == MostAtOnce)
            {
                break;
            }
        }

        return received;
    }

    public Task Taken(string name, CancellationToken stopping)
    {
        if (In is { } folder && Path.GetFileName(name) == name)
        {
            File.Delete(Path.Combine(folder, name));
        }

        return Task.CompletedTask;
    }

    /// <summary>Of a file too large to be an answer, as much as makes the reader say so.</summary>
    private static async Task<byte[]> Beginning(FileInfo file, CancellationToken stopping)
    {
        var bytes = new byte[X12.X12Reader.MostBytes + 1];
        await using var stream = file.OpenRead();
        await stream.ReadExactlyAsync(bytes, stopping);
        return bytes;
    }

    private bool IsWhole(FileInfo file) =>
        !file.Name.StartsWith('.')
        && file.Extension.ToUpperInvariant() is not ".PART" and not ".TMP" and not ".FILEPART"
        && clock.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc >= TimeSpan.FromSeconds(options.Value.QuietSeconds);

    /// <summary>Whether an IEA segment stands at the end.</summary>
    private static bool Ends(byte[] bytes) => bytes.AsSpan(Math.Max(0, bytes.Length - 60)).LastIndexOf("IEA"u8) >= 0;

    /// <summary>The folders in the data folder are ours to make; a configured one is not, or a share that is not mounted would be written under.</summary>
    private void MakeOwn(string folder)
    {
        if (folder == InData("out") || folder == InData("in"))
        {
            Directory.CreateDirectory(folder);
        }
    }

    private string? InData(string name) => configuration[DataFolderKey] is { Length: > 0 } data ? Path.Combine(data, "clearinghouse", name) : null;
}
