namespace ClinicOps.Documents;

/// <summary>The module's acts as the audit pages say them.</summary>
internal static class AuditWords
{
    public static readonly (string Action, string Words)[] All =
    [
        ("document.viewed", "looked at a document"),
        ("document.received", "received a transmission"),
        ("document.filed", "filed a document"),
        ("document.unfiled", "took back the filing of a document"),
        ("document.marked-junk", "marked a document as junk"),
        ("document.junk-undone", "took back that a document is junk"),
        ("documents.inbox-viewed", "looked at the inbox"),
        ("documents.listed", "looked at a patient's documents"),
        ("documents.reported", "made a report of what was received"),
        ("documents.review-listed", "looked at what waits for review"),
        ("page.viewed", "looked at the image of a page"),
        ("transmission.viewed", "looked at a transmission"),
        ("transmission.original-taken", "took the received file"),
        ("transmission.dealt-with", "marked a transmission as dealt with"),
        ("transmission.dealt-with-undone", "took back that a transmission is dealt with"),
    ];
}
