using ClinicOps.Host.Embedded;
using ClinicOps.Kernel.Blobs;

namespace ClinicOps.Host.Backups;

/// <summary>Opens everything that a back-up holds and compares every hash, without writing anything.</summary>
internal static class CheckBackup
{
    /// <summary>The manifest of a back-up that is whole.</summary>
    /// <param name="folder">Of the one back-up.</param>
    /// <exception cref="InstanceProblem">Something is missing, damaged, cut off, or sealed with another key.</exception>
    public static async Task<BackupManifest> Run(string folder, BackupKey key, CancellationToken stopping)
    {
        var manifest = BackupManifest.Read(Path.Combine(folder, BackupFolder.Manifest), key);
        await using (var dump = new OpeningStream(Path.Combine(folder, BackupFolder.Database), key))
        {
            var (hash, _) = await DatabaseDump.HashedCopy(dump, Stream.Null, stopping);
            if (hash != manifest.DumpHash)
            {
                throw new InstanceProblem($"The database in {folder} is not the one of its manifest: was it exchanged? Use another back-up.");
            }
        }

        var blobs = BlobsOf(folder, key);
        var problems = new List<string>();
        foreach (var hash in manifest.Blobs)
        {
            try
            {
                await blobs.Get(hash, stopping);
            }
            catch (Exception damage) when (damage is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                problems.Add(hash);
            }
        }

        return problems.Count == 0
            ? manifest
            : throw new InstanceProblem($"{problems.Count} of {manifest.Blobs.Count} files of the back-up are missing or damaged, the first {problems[0]}. Use another copy of {Path.GetDirectoryName(folder)}.");
    }

    public static FolderBlobStore BlobsOf(string folder, BackupKey key) =>
        new(BackupFolder.Blobs(Path.GetDirectoryName(folder)!, key), key.KeyOfBlobs());
}
