using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What waits to be acknowledged: mine, my pools', what is late, everybody's.</summary>
[Authorize(Policy = DocumentsRights.Acknowledge)]
internal sealed class AcknowledgeModel(DocumentsDb db, DutyList list, DutyRows rows, AuditTrail audit) : PageModel
{
    private const int Most = 300;

    public string Show { get; private set; } = DutyList.Mine;

    public IReadOnlyDictionary<string, int> Counts { get; private set; } = new Dictionary<string, int>();

    public IReadOnlyList<DutyRow> Rows { get; private set; } = [];

    /// <param name="show">One of <see cref="DutyList.Choices"/>.</param>
    public async Task OnGet(string? show, CancellationToken stopping)
    {
        Show = DutyList.Choices.Any(choice => choice.Code == show) ? show! : DutyList.Mine;
        var counts = new Dictionary<string, int>();
        foreach (var (code, _) in DutyList.Choices)
        {
            counts[code] = await (await list.Waiting(code, stopping)).CountAsync(stopping);
        }

        Counts = counts;
        Rows = await rows.Of((await list.Waiting(Show, stopping)).Take(Most), stopping);
        await audit.Record(db, new AuditEntry("documents.duties-listed", "document", null, [.. Rows.Select(row => row.DocumentId)], Show), stopping);
    }
}
