using ClinicOps.Host.Access;
using ClinicOps.Host.Database;
using ClinicOps.Kernel.Data;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ClinicOps.Host.Data;

/// <summary>Users, the clinic and its locations, the keys of cookies, and the audit trail (in a schema of its own).</summary>
internal sealed class HostDb(DbContextOptions<HostDb> options) : IdentityUserContext<User, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<ClinicIdentity> Clinic => Set<ClinicIdentity>();

    public DbSet<ClinicLocation> Locations => Set<ClinicLocation>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<SignInRules> SignInRules => Set<SignInRules>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    public DbSet<AccessClassRow> AccessClasses => Set<AccessClassRow>();

    public DbSet<GlassBreak> GlassBreaks => Set<GlassBreak>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema(Grants.HostSchema);
        builder.Entity<User>(user =>
        {
            user.ToTable("users");
            user.HasKey(u => u.Id).HasName("pk_users");
            user.HasIndex(u => u.NormalizedUserName).IsUnique().HasDatabaseName("ix_users_normalized_user_name");
            user.HasIndex(u => u.NormalizedEmail).HasDatabaseName("ix_users_normalized_email");
        });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("user_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("user_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("user_tokens");

        // As Identity's schema of version 3 has them. That version is chosen by a service which migrations do not have.
        builder.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("user_passkeys");
            passkey.HasKey(p => p.CredentialId);
            passkey.Property(p => p.CredentialId).HasMaxLength(1024);
            passkey.HasOne<User>().WithMany().HasForeignKey(p => p.UserId);
            passkey.OwnsOne(p => p.Data).ToJson("data");
        });
        builder.Entity<Session>(session =>
        {
            session.ToTable("sessions");
            session.HasOne<User>().WithMany().HasForeignKey(s => s.UserId);
            session.HasIndex(s => new { s.UserId, s.StartedAt });
        });
        builder.Entity<SignInRules>(rules =>
        {
            rules.ToTable("sign_in_rules", table => table.HasCheckConstraint("sign_in_rules_are_one", "id = 1"));
            rules.Property(r => r.Id).ValueGeneratedNever();
            rules.Property(r => r.Version).IsRowVersion().HasColumnName("xmin").HasColumnType("xid");
            rules.Ignore(r => r.Idle).Ignore(r => r.Limit);
        });
        builder.Entity<DataProtectionKey>().ToTable("data_protection_keys");
        builder.Entity<ClinicIdentity>(clinic =>
        {
            clinic.ToTable("clinic", table => table.HasCheckConstraint("clinic_is_one", "id = 1"));
            clinic.Property(c => c.Id).ValueGeneratedNever();
            clinic.Property(c => c.Version).IsRowVersion().HasColumnName("xmin").HasColumnType("xid");
        });
        builder.Entity<ClinicLocation>(location =>
        {
            location.ToTable("locations");
            location.Property(l => l.Version).IsRowVersion().HasColumnName("xmin").HasColumnType("xid");
        });
        DescribeAccess(builder);
        builder.Entity<AuditRow>(entry =>
        {
            entry.ToTable("entries", Grants.AuditSchema);
            entry.HasIndex(e => new { e.SubjectId, e.At });
            entry.HasIndex(e => new { e.UserId, e.At });
            entry.HasIndex(e => e.At);
            entry.HasIndex(e => e.ResultIds).HasMethod("gin");
        });
    }

    private static void DescribeAccess(ModelBuilder builder)
    {
        builder.Entity<AccessClassRow>(row =>
        {
            row.ToTable("access_classes");
            row.HasKey(r => r.Code);
        });
        builder.Entity<GlassBreak>(used =>
        {
            used.ToTable("glass_breaks");
            used.Property(g => g.Id).ValueGeneratedNever();
            used.Ignore(g => g.Closes);
            used.HasIndex(g => new { g.UserId, g.Until });
            used.HasIndex(g => g.BrokenAt);
            used.HasIndex(g => g.BrokenAt, "ix_glass_breaks_unreviewed").HasDatabaseName("ix_glass_breaks_unreviewed").HasFilter("reviewed_at IS NULL");
        });
    }

    public static void Configure(DbContextOptionsBuilder options, string connectionString) =>
        ModuleDatabase.Configure(options, Grants.HostSchema, connectionString);
}

/// <summary>For the migration tool alone.</summary>
internal sealed class HostDbDesign : IDesignTimeDbContextFactory<HostDb>
{
    public HostDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<HostDb>();
        HostDb.Configure(options, "Host=none");
        return new HostDb(options.Options);
    }
}
