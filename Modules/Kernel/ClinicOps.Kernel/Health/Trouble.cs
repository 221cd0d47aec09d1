using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ClinicOps.Kernel.Health;

/// <summary>What a health check found, in two sentences without patient text: for who looks after the machine, and for who works at the desk.</summary>
public static class Trouble
{
    private const string Staff = "staff";

    /// <summary>This host cannot do its work: a proxy should send people to another.</summary>
    /// <param name="managers">What is wrong and what to do.</param>
    /// <param name="staff">What it means for the work, shown on every page; null when nobody notices.</param>
    public static HealthCheckResult Stands(string managers, string? staff) => HealthCheckResult.Unhealthy(managers, data: For(staff));

    /// <summary>Pages work; something behind them does not.</summary>
    public static HealthCheckResult Limps(string managers, string? staff) => HealthCheckResult.Degraded(managers, data: For(staff));

    /// <summary>What a check asks of the database. Whether that answers at all is a check of its own: an outage is told once.</summary>
    public static async Task<HealthCheckResult> WhileTheDatabaseAnswers(Func<Task<HealthCheckResult>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception outage) when (outage is NpgsqlException || outage.InnerException is NpgsqlException)
        {
            return HealthCheckResult.Healthy();
        }
    }

    /// <summary>The sentence for the desk, where there is one.</summary>
    public static string? ForStaff(HealthReportEntry entry) => entry.Data.GetValueOrDefault(Staff) as string;

    private static Dictionary<string, object> For(string? staff) => staff is null ? [] : new() { [Staff] = staff };
}
