using System.Globalization;
using System.Text.Json;
using ClinicOps.Host.Data;

namespace ClinicOps.Host.Security;

/// <summary>
/// What a page knows of its session, and where it tells that a person is there (POST) or asks how long is left (GET, which keeps
/// nothing alive). `session.js` is the other end.
/// </summary>
internal static class Presence
{
    public const string Path = "/account/presence";
    private const string Key = "clinicops.session";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void Remember(HttpContext http, Session session, User user, SignInRules rules, DateTimeOffset now) =>
        http.Items[Key] = new SessionLeft(
            user.Id,
            user.UserName ?? "",
            user.DisplayName,
            (session.SeenAt + rules.Idle - now).TotalSeconds,
            (session.StartedAt + rules.Limit - now).TotalSeconds,
            rules.IdleSeconds,
            Math.Min(60, rules.IdleSeconds / 3.0));

    /// <summary>For the layout; null when nobody is signed in.</summary>
    public static string? JsonOf(HttpContext http) => http.Items[Key] is SessionLeft left ? JsonSerializer.Serialize(left, Json) : null;

    public static void Map(WebApplication app)
    {
        app.MapGet(Path, (HttpContext http) => Results.Json(http.Items[Key])).RequireAuthorization(HostRights.OwnAccount);
        app.MapPost(Path, (HttpContext http) => Results.Json(http.Items[Key])).RequireAuthorization(HostRights.OwnAccount);
    }

    /// <summary>"15 minutes", "12 hours".</summary>
    public static string Words(TimeSpan span) => span switch
    {
        { TotalHours: >= 2 } when span.TotalHours % 1 == 0 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours} hours"),
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds} seconds"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} minutes"),
    };
}

/// <param name="Name">What is typed to sign in.</param>
/// <param name="IdleLeft">Seconds until the page is covered if nobody does anything.</param>
/// <param name="LimitLeft">Seconds until signing in is asked for in any case.</param>
/// <param name="Idle">The whole time without an action, in seconds.</param>
/// <param name="Warn">So many seconds before, it is said.</param>
internal sealed record SessionLeft(Guid User, string Name, string DisplayName, double IdleLeft, double LimitLeft, int Idle, double Warn);
