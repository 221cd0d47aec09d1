using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.ChartPrep;

internal sealed record ChartsToPrepare;

/// <summary>
/// From the evening on prepares the charts of the next day that has visits, and all day those of today whatever was booked late; makes anew what rests on something
/// new, also on a day prepared before; and writes the schedule for a day without the machine; and removes the charts of days long gone by. Each location by its own clock, and by itself: one
/// that fails keeps no other from its schedule and charts.
/// </summary>
internal sealed partial class PrepareCharts(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, LoadCharts load, MakePackets make, WriteSchedule write, NextVisitDay next, IVisits visits, IOrganization organization, IOptions<ChartPrepOptions> options, TimeProvider clock,
    ILogger<PrepareCharts> log) : IJobHandler<ChartsToPrepare>
{
    /// <summary>Charts loaded at once.</summary>
    private const int Batch = 20;

    public async Task Run(ChartsToPrepare arguments, JobMessage message, CancellationToken stopping) =>
        await EachByItself.Run(db, (await organization.Profile(stopping)).Locations, location => Prepare(location, stopping), (failure, location) => LogNotPrepared(failure, location.Id), stopping);

    private async Task Prepare(Location location, CancellationToken stopping)
    {
        var (all, days) = (new List<Chart>(), new List<ScheduledDay>());
        foreach (var day in await Days(location, stopping))
        {
            var found = await visits.Starting(location.Id, LocalTime.StartOf(day, location), LocalTime.StartOf(day.AddDays(1), location), stopping);
            var charts = new List<Chart>();
            foreach (var some in found.Chunk(Batch))
            {
                charts.AddRange(await load.Of(some, forEverybody: true, stopping));
            }

            all.AddRange(charts);
            days.Add(new ScheduledDay(location, day, ScheduleLines.Of(charts)));

            // Of visits that were cancelled, or moved to another day or location.
            List<Guid> standing = [.. found.Select(visit => visit.Id)];
            await Remove(location, db.ChartPackets.Where(packet => packet.LocationId == location.Id && packet.Day == day && !standing.Contains(packet.VisitId)), stopping);
        }

        // First the files: whatever becomes of a packet, the schedule is there.
        await write.Run(days, stopping);

        // Of visits so long gone by that nobody opens their charts any more.
        var keptFrom = LocalTime.DayAt(location, clock.GetUtcNow()).AddDays(-options.Value.KeepPacketDays);
        await Remove(location, db.ChartPackets.Where(packet => packet.LocationId == location.Id && packet.Day < keptFrom), stopping);
        await make.Run(all, stopping);
    }

    /// <summary>But not those of a patient under legal hold.</summary>
    private async Task Remove(Location location, IQueryable<ChartPacket> packets, CancellationToken stopping)
    {
        var gone = packets.Where(packet => !db.Patients.Any(patient => patient.Id == packet.PatientId && patient.LegalHold));
        var ids = await gone.Select(packet => packet.VisitId).ToListAsync(stopping);
        if (ids.Count > 0)
        {
            await transaction.Run(
                async effects =>
                {
                    await gone.Where(packet => ids.Contains(packet.VisitId)).ExecuteDeleteAsync(stopping);
                    effects.Audit(new AuditEntry("chart-packets.removed", "location", location.Id, ids, LocationId: location.Id));
                },
                stopping);
        }
    }

    /// <summary>Today, from the evening on the next day that has visits, and what is prepared already: also where all of its visits were cancelled since.</summary>
    private async Task<IReadOnlyList<DateOnly>> Days(Location location, CancellationToken stopping)
    {
        var now = LocalTime.At(location, clock.GetUtcNow());
        var today = DateOnly.FromDateTime(now.DateTime);
        var prepared = await db.ChartPackets.Where(packet => packet.LocationId == location.Id && packet.Day > today).Select(packet => packet.Day).Distinct().ToListAsync(stopping);
        return [.. prepared.Append(today).Concat(now.Hour >= options.Value.FromHour ? [await next.After(today, location, stopping)] : []).Distinct().Order()];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The charts of location {LocationId} could not all be prepared; those of the other locations are")]
    private partial void LogNotPrepared(Exception failure, Guid locationId);
}

internal sealed record ChartToPrepare(Guid VisitId);

/// <summary>One chart, as somebody asked for it or a visit was booked late.</summary>
internal sealed class PrepareChart(LoadCharts load, MakePackets make, IVisits visits) : IJobHandler<ChartToPrepare>
{
    public async Task Run(ChartToPrepare arguments, JobMessage message, CancellationToken stopping)
    {
        if (await visits.Find(arguments.VisitId, stopping) is { State: not VisitStates.Cancelled } visit)
        {
            await make.Run(await load.Of([visit], forEverybody: true, stopping), stopping);
        }
    }
}

/// <summary>A late add-on, booked for today, for a day that is prepared already, or (once the evening has come) for the next day that has visits, has its chart at once.</summary>
internal sealed class OnVisitBookedLate(IntakeDb db, PrepareChart prepare, NextVisitDay next, IVisits visits, IOrganization organization, IOptions<ChartPrepOptions> options, TimeProvider clock) : IJobHandler<AppointmentBooked>
{
    public async Task Run(AppointmentBooked arguments, JobMessage message, CancellationToken stopping)
    {
        if (await visits.Find(arguments.AppointmentId, stopping) is not { } visit)
        {
            return;
        }

        var location = (await organization.Profile(stopping)).Find(visit.LocationId);
        var now = LocalTime.At(location, clock.GetUtcNow());
        var (day, today) = (LocalTime.DayAt(location, visit.StartsAt), DateOnly.FromDateTime(now.DateTime));
        if (day == today
            || (day > today && location is not null && now.Hour >= options.Value.FromHour && day == await next.After(today, location, stopping))
            || (day > today && await db.ChartPackets.AnyAsync(packet => packet.LocationId == visit.LocationId && packet.Day == day, stopping)))
        {
            await prepare.Run(new ChartToPrepare(visit.Id), message, stopping);
        }
    }
}
