using System.Diagnostics;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>Several letters as one PDF for one print. The files that pdfunite needs lie in memory where the machine has such a folder, and are removed at once; those of a host that was killed over them by the next print.</summary>
internal static class PrintBatch
{
    private const string InMemory = "/dev/shm";
    private const string FolderPrefix = "clinicops-print-";

    public static async Task<byte[]> Of(IReadOnlyList<byte[]> letters, CancellationToken stopping)
    {
        if (letters.Count == 1)
        {
            return letters[0];
        }

        var parent = Directory.Exists(InMemory) ? InMemory : Path.GetTempPath();
        SweepAbandoned(parent);
        var folder = Path.Combine(parent, $"{FolderPrefix}{Environment.ProcessId}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            var names = new List<string>();
            foreach (var letter in letters)
            {
                names.Add(Path.Combine(folder, $"{names.Count}.pdf"));
                await File.WriteAllBytesAsync(names[^1], letter, stopping);
            }

            var all = Path.Combine(folder, "all.pdf");
            using var process = Process.Start(new ProcessStartInfo("pdfunite", [.. names, all])) ?? throw new InvalidOperationException("pdfunite did not start.");
            await process.WaitForExitAsync(stopping);
            return process.ExitCode == 0 ? await File.ReadAllBytesAsync(all, stopping) : throw new InvalidOperationException($"pdfunite ended with {process.ExitCode}.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Letters of patients lie in them.</summary>
    internal static void SweepAbandoned(string parent)
    {
        foreach (var folder in Directory.GetDirectories(parent, FolderPrefix + "*"))
        {
            if (!Directory.Exists("/proc/" + Path.GetFileName(folder)[FolderPrefix.Length..].Split('-')[0]))
            {
                try
                {
                    Directory.Delete(folder, recursive: true);
                }
                catch (Exception stillThere) when (stillThere is IOException or UnauthorizedAccessException)
                {
                    // Another user's, or another print is removing it: the next one tries again.
                }
            }
        }
    }
}
