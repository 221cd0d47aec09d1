using System.Text.Json;
using ClinicOps.Host.Cli;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Modules;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Clinic;

/// <summary>`import clinic` and `user add`: how a clinic and its first people come in.</summary>
internal static class ClinicVerbs
{
    private const string ImportUsage = "import clinic FILE.json   name, letterhead, locations and users; may be repeated (shape: Host/Clinic/ClinicFile.cs)";
    private static readonly string AddUsage = $"user add NAME --role {string.Join('|', Roles.All)} [--name \"Ana Ruiz\"] [--location L] [--clear behavioural,part2]   prints a password for one sign-in";

    public static readonly IReadOnlyList<CommandVerb> All =
    [
        new("import clinic", ImportUsage, Import),
        new("user add", AddUsage, AddUser),
    ];

    private static async Task<int> Import(IServiceProvider services, string[] arguments, CancellationToken stopping)
    {
        if (arguments is not [var path] || !File.Exists(path))
        {
            throw new UsageProblem("Name one file that exists: " + ImportUsage);
        }

        ClinicFile file;
        try
        {
            await using var json = File.OpenRead(path);
            file = await ClinicFile.Read(json, stopping);
        }
        catch (JsonException wrong)
        {
            throw new UsageProblem($"This is no clinic file, at {wrong.Path ?? "its start"}, line {wrong.LineNumber + 1}. Host/Clinic/ClinicFile.cs shows the shape.");
        }

        var imported = await services.GetRequiredService<ImportClinic>().Run(file, stopping);
        foreach (var problem in imported.Problems)
        {
            Console.WriteLine("not imported: " + problem);
        }

        Console.WriteLine($"{imported.Locations} locations; {imported.UsersAdded} users added, {imported.UsersThere} were there, {imported.Problems.Count} problems");
        return imported.Problems.Count == 0 ? 0 : 1;
    }

    private static async Task<int> AddUser(IServiceProvider services, string[] arguments, CancellationToken stopping)
    {
        var words = arguments.ToList();
        var role = CommandOptions.Take(words, "--role") ?? throw new UsageProblem("Say what the user is: " + AddUsage);
        var displayName = CommandOptions.Take(words, "--name");
        var location = CommandOptions.Take(words, "--location");
        string[] clear = CommandOptions.Take(words, "--clear")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (words is not [var name] || !Roles.All.Contains(role))
        {
            throw new UsageProblem(AddUsage);
        }

        var db = services.GetRequiredService<HostDb>();
        var locations = await db.Locations.AsNoTracking().Where(l => location == null || l.Name == location).ToListAsync(stopping);
        if (locations.Count == 0)
        {
            throw new UsageProblem($"There is no location \"{location}\".");
        }

        var classes = await db.AccessClasses.Select(known => known.Code).ToListAsync(stopping);
        if (clear.Except(classes).FirstOrDefault() is { } unknown)
        {
            throw new UsageProblem($"There is no access class \"{unknown}\". There are {string.Join(", ", classes)}.");
        }

        var password = GivenPassword.New();
        var user = new User { Id = Guid.CreateVersion7(), UserName = name, DisplayName = displayName ?? name, MustChangePassword = true, Roles = [role] };
        user.LocationIds = location is null ? [] : [locations[0].Id];
        user.ClearedClasses = [.. clear];
        var saved = await services.GetRequiredService<UserManager<User>>().CreateAsync(user, password);
        if (!saved.Succeeded)
        {
            Console.WriteLine(string.Join('\n', saved.Errors.Select(error => error.Description)));
            return 1;
        }

        await services.GetRequiredService<AuditTrail>().Record(db, new AuditEntry("user.added", "user", user.Id), stopping);
        Console.WriteLine($"{name} may sign in with {password} and is then asked for another password.");
        return 0;
    }
}
