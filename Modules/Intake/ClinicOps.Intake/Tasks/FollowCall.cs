using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// A patient who is to be called about a visit is a task, which goes away once the visit is confirmed, does not take place, or the patient is here. Events may
/// overtake each other, so what counts is how the visit stands, not which event came; and it is asked again after the commit.
/// </summary>
internal sealed class FollowCall(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise, IVisits visits, IVisitReminders reminders, IPatients patients)
{
    private const string Reason = "call-about-visit";
    private const string Settled = "call-settled";

    /// <param name="why">A code of <see cref="VisitToCall"/>; null where nobody asks for a call now.</param>
    public async Task Run(Guid visitId, string? why, JobMessage message, CancellationToken stopping)
    {
        var toCall = await ToCall(visitId, stopping);
        await transaction.RunOnce(message, effects => BringTo(visitId, toCall, why, effects, stopping), stopping);

        // Changed between the question and the commit: whoever told of that may have come before.
        while (await ToCall(visitId, stopping) is var now && now is null != toCall is null)
        {
            toCall = now;
            db.ChangeTracker.Clear();
            await transaction.Run(effects => BringTo(visitId, toCall, why ?? VisitToCall.Unconfirmed, effects, stopping), stopping);
        }
    }

    /// <summary>The visit that somebody is to be called about now; null where nobody is.</summary>
    private async Task<VisitSummary?> ToCall(Guid visitId, CancellationToken stopping) =>
        await reminders.NeedsCall(visitId, stopping)
            && await visits.Find(visitId, stopping) is { } visit

            // Nobody calls who has died, whatever was asked for before that was known; nor who stands at the desk.
            && await patients.FindStanding(visit.PatientId, stopping) is { IsDeceased: false }
            && !await db.CheckIns.AnyAsync(row => row.VisitId == visitId && row.ArrivedAt != null, stopping)
            ? visit
            : null;

    private async Task BringTo(Guid visitId, VisitSummary? toCall, string? why, Effects effects, CancellationToken stopping)
    {
        await raise.WaitInLine(visitId, stopping);
        var open = await db.Tasks.Where(task => task.VisitId == visitId && task.Reason == Reason && task.State == TaskState.Open).ToListAsync(stopping);
        if (toCall is null)
        {
            open.ForEach(task => raise.Do(task, Settled, effects));
        }
        else if (why is not null && open.Count == 0)
        {
            raise.Add(CallAbout(toCall, why, await raise.Today(toCall.LocationId, stopping)), effects);
        }
        else if (why == VisitToCall.ProviderOut)
        {
            Rename(open, Words(why));
        }
    }

    /// <summary>Whoever calls must not confirm what cannot take place.</summary>
    private void Rename(List<StaffTask> open, (string Title, string Detail) words)
    {
        foreach (var task in open.Where(task => task.Title != words.Title))
        {
            (task.Title, task.Detail) = words;
            raise.Note(task, VisitToCall.ProviderOut);
        }
    }

    private StaffTask CallAbout(VisitSummary visit, string why, DateOnly today)
    {
        var (title, detail) = Words(why);
        return new StaffTask
        {
            Id = Guid.CreateVersion7(),
            Kind = TaskKinds.Call,
            Title = title,
            Detail = detail,
            State = TaskState.Open,
            PatientId = visit.PatientId,
            VisitId = visit.Id,
            Reason = Reason,
            LocationId = visit.LocationId,
            CareThreadId = visit.CareThreadId ?? Guid.CreateVersion7(),
            AccessClass = visit.AccessClass,
            Urgency = "routine",
            Due = today,
            RaisedAt = raise.Now,
        };
    }

    private static (string Title, string Detail) Words(string why) => why switch
    {
        VisitToCall.ProviderOut => ("Call the patient: the provider is out", "The visit cannot take place as it is booked. Times that are free are offered on the page of the absence: Desk, \"Provider is out\"."),
        VisitToCall.WantsOtherTime => ("Call the patient: another time is wanted", "The patient asked by the link of the reminder for another time. The visit stands until it is moved."),
        VisitToCall.NotReached => ("Call the patient: the reminder did not arrive", "The mail of the reminder did not reach the patient, or nobody knows whether it did. Check the address, and confirm the visit by phone."),
        _ => ("Call the patient: the visit is not confirmed", "The visit comes near, and the patient has not said yet whether to come. What comes of the call is noted on the page of visits to confirm."),
    };
}

internal sealed class OnVisitToCall(FollowCall follow) : IJobHandler<VisitToCall>
{
    public Task Run(VisitToCall arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.VisitId, arguments.Reason, message, stopping);
}

/// <summary>Whatever ends the question: said yes, cancelled, moved to another time or place, over, or the patient has come.</summary>
internal sealed class OnCallSettled(FollowCall follow)
    : IJobHandler<AppointmentConfirmed>, IJobHandler<AppointmentCancelled>, IJobHandler<AppointmentMoved>, IJobHandler<AppointmentMissed>, IJobHandler<VisitArrived>
{
    public Task Run(AppointmentConfirmed arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.AppointmentId, null, message, stopping);

    public Task Run(AppointmentCancelled arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.AppointmentId, null, message, stopping);

    public Task Run(AppointmentMoved arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.AppointmentId, null, message, stopping);

    public Task Run(AppointmentMissed arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.AppointmentId, null, message, stopping);

    public Task Run(VisitArrived arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.VisitId, null, message, stopping);
}
