using System.Globalization;
using System.Text;
using ClinicOps.Host.Backups;
using ClinicOps.Host.Cli;
using ClinicOps.Host.Embedded;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace ClinicOps.Host.Tests.Backups;

/// <summary>What a clinic has at the moment of its back-up is what it has after the restore, however much goes on meanwhile.</summary>
public sealed class BackupTests(TestCluster cluster) : IAsyncLifetime
{
    private const string BlobSecret = "5f0c3c1a77d9b1c0a1e4f2d3c4b5a6978897a6b5c4d3e2f1102132435465768f";

    private RunningHost host = null!;
    private string folder = "";
    private BackupKey key = null!;
    private int imported;

    private string Backups => Path.Combine(folder, "backups");

    private string KeyFile => Path.Combine(folder, "key");

    private HostSettings Settings => host.App.Services.GetRequiredService<HostSettings>();

    private ModuleCatalog Catalog => host.App.Services.GetRequiredService<ModuleCatalog>();

    public async ValueTask InitializeAsync()
    {
        host = await RunningHost.Start(cluster);
        folder = Directory.CreateTempSubdirectory("clinicops-backup-").FullName;
        BackupKey.Make(KeyFile);
        key = BackupKey.Read(KeyFile);
        Directory.CreateDirectory(Path.Combine(host.DataFolder, "secrets"));
        await File.WriteAllTextAsync(Path.Combine(host.DataFolder, "secrets", "blob.key"), BlobSecret);
        await File.WriteAllTextAsync(Path.Combine(host.DataFolder, "secrets", "backup.key"), "must stay here");
        using var someone = await host.SignedIn(Roles.Manager);
        await Work();
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_a_working_clinic_has_at_the_moment_of_its_backup_comes_back_on_another_database_and_nothing_of_later()
    {
        using var ended = new CancellationTokenSource();
        var atWork = Task.Run(async () =>
        {
            while (!ended.IsCancellationRequested)
            {
                await Work();
            }
        });
        var patientsThen = 0L;
        var made = await new MakeBackup(Settings, Catalog, TimeProvider.System)
        {
            // More is done between the snapshot and the first thing that is read under it.
            AfterSnapshot = async () =>
            {
                var before = imported;
                while (imported < before + 2)
                {
                    await Work();
                }
            },
        }.Run(Backups, key, CancellationToken.None);
        await ended.CancelAsync();
        await atWork;

        var data = Path.Combine(folder, "restored");
        Assert.Equal(0, await CommandLine.Run(["restore", Backups, "--key", KeyFile, "--data", data]));
        await using var instance = await Instance.Open(data, connection: null);
        var manifest = BackupManifest.Read(Path.Combine(made.Folder, BackupFolder.Manifest), key);
        await using var restored = new NpgsqlConnection(instance.ConnectionString);
        await restored.OpenAsync();
        Assert.Equal(manifest.Rows, await SnapshotCount.Rows(restored, Catalog, CancellationToken.None));
        patientsThen = manifest.Rows["intake.patients"];
        Assert.InRange(patientsThen, 1, (long)(await host.Sql("SELECT count(*) FROM intake.patients"))[0]! - 2);
        Assert.Equal(await host.Sql("SELECT xml FROM host.data_protection_keys"), [await SnapshotCount.Scalar(restored, "SELECT xml FROM host.data_protection_keys", CancellationToken.None)]);

        var store = new FolderBlobStore(Path.Combine(data, "blobs"), Convert.FromHexString(BlobSecret));
        Assert.NotEmpty(manifest.Blobs);
        foreach (var hash in manifest.Blobs)
        {
            Assert.Equal(await new FolderBlobStore(Settings.BlobFolder, null).Get(hash), await store.Get(hash));
        }

        Assert.False(File.Exists(Path.Combine(data, "secrets", "backup.key")));
        Assert.True(HeldDeliveries.Are(data), "what waited to be sent may have been sent since");
    }

    [Fact]
    public async Task A_second_backup_adds_only_new_files_and_old_ones_go_when_asked()
    {
        var first = await Backup();
        await Work();
        var second = await Backup();
        Assert.Equal((first.Blobs, 1), (second.Blobs - 1, second.NewBlobs));

        File.Delete(PathOf(Settings.BlobFolder, new FolderBlobStore(Settings.BlobFolder, null).Hashes().First()));
        await Backup();
        Assert.Equal(2, RemoveOldBackups.Run(Backups, key, keep: 1));
        Assert.Single(BackupFolder.Finished(Backups));
        Assert.Equal(second.Blobs - 1, new FolderBlobStore(BackupFolder.Blobs(Backups, key), null).Hashes().Count());
        await CheckBackup.Run(BackupFolder.Choose(Backups), key, CancellationToken.None);
    }

    [Theory]
    [InlineData(BackupFolder.Manifest)]
    [InlineData(BackupFolder.Database)]
    [InlineData("blob")]
    [InlineData("no blob")]
    [InlineData("cut off")]
    [InlineData("key")]
    public async Task A_backup_that_is_damaged_or_of_another_key_restores_nothing_and_leaves_no_trace(string what)
    {
        var made = await Backup();
        var file = what switch
        {
            BackupFolder.Manifest or BackupFolder.Database => Path.Combine(made.Folder, what),
            "cut off" => Path.Combine(made.Folder, BackupFolder.Database),
            _ => PathOf(BackupFolder.Blobs(Backups, key), new FolderBlobStore(Settings.BlobFolder, null).Hashes().First()),
        };
        var keyFile = KeyFile;
        switch (what)
        {
            case "key":
                keyFile = Path.Combine(folder, "another");
                BackupKey.Make(keyFile);
                break;
            case "no blob":
                File.Delete(file);
                break;
            case "cut off":
                await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..^20]);
                break;
            default:
                var bytes = await File.ReadAllBytesAsync(file);
                bytes[bytes.Length / 2] ^= 4;
                await File.WriteAllBytesAsync(file, bytes);
                break;
        }

