using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;

namespace ClinicOps.Host.Database;

/// <summary>What a role may do to a table or sequence; everything not listed is refused by the database.</summary>
/// <param name="Privileges">In upper case, in alphabetical order.</param>
internal sealed record ObjectGrant(string Role, string Schema, string Name, bool IsSequence, IReadOnlyList<string> Privileges);

/// <summary>A table or sequence as the database has it.</summary>
internal sealed record DatabaseObject(string Schema, string Name, bool IsSequence);

/// <summary>
/// The whole list of grants. A module has its own schema, may append to the audit trail, and may enqueue jobs. The host has its
/// own schema, the job store, and may append to and read the audit trail. PUBLIC has nothing.
/// </summary>
internal static class Grants
{
    public const string HostSchema = "host";
    public const string AuditSchema = "audit";
    public const string JobSchema = "hangfire";
    private const string Migrations = "__migrations";

    private static readonly string[] Append = ["INSERT", "SELECT"];
    private static readonly string[] Edit = ["DELETE", "INSERT", "SELECT", "UPDATE"];
    private static readonly string[] Enqueue = ["INSERT", "SELECT", "UPDATE"];
    private static readonly string[] Number = ["SELECT", "USAGE"];

    /// <summary>What enqueueing writes; a delayed job also stands in "set" until it is due.</summary>
    private static readonly string[] EnqueueTables = ["job", "state", "jobparameter", "jobqueue", "set"];

    public static IReadOnlyList<string> Roles(ModuleCatalog catalog) =>
        [DatabaseAccess.HostRole, .. catalog.Databases.Select(database => database.Role)];

    /// <summary>Every schema of the product.</summary>
    public static IReadOnlyList<string> Schemas(ModuleCatalog catalog) =>
        [HostSchema, AuditSchema, JobSchema, .. catalog.Databases.Select(database => database.Schema)];

    /// <summary>The schemas a role may look into.</summary>
    public static IReadOnlyList<string> SchemasOf(string role) =>
        [role["clinicops_".Length..], AuditSchema, JobSchema, "public"];

    /// <summary>The grants on the objects that there are.</summary>
    public static IEnumerable<ObjectGrant> On(IReadOnlyList<DatabaseObject> objects, ModuleCatalog catalog)
    {
        foreach (var thing in objects)
        {
            foreach (var role in Roles(catalog))
            {
                if (Privileges(role, thing, catalog) is { Length: > 0 } privileges)
                {
                    yield return new ObjectGrant(role, thing.Schema, thing.Name, thing.IsSequence, privileges);
                }
            }
        }
    }

    private static string[] Privileges(string role, DatabaseObject thing, ModuleCatalog catalog)
    {
        var isHost = role == DatabaseAccess.HostRole;
        return thing.Schema switch
        {
            _ when thing.Name == Migrations => [],
            AuditSchema => thing.IsSequence ? [] : isHost ? Append : ["INSERT"],
            JobSchema when isHost => thing.IsSequence ? Number : Edit,
            JobSchema when thing.IsSequence => EnqueueTables.Any(table => thing.Name == $"{table}_id_seq") ? Number : [],
            JobSchema => EnqueueTables.Contains(thing.Name) ? Enqueue : [],
            HostSchema => !isHost ? [] : thing.IsSequence ? Number : Edit,
            var schema when catalog.Databases.FirstOrDefault(database => database.Schema == schema) is { } own && own.Role == role =>
                thing.IsSequence ? Number : own.AppendOnly.Contains(thing.Name) ? Append : Edit,
            _ => [],
        };
    }

}
