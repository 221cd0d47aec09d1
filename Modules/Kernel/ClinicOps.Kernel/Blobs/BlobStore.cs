using System.Security.Cryptography;

namespace ClinicOps.Kernel.Blobs;

/// <summary>Where received and made files lie, unchanged, under the SHA-256 of their plain bytes. An outside seam: a folder here, an object store elsewhere.</summary>
public interface IBlobStore
{
    /// <summary>Stores the bytes durably (flushed to disk before this returns). Storing the same bytes again is no error.</summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    Task<string> Put(ReadOnlyMemory<byte> bytes, CancellationToken stopping = default);

    /// <exception cref="FileNotFoundException">There is no such blob.</exception>
    /// <exception cref="InvalidDataException">The blob is damaged, or the key is not the one it was written with.</exception>
    Task<byte[]> Get(string hash, CancellationToken stopping = default);

    bool Exists(string hash);
}

/// <summary>
/// The advisory lock of the database that whoever deletes blobs holds alone. A back-up holds it shared from its snapshot until it
/// has copied every blob: what its rows name is not taken away under it.
/// </summary>
public static class BlobDeletion
{
    public const int LockGroup = 7201;
    public const int Lock = 1;
}

/// <summary>
/// Blobs in a folder, in a versioned envelope: 4 bytes "COB1", 1 byte form (0 plain, 1 AES-256-GCM), then for form 1 a 12-byte nonce,
/// the cipher text and a 16-byte tag. The name is authenticated with the bytes, so blobs cannot be exchanged for each other.
/// </summary>
public sealed class FolderBlobStore(string root, byte[]? key) : IBlobStore
{
    private static readonly byte[] Magic = "COB1"u8.ToArray();

    public async Task<string> Put(ReadOnlyMemory<byte> bytes, CancellationToken stopping = default)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var path = PathOf(hash);
        if (File.Exists(path))
        {
            return hash;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            await file.WriteAsync(Seal(hash, bytes), stopping);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        return hash;
    }

    public async Task<byte[]> Get(string hash, CancellationToken stopping = default)
    {
        var bytes = Open(hash, await File.ReadAllBytesAsync(PathOf(hash), stopping));
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == hash
            ? bytes
            : throw new InvalidDataException($"The blob {hash} does not have the content of its name.");
    }

    public bool Exists(string hash) => File.Exists(PathOf(hash));

    /// <summary>Every blob that is there; one that is stored meanwhile may be among them.</summary>
    public IEnumerable<string> Hashes() => Directory.Exists(root)
        ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Where(IsHash)
        : [];

    /// <summary>Only under the lock of <see cref="BlobDeletion"/> where a back-up may read the store.</summary>
    public void Remove(string hash) => File.Delete(PathOf(hash));

    private string PathOf(string hash) =>
        IsHash(hash)
            ? Path.Combine(root, hash[..2], hash[2..4], hash)
            : throw new ArgumentException("A blob is named by 64 lower-case hexadecimal digits.", nameof(hash));

    private static bool IsHash(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigitLower);

    private byte[] Seal(string hash, ReadOnlyMemory<byte> bytes)
    {
        if (key is null)
        {
            return [.. Magic, 0, .. bytes.Span];
        }

        var sealedBytes = new byte[Magic.Length + 1 + 12 + bytes.Length + 16];
        Magic.CopyTo(sealedBytes, 0);
        sealedBytes[4] = 1;
        var nonce = sealedBytes.AsSpan(5, 12);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(nonce, bytes.Span, sealedBytes.AsSpan(17, bytes.Length), sealedBytes.AsSpan(17 + bytes.Length, 16), Convert.FromHexString(hash));
        return sealedBytes;
    }

    private byte[] Open(string hash, byte[] stored)
    {
        if (stored.Length < 5 || !stored.AsSpan(0, 4).SequenceEqual(Magic))
        {
            throw new InvalidDataException($"The blob {hash} is not in a known envelope.");
        }

        if (stored[4] == 0)
        {
            return stored[5..];
        }

        if (stored[4] != 1 || key is null || stored.Length < 33)
        {
            throw new InvalidDataException($"The blob {hash} is encrypted and cannot be opened: is the blob key configured?");
        }

        var plain = new byte[stored.Length - 33];
        using var aes = new AesGcm(key, 16);
        try
        {
            aes.Decrypt(stored.AsSpan(5, 12), stored.AsSpan(17, plain.Length), stored.AsSpan(17 + plain.Length, 16), plain, Convert.FromHexString(hash));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new InvalidDataException($"The blob {hash} is damaged, or was written with another key.");
        }

        return plain;
    }
}
