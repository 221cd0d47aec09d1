namespace ClinicOps.Documents.Receiving;

/// <summary>Tells which files of a folder are whole: they lay still for a while, and no program that we can see has them open for writing.</summary>
internal sealed class QuietFiles(TimeSpan quiet, TimeProvider clock)
{
    private readonly Dictionary<string, Sighting> seen = new(StringComparer.Ordinal);

    /// <param name="files">All of the folder that is still to be taken, at this moment.</param>
    public IEnumerable<FileInfo> Among(IReadOnlyList<FileInfo> files)
    {
        foreach (var gone in seen.Keys.Except(files.Select(f => f.FullName)).ToList())
        {
            seen.Remove(gone);
        }

        return files.Where(IsQuiet);
    }

    private bool IsQuiet(FileInfo file)
    {
        var now = clock.GetUtcNow();
        if (!seen.TryGetValue(file.FullName, out var before) || before.Length != file.Length || before.WrittenAt != file.LastWriteTimeUtc)
        {
            seen[file.FullName] = new Sighting(file.Length, file.LastWriteTimeUtc, now);
            return false;
        }

        return now - before.Since >= quiet && !OpenFiles.IsBeingWritten(file.FullName);
    }

    /// <param name="Since">When it was first seen like this.</param>
    private sealed record Sighting(long Length, DateTime WrittenAt, DateTimeOffset Since);
}

/// <summary>Which files programs have open, as far as the kernel lets us see.</summary>
internal static class OpenFiles
{
    private const int WriteOnlyOrBoth = 3;

    public static bool IsBeingWritten(string path)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])))
        {
            try
            {
                if (Directory.EnumerateFileSystemEntries(process + "/fd").Any(fd => new FileInfo(fd).LinkTarget == path && IsForWriting(process, Path.GetFileName(fd))))
                {
                    return true;
                }
            }
            catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
            {
                // Another user's process, or one that has just ended.
            }
        }

        return false;
    }

    /// <summary>The flags in fdinfo are octal; the lowest two bits are 1 (write) or 2 (both).</summary>
    private static bool IsForWriting(string process, string descriptor)
    {
        var flags = File.ReadLines($"{process}/fdinfo/{descriptor}").FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return flags is not null && (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & WriteOnlyOrBoth) != 0;
    }
}
