using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Requests;

/// <summary>
/// Notes what came of trying to reach a patient about an appointment that is wanted, and takes it back. A request ends where the patient declines, or, after as many
/// attempts as <see cref="SchedulingOptions.RequestAttempts"/>, cannot be reached: Intake is told, and has whoever ordered it told. The same form sent twice counts once.
/// </summary>
internal sealed class RecordAttempt(
    SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, ProviderCalendar calendar, VisibleToActor visible, IOptions<SchedulingOptions> options, CurrentActor actor, TimeProvider clock)
{
    /// <param name="id">Made by the form.</param>
    /// <param name="outcome">One of <see cref="RequestOutcome.All"/>.</param>
    public async Task<AttemptNoted> Run(Guid id, Guid requestId, string outcome, CancellationToken stopping) =>
        RequestOutcome.All.All(known => known.Code != outcome)
            ? new AttemptNoted.Unknown()
            : await Held(
                requestId,
                async (request, effects) =>
                {
                    if (await db.RequestAttempts.AnyAsync(known => known.Id == id, stopping))
                    {
                        return new AttemptNoted.WasSo();
                    }

                    if (request.State != RequestState.Open)
                    {
                        return new AttemptNoted.NotOpen(request.State);
                    }

                    var failed = await Failed(requestId, stopping);
                    if (outcome == RequestOutcome.Unreachable && failed < options.Value.RequestAttempts)
                    {
                        return new AttemptNoted.TooFew(failed, options.Value.RequestAttempts);
                    }

                    if (RequestOutcome.Ends.Contains(outcome))
                    {
                        (request.Ended, request.IsEndTaken, request.State) = (outcome, false, outcome);
                        Tell(request, effects);
                    }

                    Add(new RequestAttempt { Id = id, RequestId = requestId, At = clock.GetUtcNow(), By = actor.UserId, Outcome = outcome }, request, effects);
                    return new AttemptNoted.Done(id, outcome, RequestOutcome.NotReached.Contains(outcome) ? failed + 1 : failed);
                },
                stopping);

    /// <summary>Takes an attempt back; where it ended the request, that is open again.</summary>
    public async Task<AttemptNoted> TakeBack(Guid attemptId, CancellationToken stopping) =>
        await db.StandingRequestAttempts.AsNoTracking().SingleOrDefaultAsync(known => known.Id == attemptId, stopping) is not { } attempt
            ? new AttemptNoted.Unknown()
            : await Held(
                attempt.RequestId,
                async (request, effects) =>
                {
                    if (!await db.StandingRequestAttempts.AnyAsync(known => known.Id == attemptId, stopping))
                    {
                        return new AttemptNoted.WasSo();
                    }

                    if (request.Ended == attempt.Outcome)
                    {
                        (request.Ended, request.IsEndTaken) = (null, false);
                        request.State = request.State != attempt.Outcome ? request.State : request.WithdrawnAt is null ? RequestState.Open : RequestState.Withdrawn;
                        Tell(request, effects);
                    }

                    Add(new RequestAttempt { Id = Guid.CreateVersion7(), RequestId = request.Id, At = clock.GetUtcNow(), By = actor.UserId, Outcome = RequestOutcome.TakenBack, TakesBackId = attemptId }, request, effects);
                    return new AttemptNoted.Done(attemptId, RequestOutcome.TakenBack, await Failed(request.Id, stopping));
                },
                stopping);

    private async Task<AttemptNoted> Held(Guid requestId, Func<AppointmentRequest, Effects, Task<AttemptNoted>> act, CancellationToken stopping)
    {
        if (await visible.Requests.AsNoTracking().Where(known => known.Id == requestId).Select(known => (Guid?)known.TaskId).SingleOrDefaultAsync(stopping) is not { } taskId)
        {
            return new AttemptNoted.Unknown();
        }

        return await transaction.Run(
            async effects =>
            {
                // In line with whoever books for it and with what its task says.
                await calendar.WaitForRequest(taskId, stopping);
                return await visible.Requests.SingleOrDefaultAsync(known => known.Id == requestId, stopping) is { } request ? await act(request, effects) : new AttemptNoted.Unknown();
            },
            stopping);
    }

    private Task<int> Failed(Guid requestId, CancellationToken stopping) =>
        db.StandingRequestAttempts.CountAsync(known => known.RequestId == requestId && RequestOutcome.NotReached.Contains(known.Outcome), stopping);

    private void Add(RequestAttempt attempt, AppointmentRequest request, Effects effects)
    {
        db.RequestAttempts.Add(attempt);
        effects.Audit(new AuditEntry("request.contact-noted", "appointment-request", request.Id, [request.PatientId], attempt.Outcome, request.LocationId));
    }

    private static void Tell(AppointmentRequest request, Effects effects) =>
        effects.Publish(new AppointmentRequestEnded(request.TaskId, request.PatientId, request.LocationId, request.CareThreadId));
}

internal abstract record AttemptNoted
{
    private AttemptNoted()
    {
    }

    /// <param name="AttemptId">What taking back names.</param>
    /// <param name="Failed">Attempts that stand and reached nobody, this one among them.</param>
    public sealed record Done(Guid AttemptId, string Outcome, int Failed) : AttemptNoted;

    /// <summary>The form was sent twice, or it was taken back before.</summary>
    public sealed record WasSo : AttemptNoted;

    /// <summary>The request is booked, closed or ended by now.</summary>
    public sealed record NotOpen(string State) : AttemptNoted;

    /// <summary>The patient is to be tried more often before the request ends so.</summary>
    public sealed record TooFew(int Failed, int Needed) : AttemptNoted;

    /// <summary>There is none in sight.</summary>
    public sealed record Unknown : AttemptNoted;
}
