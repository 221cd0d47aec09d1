using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Booking;

internal sealed partial class ChangeVisit
{
    /// <summary>The patient did not come. What the visit was booked for waits for another appointment.</summary>
    /// <param name="version">Of the visit as the user saw it.</param>
    public Task<VisitChanged> Miss(Guid visitId, uint version, CancellationToken stopping) =>
        Change(
            visitId,
            to: null,
            (visit, _, effects) => visit.State == VisitStates.Missed ? Task.FromResult<VisitChanged>(new VisitChanged.WasSo(visit))
                : visit.Version != version ? Overtaken(visit.Id, stopping)
                : visit.State != VisitStates.Booked || visit.StartsAt > clock.GetUtcNow() ? Task.FromResult<VisitChanged>(new VisitChanged.NotBooked(visit.State))
                : SayMissed(visit, effects, stopping),
            stopping);

    /// <summary>The patient of a missed visit has come after all: it takes place. Any other visit is left as it is.</summary>
    public Task<VisitChanged> TakesPlace(Guid visitId, CancellationToken stopping) =>
        Change(
            visitId,
            to: null,
            (visit, needs, effects) => visit.State == VisitStates.Missed ? PutBack(visit, needs, evenWithout: true, effects, stopping) : Task.FromResult<VisitChanged>(new VisitChanged.WasSo(visit)),
            stopping);

    private async Task<VisitChanged> SayMissed(Visit visit, Effects effects, CancellationToken stopping)
    {
        visit.State = VisitStates.Missed;
        await LetRequestGo(visit, stopping);
        effects.Publish(new AppointmentMissed(visit.Id, visit.PatientId, visit.LocationId, visit.Request?.TaskId, visit.CareThreadId));
        return Note(visit, Place.Of(visit), VisitChangeKind.Missed, effects);
    }
}
