using System.Globalization;
using ClinicOps.Host.Backups;
using ClinicOps.Host.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClinicOps.Host.Pages;

/// <summary>Whether the house works, in plain words: what `/health/ready` tells a machine by name only.</summary>
[Authorize(Policy = HostRights.ViewOperations)]
internal sealed class OperationsModel(HealthCheckService health, HostSettings settings, TimeProvider clock) : PageModel
{
    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        ["database"] = "Database",
        ["migrations"] = "Version of the database",
        ["database-logs"] = "What the database logs",
        ["blobs"] = "Folder of received files",
        ["disk"] = "Room on the disk",
        ["jobs"] = "Work on received documents",
        ["deliveries"] = "Outgoing deliveries",
    };

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public IReadOnlyList<Line> Troubles => [.. Lines.Where(line => !line.IsWell)];

    public string Version { get; } = MakeBackup.Build();

    /// <summary>When, and how long ago; null when none is known.</summary>
    public string? LastBackup { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        var report = await health.CheckHealthAsync(stopping);
        Lines = [.. report.Entries.OrderBy(entry => entry.Value.Status).Select(entry => LineOf(entry.Key, entry.Value))];
        if (BackupNote.Read(settings.DataFolder) is { } at)
        {
            var hours = (clock.GetUtcNow() - at).TotalHours;
            LastBackup = string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd HH:mm} UTC, {(hours < 48 ? $"{hours:0} hours" : $"{hours / 24:0} days")} ago");
        }
    }

    private static Line LineOf(string name, HealthReportEntry entry) => new(
        Titles.GetValueOrDefault(name) ?? char.ToUpperInvariant(name[0]) + name[1..].Replace('-', ' '),
        entry.Status == HealthStatus.Healthy,
        entry.Status == HealthStatus.Unhealthy,
        entry.Description ?? (entry.Exception is null ? "" : "This could not be looked at. The log says why."));

    internal sealed record Line(string Title, bool IsWell, bool Stands, string Says);
}
