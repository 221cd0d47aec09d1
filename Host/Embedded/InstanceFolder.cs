using System.Security.Cryptography;

namespace ClinicOps.Host.Embedded;

/// <summary>
/// The folder of one instance: its lock, its secrets (0600), its blobs and, unless another PostgreSQL is named, its database.
/// Whoever holds the lock owns the instance: it runs the database server and the workers. Everybody else is a client.
/// </summary>
internal sealed class InstanceFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode FolderMode =
        OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private InstanceFolder(string path) => Path = path;

    public string Path { get; }

    public string BlobFolder => System.IO.Path.Combine(Path, "blobs");

    /// <summary>Present while an owner has the database migrated and open.</summary>
    private string ReadyMark => System.IO.Path.Combine(Path, "ready");

    /// <summary>Present from the first byte of a restore until its last check.</summary>
    private string RestoringMark => System.IO.Path.Combine(Path, "restore.unfinished");

    public bool IsHalfRestored => File.Exists(RestoringMark);

    /// <summary>As root the data lie where the postgres user can reach them; as a plain user beside the clone.</summary>
    public static string DefaultPath(string cloneFolder) =>
        Environment.IsPrivilegedProcess ? "/var/lib/clinicops" : System.IO.Path.Combine(cloneFolder, ".clinicops");

    /// <exception cref="InstanceProblem">The folder cannot be made or written.</exception>
    public static InstanceFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            if (!Directory.Exists(full))
            {
                Directory.CreateDirectory(full, FolderMode);
            }

            Directory.CreateDirectory(System.IO.Path.Combine(full, "secrets"), OwnerOnly | UnixFileMode.UserExecute);
            Directory.CreateDirectory(System.IO.Path.Combine(full, "blobs"), OwnerOnly | UnixFileMode.UserExecute);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InstanceProblem($"The data folder {full} cannot be made or written: {failure.Message} Name another with --data.");
        }

        return new InstanceFolder(full);
    }

    /// <summary>The lock of the one owner, or null when another process holds it. It ends with the process, even after kill -9.</summary>
    public FileStream? TryOwn()
    {
        try
        {
            var held = new FileStream(System.IO.Path.Combine(Path, "owner.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.Delete(ReadyMark);
            return held;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            throw new InstanceProblem($"The data folder {Path} belongs to another user. Run as that user, or name another folder with --data.");
        }
    }

    /// <summary>The owner says: the database is migrated, clients may come.</summary>
    public void MarkReady() => File.WriteAllText(ReadyMark, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public void MarkRestoring() => File.WriteAllText(RestoringMark, "");

    public void MarkRestored() => File.Delete(RestoringMark);

    public bool IsReady => File.Exists(ReadyMark);

    /// <summary>A random secret of this instance, made on first use: 64 hexadecimal digits in a file that only the owner may read.</summary>
    public string Secret(string name)
    {
        var path = System.IO.Path.Combine(Path, "secrets", name);
        if (!File.Exists(path))
        {
            var temporary = $"{path}.{Guid.NewGuid():N}.new";
            using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(64, lowercase: true)));
                file.Flush(flushToDisk: true);
            }

            // Two processes may make it at once: the first to move wins, both read the same.
            try
            {
                File.Move(temporary, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(temporary);
            }
        }

        return File.ReadAllText(path).Trim();
    }

    /// <summary>The key that blobs are sealed with: lose it, and they cannot be opened.</summary>
    public byte[] BlobKey() => Convert.FromHexString(Secret("blob.key"));
}
