using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Intake.Tasks;

internal abstract record OrderTaskChange
{
    private OrderTaskChange()
    {
    }

    /// <param name="Number">Of the version that is in force now.</param>
    /// <param name="Id">Of that version.</param>
    public sealed record Done(int Number, Guid Id) : OrderTaskChange;

    public sealed record NotUnderstood(string Why) : OrderTaskChange;

    /// <summary>The page showed an older version of the line.</summary>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : OrderTaskChange;
}

/// <summary>Changes a line of the table of order tasks: a new version is added, and the one before stays. Orders told from then on follow it.</summary>
internal sealed class ChangeOrderTasks(IntakeDb db, ModuleTransaction<IntakeDb> transaction, CurrentActor actor, TimeProvider clock)
{
    private const int LongestPayer = 100;

    /// <param name="number">Of the version that the page showed; 0 for a line that was not there.</param>
    /// <param name="tasks">None: such an order makes no task. Null: the line is taken out.</param>
    public async Task<OrderTaskChange> Save(string? kind, string? payer, int number, IReadOnlyList<WantedTask>? tasks, CancellationToken stopping)
    {
        var name = PayerClass.All.FirstOrDefault(known => string.Equals(known, payer?.Trim(), StringComparison.OrdinalIgnoreCase)) ?? payer?.Trim() ?? "";
        if (kind != OrderTaskTable.Any && !OrderTaskTable.OrderKinds.Contains(kind ?? ""))
        {
            return new OrderTaskChange.NotUnderstood("Choose what is ordered.");
        }

        if (name.Length is 0 or > LongestPayer)
        {
            return new OrderTaskChange.NotUnderstood("Name the payer as it is registered, one of the kinds of payers, or * for any.");
        }

        if (tasks?.All(task => OrderTaskTable.TaskChoices.Contains(task.Kind) && task.Days is >= 0 and <= OrderTaskTable.MostDays) == false)
        {
            return new OrderTaskChange.NotUnderstood($"A task is due in 0 to {OrderTaskTable.MostDays} working days.");
        }

        return await Append(kind!, name, number, tasks, stopping);
    }

    /// <summary>What a version replaced is in force again, as a new version.</summary>
    public async Task<OrderTaskChange> Undo(string kind, string payer, int number, CancellationToken stopping)
    {
        var before = await db.OrderTaskRules.AsNoTracking().SingleOrDefaultAsync(rule => rule.Kind == kind && rule.Payer == payer && rule.Number == number - 1, stopping);
        return await Append(kind, payer, number, before is null or { IsRemoved: true } ? null : OrderTaskTable.Read(before.Wanted), stopping);
    }

    private async Task<OrderTaskChange> Append(string kind, string payer, int number, IReadOnlyList<WantedTask>? tasks, CancellationToken stopping)
    {
        var rule = new OrderTaskRule
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            Payer = payer,
            Number = number + 1,
            Wanted = OrderTaskTable.Written(tasks ?? []),
            IsRemoved = tasks is null,
            At = clock.GetUtcNow(),
            By = actor.UserId,
        };
        try
        {
            return await transaction.Run(
                async Task<OrderTaskChange> (effects) =>
                {
                    var latest = await db.OrderTaskRules.AsNoTracking().Where(r => r.Kind == kind && r.Payer == payer).OrderByDescending(r => r.Number).FirstOrDefaultAsync(stopping);
                    if ((latest?.Number ?? 0) != number)
                    {
                        return new OrderTaskChange.ChangedMeanwhile(latest?.By, latest?.At ?? rule.At);
                    }

                    db.OrderTaskRules.Add(rule);
                    effects.Audit(new AuditEntry("order-tasks.changed", "order-task-rule", rule.Id));
                    return new OrderTaskChange.Done(rule.Number, rule.Id);
                },
                stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            var latest = await db.OrderTaskRules.AsNoTracking().Where(r => r.Kind == kind && r.Payer == payer).OrderByDescending(r => r.Number).FirstAsync(stopping);
            return new OrderTaskChange.ChangedMeanwhile(latest.By, latest.At);
        }
    }
}
