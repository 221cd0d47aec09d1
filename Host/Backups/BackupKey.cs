using System.Security.Cryptography;
using System.Text;
using ClinicOps.Host.Embedded;

namespace ClinicOps.Host.Backups;

/// <summary>
/// The one secret that opens a clinic's back-ups: 256 random bits in a text file. It lies in no back-up; whoever loses it has lost
/// them all. Every file is sealed with a key derived from it for that file alone.
/// </summary>
internal sealed class BackupKey
{
    private const string Prefix = "CLINICOPS-BACKUP-KEY-1-";

    private readonly byte[] secret;

    private BackupKey(byte[] secret)
    {
        this.secret = secret;
        Id = Convert.ToHexStringLower(Derive("key id", [], 8));
    }

    /// <summary>16 hexadecimal digits that tell keys apart and say nothing about them.</summary>
    public string Id { get; }

    /// <exception cref="InstanceProblem">There is no key in that file.</exception>
    public static BackupKey Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InstanceProblem($"The backup key {path} cannot be read: {failure.Message} Name its file with --key; `clinicops backup-key FILE` makes a new one.");
        }

        return text.Length == Prefix.Length + 64 && text.StartsWith(Prefix, StringComparison.Ordinal) && text[Prefix.Length..].All(char.IsAsciiHexDigit)
            ? new BackupKey(Convert.FromHexString(text[Prefix.Length..]))
            : throw new InstanceProblem($"{path} is no backup key: it should be one line that begins with {Prefix}");
    }

    /// <summary>Makes a new one in a file that only its owner may read; a file that is there is never written over.</summary>
    public static void Make(string path)
    {
        try
        {
            using var file = new FileStream(
                path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            file.Write(Encoding.ASCII.GetBytes(Prefix + RandomNumberGenerator.GetHexString(64, lowercase: true) + "\n"));
            file.Flush(flushToDisk: true);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new InstanceProblem($"{path} is there already, and a key is never written over: its back-ups could not be opened any more.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InstanceProblem($"The backup key {path} cannot be written: {failure.Message}");
        }
    }

    /// <summary>The key of one sealed file.</summary>
    public byte[] KeyOfFile(ReadOnlySpan<byte> salt) => Derive("file", salt, 32);

    /// <summary>The key that the blobs of a back-up folder are sealed with.</summary>
    public byte[] KeyOfBlobs() => Derive("blobs", [], 32);

    private byte[] Derive(string use, ReadOnlySpan<byte> salt, int length)
    {
        var derived = new byte[length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, derived, salt, Encoding.ASCII.GetBytes("clinicops backup 1 " + use));
        return derived;
    }
}
