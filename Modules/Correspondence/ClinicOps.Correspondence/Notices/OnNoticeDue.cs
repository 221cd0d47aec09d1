using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Notices;

/// <summary>A reminder is due, or a freed time is offered: its mail waits to be sent, one however often this is told.</summary>
internal sealed class OnNoticeDue(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, TimeProvider clock) : IJobHandler<VisitReminderDue>, IJobHandler<SlotOfferDue>
{
    public Task Run(VisitReminderDue arguments, JobMessage message, CancellationToken stopping) => Request(arguments.ReminderId, arguments.PatientId, arguments.LocationId, message, stopping);

    public Task Run(SlotOfferDue arguments, JobMessage message, CancellationToken stopping) => Request(arguments.OfferId, arguments.PatientId, arguments.LocationId, message, stopping);

    private Task<bool> Request(Guid id, Guid patientId, Guid locationId, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(
            message,
            async effects =>
            {
                if (!await db.Notices.AnyAsync(notice => notice.Id == id, stopping))
                {
                    db.Notices.Add(new Notice { Id = id, PatientId = patientId, LocationId = locationId, RequestedAt = clock.GetUtcNow() });
                    effects.Audit(new AuditEntry("notice.requested", "notice", id, [patientId], LocationId: locationId));
                    effects.Enqueue(new NoticeToSend(id));
                }
            },
            stopping);
}
