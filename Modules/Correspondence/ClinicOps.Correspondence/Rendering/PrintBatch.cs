using System.Diagnostics;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>Several letters as one PDF for one print. The files that pdfunite needs lie in memory where the machine has such a folder, and are removed at once.</summary>
internal static class PrintBatch
{
    private const string InMemory = "/dev/shm";

    public static async Task<byte[]> Of(IReadOnlyList<byte[]> letters, CancellationToken stopping)
    {
        if (letters.Count == 1)
        {
            return letters[0];
        }

        var folder = Path.Combine(Directory.Exists(InMemory) ? InMemory : Path.GetTempPath(), $"clinicops-print-{Guid.NewGuid():N}");
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
}
