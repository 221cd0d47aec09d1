using ClinicOps.Intake.Coverage.Answers;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Intake.Coverage.Exchange;

internal sealed record CoverageAnswersToCollect;

/// <summary>Takes what has come from the clearinghouse: each file is stored, and only then taken away. One that cannot be opened is a task, once, and stops none behind it.</summary>
internal sealed partial class CollectAnswers(IntakeDb db, ModuleTransaction<IntakeDb> transaction, IClearinghouse clearinghouse, TakeAnswer take, CoverageTasks tasks, ILogger<CollectAnswers> log) : IJobHandler<CoverageAnswersToCollect>
{
    public async Task Run(CoverageAnswersToCollect arguments, JobMessage message, CancellationToken stopping)
    {
        var files = await clearinghouse.Collect(stopping);
        await EachByItself.Run(
            db,
            [.. files.Index()],
            async file =>
            {
                if (file.Item.Bytes is not { } bytes)
                {
                    await transaction.Run(effects => NotOpened(file.Item.Name, effects, stopping), stopping);
                    return;
                }

                await take.Run(bytes, stopping);
                await clearinghouse.Taken(file.Item.Name, stopping);
            },
            (failure, file) => LogNotTaken(failure, file.Index),
            stopping);
    }

    private async Task NotOpened(string name, Effects effects, CancellationToken stopping)
    {
        var detail = $"It lies in the folder of answers as {name} and is left there. Let who looks after this machine see who may read it; ClinicOps takes it as soon as it can be opened.";
        if (await tasks.RaiseOfNobody("not-opened", "A file from the clearinghouse cannot be opened", detail, effects, stopping, onceForAll: true) is { } raised)
        {
            LogNotOpened(raised.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A file from the clearinghouse cannot be opened: task {TaskId} names it")]
    private partial void LogNotOpened(Guid taskId);

    [LoggerMessage(Level = LogLevel.Error, Message = "File {Number} from the clearinghouse could not be stored")]
    private partial void LogNotTaken(Exception failure, int number);
}
