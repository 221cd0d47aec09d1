namespace ClinicOps.Documents.Contracts;

/// <summary>What users may be allowed to do with documents; the host maps these to roles.</summary>
public static class DocumentsRights
{
    public const string View = "documents.view";
    public const string Receive = "documents.receive";
    public const string Review = "documents.review";
    public const string ManageInboxes = "documents.manage-inboxes";

    /// <summary>The page ledger, the quality of automatic filing, and what goes out to the clinic's EHR.</summary>
    public const string Oversee = "documents.oversee";

    /// <summary>Naming the patients of automatically filed documents without being told whom they were filed to.</summary>
    public const string Recheck = "documents.recheck";

    /// <summary>Acknowledging what was filed: results, reports, notes, refill requests.</summary>
    public const string Acknowledge = "documents.acknowledge";

    /// <summary>Saying what has to be acknowledged, by whom and when; what nobody acknowledged in time; who covers for whom.</summary>
    public const string ManageDuties = "documents.manage-duties";
    /// <summary>The clinic's own labels, and the views that everybody has.</summary>
    public const string ManageLabels = "documents.manage-labels";
}
