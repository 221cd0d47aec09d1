using System.Diagnostics;
using System.Globalization;
using ClinicOps.Host.Cli;
using ClinicOps.Host.Embedded;
using ClinicOps.Kernel.Modules;

namespace ClinicOps.Host.Backups;

/// <summary>`backup`, `backup-key`, `restore` and `release-deliveries`.</summary>
internal static class BackupCommands
{
    /// <summary>The key's name among the instance's secrets, where no other place is named.</summary>
    public const string KeyFile = "backup.key";

    public const string Usage =
        """
          backup FOLDER [--key FILE] [--keep N]
              backs up the running instance, database and files of one moment, sealed with the key; --keep removes older ones
          backup-key FILE
              makes a new backup key. Keep a copy of it away from this machine: without it no back-up can be opened
          restore FOLDER --key FILE --data EMPTY [--connection EMPTY-DATABASE] [--check]
              puts the newest back-up of FOLDER (or the one named) into an empty folder; --check only opens and compares it
          release-deliveries
              after a restore: lets what waits to be sent go out, once somebody has compared what was sent before
        """;

    public static async Task<int> Backup(CommandOptions options, List<string> words)
    {
        var keyPath = CommandOptions.Take(words, "--key") ?? CommandOptions.Setting("CLINICOPS_BACKUP_KEY");
        var keep = NumberOf(CommandOptions.Take(words, "--keep"));
        var folder = OneFolder(words, "backup");
        await using var instance = await Instance.Open(options.DataFolder, options.Connection);
        var key = keyPath is { Length: > 0 } ? BackupKey.Read(keyPath) : await OwnKey(instance.Settings("web", "", demo: false));
        await using var app = CommandLine.Quiet(instance);
        await CommandLine.Prepare(instance, app.Services, CancellationToken.None);
        var clock = Stopwatch.StartNew();
        var made = await ActivatorUtilities.CreateInstance<MakeBackup>(app.Services).Run(folder, key, CancellationToken.None);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{made.Folder}: {made.Rows} rows, {made.Blobs} files ({made.NewBlobs} new), database {made.DumpBytes / 1048576.0:0.0} MB, {clock.Elapsed.TotalSeconds:0.0} s"));
        if (keep is { } number)
        {
            Console.WriteLine($"{RemoveOldBackups.Run(folder, key, number)} older removed");
        }

        foreach (var damaged in made.Damaged)
        {
            Console.WriteLine($"The file {damaged} of the instance is damaged and not in the back-up. `clinicops verify` says where it belongs.");
        }

        return made.Damaged.Count == 0 ? 0 : 1;
    }

    public static Task<int> MakeKey(List<string> words)
    {
        var path = OneFolder(words, "backup-key");
        BackupKey.Make(path);
        Console.WriteLine($"{path}: key {BackupKey.Read(path).Id}. Keep a copy away from this machine, on paper or in a safe: without it no back-up can be opened.");
        return Task.FromResult(0);
    }

    public static async Task<int> Restore(CommandOptions options, List<string> words)
    {
        var key = BackupKey.Read(CommandOptions.Take(words, "--key") ?? CommandOptions.Setting("CLINICOPS_BACKUP_KEY") ?? throw new UsageProblem("restore needs --key FILE."));
        var onlyCheck = words.Remove("--check");
        var folder = BackupFolder.Choose(OneFolder(words, "restore"));
        if (onlyCheck)
        {
            Tell(folder, await CheckBackup.Run(folder, key, CancellationToken.None), "is whole");
            return 0;
        }

        await using var unopened = CommandLine.Unopened();
        var manifest = await new RestoreBackup(unopened.Services.GetRequiredService<ModuleCatalog>()).Run(folder, key, options.DataFolder, options.Connection, CancellationToken.None);
        Tell(folder, manifest, $"is restored to {options.DataFolder}; every file has its hash, every table its rows");
        Console.WriteLine("Outgoing deliveries are held: compare what was sent since then, and let them go with `clinicops release-deliveries`.");
        return await CommandLine.Verify(options);
    }

    public static Task<int> ReleaseDeliveries(CommandOptions options, List<string> words)
    {
        CommandLine.RefuseRest(words);
        Console.WriteLine(HeldDeliveries.Release(options.DataFolder) ? "Deliveries go out again after the next start of ClinicOps." : "No deliveries were held.");
        return Task.FromResult(0);
    }

    private static void Tell(string folder, BackupManifest manifest, string what) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"The back-up {Path.GetFileName(folder)} ({manifest.Rows.Values.Sum()} rows in {manifest.Rows.Count} tables, {manifest.Blobs.Count} files) {what}."));

    /// <summary>Made at the first back-up, among the instance's secrets, and left out of every back-up.</summary>
    private static async Task<BackupKey> OwnKey(HostSettings settings)
    {
        var path = Path.Combine(settings.DataFolder, "secrets", KeyFile);
        if (!File.Exists(path))
        {
            BackupKey.Make(path);
        }

        await Console.Error.WriteLineAsync($"Sealed with {path}. It is in no back-up: keep a copy of it away from this machine.");
        return BackupKey.Read(path);
    }

    private static string OneFolder(List<string> words, string command) =>
        words is [var folder] ? Path.GetFullPath(folder) : throw new UsageProblem($"{command} needs one path, and nothing else.");

    private static int? NumberOf(string? text) =>
        text is null ? null
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new UsageProblem("--keep needs a number of back-ups, at least 1.");
}
