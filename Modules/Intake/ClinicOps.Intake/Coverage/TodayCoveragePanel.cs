using ClinicOps.Kernel.Panels;

namespace ClinicOps.Intake.Coverage;

/// <summary>The panel "Coverage" of the page Today: counts that lead to the desk. It names nobody.</summary>
internal sealed class TodayCoveragePanel(LoadDesk desk) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var rows = await desk.Run(stopping);
        return new TodayCoverageView(
            rows.Count,
            rows.Count(row => row.Standing.All.Any(one => one.Code is "not-asked" or "aged" or "by-hand" or "unknown" or "none")),
            rows.Count(row => row.Standing.All.Any(one => one.Code is "not-active" or "not-covered" or "error" or "differs")),
            rows.Count(row => row.Standing.All.All(one => one.Code == "verified")));
    }
}

/// <param name="Open">Those that nobody has verified and that somebody could.</param>
/// <param name="Bad">Those whose answer asks for something.</param>
internal sealed record TodayCoverageView(int Visits, int Open, int Bad, int Verified);
