using System.Security.Cryptography;
using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Exporting;

/// <summary>
/// The folder that the EHR takes files from. A file appears in it whole, under its name, or not at all: it is written beside, flushed to
/// disk, and renamed.
/// </summary>
internal sealed class ExportFolder(string path)
{
    private const string Unfinished = ".part";

    /// <summary>No process of ours writes one file for so long.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>Its name says nothing of whose it is, and is the same whenever the filing is written: a second writing replaces the first.</summary>
    public static string NameOf(Guid filingId) => $"{filingId}.pdf";

    /// <summary>Writes under a passing name.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public async Task<WrittenFile> Write(Func<Stream, Task> write, CancellationToken stopping)
    {
        var passing = System.IO.Path.Combine(path, $".{Guid.CreateVersion7():N}{Unfinished}");
        try
        {
            await using var file = new FileStream(passing, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            await write(file);
            file.Flush(flushToDisk: true);
            file.Position = 0;
            return new WrittenFile(passing, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, stopping)), file.Length);
        }
        catch
        {
            File.Delete(passing);
            throw;
        }
    }

    /// <summary>Gives the file its name, in place of one that has it, and lets the name last through a power cut.</summary>
    public void Name(WrittenFile written, string name)
    {
        File.Move(written.Path, System.IO.Path.Combine(path, name), overwrite: true);

        // Some network file systems flush no folders, and say so: there is no more that could be done.
        using var folder = SystemCalls.Open(path, 0);
        _ = folder.IsInvalid ? 0 : SystemCalls.Flush(folder);
    }

    /// <summary>Whether it is there and can be written to: tried, since nothing else tells for a mounted folder. It is never made, or a share that is not mounted would be written under.</summary>
    public bool IsWritable()
    {
        var tried = System.IO.Path.Combine(path, $".{Guid.CreateVersion7():N}{Unfinished}");
        try
        {
            using var file = new FileStream(tried, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>It gets no name.</summary>
    public static void Discard(WrittenFile written) => File.Delete(written.Path);

    /// <summary>What the EHR has not taken yet, it need not take any more.</summary>
    public void Remove(string name) => File.Delete(System.IO.Path.Combine(path, name));

    /// <summary>The whole lines of a file; none when it is not there, since the EHR may take an index away like any other file.</summary>
    public async Task<string> Read(string name, CancellationToken stopping)
    {
        var at = System.IO.Path.Combine(path, name);
        return File.Exists(at) ? await File.ReadAllTextAsync(at, stopping) : "";
    }

    /// <summary>Left by a process that was killed while it wrote.</summary>
    public void Clean(DateTimeOffset now)
    {
        foreach (var left in Directory.EnumerateFiles(path, "." + "*" + Unfinished).Where(left => File.GetLastWriteTimeUtc(left) < now.UtcDateTime - Abandoned).ToList())
        {
            File.Delete(left);
        }
    }
}

/// <param name="Path">Where it lies until it has its name.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
internal sealed record WrittenFile(string Path, string Sha256, long ByteCount);
