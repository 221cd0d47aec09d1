using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

internal sealed record DutyToRaise(Guid DocumentId);

/// <summary>
/// A document was filed: if its type asks for it, somebody has to acknowledge it. Asked for in the transaction that files; of each filing
/// once, and none when it was taken back meanwhile.
/// </summary>
internal sealed class RaiseDuty(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    DutyRules rules,
    ChooseResponsible choose,
    DutySteps steps,
    ReadHolidays holidays,
    IOrganization organization,
    TimeProvider clock) : IJobHandler<DutyToRaise>
{
    public Task Run(DutyToRaise arguments, JobMessage message, CancellationToken stopping) => transaction.Run(
        async _ =>
        {
            if (await db.LockDocument(arguments.DocumentId, stopping) is not { State: DocumentState.Filed } document)
            {
                return;
            }

            var filing = await db.TimesFiled(document.Id).Select(f => f.Id).FirstAsync(stopping);
            var rule = await rules.For(document.Type, stopping);
            if (!rule.IsAsked || await db.Duties.AnyAsync(duty => duty.FilingId == filing, stopping))
            {
                return;
            }

            await Raise(document, filing, document.Type == DocumentType.SignAndReturn ? DutyKind.SignReturn : DutyKind.Acknowledge, rule, stopping);
        },
        stopping);

    private async Task Raise(Document document, Guid filing, string kind, DutyRule rule, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(document.LocationId);
        var responsible = await choose.For(document, rule.PoolId, stopping);
        var (now, isUrgent) = (clock.GetUtcNow(), document.UrgentReason is not null);
        var due = isUrgent ? now.AddHours(rule.UrgentHours) : WorkingTime.After(now, TimeSpan.FromHours(rule.Hours), location, await holidays.At(document.LocationId, stopping));
        var duty = new Duty
        {
            Id = Guid.CreateVersion7(),
            DocumentId = document.Id,
            FilingId = filing,
            Kind = kind,
            IsUrgent = isUrgent,
            RaisedAt = now,
            DueAt = due,
            EscalatesAt = responsible.MayWait ? due : null,
            Level = responsible.MayWait ? DutyLevel.Named : DutyLevel.Managers,
            AssigneeId = responsible.Assignee,
            PoolId = responsible.Pool,
            LocationId = document.LocationId,
        };
        steps.Raise(duty, document, responsible.Because);
    }
}

internal static class DutyLevel
{
    public const int Named = 0;
    public const int Pool = 1;
    public const int Managers = 2;
}
