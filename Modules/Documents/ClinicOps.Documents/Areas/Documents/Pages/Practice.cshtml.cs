using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What is filed to the practice itself, folder by folder: it is about no patient.</summary>
[Authorize(Policy = DocumentsRights.View)]
internal sealed class PracticeModel(DocumentsDb db, VisibleToActor visible, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const int Most = 300;

    /// <summary>One of <see cref="PracticeFolder"/>; null for all.</summary>
    public string? Folder { get; private set; }

    public IReadOnlyDictionary<string, int> Counts { get; private set; } = new Dictionary<string, int>();

    public IReadOnlyList<PracticeRow> Rows { get; private set; } = [];

    public async Task OnGet(string? folder, CancellationToken stopping)
    {
        Folder = PracticeFolder.TextOf(folder) is null ? null : folder;
        var filed = visible.Documents.AsNoTracking().Where(d => d.State == DocumentState.Practice);
        Counts = await filed.GroupBy(d => d.PracticeFolder!).Select(of => new { of.Key, Count = of.Count() }).ToDictionaryAsync(of => of.Key, of => of.Count, stopping);
        var found = await filed.Where(d => Folder == null || d.PracticeFolder == Folder).OrderByDescending(d => d.ReceivedAt).ThenBy(d => d.Id).Take(Most)
            .Select(d => new { d.Id, d.Type, d.PracticeFolder, d.FiledBy, d.ReceivedAt, d.LocationId, From = d.Transmission!.ReceivedFrom, Pages = d.Pages.Count }).ToListAsync(stopping);
        var (profile, now, rows) = (await organization.Profile(stopping), clock.GetUtcNow(), new List<PracticeRow>());
        foreach (var d in found)
        {
            rows.Add(new PracticeRow(
                d.Id, d.Type, PracticeFolder.TextOf(d.PracticeFolder) ?? "", d.From ?? "", LocationClock.Words(d.ReceivedAt, now, profile.Find(d.LocationId)), d.Pages,
                d.FiledBy is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody no longer known" : "ClinicOps"));
        }

        Rows = rows;
        await audit.Record(db, new AuditEntry("documents.practice-listed", "document", null, [.. Rows.Select(row => row.Id)], Folder), stopping);
    }
}

/// <param name="From">Number or address of the sender.</param>
internal sealed record PracticeRow(Guid Id, DocumentType Type, string Folder, string From, string Received, int Pages, string FiledBy);
