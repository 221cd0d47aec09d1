using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Receiving;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The sheet to print and to lay between documents, as a PDF.</summary>
[Authorize(Policy = DocumentsRights.Receive)]
internal sealed class SeparatorModel : PageModel
{
    public IActionResult OnGet() => File(SeparatorSheet.Pdf(), "application/pdf");
}
