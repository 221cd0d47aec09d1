using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Reading;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Sorting;

internal sealed record DeadlinesToRaise;

/// <summary>
/// A deadline that was far when its page was read comes near, and passes, and after it the next of the same paper. Each is raised once,
/// however often this runs; that it has passed only of what still waits: what is filed has somebody who was told that it is near, unless nobody was. What was put away is
/// followed again from where it was when it comes back.
/// </summary>
internal sealed partial class RaiseDeadlines(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    LoadFields load,
    ReadHolidays holidays,
    History history,
    IOrganization organization,
    IOptions<DocumentsOptions> options,
    TimeProvider clock,
    ILogger<RaiseDeadlines> log) : IJobHandler<DeadlinesToRaise>
{
    /// <summary>Of each hour: as many as lie between two runs.</summary>
    private const int FirstMinutes = 5;

    private static readonly string[] Waiting = [DocumentState.Sorted, DocumentState.Matched, DocumentState.Review];

    public async Task Run(DeadlinesToRaise arguments, JobMessage message, CancellationToken stopping)
    {
        // A day more than anywhere: the day is taken exactly below.
        var latest = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(2 + (2 * options.Value.DeadlineDays));
        var profile = await organization.Profile(stopping);
        var followed = await db.Documents.AsNoTracking().Where(d => d.RespondBy != null && d.RespondBy <= latest && (Waiting.Contains(d.State) || d.State == DocumentState.Filed)).OrderBy(d => d.Id)
            .Select(d => new Followed(d.Id, d.TransmissionId, d.LocationId, d.ReceivedAt, d.State, d.RespondBy!.Value, d.Version))
            .ToListAsync(stopping);
        await EachByItself.Run(db, followed, document => Look(document, profile.Find(document.LocationId), stopping), (failure, document) => LogFailed(failure, document.Id), stopping);
    }

    private async Task Look(Followed seen, Location? location, CancellationToken stopping)
    {
        var today = LocalTime.DayAt(location, clock.GetUtcNow());
        var closed = await holidays.At(seen.LocationId, stopping);
        if (!await IsToBeRead(seen, location, today, closed, stopping))
        {
            return;
        }

        // Its pages are read before its row is held.
        IReadOnlyList<DateOnly> days = [seen.Due, .. await Later(seen, LocalTime.DayAt(location, seen.ReceivedAt), closed, stopping)];
        await transaction.Run(
            async effects =>
            {
                // Changed meanwhile, its pages perhaps too: the next run looks again.
                if (await db.LockDocument(seen.Id, stopping) is { } document && document.Version == seen.Version)
                {
                    Raise(document, days, today, closed, await Raised(seen, location, stopping), effects);
                }
            },
            stopping);
    }

    /// <summary>
    /// A deadline that has passed makes way for the next. One that is near is raised, and then the pages are read once an hour only, for
    /// those after it: at the latest they are read when it passes.
    /// </summary>
    private async Task<bool> IsToBeRead(Followed seen, Location? location, DateOnly today, Holidays closed, CancellationToken stopping) =>
        Urgency.OfDeadline(seen.Due, today, options.Value.DeadlineDays, closed) switch
        {
            null => false,
            Urgency.DeadlinePassed => true,
            _ => clock.GetUtcNow().Minute < FirstMinutes || !(await Raised(seen, location, stopping)).Contain(new Alert(Urgency.DeadlineNear, seen.Due)),
        };

    private void Raise(Document document, IReadOnlyList<DateOnly> days, DateOnly today, Holidays closed, RaisedAlerts raised, Effects effects)
    {
        foreach (var day in days)
        {
            if (Urgency.OfDeadline(day, today, options.Value.DeadlineDays, closed) is { } reason && IsTold(document.State, new Alert(reason, day), raised))
            {
                RaiseOnce(document, new Alert(reason, day), raised, effects);
            }
        }

        document.RespondBy = days.Where(day => day > today).Select(day => (DateOnly?)day).FirstOrDefault();
    }

    private void RaiseOnce(Document document, Alert alert, RaisedAlerts raised, Effects effects)
    {
        if (!raised.Contain(alert))
        {
            FollowDeadlines.Raise(document, alert, history, effects);
        }
    }

    /// <summary>That it has passed is told of what is filed where nobody was told that it is near: nothing ran on the days before it, or it had been put away.</summary>
    private static bool IsTold(string state, Alert alert, RaisedAlerts raised) =>
        Waiting.Contains(state) || (state == DocumentState.Filed && (alert.Reason == Urgency.DeadlineNear || !raised.Contain(alert with { Reason = Urgency.DeadlineNear })));

    private Task<RaisedAlerts> Raised(Followed document, Location? location, CancellationToken stopping) =>
        RaisedAlerts.Of(db, document.Id, location, options.Value.DeadlineDays, stopping);

    /// <summary>The deadlines after the one that is followed that the same paper names, in their order.</summary>
    /// <param name="came">"By 11/30" is the day nearest to it.</param>
    private async Task<IReadOnlyList<DateOnly>> Later(Followed document, DateOnly came, Holidays closed, CancellationToken stopping)
    {
        // What its cover says is raised with the first document of a transmission.
        IReadOnlyList<PageText> texts = [.. await CoverSheets.Texts(CoverSheets.LedBy(db.Pages, document.Id, document.TransmissionId), document.TransmissionId, stopping), .. await db.TextsOf(document.Id, stopping)];
        var read = await db.Documents.AsNoTracking().SingleAsync(d => d.Id == document.Id, stopping);
        return [.. FollowDeadlines.In(texts, came, await load.Of(read, stopping), closed).Where(day => day > document.Due)];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The deadlines of document {DocumentId} could not be looked at; those of the documents behind it are")]
    private partial void LogFailed(Exception failure, Guid documentId);

    /// <summary>A document as it was when the run began.</summary>
    /// <param name="Due">The deadline that is followed.</param>
    private sealed record Followed(Guid Id, Guid TransmissionId, Guid LocationId, DateTimeOffset ReceivedAt, string State, DateOnly Due, uint Version);
}
