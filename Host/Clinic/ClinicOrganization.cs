using System.Transactions;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Clinic;

/// <summary>The clinic and its people as the modules ask for them: read again after two seconds, since a command beside this host may have changed them.</summary>
internal sealed class ClinicOrganization(IServiceScopeFactory scopes, TimeProvider clock) : IOrganization
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);
    private volatile Known? known;

    public async Task<OrganizationProfile> Profile(CancellationToken stopping = default) => (await Current(stopping)).Profile;

    public async Task<string?> NameOfUser(Guid userId, CancellationToken stopping = default) => (await Current(stopping)).Names.GetValueOrDefault(userId);

    public async Task<IReadOnlyList<Colleague>> Colleagues(CancellationToken stopping = default) => (await Current(stopping)).Colleagues;

    /// <summary>After a change of the settings: this process knows it at once, others within two seconds.</summary>
    public void ReadAgain() => known = null;

    private async Task<Known> Current(CancellationToken stopping)
    {
        var now = clock.GetTimestamp();
        if (known is { } fresh && clock.GetElapsedTime(fresh.At, now) < Freshness)
        {
            return fresh;
        }

        // A module may ask in the middle of its transaction, which must not reach over to this connection.
        using var outside = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HostDb>();
        var clinic = await db.Clinic.AsNoTracking().SingleAsync(stopping);
        var locations = await db.Locations.AsNoTracking().OrderBy(location => location.Position).ThenBy(location => location.Name).ToListAsync(stopping);
        var users = await db.Users.AsNoTracking().OrderBy(user => user.DisplayName).ThenBy(user => user.Id)
            .Select(user => new { user.Id, user.DisplayName, user.Disabled, user.Roles, user.LocationIds, user.ClearedClasses }).ToListAsync(stopping);
        var classes = await db.AccessClasses.AsNoTracking().OrderBy(known => known.Position).ThenBy(known => known.Code).ToListAsync(stopping);
        var profile = new OrganizationProfile(
            clinic.Name,
            clinic.Letterhead,
            [.. locations.Select(location => new Location(location.Id, location.Name, location.TimeZone, location.Address, location.Phone, location.Fax, location.Closed))])
        {
            AccessClasses = [.. classes.Select(known => new AccessClass(known.Code, known.Name))],
        };
        return known = new Known(
            profile,
            users.ToDictionary(user => user.Id, user => user.DisplayName),
            [.. users.Where(user => !user.Disabled).Select(user => new Colleague(user.Id, user.DisplayName, user.LocationIds, user.ClearedClasses, RoleRights.RightsOf(user.Roles)))],
            now);
    }

    private sealed record Known(OrganizationProfile Profile, IReadOnlyDictionary<Guid, string> Names, IReadOnlyList<Colleague> Colleagues, long At);
}
