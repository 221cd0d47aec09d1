namespace ClinicOps.Correspondence;

/// <summary>The module's acts as the audit pages say them.</summary>
internal static class AuditWords
{
    public static readonly (string Action, string Words)[] All =
    [
        ("letter.drafted", "drafted a letter"),
        ("letter.edited", "changed a letter"),
        ("letter.viewed", "looked at a letter"),
        ("letter.previewed", "looked at the preview of a letter"),
        ("letter.withdrawn", "withdrew a letter"),
        ("letters.listed", "looked at the letters of a location"),
        ("letters.viewed", "looked at a patient's letters"),
    ];
}
