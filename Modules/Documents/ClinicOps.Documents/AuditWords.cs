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
        ("document.set-aside-as-repeat", "set a document aside as a repeat"),
        ("document.said-to-be-another", "said that a document is no repeat"),
        ("documents.searched", "searched documents"),
        ("documents.inbox-viewed", "looked at the inbox"),
        ("documents.listed", "looked at a patient's documents"),
        ("documents.reported", "made a report of what was received"),
        ("documents.review-listed", "looked at what waits for review"),
        ("page.viewed", "looked at the image of a page"),
        ("transmission.viewed", "looked at a transmission"),
        ("transmission.original-taken", "took the received file"),
        ("mail.received", "received an e-mail"),
        ("mail.taken-apart", "took an e-mail apart"),
        ("mail.viewed", "looked at an e-mail"),
        ("mail.original-taken", "took the received e-mail"),
        ("mail.dealt-with", "marked an e-mail as dealt with"),
        ("mail.dealt-with-undone", "took back that an e-mail is dealt with"),
        ("mail-account.added", "added a mailbox"),
        ("mail-account.changed", "changed a mailbox"),
        ("transmission.dealt-with", "marked a transmission as dealt with"),
        ("transmission.dealt-with-undone", "took back that a transmission is dealt with"),
        ("document.classified", "changed a document's own access class"),
        ("document.pages-changed", "changed the pages of documents"),
        ("document.page-turned", "turned a page"),
        ("document.owner-changed", "changed whose a document in review is"),
        ("document.rechecked", "said of an automatically filed document whose it is"),
        ("document.saved-as-pdf", "saved a document as a PDF"),
        ("document.exported", "exported a document to the EHR"),
        ("document.export-withdrawn", "took back an exported document"),
        ("documents.ledger-viewed", "looked at the page ledger"),
        ("documents.ledger-exported", "exported the page ledger"),
        ("documents.quality-viewed", "looked at the quality of automatic filing"),
        ("documents.export-viewed", "looked at what could not be exported"),
        ("documents.export-started", "had filed documents exported"),
        ("document.handed-over", "handed a document over to a cleared colleague"),
    ];
}
