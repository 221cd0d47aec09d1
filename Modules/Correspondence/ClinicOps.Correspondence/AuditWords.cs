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
        ("letter.approved", "approved a letter"),
        ("letter.approval-taken-back", "took back the approval of a letter"),
        ("letter.sent", "sent a letter"),
        ("letter.voided", "marked a letter as void that has left"),
        ("letters.opened-for-print", "opened letters to print them"),
        ("delivery.requested", "asked to send a letter"),
        ("papers.requested", "asked to send papers of a chart"),
        ("delivery.begun", "began to hand a letter to the mail server"),
        ("delivery.failed", "could not deliver a letter"),
        ("delivery.unknown", "does not know whether a letter arrived"),
        ("delivery.sent-again", "asked to send a letter again"),
        ("delivery.dealt-with", "marked a failed delivery as dealt with"),
        ("delivery.cancelled", "cancelled the sending of a letter"),
        ("delivery.printed", "printed a letter"),
        ("delivery.print-undone", "put a letter back into the print queue"),
        ("letters.listed", "looked at the letters of a location"),
        ("letters.viewed", "looked at the letters of a patient or a care thread"),
        ("notice.requested", "asked for a short notice by e-mail"),
        ("notice.begun", "began to send a short notice"),
        ("notice.sent", "sent a short notice"),
        ("notice.failed", "could not send a short notice"),
        ("notice.unknown", "does not know whether a short notice arrived"),
        ("notice.cancelled", "did not send a short notice"),
    ];
}