        var data = Path.Combine(folder, "restored");
        Assert.Equal(3, await CommandLine.Run(["restore", made.Folder, "--key", keyFile, "--data", data]));
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task A_restore_writes_over_nothing_neither_folder_nor_database()
    {
        var made = await Backup();
        var used = Directory.CreateDirectory(Path.Combine(folder, "used")).FullName;
        await File.WriteAllTextAsync(Path.Combine(used, "something"), "here");
        var restore = new RestoreBackup(Catalog);
        var refused = await Assert.ThrowsAsync<InstanceProblem>(() => restore.Run(made.Folder, key, used, null, CancellationToken.None));
        Assert.Contains("not empty", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["something"], Directory.GetFileSystemEntries(used).Select(path => Path.GetFileName(path)));

        var data = Path.Combine(folder, "empty");
        refused = await Assert.ThrowsAsync<InstanceProblem>(() => restore.Run(made.Folder, key, data, Settings.OwnerConnectionString, CancellationToken.None));
        Assert.Contains("holds a ClinicOps already", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task A_restore_that_did_not_come_to_its_end_is_not_started_on()
    {
        var half = Path.Combine(folder, "half");
        InstanceFolder.Open(half).MarkRestoring();
        var refused = await Assert.ThrowsAsync<InstanceProblem>(() => Instance.Open(half, Settings.OwnerConnectionString));
        Assert.Contains("did not come to its end", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_of_the_instance_is_told_and_the_rest_is_backed_up()
    {
        var path = PathOf(Settings.BlobFolder, new FolderBlobStore(Settings.BlobFolder, null).Hashes().First());
        await File.AppendAllTextAsync(path, "x");
        var made = await Backup();
        Assert.Equal([Path.GetFileName(path)], made.Damaged);
        await CheckBackup.Run(made.Folder, key, CancellationToken.None);
    }

    [Fact]
    public async Task Nothing_of_a_patient_can_be_read_in_a_backup()
    {
        await Backup();
        foreach (var file in Directory.GetFiles(Backups, "*", SearchOption.AllDirectories))
        {
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.DoesNotContain("Canaryname", text, StringComparison.Ordinal);
            Assert.DoesNotContain("PGDMP", text, StringComparison.Ordinal);
            Assert.DoesNotContain(BlobSecret, text, StringComparison.Ordinal);
        }
    }

    private async Task<BackupMade> Backup()
    {
        // Named by the second: two in one second are told apart by a clock that goes on.
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 14, 0, 0, TimeSpan.Zero));
        clock.Advance(TimeSpan.FromSeconds(Directory.Exists(Backups) ? BackupFolder.Finished(Backups).Count : 0));
        return await new MakeBackup(Settings, Catalog, clock).Run(Backups, key, CancellationToken.None);
    }

    /// <summary>One patient and one file more.</summary>
    private async Task Work()
    {
        var number = Interlocked.Increment(ref imported);
        var file = Path.Combine(folder, $"patients-{number}.csv");
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language\nT{number:00000},Canaryname,Ada,,1970-01-01,F,,,,,,,,,,,\n"));
        Assert.Equal(0, await host.Verb("import patients", file));
        await host.In<IBlobStore, string>(blobs => blobs.Put(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Canaryname {number}"))));
    }

    private static string PathOf(string root, string hash) => Path.Combine(root, hash[..2], hash[2..4], hash);
}
