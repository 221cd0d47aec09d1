using ClinicOps.Host.Embedded;
using ClinicOps.Kernel.Blobs;

namespace ClinicOps.Host.Backups;

/// <summary>Removes all but the newest back-ups of a folder, then the blobs that none of those left holds.</summary>
internal static class RemoveOldBackups
{
    /// <returns>How many back-ups were removed.</returns>
    public static int Run(string folder, BackupKey key, int keep)
    {
        var finished = BackupFolder.Finished(folder);
        var old = finished.SkipLast(keep).ToList();
        if (old.Count == 0)
        {
            return 0;
        }

        // Read before anything goes: a kept back-up whose blobs are not known (it is damaged, or has another key) keeps them all.
        var kept = finished.TakeLast(keep).Select(path => HashesOf(path, key)).ToList();
        foreach (var path in old)
        {
            Directory.Delete(path, recursive: true);
        }

        if (!kept.Contains(null))
        {
            var held = kept.SelectMany(hashes => hashes!).ToHashSet(StringComparer.Ordinal);
            var blobs = new FolderBlobStore(BackupFolder.Blobs(folder, key), key.KeyOfBlobs());
            foreach (var hash in blobs.Hashes().Where(hash => !held.Contains(hash)).ToList())
            {
                blobs.Remove(hash);
            }
        }

        return old.Count;
    }

    private static IReadOnlyList<string>? HashesOf(string backup, BackupKey key)
    {
        try
        {
            return BackupManifest.Read(Path.Combine(backup, BackupFolder.Manifest), key).Blobs;
        }
        catch (InstanceProblem)
        {
            return null;
        }
    }
}
