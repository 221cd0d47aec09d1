using System.Security.Cryptography;
using ClinicOps.Host.Backups;
using ClinicOps.Host.Embedded;
using Xunit;

namespace ClinicOps.Host.Tests.Backups;

/// <summary>A sealed file gives back exactly what was put in, or nothing at all.</summary>
public sealed class SealedFileTests : IDisposable
{
    private const int Chunk = SealedFile.ChunkLength;
    private const int SealedChunk = Chunk + SealedFile.TagLength;

    private readonly string folder = Directory.CreateTempSubdirectory("clinicops-sealed-").FullName;
    private readonly BackupKey key;

    public SealedFileTests() => key = NewKey("key");

    private string Sealed => Path.Combine(folder, "sealed");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData((3 * Chunk) + 17)]
    public void What_was_sealed_comes_back(int length)
    {
        var plain = Seal(length);
        Assert.Equal(plain, Open(key));
        Assert.True(length < 16 || File.ReadAllBytes(Sealed).AsSpan().IndexOf(plain.AsSpan(0, 16)) < 0);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(SealedFile.HeaderLength)]
    [InlineData(SealedFile.HeaderLength + Chunk)]
    [InlineData(SealedFile.HeaderLength + SealedChunk + 5)]
    [InlineData(-1)]
    public void One_changed_bit_is_noticed(int at)
    {
        Seal((2 * Chunk) + 100);
        var bytes = File.ReadAllBytes(Sealed);
        bytes[at < 0 ? bytes.Length + at : at] ^= 1;
        File.WriteAllBytes(Sealed, bytes);
        Assert.Contains("damaged or cut off", Assert.Throws<InstanceProblem>(() => Open(key)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SealedFile.HeaderLength)]
    [InlineData(SealedFile.HeaderLength + SealedChunk)]
    [InlineData(SealedFile.HeaderLength + SealedChunk + SealedChunk)]
    [InlineData(SealedFile.HeaderLength + SealedChunk + 7)]
    [InlineData(SealedFile.HeaderLength + 4)]
    public void A_file_that_is_cut_off_is_noticed_also_between_two_chunks(int length)
    {
        Seal((2 * Chunk) + 100);
        File.WriteAllBytes(Sealed, File.ReadAllBytes(Sealed)[..length]);
        Assert.Contains("damaged or cut off", Assert.Throws<InstanceProblem>(() => Open(key)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chunk_left_out_exchanged_or_added_is_noticed()
    {
        Seal(3 * Chunk);
        var bytes = File.ReadAllBytes(Sealed);
        var (header, first, second, third) = (bytes[..SealedFile.HeaderLength], Part(bytes, 0), Part(bytes, 1), Part(bytes, 2));
        foreach (var changed in (byte[][])[[.. header, .. second, .. third], [.. header, .. second, .. first, .. third], [.. bytes, .. third]])
        {
            File.WriteAllBytes(Sealed, changed);
            Assert.Throws<InstanceProblem>(() => Open(key));
        }
    }

    [Fact]
    public void A_file_whose_writing_was_not_completed_cannot_be_opened()
    {
        using (var file = new SealingStream(Sealed, key))
        {
            file.Write(new byte[Chunk * 2]);
        }

        Assert.Throws<InstanceProblem>(() => Open(key));
    }

    [Fact]
    public void Another_key_is_told_apart_from_damage()
    {
        Seal(10);
        var other = NewKey("other");
        var said = Assert.Throws<InstanceProblem>(() => Open(other)).Message;
        Assert.Contains("another key", said, StringComparison.Ordinal);
        Assert.Contains(key.Id, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_for_its_owner_alone_and_never_written_over()
    {
        var path = Path.Combine(folder, "key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Contains("never written over", Assert.Throws<InstanceProblem>(() => BackupKey.Make(path)).Message, StringComparison.Ordinal);
        Assert.Equal(key.Id, BackupKey.Read(path).Id);
    }

    private static byte[] Part(byte[] bytes, int number) => bytes.AsSpan(SealedFile.HeaderLength + (number * SealedChunk), SealedChunk).ToArray();

    private BackupKey NewKey(string name)
    {
        BackupKey.Make(Path.Combine(folder, name));
        return BackupKey.Read(Path.Combine(folder, name));
    }

    private byte[] Seal(int length)
    {
        var plain = RandomNumberGenerator.GetBytes(length);
        using var file = new SealingStream(Sealed, key);
        file.Write(plain.AsSpan(0, length / 3));
        file.Write(plain.AsSpan(length / 3));
        file.Complete();
        return plain;
    }

    private byte[] Open(BackupKey with)
    {
        using var file = new OpeningStream(Sealed, with);
        using var plain = new MemoryStream();
        file.CopyTo(plain);
        return plain.ToArray();
    }
}
