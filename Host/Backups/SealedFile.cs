using System.Security.Cryptography;
using ClinicOps.Host.Embedded;

namespace ClinicOps.Host.Backups;

/// <summary>
/// The form of a sealed file: 5 bytes "COBF" and version 1, 8 bytes key id, 32 bytes salt; then chunks of a mebibyte (the last one
/// shorter), each AES-256-GCM cipher text and its 16-byte tag. The nonce is the chunk's number and, in its last byte, whether it is the
/// last chunk; the header is authenticated with each. So no chunk can be changed, exchanged, left out, or cut off at the end
/// unnoticed. This is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as `age` has it, with the cipher that the blobs have.
/// </summary>
internal static class SealedFile
{
    public const int HeaderLength = 5 + 8 + 32;
    public const int ChunkLength = 1 << 20;
    public const int TagLength = 16;
    private static readonly byte[] Magic = [.. "COBF"u8, 1];

    public static byte[] NewHeader(BackupKey key) => [.. Magic, .. Convert.FromHexString(key.Id), .. RandomNumberGenerator.GetBytes(32)];

    /// <exception cref="InstanceProblem">The file is none of ours, or was sealed with another key.</exception>
    public static AesGcm CipherOf(byte[] header, BackupKey key, string path)
    {
        if (!header.AsSpan(0, 5).SequenceEqual(Magic))
        {
            throw new InstanceProblem($"{path} is no file of a back-up, or its beginning is damaged.");
        }

        var id = Convert.ToHexStringLower(header.AsSpan(5, 8));
        return id == key.Id
            ? new AesGcm(key.KeyOfFile(header.AsSpan(13)), TagLength)
            : throw new InstanceProblem($"{path} was sealed with another key: with {id}, and the one given is {key.Id}. Name the right one with --key.");
    }

    public static void SetNonce(Span<byte> nonce, uint chunk, bool isLast)
    {
        nonce.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(nonce[7..11], chunk);
        nonce[11] = isLast ? (byte)1 : (byte)0;
    }
}

/// <summary>Seals what is written to it into a file. Without <see cref="Complete"/> the file lacks its end and cannot be opened.</summary>
internal sealed class SealingStream : Stream
{
    private readonly FileStream file;
    private readonly byte[] header;
    private readonly AesGcm cipher;
    private readonly byte[] plain = new byte[SealedFile.ChunkLength];
    private readonly byte[] output = new byte[SealedFile.ChunkLength + SealedFile.TagLength];
    private int filled;
    private uint chunk;

    public SealingStream(string path, BackupKey key)
    {
        file = new FileStream(
            path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        header = SealedFile.NewHeader(key);
        cipher = SealedFile.CipherOf(header, key, path);
        file.Write(header);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            // A full chunk is sealed when more comes: only then is it known not to be the last.
            if (filled == plain.Length)
            {
                Seal(isLast: false);
            }

            var taken = Math.Min(buffer.Length, plain.Length - filled);
            buffer[..taken].CopyTo(plain.AsSpan(filled));
            filled += taken;
            buffer = buffer[taken..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes the last chunk, through to the disk.</summary>
    public void Complete()
    {
        Seal(isLast: true);
        file.Flush(flushToDisk: true);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            cipher.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Seal(bool isLast)
    {
        Span<byte> nonce = stackalloc byte[12];
        SealedFile.SetNonce(nonce, chunk, isLast);
        cipher.Encrypt(nonce, plain.AsSpan(0, filled), output.AsSpan(0, filled), output.AsSpan(filled, SealedFile.TagLength), header);
        file.Write(output, 0, filled + SealedFile.TagLength);
        chunk = checked(chunk + 1);
        filled = 0;
    }
}

/// <summary>Opens a sealed file; nothing is handed out that was not authenticated.</summary>
/// <remarks>Reading throws <see cref="InstanceProblem"/> where the file is damaged, or ends too early.</remarks>
internal sealed class OpeningStream : Stream
{
    private readonly string path;
    private readonly FileStream file;
    private readonly byte[] header = new byte[SealedFile.HeaderLength];
    private readonly AesGcm cipher;
    private readonly byte[] input = new byte[SealedFile.ChunkLength + SealedFile.TagLength];
    private readonly byte[] plain = new byte[SealedFile.ChunkLength];
    private int available;
    private int given;
    private uint chunk;
    private bool ended;

    /// <exception cref="InstanceProblem">The file is missing, none of ours, or sealed with another key.</exception>
    public OpeningStream(string path, BackupKey key)
    {
        this.path = path;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            file.ReadExactly(header);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new InstanceProblem($"{path} cannot be read, or ends too early: {failure.Message}");
        }

        try
        {
            cipher = SealedFile.CipherOf(header, key, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (given == available && !ended)
        {
            Open();
        }

        var taken = Math.Min(buffer.Length, available - given);
        plain.AsSpan(given, taken).CopyTo(buffer);
        given += taken;
        return taken;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            cipher.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Open()
    {
        var read = file.ReadAtLeast(input, input.Length, throwOnEndOfStream: false);
        var isLast = file.Position == file.Length;
        Span<byte> nonce = stackalloc byte[12];
        SealedFile.SetNonce(nonce, chunk, isLast);
        try
        {
            var length = read - SealedFile.TagLength;
            if (length < 0)
            {
                throw new AuthenticationTagMismatchException();
            }

            cipher.Decrypt(nonce, input.AsSpan(0, length), input.AsSpan(length, SealedFile.TagLength), plain.AsSpan(0, length), header);
            available = length;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new InstanceProblem($"{path} is damaged or cut off (found in its part {chunk + 1}). Use another back-up, or another copy of this one.");
        }

        given = 0;
        chunk++;
        ended = isLast;
    }
}
