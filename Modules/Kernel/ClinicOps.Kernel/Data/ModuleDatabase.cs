using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Kernel.Data;

/// <summary>A module's schema, its context type, and the tables on which its role may only INSERT and SELECT.</summary>
public sealed record ModuleDatabase(string Schema, Type ContextType, IReadOnlyList<string> AppendOnly)
{
    public string Role => DatabaseAccess.RoleOf(Schema);

    internal static void AddTo<TDb>(IServiceCollection services, string schema)
        where TDb : ModuleDb
    {
        services.AddDbContext<TDb>((provider, options) =>
            Configure(options, schema, provider.GetRequiredService<DatabaseAccess>().ConnectionStringOf(DatabaseAccess.RoleOf(schema))));
        services.AddScoped<ModuleTransaction<TDb>>().AddScoped<FollowSubject<TDb>>().AddScoped<CarriedRows<TDb>>().AddScoped<CarrySubject<TDb>>();
    }

    /// <summary>
    /// The same provider settings for the running module, its migrations and its tests. Not warned of: a row whose parent is filtered and
    /// which has no filter of its own. Such rows (names, values, events) are reached through their parents alone.
    /// </summary>
    public static void Configure(DbContextOptionsBuilder options, string schema, string connectionString) =>
        options
            .UseNpgsql(connectionString, npgsql => npgsql.MigrationsHistoryTable("__migrations", schema))
            .UseSnakeCaseNamingConvention()
            .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning));
}
