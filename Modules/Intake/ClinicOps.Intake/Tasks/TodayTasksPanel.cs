using ClinicOps.Kernel.Panels;

namespace ClinicOps.Intake.Tasks;

/// <summary>The panel "Tasks" of the page Today: counts that lead to the lists. It names nobody.</summary>
internal sealed class TodayTasksPanel(ListTasks tasks) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var filters = await tasks.Filters(stopping);
        int CountOf(string code) => filters.Single(filter => filter.Code == code).Count ?? 0;
        return new TodayTasksView(
            CountOf(ListTasks.Mine), CountOf(ListTasks.Overdue), CountOf(ListTasks.DueToday), CountOf(ListTasks.Unowned), CountOf(ListTasks.Open), await tasks.UrgentCount(stopping), await tasks.AlertCount(stopping));
    }
}

/// <param name="Urgent">Open tasks raised by urgent wording.</param>
/// <param name="Alerts">Those of them that nobody has taken.</param>
internal sealed record TodayTasksView(int Mine, int Overdue, int DueToday, int Unowned, int Open, int Urgent, int Alerts);
