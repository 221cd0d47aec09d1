using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Tests.Sample;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace ClinicOps.Kernel.Tests;

public sealed class TransactionTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await cluster.OpenClinic([new SampleModule()]);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_row_its_job_its_event_and_its_audit_entry_commit_together()
    {
        await MakeThing(effects =>
        {
            effects.Enqueue(new CountThing(Id));
            effects.Publish(new ThingMade(Id));
            effects.Audit(new AuditEntry("thing.made", "thing", Id));
        });

        Assert.Equal((1L, 3L, 1L), await Counts());
    }

    [Fact]
    public async Task A_failure_after_the_work_leaves_no_row_no_job_and_no_audit_entry()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => MakeThing(effects =>
        {
            effects.Enqueue(new CountThing(Id));
            effects.Publish(new ThingMade(Id));
            effects.Audit(new AuditEntry("thing.made", "thing", Id));
            throw new InvalidOperationException("after the work");
        }));

        Assert.Equal((0L, 0L, 0L), await Counts());
    }

    [Fact]
    public async Task A_job_that_cannot_be_enqueued_takes_the_rows_and_the_other_jobs_back_with_it()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => MakeThing(effects =>
        {
            effects.Audit(new AuditEntry("thing.made", "thing", Id));
            effects.Enqueue(new CountThing(Id));
            effects.Enqueue(new NobodysJob(Id));
        }));

        Assert.Equal((0L, 0L, 0L), await Counts());
    }

    [Fact]
    public async Task A_refused_row_takes_its_jobs_back_with_it()
    {
        await MakeThing(_ => { });

        await Assert.ThrowsAsync<DbUpdateException>(() => MakeThing(effects => effects.Enqueue(new CountThing(Id))));

        Assert.Equal((1L, 0L, 0L), await Counts());
    }

    [Fact]
    public async Task A_second_transaction_inside_the_first_is_refused() =>
        await clinic.In(async (ModuleTransaction<SampleDb> transaction) =>
            await Assert.ThrowsAsync<InvalidOperationException>(() => transaction.Run(_ => transaction.Run(_ => Task.CompletedTask))));

    [Fact]
    public async Task Who_saves_over_a_row_that_changed_meanwhile_is_told()
    {
        await MakeThing(_ => { });
        await clinic.In(async (SampleDb db) =>
        {
            var read = await db.Things.SingleAsync();
            await clinic.Sql("UPDATE sample.things SET counted = 5");
            read.Counted = 6;
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        });
    }

    private Guid Id { get; } = Guid.CreateVersion7();

    private Task MakeThing(Action<Effects> ask) => clinic.In((Things things) => things.Make(Id, ask));

    private async Task<(long Things, long Jobs, long Audited)> Counts() =>
        ((long)(await clinic.Sql("SELECT count(*) FROM sample.things"))[0]!,
            (long)(await clinic.Sql("SELECT count(*) FROM hangfire.jobqueue"))[0]!,
            (long)(await clinic.Sql("SELECT count(*) FROM audit.entries"))[0]!);

    private sealed record NobodysJob(Guid ThingId);
}
