using System.Diagnostics;
using System.Text.Json;
using ClinicOps.Host.Embedded;

namespace ClinicOps.Host.Backups;

/// <summary>What a back-up holds, as of its one moment: itself sealed, so the secrets may stand in it.</summary>
/// <param name="Format">1.</param>
/// <param name="At">When the snapshot was taken.</param>
/// <param name="Build">Version of the program that made it.</param>
/// <param name="PostgresMajor">15.</param>
/// <param name="Migrations">By schema, every migration that the database had.</param>
/// <param name="Rows">By table ("documents.pages"), how many rows the snapshot had.</param>
/// <param name="DumpHash">SHA-256 of the opened database.sealed, hexadecimal.</param>
/// <param name="Secrets">By file name, the text of the instance's secrets.</param>
/// <param name="Blobs">Hashes of every blob.</param>
internal sealed record BackupManifest(
    int Format,
    DateTimeOffset At,
    string Build,
    int PostgresMajor,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Migrations,
    IReadOnlyDictionary<string, long> Rows,
    string DumpHash,
    long DumpBytes,
    IReadOnlyDictionary<string, string> Secrets,
    IReadOnlyList<string> Blobs)
{
    public const int CurrentFormat = 1;

    public void Write(string path, BackupKey key)
    {
        using var file = new SealingStream(path, key);
        JsonSerializer.Serialize(file, this);
        file.Complete();
    }

    /// <exception cref="InstanceProblem">It is damaged, sealed with another key, or of a form this build does not know.</exception>
    public static BackupManifest Read(string path, BackupKey key)
    {
        using var file = new OpeningStream(path, key);
        var manifest = JsonSerializer.Deserialize<BackupManifest>(file);
        return manifest is { Format: CurrentFormat }
            ? manifest
            : throw new InstanceProblem($"The back-up was made by a newer ClinicOps (form {manifest?.Format}); restore it with that one.");
    }
}

/// <summary>
/// The folder that back-ups go to: one sub-folder a back-up, named by its moment ("20261124T203000Z"), and beside them the blobs that all
/// of them share, since a blob never changes: the next back-up adds only new ones. Unfinished ones begin with a dot.
/// </summary>
internal static class BackupFolder
{
    public const string Manifest = "manifest.sealed";
    public const string Database = "database.sealed";

    public static string NameAt(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Blobs lie by the key they are sealed with: a new key begins a new set.</summary>
    public static string Blobs(string folder, BackupKey key) => Path.Combine(folder, "blobs-" + key.Id);

    /// <summary>The finished back-ups, oldest first.</summary>
    public static IReadOnlyList<string> Finished(string folder) =>
        [.. Directory.GetDirectories(folder).Where(path => Path.GetFileName(path)[0] != '.' && File.Exists(Path.Combine(path, Manifest))).Order(StringComparer.Ordinal)];

    /// <summary>One back-up of a folder that may be named itself, or by the folder of all: then the newest.</summary>
    /// <exception cref="InstanceProblem">There is none.</exception>
    public static string Choose(string named)
    {
        if (File.Exists(Path.Combine(named, Manifest)))
        {
            return Path.GetFullPath(named);
        }

        return Directory.Exists(named) && Finished(named) is [.., var newest]
            ? Path.GetFullPath(newest)
            : throw new InstanceProblem($"There is no finished back-up in {named}.");
    }

    /// <summary>Makes a rename or a new file in that folder last through a power cut.</summary>
    public static void FlushFolder(string folder)
    {
        // .NET opens no folders; coreutils does.
        using var sync = Process.Start("sync", [folder]);
        sync.WaitForExit();
    }
}
