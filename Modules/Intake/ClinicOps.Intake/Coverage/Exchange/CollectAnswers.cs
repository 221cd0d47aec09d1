using ClinicOps.Intake.Coverage.Answers;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Intake.Coverage.Exchange;

internal sealed record CoverageAnswersToCollect;

/// <summary>Takes what has come from the clearinghouse: each file is stored, and only then taken away.</summary>
internal sealed partial class CollectAnswers(IntakeDb db, IClearinghouse clearinghouse, TakeAnswer take, ILogger<CollectAnswers> log) : IJobHandler<CoverageAnswersToCollect>
{
    public async Task Run(CoverageAnswersToCollect arguments, JobMessage message, CancellationToken stopping)
    {
        var files = await clearinghouse.Collect(stopping);
        await EachByItself.Run(
            db,
            [.. files.Index()],
            async file =>
            {
                await take.Run(file.Item.Bytes, stopping);
                await clearinghouse.Taken(file.Item.Name, stopping);
            },
            (failure, file) => LogNotTaken(failure, file.Index),
            stopping);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "File {Number} from the clearinghouse could not be stored")]
    private partial void LogNotTaken(Exception failure, int number);
}
