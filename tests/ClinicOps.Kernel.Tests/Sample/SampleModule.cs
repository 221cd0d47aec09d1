using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Kernel.Tests.Sample;

/// <summary>A module with one table, one step, one event with two reactions: what the Kernel's promises are tried on.</summary>
public sealed class SampleModule : IModule
{
    public string Name => "sample";

    public void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton<Weather>().AddScoped<Things>();
        module
            .UseDatabase<SampleDb>()
            .AddJob<CountThing, CountThingHandler>("sample.count-thing", "Count a thing")
            .On<ThingMade, FirstReaction>("sample.first-on-thing-made", "First reaction")
            .On<ThingMade, SecondReaction>("sample.second-on-thing-made", "Second reaction");
    }
}

internal sealed class SampleDb(DbContextOptions<SampleDb> options, CurrentActor actor) : ModuleDb(options, "sample", actor)
{
    public DbSet<Thing> Things => Set<Thing>();

    protected override void Describe(ModelBuilder model) => model.Entity<Thing>(thing => thing.ToTable("things"));
}

internal sealed class Thing
{
    public required Guid Id { get; init; }

    public int Counted { get; set; }

    public required DateTimeOffset At { get; init; }

    public uint Version { get; init; }
}

/// <summary>Makes a thing in a transaction that does what the test asks besides.</summary>
internal sealed class Things(SampleDb db, ModuleTransaction<SampleDb> transaction, TimeProvider clock)
{
    public Task Make(Guid id, Action<Effects> ask) =>
        transaction.Run(effects =>
        {
            db.Things.Add(new Thing { Id = id, At = clock.GetUtcNow() });
            ask(effects);
            return Task.CompletedTask;
        });
}

internal sealed record CountThing(Guid ThingId);

internal sealed record ThingMade(Guid ThingId) : IEvent;

/// <summary>Set by a test to make a handler fail.</summary>
internal sealed class Weather
{
    public string? FailWith { get; set; }
}

internal sealed class CountThingHandler(SampleDb db, ModuleTransaction<SampleDb> transaction, Weather weather) : IJobHandler<CountThing>
{
    public Task Run(CountThing arguments, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(
            message,
            async _ =>
            {
                (await db.Things.SingleAsync(thing => thing.Id == arguments.ThingId, stopping)).Counted++;
                if (weather.FailWith is { } text)
                {
                    throw new InvalidOperationException(text);
                }
            },
            stopping);
}

internal sealed class FirstReaction(ModuleTransaction<SampleDb> transaction, SampleDb db) : IJobHandler<ThingMade>
{
    public Task Run(ThingMade arguments, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(message, async _ => (await db.Things.SingleAsync(thing => thing.Id == arguments.ThingId, stopping)).Counted += 10, stopping);
}

internal sealed class SecondReaction(ModuleTransaction<SampleDb> transaction, SampleDb db) : IJobHandler<ThingMade>
{
    public Task Run(ThingMade arguments, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(message, async _ => (await db.Things.SingleAsync(thing => thing.Id == arguments.ThingId, stopping)).Counted += 100, stopping);
}
