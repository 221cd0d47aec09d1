using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Confirmation;

/// <summary>Has a patient asked about a visit at its time and place, once by each way: by a mail that Correspondence sends, or by a call that becomes a task.</summary>
internal sealed class AskPatient(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, TimeProvider clock)
{
    /// <param name="reason">Of a call: one of the codes of <see cref="VisitToCall"/>.</param>
    public Task Run(Visit visit, string way, string reason, CancellationToken stopping) => transaction.Run(effects => Ask(visit, way, reason, effects, stopping), stopping);

    /// <summary>Inside a transaction.</summary>
    public async Task Ask(Visit visit, string way, string reason, Effects effects, CancellationToken stopping)
    {
        var id = Guid.CreateVersion7();
        var isNew = await db.InsertReminder(id, visit, way, clock.GetUtcNow(), stopping);
        if (way == ReminderWay.Call)
        {
            // Also where a call was asked for before: it may be done by now, and there is a new reason.
            if (isNew || reason != VisitToCall.Unconfirmed)
            {
                effects.Publish(new VisitToCall(visit.Id, visit.PatientId, visit.LocationId, visit.CareThreadId, reason));
            }
        }
        else if (isNew)
        {
            effects.Publish(new VisitReminderDue(id, visit.Id, visit.PatientId, visit.LocationId));
        }
    }
}
