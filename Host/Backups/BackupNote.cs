using System.Globalization;

namespace ClinicOps.Host.Backups;

/// <summary>When the last back-up of an instance was finished: a line in its folder, for the page that shows it.</summary>
internal static class BackupNote
{
    private const string Name = "last-backup";

    public static void Write(string dataFolder, DateTimeOffset at) =>
        File.WriteAllText(Path.Combine(dataFolder, Name), at.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>Null when none is noted.</summary>
    public static DateTimeOffset? Read(string dataFolder)
    {
        var path = Path.Combine(dataFolder, Name);
        return File.Exists(path) && DateTimeOffset.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var at) ? at : null;
    }
}
