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
/// The evening before, asks about every coverage of each visit of the next day that has visits and that nobody asked about, or nobody lately; on the day itself, for late add-ons and for those whose payer
/// was only asked for an earlier day. At each location by its own clock. A coverage that pays for two visits of the day is asked about once, where both are of one kind of service.
/// </summary>
internal sealed partial class AskForComingVisits(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, KnowPayers know, VisitCoverages coverages, AskCoverage ask, NextVisitDay next, IVisits visits, IOrganization organization, IOptions<CoverageOptions> options, TimeProvider clock,
    ILogger<AskForComingVisits> log) : IJobHandler<ComingVisitsToAskFor>
{
    public async Task Run(ComingVisitsToAskFor arguments, JobMessage message, CancellationToken stopping)
    {
        await transaction.Run(effects => know.Run(null, stopping), stopping);
        var wanted = new List<(Guid Visit, Guid Coverage)>();
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
        await EachByItself.Run(db, wanted, one => ask.Run(Guid.CreateVersion7(), one.Visit, one.Coverage, null, stopping), (failure, one) => LogNotAsked(failure, one.Visit), stopping);
    }

    /// <summary>
    /// Visits of the day with each of their coverages that nobody asked about for that day, those whose last question will be older on it than an answer holds, and on the day itself those whose
    /// last question was for an earlier one. What was lately asked for with its own day is left to people, whatever came of it; a visit that was moved and a coverage that has another payer or member
    /// id since were not asked about.
    /// </summary>
    private async Task<IEnumerable<(Guid Visit, Guid Coverage)>> NotAskedFor(Location location, DateOnly day, DateTimeOffset from, CancellationToken stopping)
    {
        var booked = (await visits.Starting(location.Id, from, LocalTime.StartOf(day.AddDays(1), location), stopping)).Where(visit => visit.State == VisitStates.Booked).ToList();
        var paying = await coverages.OfAll(booked, stopping);
        var wanted = booked.Where(visit => paying.ContainsKey(visit.Id)).Select(visit => CheckWanted.Of(visit, paying[visit.Id], day, options.Value)).ToList();
        var asked = await StandingChecks.About(db, wanted, stopping);
        var isToday = day == LocalTime.DayAt(location, clock.GetUtcNow());
        var onTheDay = options.Value.ClockOf(LocalTime.StartOf(day, location), day, location);
        return (from visit in wanted
                from pays in paying[visit.VisitId].All
                where pays is { WhyNot: null, Coverage: not null } && StandingChecks.LastAsked(asked, pays, visit) is var last && (last is null || (isToday && last.AskedFor < day) || onTheDay.IsOld(last.At))
                select (Visit: visit, CoverageId: pays.Coverage!.Id))
            .DistinctBy(one => (one.CoverageId, one.Visit.ServiceType))
            .Select(one => (one.Visit.VisitId, one.CoverageId));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The coverage of visit {VisitId} could not be asked for")]
    private partial void LogNotAsked(Exception failure, Guid visitId);
}

internal sealed record CoverageToAskAgain(Guid CheckId);

/// <summary>Asks again, for today, what a payer refused to answer for a day to come. Where it cannot be asked any more, that is somebody's task: the refusal was none.</summary>
internal sealed class AskCoverageAgain(IntakeDb db, ModuleTransaction<IntakeDb> transaction, AskCoverage ask, CoverageTasks tasks) : IJobHandler<CoverageToAskAgain>
{
    public async Task Run(CoverageToAskAgain arguments, JobMessage message, CancellationToken stopping)
    {
        if (await db.EligibilityChecks.AsNoTracking().SingleOrDefaultAsync(check => check.Id == arguments.CheckId, stopping) is { } refused)
        {
            // The message's id is the new question's: delivered again, it is asked once, also where the payer could not be asked any more.
            if (!await db.EligibilityChecks.AnyAsync(check => check.Id == message.Id, stopping)
                && await ask.Run(message.Id, refused.VisitId, refused.CoverageId, refused.Id, stopping) is CoverageAsked.CannotBe cannot)
            {
                await transaction.RunOnce(
                    message,
                    effects => tasks.Raise(
                        refused, "not-asked-again", "A payer does not answer for a day to come, and could not be asked for today", $"{cannot.Why} Verify the coverage by phone or portal before the visit.", effects, stopping),
                    stopping);
            }
        }
    }
}
