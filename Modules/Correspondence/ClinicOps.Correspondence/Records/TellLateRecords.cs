using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Correspondence.Records;

internal sealed record LateRecordsToTell;

/// <summary>Every hour: a request that is open after the day on which it was due, on the clock of its location, is somebody's task. Its history says that it was told, so that it is told once.</summary>
internal sealed partial class TellLateRecords(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, RecordsSteps steps, IOrganization organization, TimeProvider clock, ILogger<TellLateRecords> log) : IJobHandler<LateRecordsToTell>
{
    private static readonly string[] Open = [RecordsState.Received, RecordsState.Checked, RecordsState.Packed];

    public async Task Run(LateRecordsToTell arguments, JobMessage message, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);

        // No clock on earth is further ahead than a day.
        var tomorrow = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1);
        var due = await db.RecordsRequests.AsNoTracking()
            .Where(request => Open.Contains(request.State) && request.DueOn < tomorrow && !db.RecordsSteps.Any(step => step.RequestId == request.Id && step.What == RecordsAct.Late))
            .Select(request => new { request.Id, request.LocationId, request.DueOn }).ToListAsync(stopping);
        Guid[] late = [.. due.Where(request => LocalTime.DayAt(profile.Find(request.LocationId), clock.GetUtcNow()) > request.DueOn).Select(request => request.Id)];
        await EachByItself.Run(db, late, id => transaction.Run(effects => Tell(id, effects, stopping), stopping), LogOne, stopping);
    }

    private async Task Tell(Guid id, Effects effects, CancellationToken stopping)
    {
        if (await db.LockRecordsRequest(id, stopping) is { IsOpen: true } request && !await db.RecordsSteps.AnyAsync(step => step.RequestId == id && step.What == RecordsAct.Late, stopping))
        {
            steps.Add(request, RecordsAct.Late, effects);
            effects.Publish(new RecordsRequestLate(request.Id, request.PatientId, request.LocationId, request.CareThreadId, request.DueOn, request.AccessClass));
        }
    }

    private void LogOne(Exception failure, Guid request) => LogFailed(failure, request);

    [LoggerMessage(Level = LogLevel.Error, Message = "Records request {RequestId} could not be looked at; those behind it are")]
    private partial void LogFailed(Exception failure, Guid requestId);
}
