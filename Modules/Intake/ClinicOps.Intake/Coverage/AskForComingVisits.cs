using ClinicOps.Intake.ChartPrep;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Coverage;

internal sealed record ComingVisitsToAskFor;

/// <summary>
/// The evening before, asks for every visit of the next day that has visits and that nobody asked for; on the day itself, for late add-ons and for those whose payer
/// was only asked for an earlier day. At each location by its own clock.
/// </summary>
internal sealed partial class AskForComingVisits(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, KnowPayers know, VisitCoverages coverages, AskCoverage ask, NextVisitDay next, IVisits visits, IOrganization organization, IOptions<CoverageOptions> options, TimeProvider clock,
    ILogger<AskForComingVisits> log) : IJobHandler<ComingVisitsToAskFor>
{
    public async Task Run(ComingVisitsToAskFor arguments, JobMessage message, CancellationToken stopping)
    {
        await transaction.Run(effects => know.Run(null, stopping), stopping);
        var wanted = new List<Guid>();
        foreach (var location in (await organization.Profile(stopping)).Locations)
        {
            var now = LocalTime.At(location, clock.GetUtcNow());
            var today = DateOnly.FromDateTime(now.DateTime);
            wanted.AddRange(await NotAskedFor(location, today, clock.GetUtcNow(), stopping));
            if (now.Hour >= options.Value.AskFromHour)
            {
                var day = await next.After(today, location, stopping);
                wanted.AddRange(await NotAskedFor(location, day, LocalTime.StartOf(day, location), stopping));
            }
        }

        db.ChangeTracker.Clear();
        await EachByItself.Run(db, wanted, visit => ask.Run(Guid.CreateVersion7(), visit, null, stopping), LogNotAsked, stopping);
    }

    /// <summary>
    /// Visits of the day whose coverage nobody asked about for that day, and on the day itself those whose last question was for an earlier one.
    /// What was asked for with its own day is left to people, whatever came of it; a visit that was moved and a coverage that has another payer
    /// or member id since were not asked about.
    /// </summary>
    private async Task<IEnumerable<Guid>> NotAskedFor(Location location, DateOnly day, DateTimeOffset from, CancellationToken stopping)
    {
        var booked = (await visits.Starting(location.Id, from, LocalTime.StartOf(day.AddDays(1), location), stopping)).Where(visit => visit.State == VisitStates.Booked).ToList();
        var (ids, paying) = (booked.ConvertAll(visit => visit.Id), await coverages.OfAll(booked, stopping));
        var asked = (await StandingChecks.Of(db, db.EligibilityChecks.Where(check => ids.Contains(check.VisitId)), stopping)).ToLookup(check => check.VisitId);
        var isToday = day == LocalTime.DayAt(location, clock.GetUtcNow());
        return ids.Where(visit => paying.TryGetValue(visit, out var pays) && StandingChecks.Last(asked[visit], pays, day) is var last && (last is null || (isToday && last.AskedFor < day)));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The coverage of visit {VisitId} could not be asked for")]
    private partial void LogNotAsked(Exception failure, Guid visitId);
}

internal sealed record CoverageToAskAgain(Guid CheckId);

/// <summary>Asks again, for today, what a payer refused to answer for a day to come.</summary>
internal sealed class AskCoverageAgain(IntakeDb db, AskCoverage ask) : IJobHandler<CoverageToAskAgain>
{
    public async Task Run(CoverageToAskAgain arguments, JobMessage message, CancellationToken stopping)
    {
        if (await db.EligibilityChecks.AsNoTracking().SingleOrDefaultAsync(check => check.Id == arguments.CheckId, stopping) is { } refused)
        {
            // The message's id is the new question's: delivered again, it is asked once.
            await ask.Run(message.Id, refused.VisitId, refused.Id, stopping);
        }
    }
}
