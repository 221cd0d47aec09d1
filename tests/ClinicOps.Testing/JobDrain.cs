using System.Diagnostics;
using ClinicOps.Kernel.Jobs;
using Hangfire;
using Hangfire.Common;
using Hangfire.PostgreSql;
using Hangfire.States;
using Npgsql;

namespace ClinicOps.Testing;

/// <summary>Runs the stored jobs one after another in this thread, in the order they were enqueued: what a server does, without its clock.</summary>
internal sealed class JobDrain(PostgreSqlStorage storage, JobRunner runner, Func<NpgsqlConnection> asOwner, LogRecorder log)
{
    private readonly List<Job> done = [];

    public async Task<IReadOnlyList<string>> Run(bool includeDelayed)
    {
        var names = new List<string>();
        while (await Next(includeDelayed) is { } id)
        {
            using var connection = storage.GetConnection();
            var job = connection.GetJobData(id)?.Job ?? throw new InvalidOperationException($"The stored job {id} cannot be read back.");
            try
            {
                names.Add(await Perform(job, connection.GetJobParameter(id, "traceparent")));
            }
            catch (InvalidOperationException failed) when (failed.InnerException is ProcessKilledException)
            {
                await PutBack(id);
                throw failed.InnerException;
            }

            done.Add(job);
            new BackgroundJobClient(storage).ChangeState(id, new SucceededState(result: null, latency: 0, performanceDuration: 0));
        }

        return names;
    }

    public async Task<IReadOnlyList<string>> RunAgain()
    {
        var names = new List<string>();
        foreach (var job in done.ToList())
        {
            names.Add(await Perform(job, traceParent: null));
        }

        return names;
    }

    /// <param name="traceParent">As it is stored, in JSON: the server would hand it to the runner.</param>
    private async Task<string> Perform(Job job, string? traceParent)
    {
        var name = (string)job.Args[0];
        using var carried = traceParent is null ? null : new Activity("carried").SetParentId(SerializationHelper.Deserialize<string>(traceParent, SerializationOption.User)).Start();
        try
        {
            await runner.Run(name, (Guid)job.Args[1], (string)job.Args[2], context: null, CancellationToken.None);
            return name;
        }
        catch (JobFailedException failure)
        {
            throw new InvalidOperationException($"The job {name} failed.", log.LastException ?? failure);
        }
    }

    /// <summary>Whoever had it is gone without a word: the store gives it out again.</summary>
    private async Task PutBack(string id)
    {
        await using var connection = asOwner();
        await connection.OpenAsync();
        await using var put = new NpgsqlCommand("INSERT INTO hangfire.jobqueue (jobid, queue) VALUES ($1, 'default')", connection)
        {
            Parameters = { new() { Value = long.Parse(id, System.Globalization.CultureInfo.InvariantCulture) } },
        };
        await put.ExecuteNonQueryAsync();
    }

    /// <summary>Takes the oldest job out of its queue; with none left, the delayed one that is due first.</summary>
    private async Task<string?> Next(bool includeDelayed)
    {
        await using var connection = asOwner();
        await connection.OpenAsync();
        await using var queued = new NpgsqlCommand(
            "DELETE FROM hangfire.jobqueue WHERE id = (SELECT min(id) FROM hangfire.jobqueue) RETURNING jobid", connection);
        if (await queued.ExecuteScalarAsync() is long id)
        {
            return id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (!includeDelayed)
        {
            return null;
        }

        await using var delayed = new NpgsqlCommand(
            "DELETE FROM hangfire.set WHERE id = (SELECT id FROM hangfire.set WHERE key = 'schedule' ORDER BY score LIMIT 1) RETURNING value", connection);

        // The schedule names a job together with its queue, "default:17".
        return ((string?)await delayed.ExecuteScalarAsync())?.Split(':')[^1];
    }
}
