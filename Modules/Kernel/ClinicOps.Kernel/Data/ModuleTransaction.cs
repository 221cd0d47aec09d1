using System.Transactions;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Kernel.Data;

/// <summary>
/// One module's rows, the jobs and events that speak of them and their audit entries, in one transaction on one connection:
/// all of it or nothing. No OCR, mail or HTTP inside, and never a second module.
/// </summary>
public sealed class ModuleTransaction<TDb>(TDb db, JobOutbox outbox, AuditTrail audit, CurrentActor actor, TimeProvider clock)
    where TDb : ModuleDb
{
    /// <summary>Runs <paramref name="work"/>, saves the context, then writes what it asked for in <see cref="Effects"/>.</summary>
    /// <exception cref="DbUpdateConcurrencyException">Somebody changed the row meanwhile.</exception>
    public async Task<T> Run<T>(Func<Effects, Task<T>> work, CancellationToken stopping = default)
    {
        if (Transaction.Current is not null)
        {
            throw new InvalidOperationException("A transaction is open already: one module per transaction.");
        }

        var result = await Commit(work, stopping);
        FaultPoint.At(actor.Job ?? db.Schema, "after-commit");
        return result;
    }

    public Task Run(Func<Effects, Task> work, CancellationToken stopping = default) =>
        Run(async effects =>
        {
            await work(effects);
            return true;
        }, stopping);

    /// <summary>Like <see cref="Run(Func{Effects, Task}, CancellationToken)"/>, once per (message, handler) however often the message is delivered.</summary>
    /// <returns>False when this message had its effect before.</returns>
    public Task<bool> RunOnce(JobMessage message, Func<Effects, Task> work, CancellationToken stopping = default) =>
        Run(async effects =>
        {
            if (!await IsNew(message, stopping))
            {
                return false;
            }

            await work(effects);
            return true;
        }, stopping);

    private async Task<T> Commit<T>(Func<Effects, Task<T>> work, CancellationToken stopping)
    {
        using var scope = new TransactionScope(
            TransactionScopeOption.Required,
            new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted, Timeout = TimeSpan.FromSeconds(55) },
            TransactionScopeAsyncFlowOption.Enabled);
        await db.Database.OpenConnectionAsync(stopping);
        try
        {
            var effects = new Effects();
            var result = await work(effects);
            await db.SaveChangesAsync(stopping);
            foreach (var entry in effects.AuditEntries)
            {
                await audit.Record(db, entry, stopping);
            }

            outbox.Enqueue((NpgsqlConnection)db.Database.GetDbConnection(), effects.Jobs);
            FaultPoint.At(actor.Job ?? db.Schema, "before-commit");
            scope.Complete();
            return result;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private async Task<bool> IsNew(JobMessage message, CancellationToken stopping)
    {
        var inserted = await db.Database.ExecuteSqlAsync(
            $"""INSERT INTO handled_messages (message_id, handler, at) VALUES ({message.Id}, {message.Handler}, {clock.GetUtcNow()}) ON CONFLICT DO NOTHING""",
            stopping);
        return inserted == 1;
    }
}

/// <summary>What a transaction asks to happen besides its rows.</summary>
public sealed class Effects
{
    internal List<PendingJob> Jobs { get; } = [];

    internal List<AuditEntry> AuditEntries { get; } = [];

    /// <summary>Enqueues the job registered for these arguments. Arguments hold ids and codes only: the job store keeps them readable.</summary>
    public void Enqueue<TArguments>(TArguments arguments, TimeSpan? delay = null)
        where TArguments : notnull => Jobs.Add(new PendingJob(arguments, IsEvent: false, delay));

    /// <summary>Tells every subscriber, each by a delivery job of its own.</summary>
    public void Publish(IEvent happened) => Jobs.Add(new PendingJob(happened, IsEvent: true, Delay: null));

    public void Audit(AuditEntry entry) => AuditEntries.Add(entry);
}

internal sealed record PendingJob(object Arguments, bool IsEvent, TimeSpan? Delay);
