using ClinicOps.Host.Security;
using ClinicOps.Kernel.Modules;

namespace ClinicOps.Host.Auditing;

/// <summary>The house's own acts as the audit pages say them.</summary>
internal static class HouseWords
{
    public static readonly RecordKind[] RecordKinds =
    [
        new("user", "/settings/users/user/{0}", HostRights.ManageUsers),
        new("location", "/settings/locations/location/{0}", HostRights.ManageLocations),
    ];

    public static readonly (string Action, string Words)[] Actions =
    [
        ("audit.viewed", "looked at the audit trail"),
        ("audit.exported", "took a copy of the audit trail"),
        ("clinic.imported", "imported the clinic"),
        ("clinic.changed", "changed the clinic's name or letterhead"),
        ("location.added", "added a location"),
        ("location.changed", "changed a location"),
        ("location.closed", "closed a location"),
        ("location.reopened", "opened a location again"),
        ("demo.checked", "checked what became of the demonstration's faxes"),
        ("user.signed-in", "signed in"),
        ("user.refused", "was refused at sign-in"),
        ("user.signed-out", "signed out"),
        ("user.password-changed", "changed their own password"),
        ("user.password-reset", "gave a user a new password"),
        ("user.added", "added a user"),
        ("user.imported", "changed a user by an import"),
        ("user.changed", "changed a user"),
        ("user.disabled", "disabled a user"),
        ("user.signed-off", "was signed off"),
        ("user.session-ended", "ended a session"),
        ("user.authenticator-added", "set up an app for codes"),
        ("user.authenticator-removed", "turned off codes from an app"),
        ("user.recovery-codes-made", "made new recovery codes"),
        ("user.passkey-added", "added a passkey"),
        ("user.passkey-removed", "removed a passkey"),
        ("user.second-step-removed", "removed app and passkeys of a user"),
        ("sign-in-rules.changed", "changed the rules of signing in"),
        ("user.enabled", "let a user sign in again"),
        ("user.cleared", "changed for which access classes a user is cleared"),
        ("access-class.added", "added an access class"),
        ("glass.broken", "broke the glass: opened a restricted record"),
        ("glass.ended", "closed a restricted record again"),
        ("glass.reviewed", "looked through a use of break-glass"),
        ("glass.report-viewed", "looked at the uses of break-glass"),
    ];
}
