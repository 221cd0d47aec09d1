using System.Globalization;

namespace ClinicOps.Host.Backups;

/// <summary>
/// A restored clinic does not know what was sent after its back-up: letters that were waiting then may long be delivered. Nothing may
/// leave twice, so its outgoing jobs wait until a person has compared and lets them go.
/// </summary>
internal static class HeldDeliveries
{
    private const string Mark = "outgoing.held";

    public static bool Are(string dataFolder) => File.Exists(Path.Combine(dataFolder, Mark));

    public static void Hold(string dataFolder, DateTimeOffset since) =>
        File.WriteAllText(Path.Combine(dataFolder, Mark), since.ToString("O", CultureInfo.InvariantCulture));

    /// <returns>False when none were held.</returns>
    public static bool Release(string dataFolder)
    {
        var held = Are(dataFolder);
        File.Delete(Path.Combine(dataFolder, Mark));
        return held;
    }
}
