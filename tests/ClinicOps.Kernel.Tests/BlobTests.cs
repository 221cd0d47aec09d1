using System.Security.Cryptography;
using System.Text;
using ClinicOps.Kernel.Blobs;
using Xunit;

namespace ClinicOps.Kernel.Tests;

public sealed class BlobTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("clinicops-blobs-").FullName;
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_put_comes_back_under_the_hash_of_its_plain_bytes(bool encrypted)
    {
        var store = new FolderBlobStore(folder, encrypted ? key : null);

        var name = await store.Put("a received page"u8.ToArray());

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("a received page"u8)), name);
        Assert.True(store.Exists(name));
        Assert.Equal("a received page"u8.ToArray(), await store.Get(name));
    }

    [Fact]
    public async Task The_same_bytes_are_stored_once()
    {
        var store = new FolderBlobStore(folder, key: null);

        Assert.Equal(await store.Put("twice"u8.ToArray()), await store.Put("twice"u8.ToArray()));

        Assert.Single(Files());
    }

    [Fact]
    public async Task With_a_key_nothing_of_the_text_is_on_the_disk()
    {
        await new FolderBlobStore(folder, key).Put(Encoding.UTF8.GetBytes(new string('x', 50) + "Quillfeather"));

        Assert.DoesNotContain("Quillfeather", await File.ReadAllTextAsync(Files().Single()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_changed_byte_anywhere_is_noticed(bool encrypted)
    {
        var store = new FolderBlobStore(folder, encrypted ? key : null);
        var name = await store.Put("a received page"u8.ToArray());
        var good = await File.ReadAllBytesAsync(Files().Single());
        for (var at = 0; at < good.Length; at++)
        {
            var damaged = good.ToArray();
            damaged[at] ^= 1;
            await File.WriteAllBytesAsync(Files().Single(), damaged);
            await Assert.ThrowsAsync<InvalidDataException>(() => store.Get(name));
        }
    }

    [Fact]
    public async Task A_cut_off_file_is_noticed()
    {
        var store = new FolderBlobStore(folder, key);
        var name = await store.Put("a received page"u8.ToArray());
        var good = await File.ReadAllBytesAsync(Files().Single());
        for (var length = 0; length < good.Length; length++)
        {
            await File.WriteAllBytesAsync(Files().Single(), good[..length]);
            await Assert.ThrowsAsync<InvalidDataException>(() => store.Get(name));
        }
    }

    [Fact]
    public async Task Another_key_and_no_key_are_refused()
    {
        var name = await new FolderBlobStore(folder, key).Put("a received page"u8.ToArray());

        await Assert.ThrowsAsync<InvalidDataException>(() => new FolderBlobStore(folder, RandomNumberGenerator.GetBytes(32)).Get(name));
        await Assert.ThrowsAsync<InvalidDataException>(() => new FolderBlobStore(folder, key: null).Get(name));
    }

    [Fact]
    public async Task Plain_blobs_stay_readable_after_a_key_is_configured()
    {
        var name = await new FolderBlobStore(folder, key: null).Put("a received page"u8.ToArray());

        Assert.Equal("a received page"u8.ToArray(), await new FolderBlobStore(folder, key).Get(name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_blobs_exchanged_for_each_other_are_both_refused(bool encrypted)
    {
        var store = new FolderBlobStore(folder, encrypted ? key : null);
        var first = await store.Put("one patient's page"u8.ToArray());
        var second = await store.Put("another patient's page"u8.ToArray());
        var paths = Files().ToList();
        File.Move(paths[0], paths[0] + ".aside");
        File.Move(paths[1], paths[0]);
        File.Move(paths[0] + ".aside", paths[1]);

        await Assert.ThrowsAsync<InvalidDataException>(() => store.Get(first));
        await Assert.ThrowsAsync<InvalidDataException>(() => store.Get(second));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("ABCDEF")]
    public async Task A_name_that_is_no_hash_never_becomes_a_path(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => new FolderBlobStore(folder, key: null).Get(name));

    private IEnumerable<string> Files() => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);
}
