using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// An order becomes the tasks that the clinic's table says. Told again of the same order (it was read anew, or corrected), open tasks are
/// brought to it, those of other kinds make way, and what was done for the wrong side, or authorized for another code, is to be done again. Events may overtake each other, so what counts is how the order stands after the commit.
/// </summary>
internal sealed class OnOrderTranscribed(
    IntakeDb db, FollowStanding standing, RaiseTask raise, WithdrawOrder withdraw, AuthorizationTasks authorizations, BusinessDays businessDays, IOrders orders, IOrganization organization)
    : IJobHandler<OrderTranscribed>
{
    private const string SideCorrected = "side-corrected";
    private const string Warning = "The side was corrected after this was done";
    private const string WhatToDo = "change what was booked or told";

    public async Task Run(OrderTranscribed arguments, JobMessage message, CancellationToken stopping)
    {
        // Corrected or withdrawn meanwhile: a newer answer may have been brought already, and what was withdrawn had no task yet that the news of it could reach.
        await standing.Run(message, () => orders.Find(arguments.OrderId, stopping), order => order.LocationId, (order, today, effects) => Follow(arguments.OrderId, order, today, effects, stopping), stopping);
    }

    private async Task Follow(Guid orderId, OrderAsTranscribed? order, DateOnly today, Effects effects, CancellationToken stopping)
    {
        if (order is not null)
        {
            await BringTo(order, today, effects, stopping);
        }
        else
        {
            await withdraw.Run(orderId, effects, stopping);
            await authorizations.FollowOrder(orderId, code: null, today, effects, stopping);
        }
    }

    private async Task BringTo(OrderAsTranscribed order, DateOnly today, Effects effects, CancellationToken stopping)
    {
        await raise.WaitInLine(order.DocumentId, stopping);
        await raise.WaitInLine(order.Id, stopping);
        var accessClass = await raise.ClassOf(order.DocumentId, stopping);
        var location = (await organization.Profile(stopping)).Find(order.LocationId);
        var clocks = await businessDays.At(location, stopping);
        var wanted = OrderTasks.For(
            order, OrderTaskTable.InForce(await db.OrderTaskRules.AsNoTracking().ToListAsync(stopping)), await AuthorizationRuleTable.InForce(db, stopping), await FirstPayer(order.PatientId, today, stopping), location?.Name ?? "");
        var known = await db.Tasks.Where(task => task.OrderId == order.Id && task.FollowsTaskId == null).ToListAsync(stopping);
        var toBeChanged = await ToBeChanged([.. known.Select(task => task.Id)], stopping);
        foreach (var other in known.Where(task => task.State == TaskState.Open && wanted.All(w => w.Kind != task.Kind)))
        {
            raise.Withdraw(other, effects);
        }

        foreach (var want in wanted)
        {
            var same = known.Find(task => task.Kind == want.Kind);
            var warning = same is not null && toBeChanged.Contains(same.Id) ? WarningIn(same.Detail) : null;
            Bring(same, want, order, warning, accessClass, clocks, today, effects);
        }

        await authorizations.FollowOrder(order.Id, order.IsWork ? order.Code : null, today, effects, stopping);
    }

    /// <summary>Of these tasks those that were opened again for the other side and not done since.</summary>
    private async Task<HashSet<Guid>> ToBeChanged(IReadOnlyList<Guid> taskIds, CancellationToken stopping)
    {
        var steps = await db.TaskEvents.AsNoTracking().Where(e => taskIds.Contains(e.TaskId) && (e.What == WorkOnTask.Done || e.What == SideCorrected))
            .OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => new { e.TaskId, e.What }).ToListAsync(stopping);
        return [.. steps.GroupBy(step => step.TaskId).Where(ofTask => ofTask.Last().What == SideCorrected).Select(ofTask => ofTask.Key)];
    }

    /// <summary>The warning with which the detail begins, which says what was done; where it was lost, one that does not.</summary>
    private static string WarningIn(string detail) =>
        detail.StartsWith(Warning, StringComparison.Ordinal) && detail.IndexOf(WhatToDo, StringComparison.Ordinal) is var at and >= 0
            ? detail[..(at + WhatToDo.Length)]
            : $"{Warning}: {WhatToDo}";

    /// <param name="warning">That what was done is still to be changed; null where it is not.</param>
    private void Bring(StaffTask? same, WantedTask want, OrderAsTranscribed order, string? warning, string accessClass, Clocks clocks, DateOnly today, Effects effects)
    {
        var (title, detail) = (RaiseTask.Short(OrderTasks.TitleFor(order, want.Kind)), OrderTasks.DetailFor(order));
        if (same is null)
        {
            raise.Add(
                new StaffTask
                {
                    Id = Guid.CreateVersion7(),
                    Kind = want.Kind,
                    Title = title,
                    Detail = detail,
                    State = TaskState.Open,
                    PatientId = order.PatientId,
                    OrderId = order.Id,
                    DocumentId = order.DocumentId,
                    LocationId = order.LocationId,
                    CareThreadId = order.CareThreadId,
                    AccessClass = accessClass,
                    Urgency = OrderTasks.UrgencyFor(order),
                    Due = OrderTasks.DueFor(order, want.Days, clocks, today),
                    RaisedAt = raise.Now,
                },
                effects);
            return;
        }

        RaiseTask.Classify(same, accessClass, effects);
        if (same.State == TaskState.Withdrawn)
        {
            raise.Reopen(same, "reopened");
        }
        else if (same.State == TaskState.Done && order.IsWork && !OrderTasks.NameTheSameSide(same.Title, title))
        {
            // No machine knows what was booked or said: somebody looks, and says again that it is done.
            warning = $"{Warning} (“{same.Title}”): {WhatToDo}";
            raise.Reopen(same, SideCorrected);
            effects.Audit(new AuditEntry("task.reopened", "task", same.Id, [order.PatientId], LocationId: same.LocationId));
        }

        if (same.State == TaskState.Open)
        {
            detail = string.Join(". ", new[] { warning ?? "", detail }.Where(part => part.Length > 0));
            (same.Title, same.Detail, same.PatientId, same.Urgency) = (title, detail, order.PatientId, OrderTasks.UrgencyFor(order));

            // More urgent or wanted sooner than it was told first; it never gets more time.
            var due = OrderTasks.DueFor(order, want.Days, clocks, today);
            same.Due = same.Due < due ? same.Due : due;
            RaiseTask.TellSchedule(same, effects);
        }
    }

    /// <summary>Of a coverage that is valid today, where there is one.</summary>
    private async Task<NamedPayer> FirstPayer(Guid patientId, DateOnly today, CancellationToken stopping)
    {
        var coverages = await db.Patients.AsNoTracking().Where(p => p.Id == patientId || p.MergedIntoId == patientId).SelectMany(p => p.Coverages).ToListAsync(stopping);
        var first = coverages.InOrder(patientId).OrderByDescending(coverage => coverage.IsValidOn(today)).FirstOrDefault();
        return await NamedPayer.Find(db, first?.Payer, first?.Plan, stopping);
    }
}
