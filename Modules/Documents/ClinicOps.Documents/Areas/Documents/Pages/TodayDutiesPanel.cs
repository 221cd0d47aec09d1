using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The panel "To acknowledge" of the page Today: counts that lead to the lists. It names nobody.</summary>
internal sealed class TodayDutiesPanel(DutyList list, TimeProvider clock) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var mine = await (await list.Waiting(DutyList.Mine, stopping)).Select(duty => new { duty.Kind, duty.IsUrgent, duty.DueAt }).ToListAsync(stopping);
        return new TodayDutiesView(
            mine.Count,
            mine.Count(duty => duty.Kind == DutyKind.SignReturn),
            mine.Count(duty => duty.Kind == DutyKind.Misdirected),
            mine.Count(duty => duty.IsUrgent),
            mine.Count(duty => duty.DueAt < now),
            await (await list.Waiting(DutyList.Pool, stopping)).CountAsync(stopping),
            await list.IsManager(stopping) ? await (await list.Waiting(DutyList.Overdue, stopping)).CountAsync(stopping) : null);
    }
}

/// <param name="Late">Of mine.</param>
/// <param name="EverybodysLate">For managers; null for others.</param>
internal sealed record TodayDutiesView(int Mine, int ToSign, int Misdirected, int Urgent, int Late, int Pool, int? EverybodysLate);
