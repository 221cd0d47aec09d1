using ClinicOps.Correspondence.Batches;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>The batches of the user's locations, latest first. Nobody's name is on it.</summary>
[Authorize(Policy = CorrespondenceRights.ViewLetters)]
internal sealed class BatchesModel(CorrespondenceDb db, LoadBatch load, IAuthorizationService authorization, AuditTrail audit) : PageModel
{
    public IReadOnlyList<ListedBatch> Batches { get; private set; } = [];

    public bool MayBegin { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        Batches = await load.Latest(stopping);
        MayBegin = (await authorization.AuthorizeAsync(User, CorrespondenceRights.DraftLetters)).Succeeded;
        await audit.Record(db, new AuditEntry("letter-batch.listed", "letter-batch", null, [.. Batches.Select(one => one.Batch.Id)]), stopping);
    }
}
