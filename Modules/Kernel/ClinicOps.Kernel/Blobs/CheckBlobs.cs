namespace ClinicOps.Kernel.Blobs;

/// <summary>Opens blobs to see whether they are there, unchanged.</summary>
public static class CheckBlobs
{
    /// <returns>A line for each that is missing or damaged.</returns>
    public static async Task<IReadOnlyList<string>> Problems(IBlobStore blobs, IEnumerable<string> hashes, CancellationToken stopping)
    {
        var problems = new List<string>();
        foreach (var hash in hashes)
        {
            try
            {
                await blobs.Get(hash, stopping);
            }
            catch (Exception damage) when (damage is FileNotFoundException or DirectoryNotFoundException)
            {
                problems.Add($"The blob {hash} is missing.");
            }
            catch (InvalidDataException damage)
            {
                problems.Add(damage.Message);
            }
        }

        return problems;
    }
}
