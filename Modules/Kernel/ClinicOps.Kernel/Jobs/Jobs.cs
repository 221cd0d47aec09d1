namespace ClinicOps.Kernel.Jobs;

/// <summary>Something that has happened, told to other modules. Holds ids and codes only. Lives in the publisher's Contracts.</summary>
public interface IEvent;

/// <summary>A step run by the job server, at least once: its effect must be the same when it runs again.</summary>
public interface IJobHandler<in TArguments>
{
    /// <summary>Does the work. An exception is an outage or a bug: it always leaves the job, so that the job is retried.</summary>
    Task Run(TArguments arguments, JobMessage message, CancellationToken stopping);
}

/// <summary>The delivery at hand. <paramref name="Id"/> stays the same over retries.</summary>
/// <param name="Handler">Recorded name of the job.</param>
public sealed record JobMessage(Guid Id, string Handler, string? JobId = null);

/// <summary>A kind of job under its recorded name.</summary>
public sealed record JobKind(string Name, string Title, string Queue, Type Arguments, Type Handler)
{
    public bool IsReaction { get; init; }

    public required Func<IServiceProvider, object, JobMessage, CancellationToken, Task> Invoke { get; init; }

    internal static JobKind Of<TArguments, THandler>(string name, string title, string queue)
        where THandler : class, IJobHandler<TArguments>
        where TArguments : notnull => new(name, title, queue, typeof(TArguments), typeof(THandler))
        {
            Invoke = (services, arguments, message, stopping) =>
                ((THandler)services.GetService(typeof(THandler))!).Run((TArguments)arguments, message, stopping),
        };
}

public sealed record RecurringJob(Type ArgumentsType, string Cron, object Arguments);

/// <summary>The queues, each served by a pool of its own.</summary>
public static class JobQueues
{
    public const string Default = "default";

    /// <summary>Long work on the processor: as many at once as there are cores.</summary>
    public const string Heavy = "heavy";

    /// <summary>Outgoing deliveries: one at a time.</summary>
    public const string Outgoing = "outgoing";

    public static readonly IReadOnlyList<string> All = [Default, Heavy, Outgoing];
}
