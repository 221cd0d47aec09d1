using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Authorizations;

/// <summary>
/// Which days are business days at each location: weekends and the clinic's holidays are none. The holidays are those of the schedule, where staff enter them once; the settings
/// only add days on which payers do not work. Asked of the schedule once for a request or a job.
/// </summary>
internal sealed class BusinessDays(IClosedDays schedule, IOptions<AuthorizationSettings> settings)
{
    private IReadOnlyList<ClosedDay>? closed;

    public async Task<Clocks> At(Location? location, CancellationToken stopping) => (await Known(stopping))(location);

    /// <returns>For who reckons at many locations.</returns>
    public async Task<Func<Location?, Clocks>> Known(CancellationToken stopping)
    {
        var days = closed ??= await Apart.Ask(() => schedule.All(stopping));
        return location => new Clocks(location, [.. days.Where(day => day.Closes(location?.Id)).Select(day => day.Date)], settings.Value.Holidays);
    }
}
