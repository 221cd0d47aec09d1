namespace ClinicOps.Host.Data;

/// <summary>One browser in which somebody signed in, until it is ended or has rested too long. The cookie names it.</summary>
internal sealed class Session
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The last time a person did something there; what a page asks by itself does not count.</summary>
    public required DateTimeOffset SeenAt { get; set; }

    /// <summary>One of <see cref="SignInHow"/>.</summary>
    public required string How { get; init; }

    /// <summary>"Firefox on Windows", as the browser says of itself.</summary>
    public required string Device { get; init; }

    /// <summary>The address it came from.</summary>
    public required string Address { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>"idle", "limit", "signed-out" or "ended" (by the user elsewhere, or an administrator).</summary>
    public string? EndedBecause { get; set; }
}

/// <summary>What somebody proved at sign-in.</summary>
internal static class SignInHow
{
    public const string Password = "password";
    public const string Code = "password and code";
    public const string RecoveryCode = "password and recovery code";
    public const string Passkey = "passkey";
}

/// <summary>How long sessions last and who needs a second step: one row.</summary>
internal sealed class SignInRules
{
    /// <summary>The key of the only row.</summary>
    public const int Only = 1;

    public int Id { get; init; } = Only;

    /// <summary>So long without a person's action, then the page is covered.</summary>
    public int IdleSeconds { get; set; } = 900;

    /// <summary>So long from sign-in on, then it is asked for again however busy somebody is.</summary>
    public int LimitSeconds { get; set; } = 12 * 3600;

    /// <summary>Roles that need a second step (or a passkey) at sign-in.</summary>
    public List<string> SecondStepRoles { get; set; } = [Security.Roles.Manager, Security.Roles.Administrator];

    /// <summary>So long somebody of such a role may still work without having set one up.</summary>
    public int GraceDays { get; set; } = 7;

    public uint Version { get; init; }

    public TimeSpan Idle => TimeSpan.FromSeconds(IdleSeconds);

    public TimeSpan Limit => TimeSpan.FromSeconds(LimitSeconds);
}
