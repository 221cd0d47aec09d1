using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>An account as somebody entered it.</summary>
/// <param name="Password">Null to keep the one there is.</param>
/// <param name="CertificateFingerprint">64 hexadecimal digits, or null.</param>
internal sealed record MailAccountEntry(
    string Host,
    int Port,
    string Security,
    string UserName,
    string? Password,
    string? CertificateFingerprint,
    string? CertificateAuthority,
    string Folder,
    string ProcessedFolder,
    string RejectedFolder,
    Guid LocationId,
    string Channel,
    bool Enabled);

internal abstract record MailAccountSaving
{
    private MailAccountSaving()
    {
    }

    public sealed record Saved(Guid AccountId) : MailAccountSaving;

    /// <summary>A new account, or one whose server, name or trust changes: whoever cannot see the password must not be able to send it elsewhere.</summary>
    public sealed record PasswordNeeded : MailAccountSaving;

    /// <summary>Another account reads the same folder.</summary>
    public sealed record ReadAlready : MailAccountSaving;

    /// <summary>Messages were taken under this address, and their numbers mean nothing at another one.</summary>
    public sealed record InUse : MailAccountSaving;

    public sealed record LocationUnknown : MailAccountSaving;

    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : MailAccountSaving;

    public sealed record Gone : MailAccountSaving;
}

/// <summary>Adds a mail account or changes one.</summary>
internal sealed class SaveMailAccount(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, MailPasswords passwords, VisibleToActor visible, CurrentActor actor, TimeProvider clock)
{
    /// <param name="id">Null for a new one.</param>
    /// <param name="version">As the page showed it.</param>
    public async Task<MailAccountSaving> Run(Guid? id, uint version, MailAccountEntry entry, CancellationToken stopping)
    {
        if (!visible.Location(entry.LocationId))
        {
            return new MailAccountSaving.LocationUnknown();
        }

        try
        {
            return await transaction.Run(effects => Save(id, version, entry, effects, stopping), stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return await db.MailAccounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, stopping) is { } now
                ? new MailAccountSaving.ChangedMeanwhile(now.ChangedBy, now.ChangedAt)
                : new MailAccountSaving.Gone();
        }
    }

    /// <summary>The account as it would be, for a test of the connection; null where the password has to be entered first.</summary>
    public async Task<MailAccount?> Draft(Guid? id, MailAccountEntry entry, CancellationToken stopping)
    {
        var stored = await db.MailAccounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, stopping);
        return Password(stored, entry) is { } password ? Make(entry, password) : null;
    }

    private async Task<MailAccountSaving> Save(Guid? id, uint version, MailAccountEntry entry, Effects effects, CancellationToken stopping)
    {
        var stored = id is null ? null : await db.MailAccounts.SingleOrDefaultAsync(a => a.Id == id, stopping);
        if (id is not null && stored is null)
        {
            return new MailAccountSaving.Gone();
        }

        if (stored is not null && stored.Version != version)
        {
            return new MailAccountSaving.ChangedMeanwhile(stored.ChangedBy, stored.ChangedAt);
        }

        if (Password(stored, entry) is not { } password)
        {
            return new MailAccountSaving.PasswordNeeded();
        }

        if (stored is not null && (stored.Host != entry.Host || stored.UserName != entry.UserName) && await HasMessages(id, stopping))
        {
            return new MailAccountSaving.InUse();
        }

        if (await db.MailAccounts.AnyAsync(a => a.Id != id && a.Host == entry.Host && a.UserName == entry.UserName && a.Folder == entry.Folder, stopping))
        {
            return new MailAccountSaving.ReadAlready();
        }

        var account = stored ?? Make(entry, password);
        if (stored is null)
        {
            db.MailAccounts.Add(account);
        }
        else
        {
            Change(stored, entry, password);
        }

        effects.Audit(new AuditEntry(stored is null ? "mail-account.added" : "mail-account.changed", "mail-account", account.Id, LocationId: account.LocationId));
        return new MailAccountSaving.Saved(account.Id);
    }

    /// <summary>Over all: what was taken from it was taken, whoever may see it.</summary>
    private Task<bool> HasMessages(Guid? id, CancellationToken stopping) =>
        db.MailMessages.IgnoreQueryFilters([ModuleDb.AccessFilter]).AnyAsync(m => m.AccountId == id, stopping);

    /// <summary>Sealed; null when it has to be entered.</summary>
    private string? Password(MailAccount? stored, MailAccountEntry entry) =>
        entry.Password is { Length: > 0 } entered ? passwords.Seal(entered)
        : stored is not null && IsSameServer(stored, entry) ? stored.SealedPassword
        : null;

    private static bool IsSameServer(MailAccount stored, MailAccountEntry entry) =>
        (stored.Host, stored.Port, stored.Security, stored.UserName, stored.CertificateFingerprint, stored.CertificateAuthority)
        == (entry.Host, entry.Port, entry.Security, entry.UserName, entry.CertificateFingerprint, entry.CertificateAuthority);

    private MailAccount Make(MailAccountEntry entry, string sealedPassword) => new()
    {
        Id = Guid.CreateVersion7(),
        Host = entry.Host,
        Port = entry.Port,
        Security = entry.Security,
        UserName = entry.UserName,
        SealedPassword = sealedPassword,
        CertificateFingerprint = entry.CertificateFingerprint,
        CertificateAuthority = entry.CertificateAuthority,
        Folder = entry.Folder,
        ProcessedFolder = entry.ProcessedFolder,
        RejectedFolder = entry.RejectedFolder,
        LocationId = entry.LocationId,
        Channel = entry.Channel,
        Enabled = entry.Enabled,
        ChangedAt = clock.GetUtcNow(),
        ChangedBy = actor.UserId,
    };

    private void Change(MailAccount account, MailAccountEntry entry, string sealedPassword)
    {
        (account.Host, account.Port, account.Security, account.UserName) = (entry.Host, entry.Port, entry.Security, entry.UserName);
        (account.SealedPassword, account.CertificateFingerprint, account.CertificateAuthority) = (sealedPassword, entry.CertificateFingerprint, entry.CertificateAuthority);
        (account.Folder, account.ProcessedFolder, account.RejectedFolder) = (entry.Folder, entry.ProcessedFolder, entry.RejectedFolder);
        (account.LocationId, account.Channel, account.Enabled) = (entry.LocationId, entry.Channel, entry.Enabled);
        (account.ChangedAt, account.ChangedBy) = (clock.GetUtcNow(), actor.UserId);
    }
}
