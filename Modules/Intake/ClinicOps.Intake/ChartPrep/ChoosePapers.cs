using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.ChartPrep;

/// <summary>
/// Which papers go with a visit: all of its own chain of work; of those that came since the day of the last visit, results, referrals, notes and summaries;
/// and those of the last visit's chain. What the clinician needs first stands first. Pure.
/// </summary>
internal static class ChoosePapers
{
    /// <summary>In the order in which they lie in the packet.</summary>
    private static readonly string[] Wanted = ["referral", "lab_result", "imaging_report", "consult_note", "discharge_summary", "physician_order", "prior_auth_decision"];

    /// <summary>Papers of the desk: they are in the chart, and nobody takes them into the room.</summary>
    private static readonly string[] OfTheDesk = ["insurance_card", "eligibility_or_benefits_letter", "records_request", "letter_sent"];

    public static IReadOnlyList<ChartPaper> For(Chart chart, int monthsBack)
    {
        var since = Since(chart, monthsBack);
        return
        [
            .. chart.Papers
                .Where(paper => !OfTheDesk.Contains(paper.Type) && (IsOf(paper, chart.Visit.CareThreadId) || IsOf(paper, chart.LastVisit?.CareThreadId) || (paper.ReceivedAt >= since && Wanted.Contains(paper.Type))))
                .OrderBy(paper => !IsOf(paper, chart.Visit.CareThreadId)).ThenBy(paper => Place(paper.Type)).ThenByDescending(paper => paper.ReceivedAt).ThenBy(paper => paper.Id),
        ];
    }

    /// <summary>The beginning of the day of the last visit; without one, so many months ago.</summary>
    public static DateTimeOffset Since(Chart chart, int monthsBack) =>
        LocalTime.StartOf(chart.LastVisit is { } last ? LocalTime.DayAt(chart.Location, last.StartsAt) : chart.Day.AddMonths(-monthsBack), chart.Location);

    private static bool IsOf(ChartPaper paper, Guid? thread) => thread is { } of && paper.CareThreadId == of;

    private static int Place(string type) => Array.IndexOf(Wanted, type) is >= 0 and var place ? place : Wanted.Length;
}
