using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Notices;

/// <summary>A reminder is due: its mail waits to be sent, one however often this is told.</summary>
internal sealed class OnVisitReminderDue(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, TimeProvider clock) : IJobHandler<VisitReminderDue>
{
    public Task Run(VisitReminderDue arguments, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(
            message,
            async effects =>
            {
                if (!await db.Notices.AnyAsync(notice => notice.Id == arguments.ReminderId, stopping))
                {
                    db.Notices.Add(new Notice { Id = arguments.ReminderId, PatientId = arguments.PatientId, LocationId = arguments.LocationId, RequestedAt = clock.GetUtcNow() });
                    effects.Audit(new AuditEntry("notice.requested", "notice", arguments.ReminderId, [arguments.PatientId], LocationId: arguments.LocationId));
                    effects.Enqueue(new NoticeToSend(arguments.ReminderId));
                }
            },
            stopping);
}
