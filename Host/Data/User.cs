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

    /// <summary>The 30 s step of the last one-time code that was accepted: none of it or before is accepted again.</summary>
    public long LastCodeStep { get; set; }

    /// <summary>By when a second step has to be set up; null while none is asked for.</summary>
    public DateTimeOffset? SecondStepDue { get; set; }

    /// <summary>Names of <see cref="Security.Roles"/>.</summary>
    public List<string> Roles { get; set; } = [];

    /// <summary>Where the user works; empty for everywhere.</summary>
    public List<Guid> LocationIds { get; set; } = [];

    /// <summary>Codes of the access classes the user is cleared for, besides the standard one. By person, not by role: who needs them is few.</summary>
    public List<string> ClearedClasses { get; set; } = [];
}
