using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Codes of the clinic's lists that fit what is typed: a code's beginning, or words of its description. About no patient.</summary>
[Authorize(Policy = IntakeRights.CodeVisits)]
internal sealed class CodesModel(IntakeDb db) : PageModel
{
    private const int Most = 20;

    public IReadOnlyList<MedicalCode> Found { get; private set; } = [];

    public bool IsAsked { get; private set; }

    public async Task OnGet(string? words, CancellationToken stopping)
    {
        var text = (words ?? "").Trim();
        IsAsked = text.Length >= 2;
        if (!IsAsked)
        {
            return;
        }

        var (code, found) = (TypedCodes.Tidy(text), db.MedicalCodes.AsNoTracking());
        var said = found;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(6))
        {
            said = said.Where(known => EF.Functions.ILike(known.Description, $"%{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%"));
        }

        Found = await found.Where(known => known.Code.StartsWith(code)).Union(said).OrderBy(known => known.Code).Take(Most).ToListAsync(stopping);
    }
}
