using Microsoft.AspNetCore.Identity;

namespace ClinicOps.Host.Data;

/// <summary>Somebody who signs in. Identity keeps the name, the password's hash, the security stamp and the lockout.</summary>
internal sealed class User : IdentityUser<Guid>
{
    /// <summary>As colleagues see it, "Ana Ruiz".</summary>
    public required string DisplayName { get; set; }

    /// <summary>Out at the next request, and cannot sign in. Users are never deleted: the audit trail names them.</summary>
    public bool Disabled { get; set; }

    /// <summary>The password was given by somebody else: nothing but changing it is possible.</summary>
    public bool MustChangePassword { get; set; }

    /// <summary>An account of the invented clinic: under `serve --demo` its password may stay.</summary>
    public bool IsDemo { get; set; }

    /// <summary>Names of <see cref="Security.Roles"/>.</summary>
    public List<string> Roles { get; set; } = [];

    /// <summary>Where the user works; empty for everywhere.</summary>
    public List<Guid> LocationIds { get; set; } = [];
}
