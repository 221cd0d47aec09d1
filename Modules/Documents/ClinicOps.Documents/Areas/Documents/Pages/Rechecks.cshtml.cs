using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Quality;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>How far the weekly re-check is, and the way to the next one. It names no document: whom one was filed to is not to be seen.</summary>
[Authorize(Policy = DocumentsRights.Recheck)]
internal sealed class RechecksModel(RecheckQueue queue) : PageModel
{
    public IReadOnlyList<RecheckProgress> Weeks { get; private set; } = [];

    public Guid? Next { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        Weeks = await queue.Progress(stopping);
        Next = await queue.Next(after: null, stopping);
    }
}
