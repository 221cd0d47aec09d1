using ClinicOps.Host.Data;
using ClinicOps.Host.Database;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Health;
using ClinicOps.Kernel.Modules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ClinicOps.Host.Health;

internal sealed class DatabaseAnswers(HostDb db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await db.Database.CanConnectAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : Trouble.Stands(
                "PostgreSQL does not answer. The embedded one is started again by itself; look at its server.log. Another one has to be started where it runs.",
                "ClinicOps cannot reach its database. Nothing that was received is lost; work goes on by itself when it is back.");
}

/// <summary>The database is at this build's version. Once it is, it stays so while this build runs.</summary>
internal sealed class DatabaseIsCurrent(DatabaseAccess access, ModuleCatalog catalog, HouseFacts facts) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Trouble.WhileTheDatabaseAnswers(async () =>
        {
            facts.IsMigrated = facts.IsMigrated || await new Migrator(access, catalog).IsCurrent(cancellationToken);
            return facts.IsMigrated ? HealthCheckResult.Healthy() : Trouble.Stands("The database is not at this build's version: run `clinicops migrate`.", "ClinicOps is being brought up to date.");
        });
}

/// <summary>
/// The embedded PostgreSQL is started so that its log holds no values. Of one elsewhere this can only be asked: an error's details, a
/// statement's parameters, a slow query would carry patient text into its log.
/// </summary>
internal sealed class DatabaseLogsNothing(DatabaseAccess access, HouseFacts facts) : IHealthCheck
{
    private static readonly string[] Settings = ["log_error_verbosity", "log_statement", "log_min_duration_statement", "log_min_duration_sample", "log_parameter_max_length_on_error", "log_min_error_statement"];

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Trouble.WhileTheDatabaseAnswers(async () =>
        {
            facts.LoggedByDatabase ??= await Ask(cancellationToken);
            return facts.LoggedByDatabase.Count == 0
                ? HealthCheckResult.Healthy()
                : Trouble.Limps($"PostgreSQL may write patient text into its log. Set there: {string.Join(", ", facts.LoggedByDatabase)}.", staff: null);
        });

    /// <summary>What should be set, "log_error_verbosity = terse".</summary>
    private async Task<IReadOnlyList<string>> Ask(CancellationToken stopping)
    {
        await using var connection = new NpgsqlConnection(access.ConnectionStringOf(DatabaseAccess.HostRole));
        await connection.OpenAsync(stopping);
        await using var ask = new NpgsqlCommand("SELECT name, setting FROM pg_settings WHERE name = ANY(@names)", connection);
        ask.Parameters.AddWithValue("names", Settings);
        await using var rows = await ask.ExecuteReaderAsync(stopping);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(stopping))
        {
            found[rows.GetString(0)] = rows.GetString(1);
        }

        return
        [
            .. Wrong("log_error_verbosity", "terse", value => value == "terse"),
            .. Wrong("log_statement", "none", value => value == "none"),
            .. Wrong("log_min_duration_statement", "-1", value => value == "-1"),
            .. Wrong("log_min_duration_sample", "-1", value => value == "-1"),
            .. Wrong("log_parameter_max_length_on_error", "0", value => value == "0"),
            .. Wrong("log_min_error_statement", "panic", value => value is "panic" or "fatal" or "log"),
        ];

        IEnumerable<string> Wrong(string name, string wanted, Func<string, bool> isRight) =>
            found.TryGetValue(name, out var value) && !isRight(value) ? [$"{name} = {wanted}"] : [];
    }
}

/// <summary>What needs to be found out only once in the life of a process.</summary>
internal sealed class HouseFacts
{
    public bool IsMigrated { get; set; }

    public IReadOnlyList<string>? LoggedByDatabase { get; set; }
}
