using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace ClinicOps.Kernel.Data;

/// <summary>
/// How the database is reached: the owner (who alone migrates) by the configured connection string, every module by a login
/// role of its own whose password is derived from one secret, so that several hosts share it without a table of passwords.
/// </summary>
/// <param name="ownerConnectionString">The connection string of the role that owns the schemas.</param>
/// <param name="roleSecret">At least 32 random characters, kept beside the data and never in the database.</param>
public sealed class DatabaseAccess(string ownerConnectionString, string roleSecret)
{
    /// <summary>The role that runs the job server, sign-in and the audit pages.</summary>
    public const string HostRole = "clinicops_host";

    public string OwnerConnectionString => ownerConnectionString;

    public static string RoleOf(string module) => "clinicops_" + module;

    public string PasswordOf(string role) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(roleSecret), Encoding.UTF8.GetBytes(role)));

    /// <summary>Pools are capped: several roles at the default of 100 connections each overrun a small server.</summary>
    public string ConnectionStringOf(string role) => new NpgsqlConnectionStringBuilder(ownerConnectionString)
    {
        Username = role,
        Password = PasswordOf(role),
        SearchPath = role["clinicops_".Length..] + ",public",
        MaxPoolSize = 16,
        ApplicationName = role,
        IncludeErrorDetail = false,
    }.ConnectionString;
}
