using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Modules;

namespace ClinicOps.Documents;

/// <summary>What is received, read, sorted, matched and filed, and the orders in it. README.md says what is here and what comes.</summary>
public sealed class DocumentsModule : IModule
{
    public string Name => "documents";

    public void Register(ModuleBuilder module)
    {
        module.UseDatabase<DocumentsDb>(DocumentsDb.AppendOnly);
        module.AddOptions<DocumentsOptions>("Documents");

        module.AddRight(DocumentsRights.View, "See received documents");
        module.AddRight(DocumentsRights.Receive, "Upload documents");
        module.AddRight(DocumentsRights.Review, "Review and file documents");
        module.AddNavigation("Inbox", "/documents/inbox", DocumentsRights.View, 10);
        module.AddNavigation("Review", "/documents/review", DocumentsRights.Review, 20);
    }
}
