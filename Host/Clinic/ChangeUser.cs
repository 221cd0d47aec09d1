using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Clinic;

/// <summary>Saves what was changed of a user with its audit entry, one change at a time, and never leaves the clinic without an administrator.</summary>
internal sealed class ChangeUser(HostDb db, UserManager<User> users, AuditTrail audit, ClinicOrganization organization)
{
    /// <param name="user">As loaded and changed; its ConcurrencyStamp is the version that was seen.</param>
    public Task<UserChange> Save(User user, string action, string? reason, CancellationToken stopping) =>
        Save(user, new AuditEntry(action, "user", user.Id, Reason: reason), () => users.UpdateAsync(user), stopping);

    /// <summary>Every browser of the user is signed out, and the next sign-in asks for a password of the user's own.</summary>
    public Task<UserChange> GivePassword(User user, string password, CancellationToken stopping)
    {
        user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        (user.MustChangePassword, user.LockoutEnd, user.AccessFailedCount) = (true, null, 0);
        return Save(user, new AuditEntry("user.password-reset", "user", user.Id), () => users.UpdateSecurityStampAsync(user), stopping);
    }

    public Task<UserChange> Add(User user, string password, CancellationToken stopping) =>
        Save(user, new AuditEntry("user.added", "user", user.Id, Reason: "as " + string.Join(", ", user.Roles)), () => users.CreateAsync(user, password), stopping);

    private async Task<UserChange> Save(User user, AuditEntry entry, Func<Task<IdentityResult>> save, CancellationToken stopping)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stopping);

        // Two administrators who disable each other would both see the other one left.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(7201, 3)", stopping);
        var hadAdministrator = await HasAdministrator(stopping);
        var saved = await save();
        if (!saved.Succeeded)
        {
            return saved.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.ConcurrencyFailure))
                ? new UserChange.Stale()
                : new UserChange.Refused([.. saved.Errors.Select(error => error.Description)]);
        }

        if (hadAdministrator && !await HasAdministrator(stopping))
        {
            return new UserChange.LastAdministrator();
        }

        await audit.Record(db, entry, stopping);
        await transaction.CommitAsync(stopping);
        organization.ReadAgain();
        return new UserChange.Saved();
    }

    private Task<bool> HasAdministrator(CancellationToken stopping) =>
        db.Users.AnyAsync(user => !user.Disabled && user.Roles.Contains(Roles.Administrator), stopping);
}

internal abstract record UserChange
{
    internal sealed record Saved : UserChange;

    /// <summary>Somebody else changed the user meanwhile.</summary>
    internal sealed record Stale : UserChange;

    /// <summary>Nobody would be left who can let people in.</summary>
    internal sealed record LastAdministrator : UserChange;

    internal sealed record Refused(IReadOnlyList<string> Problems) : UserChange;
}
