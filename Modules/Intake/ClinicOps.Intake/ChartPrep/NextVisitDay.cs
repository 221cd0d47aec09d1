using ClinicOps.Intake.Authorizations;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Intake.ChartPrep;

/// <summary>
/// The next day on which a location has visits: what people mean by "tomorrow" on a Friday, or before a holiday. Where nothing is booked within a week, the next
/// business day.
/// </summary>
internal sealed class NextVisitDay(IVisits visits, BusinessDays businessDays)
{
    private const int MostDays = 7;

    public async Task<DateOnly> After(DateOnly today, Location location, CancellationToken stopping)
    {
        for (var day = today.AddDays(1); day <= today.AddDays(MostDays); day = day.AddDays(1))
        {
            var booked = await visits.Starting(location.Id, LocalTime.StartOf(day, location), LocalTime.StartOf(day.AddDays(1), location), stopping);
            if (booked.Any(visit => visit.State != VisitStates.Cancelled))
            {
                return day;
            }
        }

        var clocks = await businessDays.At(location, stopping);
        return Enumerable.Range(1, 366).Select(today.AddDays).First(clocks.IsBusinessDay);
    }
}
