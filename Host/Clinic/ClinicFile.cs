using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClinicOps.Host.Clinic;

/// <summary>
/// The file of `import clinic`:
/// <code>
/// {
///   "name": "Two Rivers Clinic",
///   "letterhead": ["Two Rivers Clinic", "12 Harbor Street, Portland, ME 04101"],
///   "locations": [
///     { "id": "0190a000-0000-7000-8000-000000000001", "name": "Harbor", "timeZone": "America/New_York",
///       "address": "12 Harbor Street, Portland, ME 04101", "phone": "(207) 555-0110", "fax": "(207) 555-0111" }
///   ],
///   "users": [
///     { "name": "ana", "displayName": "Ana Ruiz", "roles": ["Coordinator"], "locations": ["Harbor"],
///       "clearances": ["behavioural"], "password": "given-once", "demo": false }
///   ]
/// }
/// </code>
/// Users of no location work at all of them. A password is to be changed at the first sign-in; that of a demo account may
/// stay under `serve --demo`.
/// </summary>
internal sealed record ClinicFile(
    string Name,
    IReadOnlyList<string> Letterhead,
    IReadOnlyList<ClinicFile.LocationLine> Locations,
    IReadOnlyList<ClinicFile.UserLine>? Users = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <exception cref="JsonException">It is not of this shape.</exception>
    public static async Task<ClinicFile> Read(Stream json, CancellationToken stopping) =>
        await JsonSerializer.DeserializeAsync<ClinicFile>(json, Json, stopping) ?? throw new JsonException();

    internal sealed record LocationLine(Guid Id, string Name, string TimeZone, string Address = "", string Phone = "", string Fax = "");

    /// <param name="Name">What is typed to sign in.</param>
    /// <param name="Locations">Names of locations of the file.</param>
    /// <param name="Password">For a user who is new; one who is there keeps theirs.</param>
    /// <param name="Clearances">Codes of access classes, besides the standard one; not said: as they are.</param>
    internal sealed record UserLine(
        string Name, string DisplayName, IReadOnlyList<string> Roles, string Password, IReadOnlyList<string>? Locations = null, bool Demo = false,
        IReadOnlyList<string>? Clearances = null);
}
