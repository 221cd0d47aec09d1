namespace ClinicOps.Documents.Contracts;

/// <summary>What users may be allowed to do with documents; the host maps these to roles.</summary>
public static class DocumentsRights
{
    public const string View = "documents.view";
    public const string Receive = "documents.receive";
    public const string Review = "documents.review";
    public const string ManageInboxes = "documents.manage-inboxes";
}
