using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Clinic;

/// <summary>Makes the clinic what a file says, as often as one likes: nobody loses a password, and nothing is removed but the nameless first location.</summary>
internal sealed class ImportClinic(HostDb db, UserManager<User> users, AuditTrail audit, ClinicOrganization organization)
{
    public async Task<ImportedClinic> Run(ClinicFile file, CancellationToken stopping)
    {
        var classes = await db.AccessClasses.Select(known => known.Code).ToListAsync(stopping);
        var problems = Problems(file, classes).ToList();
        if (problems.Count > 0)
        {
            return new ImportedClinic(0, 0, 0, problems);
        }

        var clinic = await db.Clinic.SingleAsync(stopping);
        (clinic.Name, clinic.Letterhead) = (file.Name, [.. file.Letterhead]);
        await SetLocations(file.Locations, stopping);
        await db.SaveChangesAsync(stopping);
        await audit.Record(db, new AuditEntry("clinic.imported", "clinic", null), stopping);

        var added = 0;
        var lines = file.Users ?? [];
        foreach (var line in lines)
        {
            var refused = await SetUser(file, line);
            problems.AddRange(refused.Problems);
            added += refused.Added ? 1 : 0;
        }

        organization.ReadAgain();
        return new ImportedClinic(file.Locations.Count, added, lines.Count - added - problems.Count, problems);
    }

    private static IEnumerable<string> Problems(ClinicFile file, List<string> classes)
    {
        if (string.IsNullOrWhiteSpace(file.Name) || file.Locations.Count == 0)
        {
            yield return "A clinic has a name and at least one location.";
        }

        foreach (var location in file.Locations.Where(location => !TimeZoneInfo.TryFindSystemTimeZoneById(location.TimeZone, out _)))
        {
            yield return $"{location.Name}: there is no time zone \"{location.TimeZone}\". Write it like America/New_York.";
        }

        foreach (var twice in file.Locations.GroupBy(location => location.Id).Where(same => same.Count() > 1))
        {
            yield return $"The location id {twice.Key} stands there twice.";
        }

        foreach (var user in file.Users ?? [])
        {
            foreach (var role in user.Roles.Where(role => !Roles.All.Contains(role)))
            {
                yield return $"{user.Name}: there is no role \"{role}\". There are {string.Join(", ", Roles.All)}.";
            }

            foreach (var name in (user.Locations ?? []).Where(name => file.Locations.All(location => location.Name != name)))
            {
                yield return $"{user.Name}: the file has no location \"{name}\".";
            }

            foreach (var code in (user.Clearances ?? []).Where(code => !classes.Contains(code)))
            {
                yield return $"{user.Name}: there is no access class \"{code}\". There are {string.Join(", ", classes)}.";
            }

            if (user.Roles.Count == 0)
            {
                yield return $"{user.Name}: a user has at least one role.";
            }
        }
    }

    private async Task SetLocations(IReadOnlyList<ClinicFile.LocationLine> lines, CancellationToken stopping)
    {
        var there = await db.Locations.ToDictionaryAsync(location => location.Id, stopping);
        for (var position = 0; position < lines.Count; position++)
        {
            var line = lines[position];
            if (!there.TryGetValue(line.Id, out var location))
            {
                location = new ClinicLocation { Id = line.Id, Name = line.Name, TimeZone = line.TimeZone };
                db.Locations.Add(location);
            }

            (location.Name, location.TimeZone, location.Position) = (line.Name, line.TimeZone, position);
            (location.Address, location.Phone, location.Fax) = (line.Address, line.Phone, line.Fax);
        }

        if (there.TryGetValue(ClinicLocation.Default, out var first) && lines.All(line => line.Id != ClinicLocation.Default))
        {
            db.Locations.Remove(first);
        }
    }

    private async Task<(bool Added, IReadOnlyList<string> Problems)> SetUser(ClinicFile file, ClinicFile.UserLine line)
    {
        var user = await users.FindByNameAsync(line.Name);
        var isNew = user is null;
        user ??= new User { Id = Guid.CreateVersion7(), UserName = line.Name, DisplayName = line.DisplayName, MustChangePassword = true };
        (user.DisplayName, user.IsDemo, user.Roles) = (line.DisplayName, line.Demo, [.. line.Roles]);
        user.LocationIds = [.. (line.Locations ?? []).Select(name => file.Locations.First(location => location.Name == name).Id)];
        user.ClearedClasses = line.Clearances is { } cleared ? [.. cleared] : user.ClearedClasses;
        var saved = isNew ? await users.CreateAsync(user, line.Password) : await users.UpdateAsync(user);
        if (saved.Succeeded)
        {
            await audit.Record(db, new AuditEntry(isNew ? "user.added" : "user.imported", "user", user.Id));
        }

        return (isNew && saved.Succeeded, [.. saved.Errors.Select(error => $"{line.Name}: {error.Description}")]);
    }
}

internal sealed record ImportedClinic(int Locations, int UsersAdded, int UsersThere, IReadOnlyList<string> Problems);
